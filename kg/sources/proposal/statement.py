"""What the rows of one account's statement say: how much went which way, and to or from whom."""

from __future__ import annotations

from typing import Any

from kg.sources.proposal.cell_forms import has_check_digits, share, some_of
from kg.sources.proposal.column_roles import FILLED, TableColumn
from kg.sources.proposal.guess_column import are_parties, drafting_rules
from kg.sources.proposal.moved_amounts import MovedAmounts
from kg.sources.proposal.party_entries import party_entry
from kg.sources.proposal.payment_details import details_of_flow, has_name_in_number
from kg.sources.proposal.statement_account import take_own_account, take_receivers
from kg.sources.proposal.table_draft import TableDraft
from kg.sources.proposal.trades import Trades, refuse_half_trades, trade_flows

_OF_PAYMENTS = (
    "own", "counter", "counter_name", "name", "memo", "direction", "debit", "credit", "balance",
    "currency", "serial",
)  # fmt: skip
"""Roles of which a table of payments without a header has one at least, beside time and amount."""
_SOME = 0.1
"""What may be the other side's number or name is blank for cash, fees and interest."""
_NUMBERS = ("bank", "wallet", "phone")


def statement_tables(draft: TableDraft) -> dict[str, Any]:
    """Return the parties and flows of the rows of a statement, as tables of a layout.

    Raises:
        LayoutError: Rows say no payments, trade currencies in part untold, or contradict what a
            person answered.
    """
    if draft.sample.no_header and not draft.all_of(*_OF_PAYMENTS):
        # prices by the hour look so too
        raise draft.nothing_told(time=True, money=True)
    sent_to = take_receivers(draft)
    tables = take_own_account(draft)
    columns, parties = tables["columns"], tables["parties"]
    flow: dict[str, Any] = {
        "kind": "Transfer", "own": ["own"], "reporter": True, "time": "time", "order": "monotone",
    }  # fmt: skip
    _take_other_side(draft)
    trades = Trades(draft.table)
    trade = trades.found()
    counter = draft.of("counter")
    if counter and counter.cells:
        if has_name_in_number(counter):
            columns["counter_name"] = _name_beside_number(counter)
        parties["counter"] = party_entry(draft, counter, "counter", "counter_name")
        flow["other"] = ["counter"]
        if sent_to:
            parties["counter"]["where"] = sent_to
    if trade:
        tables["flows"] = trade_flows(draft, trade, flow)
    else:
        refuse_half_trades(draft, trades)
        flow |= MovedAmounts(draft).of_statement()
        tables["flows"] = [{**flow, **details_of_flow(draft, flow)}]
    if draft.of("holder") or "holder" in columns:
        parties["holder"] = _holder()
        link = {"kind": "HoldsAccount", "source": ["holder"], "target": flow["own"]}
        tables["links"] = [link]
    return tables


def _take_other_side(draft: TableDraft) -> None:
    """Take the only column of numbers, and of names, that says nothing else for the other's."""
    free = [c for c in draft.filled("other") if c.ground == "unused" and c.filled >= _SOME]
    names = [c for c in draft.all_of("name") if len(set(c.cells)) > 1]
    if len(names) == 1 and draft.of("counter_name") is None:
        names[0].role = "counter_name"
    for role in ("", "_name"):
        # payer or payee alone, on one's own statement, is the other side
        sides = [c for side in ("source", "target") if (c := draft.of(f"{side}{role}"))]
        filled = [c for c in sides if c.cells and c.filled >= _SOME]
        if len(sides) == len(filled) == 1:
            party = filled[0].party
            named = role or ("_name" if party and party.sort == "name" else "")
            if draft.of(f"counter{named}") is None:
                filled[0].role = f"counter{named}"
    numbers = [c for c in free if c.party and c.party.sort in _NUMBERS and _is_a_number(c)]
    for role, some in (
        ("counter", numbers),
        ("counter_name", [c for c in free if are_parties(c.cells)]),
    ):
        if len(some) == 1 and draft.of(role) is None:
            some[0].role, some[0].ground = role, "cells"


def _is_a_number(column: TableColumn) -> bool:
    """Say whether cells may be numbers of accounts; a reference may have as many digits as one."""
    proven = share(some_of(column.cells), has_check_digits) >= FILLED
    return column.time is None and (not column.header or proven)


def _name_beside_number(counter: TableColumn) -> dict[str, Any]:
    """Return the column of the name that shares a cell with a number, and take the number alone."""
    counter.about["pick"] = r"(\d{8,})$"
    return {"names": [counter.name], "pick": r"^(\D+?)[ :,/-]*\d{8,}$", "type": "name"}


def _holder() -> dict[str, Any]:
    likely = drafting_rules()["parties"]["organisations"]
    return {
        "kind": "Person", "id": [["@source", "$holder"]],
        "kind_when": [{"column": "holder", "like": likely, "kind": "Organisation"}],
        "name": "holder", "values": {"name": "holder"},
    }  # fmt: skip
