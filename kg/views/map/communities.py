"""Communities of a large graph, level by level, by the method of Louvain.

Blondel, Guillaume, Lambiotte, Lefebvre: Fast unfolding of communities in large networks (2008).
Things are visited in their order and ties go to the community with the smallest number, so the same
graph always falls into the same communities; a thing is visited again only when a neighbour moved.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.floating[Any]]

VISITS = 40
"""A level ends after so many visits for each thing, whatever still moves."""
_LEAST_GAIN = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class WeightedPairs:
    """An undirected graph: each pair of different things once, with its weight.

    Args:
        size: How many things there are.
        a: One end of each pair.
        b: The other end.
        weight: How much holds it together.
    """

    size: int
    a: Ints
    b: Ints
    weight: Floats


def weighted_pairs(size: int, a: Ints, b: Ints, weight: Floats) -> WeightedPairs:
    """Return pairs in any direction and number as each pair once; loops are left out."""
    keep = a != b
    low, high = np.minimum(a, b)[keep], np.maximum(a, b)[keep]
    keys, place = np.unique(low * size + high, return_inverse=True)
    summed = np.bincount(place, weight[keep], len(keys)).astype(np.float64)
    return WeightedPairs(size, keys // size, keys % size, summed)


def communities(pairs: WeightedPairs) -> list[Ints]:
    """Return the community of each thing, at every level from the finest to the coarsest.

    Communities are numbered from 0 without gaps; what no pair joins stays alone.
    """
    levels: list[Ints] = []
    now = pairs
    inner: Floats = np.zeros(pairs.size)
    own = np.arange(pairs.size)
    while len(now.a):
        moved = _moved(now, inner)
        names, joined = np.unique(moved, return_inverse=True)
        if len(names) == now.size:
            break
        own = joined[own]
        levels.append(own)
        a, b = joined[now.a], joined[now.b]
        loops = a == b
        within = np.bincount(a[loops], 2 * now.weight[loops], len(names))
        inner = (np.bincount(joined, inner, len(names)) + within).astype(np.float64)
        now = weighted_pairs(len(names), a, b, now.weight)
    return levels or [own]


def _moved(pairs: WeightedPairs, inner: Floats) -> Ints:
    """Return the community of each after single moves, as long as modularity grows by them."""
    size = pairs.size
    ends = np.concatenate([pairs.a, pairs.b])
    order = np.argsort(ends, kind="stable")
    beside = np.concatenate([pairs.b, pairs.a])[order].tolist()
    weights = np.concatenate([pairs.weight, pairs.weight])[order].tolist()
    starts = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=size))]).tolist()
    strengths = np.bincount(ends, np.concatenate([pairs.weight] * 2), size) + inner
    whole = float(strengths.sum())
    strength = strengths.tolist()
    total = list(strength)
    community = list(range(size))
    waiting, is_waiting = deque(range(size)), [True] * size
    visits = VISITS * size
    while waiting and visits:
        visits -= 1
        one = waiting.popleft()
        is_waiting[one] = False
        old, mine = community[one], strength[one]
        first, last = starts[one], starts[one + 1]
        joins: dict[int, float] = {}
        for at in range(first, last):
            other = community[beside[at]]
            joins[other] = joins.get(other, 0.0) + weights[at]
        total[old] -= mine
        best, most = old, joins.get(old, 0.0) - mine * total[old] / whole + _LEAST_GAIN
        for other, weight in joins.items():
            gain = weight - mine * total[other] / whole
            if gain > most or (gain == most and other < best):
                best, most = other, gain
        total[best] += mine
        if best == old:
            continue
        community[one] = best
        for at in range(first, last):
            other = beside[at]
            if community[other] != best and not is_waiting[other]:
                is_waiting[other] = True
                waiting.append(other)
    return np.array(community, np.int64)
