"""A case opened for work: its graph, the ledger of what the graph's markers name, its handles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from kg.case.storage import judgement_store
from kg.case.storage.case_log import checked_source
from kg.case.storage.folder import CaseFolder
from kg.case.storage.handles import Handles, book
from kg.case.storage.pseudonym_store import (
    Entering,
    add,
    finish_export,
    is_older,
    number_the_unnumbered,
    numbering,
)
from kg.case.storage.transaction import (
    add_line,
    clean,
    finish,
    log_unlogged_loads,
    refuse_disagreement,
    refuse_lost_graph,
    refuse_newer,
)
from kg.files import private_files
from kg.graph import Retold, Store, open_store
from kg.graph.oxigraph_engine import Checkpoints
from kg.ledger import Index, Ledger
from kg.model import Entity, Link, Source
from kg.rules import load_rules
from kg.schema import Schema, load_schema
from kg.system_errors import as_kg_errors

if TYPE_CHECKING:
    from kg.query import Questions

_Named = tuple[str, float, str]
"""What the order of handles goes by: kind, time, id."""


class Desk:
    """One coherent state of a case; a writing desk holds the case's lock while it is open."""

    def __init__(self, folder: CaseFolder, store: Store | None) -> None:
        self.folder = folder
        self.finished: tuple[str, ...] = ()
        self.redoing = 0
        """The number of the line whose action is being done again, if one is."""
        self._store = store

    @property
    def is_writing(self) -> bool:
        """Say whether the case is held for writing."""
        return self._store is not None

    @property
    def handles(self) -> Handles:
        """The short names of things, read when first asked for."""
        return book(self.folder.handles)

    @cached_property
    def schema(self) -> Schema:
        """The ontology."""
        return load_schema()

    @cached_property
    def store(self) -> Store:
        """The graph, opened when first asked for; reading never waits for a writer."""
        return self._store or open_graph(self.folder, self.schema, read_only=True)

    def sources(self) -> list[Source]:
        """Return the sources that are in, oldest first."""
        return list(map(checked_source, self.store.markers()))

    def state(self) -> str:
        """Return the name of the graph's newest whole state."""
        newest = self.store.checkpoint()
        return newest.name if newest else ""

    def shelf(self, source: Source) -> str:
        """Return where a source's rows and problems lie: another reading may lie beside them."""
        numbered = f"{source.sha256}.{source.number}"
        return numbered if (self.folder.ledger / numbered).is_dir() else source.sha256

    def free_shelf(self, source: Source) -> str:
        """Return a shelf for a new reading; an earlier one stays where undo may look for it."""
        taken = (self.folder.ledger / source.sha256).is_dir()
        return f"{source.sha256}.{source.number}" if taken else source.sha256

    def ledger(
        self,
        plus: Iterable[str] = (),
        rejecting: Collection[str] = (),
        without: Collection[str] = (),
        marking: Mapping[str, str] | None = None,
        windows: Mapping[str, int] | None = None,
    ) -> Ledger:
        """Return the ledger of the sources that are in, less some, as it is or will be judged."""
        held = [self.shelf(one) for one in self.sources() if one.sha256 not in without]
        rejected = judgement_store.rejected_pairs(self.folder).union(rejecting)
        marked = judgement_store.marks(self.folder) if marking is None else marking
        near = judgement_store.windows(self.folder) if windows is None else windows
        return Ledger(
            self.folder.ledger,
            [*held, *plus],
            rejected=rejected,
            marks=marked,
            pair_seconds=near["pair"],
            rail_seconds=near["rail"],
            key=self.folder.key(),
        )

    def index(self) -> Index:
        """Return the ledger's index of the sources that are in; to a reader they stay the same."""
        return self.ledger().index() if self._store else self._still_index

    @cached_property
    def _still_index(self) -> Index:
        return self.ledger().index()

    def keep(
        self,
        facts: Iterable[Entity | Link],
        gone: Iterable[str] = (),
        markers: Iterable[Source] = (),
        unmark: Iterable[str] = (),
        *,
        retold: Iterable[Retold] = (),
        afresh: bool = False,
    ) -> None:
        """Put facts into the graph in one write, each of them once; give handles and numbers."""
        distinct = {fact.id: fact for fact in facts}
        lost = [one for one in gone if one not in distinct]
        entering = Entering(self.schema, numbering(self.folder))
        for fact in distinct.values():
            entering.note(fact)
        told = _noting_retold(retold, entering)
        self.store.apply(distinct.values(), lost, markers, unmark, retold=told, afresh=afresh)
        if distinct:
            self._name(distinct.values())
        self._number(entering)

    def keep_whole(
        self,
        facts: Iterable[Entity | Link],
        markers: Iterable[Source] = (),
        unmark: Iterable[str] = (),
    ) -> None:
        """Let the graph hold these facts and no others; give new ones handles and numbers.

        They are told as they come: a hundred thousand of them need not be held at once.
        """
        nameless: list[_Named] = []
        entering = Entering(self.schema, numbering(self.folder))
        told = self._noting(facts, nameless, entering)
        self.store.apply(told, markers=markers, unmark=unmark, whole=True)
        self._give(nameless)
        self._number(entering)

    def _noting(
        self, facts: Iterable[Entity | Link], nameless: list[_Named], entering: Entering
    ) -> Iterator[Entity | Link]:
        known = self.handles.all()
        for fact in facts:
            if fact.id not in known:
                nameless.append((fact.kind, _when(fact), fact.id))
            entering.note(fact)
            yield fact

    def _number(self, entering: Entering) -> None:
        add(self.folder, entering.records(self.handles.all()))

    def name_the_nameless(self) -> None:
        """Give handles and numbers to what a killed action put into the graph without them."""
        nameless = [thing for thing in self.store.ids() if not self.handles.of(thing)]
        self._name([*self.store.entities(nameless), *self.store.links(nameless)])
        number_the_unnumbered(self)

    def _name(self, facts: Iterable[Entity | Link]) -> None:
        self._give([(fact.kind, _when(fact), fact.id) for fact in facts])

    def _give(self, named: Iterable[_Named]) -> None:
        self.handles.give(((thing, kind) for kind, _, thing in sorted(named)), self.initial)

    def initial(self, kind: str) -> str:
        """Return the letter that begins the handles of a kind."""
        return self.schema.kind(kind).handle


