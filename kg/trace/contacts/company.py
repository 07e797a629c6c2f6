"""Every number with those that it was in touch with, and when it met each of them first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np

from kg.ledger.base import ContactRows
from kg.ledger.ends import distinct
from kg.trace.base import Bool, Int32, Int64


@dataclass(frozen=True)
class Company:
    """Every number with those that it was in touch with, in time order."""

    rows: ContactRows

    @cached_property
    def _lines(self) -> tuple[Int64, Int64, Int32]:
        """Each number's rows and the other end: ptr, row, other."""
        rows = self.rows
        kept = np.flatnonzero(rows.src != rows.dst)
        row = np.concatenate((kept, kept))
        one = np.concatenate((rows.src[kept], rows.dst[kept]))
        other = np.concatenate((rows.dst[kept], rows.src[kept]))
        order = np.lexsort((row, one))
        counts = np.bincount(one, minlength=len(rows.ends))
        return np.concatenate(([0], np.cumsum(counts))), row[order], other[order]

    def of(self, number: int) -> tuple[Int64, Int32]:
        """Return the rows of a number and who was at the other end, in time order."""
        ptr, row, other = self._lines
        mine = slice(int(ptr[number]), int(ptr[number + 1]))
        return row[mine], other[mine]

    @cached_property
    def seen(self) -> Bool:
        """Which numbers were in touch with anybody."""
        known: Bool = np.diff(self._lines[0]) > 0
        return known

    @cached_property
    def first(self) -> Int64:
        """The first moment of each number."""
        ptr, row, _ = self._lines
        return _pick(self.rows.start[row], ptr[:-1], self.seen)

    @cached_property
    def last(self) -> Int64:
        """The last moment of each number."""
        ptr, row, _ = self._lines
        return _pick(self.rows.start[row], ptr[1:] - 1, self.seen)

    @cached_property
    def known_by(self) -> Int32:
        """With how many numbers each one was in touch."""
        _, _, other = self._lines
        one = np.repeat(np.arange(len(self.rows.ends)), np.diff(self._lines[0]))
        pairs = distinct(one.astype(np.int64) * max(len(self.rows.ends), 1) + other)
        ends = pairs // max(len(self.rows.ends), 1)
        return np.bincount(ends, minlength=len(self.rows.ends)).astype(np.int32)

    @cached_property
    def files(self) -> tuple[Int64, Int64]:
        """The first and last moment of the files that speak of each number, any of them."""
        rows, (ptr, row, _) = self.rows, self._lines
        size = 1 + int(rows.source_no.max()) if len(rows) else 0
        begun, ended = np.full(size + 1, 1 << 62), np.full(size + 1, -(1 << 62))
        np.minimum.at(begun, rows.source_no, rows.start)
        np.maximum.at(ended, rows.source_no, rows.start)
        one = np.repeat(np.arange(len(rows.ends)), np.diff(ptr))
        first, last = self.first.copy(), self.last.copy()
        np.minimum.at(first, one, begun[rows.source_no[row]])
        np.maximum.at(last, one, ended[rows.source_no[row]])
        return first, last

    @cached_property
    def _meetings(self) -> tuple[Int64, Int64, Int32]:
        """Each number's contacts by the moment of their first row: ptr, moment, other."""
        ptr, row, other = self._lines
        size = max(len(self.rows.ends), 1)
        one = np.repeat(np.arange(len(self.rows.ends)), np.diff(ptr))
        # the rows of a number stand in time order, so the first of each pair is the earliest
        pairs, at = np.unique(one.astype(np.int64) * size + other, return_index=True)
        numbers, others, start = pairs // size, pairs % size, self.rows.start[row[at]]
        order = np.lexsort((others, start, numbers))
        counts = np.bincount(numbers, minlength=len(self.rows.ends))
        return np.concatenate(([0], np.cumsum(counts))), start[order], others[order]

    def met(self, number: int, since: int, until: int) -> Int32:
        """Return with whom a number was first in touch in a period, both ends included."""
        ptr, start, other = self._meetings
        mine = slice(int(ptr[number]), int(ptr[number + 1]))
        begin = np.searchsorted(start[mine], since)
        end = np.searchsorted(start[mine], until, side="right")
        return other[mine][begin:end]

    def first_met(self, number: int) -> dict[int, int]:
        """Return when a number was first in touch with each of its contacts."""
        if number not in self._firsts:
            ptr, start, other = self._meetings
            mine = slice(int(ptr[number]), int(ptr[number + 1]))
            pairs = zip(other[mine].tolist(), start[mine].tolist(), strict=True)
            self._firsts[number] = dict(pairs)
        return self._firsts[number]

    @cached_property
    def _firsts(self) -> dict[int, dict[int, int]]:
        return {}

    def weight(self, contact: int) -> float:
        """Return how much a common contact says: nothing where it is a service number."""
        if self.rows.service[contact]:
            return 0.0
        return log(int(self.seen.sum()) / int(self.known_by[contact]))

    def between(self, number: int, since: int, until: int) -> dict[int, list[int]]:
        """Return a number's contacts from one moment to another, both included: contact, rows."""
        rows, others = self.of(number)
        start = self.rows.start[rows]
        found: dict[int, list[int]] = defaultdict(list)
        for at in np.flatnonzero((start >= since) & (start <= until)).tolist():
            found[int(others[at])].append(int(rows[at]))
        return dict(found)


def _pick(start: Int64, at: Int64, seen: Bool) -> Int64:
    found = np.zeros(len(seen), np.int64)
    found[seen] = start[at[seen]]
    return found
