"""What a typology's detector gets (the search context) and yields (hits)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from kg.ledger.base import FlowIndex
from kg.limits import LIMITS
from kg.trace.base import Bool, Int8, Int64
from kg.trace.typologies.amounts import Share, share_for
from kg.trace.typologies.catalogue import length
from kg.trace.typologies.search_rows import LargerLedger, SearchRows, period


@dataclass(frozen=True, slots=True)
class DeviceUse:
    """One account seen on one device, address or telephone, by the fact or row that says so."""

    account: str
    thing: str
    link: str


@dataclass(frozen=True, slots=True)
class TypologyHit:
    """Rows of one shape: positions in the index, the accounts it is about, its measures.

    ``centre_ids``, ``account_ids`` and ``links`` stand instead of positions where the rows are no
    payments.
    """

    centre: tuple[int, ...]
    rows: Int64
    measures: Mapping[str, float]
    unproven: int = 0
    centre_ids: tuple[str, ...] = ()
    account_ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass
class SearchContext:
    """What every detector looks at: the index, the rows let through, the zone of the clock.

    ``steps`` is the most that one detector may look at; ``cut`` names those that reached it.
    ``larger`` tells of the ledger of which the index has a part.
    """

    index: FlowIndex
    rows: SearchRows
    zone: tzinfo
    uses: Sequence[DeviceUse] = ()
    steps: int = LIMITS.find_steps
    cut: set[str] = field(default_factory=set)
    larger: LargerLedger | None = None

    @cached_property
    def whole(self) -> int:
        """The microseconds that all rows span."""
        return self.larger.span if self.larger else period(self.rows)

    def nightly(self, night: Bool, timed: Bool) -> float:
        """Return which share of all payments that tell an hour is at night."""
        if self.larger:
            return self.larger.nightly
        return share_at_night(int(night.sum()), int(timed.sum()))

    @cached_property
    def income(self) -> Any:
        """What came in, by account and currency (see :meth:`purse`), in units, as floats."""
        rows = self.rows
        purses = self.purse(rows.dst, rows.currency)
        sizes = len(rows.stands) * self.currencies
        return np.bincount(purses, weights=rows.amount * (rows.ok != 0), minlength=sizes)

    def share_of_income(self, came: Int64, account: int, money: int) -> Fraction:
        """Return which share of what came to an account in a currency these rows are."""
        rows = self.rows
        if rows.amount.ndim == 1:
            part, whole = rows.amount[came].sum(), self.income[self.purse(account, money)]
            return Fraction(int(part), int(whole))
        mine = rows.in_idx[rows.in_ptr[account] : rows.in_ptr[account + 1]]
        mine = mine[(rows.ok[mine] != 0) & (rows.currency[mine] == money)]
        part, whole = (sum(self.index.units(rows).tolist()) for rows in (came, mine))
        return Fraction(part, whole)

    def share(self, typed: float) -> Share:
        """Return a share or factor as the kernels compare it with the amounts."""
        return share_for(self.rows.amount, typed)

    @property
    def currencies(self) -> int:
        """How many currencies there are."""
        return max(len(self.index.currencies), 1)

    def purse(self, account: Any, currency: Any) -> Any:
        """Return one number for an account in one currency."""
        return np.asarray(account, np.int64) * self.currencies + currency

    def at_least(self, sums: Mapping[str, Any]) -> Bool:
        """Mark the rows of at least a sum that is given by currency."""
        return self.index.at_least(self.units(sums, NEVER))

    def at_most(self, sums: Mapping[str, Any]) -> Bool:
        """Mark the rows of at most a sum that is given by currency."""
        return ~self.index.at_least([most + 1 for most in self.units(sums, -1)])

    def multiples(self, sums: Mapping[str, Any]) -> Bool:
        """Mark the rows of a multiple of a sum that is given by currency."""
        return self.index.multiples(self.units(sums, 0))

    def units(self, sums: Mapping[str, Any], otherwise: int) -> list[int]:
        """Return sums by currency in the index's units; a currency that is not named: otherwise."""
        known = zip(self.index.currencies, self.index.scales, strict=True)
        return [
            whole_units_of(sums[currency], scale) if currency in sums else otherwise
            for currency, scale in known
        ]

    def marked(self, marks: Bool) -> Int8:
        """Return marks of rows that are let through, as kernels read them."""
        marked_rows: Int8 = (marks & (self.rows.ok != 0)).astype(np.int8)
        return marked_rows

    def late(self, before: Any, after: Any) -> int:
        """Count the pairs of rows whose order no clock time proves."""
        rows = self.rows
        gaps = rows.start[after] - rows.start[before]
        return int((gaps < rows.width[before]).sum())


def whole_units_of(amount: Any, scale: int) -> int:
    """Return how many whole units of a currency an amount has.

    >>> whole_units_of("0.019", 100)
    1
    """
    return int(Fraction(str(amount)) * scale)


def share_at_night(night: int, timed: int) -> float:
    """Return which share of the payments that tell an hour is at night."""
    return night / max(timed, 1)


NEVER = 1 << 127
"""More units than any amount has."""
Values = Mapping[str, Any]
__all__ = ["DeviceUse", "SearchContext", "TypologyHit", "Values", "length"]
