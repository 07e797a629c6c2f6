"""Spray: an account that is paid by one or two and spreads about as much over several."""

from __future__ import annotations

from collections.abc import Iterator

from kg.trace.typologies.detector import SearchContext, TypologyHit, Values
from kg.trace.typologies.gather_rounds import UNBOUNDED, hits_of_rounds


def spray(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield accounts that are paid by one or two and spread about as much over several."""
    yield from hits_of_rounds(
        context, values, 1, values["most_payers"], values["payees"], UNBOUNDED
    )
