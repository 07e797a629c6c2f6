"""QIF: what Quicken and many banks export; it names no currency, and often no account.

An entry ends with ``^``; its place is its first line. Splits stay in the entry's details: money
moved once. Source: the description of QIF that Intuit published with Quicken 2004.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.dates import day_first, iso_date
from kg.sources.formats.records import RecordList, lines_of
from kg.sources.formats.statements import (
    COLUMNS,
    StatementSum,
    account_number,
    add_entry,
    exact,
    texts,
)
from kg.sources.tables import BLANK_LINE, TITLE_LINE

_MONEY = ("BANK", "CASH", "CCARD", "OTH A", "OTH L")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{0,6})?")
_GROUPED_BY_POINTS = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{0,6}")
_TWO_AMOUNTS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
"""1.234 may be a thousand, or one and a part."""
_OPENING = "opening balance"
"""The payee of the entry that only says what an account held; its category names the account."""
_OTHER_LIST = Message("qif-list-not-read")


class _QifEntry:
    """The lines of one entry by their letter, each letter's texts in order."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.lines: list[str] = []
        self.said: dict[str, list[str]] = {}

    def take(self, line: str) -> None:
        self.lines.append(line)
        self.said.setdefault(line[0].upper(), []).append(line[1:].strip())

    def first(self, letters: str) -> str:
        return next((self.said[letter][0] for letter in letters if letter in self.said), "")


def read_qif(text: str, where: str, limits: Limits) -> RecordList:
    """Return the entries of every account of a file; lists of classes and the like are skipped.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes that are read.
    """
    found = RecordList(COLUMNS, limits)
    section, account, entry = "", "", None
    entries: list[tuple[str, str, _QifEntry]] = []
    for number, line in enumerate(lines_of(text), 1):
        if not line.strip():
            found.skip(number, BLANK_LINE)
        elif line.startswith("!"):
            found.skip(number, TITLE_LINE)
            if not line.upper().startswith(("!OPTION", "!CLEAR")):
                section, entry = line[1:].strip().upper(), None
        elif line.startswith("^"):
            if entry and section == "ACCOUNT":
                account = entry.first("N") or account
            elif entry and not _is_money(section):
                found.skip(entry.place, _OTHER_LIST)
            elif entry:
                entries.append((account, section, entry))
            entry = None
        else:
            entry = entry or _QifEntry(number)
            entry.take(line)
    if entry and _is_money(section):
        found.refuse(entry.place, "entry", Message("entry-breaks-off"), "\n".join(entry.lines))
    _write(found, entries, where.rpartition("#")[2].rpartition("/")[2])
    return found


def _is_money(section: str) -> bool:
    return section.removeprefix("TYPE:").strip() in _MONEY


def _write(found: RecordList, entries: list[tuple[str, str, _QifEntry]], file: str) -> None:
    """Add the entries, each with its account and the list of the file that it stands in."""
    order = day_first(entry.first("D").replace(" ", "") for *_, entry in entries)
    names: dict[str, str] = {}
    for account, section, entry in entries:
        written = entry.first("TU")
        amount = _amount(written)
        way = "" if amount is None else ("out" if amount < 0 else "in")
        category = entry.first("L")
        other = category[1:-1] if category.startswith("[") and category.endswith("]") else ""
        if entry.first("P").casefold() == _OPENING and other in ("", account or other):
            names[section] = other or names.get(section, "")
            found.skip(entry.place, Message("opening-entry"))
            continue
        if not (account := account or names.get(section, "")):
            account = file
            found.warn(Message("account-called-by-file", file=file))
        splits = [text for letter in "SE$" for text in entry.said.get(letter, ())]
        notes = [entry.first("M"), "" if other else category, *splits]
        cells = texts(
            own_account=account_number(account),
            booking_date=iso_date(entry.first("D").replace(" ", ""), order),
            amount=written if amount is None else f"{abs(amount):f}",
            way=way,
            mark=entry.first("C"),
            counterparty_account=account_number(other) if other != account else "",
            counterparty_name=entry.first("P"),
            reference=entry.first("N"),
            details=" ".join(dict.fromkeys(filter(None, [*notes, *entry.said.get("A", ())]))),
        )
        add_entry(found, entry.place, cells, "\n".join(entry.lines), StatementSum())


def _amount(text: str) -> Decimal | None:
    """Return an amount whose thousands may be marked; what may mean two amounts is none."""
    plain = text.replace(" ", "")
    if _GROUPED.fullmatch(plain):
        # 1,234 may be a thousand, or one and a part: only a point behind it decides
        return exact(plain.replace(",", "")) if "." in plain or plain.count(",") > 1 else None
    if _GROUPED_BY_POINTS.fullmatch(plain):
        return exact(plain.replace(".", ""))
    return None if _TWO_AMOUNTS.fullmatch(plain) else exact(plain)
