"""Where everything of a chain is drawn: stages as columns, few crossings, the whole height used.

Places are in columns and rows, not pixels: the page stretches them to its window, the static
picture to its own size. Same chain, same places.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Chain
from kg.views.heights import heights
from kg.views.ordering import ordered
from kg.views.ranks import Arc, Rank, arcs_of, hosts_of, ranks_of

STAGE_GAP = 0.14
LANE = 0.34


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entity stands; a companion stands beside its ``host`` (else -1)."""

    x: float
    y: float
    host: int = -1


@dataclass(frozen=True, slots=True)
class Band:
    """A stage from ``left`` to ``right``; ``levels`` are (x, level) of its sub-columns."""

    stage: str
    left: float
    right: float
    levels: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Route:
    """How a line runs: sides it leaves and enters by, ports (-1..1) there, points between."""

    leaves: int
    enters: int
    port_out: float
    port_in: float
    via: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of nodes, bands of stages, routes of edges and of ties, in columns and rows."""

    width: float
    height: float
    places: tuple[Place, ...]
    bands: tuple[Band, ...]
    routes: tuple[Route, ...]
    ties: tuple[tuple[int, int, Route], ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """The left- and rightmost middle of a rank's columns."""

    first: float
    last: float


def layout(chain: Chain, families: Sequence[str], order: Mapping[str, int]) -> Layout:
    """Return where to draw a chain; ``families`` are those of its nodes, ``order`` the stages'."""
    arcs, ties = arcs_of(chain)
    hosts = hosts_of(chain, [*arcs, *ties], families)
    inside = [(hosts.get(a, a), hosts.get(b, b)) for a, b in arcs]
    ranks = ranks_of(chain, inside, hosts, order)
    columns, bands, width = _columns(ranks)
    lines = [(hosts.get(a, a), hosts.get(b, b)) for a, b in [*arcs, *ties]]
    rank_of = {at: turn for turn, rank in enumerate(ranks) for at in rank.members}
    layers, segments, lanes = _with_lanes(ranks, lines, rank_of, len(chain.nodes))
    layers = ordered(layers, segments)
    room = _room(layers, ranks, rank_of)
    y, height = heights(layers, segments, room)
    places = _places(chain, layers, ranks, columns, y, hosts)
    via = [_via(a, b, lanes[at], rank_of, columns, places, y) for at, (a, b) in enumerate(lines)]
    routes = _routes([*arcs, *ties], hosts, rank_of, places, via)
    tied = zip(ties, routes[len(arcs) :], strict=True)
    return Layout(
        round(width, 3),
        round(height, 3),
        tuple(places),
        tuple(bands),
        tuple(routes[: len(arcs)]),
        tuple((a, b, route) for (a, b), route in tied),
    )


def _columns(ranks: Sequence[Rank]) -> tuple[list[_Column], list[Band], float]:
    """Place the ranks side by side, a gap before each new stage."""
    columns: list[_Column] = []
    edges: dict[str, list[float]] = {}
    levels: dict[str, list[tuple[float, int]]] = defaultdict(list)
    x = 0.0
    for at, rank in enumerate(ranks):
        if at and ranks[at - 1].stage != rank.stage:
            x += STAGE_GAP
        columns.append(_Column(x + 0.5, x + rank.fold - 0.5))
        edges.setdefault(rank.stage, [x, x])[1] = x + rank.fold
        levels[rank.stage].append((round(x + rank.fold / 2, 3), rank.level))
        x += rank.fold
    bands = [
        Band(stage, round(a, 3), round(b, 3), tuple(levels[stage]))
        for stage, (a, b) in edges.items()
    ]
    return columns, bands, x


def _with_lanes(
    ranks: Sequence[Rank], lines: Sequence[Arc], rank_of: Mapping[int, int], free: int
) -> tuple[list[list[int]], list[Arc], list[list[int]]]:
    """Return layers, the segments between neighbouring ones, and each line's places in passing."""
    layers = [list(rank.members) for rank in ranks]
    segments: list[Arc] = []
    lanes: list[list[int]] = []
    for a, b in lines:
        low, high = sorted((a, b), key=lambda at: rank_of[at])
        passed = []
        for turn in range(rank_of[low] + 1, rank_of[high]):
            passed.append(free)
            layers[turn].append(free)
            free += 1
        stops = [low, *passed, high]
        if rank_of[low] != rank_of[high]:
            segments += itertools.pairwise(stops)
        lanes.append(passed)
    return layers, segments, lanes


def _room(
    layers: Sequence[Sequence[int]], ranks: Sequence[Rank], rank_of: Mapping[int, int]
) -> dict[int, float]:
    return {
        at: (1.0 if at in rank_of else LANE) / rank.fold
        for layer, rank in zip(layers, ranks, strict=True)
        for at in layer
    }


def _places(
    chain: Chain,
    layers: Sequence[Sequence[int]],
    ranks: Sequence[Rank],
    columns: Sequence[_Column],
    y: Mapping[int, float],
    hosts: Mapping[int, int],
) -> list[Place]:
    """Place the members of a folded rank left, right, left … from top to bottom."""
    found: dict[int, Place] = {}
    for layer, rank, column in zip(layers, ranks, columns, strict=True):
        members = set(rank.members)
        for turn, at in enumerate(at for at in layer if at in members):
            x = column.first + turn % rank.fold
            found[at] = Place(round(x, 3), round(y[at], 3))
    for guest, host in hosts.items():
        found[guest] = Place(found[host].x, found[host].y, host)
    return [found[at] for at in range(len(chain.nodes))]


def _via(
    a: int,
    b: int,
    lane: Sequence[int],
    rank_of: Mapping[int, int],
    columns: Sequence[_Column],
    places: Sequence[Place],
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


def _straight(x: float, place: Place, own: float) -> list[tuple[float, float]]:
    """Return the point to go straight to inside a folded rank, if it is not the entity's own."""
    return [] if x == own else [(x, place.y)]


def _routes(
    arcs: Sequence[Arc],
    hosts: Mapping[int, int],
    rank_of: Mapping[int, int],
    places: Sequence[Place],
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
