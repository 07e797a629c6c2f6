"""Legs that no row records, over a whole lake: what a trace of an extract may have beside it.

A leg is weighed against all that competes with it, so the rows of an extract do not do: the very
search of ``kg legs`` looks through the payments of the lake between which a leg may stand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from kg.case.money.legs import recorded_ties
from kg.lake.layout import Lake
from kg.lake.trade_rows import COIN, GIFTS, ORDERS, TradeRows, TradeTerms
from kg.ledger import Index
from kg.ledger.payments import ORDER, TRANSFER
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import InferredLeg
from kg.schema import load_schema
from kg.trace.bridge import leg_kinds
from kg.trace.bridge.propose import BridgeFacts, leg_options

if TYPE_CHECKING:
    from kg.lake.engine import Engine

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
    if TRANSFER not in lake.kinds():
        return LegsOfLake((), {})
    rows = TradeRows(lake, engine, _terms())
    count = rows.count()
    if not count:
        return LegsOfLake((), {})
    if count > LIMITS.lake_leg_rows:
        return Message("lake-legs-too-many", count=count, most=LIMITS.lake_leg_rows)
    transfers, orders = rows.transfers(), rows.orders()
    facts = replace(_ties(lake, known), gifts=transfers.marked)
    payers = {TRANSFER: transfers.payers}
    if orders:
        facts = replace(facts, orders=orders.flows, commissions=orders.marked)
        payers[ORDER] = orders.payers
    found = leg_options(transfers.flows, facts, zone=zone)
    return LegsOfLake(found.legs, payers, found.warnings)


def _terms() -> TradeTerms:
    reach = {
        sort: max(
            max(kind.before, kind.after) + kind.within
            for kind in leg_kinds.kinds().values()
            if sort in (kind.paid, kind.got)
        )
        for sort in (COIN, GIFTS, ORDERS)
    }
    return TradeTerms(leg_kinds.coins(), leg_kinds.moneys(), reach)


def _ties(lake: Lake, known: BridgeFacts) -> BridgeFacts:
    """Return what the lake and the case know of dealers and bound cards."""
    ties = recorded_ties(load_schema(), Index(lake.tables, lake.ledger().shelves()))
    none = frozenset[str]()
    bound = {
        owner: ties.bound.get(owner, none) | known.bound.get(owner, none)
        for owner in {*ties.bound, *known.bound}
    }
    return BridgeFacts(dealers=ties.dealers | known.dealers, bound=bound)
