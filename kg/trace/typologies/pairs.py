"""What two accounts have to do with each other: a first small payment, the same counterparties."""

from __future__ import annotations

import numpy as np

from kg.trace.base import Int8, Int32, Int64, kernel
from kg.trace.typologies.bursts import longer
from kg.trace.typologies.rows import Rows


@kernel
def tests(rows: Rows, small: Int8, big: Int8, within: int, times: float) -> Int64:
    """Return (small row, big row) where a pair's first payment was small and soon a big one came.

    The big one is the first of the pair, in the small one's currency, that is marked big, starts
    at most ``within`` later and is at least ``times`` as much.
    """
    found = np.empty((64, 2), np.int64)
    count = 0
    met = np.full(len(rows.stands), -1, np.int64)
    first = np.full(len(rows.stands), -1, np.int64)
    for account in range(len(rows.stands)):
        for slot in range(rows.out_ptr[account], rows.out_ptr[account + 1]):
            here = rows.out_idx[slot]
            to = rows.dst[here]
            if rows.ok[here] == 0:
                continue
            if met[to] != account:
                met[to] = account
                first[to] = here if small[here] != 0 else -1
            elif first[to] >= 0 and big[here] != 0:
                tested = first[to]
                if (
                    rows.start[here] <= rows.start[tested] + within
                    and rows.currency[here] == rows.currency[tested]
                    and rows.amount[here] >= times * rows.amount[tested]
                ):
                    if count == len(found):
                        found = longer(found)
                    found[count, 0], found[count, 1] = tested, here
                    count += 1
                    first[to] = -1
    return found[:count]


@kernel
def neighbours(rows: Rows) -> tuple[Int64, Int32]:
    """Return the distinct counterparties of each account, sorted, whichever way money went."""
    size = len(rows.stands)
    ptr = np.zeros(size + 1, np.int64)
    met = np.full(size, -1, np.int64)
    idx = np.empty(2 * len(rows.src), np.int32)
    count = 0
    for account in range(size):
        begin = count
        for slot in range(rows.out_ptr[account], rows.out_ptr[account + 1]):
            here = rows.out_idx[slot]
            if rows.ok[here] != 0 and met[rows.dst[here]] != account:
                met[rows.dst[here]] = account
                idx[count] = rows.dst[here]
                count += 1
        for slot in range(rows.in_ptr[account], rows.in_ptr[account + 1]):
            here = rows.in_idx[slot]
            if rows.ok[here] != 0 and met[rows.src[here]] != account:
                met[rows.src[here]] = account
                idx[count] = rows.src[here]
                count += 1
        idx[begin:count] = np.sort(idx[begin:count])
        ptr[account + 1] = count
    return ptr, idx[:count]


@kernel
def alike(
    ptr: Int64, idx: Int32, stands: Int8, least: int, share: float, rare: int, most: int
) -> Int64:
    """Return (account, account, common counterparties) of accounts that deal with the same others.

    A counterparty counts where no more than ``rare`` accounts deal with it; the two accounts have
    at least ``least`` of them in common, and these are ``share`` of all counterparties of each.
    Accounts with more than ``most`` counterparties are not compared.
    """
    found = np.empty((64, 3), np.int64)
    count = 0
    common = np.zeros(len(stands), np.int32)
    touched = np.empty(len(stands), np.int32)
    for account in range(len(stands)):
        own = ptr[account + 1] - ptr[account]
        if stands[account] == 0 or own < least or own > most:
            continue
        met = 0
        for slot in range(ptr[account], ptr[account + 1]):
            other = idx[slot]
            if stands[other] == 0 or ptr[other + 1] - ptr[other] > rare:
                continue
            for back in range(ptr[other], ptr[other + 1]):
                twin = idx[back]
                if twin > account:
                    if common[twin] == 0:
                        touched[met] = twin
                        met += 1
                    common[twin] += 1
        for at in range(met):
            twin = touched[at]
            its = ptr[twin + 1] - ptr[twin]
            shared = common[twin]
            common[twin] = 0
            if stands[twin] == 0 or its > most or shared < least:
                continue
            if shared >= share * own and shared >= share * its:
                if count == len(found):
                    found = longer(found)
                found[count, 0], found[count, 1], found[count, 2] = account, twin, shared
                count += 1
    return found[:count]
