"""From numbers to computed roles: who has those of a role, with each number and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

import numpy as np

from kg.ledger.ends import distinct
from kg.messages import Message
from kg.model import ComputedRole, Measure
from kg.trace.base import Bool, Int64
from kg.trace.levels import Walked, percent, share_of
from kg.trace.roles.book import AccountRole, account_roles
from kg.trace.roles.measuring import Numbers, of_slot
from kg.trace.typologies.book import told
from kg.trace.typologies.telling import time_text
from kg.values.money import units_text

Number = Decimal | int


def roles_by(found: Walked) -> tuple[ComputedRole, ...]:
    """Return every computed role, in the order of a chain, then most traced money first."""
    numbers = Numbers(found)
    return tuple(one for role in account_roles() for one in _Teller(numbers, role).tell())


class _Teller:
    """Tells who has the numbers of one role."""

    def __init__(self, numbers: Numbers, role: AccountRole) -> None:
        self.numbers, self.role, self.story = numbers, role, numbers.found.story
        self.shares = numbers.shares(role)

    def tell(self) -> Iterator[ComputedRole]:
        """Yield the role of each account and currency that has its numbers."""
        if self.role.victims and not self.numbers.found.from_victims:
            return
        slots = np.flatnonzero(self._may_be()).tolist()
        slots.sort(key=lambda slot: (-int(self.numbers.received[slot]), slot))
        for slot in slots:
            came, left = of_slot(self.numbers.came, slot), of_slot(self.numbers.left, slot)
            measured = self._measured(slot, came, left)
            if self._is_one(slot, measured):
                yield self._told(slot, measured, np.concatenate((came, left)))

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

    def _is_one(self, slot: int, measured: Mapping[str, Number]) -> bool:
        """Hold every number to its threshold; shares exactly, not as they are rounded."""
        for name, one in self.role.thresholds.items():
            if one.way and name in self.shares:
                part, whole = (int(side[slot]) for side in self.shares[name])
                if part < Fraction(str(one.default)) * whole:
                    return False
            elif one.way and measured[name] < one.default:
                return False
        return True

    def _measured(self, slot: int, came: Int64, left: Int64) -> dict[str, Number]:
        """Return the numbers that the role asks for or shows; no stay where nothing left."""
        numbers = self.numbers
        ask: Mapping[str, Callable[[], Number]] = {
            "paid_sum": lambda: numbers.paid_sum(left, self.role.paid),
            "stay": lambda: numbers.median_stay(left),
            "payers": lambda: numbers.payers(came),
            "feeders": lambda: len(distinct(self.story.flows.src[numbers.feeding(slot)])),
            "payees": lambda: numbers.payees(left),
        }
        found: dict[str, Number] = {
            name: share_of(int(part[slot]), int(whole[slot]))
            for name, (part, whole) in self.shares.items()
        }
        wanted = (*self.role.thresholds, *self.role.shows)
        found |= {n: ask[n]() for n in wanted if n in ask and (n != "stay" or len(left))}
        return {name: found[name] for name in wanted if name in found}

    def _told(self, slot: int, measured: Mapping[str, Number], pieces: Int64) -> ComputedRole:
        index, played = self.story.index, self.numbers.played
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
            said=self._said(measures),
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
        index = self.story.index
        return f"{units_text(units, index.scales[code])} {index.currencies[code]}"

    def _said(self, measures: tuple[Measure, ...]) -> Message:
        return Message("role-measures", measures=map(_in_words, measures))


def _needed(default: object) -> str:
    return percent(Decimal(str(default))) if isinstance(default, float) else told(default)


def _in_words(one: Measure) -> Message:
    facts = {"label": one.label, "value": one.value}
    if not one.threshold:
        return Message("measure-said", **facts)
    return Message("measure-with-threshold", **facts, threshold=one.threshold)
