"""Questions to the graph and the ledger, with what the answer cannot see said beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kg.case.desk import Desk
from kg.ledger.views import described
from kg.model import Said
from kg.query import Answer, LedgerViews, Questions, coverage


def ask_graph(
    desk: Desk,
    questions: Questions,
    text: str,
    seconds: float,
    rows: int,
    given: Mapping[str, str],
) -> Answer:
    """Ask the newest checkpoint in SPARQL."""
    return questions.sparql(
        text,
        graph=desk.store.checkpoint(),
        parameters=given,
        seconds=seconds,
        rows=rows,
        notes=_coverage(desk),
    )


def _coverage(desk: Desk) -> tuple[Said, ...]:
    """Return the note that the graph lacks flows; they are counted only where some may lack."""
    sources = desk.sources()
    if all(source.promoted for source in sources):
        return ()
    links = desk.store.count().links
    held = sum(count for kind, count in links.items() if desk.schema.kind(kind).flows)
    return coverage(held, sum(source.flows for source in sources))


def ask_ledger(
    desk: Desk, questions: Questions, text: str, seconds: float, rows: int, count_both: bool
) -> Answer:
    """Ask the ledger one SELECT; ``count_both`` makes both tellings of a payment count."""
    index = desk.index()
    opened = described(index, desk.folder.settings().zone, both=count_both)
    views = LedgerViews(
        views=opened["views"],
        folders=tuple(map(Path, opened["folders"])),
        arguments=opened["arguments"],
    )
    return questions.sql(text, ledger=views, seconds=seconds, rows=rows)
