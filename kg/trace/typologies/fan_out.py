"""Fan-out: an account that pays many others in a short time."""

from __future__ import annotations

from collections.abc import Iterator

from kg.trace.typologies.bursts import fan_hits
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values


def fan_out(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield accounts that pay many others in a short time, far above the usual."""
    yield from fan_hits(context, values, "payees", incoming=False)
