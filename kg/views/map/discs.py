"""Where things and groups of things lie: small graphs by forces, discs side by side in a circle.

Forces as in Fruchterman and Reingold: Graph drawing by force-directed placement (1991). Nothing is
drawn by chance: everything begins on a spiral, the best joined in the middle.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kg.views.map.communities import Floats, Ints

GOLDEN = np.pi * (3 - 5**0.5)
SPACING = 1.0
"""What lies between two things, in the map's own unit."""
_CLOSEST = 0.55
_BATCH = 400_000
"""So many distances are held at once: a processor's cache has them all."""
_ALIKE = 1.25
"""So much larger than its smallest graph is at most the largest of a batch."""
_TURNS, _PUSHES = 45, 10
_PACK_TURNS, _FORCED = 60, 1_200
_BESIDE, _ANGLES, _SQUEEZED = 12, 20, 0.9
_COS, _SIN = (turn(np.arange(_ANGLES) * (2 * np.pi / _ANGLES)) for turn in (np.cos, np.sin))
_LOOSE = 1.02
"""Neighbours on the spiral lie a little further apart than its spacing says."""
_TINY = 1e-9


def spiral(size: int, spacing: float = SPACING) -> Floats:
    """Return so many places around the middle, each about ``spacing`` from the next."""
    at = np.arange(size)
    far, angle = 0.62 * spacing * np.sqrt(at + 0.5), at * GOLDEN
    return np.stack([far * np.cos(angle), far * np.sin(angle)], axis=1)


def placed_by_forces(sizes: Ints, group: Ints, a: Ints, b: Ints, weight: Floats) -> list[Floats]:
    """Return the places of the things of each of many small graphs.

    Args:
        sizes: How many things each graph has, smallest graph first.
        group: In which graph each pair is, in order of the graphs.
        a: One end of each pair, numbered in its graph; the best joined thing is 0.
        b: The other end.
        weight: How strongly each pair attracts.

    Returns:
        For each graph two columns; no two things of a graph have one place.
    """
    places: list[Floats] = []
    first = 0
    while first < len(sizes):
        last = first + 1
        # what is much larger waits for a batch of its own: each graph is filled up to the largest
        most = int(sizes[first]) * _ALIKE + 1
        while last < len(sizes) and sizes[last] <= most:
            if (last + 1 - first) * int(sizes[last]) ** 2 > _BATCH:
                break
            last += 1
        mine = slice(*np.searchsorted(group, [first, last]))
        ends = (group[mine] - first, a[mine], b[mine])
        places += _batch(sizes[first:last], *ends, weight[mine])
        first = last
    return places


def _batch(sizes: Ints, group: Ints, a: Ints, b: Ints, weight: Floats) -> list[Floats]:
    many, size = len(sizes), int(sizes[-1])
    there = np.arange(size)[None, :] < sizes[:, None]
    both = there[:, :, None] & there[:, None, :] & ~np.eye(size, dtype=bool)[None]
    begin = spiral(size).astype(np.float32)
    x, y = (np.repeat(begin[:, axis][None], many, axis=0) for axis in (0, 1))
    one, two = group * size + a, group * size + b
    reach = np.sqrt(sizes).astype(np.float32)[:, None]
    pushed, tiny = both.astype(np.float32), np.float32(_TINY)
    for turn in range(_TURNS):
        dx, dy = x[:, :, None] - x[:, None, :], y[:, :, None] - y[:, None, :]
        away = dx * dx
        away += dy * dy + tiny
        np.divide(pushed, away, out=away)
        fx = np.einsum("gij,gij->gi", dx, away) - 0.06 * x
        fy = np.einsum("gij,gij->gi", dy, away) - 0.06 * y
        px, py = _pulls(x.ravel(), y.ravel(), one, two, weight)
        fx, fy = fx - px.reshape(x.shape), fy - py.reshape(y.shape)
        far = np.hypot(fx, fy) + _TINY
        step = np.minimum(far, 0.22 * reach * (1 - turn / _TURNS) ** 1.5 + 0.01) / far
        x, y = x + fx * step * there, y + fy * step * there
    return _spread(x, y, both, sizes)


