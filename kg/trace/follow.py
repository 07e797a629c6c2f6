"""Which payments can follow which: levels outward (or backward) from the seeds, in time.

Payment b **follows** a when the receiver of a is the payer of b, in the same currency, and b is
later. *Later* is decided by :func:`kg.trace.order.later`: by the times where their precision
(and, across sources, the clocks) lets them; else by the proven order of one statement; else the
hop is followed, marked *order not proven* and counted (``strict_order`` drops it). A hop spans at
most ``within`` from start to start. A payment below the amount floor, surely outside the period or
of another channel is not followed; neither is anything after an end (cash, fee), a hub or an
excluded account.

The seeds are level 1. The **level** of a payment is the least number of hops from a seed, found
level by level: what one level reaches is never extended inside that level, so no path is longer
than its level says. A payment is *order not proven* when every hop from the level before it is.
Backward is the mirror: a precedes b under the same test.

A trace of more than ``edges`` payments keeps the earliest of the level that breaks the limit.
"""

from __future__ import annotations

from decimal import ROUND_CEILING
from typing import NamedTuple

import numpy as np

from kg.ledger.base import FlowIndex
from kg.trace.base import Bool, Clocks, Flows, Int8, Int32, Int64, Terms
from kg.trace.order import PROVEN, UNPROVEN
from kg.trace.wave import wave

OPEN, FLOOR, PERIOD, HOPS, LIMIT, ORDER, CHANNEL = 0, 3, 4, 5, 6, 7, 8
"""States of a payment that is not in the trace; OPEN: no hop inside the window leads to it."""


class Followed(NamedTuple):
    """What was reached: ``steps`` by level, account and time; ``state`` and ``level`` of each flow.

    ``level`` is 0 outside the trace; ``state`` is PROVEN or UNPROVEN inside it, else why not.
    ``followed`` are the accounts whose onward payments were looked at, ``barred`` those whose
    never are (ends and hubs), ``cut`` says that the limit of payments was reached.
    """

    steps: Int64
    level: Int32
    state: Int8
    followed: Bool
    barred: Bool
    cut: bool


class _Side(NamedTuple):
    """The columns of one direction: where a payment leads, and what lies there."""

    at: Int32
    ptr: Int64
    idx: Int32
    backward: bool


def follow(index: FlowIndex, flows: Flows, clocks: Clocks, terms: Terms, seeds: Int64) -> Followed:
    """Return everything that the seeds' money can have reached under these terms."""
    side = _side(index, flows, terms)
    state, level = states(index, flows, terms), np.zeros(len(index), np.int32)
    unseen = np.arange(len(index) + 1, dtype=np.int32)
    barred = barred_accounts(index, terms)
    state[seeds] = PROVEN
    levels: list[Int64] = []
    frontier, cut = _by_account(np.unique(seeds), side), False
    while len(frontier) and not cut:
        room = terms.edges - sum(len(one) for one in levels)
        frontier, cut = _cut(frontier, room, state, side)
        level[frontier] = len(levels) + 1
        levels.append(frontier)
        leading = frontier[~barred[side.at[frontier]]]
        if cut or len(levels) >= terms.hops:
            break
        wanted = PROVEN if terms.strict_order else UNPROVEN
        found = _wave(flows, clocks, side, unseen, state, leading, wanted)
        frontier = _by_account(found, side)
    steps = np.concatenate(levels) if levels else np.zeros(0, np.int64)
    followed = _followed(index, side, levels, barred, terms, cut)
    _mark_beyond(flows, clocks, side, unseen, state, levels, barred, terms, cut)
    return Followed(steps, level, state, followed, barred, cut)


def barred_accounts(index: FlowIndex, terms: Terms) -> Bool:
    """Return where a trace stops: ends, excluded accounts, hubs that are not passed ``through``."""
    hub = np.asarray(index.hub_kind, bool) | (np.asarray(index.counterparties) > terms.hub)
    hub[sorted(terms.through)] = False
    hub[sorted(terms.excluded)] = True
    barred: Bool = hub | np.asarray(index.is_end, bool)
    return barred


def _side(index: FlowIndex, flows: Flows, terms: Terms) -> _Side:
    if terms.direction == "in":
        return _Side(flows.src, _ptr(index.in_ptr), _idx(index.in_idx), True)
    return _Side(flows.dst, _ptr(index.out_ptr), _idx(index.out_idx), False)


def _ptr(column: Int64) -> Int64:
    return np.asarray(column, np.int64)


def _idx(column: Int32) -> Int32:
    return np.asarray(column, np.int32)


def states(index: FlowIndex, flows: Flows, terms: Terms) -> Int8:
    """Return OPEN for each payment that may be followed, else FLOOR, PERIOD or CHANNEL."""
    state = np.full(len(index), OPEN, np.int8)
    if terms.floor > 0:
        least = [
            int((terms.floor * scale).to_integral_value(ROUND_CEILING)) for scale in index.scales
        ]
        state[flows.amount < np.array(least, np.int64)[flows.currency]] = FLOOR
    if terms.in_channel is not None:
        state[~terms.in_channel] = CHANNEL
    if terms.since is not None:
        state[flows.start + flows.width <= terms.since] = PERIOD
    if terms.until is not None:
        state[flows.start >= terms.until] = PERIOD
    return state


def _wave(
    flows: Flows,
    clocks: Clocks,
    side: _Side,
    unseen: Int32,
    state: Int8,
    leading: Int64,
    wanted: int,
) -> Int64:
    return wave(
        flows, clocks, side.ptr, side.idx, unseen, state, leading, side.at, side.backward, wanted
    )


def _by_account(positions: Int64, side: _Side) -> Int64:
    """Sort by account and time, as a wave wants its frontier."""
    positions = np.sort(positions).astype(np.int64)
    return positions[np.argsort(side.at[positions], kind="stable")]


def _cut(frontier: Int64, room: int, state: Int8, side: _Side) -> tuple[Int64, bool]:
    """Keep the earliest payments that there is room for; say whether any was dropped."""
    if len(frontier) <= room:
        return frontier, False
    ordered = np.sort(frontier)
    state[ordered[room:]] = LIMIT
    return _by_account(ordered[:room], side), True


def _followed(
    index: FlowIndex, side: _Side, levels: list[Int64], barred: Bool, terms: Terms, cut: bool
) -> Bool:
    followed = np.zeros(len(index.accounts), bool)
    last = len(levels) >= terms.hops or cut
    for frontier in levels[:-1] if last else levels:
        followed[side.at[frontier]] = True
    return followed & ~barred


def _mark_beyond(
    flows: Flows,
    clocks: Clocks,
    side: _Side,
    unseen: Int32,
    state: Int8,
    levels: list[Int64],
    barred: Bool,
    terms: Terms,
    cut: bool,
) -> None:
    """Mark what one more level, or a hop of unproven order, would have reached, with the reason."""
    if not levels:
        return
    wanted = PROVEN if terms.strict_order else UNPROVEN
    last = levels[-1][~barred[side.at[levels[-1]]]]
    if cut or len(levels) >= terms.hops:
        state[_wave(flows, clocks, side, unseen, state, last, wanted)] = LIMIT if cut else HOPS
    if terms.strict_order:
        steps = np.concatenate(levels)
        leading = _by_account(steps[~barred[side.at[steps]]], side)
        state[_wave(flows, clocks, side, unseen, state, leading, UNPROVEN)] = ORDER
