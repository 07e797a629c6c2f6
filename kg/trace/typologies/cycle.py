"""Cycle: money that comes back to its first payer through other accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from kg.ledger.account_flows import distinct
from kg.trace.base import Int16, Int32, Int64, kernel
from kg.trace.typologies.amounts import LOOSE, Amounts, Share, lies_between, of, power, rough
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values, length
from kg.trace.typologies.result_table import doubled
from kg.trace.typologies.search_rows import SearchRows


@kernel
def first_slot_after(idx: Int32, low: int, high: int, row: int) -> int:
    """Return the first slot of ``idx[low:high]`` whose row stands after this one."""
    while low < high:
        middle = (low + high) // 2
        if idx[middle] <= row:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def comes_back(
    in_idx: Int32, low: int, high: int, start: Int64, amount: Amounts, currency: Int16, first: int,
    within: int, least: float, most: float,
) -> bool:  # fmt: skip
    """Say whether so much comes in within that time after a row, by these in-slots of its payer."""
    for slot in range(first_slot_after(in_idx, low, high, first), high):
        there = in_idx[slot]
        if start[there] > start[first] + within:
            return False
        if currency[there] == currency[first] and least <= rough(amount, there) <= most:
            return True
    return False


@kernel
def cycle_paths(
    rows: SearchRows, onward: int, within: int, shortest: int, longest: int, least: Share,
    most: Share, ceiling: int,
) -> tuple[Int64, bool]:  # fmt: skip
    """Return the rows of each path back to its first payer, padded with -1; and whether it was cut.

    Each row stands after the one before, starts at most ``onward`` later, at most ``within`` after
    the first, and carries between ``least`` and ``most`` of it; no account comes twice. The search
    looks at no more than ``ceiling`` rows.
    """
    src, dst, start, amount = rows.src, rows.dst, rows.start, rows.amount
    currency, ok, stands = rows.currency, rows.ok, rows.stands
    out_ptr, out_idx, in_ptr, in_idx = rows.out_ptr, rows.out_idx, rows.in_ptr, rows.in_idx
    paths = np.full((64, longest), -1, np.int64)
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
        if not comes_back(in_idx, begin, end, start, amount, currency, first, within, low, high):
            continue
        path[0], depth = first, 0
        slots[0] = first_slot_after(out_idx, out_ptr[next_one], out_ptr[next_one + 1], first)
        while depth >= 0:
            here, slot = path[depth], slots[depth]
            if slot >= out_ptr[dst[here] + 1]:
                depth -= 1
                continue
            there = out_idx[slot]
            slots[depth] += 1
            looked += 1
            if looked > ceiling:
                return paths[:count], True
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
                    if count == len(paths):
                        paths = doubled(paths)
                    paths[count] = -1
                    paths[count, : depth + 1] = path[: depth + 1]
                    paths[count, depth + 1] = there
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
                slots[depth] = first_slot_after(
                    out_idx, out_ptr[target], out_ptr[target + 1], there
                )
    return paths[:count], False


SECOND = 1_000_000


def cycle(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield sets of accounts through which money came back, with every such path."""
    onward, within = length(values["onward"]), length(values["within"])
    hops = values["hops"], values["most_hops"]
    bounds = context.share(values["passed"]), context.share(1)
    cycles, cut = cycle_paths(context.rows, onward, within, *hops, *bounds, context.steps)
    if cut:
        context.cut.add("cycle")
    rounds = defaultdict(list)
    for line in cycles:
        rows = line[line >= 0]
        rounds[frozenset(context.rows.src[rows].tolist())].append(rows)
    for paths in rounds.values():
        yield _cycle_hit(context, paths)


def _cycle_hit(context: SearchContext, paths: list[np.ndarray]) -> TypologyHit:
    start = context.rows.start
    quickest = min(int(start[path[-1]] - start[path[0]]) for path in paths)
    unproven = sum(context.late(path[:-1], path[1:]) for path in paths)
    home = int(context.rows.src[paths[0][0]])
    members = distinct(np.concatenate(paths))
    return TypologyHit((home,), members, {"within": quickest / SECOND}, unproven)
