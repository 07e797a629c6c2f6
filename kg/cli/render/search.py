"""Results of asking as tables: what was found, what a chain holds, what a query answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.cli.screen import Screen, json_form
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case import Case
    from kg.ledger.search import IdentifierHit

NUMBERS = ("cardNumber", "accountNumber", "platformNumber", "walletAddress", "msisdn", "residentId")


def show_found(
    hits: Sequence[IdentifierHit], more: bool, rows: int, case: Case, screen: Screen
) -> None:
    """Who or what may be meant, best first, with the handle by which every command takes it.

    The roles that rows say somebody has have a column where anybody listed has one.
    """
    schema = load_schema()
    roles = case.lookup.roles([hit.entity.id for hit in hits])
    screen.document(
        [
            json_form(hit.entity)
            | {"how": hit.how, "roles": json_form(roles.get(hit.entity.id, ()))}
            for hit in hits
        ]
    )
    columns = ["handle", "kind", "known-role", "name", "number", "found-by"]
    table = [
        [
            case.lookup.handle(hit.entity.id),
            schema.kind(hit.entity.kind).label(screen.lang),
            " / ".join(role.words(schema, screen.lang) for role in roles.get(hit.entity.id, ())),
            " / ".join(hit.entity.values.get("name", ())),
            " ".join(dict.fromkeys(n for name in NUMBERS for n in hit.entity.values.get(name, ()))),
            screen.word(f"found-by-{hit.how.replace('_', '-')}"),
        ]
        for hit in hits[:rows]
    ]
    said = columns.index("known-role")
    if not any(row[said] for row in table):
        for row in (columns, *table):
            del row[said]
    if not hits:
        screen.say("found-nothing")
        return
    title = screen.word("found-many" if more else "found-title", count=len(hits))
    screen.table(title, columns, table)
    if len(hits) > rows:
        screen.say("found-cut", count=len(hits) - rows)
