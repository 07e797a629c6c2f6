"""Which candidates of two sides lie within each other's rate and window, and which agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kg.trace.base import SECOND, Int64
from kg.trace.bridge.book import Kind
from kg.trace.bridge.prices import Deal, Fit, fit, goods_bounds, money_bounds
from kg.trace.bridge.sides import Side

Dealing = Callable[[int], Deal | None]
"""The terms of whatever pairs with a candidate got, or None where none are known."""
Knowing = Callable[[int, int], "Fraction | None"]
"""How far rows tie the ends of a pair to such a trade, 0 to 1; None where they may be no pair."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two candidates that agree at a price.

    ``known`` says how many of its ends rows tie to such a trade, from 0 to 1. ``alternatives``
    counts the other pairs within rate and window that share a candidate, ``tried`` all pairs whose
    ends are known as well as these.
    """

    paid: int
    got: int
    fit: Fit
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

    def __init__(self, kind: Kind, paid: Side, got: Side, most: int) -> None:
        self.kind, self.paid, self.got, self.most = kind, paid, got, most
        self.cut = False

    def pairs(self, dealing: Dealing, knowing: Knowing) -> list[Pair]:
        """Return the pairs that agree, each with how many others there were."""
        near = self._all_near(dealing, knowing)
        of_paid, of_got = (Counter(one[side] for one in near) for side in (0, 1))
        levels = Counter(known for *_, known in near)
        tried = {one: sum(n for other, n in levels.items() if other >= one) for one in levels}
        return [
            Pair(paid, got, found, deal, known, of_paid[paid] + of_got[got] - 2, tried[known])
            for paid, got, deal, known in near
            if (found := fit(*self.amounts(paid, got), deal))
        ]

    def _all_near(
        self, dealing: Dealing, knowing: Knowing
    ) -> list[tuple[int, int, Deal, Fraction]]:
        found: list[tuple[int, int, Deal, Fraction]] = []
        for got in range(len(self.got)):
            for paid, deal in self._near(got, dealing):
                known = knowing(paid, got)
                found += [] if known is None else [(paid, got, deal, known)]
            if len(found) >= self.most:
                self.cut = got + 1 < len(self.got)
                break
        return found

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
        found = window[(paid >= low) & (paid <= high + most)].tolist()
        if not most:
            return [(one, deal) for one in found]
        own = ((one, self._own(one, deal)) for one in found)
        return [(one, deal) for one, deal in own if self._within(one, got, deal)]

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
