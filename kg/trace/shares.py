"""Shares: a payment carries of each seed the share that the payer's balance holds of it.

An account in one currency holds a balance T and, of each seed, t units of it; all seeds together
hold S. Pro rata, a payment of m takes m * t / T of each. Clean first, it takes the clean money
T - S as far as that goes, and of what is left over, w = m - (T - S), it takes w * t / S of each:
so what stays of the seeds is never more than the lowest balance since it came.

Rounding is by carry, in the order of the seeds: the first k seeds together give
``round(m * (t1 + ... + tk) / T)`` (halves up; clean first with w and S), so a payment's traced
total is off by at most half a unit, no seed gives more than it holds, and what is given is what
arrives. The product is taken in 128 bits: m * t of two thousands of millions of yuan passes 64.

A seed's payment carries the seed's own money and takes clean balance away, as far as there is
any. An account begins with what its statement says was there; one that pays more than it holds
is taken to have held the difference, clean, before.
"""

from __future__ import annotations

import numpy as np

from kg.ledger.account_flows import distinct
from kg.trace.base import SUMS, ReplayPayments, RuleOutcome, kernel
from kg.trace.lots import longer
from kg.trace.whole_numbers import form_for

HALF = 0xFFFFFFFF
SAFE = 9.2e18
"""Products below it, as floats tell them (within one in 10^15), fit into 63 bits."""
SEED, UNITS, AFTER = 0, 1, 2
"""The columns of an entry: what a purse has of one seed; chained in the order of the seeds."""
BALANCE, TRACED, HEAD = 0, 1, 2
"""The columns of a purse: all that is there, what of it is the seeds', its first entry (or -1)."""


@kernel
def share(part: int, held: int, total: int) -> int:
    """Return part * held / total, halves up, exact; part and held are at most total."""
    if part == 0 or held == 0:
        return 0
    if np.float64(part) * np.float64(held) < SAFE:
        product, whole = np.uint64(part * held), np.uint64(total)
        quotient = product // whole
        remainder = product - quotient * whole
        return np.int64(quotient) + np.int64(remainder >= whole - remainder)  # type: ignore[return-value]
    mask, shift = np.uint64(HALF), np.uint64(32)
    a, b, divisor = np.uint64(part), np.uint64(held), np.uint64(total)
    low = (a & mask) * (b & mask)
    first = (a >> shift) * (b & mask) + (low >> shift)
    second = (a & mask) * (b >> shift) + (first & mask)
    high = (a >> shift) * (b >> shift) + (first >> shift) + (second >> shift)
    low = (second << shift) | (low & mask)
    remainder_, quotient_ = high % divisor, np.uint64(0)
    for bit in range(63, -1, -1):
        bit_value = (low >> np.uint64(bit)) & np.uint64(1)
        remainder_ = (remainder_ << np.uint64(1)) | bit_value
        quotient_ = quotient_ << np.uint64(1)
        if remainder_ >= divisor:
            remainder_ -= divisor
            quotient_ |= np.uint64(1)
    if remainder_ >= divisor - remainder_:
        quotient_ += np.uint64(1)
    return np.int64(quotient_)  # type: ignore[return-value]


def share_exactly(part: int, held: int, total: int) -> int:
    """Return the same of whole numbers of any size."""
    return (2 * part * held + total) // (2 * total) if part and held else 0


share.in_python = share_exactly  # type: ignore[attr-defined]  # see kg.trace.whole_numbers


def allocate(money: ReplayPayments, clean_first: bool) -> RuleOutcome:
    """Allocate the payments, pro rata of the whole balance or with the clean money first."""
    seeds = distinct(money.lot_seed)
    if len(seeds) == 1:
        outcome: RuleOutcome = form_for(allocate_one_seed, money.amount)(
            money, int(seeds[0]), clean_first
        )
    else:
        outcome = form_for(allocate_shares, money.amount)(money, clean_first)
    return outcome


@kernel
def allocate_one_seed(money: ReplayPayments, seed: int, clean_first: bool) -> RuleOutcome:
    """Allocate the payments where there is one seed only: what a purse has of it is a number."""
    payers, payees, amounts = money.payer, money.payee, money.amount
    onward, lot_ptr, lot_amount = money.onward, money.lot_ptr, money.lot_amount
    payments, slots = len(amounts), len(money.plays)
    purse = np.zeros((slots, 2), amounts.dtype)
    purse[:, BALANCE] = money.opening
    # columns are never made longer inside the loop: that alone would take twice the time
    left, gone = np.empty((payments - onward.sum(), 2), amounts.dtype), 0
    traced, assumed = np.zeros(payments, amounts.dtype), np.zeros(slots, amounts.dtype)
    for k in range(payments):
        payer, payee, rest, carried = payers[k], payees[k], amounts[k], 0
        for lot in range(lot_ptr[k], lot_ptr[k + 1]):
            carried += lot_amount[lot]
        rest -= carried
        if payer >= 0:
            balance, theirs = purse[payer, BALANCE], purse[payer, TRACED]
            if carried > 0:
                balance -= min(carried, balance - theirs)
            if balance < rest:
                assumed[payer] += rest - balance
                balance = rest
            if theirs > 0:
                part, total = rest, balance
                if clean_first:
                    part, total = max(0, rest - (balance - theirs)), theirs
                given = share(part, theirs, total)
                carried += given
                purse[payer, TRACED] = theirs - given
            purse[payer, BALANCE] = balance - rest
        if carried > 0:
            traced[k] = carried
            if onward[k]:
                purse[payee, TRACED] += carried
            else:
                left[gone, 0], left[gone, 1] = k, carried
                gone += 1
        if payee >= 0:
            purse[payee, BALANCE] += amounts[k]
    held = np.flatnonzero(purse[:, TRACED])
    return RuleOutcome(
        traced,
        held,
        np.full(len(held), seed, np.int64),
        purse[:, TRACED][held],
        left[:gone, 0].copy(),
        np.full(gone, seed, np.int64),
        left[:gone, 1].copy(),
        assumed,
        SUMS,
    )


