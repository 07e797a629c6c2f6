"""MT940 and MT942: account statements and interim reports of SWIFT, as banks write them.

A statement line (``:61:``) with the details behind it (``:86:``) is a row; its place is its line.
Source: SWIFT Standards MT, category 9 (MT940 and MT942, fields 25, 28C, 60a, 61, 62a, 86, 90);
what banks write into fields 25, 61 and 86 beside it: see :mod:`kg.sources.formats.mt940_details`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.mt940_details import other_side, own_account
from kg.sources.formats.records import RecordList, lines_of
from kg.sources.formats.statements import (
    COLUMNS,
    StatementSum,
    add_entry,
    exact,
    texts,
)
from kg.sources.tables import BLANK_LINE, TITLE_LINE

_TAG = re.compile(r":(?P<tag>[0-9]{2}[A-Z]?|NS):(?P<value>.*)")
_ENDS = re.compile(r"-(?:\}.*|[A-Z]{0,3}\s*)?|:94[02]:\s*")
"""A line that ends a message, or begins the next: no line of a field may begin with a dash."""
_BALANCE = re.compile(r"(?P<mark>[CD])[0-9]{6}(?P<currency>[A-Z]{3})(?P<amount>[0-9,.]{1,18})\s*")
_FLOOR = re.compile(r"(?P<currency>[A-Z]{3})[CD]?[0-9,.]{1,18}\s*")
_COUNTED = re.compile(r"(?P<count>[0-9]{1,9})(?P<currency>[A-Z]{3})(?P<amount>[0-9,.]{1,18})\s*")
_ENTRY = re.compile(
    r"(?P<valued>[0-9]{6})(?P<booked>[0-9]{4}|[ ]{4})?(?P<mark>R?[CD]|E[CD])(?P<funds>[A-Z])?[ ]?"
    r"(?P<amount>[0-9]{1,15}(?:,[0-9]{0,6})?)(?P<type>[A-Z][A-Z0-9 ]{3})?(?P<rest>.*)"
)
_WAYS = {"C": "in", "RD": "in", "D": "out", "RC": "out"}
_CENTURY = 80
"""Two-digit years from here on are of the twentieth century, as SWIFT reads them."""
_HALF_YEAR = 6
_PADDED = re.compile(r"(?P<reference>[^ ]{1,16})[ ]{2,}(?P<name>[^ ].*)")
"""A reference filled up to its sixteen places, and a name behind it, as Rabobank wrote."""
_REFERENCE = 16


@dataclass(slots=True)
class _SwiftField:
    """A field of a message: its tag, its line, its text over one or more lines."""

    tag: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def read_mt940(text: str, where: str, limits: Limits) -> RecordList:
    """Return the statement lines of every message of a text.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes that are read.
    """
    found = RecordList(COLUMNS, limits)
    statement = _SwiftStatement(found)
    for one in _fields(text, found):
        if one.tag in ("20", "end"):
            statement.end()
            statement = _SwiftStatement(found)
        statement.take(one)
    statement.end()
    return found


def _fields(text: str, found: RecordList) -> Iterator[_SwiftField]:
    """Yield the fields in order, and a field ``end`` where a message ends; skip what is between."""
    current: _SwiftField | None = None
    for number, line in enumerate(lines_of(text), 1):
        bare = re.sub(r"^(?:\{[0-9]:[^{}]*(?:\{[^{}]*\}[^{}]*)*\})*\{4:", "", line)
        match = _TAG.match(bare)
        if match:
            if current:
                yield current
            current = _SwiftField(match["tag"], number, [match["value"]])
        elif _ENDS.fullmatch(line):
            if current:
                yield current
            current = None
            yield _SwiftField("end", number)
        elif current:
            current.lines.append(line)
        else:
            found.skip(number, TITLE_LINE if line.strip() else BLANK_LINE)
    if current:
        yield current


class _SwiftStatement:
    """One message while it is read; an entry waits until its details have come."""

    def __init__(self, found: RecordList) -> None:
        self.found = found
        self.own = self.account = self.bank = ""
        self.number = self.reference = self.currency = ""
        self.total = StatementSum()
        self.closing = _SwiftField("", 0)
        self.entry: tuple[_SwiftField, re.Match[str]] | None = None
        self.details: list[str] = []
        self.counted = {"in": (0, Decimal()), "out": (0, Decimal())}
        self.is_over = False

    def take(self, one: _SwiftField) -> None:
        """Take the next field."""
        if one.tag == "86":
            if self.entry:
                self.details.append(one.text)
            return
        if one.tag != "NS":
            self._settle()
        if one.tag == "61":
            self._begin(one)
        elif one.tag in ("25", "25P"):
            self.own = one.lines[0]
            self.bank, self.account = own_account(self.own, self.currency)
        elif one.tag in ("28", "28C"):
            self.number = one.lines[0].strip()
        elif one.tag == "20":
            self.reference = one.lines[0].strip()
        elif one.tag == "34F" and (match := _FLOOR.fullmatch(one.text)):
            self._hold(self.currency or match["currency"])
        elif one.tag in ("60F", "60M", "62F", "62M"):
            self._balance(one)
        elif one.tag in ("90C", "90D"):
            self._count(one)

    def _hold(self, currency: str) -> None:
        """Note the currency; what the account's number ends with may be no more than that."""
        self.currency = currency
        self.bank, self.account = own_account(self.own, currency)

    def _balance(self, one: _SwiftField) -> None:
        match = _BALANCE.fullmatch(one.lines[0])
        amount = exact(match["amount"]) if match else None
        if match is None or amount is None:
            self.found.refuse(one.line, "balance", Message("balance-not-read"), one.text)
            self.total.whole = False
            return
        signed = -amount if match["mark"] == "D" else amount
        if one.tag.startswith("60"):
            self._hold(match["currency"])
            self.total.opening = signed
        elif match["currency"] == self.currency:
            self.total.closing, self.closing = signed, one
        elif self.total.opening is not None:
            what = Message(
                "balances-of-two-currencies", opening=self.currency, closing=match["currency"]
            )
            self.found.refuse(one.line, "balance", what, one.text)

    def _count(self, one: _SwiftField) -> None:
        """Compare what the message says to be its number and sum of one kind of entries."""
        match = _COUNTED.fullmatch(one.lines[0])
        amount = exact(match["amount"]) if match else None
        count, total = self.counted["in" if one.tag == "90C" else "out"]
        if match is None or amount is None or not self.total.whole:
            return
        if (int(match["count"]), amount) != (count, total):
            what = Message(
                "entries-counted-differ",
                told=int(match["count"]),
                total=f"{amount:f}",
                count=count,
                sum=f"{total:f}",
            )
            self.found.refuse(one.line, "balance", what, one.text)

    def _begin(self, one: _SwiftField) -> None:
        match = _ENTRY.fullmatch(one.lines[0])
        if match is None:
            self.total.whole = False
            self.found.refuse(one.line, "entry", Message("statement-line-not-read"), one.text)
        elif match["mark"].startswith("E"):
            state = Message("entry-not-booked", state=match["mark"])
            self.found.skip(one.line, state)
        else:
            self.entry = one, match

    def _settle(self) -> None:
        """Add the entry that waits, now that its details are known."""
        if self.entry is None:
            return
        (one, match), details = self.entry, "\n".join(self.details)
        self.entry, self.details = None, []
        text = f":61:{one.text}" + (f"\n:86:{details}" if details else "")
        cells = self._cells(one, match, details)
        if not self.account:
            self.total.whole = False
            self.found.refuse(one.line, "account", Message("entry-without-account"), text)
            return
        add_entry(self.found, one.line, cells, text, self.total)
        if (amount := exact(cells["amount"])) is not None:
            # a reversal is counted on the side whose entries it takes back
            side = "in" if match["mark"].endswith("C") else "out"
            count, total = self.counted[side]
            self.counted[side] = count + 1, total + amount

    def _cells(self, one: _SwiftField, match: re.Match[str], details: str) -> dict[str, str]:
        customer, _, bank = match["rest"].partition("//")
        supplement = [line.strip() for line in one.lines[1:] if line.strip()]
        padded = _PADDED.fullmatch(customer)
        if padded and padded.start("name") == _REFERENCE:
            customer = padded["reference"]
        valued = _day(match["valued"])
        mark = match["mark"]
        return texts(
            own_account=self.account,
            own_bank=self.bank,
            statement=self.number or self.reference,
            booking_date=_booked(match["valued"], match["booked"] or "") or valued,
            value_date=valued,
            amount=match["amount"].replace(",", ".").rstrip("."),
            currency=self.currency,
            way=_WAYS[mark],
            reversal="yes" if mark.startswith("R") else "",
            mark=mark,
            entry_type=(match["type"] or "").strip(),
            reference="" if customer.strip() == "NONREF" else customer.strip(),
            bank_reference=bank.strip(),
        ) | _with_name(other_side(details, supplement, customer.strip(), self.bank), padded)

    def end(self) -> None:
        """Settle what waits and compare the entries with the balances."""
        self._settle()
        self.total.name = " ".join(filter(None, (self.number or self.reference, self.account)))
        self.total.currency, self.total.place = self.currency, self.closing.line
        self.total.check(self.found, f":{self.closing.tag}:{self.closing.text}")


def _day(digits: str) -> str:
    """Return a day of six digits; one that no calendar has stays for the mapping to refuse."""
    year = int(digits[:2])
    return f"{'19' if year >= _CENTURY else '20'}{digits[:2]}-{digits[2:4]}-{digits[4:6]}"


def _booked(valued: str, booked: str) -> str:
    """Return the booking date, whose year is the one that brings it nearest to the value date."""
    if not booked.strip():
        return ""
    day = _day(valued[:2] + booked)
    year, apart = int(day[:4]), int(booked[:2]) - int(valued[2:4])
    if abs(apart) > _HALF_YEAR:
        year += -1 if apart > 0 else 1
    return f"{year:04d}{day[4:]}"


def _with_name(told: dict[str, str], padded: re.Match[str] | None) -> dict[str, str]:
    """Return what is told of the other side, with the name that stands behind a reference."""
    if padded is None or padded.start("name") != _REFERENCE:
        return told
    return {"counterparty name": padded["name"].strip()} | told
