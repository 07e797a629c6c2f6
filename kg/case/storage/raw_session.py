"""A case read as its files tell it, for those who ask with ``--raw``.

Things that a person took for one are as many there as the files name. The graph of that is made in
a folder of its own and goes with the session; a case without such a judgement needs none.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import ClassVar

from kg.case.money.saved_traces import saved_traces
from kg.case.storage import judgement_store
from kg.case.storage.case_graph import CaseGraph, state_of
from kg.case.storage.case_log import promoted_links
from kg.case.storage.folder import CaseFolder
from kg.case.storage.graph_sync import SyncScope
from kg.case.storage.session import Session, open_graph
from kg.ledger import Promotion
from kg.ledger.index_changes import changes
from kg.model import Judgement, Source
from kg.rdf import Fact


class RawSession(Session):
    """A session that reads, in which nothing is one because a person took it for one."""

    raw: ClassVar[bool] = True

    def same_things(self) -> Collection[tuple[str, str]]:
        """Return no pair: whatever is judged, things are as many as the files name."""
        return ()

    def _markers(self) -> list[Source]:
        return self._told_markers

    @cached_property
    def _told_markers(self) -> list[Source]:
        """The sources that are in, as the case's own graph names them."""
        store = open_graph(self.folder, self.schema, read_only=True)
        try:
            return store.markers()
        finally:
            store.close()

    def _graph_to_read(self) -> CaseGraph:
        """Open the case's own graph, where nothing is merged; else one made for this session."""
        if not judgement_store.same_things(self.folder):
            return super()._graph_to_read()
        scratch = Path(tempfile.mkdtemp(prefix="kg-raw-"))
        folder = CaseFolder(scratch)
        store = open_graph(folder, self.schema, read_only=False)
        writing = CaseGraph(store, folder, self.index, self.schema)
        try:
            writing.apply(self._facts(), markers=self.sources(), whole=True)
        finally:
            writing.close()
        reading = open_graph(folder, self.schema, read_only=True)
        graph = CaseGraph(reading, self.folder, self.index, self.schema, state_of(folder))
        weakref.finalize(graph, shutil.rmtree, scratch, ignore_errors=True)
        return graph

    def _facts(self) -> Iterator[Fact]:
        """Yield what the graph is to hold, less what persons say of things being one."""
        scope = SyncScope(
            self.index(),
            self.sources(),
            promoted_links(self.folder),
            saved_traces(self.folder),
            judgement_store.judged_legs(self.folder),
        )
        facts = changes(None, scope.index, Promotion(), scope.promotion).new
        results = (f for f in scope.results().values() if not isinstance(f, Judgement))
        return chain(facts, results)
