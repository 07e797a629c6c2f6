"""Fan-in: an account that many others pay in a short time."""

from __future__ import annotations

from collections.abc import Iterator

from kg.trace.typologies.bursts import fan_hits
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values


def fan_in(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield accounts that many others pay in a short time, far above the usual."""
    yield from fan_hits(context, values, "payers", incoming=True)
