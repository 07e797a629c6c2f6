"""What two accounts have to do with each other: a first small payment, the same counterparties."""

from __future__ import annotations

import numpy as np

from kg.trace.base import Bool, Int8, Int32, Int64, kernel
from kg.trace.typologies.amounts import Share, is_like, is_times
from kg.trace.typologies.bursts import longer
from kg.trace.typologies.search_rows import Rows


@kernel
def tests(rows: Rows, small: Int8, big: Int8, within: int, times: Share) -> Int64:
    """Return (small row, big row) where a pair's first payment was small and soon a big one came.

    The big one is the first of the pair, in the small one's currency, that is marked big, starts
    at most ``within`` later and is at least ``times`` as much.
    """
    dst, start, amount, currency = rows.dst, rows.start, rows.amount, rows.currency
    ok, stands, out_ptr, out_idx = rows.ok, rows.stands, rows.out_ptr, rows.out_idx
    found = np.empty((64, 2), np.int64)
    count = 0
    met = np.full(len(stands), -1, np.int64)
    first = np.full(len(stands), -1, np.int64)
    for account in range(len(stands)):
        for slot in range(out_ptr[account], out_ptr[account + 1]):
            here = out_idx[slot]
            to = dst[here]
            if ok[here] == 0:
                continue
            if met[to] != account:
                met[to] = account
                first[to] = here if small[here] != 0 else -1
            elif first[to] >= 0 and big[here] != 0:
                tested = first[to]
                if (
                    start[here] <= start[tested] + within
                    and currency[here] == currency[tested]
                    and is_times(amount, here, tested, times)
                ):
                    if count == len(found):
                        found = longer(found)
                    found[count, 0], found[count, 1] = tested, here
                    count += 1
                    first[to] = -1
    return found[:count]


@kernel
def recurring(rows: Rows, members: Int64, first: int, last: int, alike: Share) -> Bool:
    """Mark the rows whose pair has a like payment ``first`` to ``last`` before or after."""
    src, dst, start, amount = rows.src, rows.dst, rows.start, rows.amount
    currency, ok, out_ptr, out_idx = rows.currency, rows.ok, rows.out_ptr, rows.out_idx
    found = np.zeros(len(members), np.bool_)
    for at in range(len(members)):
        here = members[at]
        payer = src[here]
        for slot in range(out_ptr[payer], out_ptr[payer + 1]):
            there = out_idx[slot]
            if dst[there] != dst[here] or ok[there] == 0:
                continue
            apart = abs(start[there] - start[here])
            if (
                first <= apart <= last
                and currency[there] == currency[here]
                and is_like(amount, there, here, alike)
            ):
                found[at] = True
                break
    return found


@kernel
def neighbours(rows: Rows) -> tuple[Int64, Int32]:
    """Return the distinct counterparties of each account, sorted, whichever way money went."""
    src, dst, ok, stands = rows.src, rows.dst, rows.ok, rows.stands
    out_ptr, out_idx, in_ptr, in_idx = rows.out_ptr, rows.out_idx, rows.in_ptr, rows.in_idx
    size = len(stands)
    ptr = np.zeros(size + 1, np.int64)
    met = np.full(size, -1, np.int64)
    found = np.empty(2 * len(src), np.int32)
    count = 0
    for account in range(size):
        for slot in range(out_ptr[account], out_ptr[account + 1]):
            here = out_idx[slot]
            if ok[here] != 0 and met[dst[here]] != account:
                met[dst[here]] = account
                found[count] = dst[here]
                count += 1
        for slot in range(in_ptr[account], in_ptr[account + 1]):
            here = in_idx[slot]
            if ok[here] != 0 and met[src[here]] != account:
                met[src[here]] = account
                found[count] = src[here]
                count += 1
        ptr[account + 1] = count
    # who deals with whom is mutual: written the other way round the lists come out sorted
    idx = np.empty(count, np.int32)
    place = ptr[:-1].copy()
    for account in range(size):
        for slot in range(ptr[account], ptr[account + 1]):
            other = found[slot]
            idx[place[other]] = account
            place[other] += 1
    return ptr, idx


@kernel
def rare_counts(ptr: Int64, idx: Int32, stands: Int8, least: int, rare: int, most: int) -> Int32:
    """Return how many rare counterparties each account has; 0 for accounts not to be compared."""
    counts = np.zeros(len(stands), np.int32)
    for account in range(len(stands)):
        if stands[account] == 0 or ptr[account + 1] - ptr[account] > most:
            continue
        few = 0
        for slot in range(ptr[account], ptr[account + 1]):
            other = idx[slot]
            few += stands[other] != 0 and ptr[other + 1] - ptr[other] <= rare
        if few >= least:
            counts[account] = few
    return counts


@kernel
def alike(
    ptr: Int64, idx: Int32, stands: Int8, counts: Int32, least: int, share: float, rare: int
) -> Int64:
    """Return (account, account, in common) of accounts that deal with the same rare others.

    A counterparty is rare where no more than ``rare`` accounts deal with it; the two have at least
    ``least`` of them in common, and these are ``share`` of the rare counterparties of each, which
    ``counts`` tells.
    """
    found = np.empty((64, 3), np.int64)
    count = 0
    common = np.zeros(len(stands), np.int32)
    touched = np.empty(len(stands), np.int32)
    for account in range(len(stands)):
        own = counts[account]
        if own == 0:
            continue
        met = 0
        for slot in range(ptr[account], ptr[account + 1]):
            other = idx[slot]
            if stands[other] == 0 or ptr[other + 1] - ptr[other] > rare:
                continue
            for back in range(ptr[other + 1] - 1, ptr[other] - 1, -1):
                twin = idx[back]
                if twin <= account:
                    break
                if counts[twin] != 0:
                    if common[twin] == 0:
                        touched[met] = twin
                        met += 1
                    common[twin] += 1
        for at in range(met):
            twin = touched[at]
            shared = common[twin]
            common[twin] = 0
            if shared >= max(least, share * own, share * counts[twin]):
                if count == len(found):
                    found = longer(found)
                found[count, 0], found[count, 1], found[count, 2] = account, twin, shared
                count += 1
    return found[:count]
