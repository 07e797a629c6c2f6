"""Bursts: many payments of one account in a short time, which several typologies are built on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kg.trace.base import Int8, Int32, Int64, kernel
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values, length
from kg.trace.typologies.result_table import doubled


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
    bursts = np.empty((64, 6), np.int64)
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
                usual = (marked - inside) * within / max(whole - within, within, 1)
                if distinct >= times * (1 + usual):
                    if slot >= open_end:
                        if count == len(bursts):
                            bursts = doubled(bursts)
                        bursts[count] = (account, slot, end, distinct, inside, marked)
                        count += 1
                    elif distinct > bursts[count - 1, 3]:
                        bursts[count - 1, 3] = distinct
                        bursts[count - 1, 4] = inside
                    bursts[count - 1, 2] = end
                    open_end = end
            inside -= 1
            seen[other[here]] -= 1
            distinct -= seen[other[here]] == 0
    return bursts[:count]


def fan_hits(
    context: SearchContext, values: Values, others: str, *, incoming: bool
) -> Iterator[TypologyHit]:
    """Yield accounts with many others in a short time, far above what is usual for the account.

    Args:
        context: The ledger that is searched.
        values: The thresholds of the typology, by name.
        others: The name of the threshold and measure: ``payers`` or ``payees``.
        incoming: Whether the payments into an account are looked at, else those out of it.
    """
    within, least = length(values["within"]), values[others]
    hits = find_bursts(context, context.rows.ok, incoming, within, least, least, values["times"])
    for account, begin, end, most, inside, marked in hits.tolist():
        usual = (marked - inside) * within / max(context.whole - within, within, 1)
        measures = {others: most, "times": most / (1 + usual)}
        yield TypologyHit(
            (account,), marked_rows(context, context.rows.ok, incoming, begin, end), measures
        )


def find_bursts(
    context: SearchContext,
    mark: Int8,
    incoming: bool,
    within: int,
    others: int,
    rows: int,
    times: float,
) -> Int64:
    """Return the bursts (see :func:`bursts`) among the marked rows into or out of each account.

    Args:
        context: The ledger that is searched.
        mark: 1 for each row that counts, by position.
        incoming: Whether the payments into an account are looked at, else those out of it.
        within: The length of a window in microseconds.
        others: The least number of other accounts in a window.
        rows: The least number of marked rows in a window.
        times: How many times more others than usual there must be.
    """
    table = context.rows
    if incoming:
        mine, other, ptr, idx = table.dst, table.src, table.in_ptr, table.in_idx
    else:
        mine, other, ptr, idx = table.src, table.dst, table.out_ptr, table.out_idx
    counts = np.bincount(mine[np.flatnonzero(mark)], minlength=len(table.stands))
    limits = (within, others, rows, float(times), context.whole)
    hits: Int64 = bursts(table.start, other, mark, table.stands, ptr, idx, counts, *limits)
    return hits


def marked_rows(context: SearchContext, mark: Int8, incoming: bool, begin: int, end: int) -> Int64:
    """Return the marked rows of a run of slots."""
    idx = context.rows.in_idx if incoming else context.rows.out_idx
    rows = idx[begin:end].astype(np.int64)
    chosen: Int64 = rows[mark[rows] != 0]
    return chosen
