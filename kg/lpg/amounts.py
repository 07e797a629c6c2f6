"""Amounts in a property graph, which knows no decimals.

Floats are for reading, texts are exact, whole units can be summed exactly: a unit is a millionth,
or finer where the currency is counted finer.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, Overflow
from functools import lru_cache
from math import isfinite

from kg.rdf.terms import decimal_text
from kg.values.currencies import SCALES

COARSEST = 6
LARGEST = (1 << 63) - 1


@lru_cache(maxsize=256)
def unit_digits(currency: str) -> int:
    """Return how many decimals a currency's unit stands for.

    >>> unit_digits("CNY"), unit_digits("BTC")
    (6, 8)
    """
    return max(SCALES.get(currency, 0), COARSEST)


def amount_properties(amount: Decimal, currency: str) -> Iterator[tuple[str, float | int | str]]:
    """Yield the properties of an amount; units are left out if it is no whole number of them."""
    exact, read = decimal_text(amount), readable(amount)
    if read is not None:
        yield "amount", read
    yield "amountExact", exact
    units = units_of(exact, unit_digits(currency))
    if units is not None:
        yield "amountUnits", units
        yield "unitDigits", unit_digits(currency)


def units_of(exact: str, digits: int) -> int | None:
    """Return a plain decimal text as whole units, or nothing where it is none of 64 bits.

    >>> units_of("-1.5", 6), units_of("0.0000001", 6)
    (-1500000, None)
    """
    whole, _, rest = exact.partition(".")
    if len(rest) > digits or len(whole) > len(str(LARGEST)):
        return None
    units = int(whole + rest.ljust(digits, "0"))
    return units if abs(units) <= LARGEST else None


def readable(amount: Decimal) -> float | None:
    """Return the nearest float, or nothing where there is none."""
    try:
        near = float(amount)
    except Overflow:
        return None
    return near if isfinite(near) else None
