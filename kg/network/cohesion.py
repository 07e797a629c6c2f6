"""What holds a network together: things and ties without which a part of it falls off; groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.ledger.base import Int32
from kg.network.ties import Network, components

ROLES = ("coordinator", "gatekeeper", "representative", "itinerant", "liaison")
"""The five roles of Gould and Fernandez (1989), in their order."""


@dataclass(frozen=True, slots=True)
class CutThing:
    """A thing without which its part falls apart, and the sizes of the pieces, largest first."""

    thing: int
    pieces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CutTie:
    """A tie without which its part falls in two: its ends, and how many things either side has."""

    one: int
    other: int
    sides: tuple[int, int]


def cuts(network: Network) -> tuple[list[CutThing], list[CutTie]]:
    """Return every cut node and every bridge (Tarjan 1972, Hopcroft and Tarjan 1973).

    One walk finds both, and how much falls off: the size of the branch that reaches back no
    further.
    """
    search = _DepthFirst(network)
    for root in range(network.size):
        if search.found[root] < 0 and network.degrees[root]:
            search.walk(root)
    things = [
        CutThing(thing, tuple(sorted(pieces, reverse=True)))
        for thing, pieces in sorted(search.pieces.items())
    ]
    return things, sorted(search.bridges, key=lambda tie: (tie.one, tie.other))


class _DepthFirst:
    """A walk in depth: when a thing was found, how far back its branch reaches, how large it is."""

    def __init__(self, network: Network) -> None:
        self.neighbours = network.neighbours
        self.found = [-1] * network.size
        self.back = [0] * network.size
        self.branch = [1] * network.size
        self.pieces: dict[int, list[int]] = {}
        self.bridges: list[CutTie] = []
        self.clock = 0

    def walk(self, root: int) -> None:
        first = self.clock
        falls: list[tuple[int, int]] = []
        bridges: list[tuple[int, int]] = []
        self._find(root)
        stack = [(root, -1, 0)]
        while stack:
            thing, parent, at = stack.pop()
            if at < len(self.neighbours[thing]):
                stack.append((thing, parent, at + 1))
                other = self.neighbours[thing][at]
                if self.found[other] < 0:
                    self._find(other)
                    stack.append((other, thing, 0))
                elif other != parent:
                    self.back[thing] = min(self.back[thing], self.found[other])
            elif parent >= 0:
                self.back[parent] = min(self.back[parent], self.back[thing])
                self.branch[parent] += self.branch[thing]
                if self.back[thing] >= self.found[parent]:
                    falls.append((parent, thing))
                if self.back[thing] > self.found[parent]:
                    bridges.append((parent, thing))
        self._keep(root, self.clock - first, falls, bridges)

    def _find(self, thing: int) -> None:
        self.found[thing] = self.back[thing] = self.clock
        self.clock += 1

    def _keep(
        self, root: int, size: int, falls: list[tuple[int, int]], bridges: list[tuple[int, int]]
    ) -> None:
        pieces: dict[int, list[int]] = {}
        for parent, child in falls:
            pieces.setdefault(parent, []).append(self.branch[child])
        for thing, branches in pieces.items():
            rest = size - 1 - sum(branches)
            pieces_of_it = [*branches, *([rest] if rest else [])]
            if len(pieces_of_it) > 1:
                self.pieces[thing] = pieces_of_it
        for parent, child in bridges:
            branch = self.branch[child]
            one, other, sides = parent, child, (size - branch, branch)
            if one > other:
                one, other, sides = other, one, (branch, size - branch)
            self.bridges.append(CutTie(one, other, sides))


def groups(network: Network, resolution: float = 1.0, seed: int = 1) -> Int32:
    """Return to which community each thing belongs, by the method of Louvain (Blondel et al. 2008).

    Args:
        network: The network; each tie counts once.
        resolution: More than 1 favours small groups.
        seed: The seed of the order in which things are tried.

    Returns:
        Numbers from 0: the largest group first, of equals the one with the first thing.
    """
    from networkx import Graph
    from networkx.algorithms.community import louvain_communities

    graph = Graph()
    graph.add_nodes_from(range(network.size))
    tails = np.repeat(np.arange(network.size), network.degrees)
    once = tails < network.near
    graph.add_edges_from(zip(tails[once].tolist(), network.near[once].tolist(), strict=True))
    found = louvain_communities(graph, resolution=resolution, seed=seed) if network.size else []
    number = np.zeros(network.size, np.int32)
    for place, members in enumerate(sorted(found, key=lambda some: (-len(some), min(some)))):
        number[sorted(members)] = place
    return number


def part_sizes(network: Network) -> list[int]:
    """Return how many things each connected part has, the largest first."""
    return sorted(Counter(components(network).tolist()).values(), reverse=True)


def brokerage(network: Network, group: Sequence[object], directed: bool) -> list[tuple[int, ...]]:
    """Return, for each thing, how often it brokers in each of the five roles.

    A thing b brokers between a and c where a is tied to b, b to c, and a not to c (Gould and
    Fernandez 1989). It is coordinator where all are of one group, gatekeeper where a alone is of
    another, representative where c alone is, itinerant where b alone is, liaison where all differ.

    Args:
        network: The network.
        group: The group of each thing.
        directed: Whether ties go one way; else every tie goes both, and each pair counts twice.
    """
    into, out = _directions(network, directed)
    counts = [_open_and_closed(b, into[b], out[b], group) for b in range(network.size)]
    for a in range(network.size):
        near = set(out[a])
        for b in out[a]:
            # a tied to b, b to c, and a to c as well: nobody brokers
            for c in out[b]:
                if c in near and c != a:
                    counts[b][_role(group[a], group[b], group[c])] -= 1
    return [tuple(count) for count in counts]


def _directions(network: Network, directed: bool) -> tuple[list[list[int]], list[list[int]]]:
    if not directed:
        return network.neighbours, network.neighbours
    into: list[list[int]] = [[] for _ in range(network.size)]
    out: list[list[int]] = [[] for _ in range(network.size)]
    for tail, head in zip(network.tails.tolist(), network.heads.tolist(), strict=True):
        out[tail].append(head)
        into[head].append(tail)
    return into, out


def _open_and_closed(b: int, into: list[int], out: list[int], group: Sequence[object]) -> list[int]:
    """Count every pair of one before b and one after it, but for those that are one thing."""
    before, after = Counter(group[a] for a in into), Counter(group[c] for c in out)
    own = group[b]
    inside, outside = before[own], len(into) - before[own]
    same = sum(count * after[name] for name, count in before.items() if name != own)
    counts = [
        inside * after[own],
        outside * after[own],
        inside * (len(out) - after[own]),
        same,
        outside * (len(out) - after[own]) - same,
    ]
    for both in set(into) & set(out):
        counts[_role(group[both], own, group[both])] -= 1
    return counts


def _role(a: object, b: object, c: object) -> int:
    if a == b == c:
        return 0
    if b == c:
        return 1
    if a == b:
        return 2
    return 3 if a == c else 4
