"""The same hands on a new number: who falls silent, who appears, and what company both keep.

A number is silent when the records go on for ``silence`` after its last row; new when they go
back as long before its first. Contact sets are who was in touch with a number, whoever called and
whether or not it was answered: of the old one in the ``window`` up to its last row, of the new one
in the window from its first. The score is the weighted Jaccard index of the two sets
(:data:`kg.trace.contacts.book.FORMULA`). Handsets and masts are told beside it and not counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum, log
from typing import Any

import numpy as np

from kg.ledger.base import ContactRows
from kg.ledger.ends import distinct
from kg.trace.base import Bool, Int32, Int64
from kg.trace.typologies.book import length


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

    def weight(self, contact: int) -> float:
        """Return how much a common contact says: nothing where it is a service number."""
        if self.rows.service[contact]:
            return 0.0
        return log(int(self.seen.sum()) / int(self.known_by[contact]))

    def circle(self, number: int) -> frozenset[int]:
        """Return everybody with whom a number was in touch."""
        if number not in self._circles:
            self._circles[number] = frozenset(self.of(number)[1].tolist())
        return self._circles[number]

    @cached_property
    def _circles(self) -> dict[int, frozenset[int]]:
        return {}

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


@dataclass(frozen=True, slots=True)
class Pair:
    """An old number and a new one: their contacts by side, and how much they have in common."""

    old: int
    new: int
    last: int
    first: int
    before: Mapping[int, Sequence[int]]
    after: Mapping[int, Sequence[int]]
    total: float
    score: float

    @property
    def shared(self) -> list[int]:
        """The contacts of both."""
        return sorted(self.before.keys() & self.after.keys())


@dataclass(frozen=True)
class Lookout:
    """Which numbers fell silent or appeared, by what the thresholds say."""

    company: Company
    values: Mapping[str, Any]

    @cached_property
    def span(self) -> tuple[int, int]:
        """The first and last moment of all records."""
        start = self.company.rows.start
        return (int(start.min()), int(start.max())) if len(start) else (0, 0)

    def _time(self, name: str) -> int:
        return length(self.values[name])

    def is_silent_from(self, moment: int) -> bool:
        """Say whether the records go on long enough after a moment."""
        return self.span[1] - moment >= self._time("silence")

    def silent(self) -> list[int]:
        """Return the numbers that fell silent and had enough contacts for a comparison."""
        company = self.company
        enough = company.seen & (company.known_by >= self.values["shared"]) & ~company.rows.service
        quiet = self.span[1] - company.last >= self._time("silence")
        return [int(code) for code in np.flatnonzero(enough & quiet)]

    @cached_property
    def _new(self) -> Bool:
        company = self.company
        enough = company.seen & (company.known_by >= self.values["shared"]) & ~company.rows.service
        new: Bool = enough & (company.first - self.span[0] >= self._time("silence"))
        return new

    def pairs(self, old: int, last: int) -> Iterator[Pair]:
        """Yield the newcomers around the last moment of an old number that reach the thresholds."""
        company, window = self.company, self._time("window")
        before = company.between(old, last - window, last)
        met: Counter[int] = Counter()
        for contact in filter(self.tells, before):
            met.update(company.circle(contact))
        for new in sorted(met):
            if new == old or met[new] < self.values["shared"] or not self._new[new]:
                continue
            first = int(company.first[new])
            if -self._time("overlap") <= first - last <= self._time("gap"):
                pair = self._compared(old, new, last, first, before)
                if self.reaches(pair):
                    yield pair

    def _compared(
        self, old: int, new: int, last: int, first: int, before: Mapping[int, Sequence[int]]
    ) -> Pair:
        window = self._time("window")
        mine = {c: rows for c, rows in before.items() if c != new}
        after = self.company.between(new, first, first + window)
        after.pop(old, None)
        weight = self.company.weight
        total = fsum(weight(c) for c in mine.keys() | after.keys())
        common = fsum(weight(c) for c in mine.keys() & after.keys())
        return Pair(old, new, last, first, mine, after, total, common / total if total else 0.0)

    def tells(self, contact: int) -> bool:
        """Say whether a contact in common is one to count: neither a service nor everybody's."""
        company = self.company
        known = int(company.known_by[contact])
        return not company.rows.service[contact] and known <= int(self.values["hub"])

    def reaches(self, pair: Pair) -> bool:
        """Say whether enough contacts are common, by number and by weight."""
        shared = len(list(filter(self.tells, pair.shared)))
        return shared >= int(self.values["shared"]) and pair.score >= float(self.values["score"])
