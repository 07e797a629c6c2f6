"""Which candidates of two sides lie within each other's rate and window, and which agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from fractions import Fraction
from itertools import pairwise

import numpy as np

from kg.ledger.base import FlowIndex, Units
from kg.trace.base import SECOND, Int64
from kg.trace.bridge.leg_kinds import LegKind
from kg.trace.bridge.prices import Deal, PriceFit, fit, goods_bounds, money_bounds
from kg.trace.times import time_of

Dealing = Callable[[int], Deal | None]
"""The terms of whatever pairs with a candidate got, or None where none are known."""
Knowing = Callable[[int, int], "Fraction | None"]
"""How far rows tie the ends of a pair to such a trade, 0 to 1; None where they may be no pair."""


@dataclass(frozen=True, slots=True)
class LegPair:
    """Two candidates that agree at a price.

    ``known`` says how many of its ends rows tie to such a trade, from 0 to 1. ``alternatives``
    counts the other pairs within rate and window that share a candidate, ``tried`` all pairs whose
    ends are known as well as these.
    """

    paid: int
    got: int
    fit: PriceFit
    deal: Deal
    known: Fraction
    alternatives: int
    tried: int

    @property
    def expected(self) -> Fraction:
        """How many of all that was tried would agree as well by chance."""
        return self.fit.chance * self.tried


class Pairing:
    """One kind of leg between two sides; a ceiling on combinations is kept and said."""

    def __init__(self, kind: LegKind, paid: LegSide, got: LegSide, most: int) -> None:
        self.kind, self.paid, self.got, self.most = kind, paid, got, most
        self.cut = False

    def pairs(self, dealing: Dealing, knowing: Knowing) -> list[LegPair]:
        """Return the pairs that agree, each with how many others there were."""
        near = self._all_near(dealing, knowing)
        of_paid, of_got = (Counter(pair[side] for pair in near) for side in (0, 1))
        levels = Counter(known for *_, known in near)
        tried = {level: sum(n for other, n in levels.items() if other >= level) for level in levels}
        return [
            LegPair(
                paid, got, price_fit, deal, known, of_paid[paid] + of_got[got] - 2, tried[known]
            )
            for paid, got, deal, known in near
            if (price_fit := fit(*self.amounts(paid, got), deal))
        ]

    def _all_near(
        self, dealing: Dealing, knowing: Knowing
    ) -> list[tuple[int, int, Deal, Fraction]]:
        pairs_near: list[tuple[int, int, Deal, Fraction]] = []
        for got in range(len(self.got)):
            for paid, deal in self._near(got, dealing):
                known = knowing(paid, got)
                pairs_near += [] if known is None else [(paid, got, deal, known)]
            if len(pairs_near) >= self.most:
                self.cut = got + 1 < len(self.got)
                break
        return pairs_near

    def amounts(self, paid: int, got: int) -> tuple[int, int]:
        """Return a pair's units of money and of goods."""
        both = int(self.paid.units[paid]), int(self.got.units[got])
        return both if self.kind.pays_first else (both[1], both[0])

    def gap(self, paid: int, got: int) -> int:
        """Return the seconds from the one to the other."""
        return (int(self.got.start[got]) - int(self.paid.start[paid])) // SECOND

    def nearness(self, paid: int, got: int) -> Fraction:
        """Return 1 for the same moment, 0 for the end of the window, at worst inside precision."""
        later = int(self.got.stop[got] - self.paid.start[paid]) - SECOND
        earlier = int(self.paid.stop[paid] - self.got.start[got]) - SECOND
        far = max(Fraction(max(later, 0), max(self.kind.after, 1)),
                  Fraction(max(earlier, 0), max(self.kind.before, 1)))  # fmt: skip
        return max(Fraction(0), 1 - far)

    def _near(self, got: int, dealing: Dealing) -> list[tuple[int, Deal]]:
        window, deal = self._window(got), dealing(got)
        if deal is None or not len(window):
            return []
        units, paid = int(self.got.units[got]), self.paid.units[window]
        low, high = (money_bounds if self.kind.pays_first else goods_bounds)(units, deal)
        most = int(self.paid.taken[window].max())
        candidates = window[(paid >= low) & (paid <= high + most)].tolist()
        if not most:
            return [(candidate, deal) for candidate in candidates]
        own = ((candidate, self._own(candidate, deal)) for candidate in candidates)
        return [(candidate, deal) for candidate, deal in own if self._within(candidate, got, deal)]

    def _own(self, paid: int, deal: Deal) -> Deal:
        """Return the terms of one candidate: what may be taken off it is its own."""
        taken = int(self.paid.taken[paid])
        return deal._replace(fees=(*deal.fees, -taken)) if taken else deal

    def _within(self, paid: int, got: int, deal: Deal) -> bool:
        money, goods = self.amounts(paid, got)
        low, high = money_bounds(goods, deal)
        return low <= money <= high

    def _window(self, got: int) -> Int64:
        """Return the candidates paid that are near in time, whatever the precision."""
        widest = int((self.paid.stop - self.paid.start).max(initial=0))
        start, stop = int(self.got.start[got]), int(self.got.stop[got])
        first = np.searchsorted(self.paid.start, start - self.kind.after - widest)
        last = np.searchsorted(self.paid.start, stop + self.kind.before)
        near = np.arange(first, last, dtype=np.int64)
        return near[self.paid.stop[near] > start - self.kind.after]


