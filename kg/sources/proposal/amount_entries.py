"""How a layout says that a column of amounts is written, and in which unit it counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kg.messages import Message
from kg.sources.detect_layout import plain_header
from kg.sources.proposal.cell_forms import PARTLY, AmountForm, share
from kg.sources.proposal.column_roles import TableColumn, currency_of
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.proposal.header_units import MINOR
from kg.sources.proposal.own_account import unit_of_titles
from kg.sources.proposal.proposal import PossibleAnswer
from kg.sources.proposal.table_draft import TableDraft
from kg.values.currencies import minor_digits

_WHOLE_COINS = 6
"""A whole number of more digits may count the smallest unit of a coin."""
_UNITS = ("one", "wei", "sun")
"""What whole numbers of a chain may count: coins, or the smallest units of two of them."""
_MONEY_UNITS = (MINOR, "one")
"""What whole numbers of a bank or a payment company may count."""
_HEADER_UNITS = ("one", MINOR, "qianyuan", "wanyuan", "baiwanyuan")
"""What may be meant by a word of a header that is no unit that is known."""
_PADDED = re.compile(r"0\d{5,}")
_FEWEST_DIGITS = 3
_KEY = re.compile(
    r"(?=.*[A-Za-z])(?=.*[0-9])(?!.*[IlO0])[1-9A-HJ-NP-Za-km-z]{32,48}|0x[0-9a-fA-F]{40,64}"
)
"""The address of an account on a chain: 32 bytes or so in base 58, or in hexadecimal digits."""
_OF_MINOR = {0: "one", 2: "fen", 3: "fils"}
"""The unit of a layout that is the smallest of a currency, by how many decimals it has."""
_OF_COINS = {
    "USDT": "micro", "USDC": "micro", "TRX": "sun", "BTC": "satoshi", "ETH": "wei", "BNB": "wei",
}  # fmt: skip
_ISO_DIGITS = 3


def amount_entry(draft: TableDraft, column: TableColumn) -> dict[str, Any]:
    """Return how a layout says that the amounts of a column are written."""
    form = column.amount or AmountForm()
    entry: dict[str, Any] = {"type": "amount"}
    unit = draft.answers.unit or form.unit
    titled = unit_of_titles(draft.sample)
    unit = titled if titled and unit == "one" and not draft.answers.unit else unit
    by_currency: dict[str, Any] = {}
    if unit == MINOR:
        unit, by_currency = _smallest_unit(draft)
    if unit != "one":
        entry["unit"] = unit
    entry["form"] = _figures(draft, form)
    entry |= by_currency
    if form.pick:
        entry["pick"] = form.pick
    if form.strip:
        entry["strip"] = form.strip
    return entry


def _figures(draft: TableDraft, form: AmountForm) -> str:
    """Return what parts decimals and thousands; a person answers it where nothing tells."""
    if form.form != "ask":
        return form.form
    return "decimal_comma" if draft.answers.decimal == "comma" else "grouped"


def ask_decimal(draft: TableDraft) -> None:
    """Ask whether a point before three digits parts decimals or thousands, where nothing tells."""
    asks = [c for c in draft.moved if c.amount and c.amount.form == "ask"]
    if asks and not draft.answers.decimal:
        cell = next(cell for cell in asks[0].cells if "." in cell)
        answers = (
            PossibleAnswer("point", Message("answer-point", text=cell)),
            PossibleAnswer("comma", Message("answer-comma", text=cell)),
        )
        draft.ask("decimal", Message("point-or-comma"), answers)


def is_of_chain(draft: TableDraft) -> bool:
    """Say whether rows are those of a chain: addresses pay, or stand beside hashes of payments."""
    sides = draft.filled("source", "target", "own", "counter")
    wallets = [c for c in sides if c.party and c.party.sort == "wallet"]
    keys = [c for c in sides if share(c.cells, lambda cell: bool(_KEY.fullmatch(cell))) >= PARTLY]
    return bool(wallets) or len(keys) > 1


def ask_unit(draft: TableDraft) -> None:
    """Ask in which unit amounts count, where they may count the smallest or a header hints at one.

    Whole numbers between wallets, amounts that are filled up with zeros on the left, and whole
    numbers beside a currency in JSON mostly count the smallest unit.
    """
    moved = [c for c in draft.moved if c.amount]
    if draft.answers.unit or not moved or draft.asks("unit"):
        return
    first = moved[0]
    units: tuple[str, ...] = _HEADER_UNITS
    what = _unit_in_doubt(draft, moved)
    told = any(c.amount.unit != "one" for c in moved if c.amount) or decimals_of(draft, first)
    if what is None and not told and not unit_of_titles(draft.sample):
        if any(c.party and c.party.sort == "wallet" for c in draft.all_of("source", "target")):
            units = _UNITS
            large = any(len(cell) > _WHOLE_COINS for cell in first.cells)
            what = Message("which-unit") if large and _all_whole(moved) else None
        elif _all_whole(moved) and _look_raw(draft, moved):
            units = _MONEY_UNITS
            what = Message("unit-of-raw-amounts", column=first.name, cells=first.cells[:2])
    if what is not None:
        answers = (PossibleAnswer(unit, Message(f"answer-unit-{unit}")) for unit in units)
        draft.ask("unit", what, answers)


def _unit_in_doubt(draft: TableDraft, moved: Sequence[TableColumn]) -> Message | None:
    """Return the question about a word of a header, or about a title that says another unit."""
    for column in moved:
        if column.amount and column.amount.doubt:
            return Message("unit-of-header", column=column.name, word=column.amount.doubt)
    titled = unit_of_titles(draft.sample)
    for column in moved:
        unit = column.amount.unit if column.amount else "one"
        if titled and unit not in ("one", titled) and {unit, titled} != {"yuan", "one"}:
            return Message("unit-of-header", column=column.name, word=column.header)
    return None


def _all_whole(moved: Sequence[TableColumn]) -> bool:
    return all(cell.lstrip("-").isdigit() for column in moved for cell in column.cells)


def _look_raw(draft: TableDraft, moved: Sequence[TableColumn]) -> bool:
    """Say whether whole numbers may well count the smallest unit of money."""
    cells = [cell for column in moved for cell in column.cells if cell.strip("0")]
    padded = [cell for cell in cells if _PADDED.fullmatch(cell)]
    if cells and len(padded) == len(cells) and len({*map(len, cells)}) == 1:
        return True
    raw = drafting_rules()["refuted"]["raw"]
    if cells and any(re.search(raw, plain_header(column.header)) for column in moved):
        return True
    long = cells and all(len(cell.lstrip("-")) >= _FEWEST_DIGITS for cell in cells)
    return bool(long and draft.sample.records and draft.of("currency"))


def _smallest_unit(draft: TableDraft) -> tuple[str, dict[str, Any]]:
    """Return how amounts in the smallest unit are read: of one currency, or of each row's own."""
    column = draft.of("currency")
    codes = {currency_of(cell) for cell in column.cells} if column else {draft.currency}
    units = {_unit_of_currency(code) for code in codes}
    if len(units) == 1 and "" not in units:
        return units.pop(), {}
    short = column is None or any(
        cell.isdigit() and len(cell) < _ISO_DIGITS for cell in column.cells
    )
    if column is None or short:  # a code of two digits would be read as a number of decimals
        amount = draft.moved[0]
        what = Message("unit-of-header", column=amount.name, word=MINOR)
        raise draft.refusal(what, Message("say-unit"))
    return "one", {"form": "scientific", "decimals": [column.name]}


def _unit_of_currency(code: str) -> str:
    """Return the unit of a layout that is the smallest of a currency; nothing where none is."""
    if code in _OF_COINS:
        return _OF_COINS[code]
    digits = minor_digits(code) if code else 2
    return "" if digits is None else _OF_MINOR.get(digits, "")


def decimals_of(draft: TableDraft, amount: TableColumn) -> TableColumn | None:
    """Return the column that says how many decimals a whole amount of a token has."""
    column = draft.of("decimals")
    told = column and column.cells and share(column.cells, str.isdigit) >= PARTLY
    return column if told and _are_whole(amount) else None


def are_raw(draft: TableDraft, amount: TableColumn) -> bool:
    """Say whether amounts are whole numbers, and no column says how many of them are decimals."""
    return _are_whole(amount) and decimals_of(draft, amount) is None


def _are_whole(amount: TableColumn) -> bool:
    """Say whether amounts are whole numbers, but for a few cells that may be no amounts at all."""
    return share(amount.cells, lambda cell: cell.lstrip("-").isdigit()) >= PARTLY
