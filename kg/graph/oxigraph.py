"""The store in the case folder: Oxigraph on disk, one checkpoint after each write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import RdfFormat

from kg.graph.base import Count, Misderived, Retold, Shortcuts
from kg.graph.bench import Bench
from kg.graph.grounding import Grounding
from kg.graph.reading import Reading
from kg.graph.rederiving import Rederiving
from kg.graph.refusals import translated
from kg.graph.writing import Writing
from kg.model import Concluded, Entity, Evidence, Judgement, Link, Source
from kg.rdf import Fact
from kg.rules import Rules


def open_oxigraph(
    folder: Path, *, read_only: bool, shortcuts: Shortcuts, rules: Rules
) -> OxigraphStore:
    """Open the graph folder for writing, or its newest checkpoint for reading."""
    return OxigraphStore(folder, read_only=read_only, shortcuts=shortcuts, rules=rules)


class OxigraphStore:
    """Facts on disk. One process writes; any number read the newest checkpoint meanwhile."""

    def __init__(
        self,
        folder: Path,
        *,
        read_only: bool = False,
        shortcuts: Shortcuts | None = None,
        rules: Rules = (),
    ) -> None:
        self._shortcuts = shortcuts or {}
        self._rules = rules
        self._bench = Bench(folder, read_only=read_only)

    def apply(
        self,
        put: Iterable[Fact] = (),
        gone: Iterable[str] = (),
        markers: Iterable[Source] = (),
        unmark: Iterable[str] = (),
        *,
        retold: Iterable[Retold] = (),
        afresh: bool = False,
        whole: bool = False,
    ) -> None:
        """Put and remove facts and markers in one atomic write."""
        with self._bench.whole_write(afresh=afresh and not whole):
            if whole:
                self._clear()
            writing = Writing(self._bench, self._shortcuts, self._rules, cleared=whole)
            writing.retire(gone)
            writing.put(put)
            writing.retell(retold)
            writing.drop_unfounded()
            writing.infer()
            writing.mark(list(markers), unmark)

    def _clear(self) -> None:
        """Go on with an engine that holds the judgements and markers, and never held the rest."""
        reading = Reading(self._bench.engine)
        judgements, markers = reading.judgements(), reading.markers()
        del reading  # the folder is let go of with the last reference
        self._bench.clear()
        writing = Writing(self._bench, self._shortcuts)
        writing.put(judgements)
        writing.mark(markers, ())

    def undo(self) -> bool:
        """Return to the state before the last write; false if none is kept."""
        return self._bench.undo()

    def checkpoint(self) -> Path | None:
        """Return the newest whole state that others can read."""
        return self._bench.checkpoints.newest()

    def close(self) -> None:
        """Let go of files and locks."""
        self._bench.close()

    @contextmanager
    def _reading(self) -> Iterator[Reading]:
        with translated(self._bench.folder):
            yield Reading(self._bench.engine)

    def markers(self) -> list[Source]:
        """Return the sources that are in, in the order they were loaded."""
        with self._reading() as reading:
            return reading.markers()

    def judgements(self) -> list[Judgement]:
        """Return every judgement."""
        with self._reading() as reading:
            return reading.judgements()

    def ids(self) -> list[str]:
        """Return the id of every entity and link."""
        with self._reading() as reading:
            return reading.ids()

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities that have these ids; unknown ids are left out."""
        with self._reading() as reading:
            return reading.entities(ids)

    def links(self, ids: Iterable[str]) -> list[Link]:
        """Return the links that have these ids; unknown ids are left out."""
        with self._reading() as reading:
            return reading.links(ids)

    def links_of(
        self, ids: Iterable[str], kinds: Collection[str] | None = None, limit: int | None = None
    ) -> list[Link]:
        """Return the links that have one of the ids as source, target or object."""
        with self._reading() as reading:
            return reading.links_of(ids, kinds, limit)

    def neighbours(self, ids: Iterable[str], kinds: Collection[str] | None = None) -> list[str]:
        """Return the ids at the other ends of the links of these ids."""
        with self._reading() as reading:
            return reading.neighbours(ids, kinds)

    def evidence(self, key: str) -> tuple[Evidence, ...]:
        """Return what proves one entity or link."""
        with self._reading() as reading:
            return reading.evidence(key)

    def count(self) -> Count:
        """Return how much the store holds, by class."""
        with self._reading() as reading:
            return reading.count()

    def derived(self) -> Mapping[str, int]:
        """Return how much the derived graph holds, by property of an edge and by kind."""
        with self._reading() as reading:
            return reading.derived()

    def misderived(self) -> list[Misderived]:
        """Return where the derived graph is not what follows from the facts: nowhere, if whole."""
        with translated(self._bench.folder):
            engine = self._bench.engine
            return list(Rederiving(engine, self._shortcuts, self._rules).misderived())

    def conclusions(self, thing: str, other: str = "", limit: int = 20) -> list[Concluded]:
        """Return what rules conclude of a thing, or of the two, each with so many of its links."""
        with translated(self._bench.folder):
            grounding = Grounding(self._bench.engine, self._shortcuts, self._rules)
            return grounding.conclusions(thing, other, limit)

    def dump(self) -> Iterator[bytes]:
        """Yield the whole store as sorted N-Quads lines."""
        with translated(self._bench.folder):
            text = self._bench.engine.dump(format=RdfFormat.N_QUADS)
        assert text is not None
        yield from sorted(text.splitlines(keepends=True))
