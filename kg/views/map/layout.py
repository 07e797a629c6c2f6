"""Where everything of a large graph lies: communities as discs side by side, things inside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kg.views.map.communities import Floats, Ints, WeightedPairs, communities
from kg.views.map.discs import SPACING, packed, placed_by_forces, spiral

LEAST = 5
"""What is joined to fewer others lies with what is alike, not in a disc of its own."""
LEAF = 200
"""A community of more is laid out as the smaller ones that it is made of."""
WIDE = 1.6
_MARGIN = 0.12


@dataclass(frozen=True, slots=True, eq=False)
class MapLayout:
    """Places of a map, in its own unit.

    Args:
        at: The place of each thing, two columns.
        cluster: The cluster of each thing, the largest cluster first.
        middle: The middle of each cluster.
        radius: The radius of each cluster: all its things lie inside, no two clusters overlap.
        apart: Whether a cluster is no community: what nothing joins to much else.
    """

    at: Floats
    cluster: Ints
    middle: Floats
    radius: Floats
    apart: tuple[bool, ...]


def map_layout(pairs: WeightedPairs, kinds: Ints, shelf: Floats | None = None) -> MapLayout:
    """Return where the things of a graph lie; the same graph always lies the same way.

    Args:
        pairs: What joins things.
        kinds: The kind of each thing, as a number: what is joined to nothing lies by kind.
        shelf: From -1 (left) to 1 (right) where each thing belongs; nan where that is all one.
    """
    size = pairs.size
    if not size:
        return MapLayout(np.zeros((0, 2)), np.zeros(0, np.int64), np.zeros((0, 2)), np.zeros(0), ())
    levels = communities(pairs)
    cluster, apart = _clusters(levels[-1], pairs, kinds)
    part = _parts(cluster, levels[-1], pairs, apart)
    degree = np.bincount(pairs.a, minlength=size) + np.bincount(pairs.b, minlength=size)
    at, radius = _leaves(part, pairs, degree)
    radius = _side_by_side(at, cluster, part, radius, pairs)
    radius = radius + _MARGIN * np.sqrt(radius) + SPACING / 2
    middle = _world(cluster, radius, pairs, shelf)
    return MapLayout(at + middle[cluster], cluster, middle, radius, apart)


def _clusters(top: Ints, pairs: WeightedPairs, kinds: Ints) -> tuple[Ints, tuple[bool, ...]]:
    """Return the cluster of each thing, the largest first, and which are no communities."""
    size, many = np.bincount(top), int(top.max()) + 1
    out = top[pairs.a] != top[pairs.b]
    joined = np.zeros(many, bool)
    joined[top[pairs.a[out]]] = joined[top[pairs.b[out]]] = True
    small = (size < LEAST) & ~joined
    inside: dict[int, set[int]] = defaultdict(set)
    for of, kind in zip(top[small[top]].tolist(), kinds[small[top]].tolist(), strict=True):
        inside[of].add(kind)
    names: dict[tuple[int, ...], int] = {}
    gathered = np.arange(many)
    for of in sorted(inside):
        gathered[of] = names.setdefault(tuple(sorted(inside[of])), many + len(names))
    counts = np.bincount(gathered[top], minlength=many + len(names))
    few = [of for of in names.values() if counts[of] < LEAST]
    if len(few) > 1:
        gathered[np.isin(gathered, few)] = few[0]
    raw = gathered[top]
    counts = np.bincount(raw, minlength=many + len(names))
    order = [of for of in np.argsort(-counts, kind="stable").tolist() if counts[of]]
    number = np.zeros(len(counts), np.int64)
    number[order] = np.arange(len(order))
    return number[raw], tuple(of >= many for of in order)


def _parts(cluster: Ints, joined: Ints, pairs: WeightedPairs, apart: Sequence[bool]) -> Ints:
    """Return the part of its cluster in which each thing lies.

    A small cluster is one part. A large one is taken apart into the communities that it has by
    itself, and these again, until no part is too large or one falls into no communities: a star.
    What is no community has what is joined in one part.
    """
    part = np.where(np.array(apart)[cluster], len(cluster) + joined, cluster)
    done = set(np.unique(part[part >= len(cluster)]).tolist())
    free = int(part.max()) + 1
    while True:
        names, sizes = np.unique(part, return_counts=True)
        large = [of for of in names[sizes > LEAF].tolist() if of not in done]
        if not large:
            break
        for of, members, inside in _subgraphs(large, part, pairs):
            own = communities(inside)[-1]
            if own.max() == 0:
                done.add(of)
                continue
            part[members] = free + own
            free += int(own.max()) + 1
    numbered: Ints = np.unique(part, return_inverse=True)[1]
    return numbered


def _subgraphs(
    large: Sequence[int], part: Ints, pairs: WeightedPairs
) -> Iterator[tuple[int, Ints, WeightedPairs]]:
    """Yield each of some groups: its number, its things, and what joins them."""
    rank = np.full(int(part.max()) + 1, -1)
    rank[large] = np.arange(len(large))
    mine, at = rank[part], rank[part[pairs.a]]
    both = np.flatnonzero((at >= 0) & (part[pairs.a] == part[pairs.b]))
    both = both[np.argsort(at[both], kind="stable")]
    order = np.argsort(mine, kind="stable")
    number = np.zeros(len(part), np.int64)
    bounds = np.searchsorted(mine[order], np.arange(len(large) + 1))
    ends = np.searchsorted(at[both], np.arange(len(large) + 1))
    for turn, of in enumerate(large):
        members = order[bounds[turn] : bounds[turn + 1]]
        number[members] = np.arange(len(members))
        own = both[ends[turn] : ends[turn + 1]]
        a, b = number[pairs.a[own]], number[pairs.b[own]]
        yield of, members, WeightedPairs(len(members), a, b, pairs.weight[own])


def _leaves(leaf: Ints, pairs: WeightedPairs, degree: Ints) -> tuple[Floats, Floats]:
    """Return the place of each thing around its leaf's middle, and the radius of each leaf."""
    sizes = np.bincount(leaf)
    order = np.lexsort((np.arange(len(leaf)), -degree, leaf))
    starts = np.cumsum(sizes) - sizes
    slot = np.empty(len(leaf), np.int64)
    slot[order] = np.arange(len(leaf)) - starts[leaf[order]]
    at = np.zeros((len(leaf), 2))
    by_size = np.argsort(sizes, kind="stable")
    small = by_size[sizes[by_size] <= LEAF]
    rank = np.full(len(sizes), -1)
    rank[small] = np.arange(len(small))
    inside = (leaf[pairs.a] == leaf[pairs.b]) & (rank[leaf[pairs.a]] >= 0)
    a, b = pairs.a[inside], pairs.b[inside]
    by_group = np.argsort(rank[leaf[a]], kind="stable")
    a, b = a[by_group], b[by_group]
    weight = np.ones(len(a))
    places = placed_by_forces(sizes[small], rank[leaf[a]], slot[a], slot[b], weight)
    for of, mine in zip(small.tolist(), places, strict=True):
        at[order[starts[of] : starts[of] + sizes[of]]] = mine - _middle(mine)
    for of in np.flatnonzero(rank < 0).tolist():
        at[order[starts[of] : starts[of] + sizes[of]]] = spiral(int(sizes[of]))
    radius = np.zeros(len(sizes))
    np.maximum.at(radius, leaf, np.hypot(at[:, 0], at[:, 1]))
    return at, radius + SPACING / 2


