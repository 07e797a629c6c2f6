"""Amounts: exact decimals, read by the layout's number form and never through a float."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from typing import Literal

from kg.messages import Message
from kg.model.money import EXACT
from kg.text import narrow
from kg.values.currencies import SYMBOLS, scale
from kg.values.refused import Refused, shown

Form = Literal["grouped", "decimal_comma", "scientific"]

#: Texts that ``CAST(x AS DECIMAL(38, 18))`` reads exactly as :func:`parse_amount` does (RE2).
PLAIN_AMOUNT = r"^-?[0-9]{1,20}(\.[0-9]{1,18})?$"

UNITS = {
    "yuan": 0,
    "one": 0,
    "jiao": -1,
    "fen": -2,
    "fils": -3,
    "qianyuan": 3,
    "wanyuan": 4,
    "lakh": 5,
    "baiwanyuan": 6,
    "crore": 7,
    "yiyuan": 8,
    "micro": -6,
    "sun": -6,
    "satoshi": -8,
    "gwei": -9,
    "wei": -18,
}
#: How numbers are written; the first is the one of a column that does not say.
FORMS = ("grouped", "decimal_comma", "scientific")
_MYRIADS = {"": 0, "千": 3, "万": 4, "萬": 4, "百万": 6, "千万": 7, "亿": 8, "億": 8, "万亿": 12}
_DIGITS = {
    # 12,34,567 is how India writes 1,234,567
    "grouped": re.compile(
        r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?:\.[0-9]+)?"
    ),
    "decimal_comma": re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,[0-9]+)?"),
    "scientific": re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?"),
}
_SHELL = re.compile(
    r"(?P<open>\()?(?P<sign>[+-]?) ?(?P<symbol>[¥$€£₮₪₽₩₫฿₹₱₺\\]?) ?(?P<late>[+-]?)"
    r"(?P<digits>[0-9][0-9.,]*(?:[eE][+-]?[0-9.,]*)?) ?"
    r"(?P<myriad>百万|千万|万亿|[千万萬亿億]?) ?(?P<word>[元圆]?)整?"
    r"(?P<trail>(?:(?<=[.,][0-9]{2})|(?<=[.,][0-9]{4}))[-+]|)(?P<close>\))?"
)
_GROUPS = re.compile(r"(?<=[0-9])[ \u00a0\u2009\u202f'’](?=[0-9]{3}(?![0-9]))")
"""What some countries write between groups of three digits."""
_MINUS = str.maketrans("\u2212\u2012\u2013", "---")
"""Other signs that are printed for a minus."""
_WHOLE_DIGITS, _DECIMALS = 20, 18


def parse_amount(
    text: str, *, unit: str = "yuan", form: Form = "grouped", currency: str = ""
) -> Decimal:
    """Return the amount that the text states, exact, in units of its currency.

    A minus may stand before the number, or behind its decimals. A currency sign that contradicts
    ``currency`` is refused. The sign of the number is kept: what a minus means is the layout's
    word. A cell that says 万 itself is not multiplied by a ``unit`` of its column once more.

    >>> parse_amount("￥50,000"), parse_amount("1.5亿"), parse_amount("１２３", unit="fen")
    (Decimal('50000'), Decimal('150000000'), Decimal('1.23'))
    """
    match = _shell(text)
    if match is None:
        raise Refused("amount", Message("not-an-amount", text=shown(text)))
    _check_signs(match, text)
    _check_currency(match["symbol"] or match["word"], currency, text)
    number = _number(match["digits"], form, text)
    exponent = _exponent(match, unit, text)
    value = _shift(number, exponent, text)
    if unit in ("fen", "fils", "sun", "satoshi", "wei") and number != number.to_integral_value():
        raise Refused("amount", Message("not-whole-in-unit", text=shown(text), unit=unit))
    return -value if _negative(match) and value else value


def _exponent(match: re.Match[str], unit: str, text: str) -> int:
    """Return by how many digits an amount is shifted: a cell's own 万 stands for its column's."""
    own, of_column = match["myriad"], UNITS[unit]
    if own and of_column > 0:
        return _MYRIADS[own]
    if (own or match["word"]) and of_column:
        raise Refused("amount", Message("amount-in-another-unit", text=shown(text), unit=unit))
    return _MYRIADS[own] + of_column


def currency_sign(text: str) -> str:
    """Return the sign of a currency that stands in an amount; nothing where none does.

    >>> currency_sign("￥50,000"), currency_sign("-$1.00"), currency_sign("50元")
    ('¥', '$', '')
    """
    match = _shell(text)
    return match["symbol"] if match else ""


def _shell(text: str) -> re.Match[str] | None:
    return _SHELL.fullmatch(_GROUPS.sub("", narrow(text).translate(_MINUS).strip()))


def _check_signs(match: re.Match[str], text: str) -> None:
    signs = sum(bool(match[name]) for name in ("open", "sign", "late", "trail"))
    if signs > 1 or bool(match["open"]) != bool(match["close"]):
        raise Refused("amount", Message("has-sign-bracket-too", text=shown(text)))


def _negative(match: re.Match[str]) -> bool:
    return bool(match["open"]) or "-" in (match["sign"], match["late"], match["trail"])


def _check_currency(sign: str, currency: str, text: str) -> None:
    if sign and currency and currency not in SYMBOLS[sign]:
        raise Refused("currency", Message("not-in-currency", text=shown(text), currency=currency))


def _number(digits: str, form: Form, text: str) -> Decimal:
    if not _DIGITS[form].fullmatch(digits):
        raise Refused("amount", Message("not-number-form", text=shown(text), form=form))
    plain = digits.replace(".", "").replace(",", ".") if form == "decimal_comma" else digits
    return Decimal(plain.replace(",", ""))


def _shift(number: Decimal, exponent: int, text: str) -> Decimal:
    """Multiply by a power of ten without loss, inside what DECIMAL(38, 18) holds."""
    if not number:
        return Decimal(0)
    too_big = number.adjusted() + exponent >= _WHOLE_DIGITS
    if too_big or _lowest_place(number) + exponent < -_DECIMALS:
        raise Refused("amount", Message("outside-20-and-18-digits", text=shown(text)))
    moved = number.scaleb(exponent, EXACT)
    return moved if _places(moved) <= 0 else Decimal(int(moved))


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _lowest_place(number: Decimal) -> int:
    """Return the exponent of the last digit that is not zero."""
    digits = "".join(map(str, number.as_tuple().digits))
    return _places(number) + len(digits) - len(digits.rstrip("0"))


def to_units(amount: Decimal, currency: str) -> int:
    """Return the amount in the kernel's whole units, or refuse what does not fit exactly.

    >>> to_units(Decimal("12.34"), "CNY")
    1234
    """
    with localcontext(EXACT):
        units = amount.scaleb(scale(currency))
        if units != units.to_integral_value():
            raise Refused(
                "residue", Message("below-smallest-unit", amount=amount, currency=currency)
            )
    return int(units)


def plus(amount: Decimal, other: Decimal) -> Decimal:
    """Return a sum of amounts, every digit of it: Python's own keeps 28.

    >>> plus(Decimal(10**20), Decimal("0.000000000000000001"))
    Decimal('100000000000000000000.000000000000000001')
    """
    return EXACT.add(amount, other)


def format_amount(amount: Decimal, currency: str, lang: str = "zh") -> str:
    """Return the amount as a person reads it; every digit that is not zero is shown.

    >>> format_amount(Decimal("50000"), "CNY"), format_amount(Decimal("50000"), "CNY", "en")
    ('5万元', '50,000.00 CNY')
    """
    if lang != "zh":
        return f"{amount_figure(amount)} {currency}".strip()
    for word, exponent in (("亿", 8), ("万", 4)):
        if abs(amount) >= Decimal(10) ** exponent and _short_in(amount, exponent):
            return f"{amount.scaleb(-exponent, EXACT).normalize(EXACT):f}{word}{_word(currency)}"
    return f"{amount_figure(amount)}{_word(currency)}"


def _short_in(amount: Decimal, exponent: int) -> bool:
    """Say whether two decimals of the bigger unit tell the whole amount."""
    return _lowest_place(amount) >= exponent - 2


def exact_text(amount: Decimal, currency: str) -> str:
    """Return an amount in groups of three with the decimals that it has, and its currency.

    >>> exact_text(Decimal("1234.5"), "CNY")
    '1,234.5 CNY'
    """
    return f"{amount:,f} {currency}"


def amount_figure(amount: Decimal) -> str:
    """Return an amount in groups of three, with two decimals or with all it has if that is more.

    >>> amount_figure(Decimal("1234.5")), amount_figure(Decimal("0.00000001"))
    ('1,234.50', '0.00000001')
    """
    decimals = max(2, -_lowest_place(amount)) if amount else 2
    return f"{amount:,.{decimals}f}"


def _word(currency: str) -> str:
    return "元" if currency == "CNY" else f" {currency}" if currency else ""
