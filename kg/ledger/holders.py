"""Who holds which accounts, and which others beside them, for many accounts at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from kg.ledger import all_rows

if TYPE_CHECKING:
    from kg.ledger.index import Index
    from kg.ledger.index_tables import IndexTables

POOL = 100
"""Who holds more accounts than this keeps them for others (a company, an exchange)."""


def other_accounts_of_holders(
    index: Index, holdings: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return, by account, the other accounts of whoever is recorded to hold it, pools left out.

    ``holdings`` are the classes of the links that say so; excluded ones do not count.
    """
    listed = ", ".join(map(all_rows.text, sorted(holdings))) or "''"
    rows = index.con.execute(
        f"WITH held AS (SELECT DISTINCT source, target FROM link WHERE kind IN ({listed})"
        " AND proof <> 'excluded'), few AS (FROM held QUALIFY count(*) OVER"
        f" (PARTITION BY source) BETWEEN 2 AND {POOL}) "
        "SELECT a.target, list(DISTINCT b.target ORDER BY b.target) FROM few a"
        " JOIN few b USING (source) WHERE a.target <> b.target GROUP BY a.target"
    ).fetchall()
    return {account: tuple(others) for account, others in rows}


LOGIN = "login"


def uses(
    index: IndexTables,
    accounts: Collection[str],
    signs: str,
    phones: str,
    *,
    logins: bool | None = None,
) -> list[tuple[str, ...]]:
    """Return (account, thing, link) of every sign-in and of every telephone of an account's user.

    ``accounts`` are the kinds of accounts, ``signs`` and ``phones`` the classes of the links from
    an account to what it signs in with and from a user to a telephone. One link tells each pair.
    ``logins`` says whether the connection knows a table of logins, where that is no file of it.
    """
    parts = [
        "SELECT source AS account, target AS thing, id FROM fact "
        f"WHERE kind = {all_rows.text(signs)}",
        f"SELECT source, target, id FROM fact WHERE kind = {all_rows.text(phones)}",
        f"SELECT h.target, f.target, f.id FROM fact f JOIN fact h ON h.source = f.source"
        f" WHERE f.kind = {all_rows.text(phones)}",
    ]
    if LOGIN in index.flow_classes if logins is None else logins:
        parts.append(
            f"SELECT source, target, id FROM {all_rows.flow_table(LOGIN)}"
            " WHERE status = 'ok' AND judged IS DISTINCT FROM 'excluded'"
        )
    query = (
        "WITH fact AS (FROM link WHERE proof <> 'excluded'),"
        f" used AS ({' UNION ALL '.join(parts)})"
        " SELECT account, thing, min(used.id) FROM used JOIN entity e ON e.id = account"
        f" WHERE e.kind IN ({_listed(accounts)}) GROUP BY account, thing ORDER BY ALL"
    )
    return index.con.execute(query).fetchall()


def holders(
    index: IndexTables, holdings: Collection[str], of: Iterable[str] | None = None
) -> dict[str, frozenset[str]]:
    """Return by account who is recorded to hold it; ``holdings`` are the classes of such links.

    ``of`` are the accounts that are asked about; None: all.
    """
    among = "" if of is None else " AND target IN (FROM wanted)"
    if of is not None and not index.want(of):
        return {}
    rows = index.con.execute(
        "SELECT target, list(DISTINCT source) FROM link"
        f" WHERE kind IN ({_listed(holdings)}) AND proof <> 'excluded'{among} GROUP BY target"
    ).fetchall()
    return {account: frozenset(sources) for account, sources in rows}


def _listed(words: Collection[str]) -> str:
    return ", ".join(map(all_rows.text, sorted(words))) or "''"
