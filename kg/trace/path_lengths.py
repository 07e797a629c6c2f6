"""Path lengths: along how many payments each traced unit went, and how long it rested.

A rule says how much of a payment is the seeds' money. Which of the units that an account has of
it leave first is told here: those that came first (by last in, first out: those that came last).
That is the rule's own order of lots; a rule by shares has none, so this one is stated.

A unit that a seed's payment carries has gone one **step**; each further payment that follows the
one before by the test of :mod:`kg.trace.traversal` is one more. One that rested in an account for
longer than the window of the trace has left it, and so has one that a rule, playing payments of
unproven order, moves against an order that is proven: it is of step 0 from there on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.ledger.base import Units
from kg.trace.base import Clocks, Flows, Int32, Int64, ReplayPayments, kernel
from kg.trace.payment_order import later

OWN = -1
"""The rest of a unit with which a seed begins: it did not rest in an account of the trace."""


class Pieces(NamedTuple):
    """What each payment carries of the seeds: units of one step that rested equally long.

    ``payment`` are positions in the playing order; ``rest`` is in microseconds.
    """

    payment: Int64
    step: Int32
    units: Units
    rest: Int64


@kernel
def follow_pieces(
    money: ReplayPayments,
    traced: Units,
    flows: Flows,
    clocks: Clocks,
    position: Int64,
    required: int,
    newest_first: bool,
) -> Pieces:
    """Play the traced units; ``required`` is how far the order of two payments must be proven."""
    payments, slots = len(money.amount), len(money.plays)
    room = 2 * payments + len(money.lot_seed) + 8
    lot_step, lot_units = np.empty(room, np.int32), np.empty(room, traced.dtype)
    lot_came, after = np.empty(room, np.int64), np.empty(room, np.int64)
    head, tail = np.full(slots, -1, np.int64), np.full(slots, -1, np.int64)
    spare, fresh = -1, 0
    out_payment, out_step = np.empty(64, np.int64), np.empty(64, np.int32)
    out_units, out_rest = np.empty(64, traced.dtype), np.empty(64, np.int64)
    count = 0
    for k in range(payments):
        if traced[k] == 0:
            continue
        payer, payee, rest = money.payer[k], money.payee[k], traced[k]
        begin, own = count, 0
        for lot in range(money.lot_ptr[k], money.lot_ptr[k + 1]):
            own += money.lot_amount[lot]
        rest -= own
        while True:
            if count == len(out_payment):
                out_payment = np.concatenate((out_payment, np.empty(count, np.int64)))
                out_step = np.concatenate((out_step, np.empty(count, np.int32)))
                out_units = np.concatenate((out_units, np.empty(count, traced.dtype)))
                out_rest = np.concatenate((out_rest, np.empty(count, np.int64)))
            if own > 0:
                out_step[count], out_units[count], out_rest[count] = 1, own, OWN
                own = 0
            elif rest > 0 and payer >= 0 and head[payer] >= 0:
                lot = head[payer]
                part = min(rest, lot_units[lot])
                before, now = position[lot_came[lot]], position[k]
                rested = max(0, flows.start[now] - flows.start[before])
                is_inside = lot_step[lot] > 0 and rested <= clocks.within
                is_inside = is_inside and later(flows, clocks, before, now) >= required
                out_step[count] = lot_step[lot] + 1 if is_inside else 0
                out_units[count], out_rest[count] = part, rested
                rest -= part
                lot_units[lot] -= part
                if lot_units[lot] == 0:
                    head[payer] = after[lot]
                    if head[payer] < 0:
                        tail[payer] = -1
                    after[lot], spare = spare, lot
            else:
                break
            out_payment[count] = k
            count += 1
        if payee < 0 or not money.onward[k] or not money.plays[payee]:
            continue
        pieces, joined = count - begin, -1
        for turn in range(pieces):
            p = count - 1 - turn if newest_first else begin + turn
            # of one payment all came at once: units of one step side by side are one lot
            if joined >= 0 and lot_step[joined] == out_step[p]:
                lot_units[joined] += out_units[p]
                continue
            if spare >= 0:
                lot, spare = spare, after[spare]
            else:
                lot, fresh = fresh, fresh + 1
            lot_step[lot], lot_units[lot], lot_came[lot] = out_step[p], out_units[p], k
            joined = lot
            if newest_first:
                after[lot] = head[payee]
                head[payee] = lot
                if tail[payee] < 0:
                    tail[payee] = lot
            else:
                after[lot] = -1
                if tail[payee] >= 0:
                    after[tail[payee]] = lot
                else:
                    head[payee] = lot
                tail[payee] = lot
    return Pieces(out_payment[:count], out_step[:count], out_units[:count], out_rest[:count])
