"""Who is drawn small beside whom: the holder of a card, the card and the phone of a person."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.model import Chain
from kg.views.grouping import GROUP
from kg.views.line_routes import NodePlace, RankSpan, Route, aside, routes_of, turns_of, via_of
from kg.views.node_order import heights, ordered
from kg.views.node_ranks import FLOW_COLUMNS, PANE_PIXELS, Arc, Rank, arcs_of, ranks_of

MOST = 2
"""One companion on each side."""
FEW_TIES = 3
_SMALL = ("money", "communication", "data")


def hosts_of(chain: Chain, arcs: Iterable[Arc], families: Sequence[str]) -> dict[int, int]:
    """Return who is drawn as a small companion of whom: all of one stage, and two at most.

    The holder of one account of a trace stands beside it unless he has much else to do; what
    only one person has (a phone, an account before the trace) stands beside that person. What
    traced money passes through is never small: the path of the money is read at it.
    """
    around: dict[int, set[int]] = defaultdict(set)
    for a, b in arcs:
        if a != b:
            around[a].add(b)
            around[b].add(a)
    belongings = _belongings_of_actors(chain, families)
    pairs = [
        *_holders(chain, around, belongings, families),
        *_belongings(chain, around, belongings, families, passed_through(chain)),
    ]
    hosts: dict[int, int] = {}
    many: Counter[int] = Counter()
    for guest, beside in pairs:
        host = hosts.get(beside, beside)
        taken = guest in hosts or guest in many or guest == host
        if not taken and many[host] < MOST and chain.nodes[guest].stage == chain.nodes[host].stage:
            hosts[guest] = host
            many[host] += 1
    return hosts


def passed_through(chain: Chain) -> set[int]:
    """Return the nodes into which traced money comes and out of which it goes."""
    traced = [edge for edge in chain.edges if edge.traced and edge.source != edge.target]
    through = {edge.source for edge in traced} & {edge.target for edge in traced}
    return {at for at, node in enumerate(chain.nodes) if node.entity.id in through}


def sides_of(
    hosts: Mapping[int, int], arcs: Iterable[Arc], turn: Mapping[int, int]
) -> dict[int, int]:
    """Return on which side (-1 left, 1 right) each companion stands: where its lines go."""
    pull: Counter[int] = Counter(dict.fromkeys(hosts, 0))
    for arc in arcs:
        for end, other in (arc, arc[::-1]):
            if end in hosts:
                here, there = hosts[end], hosts.get(other, other)
                pull[end] += (turn[there] > turn[here]) - (turn[there] < turn[here])
    guests: dict[int, list[int]] = defaultdict(list)
    for guest in sorted(hosts, key=lambda at: (pull[at], at)):
        guests[hosts[guest]].append(guest)
    return {
        guest: -1 if place == 0 and (len(beside) > 1 or pull[guest] <= 0) else 1
        for beside in guests.values()
        for place, guest in enumerate(beside)
    }


def _belongings_of_actors(chain: Chain, families: Sequence[str]) -> dict[int, set[int]]:
    """Return what each actor has, by number."""
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    belongings: dict[int, set[int]] = defaultdict(set)
    for edge in chain.edges:
        a, b = number[edge.source], number[edge.target]
        if edge.family == "people" and families[a] == "actor" and families[b] in _SMALL:
            belongings[a].add(b)
    return belongings


def _holders(
    chain: Chain,
    around: Mapping[int, set[int]],
    belongings: Mapping[int, set[int]],
    families: Sequence[str],
) -> Iterator[Arc]:
    for holder in sorted(belongings):
        money = [at for at in belongings[holder] if families[at] == "money"]
        ties = around[holder] - {at for at in belongings[holder] if families[at] == "communication"}
        if len(money) == 1 and len(ties) <= FEW_TIES and chain.nodes[money[0]].level:
            yield holder, money[0]


def _belongings(
    chain: Chain,
    around: Mapping[int, set[int]],
    belongings: Mapping[int, set[int]],
    families: Sequence[str],
    passed: Collection[int],
) -> Iterator[Arc]:
    owners: dict[int, set[int]] = defaultdict(set)
    for owner, things in belongings.items():
        for thing in things:
            owners[thing].add(owner)
    for thing in sorted(around, key=lambda at: (families[at], at)):
        alone = len(around[thing]) == 1 and families[thing] in _SMALL
        owned = owners[thing] or (around[thing] if alone else set())
        small = alone or families[thing] != "money" or not chain.nodes[thing].level
        small = small and thing not in passed
        if len(owned) == 1 and small and families[min(owned)] == "actor" != families[thing]:
            yield thing, min(owned)


STAGE_GAP = 0.14
MONEY_GAP = 0.4
"""So much more room is between two columns that the path of the money joins."""
ON_PATH = Decimal("0.1")
"""From this part of the largest sum on, a line is of the path of the money."""
LANE = 0.26


@dataclass(frozen=True, slots=True)
class StageBand:
    """A stage from ``left`` to ``right``; ``levels`` are (x, level) of its sub-columns."""

    stage: str
    left: float
    right: float
    levels: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class ChainLayout:
    """Places of nodes, bands of stages, routes of edges and of ties, in columns and rows."""

    width: float
    height: float
    places: tuple[NodePlace, ...]
    bands: tuple[StageBand, ...]
    routes: tuple[Route, ...]
    ties: tuple[tuple[int, int, Route], ...]


TALL = 1.22
"""A group stands in so many rows: two rows of its name, and who is in it."""


def layout(
    chain: Chain,
    families: Sequence[str],
    order: Mapping[str, int],
    pane: tuple[int, int] = PANE_PIXELS,
    most: int = FLOW_COLUMNS,
) -> ChainLayout:
    """Return where to draw a chain; ``families`` are those of its nodes, ``order`` the stages'.

    Long columns are folded so that the whole fits a ``pane`` of that shape best; a stage without
    levels takes ``most`` columns at most.
    """
    arcs, ties = arcs_of(chain)
    hosts = hosts_of(chain, [*arcs, *ties], families)
    inside = [(hosts.get(a, a), hosts.get(b, b)) for a, b in arcs]
    ranks = ranks_of(chain, inside, hosts, order, pane, most)
    lines = [(hosts.get(a, a), hosts.get(b, b)) for a, b in [*arcs, *ties]]
    rank_of = {at: turn for turn, rank in enumerate(ranks) for at in rank.members}
    columns, bands, width = _columns(ranks, money_gaps(chain, inside, rank_of))
    layers, segments, lanes = _with_lanes(ranks, lines, rank_of, len(chain.nodes))
    layers = ordered(layers, segments)
    room = _room(layers, ranks, rank_of, chain)
    y, height = heights(layers, segments, room)
    sides = sides_of(hosts, [*arcs, *ties], rank_of)
    places = _places(chain, layers, ranks, columns, y, hosts, sides)
    via = [
        aside(via_of(a, b, lanes[at], rank_of, columns, places, y), turn, height)
        for at, ((a, b), turn) in enumerate(zip(lines, turns_of(lines), strict=True))
    ]
    routes = routes_of([*arcs, *ties], hosts, rank_of, places, via)
    tied = zip(ties, routes[len(arcs) :], strict=True)
    return ChainLayout(
        round(width, 3),
        round(height, 3),
        tuple(places),
        tuple(bands),
        tuple(routes[: len(arcs)]),
        tuple((a, b, route) for (a, b), route in tied),
    )


def money_gaps(chain: Chain, inside: Sequence[Arc], rank_of: Mapping[int, int]) -> frozenset[int]:
    """Return the ranks before which the path of the money needs room; none if all would."""
    is_traced = any(edge.traced for edge in chain.edges)
    sums = [edge.traced if is_traced else edge.totals for edge in chain.edges]
    largest: dict[str, Decimal] = {}
    for totals in sums:
        for code, amount in totals.items():
            largest[code] = max(largest.get(code, Decimal(0)), amount)
    gaps = set()
    for totals, (a, b) in zip(sums, inside, strict=True):
        is_wide = any(amount >= ON_PATH * largest[code] for code, amount in totals.items())
        low, high = sorted((rank_of[a], rank_of[b]))
        if is_wide and high == low + 1:
            gaps.add(high)
    return frozenset(gaps) if len(gaps) + 1 < len(set(rank_of.values())) else frozenset()


def _columns(
    ranks: Sequence[Rank], roomy: Collection[int] = ()
) -> tuple[list[RankSpan], list[StageBand], float]:
    """Place the ranks side by side, a gap before each new stage and where money needs room."""
    columns: list[RankSpan] = []
    edges: dict[str, list[float]] = {}
    levels: dict[str, list[tuple[float, int]]] = defaultdict(list)
    x = 0.0
    for at, rank in enumerate(ranks):
        if at and ranks[at - 1].stage != rank.stage:
            x += STAGE_GAP
        more = MONEY_GAP if at in roomy else 0.0
        if more and rank.stage not in edges:
            edges[ranks[at - 1].stage][1] += more / 2
            edges[rank.stage] = [x + more / 2, x]
        x += more
        columns.append(RankSpan(x + 0.5, x + rank.fold - 0.5))
        edges.setdefault(rank.stage, [x, x])[1] = x + rank.fold
        levels[rank.stage].append((round(x + rank.fold / 2, 3), rank.level))
        x += rank.fold
    bands = [
        StageBand(stage, round(a, 3), round(b, 3), tuple(levels[stage]))
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
    layers: Sequence[Sequence[int]],
    ranks: Sequence[Rank],
    rank_of: Mapping[int, int],
    chain: Chain,
) -> dict[int, float]:
    """Return how much height each vertex needs: a group's name has more words than a thing's."""
    tall = {at for at, node in enumerate(chain.nodes) if node.entity.id.startswith(GROUP)}
    return {
        at: (TALL if at in tall else 1.0 if at in rank_of else LANE) / rank.fold
        for layer, rank in zip(layers, ranks, strict=True)
        for at in layer
    }


def _places(
    chain: Chain,
    layers: Sequence[Sequence[int]],
    ranks: Sequence[Rank],
    columns: Sequence[RankSpan],
    y: Mapping[int, float],
    hosts: Mapping[int, int],
    sides: Mapping[int, int],
) -> list[NodePlace]:
    """Place the members of a folded rank left, right, left … from top to bottom."""
    places: dict[int, NodePlace] = {}
    for layer, rank, column in zip(layers, ranks, columns, strict=True):
        members = set(rank.members)
        for turn, at in enumerate(at for at in layer if at in members):
            x = column.first + turn % rank.fold
            places[at] = NodePlace(round(x, 3), round(y[at], 3))
    for guest, host in hosts.items():
        places[guest] = NodePlace(places[host].x, places[host].y, host, sides[guest])
    return [places[at] for at in range(len(chain.nodes))]
