"""The levels of a trace, walked outward (or backward) without touching what they do not reach.

What a walk costs depends on what it reaches, not on the size of the ledger: the marks it makes
are kept from one walk to the next and wiped where they were made, and who is a hub is asked of
the accounts that it comes to. What a level, a hop and the order of two payments are is said in
:mod:`kg.trace.follow`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from kg.ledger.base import FlowIndex
from kg.ledger.ends import distinct
from kg.trace.base import Bool, Clocks, Flows, Int8, Int32, Int64, Terms, kernel
from kg.trace.calendar import calendar_of
from kg.trace.order import PROVEN, UNPROVEN
from kg.trace.wave import Bounds, wave

HOPS, LIMIT, ORDER = 5, 6, 7
"""Why a payment that was come to is not in the trace."""
NEVER = np.iinfo(np.int64)


class Walked(NamedTuple):
    """What was reached: ``steps`` by level, account and time, with the level and state of each.

    ``beyond`` are the payments that one more level, a higher limit or an unproven order would
    have reached, ``why`` is one of HOPS, LIMIT and ORDER. ``led`` are the accounts whose onward
    payments were looked at; ``cut`` says that the limit of payments was reached.
    """

    steps: Int64
    level: Int32
    state: Int8
    beyond: Int64
    why: Int8
    led: Int32
    cut: bool


class Side(NamedTuple):
    """The columns of one direction: where a payment leads, and what lies there."""

    at: Int32
    ptr: Int64
    idx: Int32
    backward: bool


class Marks(NamedTuple):
    """What a walk has come to: a state by payment, and by place in ``idx`` how far to skip."""

    state: Int8
    skip: Int32


_SPARE: WeakKeyDictionary[FlowIndex, list[Marks]] = WeakKeyDictionary()


def walk(index: FlowIndex, flows: Flows, clocks: Clocks, terms: Terms, seeds: Int64) -> Walked:
    """Return everything that the seeds' money can have reached under these terms, level by level.

    Touches only what it reaches.
    """
    with _marks(index) as marks:
        way = _Way(index, flows, clocks, terms, marks)
        try:
            return way.walk(seeds)
        finally:
            way.wipe()


@contextmanager
def _marks(index: FlowIndex) -> Iterator[Marks]:
    """Lend clean marks of this index; two walks at a time get two."""
    spare = _SPARE.setdefault(index, [])
    try:
        marks = spare.pop()
    except IndexError:
        marks = Marks(np.zeros(len(index), np.int8), np.zeros(len(index) + 1, np.int32))
    yield marks
    spare.append(marks)


class _Way:
    """One walk while it is under way."""

    def __init__(
        self, index: FlowIndex, flows: Flows, clocks: Clocks, terms: Terms, marks: Marks
    ) -> None:
        self.index, self.flows, self.clocks, self.terms = index, flows, clocks, terms
        self.marks, self.side = marks, side_of(index, flows, terms)
        self.bounds = bounds(index, terms)
        self.levels: list[Int64] = []
        self.led: list[Int32] = []
        self.beyond: list[tuple[Int64, int]] = []

    def walk(self, seeds: Int64) -> Walked:
        frontier, cut = by_account(distinct(seeds), self.side), False
        self.marks.state[frontier] = PROVEN
        wanted = PROVEN if self.terms.strict_order else UNPROVEN
        room = self.terms.edges
        while len(frontier):
            frontier, cut = self._cut(frontier, room)
            room -= len(frontier)
            self.levels.append(frontier)
            if cut or len(self.levels) >= self.terms.hops:
                break
            frontier = self._next(frontier, wanted)
        self._mark_beyond(wanted, cut)
        return self._walked(cut)

    def _next(self, frontier: Int64, wanted: int) -> Int64:
        accounts = self.side.at[frontier]
        shut = is_barred(self.index, self.terms, accounts)
        leading = frontier[~shut] if shut.any() else frontier
        self.led.append(self.side.at[leading])
        return by_account(self._wave(leading, wanted), self.side)

    def _wave(self, leading: Int64, wanted: int) -> Int64:
        side, marks = self.side, self.marks
        found: Int64 = wave(
            self.flows, self.clocks, self.bounds, calendar_of(self.index), side.ptr, side.idx,
            marks.skip, marks.state, leading, side.at, side.backward, wanted,
        )  # fmt: skip
        return found

    def _cut(self, frontier: Int64, room: int) -> tuple[Int64, bool]:
        """Keep the earliest payments that there is room for; say whether any was dropped."""
        if len(frontier) <= room:
            return frontier, False
        ordered = np.sort(frontier)
        self.beyond.append((ordered[room:], LIMIT))
        return by_account(ordered[:room], self.side), True

    def _mark_beyond(self, wanted: int, cut: bool) -> None:
        """Find what one more level, or a hop of unproven order, would have reached."""
        if not self.levels:
            return
        if cut or len(self.levels) >= self.terms.hops:
            last = self._open(self.levels[-1])
            self.beyond.append((self._wave(last, wanted), LIMIT if cut else HOPS))
        if self.terms.strict_order:
            leading = by_account(self._open(np.concatenate(self.levels)), self.side)
            self.beyond.append((self._wave(leading, UNPROVEN), ORDER))

    def _open(self, payments: Int64) -> Int64:
        return payments[~is_barred(self.index, self.terms, self.side.at[payments])]

    def _walked(self, cut: bool) -> Walked:
        steps = np.concatenate(self.levels) if self.levels else np.zeros(0, np.int64)
        sizes = [len(one) for one in self.levels]
        level = np.repeat(np.arange(1, len(sizes) + 1, dtype=np.int32), sizes)
        beyond = [one for one, _ in self.beyond]
        why = [np.full(len(one), reason, np.int8) for one, reason in self.beyond]
        return Walked(
            steps,
            level,
            self.marks.state[steps],
            np.concatenate(beyond) if beyond else np.zeros(0, np.int64),
            np.concatenate(why) if why else np.zeros(0, np.int8),
            np.concatenate(self.led) if self.led else np.zeros(0, np.int32),
            cut,
        )

    def wipe(self) -> None:
        """Take away every mark of this walk."""
        for payments, _ in self.beyond:
            self.marks.state[payments] = 0
        for payments in self.levels:
            self.marks.state[payments] = 0
            wipe_skips(self.side.ptr, self.marks.skip, self.side.at[payments])


@kernel
def wipe_skips(ptr: Int64, skip: Int32, accounts: Int32) -> None:
    """Take away the marks at these accounts' payments; equal accounts stand together."""
    last = -1
    for account in accounts:
        if account != last:
            skip[ptr[account] : ptr[account + 1]] = 0
            last = account


