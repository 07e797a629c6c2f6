"""Legs that no row records, over a whole lake: what a trace of an extract may have beside it.

A leg is weighed against all that competes with it, so the rows of an extract do not do: the lake is
asked for every payment in coin, gift and order, and for the money that was paid near them in time;
the very search of ``kg legs`` looks through those.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.case.money.legs import recorded_ties
from kg.lake.layout import PAYEE, PAYER, Lake
from kg.lake.scan import COLUMNS, HOUR, LakeScan, LakeScope
from kg.lake.search import account_facts
from kg.ledger import Index
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
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import InferredLeg
from kg.schema import load_schema
from kg.trace.bridge import leg_kinds
from kg.trace.bridge.propose import BridgeFacts, leg_options

if TYPE_CHECKING:
    import pyarrow as pa

    from kg.lake.engine import Engine
    from kg.ledger.base import FlowIndex, Int64

Payers = Mapping[str, Mapping[str, str]]
"""By class of flows, and by the id of a payment: who pays."""


@dataclass(frozen=True, slots=True)
class LegsOfLake:
    """The legs of a lake that are not yet chosen among, and who pays what they rest on."""

    legs: tuple[InferredLeg, ...]
    payers: Payers
    warnings: tuple[Message, ...] = ()

    def resting_on(self, payments: Collection[str]) -> tuple[list[InferredLeg], Payers]:
        """Return the legs that rest on one of some payments and what competes with these.

        Returns:
            The legs, and of those that rest on one the payments, each with who pays it.
        """
        met = [leg for leg in self.legs if any(row in payments for row in leg.rows)]
        rows = {row for leg in met for row in leg.rows}
        rivals = [leg for leg in self.legs if not rows.isdisjoint(leg.rows)]
        needed = {
            kind: {row: payer for row, payer in known.items() if row in rows}
            for kind, known in self.payers.items()
        }
        return rivals, needed


def legs_of_lake(
    lake: Lake, engine: Engine, known: BridgeFacts, zone: tzinfo = UTC
) -> LegsOfLake | Message:
    """Return every leg that agrees between payments of a lake; or why nobody can look for them.

    Args:
        lake: Where the rows lie.
        engine: What reads them.
        known: Which dealers and bound cards a case knows besides the lake.
        zone: The time zone of the periods in which gifts are added up.
    """
    return _LegSearch(lake, engine, known, zone).run()


class _LegSearch:
    """One search through a lake."""

    def __init__(self, lake: Lake, engine: Engine, known: BridgeFacts, zone: tzinfo) -> None:
        self._lake, self._engine, self._known, self._zone = lake, engine, known, zone

    def run(self) -> LegsOfLake | Message:
        import pyarrow as pa

        if TRANSFER not in self._lake.kinds():
            return LegsOfLake((), {})
        goods = self._goods()
        orders = self._rows(ORDER, "true") if ORDER in self._lake.kinds() else goods.slice(0, 0)
        if not len(goods) and not len(orders):
            return LegsOfLake((), {})
        hours = self._hours(goods, orders)
        count = len(goods) + len(orders) + self._count_near(hours)
        if count > LIMITS.lake_leg_rows:
            return Message("lake-legs-too-many", count=count, most=LIMITS.lake_leg_rows)
        rows = pa.concat_tables([goods, self._near(hours)])
        index, payers = self._index(TRANSFER, rows), {TRANSFER: _payers(rows)}
        gifts = places_of_links(index, rows.filter(rows.column("is_gift")).column("id").to_pylist())
        known = replace(self._ties(), gifts=gifts)
        if len(orders):
            index_of_orders = self._index(ORDER, orders)
            texts = dict(zip(*_columns(orders, "id", "commission"), strict=True))
            taken = commission_units(index_of_orders, texts)
            known = replace(known, orders=index_of_orders, commissions=taken)
            payers[ORDER] = _payers(orders)
        found = leg_options(index, known, zone=self._zone)
        return LegsOfLake(found.legs, payers, found.warnings)

    # rows

    def _goods(self) -> pa.Table:
        """Return the payments in coin, and the gifts."""
        coins = ", ".join(map(text, sorted(leg_kinds.coins())))
        return self._rows(TRANSFER, f"r.currency IN ({coins}) OR {self._is_gift}")

    def _near(self, hours: Int64) -> pa.Table:
        """Return the money that was paid in some hours and is no gift."""
        return self._rows(TRANSFER, self._is_near, _hours_table(hours))

    def _count_near(self, hours: Int64) -> int:
        query = f"SELECT count(*) AS n FROM rows r WHERE r.in_time AND {self._is_near}"
        files = self._lake.files_of(TRANSFER, PAYER)
        (row,) = self._engine.select(query, files, _hours_table(hours)).to_pylist()
        return int(row["n"])

    @cached_property
    def _is_near(self) -> str:
        moneys = ", ".join(map(text, sorted(leg_kinds.moneys())))
        hour = f"CAST(floor(r.start_us / CAST({HOUR} AS DOUBLE)) AS BIGINT)"
        return (
            f"r.currency IN ({moneys}) AND NOT ({self._is_gift})"
            f" AND {hour} IN (SELECT hour FROM hours)"
        )

    @cached_property
    def _is_gift(self) -> str:
        return f"coalesce(r.{GIFT}, '') <> ''" if GIFT in self._columns(TRANSFER) else "false"

    def _columns(self, kind: str) -> list[str]:
        files = self._lake.files_of(kind, PAYER)
        names: list[str] = self._engine.select("SELECT * FROM rows LIMIT 0", files).column_names
        return names

    def _rows(
        self, kind: str, where: str, tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        known = COMMISSION in self._columns(kind)
        columns = {
            **COLUMNS,
            "is_gift": self._is_gift if kind == TRANSFER else "false",
            "commission": f"coalesce(r.{COMMISSION}, '')" if known else "''",
        }
        told = ", ".join(f"{said} AS {column}" for column, said in columns.items())
        query = f"SELECT {told} FROM rows r WHERE r.in_time AND ({where})"
        return self._engine.select(query, self._lake.files_of(kind, PAYER), tables)

    def _hours(self, goods: pa.Table, orders: pa.Table) -> Int64:
        """Return the hours, counted from 1970, in which money can have been paid for these."""
        import pyarrow.compute as pc

        is_gift = goods.column("is_gift")
        sorts = {"gift": goods.filter(is_gift), "coin": goods.filter(pc.invert(is_gift))}
        near = [self._hours_near(what, rows) for what, rows in {**sorts, "order": orders}.items()]
        hours: Int64 = np.unique(np.concatenate(near))
        return hours

    def _hours_near(self, what: str, rows: pa.Table) -> Int64:
        """Return the hours about each of some payments, as far as legs of its kinds go."""
        kinds = [kind for kind in leg_kinds.kinds().values() if what in (kind.paid, kind.got)]
        reach = max(max(kind.before, kind.after) + kind.within for kind in kinds)
        widest = int(self._lake.about()["kinds"][TRANSFER]["widest"])
        start, width = (rows.column(column).to_numpy() for column in ("start_us", "width"))
        first, last = (start - reach - widest) // HOUR, (start + width + reach) // HOUR
        spans = np.unique(np.stack((first, last)), axis=1).T.tolist()
        return np.concatenate([np.empty(0, np.int64), *(np.arange(a, b + 1) for a, b in spans)])

    # what the search asks of them

    def _index(self, kind: str, rows: pa.Table) -> FlowIndex:
        ends = {*rows.column(PAYER).to_pylist(), *rows.column(PAYEE).to_pylist()}
        known = account_facts(self._lake, self._engine, kind, ends)
        accounts = [{"id": one, **known[one]._asdict()} for one in sorted(known)]
        units = LakeScan(self._lake, self._engine, kind, LakeScope()).units
        return part_index(rows, units, accounts)

    def _ties(self) -> BridgeFacts:
        """Return what the lake and the case know of dealers and bound cards."""
        index = Index(self._lake.tables, self._lake.ledger().shelves())
        ties, known = recorded_ties(load_schema(), index), self._known
        none = frozenset[str]()
        bound = {
            owner: ties.bound.get(owner, none) | known.bound.get(owner, none)
            for owner in {*ties.bound, *known.bound}
        }
        return BridgeFacts(dealers=ties.dealers | known.dealers, bound=bound)


def _columns(rows: pa.Table, *names: str) -> list[list[Any]]:
    return [rows.column(column).to_pylist() for column in names]


def _payers(rows: pa.Table) -> dict[str, str]:
    """Return who pays each payment."""
    return dict(zip(*_columns(rows, "id", PAYER), strict=True))


def _hours_table(hours: Int64) -> dict[str, pa.Table]:
    import pyarrow as pa

    return {"hours": pa.table({"hour": pa.array(hours, pa.int64())})}
