"""The small obvious store: dictionaries. Tests hold the others against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from kg.graph.base import (
    Count,
    Misderived,
    Retold,
    Shortcuts,
    distinct,
    first_of,
    load_order,
    other_ends,
    with_the_rest,
)
from kg.graph.concluding import Concluding
from kg.model import Concluded, Entity, Evidence, Judgement, Link, Source
from kg.rdf import Fact, tidy_entity, tidy_link
from kg.rdf.spelling import encoded
from kg.rdf.write import fact_text, marker_text, ntriples
from kg.rules import Rules

State = tuple[dict[str, Fact], dict[str, Source]]


class MemoryStore:
    """Facts and markers in two dictionaries; gone when the process ends."""

    def __init__(self, shortcuts: Shortcuts | None = None, rules: Rules = ()) -> None:
        self._shortcuts = shortcuts or {}
        self._rules = rules
        self._facts: dict[str, Fact] = {}
        self._markers: dict[str, Source] = {}
        self._before: list[State] = []

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
        facts, told = dict(self._facts), dict(self._markers)
        for key in self.ids() if whole else gone:
            facts.pop(key, None)
        for fact in distinct(put):
            facts[fact.id] = self._checked(fact)
        for was, now in retold:
            facts[now.id] = self._checked(with_the_rest(facts[now.id], was, now))
        for sha256 in unmark:
            told.pop(sha256, None)
        for source in markers:
            told[source.sha256] = source
        self._before.append((self._facts, self._markers))
        self._facts, self._markers = facts, told

    def _checked(self, fact: Fact) -> Fact:
        encoded([fact_text(fact, self._shortcuts.get(fact.kind, ""))])
        if isinstance(fact, Judgement):
            return fact
        return tidy_entity(fact) if isinstance(fact, Entity) else tidy_link(fact)

    def markers(self) -> list[Source]:
        """Return the sources that are in, in the order they were loaded."""
        return load_order(self._markers.values())

    def judgements(self) -> list[Judgement]:
        """Return every judgement."""
        return [fact for _, fact in sorted(self._facts.items()) if isinstance(fact, Judgement)]

    def ids(self) -> list[str]:
        """Return the id of every entity and link."""
        return sorted(key for key, fact in self._facts.items() if not isinstance(fact, Judgement))

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities that have these ids; unknown ids are left out."""
        found = (self._facts.get(key) for key in sorted(set(ids)))
        return [fact for fact in found if isinstance(fact, Entity)]

    def links(self, ids: Iterable[str]) -> list[Link]:
        """Return the links that have these ids; unknown ids are left out."""
        found = (self._facts.get(key) for key in sorted(set(ids)))
        return [fact for fact in found if isinstance(fact, Link)]

    def links_of(
        self, ids: Iterable[str], kinds: Collection[str] | None = None, limit: int | None = None
    ) -> list[Link]:
        """Return the links that have one of the ids as source, target or object."""
        wanted = set(ids)
        links = (fact for fact in self._facts.values() if isinstance(fact, Link))
        near = (one for one in links if wanted & {one.source, one.target, one.object})
        return first_of((one for one in near if kinds is None or one.kind in kinds), limit)

    def neighbours(self, ids: Iterable[str], kinds: Collection[str] | None = None) -> list[str]:
        """Return the ids at the other ends of the links of these ids."""
        wanted = set(ids)
        return other_ends(self.links_of(wanted, kinds), wanted)

    def evidence(self, key: str) -> tuple[Evidence, ...]:
        """Return what proves one entity or link."""
        fact = self._facts.get(key)
        return fact.evidence if isinstance(fact, Entity | Link) else ()

    def count(self) -> Count:
        """Return how much the store holds, by class."""
        facts = self._facts.values()
        entities = Counter(fact.kind for fact in facts if isinstance(fact, Entity))
        links = Counter(fact.kind for fact in facts if isinstance(fact, Link))
        return Count(dict(entities), dict(links), len(self._markers))

    def derived(self) -> Mapping[str, int]:
        """Return how much the derived graph holds, by property of an edge and by kind."""
        return self._concluding().count()

    def misderived(self) -> list[Misderived]:
        """Return nothing: what follows is worked out whenever it is asked for."""
        return []

    def conclusions(self, thing: str, other: str = "", limit: int = 20) -> list[Concluded]:
        """Return what rules conclude of a thing, or of the two, each with so many of its links."""
        return self._concluding().of(thing, other, limit)

    def _concluding(self) -> Concluding:
        return Concluding(self._facts.values(), self._shortcuts, self._rules)

    def dump(self) -> Iterator[bytes]:
        """Yield the whole store as sorted N-Quads lines."""
        shortcut = self._shortcuts.get
        texts = [fact_text(fact, shortcut(fact.kind, "")) for fact in self._facts.values()]
        texts += map(marker_text, self._markers.values())
        lines = {line for text in texts for line in text.encode().splitlines(keepends=True)}
        lines.update(map(ntriples, self._concluding().quads()))
        yield from sorted(lines)

    def checkpoint(self) -> Path | None:
        """Return nothing: memory keeps no file."""
        return None

    def undo(self) -> bool:
        """Return to the state before the last write; false if none is kept."""
        if not self._before:
            return False
        self._facts, self._markers = self._before.pop()
        return True

    def close(self) -> None:
        """Let go of nothing: memory holds no file."""


def open_memory(
    folder: Path, *, read_only: bool, shortcuts: Shortcuts, rules: Rules
) -> MemoryStore:
    """Return an empty store; the folder is not touched."""
    return MemoryStore(shortcuts, rules)
