"""Of a lake the payments in coin, gifts and orders, and the money that was paid near them in time.

Between these a leg that no row records may stand; what is near is told by hours, so a little more
is brought than can belong together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.lake.layout import PAYEE, PAYER, Lake
from kg.lake.scan import COLUMNS, HOUR, LakeScan, LakeScope
from kg.lake.search import account_facts
from kg.ledger.all_rows import text
from kg.ledger.part_index import part_index
from kg.ledger.payments import (
    COMMISSION,
    GIFT,
    ORDER,
    TRANSFER,
    commission_units,
    places_of_links,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from kg.lake.engine import Engine
    from kg.ledger.base import FlowIndex, Int64
    from kg.ledger.units import Unit

NONE = "false"
"""The condition that no row meets."""
COIN, GIFTS, ORDERS = "coin", "gift", "order"


@dataclass(frozen=True, slots=True)
class TradeTerms:
    """What counts as coin and as money, and how far from a payment of a sort its leg may end.

    ``reach`` has microseconds for coin, gift and order.
    """

    coins: frozenset[str]
    moneys: frozenset[str]
    reach: Mapping[str, int]


class IndexedRows(NamedTuple):
    """Payments as a search reads them; who pays each, by its id.

    ``marked`` are the positions of gifts among transfers, or the commissions of orders in units.
    """

    flows: FlowIndex
    payers: Mapping[str, str]
    marked: Int64


class TradeRows:
    """The payments of a lake between which a leg may stand.

    Args:
        lake: Where the rows lie.
        engine: What reads them.
        terms: Which payments belong together.
    """

    def __init__(self, lake: Lake, engine: Engine, terms: TradeTerms) -> None:
        self._lake, self._engine, self._terms = lake, engine, terms
        self._kinds = lake.kinds()
        traded = [kind for kind in self._kinds if kind in (TRANSFER, ORDER)]
        self._columns = {kind: self._columns_of(kind) for kind in traded}

    def count(self) -> int:
        """Return how many payments would be brought; none where nothing is traded."""
        traded = len(self._goods) + len(self._orders)
        if not traded:
            return 0
        query = f"SELECT count(*) AS n FROM rows r WHERE r.in_time AND {self._is_near}"
        files = self._lake.files_of(TRANSFER, PAYER)
        (row,) = self._engine.select(query, files, self._hours_table).to_pylist()
        return traded + int(row["n"])

    def transfers(self) -> IndexedRows:
        """Return the payments in coin, the gifts, and the money near these and near orders."""
        import pyarrow as pa

        files = self._lake.files_of(TRANSFER, PAYER)
        near = self._rows(TRANSFER, self._is_near, files, self._hours_table)
        rows = pa.concat_tables([self._goods, near])
        index = self._index(TRANSFER, rows)
        gifts = rows.filter(rows.column("is_gift")).column("id").to_pylist()
        return IndexedRows(index, _by_id(rows, PAYER), places_of_links(index, gifts))

    def orders(self) -> IndexedRows | None:
        """Return the orders of running-points platforms, or None where there is none."""
        if not len(self._orders):
            return None
        index = self._index(ORDER, self._orders)
        taken = commission_units(index, _by_id(self._orders, "commission"))
        return IndexedRows(index, _by_id(self._orders, PAYER), taken)

    @cached_property
    def _goods(self) -> pa.Table:
        coins = ", ".join(map(text, sorted(self._terms.coins)))
        is_good = f"r.currency IN ({coins}) OR {self._is_gift}"
        known = self._units(TRANSFER).keys() & self._terms.coins or self._is_gift != NONE
        # most lakes have none, and are not read through for that
        files = self._lake.files_of(TRANSFER, PAYER)
        return self._rows(TRANSFER, is_good, files if known else files[:1])

    @cached_property
    def _orders(self) -> pa.Table:
        if ORDER not in self._kinds:
            return self._goods.slice(0, 0)
        return self._rows(ORDER, "true", self._lake.files_of(ORDER, PAYER))

    @cached_property
    def _is_near(self) -> str:
        moneys = ", ".join(map(text, sorted(self._terms.moneys)))
        hour = f"CAST(floor(r.start_us / CAST({HOUR} AS DOUBLE)) AS BIGINT)"
        return (
            f"r.currency IN ({moneys}) AND NOT ({self._is_gift})"
            f" AND {hour} IN (SELECT hour FROM hours)"
        )

    @cached_property
    def _is_gift(self) -> str:
        return f"coalesce(r.{GIFT}, '') <> ''" if GIFT in self._columns[TRANSFER] else NONE

    def _columns_of(self, kind: str) -> list[str]:
        files = self._lake.files_of(kind, PAYER)[:1]
        names: list[str] = self._engine.select("SELECT * FROM rows LIMIT 0", files).column_names
        return names

    def _units(self, kind: str) -> Mapping[str, Unit]:
        return LakeScan(self._lake, self._engine, kind, LakeScope()).units

    def _rows(
        self,
        kind: str,
        where: str,
        files: Sequence[str],
        tables: Mapping[str, pa.Table] | None = None,
    ) -> pa.Table:
        known = COMMISSION in self._columns[kind]
        columns = {
            **COLUMNS,
            "is_gift": self._is_gift if kind == TRANSFER else NONE,
            "commission": f"coalesce(r.{COMMISSION}, '')" if known else "''",
        }
        told = ", ".join(f"{said} AS {column}" for column, said in columns.items())
        query = f"SELECT {told} FROM rows r WHERE r.in_time AND ({where})"
        return self._engine.select(query, files, tables)

    @cached_property
    def _hours_table(self) -> dict[str, pa.Table]:
        """The hours, counted from 1970, in which money can have been paid for what is traded."""
        import pyarrow as pa
        import pyarrow.compute as pc

        is_gift = self._goods.column("is_gift")
        sorts = {
            GIFTS: self._goods.filter(is_gift),
            COIN: self._goods.filter(pc.invert(is_gift)),
            ORDERS: self._orders,
        }
        near = [self._hours_near(rows, self._terms.reach[sort]) for sort, rows in sorts.items()]
        hours = np.unique(np.concatenate(near))
        return {"hours": pa.table({"hour": pa.array(hours, pa.int64())})}

    def _hours_near(self, rows: pa.Table, reach: int) -> Int64:
        widest = int(self._lake.about()["kinds"][TRANSFER]["widest"])
        start, width = (rows.column(column).to_numpy() for column in ("start_us", "width"))
        first, last = (start - reach - widest) // HOUR, (start + width + reach) // HOUR
        spans = np.unique(np.stack((first, last)), axis=1).T.tolist()
        return np.concatenate([np.empty(0, np.int64), *(np.arange(a, b + 1) for a, b in spans)])

    def _index(self, kind: str, rows: pa.Table) -> FlowIndex:
        ends = {*rows.column(PAYER).to_pylist(), *rows.column(PAYEE).to_pylist()}
        known = account_facts(self._lake, self._engine, kind, ends)
        accounts = [{"id": one, **known[one]._asdict()} for one in sorted(known)]
        return part_index(rows, self._units(kind), accounts)


def _by_id(rows: pa.Table, column: str) -> dict[str, str]:
    """Return a column's values by the ids of the rows."""
    return dict(zip(rows.column("id").to_pylist(), rows.column(column).to_pylist(), strict=True))
