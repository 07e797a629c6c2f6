"""Which accounts were seen on which device, address or telephone, and who holds which account."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from kg.ledger import raw

if TYPE_CHECKING:
    from kg.ledger.index import Index

LOGIN = "login"


def uses(index: Index, accounts: Collection[str], signs: str, phones: str) -> list[tuple[str, ...]]:
    """Return (account, thing, link) of every sign-in and of every telephone of an account's user.

    ``accounts`` are the kinds of accounts, ``signs`` and ``phones`` the classes of the links from
    an account to what it signs in with and from a user to a telephone. One link tells each pair.
    """
    parts = [
        f"SELECT source AS account, target AS thing, id FROM fact WHERE kind = {raw.text(signs)}",
        f"SELECT source, target, id FROM fact WHERE kind = {raw.text(phones)}",
        f"SELECT h.target, f.target, f.id FROM fact f JOIN fact h ON h.source = f.source"
        f" WHERE f.kind = {raw.text(phones)}",
    ]
    if LOGIN in index.flow_classes:
        parts.append(
            f"SELECT source, target, id FROM {raw.flow_table(LOGIN)}"
            " WHERE status = 'ok' AND judged IS DISTINCT FROM 'excluded'"
        )
    query = (
        "WITH fact AS (FROM link WHERE proof <> 'excluded'),"
        f" used AS ({' UNION ALL '.join(parts)})"
        " SELECT account, thing, min(used.id) FROM used JOIN entity e ON e.id = account"
        f" WHERE e.kind IN ({_listed(accounts)}) GROUP BY account, thing ORDER BY ALL"
    )
    return index.con.execute(query).fetchall()


def holders(index: Index, holdings: Collection[str]) -> dict[str, frozenset[str]]:
    """Return by account who is recorded to hold it; ``holdings`` are the classes of such links."""
    rows = index.con.execute(
        "SELECT target, list(DISTINCT source) FROM link"
        f" WHERE kind IN ({_listed(holdings)}) AND proof <> 'excluded' GROUP BY target"
    ).fetchall()
    return {account: frozenset(found) for account, found in rows}


def _listed(words: Collection[str]) -> str:
    return ", ".join(map(raw.text, sorted(words))) or "''"
