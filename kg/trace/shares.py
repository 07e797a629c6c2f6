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

from typing import NamedTuple

import numpy as np

from kg.trace.base import SUMS, Int32, Int64, Money, Outcome, kernel

HALF = 0xFFFFFFFF
MOST = 0x7FFFFFFFFFFFFFFF


class Shares(NamedTuple):
    """Each slot's traced units by seed, as chains in the order of the seeds."""

    seed: Int32
    units: Int64
    after: Int64


@kernel
def share(part: int, held: int, total: int) -> int:
    """Return part * held / total, halves up, exact; part and held are at most total."""
    if part == 0 or held == 0:
        return 0
    if held <= MOST // part:
        product = part * held
        quotient, remainder = product // total, product % total
        return quotient + 1 if remainder >= total - remainder else quotient
    mask, shift = np.uint64(HALF), np.uint64(32)
    a, b, divisor = np.uint64(part), np.uint64(held), np.uint64(total)
    low = (a & mask) * (b & mask)
    first = (a >> shift) * (b & mask) + (low >> shift)
    second = (a & mask) * (b >> shift) + (first & mask)
    high = (a >> shift) * (b >> shift) + (first >> shift) + (second >> shift)
    low = (second << shift) | (low & mask)
    remainder_, quotient_ = high % divisor, np.uint64(0)
    for bit in range(63, -1, -1):
        one = (low >> np.uint64(bit)) & np.uint64(1)
        remainder_ = (remainder_ << np.uint64(1)) | one
        quotient_ = quotient_ << np.uint64(1)
        if remainder_ >= divisor:
            remainder_ -= divisor
            quotient_ |= np.uint64(1)
    if remainder_ >= divisor - remainder_:
        quotient_ += np.uint64(1)
    whole: int = np.int64(quotient_)  # type: ignore[assignment]
    return whole


@kernel
def longer(column, size: int):  # type: ignore[no-untyped-def]
    """Return the column with room for ``size`` values."""
    grown = np.empty(size, column.dtype)
    grown[: len(column)] = column
    return grown


@kernel
def play_shares(money: Money, clean_first: bool) -> Outcome:
    """Play the payments, pro rata of the whole balance or with the clean money first."""
    payments, slots = len(money.amount), len(money.plays)
    shares = Shares(np.empty(1024, np.int32), np.empty(1024, np.int64), np.empty(1024, np.int64))
    used = 0
    head, balance = np.full(slots, -1, np.int64), money.opening.copy()
    tainted = np.zeros(slots, np.int64)
    piece_seed, piece_units = np.empty(64, np.int32), np.empty(64, np.int64)
    left_payment, left_seed = np.empty(64, np.int64), np.empty(64, np.int64)
    left_amount, left = np.empty(64, np.int64), 0
    traced, assumed = np.zeros(payments, np.int64), np.zeros(slots, np.int64)
    for k in range(payments):
        payer, payee, rest = money.payer[k], money.payee[k], money.amount[k]
        pieces = 0
        for lot in range(money.lot_ptr[k], money.lot_ptr[k + 1]):
            rest -= money.lot_amount[lot]
        if payer >= 0:
            own = money.amount[k] - rest
            balance[payer] -= min(own, balance[payer] - tainted[payer])
            if balance[payer] < rest:
                assumed[payer] += rest - balance[payer]
                balance[payer] = rest
            part, total = rest, balance[payer]
            if clean_first:
                total = tainted[payer]
                part = max(0, rest - (balance[payer] - total))
            entry, running, given = head[payer], 0, 0
            while entry >= 0 and part > 0:
                if pieces == len(piece_seed):
                    piece_seed = longer(piece_seed, 2 * pieces)
                    piece_units = longer(piece_units, 2 * pieces)
                running += shares.units[entry]
                together = share(part, running, total)
                units = together - given
                given = together
                shares.units[entry] -= units
                piece_seed[pieces], piece_units[pieces] = shares.seed[entry], units
                pieces += units > 0
                entry = shares.after[entry]
            balance[payer] -= rest
            tainted[payer] -= given
        for lot in range(money.lot_ptr[k], money.lot_ptr[k + 1]):
            if pieces == len(piece_seed):
                piece_seed = longer(piece_seed, 2 * pieces)
                piece_units = longer(piece_units, 2 * pieces)
            piece_seed[pieces], piece_units[pieces] = money.lot_seed[lot], money.lot_amount[lot]
            pieces += 1
        for p in range(pieces):
            seed, units = piece_seed[p], piece_units[p]
            traced[k] += units
            if not money.onward[k]:
                if left == len(left_payment):
                    left_payment = longer(left_payment, 2 * left)
                    left_seed, left_amount = (
                        longer(left_seed, 2 * left),
                        longer(left_amount, 2 * left),
                    )
                left_payment[left], left_seed[left], left_amount[left] = k, seed, units
                left += 1
                continue
            before, entry = -1, head[payee]
            while entry >= 0 and shares.seed[entry] < seed:
                before, entry = entry, shares.after[entry]
            tainted[payee] += units
            if entry >= 0 and shares.seed[entry] == seed:
                shares.units[entry] += units
                continue
            if used == len(shares.seed):
                shares = Shares(
                    longer(shares.seed, 2 * used),
                    longer(shares.units, 2 * used),
                    longer(shares.after, 2 * used),
                )
            shares.seed[used], shares.units[used], shares.after[used] = seed, units, entry
            if before >= 0:
                shares.after[before] = used
            else:
                head[payee] = used
            used += 1
        if payee >= 0:
            balance[payee] += money.amount[k]
    held_slot, held = np.empty(used, np.int64), 0
    held_seed, held_amount = np.empty(used, np.int64), np.empty(used, np.int64)
    for slot in range(slots):
        entry = head[slot]
        while entry >= 0:
            if shares.units[entry] > 0:
                held_slot[held], held_seed[held] = slot, shares.seed[entry]
                held_amount[held] = shares.units[entry]
                held += 1
            entry = shares.after[entry]
    return Outcome(
        traced,
        held_slot[:held],
        held_seed[:held],
        held_amount[:held],
        left_payment[:left].copy(),
        left_seed[:left].copy(),
        left_amount[:left].copy(),
        assumed,
        SUMS,
    )
