"""Lots: every unit keeps the seed it comes from, and leaves whole; no rounding anywhere.

Each account in each currency is a row of lots (seed or clean, units). A payment takes lots from
the front and brings them, in that order, to the receiver: behind all that is there when the
oldest leaves first, before all that is there when the newest does. What one payment brought
leaves in the order in which it was taken. A seed's payment carries the seed's own money: it takes
clean lots of the payer away (as far as there are any) and leaves traced ones where they are.

An account begins with what its statement says was there, as one clean lot that is the oldest; one
that pays more than it has is taken to have held the difference, clean, from before its rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.trace.base import SUMS, Int32, Int64, Money, Outcome, kernel

CLEAN = -1


class Rows(NamedTuple):
    """Lots chained into one row per slot; ``spare`` is [next recycled lot, next fresh lot]."""

    seed: Int32
    units: Int64
    after: Int64
    head: Int64
    tail: Int64
    spare: Int64


@kernel
def new_lot(rows: Rows, seed: int, units: int, after: int) -> int:
    """Return the place of a lot with these units."""
    lot = rows.spare[0]
    if lot >= 0:
        rows.spare[0] = rows.after[lot]
    else:
        lot = rows.spare[1]
        rows.spare[1] += 1
    rows.seed[lot], rows.units[lot], rows.after[lot] = seed, units, after
    place: int = lot
    return place


@kernel
def bring_behind(rows: Rows, slot: int, seed: int, units: int) -> None:
    """Put units behind all others, into the last lot where it is of the same seed."""
    tail = rows.tail[slot]
    if tail >= 0 and rows.seed[tail] == seed:
        rows.units[tail] += units
        return
    lot = new_lot(rows, seed, units, -1)
    if tail >= 0:
        rows.after[tail] = lot
    else:
        rows.head[slot] = lot
    rows.tail[slot] = lot


@kernel
def bring_before(rows: Rows, slot: int, seed: int, units: int) -> None:
    """Put units before all others, into the first lot where it is of the same seed."""
    head = rows.head[slot]
    if head >= 0 and rows.seed[head] == seed:
        rows.units[head] += units
        return
    lot = new_lot(rows, seed, units, head)
    if head < 0:
        rows.tail[slot] = lot
    rows.head[slot] = lot


@kernel
def unchain(rows: Rows, slot: int, before: int, lot: int) -> None:
    """Take an empty lot out of its row and keep it for the next use."""
    if before >= 0:
        rows.after[before] = rows.after[lot]
    else:
        rows.head[slot] = rows.after[lot]
    if rows.tail[slot] == lot:
        rows.tail[slot] = before
    rows.after[lot] = rows.spare[0]
    rows.spare[0] = lot


@kernel
def drop_clean(rows: Rows, slot: int, units: int) -> None:
    """Take clean units away, from the front, as far as there are any."""
    before, lot = -1, rows.head[slot]
    while lot >= 0 and units > 0:
        after = rows.after[lot]
        if rows.seed[lot] == CLEAN:
            part = min(units, rows.units[lot])
            units -= part
            rows.units[lot] -= part
            if rows.units[lot] == 0:
                unchain(rows, slot, before, lot)
                lot = after
                continue
        before, lot = lot, after


@kernel
def play_lots(money: Money, newest_first: bool) -> Outcome:
    """Play the payments; of what an account holds, the oldest or the newest leaves first."""
    payments, slots = len(money.amount), len(money.plays)
    room = 3 * payments + len(money.lot_seed) + slots + 8
    rows = Rows(
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
    for slot in range(slots):
        if money.opening[slot] > 0:
            bring_behind(rows, slot, CLEAN, money.opening[slot])
    for k in range(payments):
        payer, payee, rest = money.payer[k], money.payee[k], money.amount[k]
        pieces = 0
        for lot in range(money.lot_ptr[k], money.lot_ptr[k + 1]):
            piece_seed[pieces], piece_units[pieces] = money.lot_seed[lot], money.lot_amount[lot]
            rest -= money.lot_amount[lot]
            pieces += 1
        if payer >= 0:
            if pieces:
                drop_clean(rows, payer, money.amount[k] - rest)
            while rest > 0 and rows.head[payer] >= 0:
                lot = rows.head[payer]
                part = min(rest, rows.units[lot])
                piece_seed[pieces], piece_units[pieces] = rows.seed[lot], part
                pieces += 1
                rest -= part
                rows.units[lot] -= part
                if rows.units[lot] == 0:
                    unchain(rows, payer, -1, lot)
            assumed[payer] += rest
        if rest > 0:
            piece_seed[pieces], piece_units[pieces] = CLEAN, rest
            pieces += 1
        for p in range(pieces):
            if piece_seed[p] != CLEAN:
                traced[k] += piece_units[p]
                if not money.onward[k]:
                    left_payment[left], left_seed[left] = k, piece_seed[p]
                    left_amount[left] = piece_units[p]
                    left += 1
                    piece_seed[p] = CLEAN
        if payee < 0:
            continue
        for turn in range(pieces):
            p = pieces - 1 - turn if newest_first else turn
            if piece_seed[p] == CLEAN and not money.plays[payee]:
                continue
            if newest_first:
                bring_before(rows, payee, piece_seed[p], piece_units[p])
            else:
                bring_behind(rows, payee, piece_seed[p], piece_units[p])
    held_slot, held = np.empty(room, np.int64), 0
    for slot in range(slots):
        lot = rows.head[slot]
        while lot >= 0:
            if rows.seed[lot] != CLEAN:
                piece_seed[held], piece_units[held] = rows.seed[lot], rows.units[lot]
                held_slot[held] = slot
                held += 1
            lot = rows.after[lot]
    return Outcome(
        traced,
        held_slot[:held].copy(),
        piece_seed[:held].astype(np.int64),
        piece_units[:held].copy(),
        left_payment[:left].copy(),
        left_seed[:left].copy(),
        left_amount[:left].copy(),
        assumed,
        SUMS,
    )
