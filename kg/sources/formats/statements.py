"""What all statement formats have in common: the columns of an entry, and balances that must agree.

CAMT, MT940, OFX and QIF tell the same things in four ways; each reader fills these columns, and
``kg/sources/layouts/bank-entries.toml`` says what they mean.

Measured beside it: mt-940 (BSD) puts the statements of all accounts of a file into one and cuts
long details, ofxparse (MIT) brings lxml (12 MB), ofxtools is GPL, quiffen (MIT) brings pydantic,
and none of them says on which line an entry stands. So these readers are kg's own, and tests hold
them to what those libraries read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from kg.messages import Message
from kg.sources.formats.records import RecordList

COLUMNS = (
    "own account", "own bank", "holder", "statement", "booking date", "value date", "amount",
    "currency", "way", "reversal", "mark", "counterparty account", "counterparty bank",
    "counterparty name", "entry type", "reference", "bank reference", "details", "named as own",
    "entries summed",
)  # fmt: skip
"""The columns of an entry.

``way`` is ``out`` or ``in``, as money really moved; ``mark`` is the file's own word for it.
``named as own`` is who the file names on the account's own side, where that is not the account.
``entries summed`` is how many payments an entry stands for that the file does not tell apart.
"""
_AMOUNT = re.compile(r"[+-]?(?:[0-9]{1,15}(?:[.,][0-9]{0,12})?|[.,][0-9]{1,12})")
_DAY = len("2024-05-01")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def exact(text: str) -> Decimal | None:
    """Return an amount with a point or a comma and no thousands, or None for any other text.

    >>> exact("1250,5"), exact("-34.51"), exact("1.250,50")
    (Decimal('1250.5'), Decimal('-34.51'), None)
    """
    plain = text.strip()
    if not _AMOUNT.fullmatch(plain):
        return None
    try:
        return Decimal(plain.replace(",", ".").rstrip("."))
    except InvalidOperation:
        return None


def account_number(text: str) -> str:
    """Return an account's number as it is compared: an IBAN without its blanks.

    >>> account_number("NL26 VAYB 8060 4768 90")
    'NL26VAYB8060476890'
    """
    bare = "".join(text.split())
    return bare.upper() if _IBAN.fullmatch(bare.upper()) else text.strip()


def texts(**cells: str | None) -> dict[str, str]:
    """Return the filled cells of an entry; ``own_account`` is the column "own account"."""
    return {name.replace("_", " "): text for name, text in cells.items() if text}


@dataclass(slots=True)
class StatementSum:
    """The entries of one statement counted against its balances.

    Args:
        name: What the statement is called, with its account.
        currency: The currency of its balances.
        opening: The balance before its entries, None where the file does not say it.
        closing: The balance after them.
        place: Where the closing balance stands.
        whole: Whether every entry could be read; else there is nothing to compare.
    """

    name: str = ""
    currency: str = ""
    opening: Decimal | None = None
    closing: Decimal | None = None
    place: int = 0
    whole: bool = True
    moved: Decimal = field(default_factory=Decimal)

    def add(self, amount: Decimal | None, way: str) -> None:
        """Count an entry; one without an amount or a way makes the sum unknown."""
        if amount is None or way not in ("in", "out"):
            self.whole = False
        else:
            self.moved += amount if way == "in" else -amount

    def check(self, found: RecordList, text: str = "") -> None:
        """Refuse the closing balance where opening and entries do not make it."""
        if self.opening is None or self.closing is None or not self.whole:
            return
        if self.opening + self.moved != self.closing:
            what = Message(
                "closing-balance-differs",
                statement=self.name,
                opening=f"{self.opening:f}",
                moved=f"{self.moved:f}",
                closing=f"{self.closing:f}",
                currency=self.currency,
            )
            found.refuse(self.place, "balance", what, text)


def add_entry(
    found: RecordList, place: int, cells: Mapping[str, str], text: str, total: StatementSum
) -> None:
    """Add an entry to the records, and what it moves to the sum of its statement."""
    amount = exact(cells.get("amount", ""))
    total.add(amount, cells.get("way", ""))
    if len(cells.get("booking date", "")) == _DAY:
        found.warn(Message("days-without-zone"))
    found.add(place, cells, text)
