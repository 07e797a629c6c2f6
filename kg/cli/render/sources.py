"""The lists of a case as tables: its files, and what was done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.cli.render.load import unread_lines
from kg.cli.screen import Screen, json_form

if TYPE_CHECKING:
    from kg.model import Source, UnreadColumn

SHORT_HASH = 12


def show_sources(
    sources: Sequence[Source],
    linked: frozenset[str],
    unread: Mapping[str, Sequence[UnreadColumn]],
    screen: Screen,
) -> None:
    """Every file with its number, counts, the columns not read and the beginning of its hash."""
    screen.document(
        [
            json_form(source)
            | {"linked": source.sha256 in linked}
            | {"unread": [json_form(column) for column in unread.get(source.sha256, ())]}
            for source in sources
        ]
    )
    rows = [
        (
            str(source.number),
            source.name,
            source.layout,
            source.read,
            source.stored,
            source.skipped,
            source.problems,
            screen.word("yes" if source.promoted else "no"),
            screen.word("kept-link" if source.sha256 in linked else "kept-copy"),
            source.sha256[:SHORT_HASH],
        )
        for source in sources
    ]
    counts = ("read", "stored", "skipped", "problems")
    columns = ("source-number", "file", "layout", *counts, "promoted-head", "kept-head", "sha256")
    screen.table(screen.word("sources-title", count=len(rows)), columns, rows)
    for source in sources:
        lines = list(unread_lines(unread.get(source.sha256, ()), screen))
        if lines:
            screen.line(f"  {source.name}")
        for line in lines:
            screen.line(f"    · {line}")