def _pulls(x: Floats, y: Floats, one: Ints, two: Ints, weight: Floats) -> tuple[Floats, Floats]:
    """Return how each end is drawn to the others by its pairs."""
    dx, dy = x[one] - x[two], y[one] - y[two]
    pull = weight * np.hypot(dx, dy)
    px = np.bincount(one, pull * dx, len(x)) - np.bincount(two, pull * dx, len(x))
    py = np.bincount(one, pull * dy, len(y)) - np.bincount(two, pull * dy, len(y))
    return px.astype(x.dtype), py.astype(y.dtype)


def _spread(x: Floats, y: Floats, both: NDArray[np.bool_], sizes: Ints) -> list[Floats]:
    """Scale each graph so that neighbours lie side by side, and push apart what is too close."""
    apart = np.where(both, np.float32(0), np.float32(np.inf))
    near = _distances(x, y, apart).min(2)
    known = np.isfinite(near)
    mean = np.where(known, near, 0).sum(1) / np.maximum(known.sum(1), 1)
    scale = np.where(mean > _TINY, 1.25 * SPACING / np.maximum(mean, _TINY), 1.0)
    scale = scale.astype(x.dtype)[:, None]
    x, y = x * scale, y * scale
    for _ in range(_PUSHES):
        far = _distances(x, y, apart)
        push = np.maximum(SPACING - far, 0) / (2 * far + _TINY)
        push[~both] = 0
        dx, dy = x[:, :, None] - x[:, None, :], y[:, :, None] - y[:, None, :]
        x = x + np.einsum("gij,gij->gi", push, dx) * np.float32(0.8)
        y = y + np.einsum("gij,gij->gi", push, dy) * np.float32(0.8)
    closest = _distances(x, y, apart).min((1, 2))
    places: list[Floats] = []
    for at, size in enumerate(sizes.tolist()):
        mine: Floats = np.stack([x[at, :size], y[at, :size]], axis=1).astype(np.float64)
        if closest[at] < _TINY:
            mine = spiral(size)
        elif closest[at] < _CLOSEST:
            mine = mine * (_CLOSEST / closest[at])
        places.append(mine)
    return places


def _distances(x: Floats, y: Floats, apart: Floats) -> Floats:
    dx, dy = x[:, :, None] - x[:, None, :], y[:, :, None] - y[:, None, :]
    far: Floats = np.sqrt(dx * dx + dy * dy)  # six times as quick as hypot
    return far + apart


def packed(
    radius: Floats,
    a: Ints,
    b: Ints,
    weight: Floats,
    wide: float = 1.0,
    shelf: Sequence[float] = (),
) -> Floats:
    """Return the middles of discs that lie close and nowhere over another, the joined ones near.

    Args:
        radius: The radius of each disc.
        a: One end of each pair of discs that something joins.
        b: The other end.
        weight: How strongly each pair attracts.
        wide: How much wider than high the whole may be.
        shelf: From -1 (left) to 1 (right) where each disc belongs; empty where that is all one.
    """
    size = len(radius)
    if size == 1:
        return np.zeros((1, 2))
    order = np.argsort(-radius, kind="stable")
    if not len(a):
        loose = np.empty((size, 2))
        loose[order] = spiral(size, 2 * float(radius.max()) * _LOOSE)
        return loose
    area = np.cumsum(radius[order] ** 2)
    far, angle = np.sqrt(area * 1.3), np.arange(size) * GOLDEN
    at: Floats = np.empty((size, 2))
    at[order] = np.stack([far * np.cos(angle), far * np.sin(angle)], axis=1)
    at[order[0]] = 0
    strong = weight / weight.max() if len(weight) else weight
    if len(a) and size <= _FORCED:
        at = _forced(at, radius, a, b, strong)
    heft = radius**2 / area[-1]
    at = at - (at * heft[:, None]).sum(0)
    rms = np.sqrt((heft * (at**2).sum(1)).sum())
    at = at * (_SQUEEZED * np.sqrt(area[-1] / 2) / (rms + _TINY))
    # what the forces threw far out belongs to the rim
    out = np.hypot(at[:, 0], at[:, 1])
    at = at * np.minimum(1, np.sqrt(area[-1]) / np.maximum(out, _TINY))[:, None]
    if len(shelf):
        at[:, 0] += (np.array(shelf) * np.sqrt(area[-1]) - at[:, 0]) * 0.7
    return _in_gaps(at * [wide**0.5, wide**-0.5], radius, order, wide)


