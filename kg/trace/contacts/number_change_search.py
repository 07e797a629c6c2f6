"""Number changes: numbers given up, and those that go on with the same contacts.

A number is **given up** at a moment when at most ``strays`` rows come after, and its rhythm before
would have brought more: ``missed`` active days (half as many more for each stray row), or the
records go on for ``silence`` without a row. Rhythm: the share of days with a row, of the days from
its first row (or ``window`` before) to that moment. So a record of ten days can show it as well.

A successor need not be new: it is looked at through those whom it **met first** around the moment,
from ``overlap`` before (no more than a quarter of the record so far) to ``gap`` after. Whom it knew
before speaks against it. By its own rhythm with these contacts, ``missed`` active days (or
``silence``) of record must lie before the first of them.

The score is the weighted Jaccard index (:data:`kg.trace.contacts.contact_terms.FORMULA`) of the old
number's contacts in the ``window`` up to the moment and of those whom the new one met from then on.
Where a group moves together, a contact that moved counts as kept where the new number is in touch
with its successor. First those pairs are found that have ``ANCHORS`` contacts who stayed; they bear
each other up or fall together (:meth:`NumberChangeSearch.found`). Then come the numbers none of
whose contacts stayed, but who are in touch with those that theirs moved to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum, log
from typing import Any

import numpy as np

from kg.ledger.account_flows import distinct
from kg.ledger.base import ContactRows
from kg.trace.base import SECOND, Bool, Int32, Int64
from kg.trace.typologies.catalogue import length

DAY = 86_400 * SECOND
ANCHORS = 2
"""So many contacts who stayed make a pair one that others of its group may rest on."""
_LOOSE = 0.6
"""The part of the least score with which a pair may wait for the other pairs of its group."""
_NOBODY: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A moment at which a number may have been given up, and how many rows it has after."""

    last: int
    strays: int


@dataclass(frozen=True, slots=True)
class NumberPair:
    """An old number and a new one: their contacts by side, and how much they have in common.

    ``moved`` are contacts of the old number who changed theirs, each with the new one, that the
    successor is in touch with; ``known`` are those of the old number's whom the new one knew
    before, ``in_use`` says whether it was in touch with anybody then.
    """

    old: int
    new: int
    last: int
    first: int
    strays: int
    before: Mapping[int, Sequence[int]]
    after: frozenset[int]
    moved: Mapping[int, int]
    known: frozenset[int]
    in_use: bool
    total: float
    score: float

    @property
    def stayed(self) -> list[int]:
        """The contacts of both."""
        return sorted(self.before.keys() & self.after)


