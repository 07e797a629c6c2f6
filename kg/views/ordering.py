"""In which order entities stand in their rank, so that few lines cross; deterministic.

Barycentre sweeps and exchanges of neighbours over ranks and the places where long lines pass
between them (Sugiyama 1981, Gansner 1993); the best order seen is kept.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence

Layers = list[list[int]]
Around = Mapping[int, Sequence[int]]

SWEEPS = 16


def ordered(layers: Sequence[Sequence[int]], segments: Sequence[tuple[int, int]]) -> Layers:
    """Return the layers re-ordered; ``segments`` join a vertex to one of the next layer."""
    before: dict[int, list[int]] = {at: [] for layer in layers for at in layer}
    after: dict[int, list[int]] = {at: [] for layer in layers for at in layer}
    for a, b in segments:
        after[a].append(b)
        before[b].append(a)
    best = [list(layer) for layer in layers]
    fewest = crossings(best, after)
    trial = [list(layer) for layer in layers]
    for turn in range(SWEEPS):
        _sweep(trial, before if turn % 2 == 0 else after, backwards=turn % 2 == 1)
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
