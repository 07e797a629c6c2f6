"""How central each thing of a network is: betweenness, closeness, PageRank.

Ways go along ties in either direction, each tie of length one, however many rows it has.
Betweenness (Freeman 1977) is counted by Brandes' algorithm (2001), from many starts at a time, and
closeness is that of Wasserman and Faust (1994), which can be compared between connected parts. In a
part of more than ``pivots`` things both are estimated from so many starts drawn at random (Brandes
and Pich 2007); the error that is said is three standard errors of the mean. Dependencies are
skewed, so that 1.96 of them would hold in fewer than 95 of 100 cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg.ledger.base import Int32, Int64
from kg.network.ties import Network, components

Float: TypeAlias = NDArray[np.float64]

CELLS = 300_000
"""Cells that the starts of one batch may take: few enough to stay in the processor's own memory."""
DAMPING = 0.85
TOLERANCE = 1e-12
ROUNDS = 1_000
ERRORS = 3.0
"""Standard errors to either side of an estimate that are said."""


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Betweenness and closeness, as networkx normalises them; errors are 0 where nothing is drawn.

    ``drawn`` is how many starts were drawn in the largest part that is estimated, 0 if none is.
    """

    betweenness: Float
    betweenness_error: Float
    closeness: Float
    closeness_error: Float
    drawn: int = 0


@dataclass(slots=True, eq=False)
class _StartSums:
    """What the starts of one part add up to, by thing."""

    dependency: Float
    squares: Float
    distance: Float
    distance_squares: Float
    starts: int = 0


def ways(network: Network, pivots: int = 0, seed: int = 1) -> Ways:
    """Return how central things are by the shortest ways between all others.

    Args:
        network: The network.
        pivots: From how many starts a larger part is estimated; 0: every part is exact.
        seed: The seed by which starts are drawn.

    >>> from kg.network.ties import network_of
    >>> path = network_of(3, np.array([0, 1]), np.array([1, 2]))
    >>> ways(path).betweenness.tolist(), ways(path).closeness.round(4).tolist()
    ([0.0, 1.0, 0.0], [0.6667, 1.0, 0.6667])
    """
    size = network.size
    found = Ways(np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size))
    parts = components(network)
    order = np.argsort(parts, kind="stable")
    bounds = np.flatnonzero(np.diff(parts[order], prepend=-1))
    random, drawn = Random(seed), 0  # noqa: S311 -- a draw that everybody can repeat
    small: list[int] = []
    for things in np.split(order, bounds[1:]) if size else []:
        if pivots and len(things) > pivots:
            starts = sorted(random.sample(things.tolist(), pivots))
            drawn = max(drawn, pivots)
            _one_part(network, things, starts, found)
        elif len(things) > 1:
            small += things.tolist()
    _whole_parts(network, small, parts, found)
    return Ways(
        found.betweenness,
        found.betweenness_error,
        found.closeness,
        found.closeness_error,
        drawn,
    )


def _whole_parts(network: Network, starts: list[int], parts: Int32, found: Ways) -> None:
    """Fill in what is exact: every thing of these parts is a start."""
    if not starts:
        return
    sums = _from(network, starts)
    size, places = network.size, np.array(starts)
    reach = np.bincount(parts, minlength=1)[parts[places]].astype(np.float64)
    if size > 2:
        found.betweenness[places] = sums.dependency[places] / ((size - 1) * (size - 2))
    apart = sums.distance[places]
    found.closeness[places] = (reach - 1) / apart * ((reach - 1) / (size - 1))


def _one_part(network: Network, things: Int64, starts: list[int], found: Ways) -> None:
    """Fill in what is estimated of one part from the starts that were drawn in it."""
    sums, size, reach = _from(network, starts), network.size, len(things)
    drawn, rest = len(starts), 1 - len(starts) / reach
    mean, error = _mean(sums.dependency[things], sums.squares[things], drawn, rest)
    scale = reach / ((size - 1) * (size - 2))
    found.betweenness[things], found.betweenness_error[things] = mean * scale, error * scale
    far, far_error = _mean(sums.distance[things], sums.distance_squares[things], drawn, rest)
    far = np.maximum(far * reach / (reach - 1), 1.0)
    close = (reach - 1) / (size - 1) / far
    found.closeness[things] = close
    found.closeness_error[things] = close * (far_error * reach / (reach - 1)) / far


def _mean(total: Float, squares: Float, drawn: int, rest: float) -> tuple[Float, Float]:
    """Return a mean and its error, where nothing is drawn twice."""
    mean = total / drawn
    spread = np.maximum(squares / drawn - mean**2, 0) * drawn / max(drawn - 1, 1)
    return mean, ERRORS * np.sqrt(spread / drawn * rest)


def _from(network: Network, starts: list[int]) -> _StartSums:
    """Return what all these starts add up to, as many of them at a time as memory allows."""
    size = network.size
    sums = _StartSums(np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size))
    each = max(1, CELLS // max(size, len(network.near), 1))
    for first in range(0, len(starts), each):
        _batch(network, np.array(starts[first : first + each], np.int64), sums)
    return sums


def _batch(network: Network, starts: Int64, sums: _StartSums) -> None:
    """Add the dependencies and distances of some starts; a cell is (start, thing)."""
    size, count = network.size, len(starts)
    cells = np.arange(count, dtype=np.int64) * size + starts
    distance = np.full(count * size, -1, np.int32)
    paths = np.zeros(count * size)
    distance[cells], paths[cells] = 0, 1
    levels: list[tuple[Int64, Int64]] = []
    frontier, depth = cells, 0
    while len(frontier):
        depth += 1
        source, target = _ties_from(network, frontier)
        fresh = distance[target] < 0
        distance[target[fresh]] = depth
        source, target = source[fresh], target[fresh]
        np.add.at(paths, target, paths[source])
        frontier = np.unique(target)
        if len(source):
            levels.append((source, target))
    dependency = np.zeros(count * size)
    for source, target in reversed(levels):
        np.add.at(dependency, source, paths[source] / paths[target] * (1 + dependency[target]))
    dependency[cells] = 0
    table = dependency.reshape(count, size)
    far = np.maximum(distance, 0).astype(np.float64).reshape(count, size)
    sums.dependency += table.sum(axis=0)
    sums.squares += (table**2).sum(axis=0)
    sums.distance += far.sum(axis=0)
    sums.distance_squares += (far**2).sum(axis=0)


def _ties_from(network: Network, cells: Int64) -> tuple[Int64, Int64]:
    """Return every tie that leaves these cells, as the cells that it joins."""
    things = cells % network.size
    first, degrees = network.near_ptr[things], network.degrees[things]
    source = np.repeat(cells, degrees)
    begun = np.cumsum(degrees) - degrees
    place = np.arange(len(source), dtype=np.int64) + np.repeat(first - begun, degrees)
    return source, source - np.repeat(things, degrees) + network.near[place]


def pagerank(network: Network, directed: bool) -> Float:
    """Return the PageRank of each thing (Brin and Page 1998), by power iteration.

    Args:
        network: The network.
        directed: Whether a tie counts for where it goes to alone; else for both of its ends.

    Returns:
        Shares that add up to 1; what ties lead nowhere on is shared by all alike.
    """
    size = network.size
    if not size:
        return np.zeros(0)
    if directed:
        tails, heads = network.tails, network.heads
    else:
        tails = np.repeat(np.arange(size, dtype=np.int32), network.degrees)
        heads = network.near
    leaving = np.bincount(tails, minlength=size)
    ends, per_tie = leaving == 0, 1.0 / np.maximum(leaving, 1)
    rank: Any = np.full(size, 1.0 / size)
    for _ in range(ROUNDS):
        moved = np.bincount(heads, weights=(rank * per_tie)[tails], minlength=size)
        new = (1 - DAMPING) / size + DAMPING * (moved + rank[ends].sum() / size)
        if np.abs(new - rank).sum() < TOLERANCE:
            return np.asarray(new)
        rank = new
    return np.asarray(rank)
