"""Pass-through: an account that money leaves almost whole soon after it came."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from kg.ledger.account_flows import distinct
from kg.trace.base import Int64, kernel
from kg.trace.typologies.amounts import Share, lies_between, nothing, of, plus
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values, length
from kg.trace.typologies.gather_rounds import rows_in_currency
from kg.trace.typologies.result_table import doubled
from kg.trace.typologies.search_rows import SearchRows


@kernel
def passed_on(rows: SearchRows, onward: int, least: Share, most: Share, parts: int) -> Int64:
    """Return (account, in-slot, first out-slot, end out-slot) of what came and left at once.

    An incoming row is passed on where consecutive outgoing rows of its currency, at most
    ``parts``, after it and at most ``onward`` later, add up to between ``least`` and ``most`` of
    it; of several such runs the one that ends first, of these the longest, is taken. No row
    leaves twice.
    """
    start, amount, currency, ok = rows.start, rows.amount, rows.currency, rows.ok
    stands, out_ptr, out_idx, in_ptr = rows.stands, rows.out_ptr, rows.out_idx, rows.in_ptr
    in_idx = rows.in_idx
    passages = np.empty((64, 4), np.int64)
    count = 0
    for account in range(len(stands)):
        low, high = in_ptr[account], in_ptr[account + 1]
        last = out_ptr[account + 1]
        if stands[account] == 0 or high == low or last == out_ptr[account]:
            continue
        free = out_ptr[account]
        for slot in range(low, high):
            here = in_idx[slot]
            if ok[here] == 0:
                continue
            while free < last and out_idx[free] < here:
                free += 1
            end, done = free, False
            while end < last and not done:
                there = out_idx[end]
                if start[there] > start[here] + onward:
                    break
                end += 1
                if ok[there] == 0 or currency[there] != currency[here]:
                    continue
                total = nothing(amount)
                begin, used, first = end, 0, -1
                while begin > free and used < parts:
                    begin -= 1
                    gone = out_idx[begin]
                    if ok[gone] == 0 or currency[gone] != currency[here]:
                        continue
                    used += 1
                    total = plus(total, amount, gone)
                    if lies_between(total, of(amount, here), least, most):
                        first = begin
                if first >= 0:
                    if count == len(passages):
                        passages = doubled(passages)
                    passages[count] = (account, slot, first, end)
                    count += 1
                    free, done = end, True
    return passages[:count]


def pass_through(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield accounts that money leaves almost whole soon after it came, again and again."""
    rows = context.rows
    onward, parts = length(values["onward"]), values["parts"]
    passages = passed_on(rows, onward, context.share(values["passed"]), context.share(1), parts)
    came = rows.in_idx[passages[:, 1]].astype(np.int64)
    purses = context.purse(passages[:, 0], rows.currency[came])
    order = np.argsort(purses, kind="stable")
    _, begins, counts = np.unique(purses[order], return_index=True, return_counts=True)
    for begin, count in zip(begins.tolist(), counts.tolist(), strict=True):
        if count >= values["rounds"]:
            mine = order[begin : begin + count]
            account, money = int(passages[mine[0], 0]), int(rows.currency[came[mine[0]]])
            share = context.share_of_income(came[mine], account, money)
            if share >= Fraction(str(values["share"])):
                left = rows_in_currency(
                    context, [rows.out_idx[a:b] for a, b in passages[mine, 2:].tolist()], money
                )
                first_out = rows.out_idx[passages[mine, 2]].astype(np.int64)
                unproven = context.late(came[mine], first_out)
                measures = {"rounds": count, "share": float(share)}
                yield TypologyHit(
                    (account,), distinct(np.concatenate((came[mine], left))), measures, unproven
                )
