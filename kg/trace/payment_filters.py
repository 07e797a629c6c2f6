"""The filters of a trace: which payments are followed at all, and how what they keep out is told.

Each filter stands in FILTERS once. Traversal and search for stops go by its state, the count of
what was left out, the reason of a stop and its sentences by its name. What is a filter on words of
rows (a channel) comes with marks, made where the rows are: :mod:`kg.ledger.word_filters`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import ceil
from typing import NamedTuple

import numpy as np

from kg.ledger.base import FlowIndex
from kg.messages import Message
from kg.model import WORD_FILTERS
from kg.trace.base import Bool, Flows, Int8, Int64, KernelTerms, kernel
from kg.trace.times import time_of
from kg.values.moments import local_time

OPEN = 0
"""The state of a payment that no filter keeps out."""
_FIRST = 16
"""The states of filters begin here; those below are of payments that hops lead to."""
_NEVER = np.iinfo(np.int64)


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """One filter: whether it is set, which payments it keeps out, and what these are called."""

    name: str
    is_set: Callable[[KernelTerms], bool]
    keeps_out: Callable[[FlowIndex, Flows, KernelTerms], Bool]
    which: Callable[[KernelTerms], Message]


def _below(index: FlowIndex, _: Flows, terms: KernelTerms) -> Bool:
    return ~index.at_least(least_units(index, terms.floor))


def _outside(_: FlowIndex, flows: Flows, terms: KernelTerms) -> Bool:
    """Say which payments lie surely outside the period."""
    out = np.zeros(len(flows.start), np.bool_)
    if terms.since is not None:
        out |= flows.start + flows.width <= terms.since
    if terms.until is not None:
        out |= flows.start >= terms.until
    return out


def _period(terms: KernelTerms) -> Message:
    """Name the period, half open, in the zone of the case."""
    since, until = (
        local_time(time_of(at), terms.zone) if at is not None else "…"
        for at in (terms.since, terms.until)
    )
    return Message("transfers-outside-period", since=since, until=until, zone=str(terms.zone))


def _has_words(name: str, terms: KernelTerms) -> bool:
    return name in terms.marks


def _unmarked(name: str, _: FlowIndex, __: Flows, terms: KernelTerms) -> Bool:
    return ~terms.marks[name]


def _of_other_words(name: str, field: str, terms: KernelTerms) -> Message:
    return Message(f"transfers-of-other-{field}", **{field: " / ".join(terms.words[name])})


FILTERS: tuple[PaymentFilter, ...] = (
    PaymentFilter(
        "floor",
        lambda terms: terms.floor > 0,
        _below,
        lambda terms: Message("transfers-below", floor=terms.floor),
    ),
    *(
        PaymentFilter(
            name,
            partial(_has_words, name),
            partial(_unmarked, name),
            partial(_of_other_words, name, field),
        )
        for name, field in WORD_FILTERS.items()
    ),
    PaymentFilter(
        "period",
        lambda terms: terms.since is not None or terms.until is not None,
        _outside,
        _period,
    ),
)
"""A payment that several keep out is told by the last of them."""
NAME_OF_STATE: Mapping[int, str] = {
    state: each.name for state, each in enumerate(FILTERS, start=_FIRST)
}


def states(index: FlowIndex, flows: Flows, terms: KernelTerms) -> Int8:
    """Return OPEN for each payment that may be followed, else the state of NAME_OF_STATE."""
    state = np.zeros(len(index), np.int8)
    for number, each in enumerate(FILTERS, start=_FIRST):
        if each.is_set(terms):
            state[each.keeps_out(index, flows, terms)] = number
    return state


class KernelFilter(NamedTuple):
    """All filters as kernels read them: units at least, by currency, the period, half open, a mark.

    ``let`` marks the payments that the filters on words let pass; without any it has no rows.
    ``free`` says that no filter is set.
    """

    least: Int64
    since: int
    until: int
    let: Bool
    free: bool


@kernel
def fits(flows: Flows, bounds: KernelFilter, payment: int) -> bool:
    """Say whether a payment reaches the floor, is let, and is not surely outside the period."""
    start: int = flows.start[payment]
    inside = start < bounds.until and start + flows.width[payment] > bounds.since
    enough: bool = flows.amount[payment] >= bounds.least[flows.currency[payment]]
    let: bool = len(bounds.let) == 0 or bounds.let[payment]
    return inside and enough and let


def kernel_filter(index: FlowIndex, terms: KernelTerms) -> KernelFilter:
    """Return the floor in each currency's units, the period, and what filters on words let pass.

    Payments of a wide currency are held to the floor here: their marks say so, kernels do not.
    """
    floors = least_units(index, terms.floor)
    least = [
        -1 if code in index.wide else min(floor, _NEVER.max) for code, floor in enumerate(floors)
    ]
    since = _NEVER.min if terms.since is None else terms.since
    until = _NEVER.max if terms.until is None else terms.until
    marks = list(terms.marks.values())
    if index.wide and terms.floor > 0:
        marks.append(index.at_least(floors))
    let: Bool = np.logical_and.reduce(marks) if marks else np.zeros(0, np.bool_)
    unbound = terms.since is None and terms.until is None and not marks
    free = unbound and not any(floor > 0 for floor in least)
    return KernelFilter(np.array(least or [0], np.int64), since, until, let, free)


def least_units(index: FlowIndex, floor: Decimal) -> list[int]:
    """Return an amount in each currency's units, rounded up."""
    return [ceil(Fraction(floor) * scale) for scale in index.scales]
