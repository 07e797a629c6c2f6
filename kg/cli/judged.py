"""What persons say of a case, as tables and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.cli.showing import Screen
from kg.records import to_plain
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case.marking import Judged


def show_judged(found: Sequence[Judged], screen: Screen) -> None:
    """Every word that holds: on which fact, since when, why, and whether the fact is in."""
    screen.document([to_plain(one) for one in found])
    schema = load_schema()
    rows = [
        (
            one.handle,
            schema.kind(schema.kind_of_id(one.link)).label(screen.lang),
            _said(one, screen),
            one.reason,
            one.at,
            "" if one.in_case else screen.word("not_in_case"),
        )
        for one in found
    ]
    columns = ("handle", "kind", "judged", "reason", "at", "note")
    screen.table(screen.word("judged_title", count=len(rows)), columns, rows)


def _said(one: Judged, screen: Screen) -> str:
    value = load_schema().resolve_listed(one.proof, "ProofState") if one.proof else None
    return value.label(screen.lang) if value else screen.word("kept_apart")
