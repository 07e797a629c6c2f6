"""How payments are written down: which columns, in which words, figures and dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from facts import Party, Payment
from tables import DAY, MINUTE, SECOND, Row, Told, moment

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LATIN = frozenset({"en", "de", "nl", "fr", "es"})


@dataclass(frozen=True)
class Form:
    """One way of writing a statement.

    ``heads`` gives the header of each column by its role, in the file's order; ``at`` is how a
    whole time is written, ``day`` and ``clock`` its two halves where they stand apart; ``minus``
    says before which amounts a minus stands (``out``, ``in``, or none); ``figure`` is the style of
    numbers and ``unit`` by how many decimal places they are shifted (2: counted in fen, -4: in
    units of 10,000).
    """

    heads: Mapping[str, str]
    lang: str = "zh"
    zone: str = "Asia/Shanghai"
    at: str = "%Y-%m-%d %H:%M:%S"
    day: str = "%Y-%m-%d"
    clock: str = "%H:%M:%S"
    precision: str = SECOND
    figure: str = "plain"
    unit: int = 0
    minus: str = ""
    negative: str = "-{}"
    positive: str = "{}"
    out: str = "出"
    into: str = "进"
    empty: str = ""
    currency: str = "CNY"
    currency_word: str = "人民币"
    own: str = "column"
    extras: Mapping[str, str] = field(default_factory=dict)

    def told(self, payment: Payment) -> Told:
        """Return what a file of this form tells of a payment."""
        own, other = payment.own.number, self._known_by(payment.other, "other")
        source, target = (own, other) if payment.out else (other, own)
        if "payer" in self.heads or "payer_name" in self.heads:
            source = self._known_by(payment.payer, "payer")
            target = self._known_by(payment.payee, "payee")
        at = moment(payment.at, self.zone, self.precision)
        return Told(source, target, at, self.precision, payment.amount, self.currency)

    def _known_by(self, party: Party, role: str) -> str:
        if role in self.heads:
            return party.number
        return self.called(party) if f"{role}_name" in self.heads else "?"

    def called(self, party: Party) -> str:
        """Return the name by which a file of this form knows a party."""
        return party.latin if self.lang in _LATIN else party.name

    def header(self) -> Row:
        return list(self.heads.values())

    def row(self, payment: Payment, number: int = 1) -> Row:
        """Return the cells of one payment; ``number`` counts the rows of the file."""
        return [self.cell(role, payment, number) for role in self.heads]

    def cell(self, role: str, payment: Payment, number: int) -> str:
        made = self._party(role, payment) or self._time(role, payment.at)
        if made or role in ("holder", "own", "other"):
            return made
        money = self._money(role, payment)
        if money is not None:
            return money
        texts = {
            "way": self.out if payment.out else self.into, "memo": payment.memo,
            "currency": self.currency_word, "serial": payment.serial,
        }  # fmt: skip
        return texts.get(role) or self._extra(role, payment, number)

    def _party(self, role: str, payment: Payment) -> str:
        numbers = {
            "own": payment.own, "other": payment.other,
            "payer": payment.payer, "payee": payment.payee,
        }  # fmt: skip
        if role in numbers:
            return numbers[role].number
        name = {"holder": "own"}.get(role, role.removesuffix("_name"))
        return self.called(numbers[name]) if name in numbers and role != name else ""

    def _time(self, role: str, at: datetime) -> str:
        forms = {"time": self.at, "date": self.day, "clock": self.clock}
        return written(at, forms[role]) if role in forms else ""

    def _money(self, role: str, payment: Payment) -> str | None:
        way = "out" if payment.out else "in"
        if role == "balance":
            return figure(self._scaled(payment.balance), self.figure)
        if role == "amount":
            text = figure(self._scaled(payment.amount), self.figure)
            return (self.negative if way == self.minus else self.positive).format(text)
        if role in ("out", "in"):
            text = figure(self._scaled(payment.amount), self.figure)
            comma = "comma" in self.figure  # a program that writes 1,50 writes 0,00
            empty = self.empty.replace(".", ",") if comma else self.empty
            return text if role == way else empty
        return None

    def _scaled(self, amount: Decimal) -> Decimal:
        return amount.scaleb(self.unit)

    def _extra(self, role: str, payment: Payment, number: int) -> str:
        made = {
            "x:branch": "0001号网点" if self.lang == "zh" else "Branch 1",
            "x:teller": "K001", "x:fee": "0.00", "x:available": "0.00",
            "x:kind": "网上银行" if self.lang == "zh" else "Online", "x:rate": "1.0000",
            "x:number": str(number), "x:printed": "2024-06-01 09:00:00",
            "x:value_date": written(payment.at, self.day),
            "x:other_bank": "某某银行" if self.lang == "zh" else "Sample Bank",
        }  # fmt: skip
        return self.extras.get(role, made.get(role, ""))

    def with_(self, **changes: Any) -> Form:
        return replace(self, **changes)

    def facts(self, own: Sequence[Party]) -> dict[str, str]:
        """Return the true answers to what may be asked of a file of this form."""
        known = {
            "zone": self.zone, "currency": self.currency, "unit": str(-self.unit),
            "out": self.out, "in": self.into, "figure": self.figure,
        }  # fmt: skip
        if len(own) == 1:
            known |= {"account": own[0].number, "holder": self.called(own[0])}
        if self.minus:
            known["sign"] = f"{self.minus}=minus"
        dates = f"{self.at} {self.day}"
        if dates.startswith("%d") or " %d" in dates:
            known["dates"] = "day-first"
        elif dates.startswith("%m") or " %m" in dates:
            known["dates"] = "month-first"
        return known | {f"column:{head}": role for role, head in self.heads.items()}


def written(at: datetime, form: str) -> str:
    """Return a time in a form: letters as strftime has them, and some that it has not.

    ``%k`` is the month in three English letters, ``%e``, ``%o`` and ``%q`` day, month and hour
    without a leading zero, ``%R`` the year of the Republic (Taiwan), ``%B`` the Buddhist year,
    ``%s`` and ``%n`` seconds and milliseconds since 1970 of a clock in Shanghai.
    """
    since = moment(at, "Asia/Shanghai") // 1_000_000
    special = {
        "%k": _MONTHS[at.month - 1], "%e": str(at.day), "%o": str(at.month), "%q": str(at.hour),
        "%R": str(at.year - 1911), "%B": str(at.year + 543), "%s": str(since),
        "%n": f"{since}000", "%u": "上午" if at.hour < 12 else "下午",
        "%h": str((at.hour - 1) % 12 + 1), "%a": "AM" if at.hour < 12 else "PM",
    }  # fmt: skip
    for letters, text in special.items():
        form = form.replace(letters, text)
    return at.strftime(form)


def precision_of(form: str) -> str:
    """Return how finely a written time is known."""
    if any(letters in form for letters in ("%S", "%s", "%n", "%T")):
        return SECOND
    return MINUTE if "%M" in form else DAY


def figure(amount: Decimal, style: str) -> str:
    """Return a number in a style of writing.

    >>> [figure(Decimal("1234.5"), s) for s in ("grouped", "dot_comma", "yen")]
    ['1,234.50', '1.234,50', '￥1,234.50']
    """
    decimals = max(2, -int(amount.normalize().as_tuple().exponent))
    plain, grouped = f"{amount:.{decimals}f}", f"{amount:,.{decimals}f}"
    swapped = grouped.translate(str.maketrans(",.", ".,"))
    styles = {
        "plain": plain, "grouped": grouped, "dot_comma": swapped,
        "comma": plain.replace(".", ","), "space_comma": swapped.replace(".", " "),
        "nbsp_comma": swapped.replace(".", "\u00a0"), "apostrophe": grouped.replace(",", "'"),
        "indian": _indian(plain), "yen": f"￥{grouped}", "yuan": f"{grouped}元",
        "wide": plain.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.-"}),
        "dollar": f"${grouped}", "euro": f"€{grouped}", "code": f"USD {grouped}",
        "code_late": f"{grouped} HKD", "hk": f"HK${grouped}",
        "whole": f"{amount:.0f}", "dots": f"{amount:,.0f}".replace(",", "."),
        "wan": f"{(amount / 10_000).normalize():f}万", "four": f"{amount:.4f}",
    }  # fmt: skip
    return styles[style]


def _indian(plain: str) -> str:
    whole, cents = plain.split(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(0, n - 2) : n] for n in range(len(head), 0, -2)][::-1]
    return f"{sign}{','.join([*pairs, tail])}.{cents}"
