"""What a graph store promises: the contract that every store keeps.

A store holds facts (entities, links, judgements) with their evidence, and one marker for each
source that is in. :meth:`Store.apply` is the only way to change it, and it happens whole or not at
all, even when the process is killed in the middle. Reading never waits for a writer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from kg.errors import UsageError
from kg.messages import Message
from kg.model import Concluded, Entity, Evidence, Judgement, Link, Source
from kg.rdf import Fact

Retold = tuple[Entity | Link, Entity | Link]
"""A fact as it was and as it is, each without the evidence that both of them have."""
Shortcuts = Mapping[str, str]
"""Link class → name of the direct property from source to target (``cc:shortcutProperty``)."""


@dataclass(frozen=True, slots=True)
class Misderived:
    """An edge of the derived graph, or a kind where ``other`` is empty, that is wrong there.

    It is ``lacking``, or told though nothing gives ground for it.
    """

    one: str
    name: str
    other: str
    lacking: bool


@dataclass(frozen=True, slots=True)
class GraphCount:
    """How many entities and links a store holds, by class, and of how many sources."""

    entities: Mapping[str, int]
    links: Mapping[str, int]
    sources: int

    @property
    def all_entities(self) -> int:
        """The number of entities of every class."""
        return sum(self.entities.values())

    @property
    def all_links(self) -> int:
        """The number of links of every class."""
        return sum(self.links.values())


class Store(Protocol):
    """Facts by connection. All answers are sorted by id, so that equal stores answer equally."""

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
        """Put and remove facts and markers in one atomic write.

        A fact that is put replaces what was told under its id; evidence and shortcut edges that no
        fact rests on any more go with it. ``gone`` are ids; ``markers`` say which sources are in
        from now on, or what else is told of them; ``unmark`` are hashes of sources that are not.
        ``retold`` are facts that stand as they were and are to stand as they are: who knows both
        spares the store reading each of them back.
        Written ``afresh``, the state and those after it hold no trace of what was removed. Where
        what is put is the ``whole``, every other entity and link goes, and no trace of it stays.
        """

    def markers(self) -> list[Source]:
        """Return the sources that are in, in the order they were loaded."""

    def judgements(self) -> list[Judgement]:
        """Return every judgement."""

    def ids(self) -> list[str]:
        """Return the id of every entity and link."""

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities that have these ids; unknown ids are left out."""

    def links(self, ids: Iterable[str]) -> list[Link]:
        """Return the links that have these ids; unknown ids are left out."""

    def facts(self) -> tuple[list[Entity], list[Link]]:
        """Return every entity and every link, each list sorted by id."""

    def links_of(
        self, ids: Iterable[str], kinds: Collection[str] | None = None, limit: int | None = None
    ) -> list[Link]:
        """Return the links that have one of the ids as source, target or object.

        The first ``limit`` by id: ask for one more than you need to learn whether there are more.
        """

    def link_ids_at(
        self, ids: Iterable[str], kinds: Collection[str] | None = None, limit: int | None = None
    ) -> dict[str, list[str]]:
        """Return for each of the ids the links at it, by id, the first ``limit`` of each.

        What has no such link is left out. Many ids are asked for at the price of a few.
        """

    def held(self, ids: Iterable[str]) -> list[str]:
        """Return those of the ids that an entity or a link of the store has."""

    def neighbours(self, ids: Iterable[str], kinds: Collection[str] | None = None) -> list[str]:
        """Return the ids at the other ends of these ids' links, not these ids."""

    def evidence(self, key: str) -> tuple[Evidence, ...]:
        """Return what proves one entity or link."""

    def count(self) -> GraphCount:
        """Return how much the store holds, by class."""

    def derived(self) -> Mapping[str, int]:
        """Return how much the derived graph holds, by property of an edge and by kind."""

    def misderived(self) -> list[Misderived]:
        """Return where the derived graph is not what follows from the facts: nowhere, if whole."""

    def conclusions(self, thing: str, other: str = "", limit: int = 20) -> list[Concluded]:
        """Return what rules conclude of a thing, or of the two, each with so many of its links."""

    def dump(self) -> Iterator[bytes]:
        """Yield the whole store as sorted N-Quads lines: equal contents, equal bytes."""

    def ontology_version(self) -> str:
        """Return of which version of the ontology the classes are that it keeps, if any."""

    def checkpoint(self) -> Path | None:
        """Return the newest whole state that others can read, if the store keeps such."""

    def undo(self) -> bool:
        """Return to the state before the last :meth:`apply`; false if none is kept."""

    def close(self) -> None:
        """Let go of files and locks."""


def distinct(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield the facts, and refuse one that is put twice: nobody knows which would hold."""
    seen: set[str] = set()
    for fact in facts:
        if fact.id in seen:
            raise UsageError(Message("put-twice", id=fact.id))
        seen.add(fact.id)
        yield fact


def first_of(links: Iterable[Link], limit: int | None) -> list[Link]:
    """Return the first ``limit`` links by id."""
    return sorted(links, key=lambda link: link.id)[:limit]


def links_at(
    store: Store,
    ids: Iterable[str],
    kinds: Collection[str] | None = None,
    limit: int | None = None,
) -> dict[str, list[Link]]:
    """Return for each of the ids what :meth:`Store.links_of` says of it alone, read in one go.

    What has no such link is left out.
    """
    near = store.link_ids_at(ids, kinds, limit)
    known = {link.id: link for link in store.links({key for keys in near.values() for key in keys})}
    return {id_: [known[key] for key in keys if key in known] for id_, keys in near.items()}


def link_ids_one_by_one(
    store: Store, ids: Iterable[str], kinds: Collection[str] | None, limit: int | None
) -> dict[str, list[str]]:
    """Return what :meth:`Store.link_ids_at` does, asked of one thing after the other."""
    links_by_id = ((id_, store.links_of([id_], kinds, limit)) for id_ in sorted(set(ids)))
    return {key: [link.id for link in links] for key, links in links_by_id if links}


def load_order(sources: Iterable[Source]) -> list[Source]:
    """Return sources by their number in the case, then by hash."""
    return sorted(sources, key=lambda source: (source.number, source.sha256))


def other_ends(links: Sequence[Link], ids: Collection[str]) -> list[str]:
    """Return every end of the links that is not one of the ids."""
    ends = {end for link in links for end in (link.source, link.target, link.object) if end}
    return sorted(ends - set(ids))


def with_the_rest(stored: Fact, was: Entity | Link, now: Entity | Link) -> Entity | Link:
    """Return a fact as it is now, with the evidence that it keeps."""
    assert not isinstance(stored, Judgement), "a judgement has no evidence"
    kept = [item for item in stored.evidence if item not in was.evidence]
    return replace(now, evidence=(*kept, *now.evidence))
