"""How a layout says what each column of a table is called and how its cells are read."""

from __future__ import annotations

from typing import Any

from kg.sources.proposal.amount_entries import amount_entry, decimals_of
from kg.sources.proposal.cell_forms import some_of
from kg.sources.proposal.column_roles import MOVED, TableColumn, currency_of
from kg.sources.proposal.table_draft import TableDraft
from kg.sources.proposal.time_entries import time_entry

_NUMBERED = ("other", "other_time", "skip", "memo", "price", "quantity", "booked")
"""Roles that several columns may have: such a column is called by its number."""
_TYPES = {
    **dict.fromkeys(("counter_name", "source_name", "target_name", "holder"), "name"),
    "serial": "user", **dict.fromkeys(("caller", "called"), "phone"),
}  # fmt: skip
"""How cells are read whose role alone says it."""


def name_columns(draft: TableDraft) -> None:
    """Give each column its name in the layout: its role, else its number."""
    taken = {column.key for column in draft.columns if column.key}
    for column in draft.columns:
        if column.key or not (column.header or column.cells):
            continue
        key = column.role
        if key in _NUMBERED or key in taken:
            key = f"column_{column.place + 1}"
        column.key = key
        taken.add(key)


def column_entries(draft: TableDraft) -> dict[str, dict[str, Any]]:
    """Return how a layout describes each column that has a name in it.

    Raises:
        LayoutError: Days have no year, and no line above the table names a month.
    """
    used = [column for column in draft.columns if column.key and column.role != "skip"]
    entries = {column.key: _entry(draft, column) for column in used}
    if "date" in entries.get("time", {}):  # one column of the layout reads both
        entries.pop("clock")
    return entries


def _entry(draft: TableDraft, column: TableColumn) -> dict[str, Any]:
    entry: dict[str, Any] = {"names": [column.name]}
    role = column.key if not column.key.startswith("column_") else ""
    if role == "time" and column.time:
        entry |= time_entry(draft, column, column.time)
    elif role in (*MOVED, "balance"):
        entry |= _figures(draft, column, role)
    elif role == "currency":
        known = all(currency_of(cell) for cell in some_of(column.cells))
        entry["type"] = "currency" if known else "token"
    elif role in _TYPES:
        entry["type"] = _TYPES[role]
    entry |= column.about
    column.about = {**column.about, "type": entry.get("type", "text")}
    return entry


def _figures(draft: TableDraft, column: TableColumn, role: str) -> dict[str, Any]:
    """Return how amounts or balances are read: only a balance may be no number in some rows."""
    entry = amount_entry(draft, column)
    if role == "balance":
        return {**entry, "lenient": True}
    if decimals := decimals_of(draft, column):
        entry |= {"form": "scientific", "decimals": [decimals.name]}
    if role == "amount":
        entry |= {"required": True, "filled": True}
    return entry
