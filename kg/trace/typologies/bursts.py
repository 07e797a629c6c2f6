"""Many rows of one account in a short time: what fan-in, fan-out, structuring and rounds share."""

from __future__ import annotations

import numpy as np

from kg.trace.base import Int8, Int32, Int64, kernel


@kernel
def longer(found: Int64) -> Int64:
    """Return a table with twice the room."""
    table = np.empty((2 * len(found), found.shape[1]), np.int64)
    table[: len(found)] = found
    return table


@kernel
def bursts(
    start: Int64,
    other: Int32,
    mark: Int8,
    stands: Int8,
    ptr: Int64,
    idx: Int32,
    counts: Int64,
    within: int,
    others: int,
    rows: int,
    times: float,
    whole: int,
) -> Int64:
    """Return (account, first slot, end slot, most others, their rows, all rows) of each burst.

    ``counts`` says how many marked rows each account has.

    The window of a marked row holds the account's marked rows from it on that start at most
    ``within`` later. It counts where it holds at least ``others`` other ends and ``rows`` rows, and
    at least ``times`` x (1 + the rows that such a window holds by the account's rate outside it).
    Windows that overlap are one burst; the figures are those of its window with most others.
    """
    found = np.empty((64, 6), np.int64)
    count = 0
    seen = np.zeros(len(stands), np.int32)
    for account in range(len(stands)):
        low, high = ptr[account], ptr[account + 1]
        marked = counts[account]
        if stands[account] == 0 or marked < rows:
            continue
        end, inside, distinct, open_end = low, 0, 0, low
        for slot in range(low, high):
            here = idx[slot]
            if mark[here] == 0:
                continue
            while end < high and start[idx[end]] <= start[here] + within:
                there = idx[end]
                if mark[there] != 0:
                    inside += 1
                    seen[other[there]] += 1
                    distinct += seen[other[there]] == 1
                end += 1
            if inside >= rows and distinct >= others:
                usual = (marked - inside) * within / max(whole - within, within)
                if distinct >= times * (1 + usual):
                    if slot >= open_end:
                        if count == len(found):
                            found = longer(found)
                        found[count] = (account, slot, end, distinct, inside, marked)
                        count += 1
                    elif distinct > found[count - 1, 3]:
                        found[count - 1, 3] = distinct
                        found[count - 1, 4] = inside
                    found[count - 1, 2] = end
                    open_end = end
            inside -= 1
            seen[other[here]] -= 1
            distinct -= seen[other[here]] == 0
    return found[:count]
