"""Accounts that do the same to one object within a window, again and again.

The method is that of coordinated sharing behaviour (Giglietto et al. 2020; Righetti and Balluff
2025): accounts that acted less often than the participation asked for are dropped; two rows of one
object by different accounts, no further apart than the window, are a pair; an account takes part by
the distinct contents of its pairs, and a pair stays if either of its accounts takes part often
enough. What two accounts have in pairs is the weight of the tie between them; a tie is strong if it
is heavier than the median.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kg.errors import UsageError
from kg.ledger.base import ActionRows, Bool, Int64
from kg.messages import Message


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of rows that stay, as positions in the rows: the earlier and the later one."""

    first: Int64
    second: Int64

    def __len__(self) -> int:
        return len(self.first)


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Ties between accounts: both ends (positions, the smaller first), weight, and if it is strong.

    ``of_pair`` is the tie of each pair.
    """

    one: Int64
    other: Int64
    weight: Int64
    strong: Bool
    median: float
    of_pair: Int64


def pairs(rows: ActionRows, window: int, participation: int, most: int) -> Pairs:
    """Return the pairs of rows by which accounts act together.

    Args:
        rows: What was done, in time order.
        window: The longest time between two rows of a pair, in microseconds; it counts.
        participation: By how many distinct contents one of the two accounts must take part.
        most: How many pairs are found at most.

    Raises:
        UsageError: There are more pairs than that.
    """
    often = np.bincount(rows.actor, minlength=len(rows.actors)) >= participation
    kept = np.flatnonzero(often[rows.actor])
    order = kept[np.argsort(rows.object[kept], kind="stable")]
    found = _within(rows, order, window, most)
    taking = _participation(rows, found) >= participation
    stays = taking[rows.actor[found.first]] | taking[rows.actor[found.second]]
    return Pairs(found.first[stays], found.second[stays])


def _within(rows: ActionRows, order: Int64, window: int, most: int) -> Pairs:
    """Return every two rows of one object within the window, by different accounts."""
    objects, start = rows.object[order], rows.start[order]
    ends = np.flatnonzero(np.diff(objects, append=-1)) + 1 if len(objects) else objects
    last = np.empty(len(order), np.int64)
    begin = 0
    for end in ends.tolist():
        times = start[begin:end]
        last[begin:end] = begin + np.searchsorted(times, times + window, side="right")
        begin = end
    place = np.arange(len(order), dtype=np.int64)
    counts = last - place - 1
    if int(counts.sum()) > most:
        raise UsageError(
            Message("coordinated-too-many", count=int(counts.sum()), most=most),
            hint=Message("coordinated-narrow"),
        )
    first = np.repeat(place, counts)
    begun = np.repeat(np.cumsum(counts) - counts, counts)
    second = first + 1 + np.arange(len(first), dtype=np.int64) - begun
    one, other = order[first], order[second]
    apart = rows.actor[one] != rows.actor[other]
    return Pairs(one[apart], other[apart])


def _participation(rows: ActionRows, found: Pairs) -> Int64:
    """Return by how many distinct contents each account takes part in pairs."""
    both = np.concatenate([found.first, found.second])
    size = int(rows.content.max(initial=0)) + 1
    distinct = np.unique(rows.actor[both] * size + rows.content[both]) // size
    return np.bincount(distinct, minlength=len(rows.actors)).astype(np.int64)


def edges(rows: ActionRows, found: Pairs) -> Edges:
    """Return the ties between accounts, sorted by their ends."""
    one, other = rows.actor[found.first], rows.actor[found.second]
    low, high = np.minimum(one, other), np.maximum(one, other)
    size = max(len(rows.actors), 1)
    keys, of_pair, weight = np.unique(low * size + high, return_inverse=True, return_counts=True)
    median = float(np.median(weight)) if len(weight) else 0.0
    return Edges(
        keys // size, keys % size, weight.astype(np.int64), weight > median, median,
        of_pair.astype(np.int64),
    )  # fmt: skip
