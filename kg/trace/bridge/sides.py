"""What may stand on one side of a leg: single payments, runs of a few, gifts of a period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import pairwise

import numpy as np

from kg.ledger.base import FlowIndex, Units
from kg.trace.base import Int64
from kg.trace.moments import time_of


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Candidates, by the time of their last row.

    Candidate c is ``rows[at[c]:at[c] + size[c]]``, positions of one payer, payee and currency;
    ``start`` and ``stop`` bound the moment of the last of them, ``units`` is their sum. ``taken``
    is what may be taken off a candidate (the commission of an order), 0 where nothing is known.
    """

    index: FlowIndex
    rows: Int64
    at: Int64
    size: Int64
    units: Units
    start: Int64
    stop: Int64
    taken: Int64

    def __len__(self) -> int:
        return len(self.at)

    def members(self, candidate: int) -> Int64:
        """Return the positions that a candidate stands for."""
        first = int(self.at[candidate])
        found: Int64 = self.rows[first : first + int(self.size[candidate])]
        return found

    def payer(self, candidate: int) -> str:
        """Return who paid."""
        return self.index.accounts[int(self.index.src[self.members(candidate)[0]])]

    def payee(self, candidate: int) -> str:
        """Return who was paid."""
        return self.index.accounts[int(self.index.dst[self.members(candidate)[0]])]

    def currency(self, candidate: int) -> int:
        """Return the position of the currency among the index's."""
        return int(self.index.currency[self.members(candidate)[0]])


def of_currencies(index: FlowIndex, codes: frozenset[str]) -> Int64:
    """Return the payments in some currencies between two accounts: no cash, no fee, no interest."""
    wanted = [n for n, code in enumerate(index.currencies) if code in codes]
    ends = np.asarray(index.is_end)
    mine = np.isin(index.currency, wanted) & index.at_least([1] * len(index.scales))
    return np.flatnonzero(mine & ~ends[index.src] & ~ends[index.dst]).astype(np.int64)


def runs(index: FlowIndex, rows: Int64, most: int, within: int) -> Side:
    """Return each payment, and each run of up to ``most`` between the same two inside a time."""
    rows = _grouped(index, rows, (index.src, index.dst, index.currency))
    places = np.arange(len(rows), dtype=np.int64)
    start, group = np.asarray(index.start)[rows], _groups(index, rows)
    at, size = [places], [np.ones(len(rows), np.int64)]
    for more in range(1, most):
        first = places[: max(0, len(rows) - more)]
        last = first + more
        held = (group[first] == group[last]) & (start[last] - start[first] <= within)
        at.append(first[held])
        size.append(np.full(int(held.sum()), more + 1, np.int64))
    return _side(index, rows, np.concatenate(at), np.concatenate(size))


def periods(index: FlowIndex, rows: Int64, names: Sequence[str], zone: tzinfo) -> Side:
    """Return what each payee got in each calendar period, on the clock of a zone."""
    rows = _grouped(index, rows, (index.dst, index.currency))
    start = np.asarray(index.start)[rows]
    ends = np.stack((np.asarray(index.dst)[rows], np.asarray(index.currency)[rows]), axis=1)
    found: set[tuple[int, int]] = set()
    for name in names:
        day = [_PERIODS[name](us, zone) for us in start.tolist()]
        keys = list(zip(map(tuple, ends.tolist()), day, strict=True))
        breaks = [0, *(n for n in range(1, len(keys)) if keys[n] != keys[n - 1]), len(keys)]
        found |= {(one, other - one) for one, other in pairwise(breaks) if other > one}
    told = np.array(sorted(found), np.int64).reshape(-1, 2)
    return _side(index, rows, told[:, 0], told[:, 1])


def _side(index: FlowIndex, rows: Int64, at: Int64, size: Int64) -> Side:
    amounts = index.units(rows)
    sums = np.concatenate((np.zeros(1, amounts.dtype), np.cumsum(amounts)))
    last = rows[at + size - 1] if len(rows) else rows
    start = np.asarray(index.start)[last].astype(np.int64)
    stop = start + np.asarray(index.width)[last]
    by = np.lexsort((size, at, start))
    nothing = np.zeros(len(at), np.int64)
    units = sums[at + size] - sums[at]
    return Side(index, rows, at[by], size[by], units[by], start[by], stop[by], nothing)


def _grouped(index: FlowIndex, rows: Int64, keys: Sequence[object]) -> Int64:
    """Return positions by the keys, then in time order."""
    columns = [np.asarray(key)[rows] for key in reversed(keys)]
    return rows[np.lexsort((rows, np.asarray(index.start)[rows], *columns))]


def _groups(index: FlowIndex, rows: Int64) -> Int64:
    """Return a number for each stretch of rows between the same two in one currency."""
    keys = np.stack([np.asarray(k)[rows] for k in (index.src, index.dst, index.currency)], axis=1)
    fresh = np.ones(len(rows), np.int64)
    fresh[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    return np.cumsum(fresh)


def _day(us: int, zone: tzinfo) -> object:
    return time_of(us).astimezone(zone).date()


def _week(us: int, zone: tzinfo) -> object:
    return time_of(us).astimezone(zone).isocalendar()[:2]


def _month(us: int, zone: tzinfo) -> object:
    local = time_of(us).astimezone(zone)
    return local.year, local.month


_PERIODS: dict[str, Callable[[int, tzinfo], object]] = {"day": _day, "week": _week, "month": _month}