@kernel
def allocate_shares(money: ReplayPayments, clean_first: bool) -> RuleOutcome:
    """Allocate the payments where several seeds share a purse."""
    payers, payees, amounts = money.payer, money.payee, money.amount
    onward, lot_ptr = money.onward, money.lot_ptr
    lot_seed, lot_amount = money.lot_seed, money.lot_amount
    payments, slots = len(amounts), len(money.plays)
    entries, used = np.empty((1024, 3), amounts.dtype), 0
    purse = np.zeros((slots, 4), amounts.dtype)  # four columns: fewer lie across two cache lines
    purse[:, BALANCE], purse[:, HEAD] = money.opening, -1
    pieces = np.empty((64, 2), amounts.dtype)
    left, gone = np.empty((64, 3), amounts.dtype), 0
    traced, assumed = np.zeros(payments, amounts.dtype), np.zeros(slots, amounts.dtype)
    for k in range(payments):
        payer, payee, rest = payers[k], payees[k], amounts[k]
        begin, end = lot_ptr[k], lot_ptr[k + 1]
        if begin == end and (payer < 0 or purse[payer, TRACED] == 0):
            if payer >= 0:
                over = purse[payer, BALANCE] - rest
                if over < 0:
                    assumed[payer] -= over
                    over = 0
                purse[payer, BALANCE] = over
            if payee >= 0:
                purse[payee, BALANCE] += rest
            continue
        piece = 0
        for lot in range(begin, end):
            rest -= lot_amount[lot]
        if payer >= 0:
            own = amounts[k] - rest
            balance, theirs = purse[payer, BALANCE], purse[payer, TRACED]
            balance -= min(own, balance - theirs)
            if balance < rest:
                assumed[payer] += rest - balance
                balance = rest
            part, total = rest, balance
            if clean_first:
                total = theirs
                part = max(0, rest - (balance - total))
            entry, running, given = purse[payer, HEAD], 0, 0
            while entry >= 0 and part > 0:
                if piece == len(pieces):
                    pieces = longer(pieces, 2 * piece)
                running += entries[entry, UNITS]
                together = share(part, running, total)
                units = together - given
                given = together
                entries[entry, UNITS] -= units
                pieces[piece, 0], pieces[piece, 1] = entries[entry, SEED], units
                piece += units > 0
                entry = entries[entry, AFTER]
            purse[payer, BALANCE] = balance - rest
            purse[payer, TRACED] = theirs - given
        for lot in range(begin, end):
            if piece == len(pieces):
                pieces = longer(pieces, 2 * piece)
            pieces[piece, 0], pieces[piece, 1] = lot_seed[lot], lot_amount[lot]
            piece += 1
        for p in range(piece):
            seed, units = pieces[p, 0], pieces[p, 1]
            traced[k] += units
            if not onward[k]:
                if gone == len(left):
                    left = longer(left, 2 * gone)
                left[gone, 0], left[gone, 1], left[gone, 2] = k, seed, units
                gone += 1
                continue
            before, entry = -1, purse[payee, HEAD]
            while entry >= 0 and entries[entry, SEED] < seed:
                before, entry = entry, entries[entry, AFTER]
            purse[payee, TRACED] += units
            if entry >= 0 and entries[entry, SEED] == seed:
                entries[entry, UNITS] += units
                continue
            if used == len(entries):
                entries = longer(entries, 2 * used)
            entries[used, SEED], entries[used, UNITS], entries[used, AFTER] = seed, units, entry
            if before >= 0:
                entries[before, AFTER] = used
            else:
                purse[payee, HEAD] = used
            used += 1
        if payee >= 0:
            purse[payee, BALANCE] += amounts[k]
    resting, kept = np.empty((used, 3), amounts.dtype), 0
    for slot in range(slots):
        entry = purse[slot, HEAD]
        while entry >= 0:
            if entries[entry, UNITS] > 0:
                resting[kept, 0], resting[kept, 1] = slot, entries[entry, SEED]
                resting[kept, 2] = entries[entry, UNITS]
                kept += 1
            entry = entries[entry, AFTER]
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
