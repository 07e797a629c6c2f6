"""One hop of message passing: the contacts in which those just informed could inform others."""

from __future__ import annotations

import numpy as np

from kg.trace.base import Clocks, Flows, Int8, Int32, Int64, kernel
from kg.trace.payment_order import NO, PROVEN, UNPROVEN, first_at, later

OPEN, PERIOD = 0, 4
"""States of a contact not reached: open, or outside the period."""


@kernel
def span(flows: Flows, clocks: Clocks, here: int, backward: bool, kind: int) -> tuple[int, int]:
    """Return the first and last start of contacts that can be one hop away in this order."""
    after = flows.start[here] + flows.width[here] + clocks.across
    before = flows.start[here] - clocks.widest - clocks.across
    if backward:
        first = flows.start[here] - clocks.within
        return (first if kind == PROVEN else max(first, before)), after
    last = flows.start[here] + clocks.within
    return before, (last if kind == PROVEN else min(last, after))


@kernel
def next_contacts(
    flows: Flows,
    row: Int64,
    clocks: Clocks,
    ptr: Int64,
    idx: Int32,
    state: Int8,
    frontier: Int64,
    at: Int32,
    backward: bool,
    required: int,
) -> Int64:
    """Mark and return the open contacts in which the frontier's parties could pass a message on.

    The frontier is sorted by party and time. A call never passes back what it has just brought:
    the two directions of one row do not follow each other. ``state`` gets PROVEN or UNPROVEN.
    """
    contacts_found = np.empty(64, np.int64)
    count = 0
    begin = 0
    while begin < len(frontier):
        party = at[frontier[begin]]
        end = begin + 1
        while end < len(frontier) and at[frontier[end]] == party:
            end += 1
        low, high = ptr[party], ptr[party + 1]
        for kind in (PROVEN, UNPROVEN):
            if kind < required:
                break
            unseen = low
            for i in range(begin, end):
                here = frontier[i]
                first, last = span(flows, clocks, here, backward, kind)
                while unseen < high and state[idx[unseen]] != OPEN:
                    unseen += 1
                slot = max(unseen, first_at(flows, idx, low, high, first))
                while slot < high and flows.start[idx[slot]] <= last:
                    there = idx[slot]
                    slot += 1
                    if state[there] != OPEN or row[there] == row[here]:
                        continue
                    if backward:
                        order = later(flows, clocks, there, here)
                    else:
                        order = later(flows, clocks, here, there)
                    if order == kind:
                        if count == len(contacts_found):
                            longer = np.empty(2 * count, np.int64)
                            longer[:count] = contacts_found
                            contacts_found = longer
                        contacts_found[count] = there
                        count += 1
                        state[there] = kind
        begin = end
    return contacts_found[:count]


@kernel
def earlier_contact(
    flows: Flows,
    row: Int64,
    clocks: Clocks,
    ptr: Int64,
    idx: Int32,
    level: Int32,
    here: int,
    backward: bool,
) -> tuple[int, int]:
    """Return the contact one hop nearer to the start that leads here, and how well in order.

    Of several the first whose order is proven; where none is, the first.
    """
    party = flows.dst[here] if backward else flows.src[here]
    best, proof = -1, NO
    for slot in range(ptr[party], ptr[party + 1]):
        there = idx[slot]
        if level[there] != level[here] - 1 or row[there] == row[here]:
            continue
        if backward:
            order = later(flows, clocks, here, there)
            apart = flows.start[there] - flows.start[here]
        else:
            order = later(flows, clocks, there, here)
            apart = flows.start[here] - flows.start[there]
        if apart <= clocks.within and order > proof:
            best, proof = there, order
    return best, proof
