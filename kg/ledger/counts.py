"""Sums and counts that reports and tables print: exact, by currency, over payments counted once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.ledger import raw

if TYPE_CHECKING:
    from kg.ledger.index import Index


@dataclass(frozen=True, slots=True)
class Total:
    """What one entity paid out and took in, in one currency."""

    entity: str
    currency: str
    paid: Decimal
    payments: int
    received: Decimal
    receipts: int


def totals(index: Index, ids: Iterable[str], kind: str = "transfer") -> list[Total]:
    """Return the totals of these entities, by entity and currency; never across currencies."""
    if kind not in index.flow_classes:
        return []
    index.want(ids)
    rows = index.con.execute(
        "WITH counted AS (FROM {flows} WHERE judged IS DISTINCT FROM 'excluded'), moved AS ("
        " SELECT source AS id, currency, amount AS paid, NULL AS received FROM counted"
        " UNION ALL SELECT target, currency, NULL, amount FROM counted"
        ") SELECT id, currency, coalesce(sum(paid), 0), count(paid), coalesce(sum(received), 0),"
        " count(received) FROM moved WHERE id IN (FROM wanted) GROUP BY id, currency"
        " ORDER BY id, currency".replace("{flows}", raw.flow_table(kind))
    ).fetchall()
    return [Total(*row) for row in rows]
