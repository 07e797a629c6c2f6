"""Structuring: several payments just below a limit that are above it together."""

from __future__ import annotations

from collections.abc import Iterator

from kg.trace.typologies.bursts import find_bursts, marked_rows
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values, length

EVERYBODY = 1


def structuring(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield accounts that pay or get several sums just below a limit, together above it."""
    within, rows = length(values["within"]), values["rows"]
    for below, limits in below_limits(values):
        near = context.at_least(below) & ~context.at_least(limits)
        mark = context.marked(near)
        for incoming in (False, True):
            hits = find_bursts(context, mark, incoming, within, EVERYBODY, rows, 0.0)
            for account, begin, end, *_ in hits.tolist():
                members = marked_rows(context, mark, incoming, begin, end)
                yield TypologyHit((account,), members, {"rows": len(members)})


def below_limits(values: Values) -> Iterator[tuple[dict[str, float], dict[str, float]]]:
    """Yield one limit of each currency at a time: from which sum on is near it, and the limit."""
    every = values["limit"]
    for place in range(max(map(len, every.values()), default=0)):
        limits = {c: float(some[place]) for c, some in every.items() if place < len(some)}
        yield {c: limit * (1 - values["below"]) for c, limit in limits.items()}, limits
