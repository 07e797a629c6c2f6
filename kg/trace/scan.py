"""Where a pass over a ledger stops next: the tight loops that all but a few payments go through."""

from __future__ import annotations

import numpy as np

from kg.trace.base import Int16, Int32, Int64, kernel
from kg.trace.marks import widened

SIX = np.uint64(6)
"""A word of marks has 2 ** 6 of them."""


@kernel
def next_fresh(near: Int32, far: Int32, met: Int64, at: int, stop: int, step: int) -> int:
    """Return the first payment from ``at`` on from an account that is met to one that is not.

    Nothing else stands in this loop: what could be asked here of a payment that is found would
    make it half as fast for all that are not. ``stop`` is where there is none.
    """
    if step > 0:
        while at < stop:
            one, other = near[np.uint64(at)], far[np.uint64(at)]
            if (met[np.uint64(one) >> SIX] >> (one & 63)) & 1 == 1 and (
                met[np.uint64(other) >> SIX] >> (other & 63)
            ) & 1 == 0:
                return at
            at += 1
        return stop
    while at > stop:
        one, other = near[np.uint64(at)], far[np.uint64(at)]
        if (met[np.uint64(one) >> SIX] >> (one & 63)) & 1 == 1 and (
            met[np.uint64(other) >> SIX] >> (other & 63)
        ) & 1 == 0:
            return at
        at -= 1
    return stop


@kernel
def next_carrying(
    near: Int32, far: Int32, currency: Int16, currencies: int, mask: Int64, met: Int64, at: int,
    stop: int, step: int,
) -> int:  # fmt: skip
    """Return the first payment from ``at`` on that brings a start's bit where it is not yet."""
    while at != stop:
        k = np.uint64(at)
        one, other = np.int64(near[k]), np.int64(far[k])
        if currencies > 1:
            one, other = one * currencies + currency[k], other * currencies + currency[k]
        if (met[np.uint64(one) >> SIX] >> (one & 63)) & 1 == 1 and (
            mask[np.uint64(one)] & ~mask[np.uint64(other)]
        ) != 0:
            return at
        at += step
    return stop


@kernel
def next_wider(
    near: Int32, far: Int32, currency: Int16, currencies: int, start: Int64, width: Int64,
    best: Int32, mask: Int64, at: int, stop: int,
) -> int:  # fmt: skip
    """Return the first payment from ``at`` back that brings a start's bit anew or serves it better.

    Backward and where some times are coarser than others: a payment that starts earlier can have
    ended later than all that the pass came to before it.
    """
    while at > stop:
        one: int = near[at]
        other: int = far[at]
        if currencies > 1:
            one, other = one * currencies + currency[at], other * currencies + currency[at]
        carried, known = int(mask[one]), int(mask[other])
        if carried & ~known != 0:
            return at
        if widened(start, width, best, other, carried & known, at, True) != 0:
            return at
        at -= 1
    return stop


@kernel
def in_doubt(start: Int64, doubt: int) -> bool:
    """Say whether any two payments stand so close that their order may be unknown."""
    close = False
    for k in range(1, len(start)):
        close |= start[k] - start[k - 1] < doubt
    return close
