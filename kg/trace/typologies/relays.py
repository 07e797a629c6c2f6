"""Money that is gathered at an account and leaves it again: gather-scatter, funnel, spray."""

from __future__ import annotations

import numpy as np

from kg.trace.base import Int64, kernel
from kg.trace.typologies.amounts import Share, lies_between, nothing, of, plus
from kg.trace.typologies.bursts import longer
from kg.trace.typologies.search_rows import Rows


@kernel
def relays(
    rows: Rows,
    gather: int,
    onward: int,
    payers: int,
    most_payers: int,
    payees: int,
    most_payees: int,
    least: Share,
    most: Share,
) -> Int64:
    """Return (account, first in-slot, end in-slot, first out-slot, end out-slot, payers, payees).

    From an incoming row on, rows of its currency that start at most ``gather`` later are gathered
    one by one; what leaves after it until ``onward`` after the last one is held against them. A
    round stands where payers, payees and the share that left lie within their bounds; of the
    rounds from one row the one with most payers and payees is taken, the earliest of equals, and
    the next one begins after its last incoming row.
    """
    src, dst, start, amount = rows.src, rows.dst, rows.start, rows.amount
    currency, ok, stands, out_ptr = rows.currency, rows.ok, rows.stands, rows.out_ptr
    out_idx, in_ptr, in_idx = rows.out_idx, rows.in_ptr, rows.in_idx
    found = np.empty((64, 7), np.int64)
    count = 0
    paid_by = np.full(len(stands), -1, np.int64)
    paid_to = np.full(len(stands), -1, np.int64)
    stamp = 0
    for account in range(len(stands)):
        low, high = in_ptr[account], in_ptr[account + 1]
        first, last = out_ptr[account], out_ptr[account + 1]
        if stands[account] == 0 or high - low < payers or last - first < payees:
            continue
        begin, skip, out_low = low, low, first
        while begin < high:
            here = in_idx[begin]
            if ok[here] == 0 or begin < skip:
                begin += 1
                continue
            while out_low < last and out_idx[out_low] < here:
                out_low += 1
            # too few rows lie near: looked at before any of them is
            if begin + payers > high or out_low + payees > last:
                break
            until = start[here] + gather
            if (
                start[in_idx[begin + payers - 1]] > until
                or start[out_idx[out_low + payees - 1]] > until + onward
            ):
                begin += 1
                continue
            stamp += 1
            money = currency[here]
            came, left = nothing(amount), nothing(amount)
            ins = outs = 0
            out = out_low
            best, best_in, best_out, best_ins, best_outs = 0, 0, 0, 0, 0
            slot = begin
            while slot < high and start[in_idx[slot]] <= until:
                there = in_idx[slot]
                slot += 1
                if ok[there] == 0 or currency[there] != money:
                    continue
                came = plus(came, amount, there)
                if paid_by[src[there]] != stamp:
                    paid_by[src[there]] = stamp
                    ins += 1
                if ins > most_payers:
                    break
                while out < last and start[out_idx[out]] <= start[there] + onward:
                    gone = out_idx[out]
                    out += 1
                    if ok[gone] == 0 or currency[gone] != money:
                        continue
                    left = plus(left, amount, gone)
                    if paid_to[dst[gone]] != stamp:
                        paid_to[dst[gone]] = stamp
                        outs += 1
                if outs > most_payees:
                    break
                if (
                    ins >= payers
                    and outs >= payees
                    and ins + outs > best
                    and lies_between(left, came, least, most)
                ):
                    best, best_in, best_out = ins + outs, slot, out
                    best_ins, best_outs = ins, outs
            if best > 0:
                if count == len(found):
                    found = longer(found)
                found[count] = (account, begin, best_in, out_low, best_out, best_ins, best_outs)
                count += 1
                skip = best_in
            begin += 1
    return found[:count]


@kernel
def passages(rows: Rows, onward: int, least: Share, most: Share, parts: int) -> Int64:
    """Return (account, in-slot, first out-slot, end out-slot) of what came and left at once.

    An incoming row is passed on where consecutive outgoing rows of its currency, at most
    ``parts``, after it and at most ``onward`` later, add up to between ``least`` and ``most`` of
    it; of several such runs the one that ends first, of these the longest, is taken. No row
    leaves twice.
    """
    start, amount, currency, ok = rows.start, rows.amount, rows.currency, rows.ok
    stands, out_ptr, out_idx, in_ptr = rows.stands, rows.out_ptr, rows.out_idx, rows.in_ptr
    in_idx = rows.in_idx
    found = np.empty((64, 4), np.int64)
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
                    if count == len(found):
                        found = longer(found)
                    found[count] = (account, slot, first, end)
                    count += 1
                    free, done = end, True
    return found[:count]
