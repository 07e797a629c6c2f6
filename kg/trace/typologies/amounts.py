"""Amounts as the kernels of a search add and compare them: one meaning, two forms.

Where no account gets or pays as much as 2^53 units, a float holds every sum exactly: amounts are a
column of 64 bits, sums are floats and a share of them is a float. Else (ether to the wei, amounts
with 16 decimals) amounts are a table of two columns, their upper and lower 64 bits, sums have as
many, and a share is a fraction, so that every comparison is exact.

A kernel says ``nothing``, ``plus``, ``of``, ``lies_between`` and so on; which form is meant the
types of its arguments decide, when it is compiled.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from numba import types
from numba.extending import overload

from kg.ledger.base import FlowIndex, Int8, Int64
from kg.trace.base import kernel

SAFE = float(1 << 53)
"""Below it a float holds every whole number."""
FINEST = 10**9
"""The largest denominator of a share that a person types."""
LOOSE = 1e-9
"""What is only ruled out early is held to bounds wider by this."""
HALF = np.uint64(0xFFFFFFFF)
SHIFT = np.uint64(32)

Amounts: TypeAlias = Int64
"""A column of 64 bits, or a table of upper and lower halves."""
Share: TypeAlias = float | tuple[int, int]
"""A factor: a float, or numerator and denominator."""


def amounts_of(index: FlowIndex, ok: Int8, stands: Int8, *, floats: bool | None = None) -> Amounts:
    """Return the amounts of an index in the form that its sums need.

    ``floats`` says whether floats hold those of a larger ledger of which these are a part.
    """
    amount = np.asarray(index.amount, np.int64)
    if floats is None:
        floats = not len(index.wide_at) and _floats_hold(index, ok, stands)
    if floats:
        return amount
    table = np.zeros((len(amount), 2), np.int64)
    table[:, 1] = amount
    table[index.wide_at, 0] = index.wide_high
    table[index.wide_at, 1] = index.wide_low.view(np.int64)
    return table


def share_for(amounts: Amounts, share: float) -> Share:
    """Return a share as the kernels compare it with these amounts."""
    if amounts.ndim == 1:
        return float(share)
    exact = Fraction(str(share)).limit_denominator(FINEST)
    return exact.numerator, exact.denominator


def _floats_hold(index: FlowIndex, ok: Int8, stands: Int8) -> bool:
    """Say whether no account that a shape may be built on gets or pays as much as 2^53 units."""
    if index.amount.sum(dtype=np.float64) < SAFE:
        return True
    weights = index.amount * (ok != 0)
    for ends in (index.src, index.dst):
        sums = np.bincount(ends, weights, len(stands))
        if (sums[stands != 0] >= SAFE).any():
            return False
    return True


# What kernels call: these bodies never run, Numba compiles the overloads below in their place.


def nothing(amounts: Amounts) -> Any:
    """Return the sum of no amounts."""
    raise NotImplementedError


def of(amounts: Amounts, at: int) -> Any:
    """Return one amount as a sum."""
    raise NotImplementedError


def plus(total: Any, amounts: Amounts, at: int) -> Any:
    """Return a sum with one more amount."""
    raise NotImplementedError


def rough(amounts: Amounts, at: int) -> float:
    """Return one amount as a float, rounded."""
    raise NotImplementedError


def power(share: Share, times: int) -> float:
    """Return a share of a share of a share, as a float, rounded."""
    raise NotImplementedError


def lies_between(part: Any, whole: Any, least: Share, most: Share) -> bool:
    """Say whether a sum is at least and at most these shares of another."""
    raise NotImplementedError


def is_times(amounts: Amounts, at: int, other: int, times: Share) -> bool:
    """Say whether one amount is at least so many times another."""
    raise NotImplementedError


def is_like(amounts: Amounts, at: int, other: int, share: Share) -> bool:
    """Say whether one amount differs from another by no more than a share of that."""
    raise NotImplementedError


@overload(nothing)
def _nothing(amounts):  # type: ignore[no-untyped-def]
    if amounts.ndim == 1:
        return lambda amounts: 0.0
    return lambda amounts: (np.int64(0), np.uint64(0))


@overload(of)
def _of(amounts, at):  # type: ignore[no-untyped-def]
    if amounts.ndim == 1:
        return lambda amounts, at: np.float64(amounts[at])
    return lambda amounts, at: (amounts[at, 0], np.uint64(amounts[at, 1]))


@overload(plus)
def _plus(total, amounts, at):  # type: ignore[no-untyped-def]
    if amounts.ndim == 1:
        return lambda total, amounts, at: total + amounts[at]

    def of_halves(total, amounts, at):  # type: ignore[no-untyped-def]
        low = total[1] + np.uint64(amounts[at, 1])
        return total[0] + amounts[at, 0] + np.int64(low < total[1]), low

    return of_halves


@overload(rough)
def _rough(amounts, at):  # type: ignore[no-untyped-def]
    if amounts.ndim == 1:
        return lambda amounts, at: np.float64(amounts[at])
    return lambda amounts, at: amounts[at, 0] * 2.0**64 + np.uint64(amounts[at, 1])


@overload(power)
def _power(share, times):  # type: ignore[no-untyped-def]
    if isinstance(share, types.BaseTuple):
        return lambda share, times: (share[0] / share[1]) ** times
    return lambda share, times: share**times


@overload(lies_between)
def _lies_between(part, whole, least, most):  # type: ignore[no-untyped-def]
    if isinstance(part, types.BaseTuple):
        return lambda part, whole, least, most: (
            not_more(whole, least[0], part, least[1]) and not_more(part, most[1], whole, most[0])
        )
    return lambda part, whole, least, most: least * whole <= part <= most * whole


@overload(is_times)
def _is_times(amounts, at, other, times):  # type: ignore[no-untyped-def]
    if amounts.ndim == 1:
        return lambda amounts, at, other, times: amounts[at] >= times * amounts[other]
    return lambda amounts, at, other, times: not_more(
        of(amounts, other), times[0], of(amounts, at), times[1]
    )


@overload(is_like)
def _is_like(amounts, at, other, share):  # type: ignore[no-untyped-def]
    if amounts.ndim == 1:
        return lambda amounts, at, other, share: (
            abs(amounts[at] - amounts[other]) <= share * amounts[other]
        )
    return lambda amounts, at, other, share: lies_between(
        of(amounts, at),
        of(amounts, other),
        (max(share[1] - share[0], 0), share[1]),
        (share[1] + share[0], share[1]),
    )


@kernel
def not_more(one: tuple[int, int], by: int, other: tuple[int, int], times: int) -> Any:
    """Say whether ``by`` times one sum of two halves is no more than ``times`` another."""
    first, second = times_over(one, by), times_over(other, times)
    if first[0] != second[0]:
        return first[0] < second[0]
    if first[1] != second[1]:
        return first[1] < second[1]
    return first[2] <= second[2]


@kernel
def times_over(sum_of: tuple[int, int], by: int) -> tuple[Any, Any, Any]:
    """Return a sum of two halves times a whole number, in three parts of 64 bits."""
    factor = np.uint64(by)
    carried, low = product(sum_of[1], factor)
    top, middle = product(np.uint64(sum_of[0]), factor)
    middle += carried
    return top + np.uint64(middle < carried), middle, low


@kernel
def product(one: Any, other: Any) -> tuple[Any, Any]:
    """Return the upper and lower half of a product of two times 64 bits."""
    a, b = one & HALF, one >> SHIFT
    c, d = other & HALF, other >> SHIFT
    low = a * c
    first = b * c + (low >> SHIFT)
    second = a * d + (first & HALF)
    high = b * d + (first >> SHIFT) + (second >> SHIFT)
    return high, (second << SHIFT) | (low & HALF)
