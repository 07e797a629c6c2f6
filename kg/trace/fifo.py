"""First in, first out: every unit keeps the seed it comes from, and leaves in the order it came.

Each account in each currency is a queue of lots (seed or clean, units). A payment takes lots from
the head and appends them, in that order, to the receiver's queue; no unit is made, lost or
divided, so there is no rounding. A seed's payment carries the seed's own money: it takes clean
lots of the payer away (as far as there are any) and leaves traced ones where they are. An account
that pays more than it received is taken to have held the difference, clean, from before its rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.trace.base import Int32, Int64, Money, Outcome, kernel

CLEAN = -1


class Queues(NamedTuple):
    """Lots chained into one queue per slot; ``spare`` is [next recycled lot, next fresh lot]."""

    seed: Int32
    units: Int64
    after: Int64
    head: Int64
    tail: Int64
    spare: Int64


@kernel
def append(queues: Queues, slot: int, seed: int, units: int) -> None:
    """Put units at the tail of a queue, into the last lot where it is of the same seed."""
    tail = queues.tail[slot]
    if tail >= 0 and queues.seed[tail] == seed:
        queues.units[tail] += units
        return
    lot = queues.spare[0]
    if lot >= 0:
        queues.spare[0] = queues.after[lot]
    else:
        lot = queues.spare[1]
        queues.spare[1] += 1
    queues.seed[lot], queues.units[lot], queues.after[lot] = seed, units, -1
    if tail >= 0:
        queues.after[tail] = lot
    else:
        queues.head[slot] = lot
    queues.tail[slot] = lot


@kernel
def unchain(queues: Queues, slot: int, before: int, lot: int) -> None:
    """Take an empty lot out of its queue and keep it for the next use."""
    if before >= 0:
        queues.after[before] = queues.after[lot]
    else:
        queues.head[slot] = queues.after[lot]
    if queues.tail[slot] == lot:
        queues.tail[slot] = before
    queues.after[lot] = queues.spare[0]
    queues.spare[0] = lot


@kernel
def drop_clean(queues: Queues, slot: int, units: int) -> None:
    """Take clean units away, oldest first, as far as there are any."""
    before, lot = -1, queues.head[slot]
    while lot >= 0 and units > 0:
        after = queues.after[lot]
        if queues.seed[lot] == CLEAN:
            part = min(units, queues.units[lot])
            units -= part
            queues.units[lot] -= part
            if queues.units[lot] == 0:
                unchain(queues, slot, before, lot)
                lot = after
                continue
        before, lot = lot, after


@kernel
def fifo(money: Money) -> Outcome:
    """Play the payments, first in first out."""
    payments, slots = len(money.amount), len(money.plays)
    room = 3 * payments + len(money.lot_seed) + 8
    queues = Queues(
        np.empty(room, np.int32),
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.full(slots, -1, np.int64),
        np.full(slots, -1, np.int64),
        np.array([-1, 0], np.int64),
    )
    piece_seed, piece_units = np.empty(room, np.int32), np.empty(room, np.int64)
    left_payment, left_seed = np.empty(room, np.int64), np.empty(room, np.int64)
    left_amount, left = np.empty(room, np.int64), 0
    traced, assumed = np.zeros(payments, np.int64), np.zeros(slots, np.int64)
    for k in range(payments):
        payer, payee, rest = money.payer[k], money.payee[k], money.amount[k]
        pieces = 0
        for lot in range(money.lot_ptr[k], money.lot_ptr[k + 1]):
            piece_seed[pieces], piece_units[pieces] = money.lot_seed[lot], money.lot_amount[lot]
            rest -= money.lot_amount[lot]
            pieces += 1
        if payer >= 0:
            if pieces:
                drop_clean(queues, payer, money.amount[k] - rest)
            while rest > 0 and queues.head[payer] >= 0:
                lot = queues.head[payer]
                part = min(rest, queues.units[lot])
                piece_seed[pieces], piece_units[pieces] = queues.seed[lot], part
                pieces += 1
                rest -= part
                queues.units[lot] -= part
                if queues.units[lot] == 0:
                    unchain(queues, payer, -1, lot)
            assumed[payer] += rest
        if rest > 0:
            piece_seed[pieces], piece_units[pieces] = CLEAN, rest
            pieces += 1
        for p in range(pieces):
            seed, units = piece_seed[p], piece_units[p]
            if seed != CLEAN:
                traced[k] += units
                if not money.onward[k]:
                    left_payment[left], left_seed[left], left_amount[left] = k, seed, units
                    left += 1
                    seed = CLEAN
            if payee >= 0 and (seed != CLEAN or money.plays[payee]):
                append(queues, payee, seed, units)
    held_slot, held = np.empty(room, np.int64), 0
    for slot in range(slots):
        lot = queues.head[slot]
        while lot >= 0:
            if queues.seed[lot] != CLEAN:
                piece_seed[held], piece_units[held] = queues.seed[lot], queues.units[lot]
                held_slot[held] = slot
                held += 1
            lot = queues.after[lot]
    return Outcome(
        traced,
        held_slot[:held].copy(),
        piece_seed[:held].astype(np.int64),
        piece_units[:held].copy(),
        left_payment[:left].copy(),
        left_seed[:left].copy(),
        left_amount[:left].copy(),
        assumed,
    )
