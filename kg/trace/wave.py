"""One level of a trace: from the payments of this level to those that can follow them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.trace.base import Bool, Clocks, Flows, Int8, Int32, Int64, kernel, part_of_kernel
from kg.trace.calendar import Calendar, first_from
from kg.trace.order import PROVEN, UNPROVEN, later, same_moment


class Bounds(NamedTuple):
    """Which payments may be followed: units at least, by currency, the period, half open, a mark.

    ``let`` marks the payments of some channels; without any it has no rows. ``free`` says that
    there is no such filter.
    """

    least: Int64
    since: int
    until: int
    let: Bool
    free: bool


@kernel
def fits(flows: Flows, bounds: Bounds, payment: int) -> bool:
    """Say whether a payment reaches the floor, is let, and is not surely outside the period."""
    start: int = flows.start[payment]
    inside = start < bounds.until and start + flows.width[payment] > bounds.since
    enough: bool = flows.amount[payment] >= bounds.least[flows.currency[payment]]
    let: bool = len(bounds.let) == 0 or bounds.let[payment]
    return inside and enough and let


@part_of_kernel
def next_unseen(skip: Int32, slot: int) -> int:
    """Return the first slot from here that no level has reached, and shorten the way to it."""
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
def wave(
    flows: Flows,
    clocks: Clocks,
    bounds: Bounds,
    calendar: Calendar,
    ptr: Int64,
    idx: Int32,
    skip: Int32,
    state: Int8,
    frontier: Int64,
    at: Int32,
    backward: bool,
    wanted: int,
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
    found = np.empty(64, np.int64)
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
            if kind < wanted or (kind == UNPROVEN and not doubt):
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
                            if count == len(found):
                                longer = np.empty(2 * count, np.int64)
                                longer[:count] = found
                                found = longer
                            found[count] = there
                            count += 1
                            state[there] = kind
                            skip[slot] = 1
                    slot += 1
        begin = end
    return found[:count]
