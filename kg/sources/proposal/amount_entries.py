"""How a layout says that a column of amounts is written, and in which unit it counts."""

from __future__ import annotations

from typing import Any

from kg.messages import Message
from kg.sources.proposal.cell_forms import PARTLY, AmountForm, share
from kg.sources.proposal.column_roles import TableColumn
from kg.sources.proposal.proposal import PossibleAnswer
from kg.sources.proposal.table_draft import TableDraft

_WHOLE_COINS = 6
"""A whole number of more digits may count the smallest unit of a coin."""
_UNITS = ("one", "wei", "sun")
"""What whole numbers of a chain may count: coins, or the smallest units of two of them."""


def amount_entry(draft: TableDraft, column: TableColumn) -> dict[str, Any]:
    """Return how a layout says that the amounts of a column are written."""
    form = column.amount or AmountForm()
    entry: dict[str, Any] = {"type": "amount"}
    if form.unit != "one":
        entry["unit"] = form.unit
    entry["form"] = _figures(draft, form)
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


def ask_unit(draft: TableDraft, amount: TableColumn) -> None:
    """Ask in which unit whole numbers count what a chain moves: its smallest, or its coin."""
    whole = all(cell.lstrip("-").isdigit() for cell in amount.cells)
    large = any(len(cell) > _WHOLE_COINS for cell in amount.cells)
    if draft.answers.unit or not (whole and large) or decimals_of(draft, amount):
        return
    answers = (PossibleAnswer(unit, Message(f"answer-unit-{unit}")) for unit in _UNITS)
    draft.ask("unit", Message("which-unit"), answers)


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
