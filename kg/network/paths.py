"""The shortest paths between two things, shortest first: by any facts, as money flows, or in time.

Distances to the goal are found once, level by level; then the paths of each length are walked from
the start, and nobody is visited from whom the goal is too far. That is exact: every path of a
length is found before the first longer one, in the order of the ids on it. In time a step is taken
by the earliest row that is not before the step that came ahead of it, which leaves most time to
those that follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from kg.ledger.base import Bool, Int32, Int64, PathRows

FAR = 1 << 30
"""The distance of what does not lead to the goal."""
UNDATED = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class PathTerms:
    """What is a path: how long at most, which way, in which order, and how hard it is looked for.

    ``hub`` is how many neighbours make a thing an end, ``visits`` how many steps are tried.
    """

    hops: int
    directed: bool = False
    in_time: bool = False
    hub: int = FAR
    visits: int = 2_000_000


@dataclass(frozen=True, slots=True)
class WalkedPath:
    """A path: the positions of its things, and when each step was taken (in time only)."""

    places: tuple[int, ...]
    times: tuple[int, ...] = ()


@dataclass(eq=False)
class PathNetwork:
    """The steps between things.

    Args:
        rows: Facts and flows as columns.
        terms: What is a path.
        ends: Places of things that are never a way through, such as where cash leaves.
    """

    rows: PathRows
    terms: PathTerms
    ends: frozenset[int] = frozenset()
    hubs: dict[int, int] = field(default_factory=dict)
    """Hubs that were reached and not passed, with how many neighbours each has."""
    is_cut: bool = False
    """Whether the search ended at its ceiling."""

    @cached_property
    def _both(self) -> tuple[Int32, Int32, Int64, Int64]:
        """Every row as it may be walked: from, to, start, until."""
        rows = self.rows
        one_way = rows.flows if (self.terms.directed or self.terms.in_time) else _none(rows.flows)
        back = ~one_way
        return (
            np.concatenate([rows.src, rows.dst[back]]),
            np.concatenate([rows.dst, rows.src[back]]),
            np.concatenate([rows.start, rows.start[back]]),
            np.concatenate([rows.until, rows.until[back]]),
        )

    @cached_property
    def pairs(self) -> tuple[Int32, Int32]:
        """The distinct steps, sorted by from and to."""
        src, dst, _, _ = self._both
        keys = np.unique((src.astype(np.int64) << 32) | dst.astype(np.int64))
        return (keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32)

    @cached_property
    def _pointers(self) -> Int64:
        src, _ = self.pairs
        return np.searchsorted(src, np.arange(len(self.rows.ends) + 1)).astype(np.int64)

    @cached_property
    def joined(self) -> Int64:
        """The distinct pairs of things that a row joins, whichever way: both places in one."""
        low = np.minimum(self.rows.src, self.rows.dst).astype(np.int64)
        return np.unique((low << 32) | np.maximum(self.rows.src, self.rows.dst))

    @cached_property
    def neighbours(self) -> Int64:
        """How many different things each is joined to, whichever way."""
        ends = np.concatenate([self.joined >> 32, self.joined & 0xFFFFFFFF])
        return np.bincount(ends, minlength=len(self.rows.ends)).astype(np.int64)

    def passes(self, place: int) -> bool:
        """Say whether a path may go through a thing."""
        if place in self.ends:
            return False
        if self.neighbours[place] > self.terms.hub:
            self.hubs[place] = int(self.neighbours[place])
            return False
        return True

    def to(self, place: int) -> list[int]:
        """Return the place of every thing that one step leads to, in the order of their ids."""
        _, dst = self.pairs
        return [int(n) for n in dst[self._pointers[place] : self._pointers[place + 1]]]

    def distances(self, start: int, goal: int) -> Int32:
        """Return how many steps lie between each thing and the goal, ends never a way through."""
        src, dst = self.pairs
        order = np.argsort(dst, kind="stable")
        before = src[order]
        pointers = np.searchsorted(dst[order], np.arange(len(self.rows.ends) + 1))
        far = np.full(len(self.rows.ends), FAR, np.int32)
        far[goal] = 0
        closed = self.neighbours > self.terms.hub
        closed[list(self.ends)] = True
        closed[[start, goal]] = False
        level, steps = np.array([goal]), 0
        while len(level) and steps < self.terms.hops:
            steps += 1
            near = [before[pointers[place] : pointers[place + 1]] for place in level]
            found = np.unique(np.concatenate(near)) if near else np.array([], np.int32)
            found = found[far[found] == FAR]
            far[found] = steps
            level = found[~closed[found]]
        for place in np.flatnonzero((far < FAR) & (self.neighbours > self.terms.hub)).tolist():
            if place not in (start, goal):
                self.hubs[place] = int(self.neighbours[place])
        return far

    def paths(self, start: int, goal: int, far: Int32 | None = None) -> Iterator[WalkedPath]:
        """Yield every path from the start to the goal, the shortest first, ties by ids.

        Args:
            start: The place of the one thing.
            goal: The place of the other.
            far: What :meth:`distances` gives of them, if it is known already.
        """
        far = self.distances(start, goal) if far is None else far
        if far[start] >= FAR:
            return
        visits = _Visits(self.terms.visits)
        for length in range(int(far[start]), self.terms.hops + 1):
            yield from self._walk([start], [], far, length, visits)
            if visits.left <= 0:
                self.is_cut = True
                return

    def _walk(
        self, places: list[int], times: list[int], far: Int32, length: int, visits: _Visits
    ) -> Iterator[WalkedPath]:
        here, left = places[-1], length - len(places) + 1
        if left == 0:
            yield WalkedPath(tuple(places), tuple(times))
            return
        for place in self.to(here):
            at_goal = far[place] == 0
            if far[place] > left - 1 or place in places or (at_goal and left > 1):
                continue
            if not at_goal and not self.passes(place):
                continue
            visits.left -= 1
            if visits.left <= 0:
                return
            at = 0
            if self.terms.in_time:
                told = self._earliest(here, place, times[-1] if times else UNDATED)
                if told is None:
                    continue
                at = told
            taken = [*times, at] if self.terms.in_time else []
            yield from self._walk([*places, place], taken, far, length, visits)

    @cached_property
    def _in_order(self) -> Mapping[str, Int64]:
        src, dst, start, until = self._both
        keys = (src.astype(np.int64) << 32) | dst.astype(np.int64)
        order = np.lexsort((start, keys))
        return {"keys": keys[order], "start": start[order], "until": until[order]}

    def _earliest(self, one: int, other: int, after: int) -> int | None:
        """Return the earliest moment of a step that is not before another; None if there is none.

        A fact holds from its start until its end, one without a date at any time.
        """
        table, key = self._in_order, (one << 32) | other
        first, last = np.searchsorted(table["keys"], [key, key + 1])
        start, until = table["start"][first:last], table["until"][first:last]
        moments = np.maximum(start, after)[until >= after]
        return int(moments.min()) if len(moments) else None


@dataclass
class _Visits:
    """How many steps may still be tried."""

    left: int


def _none(flows: Bool) -> Bool:
    return np.zeros(len(flows), np.bool_)
