"""How lines run from one entity to another: sides, ports, and the places they pass."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.views.node_ranks import Arc

ASIDE = 0.09
SAME = 0.01
"""Places are rounded: what is nearer than this is one place."""


@dataclass(frozen=True, slots=True)
class NodePlace:
    """Where an entity stands; a companion at the left or right ``side`` of its ``host``."""

    x: float
    y: float
    host: int = -1
    side: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """How a line runs: sides it leaves and enters by, ports (-1..1) there, points between."""

    leaves: int
    enters: int
    port_out: float
    port_in: float
    via: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class RankSpan:
    """The left- and rightmost middle of a rank's columns."""

    first: float
    last: float


def via_of(
    a: int,
    b: int,
    lane: Sequence[int],
    rank_of: Mapping[int, int],
    columns: Sequence[RankSpan],
    places: Sequence[NodePlace],
    y: Mapping[int, float],
) -> list[tuple[float, float]]:
    """Return the points a line passes, in its own direction; it crosses each rank level."""
    if rank_of[a] == rank_of[b]:
        return []
    low, high = sorted((a, b), key=lambda at: rank_of[at])
    points = _straight(columns[rank_of[low]].last, places[low], places[low].x)
    for turn, passing in enumerate(lane, rank_of[low] + 1):
        column = columns[turn]
        points += sorted({(column.first, y[passing]), (column.last, y[passing])})
    points += _straight(columns[rank_of[high]].first, places[high], places[high].x)
    rounded = [(round(x, 3), round(y, 3)) for x, y in points]
    return rounded if low == a else rounded[::-1]


def turns_of(lines: Sequence[Arc]) -> list[int]:
    """Return for each line how many between the same two came before it."""
    seen: Counter[frozenset[int]] = Counter()
    turns = []
    for arc in lines:
        turns.append(seen[frozenset(arc)])
        seen[frozenset(arc)] += 1
    return turns


def aside(points: list[tuple[float, float]], turn: int, height: float) -> list[tuple[float, float]]:
    """Shift a line a little for each that runs the same way before it."""
    return [(x, round(min(y + ASIDE * turn, height), 3)) for x, y in points] if turn else points


def _straight(x: float, place: NodePlace, own: float) -> list[tuple[float, float]]:
    """Return the point to go straight to inside a folded rank, if it is not the entity's own."""
    return [] if abs(x - own) < SAME else [(x, place.y)]


def routes_of(
    arcs: Sequence[Arc],
    hosts: Mapping[int, int],
    rank_of: Mapping[int, int],
    places: Sequence[NodePlace],
    via: Sequence[Sequence[tuple[float, float]]],
) -> list[Route]:
    """Give every line its sides and, among those at the same side of a node, its port."""
    sides = [_sides(hosts.get(a, a), hosts.get(b, b), rank_of) for a, b in arcs]
    at_side: dict[tuple[int, int], list[tuple[float, int, int]]] = defaultdict(list)
    for line, (a, b) in enumerate(arcs):
        if hosts.get(a, a) == hosts.get(b, b):
            continue
        first = via[line][0][1] if via[line] else places[b].y
        last = via[line][-1][1] if via[line] else places[a].y
        at_side[(a, sides[line][0])].append((first, line, 0))
        at_side[(b, sides[line][1])].append((last, line, 1))
    ports = _ports(at_side.values())
    return [
        Route(*sides[line], ports.get((line, 0), 0.0), ports.get((line, 1), 0.0), tuple(via[line]))
        for line in range(len(arcs))
    ]


def _sides(a: int, b: int, rank_of: Mapping[int, int]) -> tuple[int, int]:
    """Return 1 for right and -1 for left; lines inside a rank bulge to the right."""
    if rank_of[a] < rank_of[b]:
        return 1, -1
    return (1, 1) if rank_of[a] == rank_of[b] else (-1, 1)


def _ports(sides: Iterable[list[tuple[float, int, int]]]) -> dict[tuple[int, int], float]:
    ports = {}
    for lines in sides:
        for turn, (_, line, end) in enumerate(sorted(lines)):
            ports[(line, end)] = round((2 * turn + 1) / len(lines) - 1, 3)
    return ports