def _noting_retold(retold: Iterable[Retold], entering: Entering) -> Iterator[Retold]:
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
    return open_store(folder.graph, read_only=read_only, shortcuts=shortcuts, rules=load_rules())


def begin(folder: CaseFolder) -> None:
    """Publish the empty graph: the state that taking back the first action returns to."""
    with private_files():
        store = open_graph(folder, load_schema(), read_only=False)
        try:
            store.apply()
        finally:
            store.close()


@contextmanager
def writing(folder: CaseFolder) -> Iterator[Desk]:
    """Hold the case for writing; finish what a killed action began, or clear it away."""
    folder.check()
    with folder.writing():
        folder.log.check_noted_head()
        refuse_newer(folder)
        refuse_lost_graph(folder)
        finish_export(folder)
        store = open_graph(folder, load_schema(), read_only=False)
        try:
            desk = Desk(folder, store)
            desk.finished = (*finish(desk), *log_unlogged_loads(desk))
            refuse_disagreement(desk)
            clean(desk)
            number_older(desk)
            yield desk
            clean(desk)
        finally:
            store.close()


def number_older(desk: Desk) -> None:
    """Give pseudonyms in a case that was made before they were kept, and log it, once.

    Whoever calls this holds the case's lock.
    """
    if is_older(desk.folder) and number_the_unnumbered(desk):
        add_line(desk.folder, "pseudonyms")


class Reader:
    """Opens the newest whole state of a case, and keeps it open until the case changes.

    Who reads has the desk alone: a question asked inside another one gets a desk of its own.
    """

    def __init__(self, folder: CaseFolder) -> None:
        self._folder = folder
        self._kept: tuple[object, Desk] | None = None

    @contextmanager
    def reading(self) -> Iterator[Desk]:
        """Lend the desk of the newest state; after an error it is not used again."""
        self._folder.settings()
        kept, self._kept = self._kept, None
        now = self._seen()
        if kept is None or kept[0] != now:
            self._folder.check()
        desk = kept[1] if kept and kept[0] == now else Desk(self._folder, None)
        yield desk
        self._kept = now, desk

    def forget(self) -> None:
        """Let go of what is kept: a writer may remove what it stands on."""
        self._kept = None

    def _seen(self) -> object:
        """Return what changes with every action: undo may give a state's name a second time."""
        log = self._folder.log.path
        newest = Checkpoints(self._folder.graph).newest()
        return newest, log.stat().st_size if log.exists() else 0


@contextmanager
def reading(folder: CaseFolder) -> Iterator[Desk]:
    """Open the case's newest whole state."""
    folder.check()
    desk = Desk(folder, None)
    try:
        yield desk
    finally:
        if "store" in vars(desk):
            desk.store.close()


class Session:
    """One opening of a case's folder: all parts of the case read and write through it."""

    def __init__(self, folder: CaseFolder) -> None:

        self.folder = folder
        self._reader = Reader(folder)
        self._questions: Questions | None = None

    @property
    def root(self) -> Path:
        """Where the case lies."""
        return self.folder.root

    def close(self) -> None:
        """End the process that answers queries, and let go of what was read."""
        self._reader.forget()
        if self._questions is not None:
            self._questions.close()
            self._questions = None

    @contextmanager
    def reading(self) -> Iterator[Desk]:
        """Lend the newest whole state."""
        with as_kg_errors(self.root), self._reader.reading() as desk:
            yield desk

    @contextmanager
    def writing(self) -> Iterator[Desk]:
        """Lend the case for one change, under its lock."""
        self._reader.forget()
        with as_kg_errors(self.root), writing(self.folder) as desk:
            yield desk

    def questions(self) -> Questions:
        """Return the process that answers queries; it starts with the first one."""
        from kg.query import Questions

        if self._questions is None:
            self._questions = Questions()
        return self._questions
