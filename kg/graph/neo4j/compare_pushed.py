"""A case that was made of another case's copy on a server, held against that copy by what they say.

Such a case names another file as evidence, and what holds in its own file only (a person without a
number, a link) has another id in it. So a thing without an id in both is told by its kind, its
values and what it is linked with, a few links far (colour refinement, as for the isomorphism of
graphs).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.graph.neo4j.compare import ServerDifference
from kg.graph.neo4j.read_graph import PushedCase
from kg.model import Entity, Link

WHENCE = frozenset({"sourceReference", "serial", "timeText"})
"""Properties that say whence a fact is and how it stood there, not what it says."""
_STEPS = 3
"""How far the links of a thing are followed to tell it from others."""


def pushed_differences(
    pushed: PushedCase, things: Iterable[Entity], links: Iterable[Link]
) -> list[ServerDifference]:
    """Return what another case's copy on a server has otherwise than a case that was made of it.

    Args:
        pushed: The copy.
        things: The case's things.
        links: Its links.

    Returns:
        What the server lacks and what it has beyond that, sorted; of what was altered both.
    """
    there, here = _Graph(pushed.entities, pushed.links), _Graph(things, links)
    shared = here.things.keys() & there.things.keys()
    for steps in range(_STEPS + 1):  # what is told by less is nearer to what differs
        if found := _apart(there.told(shared, steps), here.told(shared, steps)):
            return found
    return []


def _apart(there: _Told, here: _Told) -> list[ServerDifference]:
    sides = ((here, _fewer(there, here), "missing"), (there, _fewer(here, there), "extra"))
    found = [
        ServerDifference(*side.facts[said], what) for side, more, what in sides for said in more
    ]
    return sorted(found, key=lambda apart: (apart.part, apart.id, apart.what))


@dataclass(frozen=True, slots=True)
class _Told:
    """What a graph says: each fact by all that it says, and how often it says it."""

    facts: Mapping[str, tuple[str, str]]
    counts: Counter[str]


def _fewer(here: _Told, there: _Told) -> set[str]:
    """Return what one graph says less often than another."""
    return {said for said, count in there.counts.items() if here.counts[said] < count}


class _Graph:
    def __init__(self, things: Iterable[Entity], links: Iterable[Link]) -> None:
        self.things = {thing.id: thing for thing in things}
        self.links = list(links)

    def told(self, shared: Collection[str], steps: int) -> _Told:
        """Return all facts by what they say; of a thing that both graphs have its id is said."""
        labels = {
            id_: _hashed(id_ if id_ in shared else "", thing.kind, *_values(thing))
            for id_, thing in self.things.items()
        }
        own = {id_: id_ if id_ in shared else labels[id_] for id_ in labels}
        for _ in range(steps):
            beside: dict[str, list[str]] = defaultdict(list)
            for link in self.links:
                said = self._said(link, own)
                for end in {link.source, link.target, link.object} - {""}:
                    beside[end].append(said)
            own = {
                id_: id_ if id_ in shared else _hashed(labels[id_], *sorted(beside[id_]))
                for id_ in labels
            }
        facts = {
            _hashed(own[id_], labels[id_]): (id_, thing.kind) for id_, thing in self.things.items()
        }
        counts = Counter(_hashed(own[id_], labels[id_]) for id_ in self.things)
        for link in self.links:
            said = self._said(link, own)
            facts[said] = (link.id, link.kind)
            counts[said] += 1
        return _Told(facts, counts)

    def _said(self, link: Link, own: Mapping[str, str]) -> str:
        ends = (own.get(end, end) for end in (link.source, link.target, link.object))
        return _hashed(
            link.kind, *ends, str(link.start), str(link.end), link.precision, link.currency,
            "" if link.amount is None else f"{link.amount.normalize():f}",
            "" if "status" in link.values else link.proof,  # of a flow it follows from who tells it
            *_values(link),
        )  # fmt: skip


def _values(fact: Entity | Link) -> Iterator[str]:
    for name in sorted(fact.values.keys() - WHENCE):
        yield name
        yield from sorted(fact.values[name])


def _hashed(*texts: str) -> str:
    whole = "".join(f"{len(text)}:{text}" for text in texts)
    return hashlib.sha256(whole.encode()).hexdigest()
