"""Flows by the accounts at their ends: who dealt when, and with how many."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.number[Any])


def distinct(values: NDArray[Number]) -> NDArray[Number]:
    """Return the different values, sorted.

    As ``np.unique``, which hashes whole numbers since numpy 2.3: 2 million different ones take it
    5 s, and sorting them 0.04 s.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(values, axis=None)
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def by_end(
    ends: NDArray[np.integer[Any]], accounts: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return ``ptr`` and ``idx``: the flows of account a are ``idx[ptr[a]:ptr[a + 1]]``, in order.

    ``ends`` has an account for each flow; sorting both in one number is four times as fast as a
    stable sort of the accounts.
    """
    keys = (ends.astype(np.int64) << 32) | np.arange(len(ends), dtype=np.int64)
    keys.sort()
    ptr = np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=accounts))))
    return ptr.astype(np.int64), (keys & 0xFFFFFFFF).astype(np.int32)


def flows_at(
    ptr: NDArray[np.int64], idx: NDArray[np.int32], accounts: NDArray[np.integer[Any]]
) -> NDArray[np.int64]:
    """Return the flows of some accounts, one account after the other.

    >>> flows_at(np.array([0, 1, 3]), np.array([4, 0, 2], np.int32), np.array([1, 0])).tolist()
    [0, 2, 4]
    """
    first, last = np.asarray(ptr)[accounts], np.asarray(ptr)[accounts + 1]
    sizes = last - first
    places = np.repeat(first - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
    flows: NDArray[np.int64] = np.asarray(idx)[places].astype(np.int64)
    return flows


def counterparties(
    src: NDArray[np.integer[Any]], dst: NDArray[np.integer[Any]], accounts: int
) -> NDArray[np.int32]:
    """Return with how many other accounts each account dealt, whichever way."""
    low, high = np.minimum(src, dst).astype(np.int64), np.maximum(src, dst).astype(np.int64)
    pairs = distinct(((low << 32) | high)[low != high])
    low, high = pairs >> 32, pairs & 0xFFFFFFFF
    counts = np.bincount(low, minlength=accounts) + np.bincount(high, minlength=accounts)
    return counts.astype(np.int32)
