"""Ways through several accounts: money split and joined again, and money that comes back."""

from __future__ import annotations

import numpy as np

from kg.trace.base import Int16, Int32, Int64, kernel
from kg.trace.typologies.amounts import LOOSE, Amounts, Share, lies_between, of, power, rough
from kg.trace.typologies.bursts import longer
from kg.trace.typologies.search_rows import Rows


@kernel
def after(idx: Int32, low: int, high: int, row: int) -> int:
    """Return the first slot of ``idx[low:high]`` whose row stands after this one."""
    while low < high:
        middle = (low + high) // 2
        if idx[middle] <= row:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def relayed(rows: Rows, others: int, onward: int, least: Share, most: Share, ceiling: int) -> Int64:
    """Return (payer, last payee, first row, second row) of money that one account passed on.

    Only payers with at least ``others`` payments and payees with as many are looked at. At most
    ``ceiling`` are returned; where there are more, one more than that.
    """
    src, dst, start, amount = rows.src, rows.dst, rows.start, rows.amount
    currency, ok, stands = rows.currency, rows.ok, rows.stands
    out_ptr, out_idx, in_ptr, in_idx = rows.out_ptr, rows.out_idx, rows.in_ptr, rows.in_idx
    found = np.empty((64, 4), np.int64)
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
                if count == len(found):
                    found = longer(found)
                found[count, 0], found[count, 1] = source, target
                found[count, 2], found[count, 3] = here, there
                count += 1
                if count > ceiling:
                    return found[:count]
    return found[:count]


@kernel
def joined(rows: Rows, ways: Int64, within: int, others: int) -> Int64:
    """Return (first way, end way, most accounts between) where many ways join one pair.

    ``ways`` is sorted by pair, then by first row. The window of a way holds the ways of its pair
    that begin at most ``within`` after it; windows that overlap are one.
    """
    dst, start, stands = rows.dst, rows.start, rows.stands
    found = np.empty((64, 3), np.int64)
    count = 0
    seen = np.zeros(len(stands), np.int32)
    begin = 0
    while begin < len(ways):
        stop = begin
        while (
            stop < len(ways) and ways[stop, 0] == ways[begin, 0] and ways[stop, 1] == ways[begin, 1]
        ):
            stop += 1
        end, distinct, open_end = begin, 0, begin
        for at in range(begin, stop):
            until = start[ways[at, 2]] + within
            while end < stop and start[ways[end, 2]] <= until:
                between = dst[ways[end, 2]]
                seen[between] += 1
                distinct += seen[between] == 1
                end += 1
            if distinct >= others:
                if at >= open_end:
                    if count == len(found):
                        found = longer(found)
                    found[count] = (at, end, distinct)
                    count += 1
                found[count - 1, 1] = end
                found[count - 1, 2] = max(found[count - 1, 2], distinct)
                open_end = end
            between = dst[ways[at, 2]]
            seen[between] -= 1
            distinct -= seen[between] == 0
        begin = stop
    return found[:count]


@kernel
def returns(
    in_idx: Int32, low: int, high: int, start: Int64, amount: Amounts, currency: Int16, first: int,
    within: int, least: float, most: float,
) -> bool:  # fmt: skip
    """Say whether so much comes in within that time after a row, by these in-slots of its payer."""
    for slot in range(after(in_idx, low, high, first), high):
        there = in_idx[slot]
        if start[there] > start[first] + within:
            return False
        if currency[there] == currency[first] and least <= rough(amount, there) <= most:
            return True
    return False


@kernel
def circles(
    rows: Rows, onward: int, within: int, shortest: int, longest: int, least: Share, most: Share,
    ceiling: int,
) -> tuple[Int64, bool]:  # fmt: skip
    """Return the rows of each way back to its first payer, padded with -1; and whether it was cut.

    Each row stands after the one before, starts at most ``onward`` later, at most ``within`` after
    the first, and carries between ``least`` and ``most`` of it; no account comes twice. The search
    looks at no more than ``ceiling`` rows.
    """
    src, dst, start, amount = rows.src, rows.dst, rows.start, rows.amount
    currency, ok, stands = rows.currency, rows.ok, rows.stands
    out_ptr, out_idx, in_ptr, in_idx = rows.out_ptr, rows.out_idx, rows.in_ptr, rows.in_idx
    found = np.full((64, longest), -1, np.int64)
    count, looked = 0, 0
    path, slots = np.empty(longest, np.int64), np.empty(longest, np.int64)
    smallest = power(least, longest - 1) * (1 - LOOSE)
    largest = power(most, longest - 1) * (1 + LOOSE)
    for first in range(len(src)):
        home, next_one = src[first], dst[first]
        if ok[first] == 0 or stands[home] == 0 or stands[next_one] == 0:
            continue
        low, high = rough(amount, first) * smallest, rough(amount, first) * largest
        begin, end = in_ptr[home], in_ptr[home + 1]
        if not returns(in_idx, begin, end, start, amount, currency, first, within, low, high):
            continue
        path[0], depth = first, 0
        slots[0] = after(out_idx, out_ptr[next_one], out_ptr[next_one + 1], first)
        while depth >= 0:
            here, slot = path[depth], slots[depth]
            if slot >= out_ptr[dst[here] + 1]:
                depth -= 1
                continue
            there = out_idx[slot]
            slots[depth] += 1
            looked += 1
            if looked > ceiling:
                return found[:count], True
            if start[there] > min(start[here] + onward, start[first] + within):
                depth -= 1
                continue
            if not lies_between(of(amount, there), of(amount, here), least, most):
                continue
            if ok[there] == 0 or currency[there] != currency[here]:
                continue
            target = dst[there]
            if target == home:
                if depth + 2 >= shortest:
                    if count == len(found):
                        found = longer(found)
                    found[count] = -1
                    found[count, : depth + 1] = path[: depth + 1]
                    found[count, depth + 1] = there
                    count += 1
                continue
            if depth + 2 >= longest or stands[target] == 0:
                continue
            met = False
            for earlier in range(depth + 1):
                met |= src[path[earlier]] == target or dst[path[earlier]] == target
            if not met:
                depth += 1
                path[depth] = there
                slots[depth] = after(out_idx, out_ptr[target], out_ptr[target + 1], there)
    return found[:count], False
