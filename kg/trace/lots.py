"""Lots: every unit keeps the seed it comes from, and leaves whole; no rounding anywhere.

Each account in each currency is a row of lots (seed or clean, units). A payment takes lots from
the front and brings them, in that order, to the receiver: behind all that is there when the
oldest leaves first, before all that is there when the newest does. What one payment brought
leaves in the order in which it was taken. A seed's payment carries the seed's own money: it takes
clean lots of the payer away (as far as there are any) and leaves traced ones where they are.

An account begins with what its statement says was there, as one clean lot that is the oldest; one
that pays more than it has is taken to have held the difference, clean, from before its rows.

A purse (account in one currency) of clean money alone is a number and has no row: most never have
one. A row that has run empty is given up.
"""

from __future__ import annotations

import numpy as np

from kg.trace.base import SUMS, Int64, ReplayPayments, RuleOutcome, kernel, part_of_kernel

CLEAN = -1
SEED, UNITS, AFTER = 0, 1, 2
"""The columns of a lot."""
PLAIN, HEAD, TAIL = 0, 1, 2
"""The columns of a purse: clean units where it has no row, else the ends of its row (else -1)."""


@kernel
def longer(table, size: int):  # type: ignore[no-untyped-def]
    """Return the table with room for ``size`` lines."""
    grown = np.empty((size, table.shape[1]), table.dtype)
    grown[: len(table)] = table
    return grown


@part_of_kernel
def write_lot(lots: Int64, lot: int, seed: int, units: int, after: int) -> None:
    """Fill the place of a lot."""
    lots[lot, SEED], lots[lot, UNITS], lots[lot, AFTER] = seed, units, after


@kernel
def drop_clean(lots: Int64, purse: Int64, slot: int, units: int) -> int:
    """Take clean units away, from the front, as far as there are any; return the spare lots.

    They are returned as a chain by its first lot and its last, in one number (-1: none).
    """
    if purse[slot, HEAD] < 0:
        purse[slot, PLAIN] -= min(units, purse[slot, PLAIN])
        return -1
    before, lot, spare = -1, purse[slot, HEAD], -1
    while lot >= 0 and units > 0:
        after = lots[lot, AFTER]
        if lots[lot, SEED] == CLEAN:
            part = min(units, lots[lot, UNITS])
            units -= part
            lots[lot, UNITS] -= part
            if lots[lot, UNITS] == 0:
                if before >= 0:
                    lots[before, AFTER] = after
                else:
                    purse[slot, HEAD] = after
                if purse[slot, TAIL] == lot:
                    purse[slot, TAIL] = before
                lots[lot, AFTER] = spare
                spare = lot
                lot = after
                continue
        before, lot = lot, after
    return spare


