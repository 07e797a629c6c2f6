"""Scatter-gather: money split over several accounts and joined again at one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kg.ledger.account_flows import distinct
from kg.trace.base import Int64, kernel
from kg.trace.typologies.amounts import Share, lies_between, of
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values, length
from kg.trace.typologies.result_table import doubled
from kg.trace.typologies.search_rows import SearchRows


@kernel
def two_hop_paths(
    rows: SearchRows, others: int, onward: int, least: Share, most: Share, ceiling: int
) -> Int64:
    """Return (payer, last payee, first row, second row) of money that one account passed on.

    Only payers with at least ``others`` payments and payees with as many are looked at. At most
    ``ceiling`` are returned; where there are more, one more than that.
    """
    src, dst, start, amount = rows.src, rows.dst, rows.start, rows.amount
    currency, ok, stands = rows.currency, rows.ok, rows.stands
    out_ptr, out_idx, in_ptr, in_idx = rows.out_ptr, rows.out_idx, rows.in_ptr, rows.in_idx
    paths = np.empty((64, 4), np.int64)
    count = 0
    size = len(stands)
    spreads, gathers = np.zeros(size, np.int8), np.zeros(size, np.int8)
    for account in range(size):
        if stands[account] != 0:
            spreads[account] = out_ptr[account + 1] - out_ptr[account] >= others
            gathers[account] = in_ptr[account + 1] - in_ptr[account] >= others
    for between in range(size):
        first, last = out_ptr[between], out_ptr[between + 1]
        if stands[between] == 0 or first == last:
            continue
        for came in range(in_ptr[between], in_ptr[between + 1]):
            here = in_idx[came]
            source = src[here]
            if ok[here] == 0 or spreads[source] == 0:
                continue
            while first < last and out_idx[first] <= here:
                first += 1
            until, whole = start[here] + onward, of(amount, here)
            for slot in range(first, last):
                there = out_idx[slot]
                if start[there] > until:
                    break
                # the sum first: it rules out most, and payees lie far apart in memory
                if not lies_between(of(amount, there), whole, least, most):
                    continue
                target = dst[there]
                if target == source or gathers[target] == 0:
                    continue
                if ok[there] == 0 or currency[there] != currency[here]:
                    continue
                if count == len(paths):
                    paths = doubled(paths)
                paths[count, 0], paths[count, 1] = source, target
                paths[count, 2], paths[count, 3] = here, there
                count += 1
                if count > ceiling:
                    return paths[:count]
    return paths[:count]


@kernel
def joined_pairs(rows: SearchRows, paths: Int64, within: int, others: int) -> Int64:
    """Return (first path, end path, most accounts between) where many paths join one pair.

    ``paths`` is sorted by pair, then by first row. The window of a path holds the paths of its pair
    that begin at most ``within`` after it; windows that overlap are one.
    """
    dst, start, stands = rows.dst, rows.start, rows.stands
    joined = np.empty((64, 3), np.int64)
    count = 0
    seen = np.zeros(len(stands), np.int32)
    begin = 0
    while begin < len(paths):
        stop = begin
        while (
            stop < len(paths)
            and paths[stop, 0] == paths[begin, 0]
            and paths[stop, 1] == paths[begin, 1]
        ):
            stop += 1
        end, distinct, open_end = begin, 0, begin
        for at in range(begin, stop):
            until = start[paths[at, 2]] + within
            while end < stop and start[paths[end, 2]] <= until:
                between = dst[paths[end, 2]]
                seen[between] += 1
                distinct += seen[between] == 1
                end += 1
            if distinct >= others:
                if at >= open_end:
                    if count == len(joined):
                        joined = doubled(joined)
                    joined[count] = (at, end, distinct)
                    count += 1
                joined[count - 1, 1] = end
                joined[count - 1, 2] = max(joined[count - 1, 2], distinct)
                open_end = end
            between = dst[paths[at, 2]]
            seen[between] -= 1
            distinct -= seen[between] == 0
        begin = stop
    return joined[:count]


def scatter_gather(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield pairs of accounts between which several others pass the money on."""
    onward, bounds = length(values["onward"]), (context.share(values["passed"]), context.share(1))
    paths = two_hop_paths(context.rows, values["between"], onward, *bounds, context.steps)
    if len(paths) > context.steps:
        context.cut.add("scatter-gather")
    pairs = paths[:, 0] * len(context.rows.stands) + paths[:, 1]
    paths = paths[np.lexsort((paths[:, 3], paths[:, 2], pairs))]
    joined = joined_pairs(context.rows, paths, length(values["within"]), values["between"])
    for begin, end, between in joined.tolist():
        mine = paths[begin:end]
        members = distinct(mine[:, 2:])
        unproven = context.late(mine[:, 2], mine[:, 3])
        centre = (int(mine[0, 0]), int(mine[0, 1]))
        yield TypologyHit(centre, members, {"between": between}, unproven)
