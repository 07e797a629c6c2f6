"""The traversal of a trace, hop by hop: from the payments of a level to those that can follow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from kg.ledger.account_flows import distinct
from kg.ledger.base import FlowIndex
from kg.trace.base import (
    Bool,
    Clocks,
    Flows,
    Int8,
    Int32,
    Int64,
    KernelTerms,
    kernel,
    part_of_kernel,
)
from kg.trace.payment_filters import KernelFilter, fits, kernel_filter, states
from kg.trace.payment_order import PROVEN, UNPROVEN, later, same_moment


@part_of_kernel
def next_unseen(skip: Int32, slot: int) -> int:
    """Return the first slot from here that no level has reached, and shorten the search for it."""
    while skip[slot] != 0:
        skip[slot] += skip[slot + skip[slot]]
        slot += skip[slot]
    return slot


@part_of_kernel
def first_slot(idx: Int32, low: int, high: int, position: int) -> int:
    """Return the first slot of ``idx[low:high]`` that has this position or a later one."""
    while low < high:
        middle = (low + high) >> 1
        if idx[middle] < position:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def next_hop(
    flows: Flows,
    clocks: Clocks,
    bounds: KernelFilter,
    calendar: Calendar,
    ptr: Int64,
    idx: Int32,
    skip: Int32,
    state: Int8,
    frontier: Int64,
    at: Int32,
    backward: bool,
    required: int,
) -> Int64:
    """Mark and return the unseen payments that can follow the frontier's.

    The frontier is sorted by account and time, so the proven and then the unproven hops of one
    account are found together: a payment counts as unproven only where no hop of this level to it
    is proven. ``skip`` says by slot of ``idx`` how many to pass over, because a level has reached
    them (0: none has), and the cursor only moves on in time, so each is visited a constant number
    of times, whatever the number of payments into the account (but for those too close in time to
    be told apart). ``state`` is 0 for a payment that may be reached, and gets PROVEN or UNPROVEN.

    Of payments of one moment that only ``seq`` tells apart the first reaches most (backward: the
    last), so a day with 100,000 payments into one account is looked at once, not 100,000 times.
    Only between ``first`` and ``sure`` (backward: ``sure`` and ``last``) can an order be in doubt.
    """
    start, width, seq, currency = flows.start, flows.width, flows.seq, flows.currency
    within, across, widest = clocks.within, clocks.across, clocks.widest
    begins, bits, pages = calendar.begins, calendar.bits, calendar.at
    one_currency, free = len(bounds.least) == 1, bounds.free
    hops = np.empty(64, np.int64)
    count = 0
    begin = 0
    while begin < len(frontier):
        account = at[frontier[begin]]
        end = begin + 1
        while end < len(frontier) and at[frontier[end]] == account:
            end += 1
        low, high = ptr[account], ptr[account + 1]
        doubt = False
        for kind in (PROVEN, UNPROVEN):
            if kind < required or (kind == UNPROVEN and not doubt):
                break
            cursor = -1
            for i in range(begin, end):
                here = frontier[i]
                beside = i + 1 if backward and seq[here] >= 0 else i - 1
                close = begin <= beside < end and start[frontier[beside]] == start[here]
                if close and same_moment(flows, here, frontier[beside]):
                    continue
                after = start[here] + width[here] + across
                before = start[here] - widest - across
                if backward:
                    earliest, latest = start[here] - within, after
                    if kind == UNPROVEN:
                        earliest = max(earliest, before)
                    sure = first_from(begins, bits, pages, start, before + 1)
                else:
                    earliest, latest = before, start[here] + within
                    if kind == UNPROVEN:
                        latest = min(latest, after)
                    sure = here + 1
                    if sure < len(start) and start[sure] < after:
                        sure = first_from(begins, bits, pages, start, after)
                first = here
                if first > 0 and start[first - 1] >= earliest:
                    first = first_from(begins, bits, pages, start, earliest)
                last = first_from(begins, bits, pages, start, latest + 1)
                if cursor < 0:
                    cursor = first_slot(idx, low, high, first)
                cursor = next_unseen(skip, cursor)
                while cursor < high and idx[cursor] < first:
                    cursor = next_unseen(skip, cursor + 1)
                slot = cursor
                while True:
                    slot = next_unseen(skip, slot)
                    if slot >= high or idx[slot] >= last:
                        break
                    there = idx[slot]
                    if state[there] != 0 or not (free or fits(flows, bounds, there)):
                        skip[slot] = 1
                    elif one_currency or currency[there] == currency[here]:
                        if backward:
                            order = PROVEN if there < sure else later(flows, clocks, there, here)
                        else:
                            order = PROVEN if there >= sure else later(flows, clocks, here, there)
                        doubt |= order == UNPROVEN
                        if order == kind:
                            if count == len(hops):
                                longer = np.empty(2 * count, np.int64)
                                longer[:count] = hops
                                hops = longer
                            hops[count] = there
                            count += 1
                            state[there] = kind
                            skip[slot] = 1
                    slot += 1
        begin = end
    return hops[:count]


PAGE_BITS = 17
"""At most so many bits number the pages."""


class Calendar(NamedTuple):
    """The period of a ledger in pages of ``2 ** bits`` us; ``at`` is where each page begins."""

    begins: int
    bits: int
    at: Int32


_KNOWN: WeakKeyDictionary[FlowIndex, Calendar] = WeakKeyDictionary()


def calendar_of(index: FlowIndex) -> Calendar:
    """Return the calendar of an index, made once."""
    known = _KNOWN.get(index)
    if known is None:
        known = _KNOWN[index] = _calendar(np.asarray(index.start, np.int64))
    return known


def _calendar(start: Int64) -> Calendar:
    if not len(start):
        return Calendar(0, 0, np.zeros(2, np.int32))
    begins, ends = int(start[0]), int(start[-1])
    bits = max(0, (ends - begins).bit_length() - PAGE_BITS)
    edges = begins + (np.arange(((ends - begins) >> bits) + 2) << bits)
    return Calendar(begins, bits, np.searchsorted(start, edges).astype(np.int32))


@part_of_kernel
def first_from(begins: int, bits: int, at: Int32, start: Int64, moment: int) -> int:
    """Return the position of the first payment that starts at a moment or later."""
    page = (moment - begins) >> bits
    if moment <= begins:
        first, beyond = 0, 0
    elif page >= len(at) - 1:
        first, beyond = len(start), len(start)
    else:
        first, beyond = np.int64(at[page]), np.int64(at[page + 1])  # type: ignore[assignment]
    while first < beyond:
        middle = (first + beyond) >> 1
        if start[middle] < moment:
            first = middle + 1
        else:
            beyond = middle
    return first


HOPS, LIMIT, ORDER = 5, 6, 7
"""Why a payment that was come to is not in the trace."""
NEVER = np.iinfo(np.int64)


class Traversed(NamedTuple):
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


class DirectionColumns(NamedTuple):
    """The columns of one direction: where a payment leads, and what lies there."""

    at: Int32
    ptr: Int64
    idx: Int32
    backward: bool


class Marks(NamedTuple):
    """What a traversal has reached: a state by payment, and by place in ``idx`` how far to skip."""

    state: Int8
    skip: Int32


_SPARE: WeakKeyDictionary[FlowIndex, list[Marks]] = WeakKeyDictionary()


def traverse(
    index: FlowIndex, flows: Flows, clocks: Clocks, terms: KernelTerms, seeds: Int64
) -> Traversed:
    """Return everything that the seeds' money can have reached under these terms, level by level.

    Only the payments that it reaches are touched, whatever the size of the ledger.

    Args:
        index: The ledger's payments and accounts.
        flows: The columns of the payments.
        clocks: By how much times may differ, and the longest stay.
        terms: What is followed.
        seeds: The positions of the payments that begin.
    """
    with _marks(index) as marks:
        traversal = _Traversal(index, flows, clocks, terms, marks)
        try:
            return traversal.run(seeds)
        finally:
            traversal.wipe()


@contextmanager
def _marks(index: FlowIndex) -> Iterator[Marks]:
    """Lend clean marks of this index; two traversals at a time get two."""
    spare = _SPARE.setdefault(index, [])
    try:
        marks = spare.pop()
    except IndexError:
        marks = Marks(np.zeros(len(index), np.int8), np.zeros(len(index) + 1, np.int32))
    yield marks
    spare.append(marks)


class _Traversal:
    """One traversal while it runs."""

    def __init__(
        self, index: FlowIndex, flows: Flows, clocks: Clocks, terms: KernelTerms, marks: Marks
    ) -> None:
        self.index, self.flows, self.clocks, self.terms = index, flows, clocks, terms
        self.marks, self.side = marks, direction_columns(index, flows, terms)
        self.bounds = kernel_filter(index, terms)
        self.levels: list[Int64] = []
        self.led: list[Int32] = []
        self.beyond: list[tuple[Int64, int]] = []

    def run(self, seeds: Int64) -> Traversed:
        frontier, cut = by_account(distinct(seeds), self.side), False
        self.marks.state[frontier] = PROVEN
        required = PROVEN if self.terms.strict_order else UNPROVEN
        room = self.terms.edges
        while len(frontier):
            frontier, cut = self._cut(frontier, room)
            room -= len(frontier)
            self.levels.append(frontier)
            if cut or len(self.levels) >= self.terms.hops:
                break
            frontier = self._next(frontier, required)
        self._mark_beyond(required, cut)
        return self._result(cut)

    def _next(self, frontier: Int64, required: int) -> Int64:
        accounts = self.side.at[frontier]
        shut = is_barred(self.index, self.terms, accounts)
        leading = frontier[~shut] if shut.any() else frontier
        self.led.append(self.side.at[leading])
        return by_account(self._next_hop(leading, required), self.side)

    def _next_hop(self, leading: Int64, required: int) -> Int64:
        side, marks = self.side, self.marks
        hops: Int64 = next_hop(
            self.flows, self.clocks, self.bounds, calendar_of(self.index), side.ptr, side.idx,
            marks.skip, marks.state, leading, side.at, side.backward, required,
        )  # fmt: skip
        return hops

    def _cut(self, frontier: Int64, room: int) -> tuple[Int64, bool]:
        """Keep the earliest payments that there is room for; say whether any was dropped."""
        if len(frontier) <= room:
            return frontier, False
        ordered = np.sort(frontier)
        self.beyond.append((ordered[room:], LIMIT))
        return by_account(ordered[:room], self.side), True

    def _mark_beyond(self, required: int, cut: bool) -> None:
        """Find what one more level, or a hop of unproven order, would have reached."""
        if not self.levels:
            return
        if cut or len(self.levels) >= self.terms.hops:
            last = self._open(self.levels[-1])
            self.beyond.append((self._next_hop(last, required), LIMIT if cut else HOPS))
        if self.terms.strict_order:
            leading = by_account(self._open(np.concatenate(self.levels)), self.side)
            self.beyond.append((self._next_hop(leading, UNPROVEN), ORDER))

    def _open(self, payments: Int64) -> Int64:
        return payments[~is_barred(self.index, self.terms, self.side.at[payments])]

    def _result(self, cut: bool) -> Traversed:
        steps = np.concatenate(self.levels) if self.levels else np.zeros(0, np.int64)
        sizes = [len(level) for level in self.levels]
        level = np.repeat(np.arange(1, len(sizes) + 1, dtype=np.int32), sizes)
        beyond = [accounts for accounts, _ in self.beyond]
        why = [np.full(len(accounts), reason, np.int8) for accounts, reason in self.beyond]
        return Traversed(
            steps,
            level,
            self.marks.state[steps],
            np.concatenate(beyond) if beyond else np.zeros(0, np.int64),
            np.concatenate(why) if why else np.zeros(0, np.int8),
            np.concatenate(self.led) if self.led else np.zeros(0, np.int32),
            cut,
        )

    def wipe(self) -> None:
        """Take away every mark of this traversal."""
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


def direction_columns(index: FlowIndex, flows: Flows, terms: KernelTerms) -> DirectionColumns:
    """Return the columns of the direction that the terms say."""
    if terms.direction == "in":
        return DirectionColumns(flows.src, np.asarray(index.in_ptr), np.asarray(index.in_idx), True)
    return DirectionColumns(flows.dst, np.asarray(index.out_ptr), np.asarray(index.out_idx), False)


def is_barred(index: FlowIndex, terms: KernelTerms, accounts: Int32) -> Bool:
    """Say of each account whether a trace stops there: an end, one excluded, a hub not passed."""
    hub = (index.hub_kind[accounts] != 0) | (index.counterparties[accounts] > terms.hub)
    if terms.through:
        hub &= ~np.isin(accounts, sorted(terms.through))
    if terms.excluded:
        hub |= np.isin(accounts, sorted(terms.excluded))
    barred: Bool = hub | (index.is_end[accounts] != 0)
    return barred


def by_account(positions: Int64, side: DirectionColumns) -> Int64:
    """Sort by account and time, as :func:`next_hop` needs its frontier."""
    keys = (side.at[positions].astype(np.int64) << 32) | positions
    keys.sort()
    keys &= 0xFFFFFFFF
    return keys


class TraversalResult(NamedTuple):
    """What was reached: ``steps`` by level, account and time; ``state`` and ``level`` of each flow.

    ``level`` is 0 outside the trace; ``state`` is PROVEN or UNPROVEN inside it, else why not.
    ``followed`` are the accounts whose onward payments were looked at, ``beyond`` the payments that
    a limit or a doubtful order kept out; ``cut`` says that the limit of payments was reached.
    """

    steps: Int64
    level: Int32
    state: Int8
    followed: Bool
    cut: bool
    beyond: Int64 = np.zeros(0, np.int64)


def follow(
    index: FlowIndex, flows: Flows, clocks: Clocks, terms: KernelTerms, seeds: Int64
) -> TraversalResult:
    """Return everything that the seeds' money can have reached under these terms."""
    walked = traverse(index, flows, clocks, terms, seeds)
    level = np.zeros(len(index), np.int32)
    level[walked.steps] = walked.level
    followed = np.zeros(len(index.accounts), bool)
    followed[walked.led] = True
    state = _states(index, flows, terms, walked)
    return TraversalResult(walked.steps, level, state, followed, walked.cut, walked.beyond)


def _states(index: FlowIndex, flows: Flows, terms: KernelTerms, walked: Traversed) -> Int8:
    state = states(index, flows, terms)
    state[walked.steps] = walked.state
    state[walked.beyond] = walked.why
    return state
