"""One level of a trace: from the payments of this level to those that can follow them."""

from __future__ import annotations

import numpy as np

from typing import NamedTuple

from kg.trace.base import Clocks, Flows, Int8, Int32, Int64, kernel
from kg.trace.order import PROVEN, UNPROVEN, first_at, later, same_moment


class Bounds(NamedTuple):
    """Which payments may be followed: units at least, by currency, and the period, half open."""

    least: Int64
    since: int
    until: int


@kernel
def fits(flows: Flows, bounds: Bounds, payment: int) -> bool:
    """Say whether a payment reaches the floor and is not surely outside the period."""
    start: int = flows.start[payment]
    inside = start < bounds.until and start + flows.width[payment] > bounds.since
    enough: bool = flows.amount[payment] >= bounds.least[flows.currency[payment]]
    return inside and enough


@kernel
def next_unseen(skip: Int32, slot: int) -> int:
    """Return the first slot from here that no level has reached, and shorten the way to it."""
    while skip[slot] != 0:
        skip[slot] += skip[slot + skip[slot]]
        slot += skip[slot]
    return slot


@kernel
def zone(flows: Flows, clocks: Clocks, here: int, backward: bool, kind: int) -> tuple[int, int]:
    """Return the first and last start of payments that can be one hop of this kind away."""
    after = flows.start[here] + flows.width[here] + clocks.across
    before = flows.start[here] - clocks.widest - clocks.across
    if backward:
        first = flows.start[here] - clocks.within
        return (first if kind == PROVEN else max(first, before)), after
    last = flows.start[here] + clocks.within
    return before, (last if kind == PROVEN else min(last, after))


@kernel
def stands_for(flows: Flows, frontier: Int64, begin: int, end: int, i: int, backward: bool) -> bool:
    """Say whether a neighbour of the same moment reaches everything that this payment reaches.

    Of payments that only ``seq`` tells apart the first reaches most (backward: the last), so a
    day with 100,000 payments into one account is looked at once, not 100,000 times.
    """
    if backward and flows.seq[frontier[i]] >= 0:
        return i + 1 < end and same_moment(flows, frontier[i], frontier[i + 1])
    return i > begin and same_moment(flows, frontier[i - 1], frontier[i])


@kernel
def wave(
    flows: Flows,
    clocks: Clocks,
    bounds: Bounds,
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
    them (0: none has), and the cursor only moves on in time, so each is visited a constant number of times, whatever the number of
    payments into the account (but for those too close in time to be told apart). ``state`` is 0
    for a payment that may be reached, and gets PROVEN or UNPROVEN.
    """
    found = np.empty(64, np.int64)
    count = 0
    begin = 0
    while begin < len(frontier):
        account = at[frontier[begin]]
        end = begin + 1
        while end < len(frontier) and at[frontier[end]] == account:
            end += 1
        low, high = ptr[account], ptr[account + 1]
        for kind in (PROVEN, UNPROVEN):
            if kind < wanted:
                break
            cursor = -1
            for i in range(begin, end):
                here = frontier[i]
                if stands_for(flows, frontier, begin, end, i, backward):
                    continue
                earliest, latest = zone(flows, clocks, here, backward, kind)
                if cursor < 0:
                    cursor = first_at(flows, idx, low, high, earliest)
                cursor = next_unseen(skip, cursor)
                while cursor < high and flows.start[idx[cursor]] < earliest:
                    cursor = next_unseen(skip, cursor + 1)
                slot = cursor
                while True:
                    slot = next_unseen(skip, slot)
                    if slot >= high:
                        break
                    there = idx[slot]
                    if flows.start[there] > latest:
                        break
                    if state[there] != 0 or not fits(flows, bounds, there):
                        skip[slot] = 1
                    elif flows.currency[there] == flows.currency[here]:
                        if backward:
                            order = later(flows, clocks, there, here)
                        else:
                            order = later(flows, clocks, here, there)
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
