"""The computed roles as data: terms of the ontology, thresholds, innocent readings."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from kg.ledger.account_flows import distinct
from kg.ledger.base import Units
from kg.messages import Message
from kg.model import ComputedRole, Measure
from kg.schema import Schema, load_schema
from kg.trace.base import SECOND, Bool, Int64
from kg.trace.levels import SharedTrace, percent, share_of
from kg.trace.path_lengths import OWN
from kg.trace.replay_order import ReplayOrder
from kg.trace.times import duration
from kg.trace.typologies.catalogue import Threshold, hyphened, threshold_of, threshold_text
from kg.trace.typologies.finding_result import time_text

LISTS = ("Stage", "Channel")
"""The closed lists of the ontology among whose values a role may be."""
TIMED = "passed"
"""The measure whose name says the time that it is held to."""


@dataclass(frozen=True, slots=True)
class AccountRole:
    """One role: which numbers an account must have, and whom it must pay or be held by."""

    name: str
    version: str
    label: Message
    innocent: Message
    victims: bool
    paid: tuple[str, ...]
    held: tuple[str, ...]
    shows: tuple[str, ...]
    words: tuple[str, ...]
    thresholds: Mapping[str, Threshold]

    def measure_label(self, name: str) -> Message:
        """Return what a measure of the role is called, with the time that it is held to."""
        if name in self.words:
            return Message(f"role-{hyphened(self.name)}-{hyphened(name)}-label")
        return _measure_label(name, self.thresholds["within"].default if name == TIMED else "")


@cache
def account_roles() -> tuple[AccountRole, ...]:
    """Return every role in the order of the file, the earliest of a chain first."""
    schema = load_schema()
    return tuple(_role(name, table, schema) for name, table in _table().items())


def _role(name: str, table: Mapping[str, Any], schema: Schema) -> AccountRole:
    path, numbers = f"role-{hyphened(name)}", table["thresholds"]
    within = numbers["within"]["default"] if TIMED in numbers else ""
    for kind in (*table.get("paid", ()), *table.get("held", ())):
        schema.kind(kind)
    return AccountRole(
        name,
        table["version"],
        _label(name, schema),
        Message(f"{path}-innocent"),
        table.get("victims", False),
        tuple(table.get("paid", ())),
        tuple(table.get("held", ())),
        tuple(table["shows"]),
        tuple(table.get("words", ())),
        {
            key: threshold_of(key, fields, _measure_label(key, within), path)
            for key, fields in numbers.items()
        },
    )


def _measure_label(name: str, within: str) -> Message:
    """Return what a measure is called where a role has no name of its own for it."""
    filled = {"within": within} if name == TIMED else {}
    return Message(f"role-measure-{hyphened(name)}", **filled)


def _label(name: str, schema: Schema) -> Message:
    """Return what the ontology calls the role."""
    if schema.has_kind(name):
        return schema.kind(name).labelled()
    value = next(term for listed in LISTS for term in schema.listed(listed) if term.name == name)
    return value.labelled()


@cache
def _table() -> Mapping[str, Any]:
    path = Path(__file__).with_name("roles.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


CASH = ("CashEnd",)
Slots = tuple[Int64, Int64]
"""Pieces of traced money, and the slot of each, sorted by slot."""


@dataclass(frozen=True)
class Numbers:
    """What came to every slot and what left it, in whole units.

    A piece **came** where its payment arrived; it **left** the account that it had rested in.
    """

    found: SharedTrace
    asked: dict[tuple[str, ...], Bool] = field(default_factory=dict)

    @property
    def played(self) -> ReplayOrder:
        """The payments that were played."""
        assert self.found.allocation.played is not None
        return self.found.allocation.played

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
        mine = self._of_kinds(kinds)[self.found.allocation.flows.dst[self.positions(pieces)]]
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
        return len(distinct(self.found.allocation.flows.src[self.positions(pieces)]))

    def payees(self, pieces: Int64) -> int:
        """Return how many different accounts were paid these pieces."""
        return len(distinct(self.found.allocation.flows.dst[self.positions(pieces)]))

    def feeding(self, slot: int) -> Int64:
        """Return all payments into a slot that were played, traced or not, by their positions."""
        positions: Int64 = self.played.position[self.played.money.payee == slot]
        return positions

    def positions(self, pieces: Int64) -> Int64:
        """Return the payments of pieces, as positions in the index."""
        positions: Int64 = self.played.position[self.found.pieces.payment[pieces]]
        return positions

    def _goes_to(self, kinds: Sequence[str]) -> Bool:
        target = self.found.allocation.flows.dst[self.positions(self.left[0])]
        mine: Bool = self._of_kinds(kinds)[target]
        return mine

    def _of_kinds(self, kinds: Sequence[str]) -> Bool:
        """Say of each account of the index whether it, or who has it, is of one of these kinds."""
        if (key := tuple(kinds)) not in self.asked:
            schema, is_one = (
                load_schema(),
                np.zeros(len(self.found.allocation.index.accounts), bool),
            )
            for account, known in self.found.known.items():
                is_one[account] = any(
                    schema.is_a(kind_name, kind) for kind_name in known for kind in kinds
                )
            self.asked[key] = is_one
        return self.asked[key]

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


Number = Decimal | int


def computed_roles(shared: SharedTrace) -> tuple[ComputedRole, ...]:
    """Return every computed role, in the order of a chain, then most traced money first."""
    numbers = Numbers(shared)
    return tuple(
        computed_role
        for role in account_roles()
        for computed_role in _RoleJudge(numbers, role).roles()
    )


class _RoleJudge:
    """Decides which accounts have the numbers of one role."""

    def __init__(self, numbers: Numbers, role: AccountRole) -> None:
        self.numbers, self.role, self.allocation = numbers, role, numbers.found.allocation
        self.shares = numbers.shares(role)

    def roles(self) -> Iterator[ComputedRole]:
        """Yield the role of each account and currency that has its numbers."""
        if self.role.victims and not self.numbers.found.from_victims:
            return
        slots = np.flatnonzero(self._may_be()).tolist()
        slots.sort(key=lambda slot: (-int(self.numbers.received[slot]), slot))
        for slot in slots:
            came, left = of_slot(self.numbers.came, slot), of_slot(self.numbers.left, slot)
            measured = self._measured(slot, came, left)
            if self._fulfils(slot, measured):
                yield self._role(slot, measured, np.concatenate((came, left)))

    def _may_be(self) -> Bool:
        """Say of each slot whether its sums come near those of the role."""
        near: Bool = self.numbers.received > 0
        if self.role.held:
            near = near & self.numbers.held(self.role.held)
        for name, (part, whole) in self.shares.items():
            if name in self.role.thresholds:
                least = 0.99 * float(self.role.thresholds[name].default)
                near = near & (part > 0) & (part >= least * whole)
        return near

    def _fulfils(self, slot: int, measured: Mapping[str, Number]) -> bool:
        """Hold every number to its threshold; shares exactly, not as they are rounded."""
        for name, threshold in self.role.thresholds.items():
            if threshold.way and name in self.shares:
                part, whole = (int(side[slot]) for side in self.shares[name])
                if part < Fraction(str(threshold.default)) * whole:
                    return False
            elif threshold.way and measured[name] < threshold.default:
                return False
        return True

    def _measured(self, slot: int, came: Int64, left: Int64) -> dict[str, Number]:
        """Return the numbers that the role asks for or shows; no stay where nothing left."""
        numbers = self.numbers
        ask: Mapping[str, Callable[[], Number]] = {
            "paid_sum": lambda: numbers.paid_sum(left, self.role.paid),
            "stay": lambda: numbers.median_stay(left),
            "payers": lambda: numbers.payers(came),
            "feeders": lambda: len(distinct(self.allocation.flows.src[numbers.feeding(slot)])),
            "payees": lambda: numbers.payees(left),
        }
        measures: dict[str, Number] = {
            name: share_of(int(part[slot]), int(whole[slot]))
            for name, (part, whole) in self.shares.items()
        }
        names = (*self.role.thresholds, *self.role.shows)
        measures |= {n: ask[n]() for n in names if n in ask and (n != "stay" or len(left))}
        return {name: measures[name] for name in names if name in measures}

    def _role(self, slot: int, measured: Mapping[str, Number], pieces: Int64) -> ComputedRole:
        index, played = self.allocation.index, self.numbers.played
        measures = tuple(self._measure(slot, name, number) for name, number in measured.items())
        rows = self.numbers.positions(pieces)
        if "feeders" in measured:
            rows = np.concatenate((rows, self.numbers.feeding(slot)))
        return ComputedRole(
            account=index.accounts[played.slot_account[slot]],
            currency=index.currencies[played.slot_currency[slot]],
            role=self.role.name,
            version=self.role.version,
            label=self.role.label,
            measures=measures,
            links=tuple(index.links[at] for at in distinct(rows).tolist()),
            said=self._measures_message(measures),
            innocent=self.role.innocent,
        )

    def _measure(self, slot: int, name: str, number: Number) -> Measure:
        threshold = self.role.thresholds.get(name)
        needed = f"≥{_needed(threshold.default)}" if threshold and threshold.way else ""
        label, text = self.role.measure_label(name), self._text(slot, name, number)
        return Measure(name, label, text, needed)

    def _text(self, slot: int, name: str, number: Number) -> str:
        if isinstance(number, Decimal):
            return percent(number)
        if name == "stay":
            return time_text(number)
        if name == "paid_sum":
            return self._money(slot, number)
        return f"{number:,}"

    def _money(self, slot: int, units: int) -> str:
        code = int(self.numbers.played.slot_currency[slot])
        return str(self.allocation.index.money(units, code))

    def _measures_message(self, measures: tuple[Measure, ...]) -> Message:
        return Message("role-measures", measures=map(_in_words, measures))


def _needed(default: object) -> str:
    return percent(Decimal(str(default))) if isinstance(default, float) else threshold_text(default)


def _in_words(measure: Measure) -> Message:
    facts = {"label": measure.label, "value": measure.value}
    if not measure.threshold:
        return Message("measure-said", **facts)
    return Message("measure-with-threshold", **facts, threshold=measure.threshold)
