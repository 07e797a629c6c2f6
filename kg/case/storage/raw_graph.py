"""The graph of a case as its files tell it, for those who ask with ``--raw``.

Things that a person took for one are as many there as the files name. It is made in a folder of its
own for one reading of the case and goes with it; a case without such a judgement needs none.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kg.case.storage.case_graph import CaseGraph, state_of
from kg.case.storage.folder import CaseFolder
from kg.ledger import Promotion
from kg.ledger.index_changes import changes
from kg.model import Judgement

if TYPE_CHECKING:
    from kg.case.storage.session import Session
    from kg.rdf import Fact


def raw_graph(session: Session) -> CaseGraph:
    """Return the graph of a session's sources with nothing merged.

    It lies in a folder of its own, which goes when nobody reads it any more.

    Args:
        session: The case, read as its files tell it.
    """
    from kg.case.storage.session import open_graph

    scratch = Path(tempfile.mkdtemp(prefix="kg-raw-"))
    folder = CaseFolder(scratch)
    store = open_graph(folder, session.schema, read_only=False)
    writing = CaseGraph(store, folder, session.index, session.schema)
    try:
        writing.apply(_facts(session), markers=session.sources(), whole=True)
    finally:
        writing.close()
    reading = open_graph(folder, session.schema, read_only=True)
    graph = CaseGraph(reading, session.folder, session.index, session.schema, state_of(folder))
    weakref.finalize(graph, shutil.rmtree, scratch, ignore_errors=True)
    return graph


def _facts(session: Session) -> Iterator[Fact]:
    """Yield what the graph is to hold, less what persons say of things being one."""
    from kg.case.money.saved_traces import saved_traces
    from kg.case.storage.case_log import promoted_links
    from kg.case.storage.graph_sync import SyncScope
    from kg.case.storage.judgement_store import judged_legs

    scope = SyncScope(
        session.index(),
        session.sources(),
        promoted_links(session.folder),
        saved_traces(session.folder),
        judged_legs(session.folder),
    )
    facts = changes(None, scope.index, Promotion(), scope.promotion).new
    results = (f for f in scope.results().values() if not isinstance(f, Judgement))
    return chain(facts, results)
