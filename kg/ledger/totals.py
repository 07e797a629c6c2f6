"""Sums and counts that reports and tables print: exact, by currency, over payments counted once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.ledger import all_rows
from kg.ledger.index_facts import class_name, moment
from kg.model import Precision
from kg.values.money import plus

if TYPE_CHECKING:
    from kg.ledger.index_tables import IndexTables


_MOVES = "NOT (status = 'summary' AND amount IS NOT DISTINCT FROM 0)"
"""A row that only tells a balance is no payment."""


@dataclass(frozen=True, slots=True)
class Total:
    """What one entity paid out and took in, in one currency."""

    entity: str
    currency: str
    paid: Decimal
    payments: int
    received: Decimal
    receipts: int


def totals(index: IndexTables, ids: Iterable[str], kind: str = "transfer") -> list[Total]:
    """Return the totals of these entities, by entity and currency; never across currencies."""
    if kind not in index.flow_classes:
        return []
    index.want(ids)
    rows = index.con.execute(
        "WITH counted AS (FROM {flows} WHERE judged IS DISTINCT FROM 'excluded'"
        f" AND {_MOVES}), moved AS ("
        " SELECT source AS id, currency, amount AS paid, NULL AS received FROM counted"
        " UNION ALL SELECT target, currency, NULL, amount FROM counted"
        f") SELECT id, currency, {_parts('paid')}, count(paid), {_parts('received')},"
        " count(received) FROM moved WHERE id IN (FROM wanted) GROUP BY id, currency"
        " ORDER BY id, currency".replace("{flows}", all_rows.flow_table(kind))
    ).fetchall()
    return [
        Total(entity, currency, plus(out, out_rest), payments, plus(came, came_rest), receipts)
        for entity, currency, out, out_rest, payments, came, came_rest, receipts in rows
    ]


def _parts(column: str) -> str:
    """Return SQL for the sum of a column's whole numbers and that of what stands behind the point.

    The sum of DECIMAL(38,18) ends at 10^20; some tokens add up to more.
    """
    whole = f"trunc({column})::DECIMAL(38,0)"
    return f"coalesce(sum({whole}), 0), coalesce(sum({column} - {whole}), 0)"


@dataclass(frozen=True, slots=True)
class Flowed:
    """How often one entity took part in the flows of one class, and when first and last."""

    kind: str
    out: int
    came: int
    first: datetime | None
    last: datetime | None
    first_precision: Precision = Precision.UNKNOWN
    last_precision: Precision = Precision.UNKNOWN


def flowed(index: IndexTables, ids: Iterable[str]) -> list[Flowed]:
    """Return what flowed from and to these entities together, by class; each flow once."""
    index.want(ids)
    return [flow for kind in index.flow_classes if (flow := _flowed(index, kind)).out or flow.came]


def _flowed(index: IndexTables, kind: str) -> Flowed:
    row = index.con.execute(
        "SELECT count(*) FILTER (source IN (FROM wanted)),"
        " count(*) FILTER (target IN (FROM wanted)), min(start_us), max(start_us),"
        " arg_min(precision, (start_us, precision)), arg_max(precision, (start_us, precision))"
        f" FROM {all_rows.flow_table(kind)} "
        f"WHERE {_MOVES} AND (source IN (FROM wanted) OR target IN (FROM wanted))"
    ).fetchall()[0]
    return Flowed(
        class_name(kind), row[0], row[1], moment(row[2]), moment(row[3]),
        Precision(row[4] or "unknown"), Precision(row[5] or "unknown"),
    )  # fmt: skip


def sources_of(index: IndexTables, ids: Iterable[str]) -> list[str]:
    """Return the hashes of the files in which a row speaks of one of these entities."""
    index.want(ids)
    rows = index.con.execute(
        "SELECT DISTINCT unnest(shas) AS sha FROM entity WHERE id IN (FROM wanted) ORDER BY sha"
    ).fetchall()
    return [sha for (sha,) in rows]
