"""Questions to the graph and the ledger, with what the answer cannot see said beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kg.case.storage.session import Desk
from kg.errors import StoreError
from kg.ledger.views import described
from kg.messages import Message
from kg.query import Answer, LedgerViews, Questions, coverage


def ask_graph(
    desk: Desk,
    questions: Questions,
    text: str,
    seconds: float,
    rows: int,
    given: Mapping[str, str],
) -> Answer:
    """Ask the newest checkpoint in SPARQL; the one before it where an undo takes that away."""

    def asked(graph: Path | None) -> Answer:
        notes = seen(desk)
        return questions.sparql(
            text, graph=graph, parameters=given, seconds=seconds, rows=rows, notes=notes
        )

    graph = desk.store.checkpoint()
    try:
        return asked(graph)
    except StoreError:
        if graph is None or graph.exists():
            raise
        return asked(desk.store.checkpoint())


def seen(desk: Desk) -> tuple[Message, ...]:
    """Return what is to be said where the graph does not hold every flow; else count nothing."""
    sources = desk.sources()
    if all(source.promoted for source in sources):
        return ()
    links = desk.store.count().links
    held = sum(count for kind, count in links.items() if desk.schema.kind(kind).flows)
    derived = sum(desk.store.derived().values())
    return coverage(held, sum(source.flows for source in sources), derived)


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
