"""Where everything of a chain is drawn: stages as columns, few crossings, the whole height used.

Places are in columns and rows, not pixels: the page stretches them to its window, the static
picture to its own size. Same chain, same places.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.model import Chain
from kg.views.companions import hosts_of, sides_of
from kg.views.heights import heights
from kg.views.ordering import ordered
from kg.views.ranks import FLOW_COLUMNS, PANE_PIXELS, Arc, Rank, arcs_of, ranks_of
from kg.views.routes import Column, Place, Route, aside, routes_of, turns_of, via_of

STAGE_GAP = 0.14
LANE = 0.26


@dataclass(frozen=True, slots=True)
class Band:
    """A stage from ``left`` to ``right``; ``levels`` are (x, level) of its sub-columns."""

    stage: str
    left: float
    right: float
    levels: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of nodes, bands of stages, routes of edges and of ties, in columns and rows."""

    width: float
    height: float
    places: tuple[Place, ...]
    bands: tuple[Band, ...]
    routes: tuple[Route, ...]
    ties: tuple[tuple[int, int, Route], ...]


def layout(
    chain: Chain,
    families: Sequence[str],
    order: Mapping[str, int],
    pane: tuple[int, int] = PANE_PIXELS,
    most: int = FLOW_COLUMNS,
) -> Layout:
    """Return where to draw a chain; ``families`` are those of its nodes, ``order`` the stages'.

    Long columns are folded so that the whole fits a ``pane`` of that shape best; a stage without
    levels takes ``most`` columns at most.
    """
    arcs, ties = arcs_of(chain)
    hosts = hosts_of(chain, [*arcs, *ties], families)
    inside = [(hosts.get(a, a), hosts.get(b, b)) for a, b in arcs]
    ranks = ranks_of(chain, inside, hosts, order, pane, most)
    columns, bands, width = _columns(ranks)
    lines = [(hosts.get(a, a), hosts.get(b, b)) for a, b in [*arcs, *ties]]
    rank_of = {at: turn for turn, rank in enumerate(ranks) for at in rank.members}
    layers, segments, lanes = _with_lanes(ranks, lines, rank_of, len(chain.nodes))
    layers = ordered(layers, segments)
    room = _room(layers, ranks, rank_of)
    y, height = heights(layers, segments, room)
    sides = sides_of(hosts, [*arcs, *ties], rank_of)
    places = _places(chain, layers, ranks, columns, y, hosts, sides)
    via = [
        aside(via_of(a, b, lanes[at], rank_of, columns, places, y), turn, height)
        for at, ((a, b), turn) in enumerate(zip(lines, turns_of(lines), strict=True))
    ]
    routes = routes_of([*arcs, *ties], hosts, rank_of, places, via)
    tied = zip(ties, routes[len(arcs) :], strict=True)
    return Layout(
        round(width, 3),
        round(height, 3),
        tuple(places),
        tuple(bands),
        tuple(routes[: len(arcs)]),
        tuple((a, b, route) for (a, b), route in tied),
    )


def _columns(ranks: Sequence[Rank]) -> tuple[list[Column], list[Band], float]:
    """Place the ranks side by side, a gap before each new stage."""
    columns: list[Column] = []
    edges: dict[str, list[float]] = {}
    levels: dict[str, list[tuple[float, int]]] = defaultdict(list)
    x = 0.0
    for at, rank in enumerate(ranks):
        if at and ranks[at - 1].stage != rank.stage:
            x += STAGE_GAP
        columns.append(Column(x + 0.5, x + rank.fold - 0.5))
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
    """Return layers, the segments between neighbours, and each line's places in passing.

    Lines between the same two share them, so that they run side by side.
    """
    layers = [list(rank.members) for rank in ranks]
    segments: list[Arc] = []
    lanes: list[list[int]] = []
    shared: dict[frozenset[int], list[int]] = {}
    for a, b in lines:
        low, high = sorted((a, b), key=lambda at: rank_of[at])
        if (pair := frozenset((a, b))) in shared:
            lanes.append(shared[pair])
            continue
        passed = []
        for turn in range(rank_of[low] + 1, rank_of[high]):
            passed.append(free)
            layers[turn].append(free)
            free += 1
        stops = [low, *passed, high]
        if rank_of[low] != rank_of[high]:
            segments += itertools.pairwise(stops)
        lanes.append(shared.setdefault(pair, passed))
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
    columns: Sequence[Column],
    y: Mapping[int, float],
    hosts: Mapping[int, int],
    sides: Mapping[int, int],
) -> list[Place]:
    """Place the members of a folded rank left, right, left … from top to bottom."""
    found: dict[int, Place] = {}
    for layer, rank, column in zip(layers, ranks, columns, strict=True):
        members = set(rank.members)
        for turn, at in enumerate(at for at in layer if at in members):
            x = column.first + turn % rank.fold
            found[at] = Place(round(x, 3), round(y[at], 3))
    for guest, host in hosts.items():
        found[guest] = Place(found[host].x, found[host].y, host, sides[guest])
    return [found[at] for at in range(len(chain.nodes))]
