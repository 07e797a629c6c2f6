"""Results of asking as tables: what was found, what a chain holds, what a query answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.cli.showing import Row, Screen, json_form
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case import Case
    from kg.ledger.find import Hit
    from kg.model import Chain
    from kg.query import Answer

SHOWN = 12
NUMBERS = ("cardNumber", "accountNumber", "platformNumber", "walletAddress", "msisdn", "residentId")


def show_found(hits: Sequence[Hit], more: bool, rows: int, case: Case, screen: Screen) -> None:
    """Who or what may be meant, best first, with the handle by which every command takes it."""
    screen.document([json_form(hit.entity) | {"how": hit.how} for hit in hits])
    schema = load_schema()
    table = [
        (
            case.lookup.handle(hit.entity.id),
            schema.kind(hit.entity.kind).label(screen.lang),
            " / ".join(hit.entity.values.get("name", ())),
            " ".join(number for name in NUMBERS for number in hit.entity.values.get(name, ())),
            screen.word(f"found-by-{hit.how.replace('_', '-')}"),
        )
        for hit in hits[:rows]
    ]
    if not hits:
        screen.say("found-nothing")
        return
    title = screen.word("found-many" if more else "found-title", count=len(hits))
    screen.table(title, ("handle", "kind", "name", "number", "found-by"), table)
    if len(hits) > rows:
        screen.say("found-cut", count=len(hits) - rows)


def show_chain(chain: Chain, screen: Screen) -> None:
    """How many stand at each stage, what is missing, what must be said."""
    screen.document(chain)
    schema = load_schema()
    at = Counter(node.stage for node in chain.nodes)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for node in chain.nodes:
        kinds[node.stage][schema.kind(node.entity.kind).label(screen.lang)] += 1
    rows: list[Row] = [
        (
            stage.label(screen.lang),
            at[stage.code],
            " · ".join(f"{kind} {count}" for kind, count in kinds[stage.code].most_common()),
        )
        for stage in schema.stages()
        if at[stage.code]
    ]
    screen.table(screen.word("chain-title", title=chain.title), ("stage", "entities", "who"), rows)
    screen.say(
        "chain-size",
        nodes=len(chain.nodes),
        edges=len(chain.edges),
        links=sum(len(edge.links) for edge in chain.edges),
        hidden=sum(hidden.count for hidden in chain.hidden),
    )
    for gap in chain.gaps[:SHOWN]:
        screen.line(f"  ? {gap.text(screen.lang)}")
    say_cut(len(chain.gaps), screen)
    for banner in chain.banners:
        screen.line(f"  ! {banner.text(screen.lang)}")


def show_answer(answer: Answer, screen: Screen) -> None:
    """Show the rows of an answer, and what it does not see."""
    screen.document(
        {
            "columns": answer.columns,
            "rows": answer.rows,
            "truncated": answer.truncated,
            "notes": answer.notes,
            "network": answer.network,
        }
    )
    screen.rows(answer.columns, answer.rows)
    for note in answer.notes:
        screen.note(note.text(screen.lang))


def say_cut(count: int, screen: Screen) -> None:
    """Say how many rows a table does not show."""
    if count > SHOWN:
        screen.say("cut", count=count - SHOWN)
