"""From a moment to the first payment that starts at it or later, in a few steps."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from kg.ledger.base import FlowIndex
from kg.trace.base import Int32, Int64, part_of_kernel

PAGE_BITS = 17
"""At most so many bits number the pages."""


class Calendar(NamedTuple):
    """The period of a ledger in pages of ``2 ** bits`` us; ``at`` is where each page begins."""

    begins: int
    bits: int
    at: Int32


_KNOWN: WeakKeyDictionary[FlowIndex, Calendar] = WeakKeyDictionary()


def calendar_of(index: FlowIndex) -> Calendar:
    """Return the calendar of an index, made once."""
    known = _KNOWN.get(index)
    if known is None:
        known = _KNOWN[index] = _calendar(np.asarray(index.start, np.int64))
    return known


def _calendar(start: Int64) -> Calendar:
    if not len(start):
        return Calendar(0, 0, np.zeros(2, np.int32))
    begins, ends = int(start[0]), int(start[-1])
    bits = max(0, (ends - begins).bit_length() - PAGE_BITS)
    edges = begins + (np.arange(((ends - begins) >> bits) + 2) << bits)
    return Calendar(begins, bits, np.searchsorted(start, edges).astype(np.int32))


@part_of_kernel
def first_from(begins: int, bits: int, at: Int32, start: Int64, moment: int) -> int:
    """Return the position of the first payment that starts at a moment or later."""
    page = (moment - begins) >> bits
    if moment <= begins:
        first, beyond = 0, 0
    elif page >= len(at) - 1:
        first, beyond = len(start), len(start)
    else:
        first, beyond = np.int64(at[page]), np.int64(at[page + 1])  # type: ignore[assignment]
    while first < beyond:
        middle = (first + beyond) >> 1
        if start[middle] < moment:
            first = middle + 1
        else:
            beyond = middle
    return first