@kernel
def allocate_lots(money: ReplayPayments, newest_first: bool) -> RuleOutcome:
    """Allocate the payments; of what an account holds, the oldest or the newest leaves first."""
    payers, payees, amounts = money.payer, money.payee, money.amount
    onward, plays, lot_ptr = money.onward, money.plays, money.lot_ptr
    lot_seed, lot_amount = money.lot_seed, money.lot_amount
    payments, slots = len(amounts), len(plays)
    # room for all that can come, in pages that nothing is written to unless it does: columns
    # that are made longer inside the loop would alone take twice the time
    room = 3 * payments + len(lot_seed) + slots + 8
    lots, used, spare = np.empty((room, 3), amounts.dtype), 0, -1
    purse = np.empty((slots, 4), amounts.dtype)  # four columns: fewer lie across two cache lines
    pieces, piece = np.empty((room, 2), amounts.dtype), 0
    left, gone = np.empty((room, 3), amounts.dtype), 0
    traced, assumed = np.zeros(payments, amounts.dtype), np.zeros(slots, amounts.dtype)
    for slot in range(slots):
        purse[slot, PLAIN] = max(0, money.opening[slot])
        purse[slot, HEAD] = purse[slot, TAIL] = -1
    for k in range(payments):
        payer, payee, rest = payers[k], payees[k], amounts[k]
        begin, end = lot_ptr[k], lot_ptr[k + 1]
        if begin == end and (payer < 0 or purse[payer, HEAD] < 0):
            # clean money alone: a number goes from one purse to the other
            if payer >= 0:
                there = purse[payer, PLAIN]
                if there >= rest:
                    purse[payer, PLAIN] = there - rest
                else:
                    purse[payer, PLAIN] = 0
                    assumed[payer] += rest - there
            if payee < 0 or not plays[payee]:
                continue
            if purse[payee, HEAD] < 0:
                purse[payee, PLAIN] += rest
                continue
            pieces[0, 0], pieces[0, 1], piece = CLEAN, rest, int(rest > 0)
        else:
            piece = 0
            for lot in range(begin, end):
                pieces[piece, 0], pieces[piece, 1] = lot_seed[lot], lot_amount[lot]
                rest -= lot_amount[lot]
                piece += 1
            if payer >= 0:
                if piece:
                    free = drop_clean(lots, purse, payer, amounts[k] - rest)
                    while free >= 0:
                        after = lots[free, AFTER]
                        lots[free, AFTER], spare, free = spare, free, after
                if purse[payer, HEAD] < 0:
                    part = min(rest, purse[payer, PLAIN])
                    purse[payer, PLAIN] -= part
                    if part > 0:
                        pieces[piece, 0], pieces[piece, 1] = CLEAN, part
                        piece += 1
                        rest -= part
                while rest > 0 and purse[payer, HEAD] >= 0:
                    lot = purse[payer, HEAD]
                    part = min(rest, lots[lot, UNITS])
                    pieces[piece, 0], pieces[piece, 1] = lots[lot, SEED], part
                    piece += 1
                    rest -= part
                    lots[lot, UNITS] -= part
                    if lots[lot, UNITS] == 0:
                        purse[payer, HEAD] = lots[lot, AFTER]
                        lots[lot, AFTER], spare = spare, lot
                if purse[payer, HEAD] < 0:
                    purse[payer, TAIL] = -1
                assumed[payer] += rest
            if rest > 0:
                pieces[piece, 0], pieces[piece, 1] = CLEAN, rest
                piece += 1
            for p in range(piece):
                if pieces[p, 0] != CLEAN:
                    traced[k] += pieces[p, 1]
                    if not onward[k]:
                        left[gone, 0], left[gone, 1], left[gone, 2] = k, pieces[p, 0], pieces[p, 1]
                        gone += 1
                        pieces[p, 0] = CLEAN
            if payee < 0:
                continue
        for turn in range(piece):
            p = piece - 1 - turn if newest_first else turn
            seed, units = pieces[p, 0], pieces[p, 1]
            if seed == CLEAN and not plays[payee]:
                continue
            if purse[payee, HEAD] < 0:
                if seed == CLEAN:
                    purse[payee, PLAIN] += units
                    continue
                if purse[payee, PLAIN] > 0:
                    # the first of a seed's money: what was a number becomes the row's first lot
                    write_lot(lots, used, CLEAN, purse[payee, PLAIN], -1)
                    purse[payee, HEAD] = purse[payee, TAIL] = used
                    purse[payee, PLAIN] = 0
                    used += 1
            near = purse[payee, HEAD] if newest_first else purse[payee, TAIL]
            if near >= 0 and lots[near, SEED] == seed:
                lots[near, UNITS] += units
                continue
            if spare >= 0:
                lot, spare = spare, lots[spare, AFTER]
            else:
                lot = used
                used += 1
            write_lot(lots, lot, seed, units, near if newest_first else -1)
            if near < 0:
                purse[payee, HEAD] = purse[payee, TAIL] = lot
            elif newest_first:
                purse[payee, HEAD] = lot
            else:
                lots[near, AFTER] = lot
                purse[payee, TAIL] = lot
    resting, kept = np.empty((used, 3), amounts.dtype), 0
    for slot in range(slots):
        lot = purse[slot, HEAD]
        while lot >= 0:
            if lots[lot, SEED] != CLEAN:
                resting[kept, 0], resting[kept, 1], resting[kept, 2] = (
                    slot,
                    lots[lot, SEED],
                    lots[lot, UNITS],
                )
                kept += 1
            lot = lots[lot, AFTER]
    return RuleOutcome(
        traced,
        resting[:kept, 0].copy(),
        resting[:kept, 1].copy(),
        resting[:kept, 2].copy(),
        left[:gone, 0].copy(),
        left[:gone, 1].copy(),
        left[:gone, 2].copy(),
        assumed,
        SUMS,
    )
