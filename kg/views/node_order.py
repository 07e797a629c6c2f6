"""How high each entity stands: near what it is joined to, never too near its neighbour."""

from __future__ import annotations

import itertools
from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence

ROUNDS = 24
SPREAD = 0.25
AIRY = 1.4
"""Where a layer has room to spare, everybody in it gets so much more: two rows of text below."""


def heights(
    layers: Sequence[Sequence[int]],
    segments: Sequence[tuple[int, int]],
    room: Mapping[int, float],
) -> tuple[dict[int, float], float]:
    """Return the height of every vertex and of the whole, in rows; order in layers is kept."""
    around: dict[int, list[int]] = {at: [] for layer in layers for at in layer}
    for a, b in segments:
        around[a].append(b)
        around[b].append(a)
    total = max((sum(room[at] for at in layer) for layer in layers), default=1.0)
    total = max(total, 1.0)
    room = {at: share for layer in layers for at, share in _airy(layer, room, total)}
    even = {at: y for layer in layers for at, y in _evenly(layer, room, total)}
    y = dict(even)
    for turn in range(ROUNDS):
        for layer in layers if turn % 2 == 0 else list(reversed(layers)):
            preferred = [_preferred_height(at, around, y, even) for at in layer]
            y.update(zip(layer, _apart(preferred, [room[at] for at in layer], total), strict=True))
    return y, total


def _airy(layer: Sequence[int], room: Mapping[int, float], total: float) -> list[tuple[int, float]]:
    """Return a layer's shares, larger where it does not fill the height."""
    used = sum(room[at] for at in layer) or 1.0
    return [(at, room[at] * min(AIRY, total / used)) for at in layer]


def _evenly(
    layer: Sequence[int], room: Mapping[int, float], total: float
) -> list[tuple[int, float]]:
    """Spread a layer over the whole height, each vertex in the middle of its share."""
    used = sum(room[at] for at in layer) or 1.0
    below, spread = 0.0, []
    for at in layer:
        spread.append((at, (below + room[at] / 2) * total / used))
        below += room[at]
    return spread


def _preferred_height(
    at: int, around: Mapping[int, Sequence[int]], y: Mapping[int, float], even: Mapping[int, float]
) -> float:
    if not around[at]:
        return even[at]
    mean = sum(y[other] for other in around[at]) / len(around[at])
    return (1 - SPREAD) * mean + SPREAD * even[at]


def _apart(preferred: Sequence[float], room: Sequence[float], total: float) -> list[float]:
    """Return the heights nearest to the wanted ones (least squares) that leave everyone room.

    Heights minus the room above must not fall: isotonic regression, by pooling neighbours.
    """
    above = _above(room)
    pools: list[list[float]] = []
    for want, start in zip(preferred, above, strict=True):
        pools.append([want - start, 1.0])
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            value, weight = pools.pop()
            pools[-1][0] = (pools[-1][0] * pools[-1][1] + value * weight) / (pools[-1][1] + weight)
            pools[-1][1] += weight
    flat = [value for value, weight in pools for _ in range(round(weight))]
    slack = total - sum(room)
    return [min(max(value, 0.0), slack) + start for value, start in zip(flat, above, strict=True)]


def _above(room: Sequence[float]) -> list[float]:
    """Return for each of a stack where its middle lies when all stand as high as they can."""
    starts, used = [], 0.0
    for share in room:
        starts.append(used + share / 2)
        used += share
    return starts


Layers = list[list[int]]
Around = Mapping[int, Sequence[int]]

SWEEPS = 16
MANY = 400
"""Where more are to be ordered than this, neighbours are not exchanged and sweeps are few."""


def ordered(layers: Sequence[Sequence[int]], segments: Sequence[tuple[int, int]]) -> Layers:
    """Return the layers re-ordered; ``segments`` join a vertex to one of the next layer.

    Sweeps of barycentres (Sugiyama, Tagawa and Toda 1981) with exchanges of neighbours stop at the
    nearest good order, so they begin at several: as given, upside down, and the least joined first.
    """
    before: dict[int, list[int]] = {at: [] for layer in layers for at in layer}
    after: dict[int, list[int]] = {at: [] for layer in layers for at in layer}
    for a, b in segments:
        after[a].append(b)
        before[b].append(a)
    many = sum(map(len, layers)) > MANY
    starts = [[list(layer) for layer in layers]]
    if not many:
        joined = {at: len(before[at]) + len(after[at]) for at in after}
        starts.append([list(reversed(layer)) for layer in layers])
        starts.append([sorted(layer, key=lambda at: joined[at]) for layer in layers])
    orders = [_swept(start, before, after, many=many) for start in starts]
    return min(orders, key=lambda order: crossings(order, after))


def _swept(start: Layers, before: Around, after: Around, *, many: bool) -> Layers:
    """Return the order with the fewest crossings that sweeps from a first order come by."""
    best, fewest = start, crossings(start, after)
    trial = [list(layer) for layer in start]
    for turn in range(SWEEPS // 4 if many else SWEEPS):
        _sweep(trial, before if turn % 2 == 0 else after, backwards=turn % 2 == 1)
        if not many:
            _exchange(trial, before, after)
        now = crossings(trial, after)
        if now < fewest:
            best, fewest = [list(layer) for layer in trial], now
    return best


def crossings(layers: Sequence[Sequence[int]], after: Around) -> int:
    """Return how many pairs of segments cross."""
    return sum(_between(upper, lower, after) for upper, lower in itertools.pairwise(layers))


def _between(left: Sequence[int], right: Sequence[int], after: Around) -> int:
    place = {at: turn for turn, at in enumerate(right)}
    seen: list[int] = []
    count = 0
    for at in left:
        ends = sorted(place[b] for b in after[at])
        count += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return count


def _sweep(layers: Layers, around: Around, *, backwards: bool) -> None:
    pairs = list(itertools.pairwise(layers))
    for fixed, moved in [(b, a) for a, b in reversed(pairs)] if backwards else pairs:
        place = {at: turn for turn, at in enumerate(fixed)}
        old = {at: turn * len(fixed) / max(len(moved), 1) for turn, at in enumerate(moved)}
        middle = {at: _mean([place[b] for b in around[at]], old[at]) for at in moved}
        moved.sort(key=lambda at: (middle[at], old[at]))


def _mean(places: Sequence[int], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def _exchange(layers: Layers, before: Around, after: Around) -> None:
    """Exchange neighbours as long as that removes crossings."""
    place = {at: turn for layer in layers for turn, at in enumerate(layer)}
    for layer in layers:
        better = True
        while better:
            better = False
            for turn in range(len(layer) - 1):
                a, b = layer[turn], layer[turn + 1]
                if _cost(a, b, before, after, place) > _cost(b, a, before, after, place):
                    layer[turn], layer[turn + 1] = b, a
                    place[a], place[b] = turn + 1, turn
                    better = True


def _cost(a: int, b: int, before: Around, after: Around, place: Mapping[int, int]) -> int:
    """Return the crossings between the segments of two neighbours when ``a`` stands first."""
    return sum(
        place[x] > place[y] for around in (before, after) for x in around[a] for y in around[b]
    )