def side_of(index: FlowIndex, flows: Flows, terms: Terms) -> Side:
    """Return the columns of the direction that the terms say."""
    if terms.direction == "in":
        return Side(flows.src, np.asarray(index.in_ptr), np.asarray(index.in_idx), True)
    return Side(flows.dst, np.asarray(index.out_ptr), np.asarray(index.out_idx), False)


def bounds(index: FlowIndex, terms: Terms) -> Bounds:
    """Return the floor in each currency's units, the period, and what is in the channels.

    Payments of a wide currency are held to the floor here: their marks say so, kernels do not.
    """
    floors = least_units(index, terms.floor)
    least = [-1 if code in index.wide else min(one, NEVER.max) for code, one in enumerate(floors)]
    since = NEVER.min if terms.since is None else terms.since
    until = NEVER.max if terms.until is None else terms.until
    let = np.zeros(0, np.bool_) if terms.in_channel is None else terms.in_channel
    if index.wide and terms.floor > 0:
        enough = index.at_least(floors)
        let = enough if terms.in_channel is None else enough & terms.in_channel
    unbound = terms.since is None and terms.until is None and not len(let)
    free = unbound and not any(one > 0 for one in least)
    return Bounds(np.array(least or [0], np.int64), since, until, let, free)


def least_units(index: FlowIndex, floor: Decimal) -> list[int]:
    """Return an amount in each currency's units, rounded up."""
    return [ceil(Fraction(floor) * scale) for scale in index.scales]


def is_barred(index: FlowIndex, terms: Terms, accounts: Int32) -> Bool:
    """Say of each account whether a trace stops there: an end, one excluded, a hub not passed."""
    hub = (index.hub_kind[accounts] != 0) | (index.counterparties[accounts] > terms.hub)
    if terms.through:
        hub &= ~np.isin(accounts, sorted(terms.through))
    if terms.excluded:
        hub |= np.isin(accounts, sorted(terms.excluded))
    barred: Bool = hub | (index.is_end[accounts] != 0)
    return barred


def by_account(positions: Int64, side: Side) -> Int64:
    """Sort by account and time, as a wave wants its frontier."""
    keys = (side.at[positions].astype(np.int64) << 32) | positions
    keys.sort()
    keys &= 0xFFFFFFFF
    return keys
