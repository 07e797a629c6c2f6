"""Ways through several accounts: money split and joined again, and money that comes back."""

from __future__ import annotations

import numpy as np

from kg.trace.base import Int64, kernel
from kg.trace.typologies.bursts import longer
from kg.trace.typologies.rows import Rows


@kernel
def follows(rows: Rows, here: int, slot: int, least: float, most: float) -> bool:
    """Say whether the row at an out-slot passes on about as much as this row brought."""
    there = rows.out_idx[slot]
    return bool(
        rows.ok[there] != 0
        and rows.currency[there] == rows.currency[here]
        and least * rows.amount[here] <= rows.amount[there] <= most * rows.amount[here]
    )


@kernel
def next_slot(rows: Rows, here: int) -> int:
    """Return the first out-slot of the payee that stands after this row."""
    low, high = rows.out_ptr[rows.dst[here]], rows.out_ptr[rows.dst[here] + 1]
    while low < high:
        middle = (low + high) // 2
        if rows.out_idx[middle] <= here:
            low = middle + 1
        else:
            high = middle
    return int(low)


@kernel
def relayed(rows: Rows, others: int, onward: int, least: float, most: float, ceiling: int) -> Int64:
    """Return (payer, last payee, first row, second row) of money that one account passed on.

    Only payers with at least ``others`` payments and payees with as many are looked at. At most
    ``ceiling`` are returned; where there are more, one more than that.
    """
    found = np.empty((64, 4), np.int64)
    count = 0
    size = len(rows.stands)
    spreads, gathers = np.zeros(size, np.int8), np.zeros(size, np.int8)
    for account in range(size):
        if rows.stands[account] != 0:
            spreads[account] = rows.out_ptr[account + 1] - rows.out_ptr[account] >= others
            gathers[account] = rows.in_ptr[account + 1] - rows.in_ptr[account] >= others
    for between in range(size):
        first, last = rows.out_ptr[between], rows.out_ptr[between + 1]
        if rows.stands[between] == 0 or first == last:
            continue
        for came in range(rows.in_ptr[between], rows.in_ptr[between + 1]):
            here = rows.in_idx[came]
            source = rows.src[here]
            if rows.ok[here] == 0 or spreads[source] == 0:
                continue
            while first < last and rows.out_idx[first] <= here:
                first += 1
            slot = first
            while slot < last and rows.start[rows.out_idx[slot]] <= rows.start[here] + onward:
                target = rows.dst[rows.out_idx[slot]]
                if (
                    target != source
                    and gathers[target] != 0
                    and follows(rows, here, slot, least, most)
                ):
                    if count == len(found):
                        found = longer(found)
                    found[count, 0], found[count, 1] = source, target
                    found[count, 2], found[count, 3] = here, rows.out_idx[slot]
                    count += 1
                    if count > ceiling:
                        return found[:count]
                slot += 1
    return found[:count]


@kernel
def joined(rows: Rows, ways: Int64, within: int, others: int) -> Int64:
    """Return (first way, end way, most accounts between) where many ways join one pair.

    ``ways`` is sorted by pair, then by first row. The window of a way holds the ways of its pair
    that begin at most ``within`` after it; windows that overlap are one.
    """
    found = np.empty((64, 3), np.int64)
    count = 0
    seen = np.zeros(len(rows.stands), np.int32)
    begin = 0
    while begin < len(ways):
        stop = begin
        while (
            stop < len(ways) and ways[stop, 0] == ways[begin, 0] and ways[stop, 1] == ways[begin, 1]
        ):
            stop += 1
        end, distinct, open_end = begin, 0, begin
        for at in range(begin, stop):
            until = rows.start[ways[at, 2]] + within
            while end < stop and rows.start[ways[end, 2]] <= until:
                between = rows.dst[ways[end, 2]]
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
            between = rows.dst[ways[at, 2]]
            seen[between] -= 1
            distinct -= seen[between] == 0
        begin = stop
    return found[:count]


@kernel
def returns(rows: Rows, first: int, within: int, least: float, most: float) -> bool:
    """Say whether the payer of a row gets so much within that time at all."""
    home = rows.src[first]
    low, high = rows.in_ptr[home], rows.in_ptr[home + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if rows.in_idx[middle] <= first:
            low = middle + 1
        else:
            high = middle
    while low < end:
        there = rows.in_idx[low]
        if rows.start[there] > rows.start[first] + within:
            return False
        if rows.currency[there] == rows.currency[first] and least <= rows.amount[there] <= most:
            return True
        low += 1
    return False


@kernel
def circles(
    rows: Rows, onward: int, within: int, shortest: int, longest: int, least: float, most: float,
    ceiling: int,
) -> tuple[Int64, bool]:  # fmt: skip
    """Return the rows of each way back to its first payer, padded with -1; and whether it was cut.

    Each row stands after the one before, starts at most ``onward`` later, at most ``within`` after
    the first, and carries between ``least`` and ``most`` of it; no account comes twice. The search
    looks at no more than ``ceiling`` rows.
    """
    found = np.full((64, longest), -1, np.int64)
    count, looked = 0, 0
    path = np.empty(longest, np.int64)
    slots = np.empty(longest, np.int64)
    for first in range(len(rows.src)):
        home = rows.src[first]
        if rows.ok[first] == 0 or rows.stands[home] == 0 or rows.stands[rows.dst[first]] == 0:
            continue
        smallest = rows.amount[first] * least ** (longest - 1)
        if not returns(rows, first, within, smallest, rows.amount[first] * most ** (longest - 1)):
            continue
        path[0], slots[0], depth = first, next_slot(rows, first), 0
        while depth >= 0:
            here = path[depth]
            slot = slots[depth]
            if slot >= rows.out_ptr[rows.dst[here] + 1]:
                depth -= 1
                continue
            there = rows.out_idx[slot]
            slots[depth] += 1
            looked += 1
            if looked > ceiling:
                return found[:count], True
            until = min(rows.start[here] + onward, rows.start[first] + within)
            if rows.start[there] > until:
                depth -= 1
                continue
            if not follows(rows, here, slot, least, most):
                continue
            target = rows.dst[there]
            if target == home:
                if depth + 2 >= shortest:
                    if count == len(found):
                        found = longer(found)
                    found[count] = -1
                    found[count, : depth + 1] = path[: depth + 1]
                    found[count, depth + 1] = there
                    count += 1
                continue
            if depth + 2 >= longest or rows.stands[target] == 0:
                continue
            met = False
            for earlier in range(depth + 1):
                met |= rows.src[path[earlier]] == target or rows.dst[path[earlier]] == target
            if not met:
                depth += 1
                path[depth] = there
                slots[depth] = next_slot(rows, there)
    return found[:count], False
