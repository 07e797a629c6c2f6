"""Questions to the graph and the ledger, with what the answer cannot see said beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kg.case.storage.session import Session
from kg.errors import StoreError
from kg.ledger.views import described
from kg.messages import Message
from kg.query import Answer, LedgerViews, QueryRunner, coverage


def ask_graph(
    session: Session,
    questions: QueryRunner,
    text: str,
    seconds: float,
    rows: int,
    given: Mapping[str, str],
) -> Answer:
    """Ask the newest checkpoint in SPARQL; the one before it where an undo takes that away."""

    def run(graph: Path | None) -> Answer:
        notes = seen(session)
        return questions.sparql(
            text, graph=graph, parameters=given, seconds=seconds, rows=rows, notes=notes
        )

    graph = session.store.checkpoint()
    try:
        return run(graph)
    except StoreError:
        if graph is None or graph.exists():
            raise
        return run(session.store.checkpoint())


def seen(session: Session) -> tuple[Message, ...]:
    """Return what is to be said of what the graph does not hold as it is asked for."""
    return (*session.notices(), *_flows_seen(session))


def _flows_seen(session: Session) -> tuple[Message, ...]:
    """Return the note that the graph does not hold every flow, if so; else count nothing."""
    sources = session.sources()
    if all(source.promoted for source in sources):
        return ()
    links = session.store.count().links
    flows = sum(count for kind, count in links.items() if session.schema.kind(kind).flows)
    derived = sum(session.store.derived().values())
    return coverage(flows, sum(source.flows for source in sources), derived)


def ask_ledger(
    session: Session, questions: QueryRunner, text: str, seconds: float, rows: int, count_both: bool
) -> Answer:
    """Ask the ledger one SELECT; ``count_both`` makes both tellings of a payment count."""
    index = session.index()
    opened = described(index, session.folder.settings().zone, both=count_both)
    views = LedgerViews(
        views=opened["views"],
        folders=tuple(map(Path, opened["folders"])),
        arguments=opened["arguments"],
    )
    notes = session.in_part()
    return questions.sql(text, ledger=views, seconds=seconds, rows=rows, notes=notes)
