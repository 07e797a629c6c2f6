"""One coherent state of a case: its graph, its ledger, its handles, read or written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from math import inf
from pathlib import Path
from typing import ClassVar

from kg.case.storage import judgement_store
from kg.case.storage.case_graph import CaseGraph, state_of
from kg.case.storage.case_log import checked_source
from kg.case.storage.folder import CaseFolder
from kg.case.storage.handles import Handles, handle_book
from kg.case.storage.pseudonym_store import (
    UnnumberedFacts,
    add_records,
    numbering,
)
from kg.files import private_files
from kg.graph import Retold, Store, class_tree, open_store
from kg.ledger import Index, Ledger
from kg.messages import Message
from kg.model import Entity, Judgement, Link, Source
from kg.rdf import Fact
from kg.rules import load_rules
from kg.schema import Schema, load_schema

_Named = tuple[str, float, str]
"""What the order of handles goes by: kind, time, id."""


class Session:
    """One coherent state of a case; a writing session holds the case's lock while it is open."""

    raw: ClassVar[bool] = False
    """Whether things that a person took for one are seen as the files tell them."""

    def __init__(self, folder: CaseFolder, store: Store | None) -> None:
        self.folder = folder
        self.finished: tuple[str, ...] = ()
        self.redoing = 0
        """The number of the line whose action is being done again, if one is."""
        self.first_said = ""
        """When another case that handed the action over did it, if one did."""
        self._store = store
        self._indexes: Path | None = None

    @property
    def is_writing(self) -> bool:
        """Say whether the case is held for writing."""
        return self._store is not None

    @property
    def handles(self) -> Handles:
        """The short names of things, read when first asked for."""
        return handle_book(self.folder.handles)

    @cached_property
    def schema(self) -> Schema:
        """The ontology."""
        return load_schema()

    @cached_property
    def store(self) -> Store:
        """The graph, opened when first asked for; reading never waits for a writer."""
        if self._store:
            return CaseGraph(self._store, self.folder, self._judged_index, self.schema)
        return self._graph_to_read()

    def _graph_to_read(self) -> CaseGraph:
        before = state_of(self.folder)
        store = open_graph(self.folder, self.schema, read_only=True)
        opened = before if before == state_of(self.folder) else ""
        return CaseGraph(store, self.folder, self._judged_index, self.schema, opened)

    def _judged_index(self) -> Index:
        """Return the index of the sources that are in, as they are judged at this moment."""
        return self.ledger().index()

    def sources(self) -> list[Source]:
        """Return the sources that are in, oldest first."""
        return list(map(checked_source, self._markers()))

    def _markers(self) -> list[Source]:
        return self.store.markers()

    def same_things(self) -> Collection[tuple[str, str]]:
        """Return the pairs of things that a person took for one."""
        return judgement_store.same_things(self.folder)

    def notices(self) -> tuple[Message, ...]:
        """Return what is to be said beside every answer.

        That another version's ontology wrote the graph, and of how many accounts only single rows
        were extracted: sums and counts are of the rows that are here.
        """
        return (*self._older_graph(), *self.in_part())

    def in_part(self) -> tuple[Message, ...]:
        """Return the note that an extract has only single rows of some accounts, if one has."""
        accounts = self.index().accounts_in_part()
        return (Message("accounts-in-part", count=len(accounts)),) if accounts else ()

    def _older_graph(self) -> tuple[Message, ...]:
        version = self.store.ontology_version()
        if version == self.schema.version or not self.sources():
            return ()
        return (Message("graph-of-another-ontology"),)

    def state(self) -> str:
        """Return the name of the graph's newest whole state."""
        newest = self.store.checkpoint()
        return newest.name if newest else ""

    def shelf(self, source: Source) -> str:
        """Return the folder name of a source's rows and problems; each reading has its own."""
        numbered = f"{source.sha256}.{source.number}"
        return numbered if (self.folder.ledger / numbered).is_dir() else source.sha256

    def free_shelf(self, source: Source) -> str:
        """Return the folder name for a new reading; an earlier reading stays for undo."""
        taken = (self.folder.ledger / source.sha256).is_dir()
        return f"{source.sha256}.{source.number}" if taken else source.sha256

    def ledger(
        self,
        plus: Iterable[str] = (),
        rejecting: Collection[str] = (),
        without: Collection[str] = (),
        marking: Mapping[str, str] | None = None,
        windows: Mapping[str, int] | None = None,
        same: Collection[tuple[str, str]] | None = None,
    ) -> Ledger:
        """Return the ledger of the sources that are in, less some, as it is or will be judged."""
        names = [self.shelf(source) for source in self.sources() if source.sha256 not in without]
        rejected = judgement_store.rejected_pairs(self.folder).union(rejecting)
        marked = judgement_store.marks(self.folder) if marking is None else marking
        near = judgement_store.windows(self.folder) if windows is None else windows
        one = self.same_things() if same is None else same
        return Ledger(
            self.folder.ledger,
            [*names, *plus],
            rejected=rejected,
            marks=marked,
            pair_seconds=near["pair"],
            rail_seconds=near["rail"],
            key=self.folder.key(),
            same=one,
            indexes=self._indexes,
        )

    def index(self) -> Index:
        """Return the ledger's index of the sources that are in; to a reader they stay the same."""
        return self.ledger().index() if self._store else self._still_index

    def thing(self, handle: str) -> str:
        """Return the id behind a handle as it goes now, or the empty text."""
        return self.canonical(self.handles.thing(handle))

    def canonical(self, thing: str) -> str:
        """Return the id by which a thing goes now: another where a person took it for that one."""
        if not self.same_things():
            return thing
        return self.index().same.get(thing, thing)

    @cached_property
    def _still_index(self) -> Index:
        return self.ledger().index()

    def write_facts(
        self,
        facts: Iterable[Fact],
        gone: Iterable[str] = (),
        markers: Iterable[Source] = (),
        unmark: Iterable[str] = (),
        *,
        retold: Iterable[Retold] = (),
        afresh: bool = False,
    ) -> None:
        """Write facts into the graph, each of them once; give them handles and pseudonyms."""
        distinct = {fact.id: fact for fact in facts}
        named = [fact for fact in distinct.values() if not isinstance(fact, Judgement)]
        lost = [id_ for id_ in gone if id_ not in distinct]
        entering = UnnumberedFacts(self.schema, numbering(self.folder))
        for fact in named:
            entering.note(fact)
        retold_facts = _note_retold(retold, entering)
        self.store.apply(
            distinct.values(), lost, markers, unmark, retold=retold_facts, afresh=afresh
        )
        if named:
            self._name(named)
        self._number(entering)

    def write_all_facts(
        self,
        facts: Iterable[Fact],
        markers: Iterable[Source] = (),
        unmark: Iterable[str] = (),
    ) -> None:
        """Replace all facts of the graph by these; give new ones handles and pseudonyms.

        They are written as they come: a hundred thousand of them need not be in memory at once.
        """
        nameless: list[_Named] = []
        entering = UnnumberedFacts(self.schema, numbering(self.folder))
        noted = self._noting(facts, nameless, entering)
        self.store.apply(noted, markers=markers, unmark=unmark, whole=True)
        self._give(nameless)
        self._number(entering)

    def _noting(
        self, facts: Iterable[Fact], nameless: list[_Named], entering: UnnumberedFacts
    ) -> Iterator[Fact]:
        known = self.handles.all()
        for fact in facts:
            if isinstance(fact, Judgement):
                yield fact
                continue
            if fact.id not in known:
                nameless.append((fact.kind, _when(fact), fact.id))
            entering.note(fact)
            yield fact

    def _number(self, entering: UnnumberedFacts) -> None:
        add_records(self.folder, entering.records(self.handles.all()))

    def name_unnamed(self) -> None:
        """Give handles and pseudonyms to what a killed action left in the graph without them."""
        nameless = [thing for thing in self.store.ids() if not self.handles.of(thing)]
        self._name([*self.store.entities(nameless), *self.store.links(nameless)])
        self.number_missing()

    def number_missing(self) -> bool:
        """Give pseudonyms to what the graph holds without one; return whether there was any.

        The caller holds the case's lock.
        """
        entering = UnnumberedFacts(self.schema, numbering(self.folder))
        things, links = self.store.facts()
        facts: list[Entity | Link] = [*things, *links]
        for fact in facts:
            entering.note(fact)
        records = entering.records(self.handles.all())
        add_records(self.folder, records)
        return bool(records)

    def _name(self, facts: Iterable[Entity | Link]) -> None:
        self._give([(fact.kind, _when(fact), fact.id) for fact in facts])

    def _give(self, named: Iterable[_Named]) -> None:
        self.handles.give(((thing, kind) for kind, _, thing in sorted(named)), self.initial)

    def initial(self, kind: str) -> str:
        """Return the letter that begins the handles of a kind."""
        return self.schema.kind(kind).handle


def _note_retold(retold: Iterable[Retold], entering: UnnumberedFacts) -> Iterator[Retold]:
    for was, now in retold:
        entering.note(now)
        yield was, now


def _when(fact: Entity | Link) -> float:
    """Return when a fact was, so that T1 comes before T2; what has no time comes last."""
    start = fact.start if isinstance(fact, Link) else None
    return start.timestamp() if start else inf


def open_graph(folder: CaseFolder, schema: Schema, *, read_only: bool) -> Store:
    """Open the case's graph with the ontology's shortcut properties and rules."""
    shortcuts = {kind.name: kind.shortcut for kind in schema.kinds() if kind.shortcut}
    return open_store(
        folder.graph,
        read_only=read_only,
        shortcuts=shortcuts,
        rules=load_rules(),
        classes=class_tree(schema),
    )


def publish_empty_graph(folder: CaseFolder) -> None:
    """Publish the empty graph: the state that taking back the first action returns to."""
    with private_files():
        store = open_graph(folder, load_schema(), read_only=False)
        try:
            store.apply()
        finally:
            store.close()
