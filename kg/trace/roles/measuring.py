"""The numbers by which a role is told, of the traced units of one account and currency (slot)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

import numpy as np

from kg.ledger.base import Units
from kg.ledger.ends import distinct
from kg.schema import load_schema
from kg.trace.base import SECOND, Bool, Int64
from kg.trace.lengths import duration
from kg.trace.levels import Walked
from kg.trace.play import Played
from kg.trace.roles.book import AccountRole
from kg.trace.way import OWN

CASH = ("CashEnd",)
Slots = tuple[Int64, Int64]
"""Pieces of traced money, and the slot of each, sorted by slot."""


@dataclass(frozen=True)
class Numbers:
    """What came to every slot and what left it, in whole units.

    A piece **came** where its payment arrived; it **left** the account that it had rested in.
    """

    found: Walked
    asked: dict[tuple[str, ...], Bool] = field(default_factory=dict)

    @property
    def played(self) -> Played:
        """The payments that were played."""
        assert self.found.story.played is not None
        return self.found.story.played

    @cached_property
    def came(self) -> Slots:
        """The pieces that came."""
        return _by_slot(*self.found.arrivals())

    @cached_property
    def left(self) -> Slots:
        """The pieces that left."""
        pieces = self.found.pieces
        left = np.flatnonzero(pieces.rest != OWN).astype(np.int64)
        return _by_slot(left, self.played.money.payer[pieces.payment[left]].astype(np.int64))

    @cached_property
    def received(self) -> Units:
        """All that came, by slot."""
        return self._summed(self.came)

    @cached_property
    def income(self) -> Units:
        """All units that came by any payment that was played, traced or not, by slot."""
        money = self.played.money
        sums, there = np.zeros(len(money.plays), money.amount.dtype), money.payee >= 0
        np.add.at(sums, money.payee[there], money.amount[there])
        return sums

    def shares(self, role: AccountRole) -> Mapping[str, tuple[Units, Units]]:
        """Return the shares that a role may ask for, as parts and wholes by slot."""
        within = role.thresholds["within"].default if "within" in role.thresholds else "0s"
        most = duration(within) // timedelta(microseconds=1)
        pieces, (came, _), (left, _) = self.found.pieces, self.came, self.left
        ask: Mapping[str, Callable[[], tuple[Units, Units]]] = {
            "first": lambda: (self._summed(self.came, pieces.step[came] == 1), self.received),
            "passed": lambda: (self._summed(self.left, pieces.rest[left] <= most), self.received),
            "part": lambda: (self.received, self.income),
            "cash": lambda: (self._summed(self.left, self._goes_to(CASH)), self.received),
            "paid": lambda: (self._summed(self.left, self._goes_to(role.paid)), self.received),
        }
        return {name: ask[name]() for name in (*role.thresholds, *role.shows) if name in ask}

    def held(self, kinds: Sequence[str]) -> Bool:
        """Say of each slot whether its account is held or controlled by one of these."""
        mine: Bool = self._of_kinds(kinds)[self.played.slot_account]
        return mine

    def paid_sum(self, pieces: Int64, kinds: Sequence[str]) -> int:
        """Return how many units of the pieces went to one of these kinds of receiver."""
        mine = self._of_kinds(kinds)[self.found.story.flows.dst[self.positions(pieces)]]
        return sum(self.found.pieces.units[pieces[mine]].tolist())

    def median_stay(self, pieces: Int64) -> int:
        """Return after how many seconds half of the units that left were gone."""
        rest, units = self.found.pieces.rest[pieces], self.found.pieces.units[pieces]
        half, gone = (sum(units.tolist()) + 1) // 2, 0
        for at in np.argsort(rest, kind="stable").tolist():
            gone += int(units[at])
            if gone >= half:
                return int(rest[at]) // SECOND
        raise ValueError("nothing left")

    def payers(self, pieces: Int64) -> int:
        """Return how many different accounts paid these pieces."""
        return len(distinct(self.found.story.flows.src[self.positions(pieces)]))

    def payees(self, pieces: Int64) -> int:
        """Return how many different accounts were paid these pieces."""
        return len(distinct(self.found.story.flows.dst[self.positions(pieces)]))

    def feeding(self, slot: int) -> Int64:
        """Return all payments into a slot that were played, traced or not, by their positions."""
        positions: Int64 = self.played.position[self.played.money.payee == slot]
        return positions

    def positions(self, pieces: Int64) -> Int64:
        """Return the payments of pieces, as positions in the index."""
        positions: Int64 = self.played.position[self.found.pieces.payment[pieces]]
        return positions

    def _goes_to(self, kinds: Sequence[str]) -> Bool:
        target = self.found.story.flows.dst[self.positions(self.left[0])]
        mine: Bool = self._of_kinds(kinds)[target]
        return mine

    def _of_kinds(self, kinds: Sequence[str]) -> Bool:
        """Say of each account of the index whether it, or who has it, is of one of these kinds."""
        if (asked := tuple(kinds)) not in self.asked:
            schema, is_one = load_schema(), np.zeros(len(self.found.story.index.accounts), bool)
            for account, known in self.found.known.items():
                is_one[account] = any(schema.is_a(one, kind) for one in known for kind in kinds)
            self.asked[asked] = is_one
        return self.asked[asked]

    def _summed(self, side: Slots, only: Bool | None = None) -> Units:
        pieces, slot = side if only is None else (side[0][only], side[1][only])
        sums = np.zeros(len(self.played.money.plays), self.found.pieces.units.dtype)
        np.add.at(sums, slot, self.found.pieces.units[pieces])
        return sums


def of_slot(side: Slots, slot: int) -> Int64:
    """Return the pieces of one slot."""
    first, last = np.searchsorted(side[1], (slot, slot + 1))
    return side[0][first:last]


def _by_slot(pieces: Int64, slot: Int64) -> Slots:
    order = np.argsort(slot, kind="stable")
    return pieces[order], slot[order]
