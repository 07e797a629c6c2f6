"""What a payment tells beside who, when and how much: its currency, balance, texts and states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.sources.proposal.column_roles import TableColumn
from kg.sources.proposal.currency_choice import currency_of_flow
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.proposal.row_states import states_of_rows
from kg.sources.proposal.table_draft import TableDraft


def details_of_flow(draft: TableDraft, flow: Mapping[str, Any]) -> dict[str, Any]:
    """Return currency, balance, serial, texts, states and ends of a flow of money.

    Args:
        draft: The table.
        flow: What is told of the flow so far: payer and payee, or an own account and its other
            side.

    Raises:
        LayoutError: Nothing tells of which currency the amounts are, and it cannot be asked.
    """
    details: dict[str, Any] = {}
    sides = flow.get("source")
    roles = ("serial",) if sides else ("balance", "serial", "counter_name")
    for role in roles:
        if (column := draft.of(role)) is not None and column.cells:
            details[role] = role
    if "counter" in flow.get("other", ()) and has_name_in_number(draft.of("counter")):
        details["counter_name"] = "counter_name"
    details |= currency_of_flow(draft)
    memos = _name_memos(draft)
    if memos:
        details["memo"] = [column.key for column in memos]
    details |= states_of_rows(draft, memos)
    if not sides:
        rules = drafting_rules()["rows"]["ends"]
        if ends := [{"column": c.key, **end} for c in memos for end in rules]:
            details["ends"] = ends
    if not flow.get("signed"):
        details["zero"] = True
    return details


def has_name_in_number(counter: TableColumn | None) -> bool:
    """Say whether the name and the number of the other side share one cell."""
    return bool(counter and counter.party and counter.party.mixed)


def _name_memos(draft: TableDraft) -> list[TableColumn]:
    """Return the columns of the texts of a row, each named by its place among them."""
    memos = draft.filled("memo")
    for number, column in enumerate(memos, 1):
        column.key = "memo" if number == 1 else f"memo_{number}"
    return memos