def _middle(places: Floats, radius: Floats | float = 0.0) -> Floats:
    far = np.asarray(radius).reshape(-1, 1)
    middle: Floats = ((places - far).min(0) + (places + far).max(0)) / 2
    return middle


def _side_by_side(
    at: Floats, above: Ints, below: Ints, radius: Floats, pairs: WeightedPairs
) -> Floats:
    """Move the parts of each group side by side, in place; return the groups' radii."""
    first = np.zeros(len(radius), np.int64)
    first[below] = above
    order = np.argsort(first, kind="stable")
    bounds = np.searchsorted(first[order], np.arange(int(above.max()) + 2))
    between = (above[pairs.a] == above[pairs.b]) & (below[pairs.a] != below[pairs.b])
    a, b, weight = below[pairs.a[between]], below[pairs.b[between]], pairs.weight[between]
    of = first[a]
    sort = np.argsort(of, kind="stable")
    a, b, weight, of = a[sort], b[sort], weight[sort], of[sort]
    ends = np.searchsorted(of, np.arange(len(bounds)))
    offset = np.zeros((len(radius), 2))
    wholes = np.zeros(len(bounds) - 1)
    place = np.zeros(len(radius), np.int64)
    for group in range(len(wholes)):
        parts = order[bounds[group] : bounds[group + 1]]
        if len(parts) == 1:
            wholes[group] = radius[parts[0]]
            continue
        place[parts] = np.arange(len(parts))
        mine = slice(ends[group], ends[group + 1])
        joined = _summed(len(parts), place[a[mine]], place[b[mine]], weight[mine])
        places = packed(radius[parts] + SPACING * 0.15, *joined)
        places = places - _middle(places, radius[parts])
        offset[parts] = places
        wholes[group] = (np.hypot(places[:, 0], places[:, 1]) + radius[parts]).max()
    at += offset[below]
    return wholes


def _summed(size: int, a: Ints, b: Ints, weight: Floats) -> tuple[Ints, Ints, Floats]:
    keys, at = np.unique(np.minimum(a, b) * size + np.maximum(a, b), return_inverse=True)
    return keys // size, keys % size, np.sqrt(np.bincount(at, weight, len(keys)))


def _world(cluster: Ints, radius: Floats, pairs: WeightedPairs, shelf: Floats | None) -> Floats:
    """Return the middle of each cluster."""
    one, two = cluster[pairs.a], cluster[pairs.b]
    out = one != two
    joined = _summed(len(radius), one[out], two[out], pairs.weight[out])
    sides: Sequence[float] = ()
    if shelf is not None and np.isfinite(shelf).any():
        known = np.isfinite(shelf)
        count = np.maximum(np.bincount(cluster[known], minlength=len(radius)), 1)
        sides = (np.bincount(cluster[known], shelf[known], len(radius)) / count).tolist()
    gap = SPACING * 0.6 + 0.03 * float(radius.max())
    places = packed(radius + gap, *joined, WIDE, sides)
    return places - _middle(places, radius)
