"""What rows say that name payer and payee: a payment between the two, whoever's list it is."""

from __future__ import annotations

import re
from typing import Any

from kg.messages import Message
from kg.sources.proposal.cell_forms import money_of, share
from kg.sources.proposal.column_roles import FILLED, TableColumn
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.proposal.moved_amounts import MovedAmounts
from kg.sources.proposal.party_entries import party_entry
from kg.sources.proposal.payment_details import details_of_flow
from kg.sources.proposal.table_draft import TableDraft

_BELOW_ZERO = re.compile(r"[(-]|[A-Za-z$€£¥￥]{1,5} ?-")
_NOT_FEW = 0.1


def two_sided_tables(draft: TableDraft, source: TableColumn, target: TableColumn) -> dict[str, Any]:
    """Return the parties and the flow of rows that name payer and payee, as tables of a layout.

    Args:
        draft: The table.
        source: The column that names who pays.
        target: The column that names who is paid.

    Raises:
        LayoutError: Signs may say who paid whom against the order of the columns, or nothing tells
            what currency moved.
    """
    sides = {"source": source, "target": target}
    parties = {
        side: party_entry(draft, column, side, f"{side}_name") for side, column in sides.items()
    }
    for side, column in sides.items():
        if column.party and column.party.sort == "name":
            _ask_whose_number(draft, side)
    for column in draft.all_of("direction"):
        column.role = "other"
    flow: dict[str, Any] = {"kind": "Transfer", "source": ["source"], "target": ["target"]}
    flow |= _moved(draft, source, target)
    flow["time"] = "time"
    undated = draft.of("time") is None
    if undated:
        flow["undated"] = True
    flow |= details_of_flow(draft, flow)
    tables: dict[str, Any] = {"parties": parties, "flows": [flow]}
    if undated:
        tables["columns"] = {"time": {"names": ["time"], "type": "time", "lenient": True}}
    return tables


def _moved(draft: TableDraft, source: TableColumn, target: TableColumn) -> dict[str, str]:
    """Return what of the flow says how much moved: one column, or one for each way."""
    amounts, debit, credit = draft.filled("amount"), draft.of("debit"), draft.of("credit")
    if not amounts and debit and credit:
        for column in draft.all_of("amount"):
            column.role = "other"
        return {"debit": "debit", "credit": "credit"}
    amount = draft.of("amount") or debit or credit
    assert amount
    chosen = MovedAmounts(draft).one_amount(amounts or [amount])
    if _signs_say_who_paid(draft, source, target, chosen):
        chosen.about["strip"] = "^[-+] ?"
    else:
        _refuse_signs(draft, chosen)
    for column in draft.moved:
        if column is not chosen:
            column.role = "other"
    chosen.role = "amount"
    return {"amount": "amount"}


def _ask_whose_number(draft: TableDraft, side: str) -> None:
    """Ask whether a number that no header gives a side is that of a side told by name only."""
    free = [c for c in draft.all_of("own", "other") if c.filled >= FILLED]
    numbers = [c for c in free if c.party and c.party.sort in ("bank", "wallet") and not c.time]
    if numbers and not draft.asks("role"):
        draft.ask_whose_number(numbers, (side, "other"))


def _refuse_signs(draft: TableDraft, amount: TableColumn) -> None:
    """Refuse to let payer and payee stand where the sign of an amount says who paid whom.

    A payment service's export names both ends of a request for money in the order in which
    they asked; a minus then says that the other way is meant.
    """
    below = share(amount.cells, lambda cell: bool(_BELOW_ZERO.match(cell)))
    if below >= _NOT_FEW:
        what = Message("signs-beside-both-ends", column=amount.name)
        raise draft.refusal(what, Message("say-roles"))


def _signs_say_who_paid(
    draft: TableDraft, source: TableColumn, target: TableColumn, amount: TableColumn
) -> bool:
    """Say whether signs only repeat what payer and payee say: one account pays every minus.

    It is then the one that each amount without a minus reaches.
    """
    if amount.amount is None or not amount.amount.signed or amount.amount.strip:
        return False
    values = [(row, value) for row in draft.sample.rows if (value := money_of(row[amount.place]))]
    paying = {row[source.place] for row, value in values if value < 0}
    paid = {row[target.place] for row, value in values if value > 0}
    ledger = drafting_rules()["sides"]["ledger"]
    if len(paying) == 1 and all(re.search(ledger, c.header) for c in (source, target)):
        # between two accounts of one ledger nothing is lost: such a row has no minus
        paid = {row[target.place] for row, v in values if v > 0 and row[source.place] not in paying}
    own = paying | paid
    return len(own) == 1 and own != {""}