@dataclass(frozen=True)
class NumberChangeSearch:
    """Which numbers were given up and who took them over, by what the thresholds say."""

    company: ContactSets
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

    def numbers(self) -> list[int]:
        """Return the numbers that have enough contacts for a comparison."""
        company = self.company
        enough = company.seen & (company.known_by >= self.values["shared"]) & ~company.rows.service
        return [int(code) for code in np.flatnonzero(enough)]

    def given_up(self, old: int) -> list[GivenUp]:
        """Return when a number may have been given up; nothing where it goes on."""
        start = self.company.rows.start[self.company.of(old)[0]]
        given_up_numbers = []
        for strays in range(min(int(self.values["strays"]), len(start) - 1) + 1):
            last = int(start[len(start) - 1 - strays])
            if self._is_given_up(start[: len(start) - strays], last, strays):
                given_up_numbers.append(GivenUp(last, strays))
        return given_up_numbers

    def _is_given_up(self, before: Int64, last: int, strays: int) -> bool:
        rest = self.span[1] - last
        if not strays and rest >= self._time("silence"):
            return True
        begin = max(int(before[0]), last - self._time("window"))
        active = _days(before[before >= begin])
        share = active / (1 + (last - begin) // DAY)
        return share * rest / DAY >= int(self.values["missed"]) * (1 + strays / 2)

    @cached_property
    def olds(self) -> Mapping[int, Sequence[GivenUp]]:
        """The numbers that were given up, each with the moments at which that may have been."""
        given_up_by_number = {code: self.given_up(code) for code in self.numbers()}
        return {code: moments for code, moments in given_up_by_number.items() if moments}

    def found(self, named: Mapping[int, Sequence[GivenUp]] | None = None) -> list[NumberPair]:
        """Return the pairs that reach the thresholds, those nearest to their best alone.

        ``named`` are numbers with the moments at which somebody says they were given up.
        """
        olds = dict(self.olds) | dict(named or {})
        alone = {old: self._pairs(old, moments, _NOBODY) for old, moments in olds.items()}
        held = self._holding_together(olds, alone)
        while True:  # a round adds a pair or is the last
            moves = _moves(held)
            pairs = [pair for old in olds for pair in self._with_moves(old, olds, alone, moves)]
            reaching = [pair for pair in pairs if self.reaches(pair)]
            more = _with_new(held, self._nearest(reaching))
            if len(more) == len(held):
                return self._nearest(reaching, named or ())
            held = more

    def _with_moves(
        self,
        old: int,
        olds: Mapping[int, Sequence[GivenUp]],
        alone: Mapping[int, list[NumberPair]],
        moves: Mapping[int, int],
    ) -> list[NumberPair]:
        """Return the pairs of one old number, compared anew only where a contact of it moved."""
        latest = max(moment.last for moment in olds[old])
        if moves.keys().isdisjoint(self._before(old, latest)):
            return alone[old]
        return self._pairs(old, olds[old], moves)

    def _holding_together(
        self, olds: Mapping[int, Sequence[GivenUp]], alone: Mapping[int, list[NumberPair]]
    ) -> list[NumberPair]:
        """Return the pairs with anchors that reach the thresholds when only they are moves."""
        least = min(ANCHORS, int(self.values["shared"]))
        every = [pair for pairs in alone.values() for pair in pairs]
        pairs = _best_of_both(pair for pair in every if self.counted(pair) >= least)
        while True:
            moves = _moves(pairs)
            again = [
                pair
                for number_pair in pairs
                for pair in [
                    self._compared(number_pair.old, number_pair.new, olds[number_pair.old], moves)
                ]
                if pair is not None and self.reaches(pair)
            ]
            if len(again) == len(pairs):
                return again
            pairs = again

    def _pairs(
        self, old: int, moments: Sequence[GivenUp], moves: Mapping[int, int]
    ) -> list[NumberPair]:
        """Return an old number with those that met enough of its contacts around the moment."""
        need = min(ANCHORS, int(self.values["shared"]))
        met: Counter[int] = Counter()
        most: defaultdict[int, float] = defaultdict(float)
        first, last = (choose(moment.last for moment in moments) for choose in (min, max))
        since, until = self._since(first), last + self._time("gap") + self._time("window")
        sides = [self._before(old, moment.last) for moment in moments]
        for contact in sorted({contact for side in sides for contact in side}):
            ends = {contact, moves.get(contact, contact)}
            weight, counts = self._weight(contact), self.tells(contact)
            for code in {code for end in ends for code in self._met(end, since, until)}:
                most[code] += weight
                met[code] += counts
        # no score can be more than what was met of the least that there is to meet
        least = self._least_score * min(fsum(map(self._weight, side)) for side in sides)
        reach = [
            n
            for n, count in met.items()
            if count >= need and most[n] + self._least_score * self._weight(n) >= least - 1e-9
        ]
        service = self.company.rows.service
        likely = sorted(n for n in reach if n != old)
        pairs = (self._compared(old, n, moments, moves) for n in likely if not service[n])
        return [pair for pair in pairs if pair is not None]

    def _met(self, number: int, since: int, until: int) -> list[int]:
        contacts: list[int] = self.company.met(number, since, until).tolist()
        return contacts

    def _since(self, last: int) -> int:
        """Return from when on a successor may be in use beside the old number."""
        return last - min(self._time("overlap"), max(0, last - self.span[0]) // 4)

    def _before(self, old: int, last: int) -> Mapping[int, Sequence[int]]:
        """Return the contacts of an old number up to a moment, with their rows."""
        if (old, last) not in self._company_before:
            rows_by_contact = self.company.between(old, last - self._time("window"), last)
            self._company_before[old, last] = rows_by_contact
        return self._company_before[old, last]

    @cached_property
    def _company_before(self) -> dict[tuple[int, int], Mapping[int, Sequence[int]]]:
        return {}

    def _compared(
        self, old: int, new: int, moments: Iterable[GivenUp], moves: Mapping[int, int]
    ) -> NumberPair | None:
        """Return how two numbers compare at the moment that brings them nearest."""
        pairs = [self._at(old, new, moment, moves) for moment in moments]
        fitting = [pair for pair in pairs if pair is not None]
        return max(fitting, key=lambda pair: (pair.score, -pair.strays), default=None)

    def _at(
        self, old: int, new: int, moment: GivenUp, moves: Mapping[int, int]
    ) -> NumberPair | None:
        weight, last, since = self._weight, moment.last, self._since(moment.last)
        mine = {c: rows for c, rows in self._before(old, last).items() if c != new}
        firsts = self.company.first_met(new)
        common = [c for c in mine if firsts.get(c, since - 1) >= since]
        moved = {c: moves[c] for c in moves.keys() & mine.keys() - set(common)}
        moved = {c: to for c, to in moved.items() if firsts.get(to, since - 1) >= since}
        taken = sorted({*common, *(to for to in moved.values() if to != old)})
        first = min((firsts[to] for to in taken), default=0)
        if not taken or first - last > self._time("gap"):
            return None
        until = first + self._time("window")
        after = frozenset(c for c, at in firsts.items() if since <= at <= until and c != old)
        moved = {c: to for c, to in sorted(moved.items()) if to in after}
        kept = [c for c in (*common, *moved) if c in moved or c in after]
        whole = [*mine, *(after - mine.keys() - set(moved.values()))]
        total = fsum(map(weight, whole))
        score = fsum(map(weight, kept)) / total if total else 0.0
        if score < self._least_score or not self._is_new(new, first, taken):
            return None
        known = frozenset(c for c, at in firsts.items() if at < since)
        return NumberPair(
            old, new, last, first, moment.strays, mine, after, moved,
            known & mine.keys(), bool(known), total, score,
        )  # fmt: skip

    @cached_property
    def _least_score(self) -> float:
        return _LOOSE * float(self.values["score"])

    def _weight(self, contact: int) -> float:
        if contact not in self._weights:
            self._weights[contact] = self.company.weight(contact)
        return self._weights[contact]

    @cached_property
    def _weights(self) -> dict[int, float]:
        return {}

    def rows_after(self, pair: NumberPair) -> dict[int, list[int]]:
        """Return the rows of the new number with each contact, from the first to a window on."""
        rows_by_contact = self.company.between(
            pair.new, pair.first, pair.first + self._time("window")
        )
        return {contact: rows for contact, rows in rows_by_contact.items() if contact in pair.after}

    def _is_new(self, new: int, first: int, taken: Sequence[int]) -> bool:
        """Say whether the record before would have shown the new number among these contacts."""
        if first - self.span[0] >= self._time("silence"):
            return True
        rows, others = self.company.of(new)
        start = self.company.rows.start[rows[np.isin(others, taken)]]
        start = start[(start >= first) & (start <= first + self._time("window"))]
        share = _days(start) / (1 + (int(start[-1]) - first) // DAY)
        return share * (first - self.span[0]) / DAY >= int(self.values["missed"])

    def tells(self, contact: int) -> bool:
        """Say whether a contact in common is one to count: neither a service nor everybody's."""
        company = self.company
        known = int(company.known_by[contact])
        return not company.rows.service[contact] and known <= int(self.values["hub"])

    def counted(self, pair: NumberPair) -> int:
        """Return how many contacts of a pair count as kept, those that moved with them."""
        return len(list(filter(self.tells, (*pair.stayed, *pair.moved))))

    def reaches(self, pair: NumberPair) -> bool:
        """Say whether enough contacts are kept, by number and by weight, and few calls between."""
        _, others = self.company.of(pair.old)
        between = int((others == pair.new).sum())
        return (
            self.counted(pair) >= int(self.values["shared"])
            and pair.score >= float(self.values["score"])
            and between <= int(self.values["between"])
        )

    def _nearest(self, pairs: Iterable[NumberPair], named: Iterable[int] = ()) -> list[NumberPair]:
        """Return the pairs that come near the best of both of their numbers; all of one named."""
        number_pairs, share, named_numbers = list(pairs), float(self.values["best"]), set(named)
        best: dict[tuple[str, int], float] = {}
        for pair in number_pairs:
            for end in (("old", pair.old), ("new", pair.new)):
                best[end] = max(best.get(end, 0.0), pair.score)
        return [
            pair
            for pair in number_pairs
            if pair.old in named_numbers
            or pair.score >= share * max(best["old", pair.old], best["new", pair.new])
        ]


def _days(start: Int64) -> int:
    return len(np.unique(start // DAY))


def _moves(pairs: Iterable[NumberPair]) -> dict[int, int]:
    """Return which number became which, where a number has one best successor."""
    return {pair.old: pair.new for pair in _best_of_both(pairs)}


def _best_of_both(pairs: Iterable[NumberPair]) -> list[NumberPair]:
    """Return the pairs that are the best of both their numbers, by score, then by number."""
    number_pairs: list[NumberPair] = []
    olds, news = set[int](), set[int]()
    for pair in sorted(pairs, key=lambda p: (-p.score, p.old, p.new)):
        if pair.old not in olds and pair.new not in news:
            number_pairs.append(pair)
        olds.add(pair.old)
        news.add(pair.new)
    return number_pairs


def _with_new(pairs: Sequence[NumberPair], more: Iterable[NumberPair]) -> list[NumberPair]:
    """Return the pairs held with those whose numbers none of them has."""
    olds, news = {pair.old for pair in pairs}, {pair.new for pair in pairs}
    fresh = [pair for pair in more if pair.old not in olds and pair.new not in news]
    return [*pairs, *_best_of_both(fresh)]


@dataclass(frozen=True)
class ContactSets:
    """Every number with those that it was in touch with, in time order."""

    rows: ContactRows

    @cached_property
    def _lines(self) -> tuple[Int64, Int64, Int32]:
        """Each number's rows and the other end: ptr, row, other."""
        rows = self.rows
        kept = np.flatnonzero(rows.src != rows.dst)
        row = np.concatenate((kept, kept))
        number = np.concatenate((rows.src[kept], rows.dst[kept]))
        other = np.concatenate((rows.dst[kept], rows.src[kept]))
        order = np.lexsort((row, number))
        counts = np.bincount(number, minlength=len(rows.ends))
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
        number = np.repeat(np.arange(len(self.rows.ends)), np.diff(self._lines[0]))
        pairs = distinct(number.astype(np.int64) * max(len(self.rows.ends), 1) + other)
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
        number = np.repeat(np.arange(len(rows.ends)), np.diff(ptr))
        first, last = self.first.copy(), self.last.copy()
        np.minimum.at(first, number, begun[rows.source_no[row]])
        np.maximum.at(last, number, ended[rows.source_no[row]])
        return first, last

    @cached_property
    def _meetings(self) -> tuple[Int64, Int64, Int32]:
        """Each number's contacts by the moment of their first row: ptr, moment, other."""
        ptr, row, other = self._lines
        size = max(len(self.rows.ends), 1)
        number = np.repeat(np.arange(len(self.rows.ends)), np.diff(ptr))
        # the rows of a number stand in time order, so the first of each pair is the earliest
        pairs, at = np.unique(number.astype(np.int64) * size + other, return_index=True)
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
        rows_by_contact: dict[int, list[int]] = defaultdict(list)
        for at in np.flatnonzero((start >= since) & (start <= until)).tolist():
            rows_by_contact[int(others[at])].append(int(rows[at]))
        return dict(rows_by_contact)


def _pick(start: Int64, at: Int64, seen: Bool) -> Int64:
    picked = np.zeros(len(seen), np.int64)
    picked[seen] = start[at[seen]]
    return picked
