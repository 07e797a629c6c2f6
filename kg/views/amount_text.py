"""How amounts are written on pictures: exact in full, short beside a line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kg.messages import FALLBACK

_STEPS = {
    "zh": ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")),
    "en": ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K")),
}
_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€"}


def plain(amount: Decimal) -> str:
    """Return an amount exactly, without an exponent or zeros that say nothing.

    >>> plain(Decimal("1E+3")), plain(Decimal("12.500000"))
    ('1000', '12.5')
    """
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def short(amount: Decimal, currency: str, lang: str) -> str:
    """Return an amount as it is said: three figures and a unit.

    >>> short(Decimal("1234567"), "CNY", "zh"), short(Decimal("1234567"), "CNY", "en")
    ('¥123万', '¥1.23M')
    """
    size = abs(amount)
    steps = _STEPS.get(lang, _STEPS[FALLBACK])
    step, unit = next((s for s in steps if size >= s[0]), (Decimal(1), ""))
    value = amount / step
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    figure = plain(round(value, places)) + unit if unit else _grouped(plain(amount))
    sign = _SIGNS.get(currency, "")
    return f"{sign}{figure}" if sign else f"{figure} {currency}".rstrip()


def _grouped(figure: str) -> str:
    whole, dot, part = figure.partition(".")
    return f"{int(whole):,}{dot}{part}" if whole not in ("", "-", "-0") else figure


def shorts(totals: Mapping[str, Decimal], lang: str) -> str:
    """Return totals of several currencies beside each other, in order of the code."""
    return " + ".join(short(totals[code], code, lang) for code in sorted(totals))