def _forced(at: Floats, radius: Floats, a: Ints, b: Ints, weight: Floats) -> Floats:
    room = (radius[:, None] + radius[None, :]) ** 2
    np.fill_diagonal(room, 0)
    reach = float(np.sqrt((radius**2).sum()))
    x, y = at[:, 0].copy(), at[:, 1].copy()
    attracted = (0.1 + weight) / radius.mean()
    for turn in range(_PACK_TURNS):
        dx, dy = x[:, None] - x, y[:, None] - y
        away = dx * dx
        away += dy * dy + _TINY
        np.divide(room, away, out=away)
        px, py = _pulls(x, y, a, b, attracted)
        fx = np.einsum("ij,ij->i", dx, away) - 0.3 * x - px
        fy = np.einsum("ij,ij->i", dy, away) - 0.3 * y - py
        far = np.hypot(fx, fy) + _TINY
        step = np.minimum(far, reach * 0.2 * (1 - turn / _PACK_TURNS) ** 1.5 + 0.01) / far
        x, y = x + fx * step, y + fy * step
    return np.stack([x, y], axis=1)


def _in_gaps(wanted: Floats, radius: Floats, order: Ints, wide: float) -> Floats:
    """Put one disc after the other where it touches another, as near as can be to its place.

    Discs come by radius: around which no room was for one, there is none for the next of its size.
    """
    at = np.zeros_like(wanted)
    at[order[0]] = wanted[order[0]]
    squeeze = np.array([1 / wide, wide])
    buried = np.full(len(radius), np.inf)
    for turn, one in enumerate(order[1:].tolist(), 1):
        placed = order[:turn]
        while True:
            beside = placed[buried[placed] > radius[one]]
            if not len(beside):
                at[one] = _outside(at[placed], radius[placed], wanted[one], float(radius[one]))
                break
            gap = at[beside] - wanted[one]
            far = np.hypot(gap[:, 0], gap[:, 1]) - radius[beside]
            if len(beside) > _BESIDE:
                beside = beside[np.argpartition(far, _BESIDE)[:_BESIDE]]
            free, has_room = _free(one, beside, placed, at, radius)
            buried[beside[~has_room]] = radius[one]
            if len(free):
                at[one] = free[np.argmin(((free - wanted[one]) ** 2 * squeeze).sum(1))]
                break
    return at


def _outside(at: Floats, radius: Floats, wanted: Floats, own: float) -> Floats:
    """Return a place beyond all discs, on the side where one is wanted."""
    reach = float((np.hypot(at[:, 0], at[:, 1]) + radius).max()) + own
    far = float(np.hypot(wanted[0], wanted[1]))
    towards = wanted / far if far > _TINY else np.array([1.0, 0.0])
    place: Floats = towards * reach * (1 + _TINY)
    return place


def _free(
    one: int, beside: Ints, placed: Ints, at: Floats, radius: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the places around some discs at which one more overlaps none, and which have any."""
    own = radius[one]
    away = (radius[beside] + own) * (1 + _TINY)
    x = at[beside, 0, None] + away[:, None] * _COS
    y = at[beside, 1, None] + away[:, None] * _SIN
    reach, there = radius[placed] + own, at[placed]
    near_x = (there[:, 0] + reach > x.min()) & (there[:, 0] - reach < x.max())
    near_y = (there[:, 1] + reach > y.min()) & (there[:, 1] - reach < y.max())
    mine = np.flatnonzero(near_x & near_y)
    dx, dy = x[:, :, None] - there[mine, 0], y[:, :, None] - there[mine, 1]
    dx *= dx
    dx += dy * dy
    is_free = (dx >= reach[mine] ** 2).all(2)
    return np.stack([x[is_free], y[is_free]], axis=1), is_free.any(1)
