"""The rows that a search looks at, as the columns that its kernels read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from kg.ledger.base import FlowIndex
from kg.trace.base import Bool, Int8, Int16, Int32, Int64
from kg.trace.payment_filters import least_units
from kg.trace.seeds import account_at
from kg.trace.times import EPOCH
from kg.trace.typologies.amounts import Amounts, amounts_of

MICROSECOND = 1_000_000
OWN, NOTHING, EXCLUDE, PERIOD, FLOOR = "own", "nothing", "exclude", "period", "floor"
"""Why a payment is not looked at: it is to the payer itself, of nothing, or the scope says so."""


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Which rows a search looks at: a period, an amount floor, accounts left out, hubs."""

    since: datetime | None = None
    until: datetime | None = None
    floor: Decimal = Decimal(0)
    exclude: Collection[str] = ()
    hub: int = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class LargerLedger:
    """What holds of all payments, where an index has those of a few accounts.

    ``whole`` marks the accounts of the index of which it has all payments: on others no shape is
    built. ``span`` is the time from the first to the last of all payments that are looked at,
    ``nightly`` which share of them is at night; ``floats`` says whether floats hold all sums.
    """

    whole: Sequence[bool]
    span: int
    nightly: float
    floats: bool


class SearchRows(NamedTuple):
    """Columns by position in time order; ``ok`` marks the rows that the scope lets through.

    ``stands`` marks the accounts that a shape may be built on: no hub, and no end such as cash.
    """

    src: Int32
    dst: Int32
    start: Int64
    width: Int64
    amount: Amounts
    currency: Int16
    ok: Int8
    stands: Int8
    out_ptr: Int64
    out_idx: Int32
    in_ptr: Int64
    in_idx: Int32


def rows_of(index: FlowIndex, scope: SearchScope, larger: LargerLedger | None = None) -> SearchRows:
    """Return the index's columns with the scope's marks."""
    ok, stands = _let_through(index, scope), _standing(index, scope)
    if larger:
        stands &= np.array(larger.whole, np.int8)
    return SearchRows(
        np.asarray(index.src, np.int32),
        np.asarray(index.dst, np.int32),
        np.asarray(index.start, np.int64),
        np.asarray(index.width, np.int64),
        amounts_of(index, ok, stands, floats=larger.floats if larger else None),
        np.asarray(index.currency, np.int16),
        ok,
        stands,
        np.asarray(index.out_ptr, np.int64),
        np.asarray(index.out_idx, np.int32),
        np.asarray(index.in_ptr, np.int64),
        np.asarray(index.in_idx, np.int32),
    )


def no_rows() -> FlowIndex:
    """Return the index of a case in which no money moves."""
    small, large = np.empty(0, np.int32), np.empty(0, np.int64)
    return FlowIndex(
        src=small,
        dst=small,
        start=large,
        width=large,
        amount=large,
        currency=np.empty(0, np.int16),
        seq=large,
        source_no=small,
        reporter=small,
        links=(),
        accounts=(),
        currencies=(),
        scales=(),
        out_ptr=np.zeros(1, np.int64),
        out_idx=small,
        in_ptr=np.zeros(1, np.int64),
        in_idx=small,
        counterparties=small,
        hub_kind=np.empty(0, np.int8),
        is_end=np.empty(0, np.bool_),
    )


def left_out(index: FlowIndex, scope: SearchScope) -> dict[str, int]:
    """Count the payments that are not looked at, by the first reason that keeps each out."""
    ok, counts = np.ones(len(index), np.bool_), dict[str, int]()
    for name, kept in _sieves(index, scope):
        counts[name] = counts.get(name, 0) + int((ok & ~kept).sum())
        ok &= kept
    return {name: count for name, count in counts.items() if count}


def _let_through(index: FlowIndex, scope: SearchScope) -> Int8:
    ok = np.ones(len(index), np.bool_)
    for _, kept in _sieves(index, scope):
        ok &= kept
    marks: Int8 = ok.astype(np.int8)
    return marks


def _sieves(index: FlowIndex, scope: SearchScope) -> Iterator[tuple[str, Bool]]:
    """Yield what lets payments through, by the reason why others are left out."""
    yield OWN, np.asarray(index.src != index.dst)
    yield NOTHING, index.at_least([1] * len(index.scales))
    if left_out := [account_at(index, account) for account in scope.exclude]:
        yield EXCLUDE, ~np.isin(index.src, left_out) & ~np.isin(index.dst, left_out)
    if scope.since is not None:
        yield PERIOD, np.asarray(index.start >= microseconds(scope.since))
    if scope.until is not None:
        yield PERIOD, np.asarray(index.start < microseconds(scope.until))
    if scope.floor > 0:
        yield FLOOR, index.at_least(least_units(index, scope.floor))


def _standing(index: FlowIndex, scope: SearchScope) -> Int8:
    stands = np.asarray(index.is_end) == 0
    stands &= (np.asarray(index.hub_kind) == 0) & (np.asarray(index.counterparties) <= scope.hub)
    marks: Int8 = stands.astype(np.int8)
    return marks


def hubs_in(index: FlowIndex, scope: SearchScope) -> int:
    """Count the accounts that no shape is built on because too many deal with them."""
    busy = (np.asarray(index.hub_kind) != 0) | (np.asarray(index.counterparties) > scope.hub)
    return int((busy & (np.asarray(index.is_end) == 0)).sum())


def period(rows: SearchRows) -> int:
    """Return the microseconds from the first to the last row that is looked at."""
    dated = np.flatnonzero(rows.ok)
    return int(rows.start[dated[-1]] - rows.start[dated[0]]) if len(dated) else 0


def microseconds(moment: datetime) -> int:
    """Return a moment as the index keeps it."""
    return round((moment - EPOCH).total_seconds() * MICROSECOND)
