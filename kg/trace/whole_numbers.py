"""The kernels of a trace for currencies that 64 bits do not hold: the same code, run by Python.

A kernel is compiled for amounts of 64 bits. Where a currency adds up to more (ether to the wei),
its amounts are columns of Python's own whole numbers, and the kernel's own source is run on them
uncompiled: exact, whatever the size, and slower (``scripts/bench trace`` has a line for it). What
is of other currencies in the same trace is played apart, compiled as ever: a purse holds one
currency, so the two never meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from types import FunctionType
from typing import Any, TypeVar, cast

import numpy as np

from kg.ledger.base import Units
from kg.trace.base import Bool, Clocks, Flows, Int64, ReplayPayments, Rule, RuleOutcome
from kg.trace.path_lengths import Pieces, follow_pieces

Form = TypeVar("Form", bound=Callable[..., Any])


def form_for(kernel: Form, amounts: Units) -> Form:
    """Return a kernel as it runs on these amounts: compiled, or on whole numbers of any size."""
    return uncompiled(kernel) if amounts.dtype == object else kernel


@cache
def uncompiled(kernel: Form) -> Form:
    """Return a kernel's own source as Python runs it; so are the kernels that it calls.

    One that says ``in_python`` is replaced by that function: its source is about 64 bits.
    """
    if replaced := getattr(kernel, "in_python", None):
        return cast(Form, replaced)
    source: FunctionType = cast(Any, kernel).py_func
    names = {
        name: uncompiled(value) if hasattr(value, "py_func") else value
        for name, value in source.__globals__.items()
        if name in source.__code__.co_names or name == "__builtins__"
    }
    return cast(Form, FunctionType(source.__code__, names, source.__name__, source.__defaults__))


def run_rule(rule: Rule, money: ReplayPayments, wide: Bool) -> RuleOutcome:
    """Return what a rule says of payments, of which some may be ``wide``."""
    if money.amount.dtype != object:
        return rule(money)
    parts = [(places, rule(part)) for places, part in _parts(money, wide)]
    outcomes = [outcome for _, outcome in parts]
    traced = np.zeros(len(money.amount), object)
    for places, outcome in parts:
        traced[places] = outcome.traced
    left = [places[np.asarray(outcome.left_payment, np.int64)] for places, outcome in parts]
    return RuleOutcome(
        traced,
        np.concatenate([_places(outcome.held_slot) for outcome in outcomes]),
        np.concatenate([_places(outcome.held_seed) for outcome in outcomes]),
        np.concatenate([outcome.held_amount for outcome in outcomes]),
        np.concatenate(left),
        np.concatenate([_places(outcome.left_seed) for outcome in outcomes]),
        np.concatenate([outcome.left_amount for outcome in outcomes]),
        np.sum([outcome.assumed for outcome in outcomes], axis=0, dtype=object),
        np.sum([outcome.whole for outcome in outcomes], axis=0, dtype=object),
    )


def path_lengths(
    money: ReplayPayments,
    wide: Bool,
    traced: Units,
    flows: Flows,
    clocks: Clocks,
    position: Int64,
    required: int,
    newest_first: bool,
) -> Pieces:
    """Return the pieces that payments carry (:mod:`kg.trace.path_lengths`); some are ``wide``."""
    if money.amount.dtype != object:
        return follow_pieces(money, traced, flows, clocks, position, required, newest_first)
    pieces = []
    for places, part in _parts(money, wide):
        mine = traced[places].astype(part.amount.dtype)
        arguments = (flows, clocks, position[places], required, newest_first)
        part_pieces = form_for(follow_pieces, part.amount)(part, mine, *arguments)
        pieces.append(part_pieces._replace(payment=places[part_pieces.payment]))
    joined = [np.concatenate(column) for column in zip(*pieces, strict=True)]
    order = np.argsort(joined[0], kind="stable")
    return Pieces(*(column[order] for column in joined))


def _parts(money: ReplayPayments, wide: Bool) -> Iterator[tuple[Int64, ReplayPayments]]:
    """Yield the payments that 64 bits hold, then the others, with their places; none is empty."""
    for mine, dtype in ((~wide, np.dtype(np.int64)), (wide, np.dtype(object))):
        if mine.any():
            yield np.flatnonzero(mine).astype(np.int64), _part(money, mine, dtype)


def _part(money: ReplayPayments, mine: Bool, dtype: np.dtype[Any]) -> ReplayPayments:
    lots = np.diff(money.lot_ptr)
    of_mine = np.repeat(mine, lots)
    ends = np.concatenate((money.payer[mine], money.payee[mine]))
    played = np.zeros(len(money.plays), np.bool_)
    played[ends[ends >= 0]] = True
    return money._replace(
        payer=money.payer[mine],
        payee=money.payee[mine],
        amount=money.amount[mine].astype(dtype),
        onward=money.onward[mine],
        lot_ptr=np.concatenate(([0], np.cumsum(lots[mine]))).astype(np.int64),
        lot_seed=money.lot_seed[of_mine],
        lot_amount=money.lot_amount[of_mine].astype(dtype),
        opening=np.where(played, money.opening, 0).astype(dtype),
    )


def _places(column: Units) -> Int64:
    return np.asarray(column, np.int64)
