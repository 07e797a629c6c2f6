"""The order in which the payments of a trace are replayed by a rule, with the seeds' lots.

A rule plays **all** payments of the followed accounts, from their first row on, so that clean
money mixes in, and each account begins with what its statement says was there. They are played in
the order of the index (time, then source, then proven order). Where that order contradicts a hop
that was followed (its order is not proven: clocks of two banks, a day without a time), the onward
payment is played right after the one it follows, so that money arrives before it leaves; what
follows in turn is moved with it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.ledger.account_flows import distinct, flows_at
from kg.ledger.base import FlowIndex, Units
from kg.trace.base import Bool, Clocks, Flows, Int32, Int64, ReplayPayments, SeedLots, kernel
from kg.trace.payment_order import NO, first_at, later, same_moment
from kg.trace.traversal import TraversalResult

OUTSIDE = 1 << 30
"""The depth of a payment outside the trace: after those inside that share its place."""


class ReplayOrder(NamedTuple):
    """The payments in replay order, what their slots mean, and which 64 bits do not hold."""

    money: ReplayPayments
    position: Int64
    slot_account: Int32
    slot_currency: Int32
    wide: Bool


@kernel
def move_behind(
    flows: Flows,
    clocks: Clocks,
    ptr: Int64,
    idx: Int32,
    steps: Int64,
    level: Int32,
    followed: Bool,
    shift: Int64,
    depth: Int32,
) -> int:
    """Give payments that follow a later-placed one its place; return how many were moved.

    The place of a payment is its position and its ``shift``.
    """
    moved = 0
    begin = 0
    while begin < len(steps):
        account = flows.dst[steps[begin]]
        height = level[steps[begin]]
        end = begin + 1
        while end < len(steps) and flows.dst[steps[end]] == account:
            if level[steps[end]] != height:
                break
            end += 1
        last = -1
        for i in range(end - 1, begin - 1, -1):
            here = steps[i]
            if not followed[account]:
                break
            place = here + shift[here]
            same = last >= 0 and flows.seq[here] < 0 and same_moment(flows, here, last)
            if same and (place, depth[here]) <= (last + shift[last], depth[last]):
                continue
            last = here
            earliest = flows.start[here] - clocks.widest - clocks.across
            slot = first_at(flows, idx, ptr[account], ptr[account + 1], earliest)
            while slot < ptr[account + 1] and idx[slot] < place:
                there = idx[slot]
                slot += 1
                if 0 < level[there] <= height or flows.currency[there] != flows.currency[here]:
                    continue
                if (there + shift[there], depth[there]) > (place, depth[here]):
                    continue
                if later(flows, clocks, here, there) != NO:
                    shift[there] = place - there
                    depth[there] = level[there] if level[there] > 0 else OUTSIDE
                    moved += 1
        begin = end
    return moved


def replay_order(
    index: FlowIndex, flows: Flows, clocks: Clocks, reached: TraversalResult, lots: SeedLots
) -> ReplayOrder:
    """Return the payments of a trace in replay order, as the kernels of the rules read them."""
    position = _in_order(index, flows, clocks, reached, _replayed(index, flows, reached))
    slots, payer, payee = _slots(index, flows, reached, position)
    currencies = max(1, len(index.currencies))
    account = (slots // currencies).astype(np.int32)
    amounts = index.units(position)
    ptr, seed, units = _lots_by_payment(lots, position)
    money = ReplayPayments(
        payer,
        payee,
        amounts,
        reached.level[position] > 0,
        reached.followed[account],
        ptr,
        seed,
        units.astype(amounts.dtype),
        openings(index, slots, payer, payee, flows.start[position], amounts),
    )
    currency = (slots % currencies).astype(np.int32)
    return ReplayOrder(money, position, account, currency, index.is_wide(position))


def places_of(position: Int64, positions: Int64) -> Int64:
    """Return where payments, all of which are replayed, stand in replay order.

    >>> places_of(np.array([4, 2, 9]), np.array([9, 4])).tolist()
    [2, 0]
    """
    order = np.argsort(position, kind="stable")
    places: Int64 = order[np.searchsorted(position, positions, sorter=order)]
    return places


def _replayed(index: FlowIndex, flows: Flows, reached: TraversalResult) -> Int64:
    followed = np.flatnonzero(reached.followed)
    sides = ((index.out_ptr, index.out_idx), (index.in_ptr, index.in_idx))
    about = np.concatenate([reached.steps, *(flows_at(*side, followed) for side in sides)])
    of_traced = np.isin(flows.currency[about], distinct(flows.currency[reached.steps]))
    return distinct(about[of_traced])


def _in_order(
    index: FlowIndex, flows: Flows, clocks: Clocks, reached: TraversalResult, played: Int64
) -> Int64:
    # pages of zeros cost nothing until they are written to
    shift, depth = np.zeros(len(index), np.int64), np.zeros(len(index), np.int32)
    ptr, idx = np.asarray(index.out_ptr, np.int64), np.asarray(index.out_idx, np.int32)
    moved = move_behind(
        flows, clocks, ptr, idx, reached.steps, reached.level, reached.followed, shift, depth
    )
    if not moved:
        return played
    return played[np.lexsort((played, depth[played], played + shift[played]))]


def _slots(
    index: FlowIndex, flows: Flows, reached: TraversalResult, position: Int64
) -> tuple[Int64, Int32, Int32]:
    """Return the slots that take part, and payer and payee by slot (-1: nothing is replayed)."""
    width = max(1, len(index.currencies))
    source, target = flows.src[position], flows.dst[position]
    pays = reached.followed[source]
    gets = reached.followed[target] | (reached.level[position] > 0)
    currency = flows.currency[position].astype(np.int64)
    payer, payee = source * np.int64(width) + currency, target * np.int64(width) + currency
    used = np.zeros(len(index.accounts) * width, bool)
    used[payer[pays]] = True
    used[payee[gets]] = True
    number = np.cumsum(used, dtype=np.int32) - np.int32(1)
    none = np.int32(-1)
    return (
        np.flatnonzero(used).astype(np.int64),
        np.where(pays, number[payer], none).astype(np.int32),
        np.where(gets, number[payee], none).astype(np.int32),
    )


def _lots_by_payment(lots: SeedLots, position: Int64) -> tuple[Int64, Int32, Units]:
    payment = places_of(position, lots.position)
    order = np.lexsort((lots.number, payment))
    ptr = np.searchsorted(payment[order], np.arange(len(position) + 1)).astype(np.int64)
    return ptr, lots.number[order], lots.amount[order]


NEVER = np.iinfo(np.int64).min


def openings(
    index: FlowIndex, slots: Int64, payer: Int32, payee: Int32, start: Int64, amount: Units
) -> Units:
    """Return what each slot held before the first payment that is replayed, 0 where nothing says.

    A statement says what was there before its own first payment. Payments before that, which only
    others tell, are taken back; where that leaves less than nothing, rows are missing: 0 stands.
    """
    units, since = np.zeros(len(slots), amount.dtype), np.full(len(slots), NEVER)
    place, mine = opening_slots(index, slots)
    units[place], since[place] = index.openings()[mine], index.opening_at[mine]
    for slot, sign in ((payee, -1), (payer, 1)):
        # an account that is not played has no place: -1 reads the last one, and is not counted
        early = (slot >= 0) & (start < since[slot]) if len(slots) else np.zeros(len(slot), bool)
        np.add.at(units, slot[early], sign * amount[early])
    return np.maximum(units, 0)


def opening_slots(index: FlowIndex, slots: Int64) -> tuple[Int64, Int64]:
    """Return the places among the slots that have an opening balance, and which one it is."""
    width = max(1, len(index.currencies))
    opening_keys = index.opening_account * np.int64(width) + index.opening_currency
    place = np.searchsorted(slots, opening_keys)
    opened = np.flatnonzero(place < len(slots))
    opened = opened[slots[place[opened]] == opening_keys[opened]]
    return place[opened].astype(np.int64), opened.astype(np.int64)
