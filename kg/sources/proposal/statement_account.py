"""Whose statement a table is: by a column of own numbers, a title, the file's name, or an answer.

Not every column under such a header holds it: a number that changes where the account does not, or
differs from that in the titles, is the other side's, and so may be an address that coins went to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kg.messages import Message
from kg.sources.detect_layout import is_same_number, plain_header
from kg.sources.proposal.cell_forms import (
    MOSTLY,
    directions_of,
    has_check_digits,
    is_number,
    money_of,
    some_of,
)
from kg.sources.proposal.column_roles import TableColumn, currency_of
from kg.sources.proposal.moved_amounts import MovedAmounts
from kg.sources.proposal.own_account import OwnAccount, own_account, told_by_titles
from kg.sources.proposal.party_entries import party_entry
from kg.sources.proposal.table_draft import TableDraft

_BARE_NUMBER = re.compile(
    r"#?(iban|account(number|no\.?)?|kontonummer|kontonr\.?|numer ?konta|卡号|账号|帐号|账户)"
    r"(/(iban|kontonummer|kontonr\.?))?"
)
"""Headers that do not say whether the number is the statement's own or the other side's."""
_SAYS_OWN = re.compile(r"(?i)本方|我方|己方|主体|查询|own\b|my\b")
"""How a header begins whose numbers are the statement's own, though they change."""
_BARE_ADDRESS = re.compile(r"(?i)(^|/)(wallet.?)?address$|^(钱包)?地址$")
"""Headers of an address that do not say whether it is the wallet's own or the receiver's."""


def take_own_account(draft: TableDraft) -> dict[str, Any]:
    """Find whose statement it is, and return the party and the columns of a layout that name it.

    Returns:
        The tables of a layout: ``parties`` with the ``own`` one, ``columns`` that are read from
        above the table, and in ``top`` what a layout says as a whole.

    Raises:
        LayoutError: The account that was answered does not end as the file says that its own does.
    """
    _take_unchanging_number(draft)
    carried = _told_once_a_block(draft)
    columns = [c for c in draft.all_of("own") if c.filled >= MOSTLY or c is carried]
    columns = _that_never_change(draft, columns)
    columns = _that_titles_bear_out(draft, columns)
    whole = [c for c in columns if c.party and not c.party.tail]
    for column in [c for c in draft.all_of("own") if c not in whole]:
        column.role = "other"
    if whole:
        told = _told_by_column(draft, whole)
        return {**told, "top": {"carry": ["own"]}} if draft.of("own") is carried else told
    tails = (c.cells[0] for c in columns if c.party and c.party.tail)
    return _told_elsewhere(draft, next(tails, "").strip("'\"` "))


def _take_unchanging_number(draft: TableDraft) -> None:
    """Take for the own account a number that is in each row, while the others' names change.

    Only one that its check digits bear out, under a header of which nothing is known.
    """
    others = draft.filled("counter", "counter_name", "name", "source_name", "target_name")
    if draft.all_of("own") or not any(len(set(column.cells)) > 1 for column in others):
        return
    found = [
        column
        for column in draft.filled("other")
        if column.ground == "unused" and column.filled == 1 and len(set(column.cells)) == 1
        if column.party and column.party.sort in ("bank", "wallet")
        if has_check_digits(column.cells[0])
    ]
    if len(found) == 1:
        found[0].role, found[0].ground = "own", "cells"


def _told_once_a_block(draft: TableDraft) -> TableColumn | None:
    """Return the column of own numbers of which each stands once, above blanks that mean the same.

    So merged cells come out of a workbook. Another column must name the other side.
    """
    if not draft.filled("counter", "counter_name"):
        return None
    for column in draft.all_of("own"):
        first = next(iter(draft.sample.rows), ())
        whole = column.party is not None and column.party.sort != "name" and not column.party.tail
        if whole and column.filled < MOSTLY and first and first[column.place].strip():
            return column
    return None


def _told_by_column(draft: TableDraft, numbers: Sequence[TableColumn]) -> dict[str, Any]:
    """Take the first of some columns of own numbers, rather one of cards, for the own account."""
    best = min(numbers, key=lambda c: (not _is_card_header(c.header), c.place))
    for column in numbers:
        column.role = "own" if column is best else "other"
    _bare_number_is_of_the_other(draft, best, numbers)
    draft.own = OwnAccount(best.cells[0].strip("'`\"") if len(set(best.cells)) == 1 else "")
    parties = {"own": party_entry(draft, best, "own", "holder")}
    return {"columns": _told_above(draft), "parties": parties}


def _told_elsewhere(draft: TableDraft, tail: str) -> dict[str, Any]:
    """Take the own account from the titles or the file's name; what neither tells is asked.

    Args:
        draft: The table.
        tail: The last digits of the account, if a column tells them.

    Raises:
        LayoutError: The account that was answered does not end so.
    """
    _check_tail(draft, tail)
    draft.own = own_account(draft.sample, draft.answers.account)
    if not draft.own.number:
        draft.ask_account(
            Message("own-ends-in", tail=tail) if tail.isdigit() else Message("own-not-said")
        )
    is_account = not draft.own.number or is_number(draft.own.number)
    about: dict[str, Any] = {
        "names": [], "type": "account" if is_account else "user", "given": "account",
        **draft.own.told_by,
    }  # fmt: skip
    columns: dict[str, Any] = {"own": about, **_told_above(draft)}
    values = {"accountNumber" if is_account else "platformNumber": "own"}
    if "holder" in columns or draft.of("holder"):
        values["name"] = "holder"
    kind = "BankAccount" if is_account else "PaymentAccount"
    party = {"kind": kind, "id": [["", "$own"]], "values": values}
    return {"top": {"one_of": [["own"]]}, "columns": columns, "parties": {"own": party}}


