"""Test transfer: a small first payment soon followed by a large one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kg.trace.base import Int8, Int64, kernel
from kg.trace.typologies.amounts import Share, is_times
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values, length
from kg.trace.typologies.result_table import doubled
from kg.trace.typologies.search_rows import SearchRows


@kernel
def small_then_large(rows: SearchRows, small: Int8, big: Int8, within: int, times: Share) -> Int64:
    """Return (small row, big row) where a pair's first payment was small and soon a big one came.

    The big one is the first of the pair, in the small one's currency, that is marked big, starts
    at most ``within`` later and is at least ``times`` as much.
    """
    dst, start, amount, currency = rows.dst, rows.start, rows.amount, rows.currency
    ok, stands, out_ptr, out_idx = rows.ok, rows.stands, rows.out_ptr, rows.out_idx
    pairs = np.empty((64, 2), np.int64)
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
                    if count == len(pairs):
                        pairs = doubled(pairs)
                    pairs[count, 0], pairs[count, 1] = tested, here
                    count += 1
                    first[to] = -1
    return pairs[:count]


def test_transfer(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield pairs of accounts whose first payment was small and soon followed by a large one."""
    small = context.marked(context.at_most(values["small"]))
    big = context.marked(context.at_least(values["big"]))
    rows = context.rows
    tests = small_then_large(
        rows, small, big, length(values["within"]), context.share(values["times"])
    )
    for tested, paid in tests.tolist():
        times = context.index.units_at(paid) / context.index.units_at(tested)
        members = np.array([tested, paid], np.int64)
        centre = (int(rows.dst[paid]),)
        yield TypologyHit(centre, members, {"times": times}, context.late(members[:1], members[1:]))


test_transfer.__test__ = False  # type: ignore[attr-defined]  # no test, whatever its name
