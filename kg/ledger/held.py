"""Who holds accounts beside which others, asked of all at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from kg.ledger import raw

if TYPE_CHECKING:
    from kg.ledger.index import Index

POOL = 100
"""Who holds more accounts than this keeps them for others (a company, an exchange)."""


def held_beside(index: Index, holdings: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return, by account, the other accounts of whoever is recorded to hold it, pools left out.

    ``holdings`` are the classes of the links that say so; excluded ones do not count.
    """
    listed = ", ".join(map(raw.text, sorted(holdings))) or "''"
    rows = index.con.execute(
        f"WITH held AS (SELECT DISTINCT source, target FROM link WHERE kind IN ({listed})"
        " AND proof <> 'excluded'), few AS (FROM held QUALIFY count(*) OVER"
        f" (PARTITION BY source) BETWEEN 2 AND {POOL}) "
        "SELECT a.target, list(DISTINCT b.target ORDER BY b.target) FROM few a"
        " JOIN few b USING (source) WHERE a.target <> b.target GROUP BY a.target"
    ).fetchall()
    return {account: tuple(others) for account, others in rows}
