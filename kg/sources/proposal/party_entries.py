"""How a layout says whom a column names: a wallet, an account, a telephone, or somebody by name."""

from __future__ import annotations

from typing import Any

from kg.sources.proposal.cell_forms import PartyForm
from kg.sources.proposal.column_roles import TableColumn
from kg.sources.proposal.table_draft import TableDraft

_TYPES = {
    "wallet": "wallet", "bank": "account", "phone": "phone", "number": "user", "name": "name",
}  # fmt: skip
"""How cells are read, by whom they name."""


def party_entry(
    draft: TableDraft, column: TableColumn, key: str, name: str, *, person: bool = False
) -> dict[str, Any]:
    """Return the party that a column names, and set how its cells are read.

    Args:
        draft: The table.
        column: The column of numbers, or of names where no number tells the side.
        key: What the column is called in the layout.
        name: The role of the column that names the holder of the number.
        person: Whether a name is that of a person, not of the holder of an account.
    """
    form = column.party or PartyForm("name")
    column.about["type"] = _TYPES[form.sort]
    if form.sort == "wallet":
        values = {"walletAddress": key, "chain": f"{key}.form"}
        return {"kind": "Wallet", "id": [["", f"${key}"]], "values": values}
    named = draft.of(name) or (form.mixed and name == "counter_name")
    numbered = {"accountNumber": key, **({"name": name} if named else {})}
    if form.sort == "bank":
        known: list[list[str]] = [["", f"${key}"]]
        if key in ("source", "target") and _names_where_no_number(draft, column, name):
            by_name = ["@source", f"${name}"]
            return {"kind": "Account", "id": [*known, by_name], "values": numbered}
        return {"kind": "BankAccount", "id": known, "values": numbered}
    if person and form.sort == "phone":
        return phone_party(key)
    worded = person or form.sort == "name"
    return {
        "kind": "Person" if person else "Account", "id": [["@source", f"${key}"]],
        "values": {"name": key} if worded else numbered,
    }  # fmt: skip


def phone_party(key: str) -> dict[str, Any]:
    """Return the party of a telephone whose number stands in a column of that name."""
    return {"kind": "PhoneNumber", "id": [["", f"${key}"]], "values": {"msisdn": key}}


def _names_where_no_number(draft: TableDraft, number: TableColumn, name: str) -> bool:
    """Say whether some rows give a side's name only."""
    named = draft.of(name)
    rows = draft.sample.rows
    return bool(named and any(row[named.place] and not row[number.place] for row in rows))