def _told_above(draft: TableDraft) -> dict[str, Any]:
    """Return the columns of a layout that take holder and currency from the title lines."""
    told: dict[str, Any] = {}
    for what, kind in (("holder", "name"), ("currency", "currency")):
        piece, pattern = told_by_titles(draft.sample, what)
        usable = piece and draft.of(what) is None
        if usable and (what == "holder" or currency_of(piece)):
            told[what] = {"names": [], "type": kind, "head": pattern}
    return told


def _check_tail(draft: TableDraft, tail: str) -> None:
    """Refuse an account that does not end as the file says that its own does."""
    account = draft.answers.account.strip()
    if tail and account and not account.endswith(tail):
        raise draft.refusal(Message("own-ends-otherwise", account=account, tail=tail))


# -- numbers that are not the own one ----------------------------------------------------------


def _that_never_change(draft: TableDraft, columns: list[TableColumn]) -> list[TableColumn]:
    """Return the columns that may be the own account: one account has one number."""
    if not MovedAmounts(draft).balance_runs_on():
        return columns
    for column in columns:
        if len(set(column.cells)) > 1 and not _SAYS_OWN.match(column.header.strip()):
            column.role = "counter" if draft.of("counter") is None else "other"
    return [column for column in columns if column.role == "own"]


def _that_titles_bear_out(draft: TableDraft, columns: list[TableColumn]) -> list[TableColumn]:
    """Return the columns of own accounts: not one whose numbers differ from that in the titles.

    Where no column names the other side, whose the changing numbers are is asked.
    """
    titled = own_account(draft.sample, "")
    for column in [c for c in columns if c.ground != "answer" and len(set(c.cells)) > 1]:
        other_told = bool(draft.filled("counter"))
        apart = titled.by == "title" and not any(
            is_same_number(cell, titled.number) for cell in some_of(column.cells)
        )
        named = column.party is not None and column.party.sort == "name"
        if apart:
            column.role = "other" if other_told else "counter"
        elif named or any(c is not column and _names_its_account(c) for c in columns):
            continue  # nobody's number; or the other side's, beside one that is named own
        elif not other_told and _is_bare(column):
            draft.ask_whose_number([column], ("own", "counter"))
    return [column for column in columns if column.role == "own"]


def _bare_number_is_of_the_other(
    draft: TableDraft, own: TableColumn, numbers: Sequence[TableColumn]
) -> None:
    """Take a changing number under a bare header for the other side's beside one named own."""
    if not _names_its_account(own):
        return
    for column in numbers:
        changes = len(set(column.cells)) > 1 and _is_bare(column)
        if column is not own and changes and draft.of("counter") is None:
            column.role = "counter"


def _names_its_account(column: TableColumn) -> bool:
    """Say whether a column holds one number under a header that says that it is its own."""
    return not _is_bare(column) and len(set(column.cells)) == 1


def _is_bare(column: TableColumn) -> bool:
    return _BARE_NUMBER.fullmatch(plain_header(column.header)) is not None


def _is_card_header(header: str) -> bool:
    return "卡" in header or "card" in header.lower()


# -- addresses that coins are sent to ----------------------------------------------------------


def take_receivers(draft: TableDraft) -> list[dict[str, Any]]:
    """Take an address under a bare header for whom coins are sent to, where rows send some.

    A wallet writes there the receiver: its own address of what came in, another's of what went
    out. What came in then names no sender. Where no word and no sign tells the way, whose the
    addresses are is asked.

    Returns:
        The conditions of a row that names the other side; none where each row does.
    """
    column = _bare_addresses(draft)
    if column is None:
        return []
    way = draft.of("direction")
    words = (directions_of(way.cells) or {}) if way else {}
    told = _addresses_by_way(draft, column, words)
    if not told["out"] and not told["in"]:
        draft.ask_whose_number([column], ("counter", "own"))
        column.role = "counter"
        return []
    if not told["out"] or told["out"] & told["in"]:
        return []  # one wallet's own address, beside what came to it and what left it
    column.role = "counter"
    if not told["in"] and not told[""]:
        return []
    if words:
        return [{"column": "direction", "words": ["out"]}]
    return [{"column": "amount", "like": "^ *[-(]"}]


def _bare_addresses(draft: TableDraft) -> TableColumn | None:
    """Return the column of addresses that may be anybody's, if no other names the other side."""
    column = draft.of("own")
    bare = column and column.ground == "header" and _BARE_ADDRESS.search(column.header)
    if not column or not bare or not (column.party and column.party.sort == "wallet"):
        return None
    return None if draft.filled("counter", "counter_name") else column


def _addresses_by_way(
    draft: TableDraft, column: TableColumn, words: dict[str, str]
) -> dict[str, set[str]]:
    """Return the addresses of rows that go ``out``, come ``in``, or do not say their way."""
    way, amount = draft.of("direction"), draft.of("amount")
    signed = bool(amount and amount.amount and amount.amount.signed)
    told: dict[str, set[str]] = {"in": set(), "out": set(), "": set()}
    for row in draft.sample.rows:
        side = words.get(row[way.place], "") if way else ""
        if not words and signed and amount and (value := money_of(row[amount.place])):
            side = "out" if value < 0 else "in"
        told[side].add(row[column.place])
    return told
