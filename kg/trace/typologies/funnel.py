"""Funnel: an account that gathers from several and pays about as much to one or two."""

from __future__ import annotations

from collections.abc import Iterator

from kg.trace.typologies.detector import SearchContext, TypologyHit, Values
from kg.trace.typologies.gather_rounds import UNBOUNDED, hits_of_rounds


def funnel(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield accounts that gather from several and pay about as much to one or two."""
    yield from hits_of_rounds(
        context, values, values["payers"], UNBOUNDED, 1, values["most_payees"]
    )