@dataclass(frozen=True, slots=True, eq=False)
class LegSide:
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
        rows_of_candidate: Int64 = self.rows[first : first + int(self.size[candidate])]
        return rows_of_candidate

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
    currencies = [n for n, code in enumerate(index.currencies) if code in codes]
    ends = np.asarray(index.is_end)
    mine = np.isin(index.currency, currencies) & index.at_least([1] * len(index.scales))
    return np.flatnonzero(mine & ~ends[index.src] & ~ends[index.dst]).astype(np.int64)


def runs(index: FlowIndex, rows: Int64, most: int, within: int) -> LegSide:
    """Return each payment, and each run of up to ``most`` between the same two inside a time."""
    rows = _grouped(index, rows, (index.src, index.dst, index.currency))
    places = np.arange(len(rows), dtype=np.int64)
    start, group = np.asarray(index.start)[rows], _groups(index, rows)
    at, size = [places], [np.ones(len(rows), np.int64)]
    for more in range(1, most):
        first = places[: max(0, len(rows) - more)]
        last = first + more
        is_run = (group[first] == group[last]) & (start[last] - start[first] <= within)
        at.append(first[is_run])
        size.append(np.full(int(is_run.sum()), more + 1, np.int64))
    return _side(index, rows, np.concatenate(at), np.concatenate(size))


def periods(index: FlowIndex, rows: Int64, names: Sequence[str], zone: tzinfo) -> LegSide:
    """Return what each payee got in each calendar period, on the clock of a zone."""
    rows = _grouped(index, rows, (index.dst, index.currency))
    start = np.asarray(index.start)[rows]
    ends = np.stack((np.asarray(index.dst)[rows], np.asarray(index.currency)[rows]), axis=1)
    spans: set[tuple[int, int]] = set()
    for name in names:
        day = [_PERIODS[name](us, zone) for us in start.tolist()]
        keys = list(zip(map(tuple, ends.tolist()), day, strict=True))
        breaks = [0, *(n for n in range(1, len(keys)) if keys[n] != keys[n - 1]), len(keys)]
        spans |= {(begin, other - begin) for begin, other in pairwise(breaks) if other > begin}
    pairs = np.array(sorted(spans), np.int64).reshape(-1, 2)
    return _side(index, rows, pairs[:, 0], pairs[:, 1])


def _side(index: FlowIndex, rows: Int64, at: Int64, size: Int64) -> LegSide:
    amounts = index.units(rows)
    sums = np.concatenate((np.zeros(1, amounts.dtype), np.cumsum(amounts)))
    last = rows[at + size - 1] if len(rows) else rows
    start = np.asarray(index.start)[last].astype(np.int64)
    stop = start + np.asarray(index.width)[last]
    by = np.lexsort((size, at, start))
    nothing = np.zeros(len(at), np.int64)
    units = sums[at + size] - sums[at]
    return LegSide(index, rows, at[by], size[by], units[by], start[by], stop[by], nothing)


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
