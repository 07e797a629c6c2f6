"""Many payments of one account at once: fan-in, fan-out, structuring, round sums."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kg.trace.base import Int8, Int64
from kg.trace.typologies.bursts import bursts
from kg.trace.typologies.detector import Ground, Hit, Values, length

EVERYBODY = 1


def fan_in(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield accounts that many others pay in a short time, far above the usual."""
    yield from _fan(ground, values, "payers", incoming=True)


def fan_out(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield accounts that pay many others in a short time, far above the usual."""
    yield from _fan(ground, values, "payees", incoming=False)


def _fan(ground: Ground, values: Values, others: str, *, incoming: bool) -> Iterator[Hit]:
    within, least = length(values["within"]), values[others]
    found = _bursts(ground, ground.rows.ok, incoming, within, least, least, values["times"])
    for account, begin, end, most, inside, marked in found.tolist():
        usual = (marked - inside) * within / max(ground.whole - within, within)
        measures = {others: most, "times": most / (1 + usual)}
        yield Hit((account,), _slots(ground, ground.rows.ok, incoming, begin, end), measures)


def structuring(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield accounts that pay or get several sums just below a limit, together above it."""
    within, rows = length(values["within"]), values["rows"]
    for limits in _limits(values["limit"]):
        below = {currency: limit * (1 - values["below"]) for currency, limit in limits.items()}
        near = ground.at_least(below) & ~ground.at_least(limits)
        mark = ground.marked(near)
        for incoming in (False, True):
            found = _bursts(ground, mark, incoming, within, EVERYBODY, rows, 0.0)
            for account, begin, end, *_ in found.tolist():
                members = _slots(ground, mark, incoming, begin, end)
                yield Hit((account,), members, {"rows": len(members)})


def _limits(limits: Values) -> Iterator[dict[str, float]]:
    """Yield one limit of each currency at a time."""
    for place in range(max(map(len, limits.values()), default=0)):
        yield {c: float(some[place]) for c, some in limits.items() if place < len(some)}


def round_amounts(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield accounts of which nearly all that several others pay in is round."""
    rows, within = ground.rows, length(values["within"])
    mark = ground.marked(ground.multiples(values["unit"]))
    found = _bursts(ground, mark, True, within, values["payers"], values["rows"], 0.0)
    for account, begin, end, payers, *_ in found.tolist():
        members = _slots(ground, mark, True, begin, end)
        among = _slots(ground, rows.ok, True, begin, end)
        share = len(members) / int((among <= members[-1]).sum())
        if share >= values["share"]:
            yield Hit((account,), members, {"payers": payers, "rows": len(members)})


def _bursts(
    ground: Ground, mark: Int8, incoming: bool, within: int, others: int, rows: int, times: float
) -> Int64:
    table = ground.rows
    if incoming:
        mine, other, ptr, idx = table.dst, table.src, table.in_ptr, table.in_idx
    else:
        mine, other, ptr, idx = table.src, table.dst, table.out_ptr, table.out_idx
    counts = np.bincount(mine[np.flatnonzero(mark)], minlength=len(table.stands))
    limits = (within, others, rows, float(times), ground.whole)
    found: Int64 = bursts(table.start, other, mark, table.stands, ptr, idx, counts, *limits)
    return found


def _slots(ground: Ground, mark: Int8, incoming: bool, begin: int, end: int) -> Int64:
    """Return the marked rows of a run of slots."""
    idx = ground.rows.in_idx if incoming else ground.rows.out_idx
    rows = idx[begin:end].astype(np.int64)
    chosen: Int64 = rows[mark[rows] != 0]
    return chosen
