"""The same hands on a new number: who is given up, who takes over, and what company both keep.

A number is **given up** at a moment when at most ``strays`` rows come after, and its rhythm before
would have brought more: ``missed`` active days (half as many more for each stray row), or
the records go on for ``silence`` without a row. Rhythm: the share of days with a row, of the days
from its first row (or ``window`` before) to that moment. So a record of ten days can tell as well.

A successor need not be new: it is looked at through those whom it **met first** around the moment,
from ``overlap`` before (no more than a quarter of the record so far) to ``gap`` after. Whom it knew
before speaks against it. By its own rhythm with these contacts, ``missed`` active days (or
``silence``) of record must lie before the first of them.

The score is the weighted Jaccard index (:data:`kg.trace.contacts.book.FORMULA`) of the old number's
contacts in the ``window`` up to the moment and of those whom the new one met from then on. Where a
group moves together, a contact that moved counts as kept where the new number is in touch with its
successor. First those pairs are found that have ``ANCHORS`` contacts who stayed; they bear each
other up or fall together (:meth:`Lookout.found`). Then come the numbers none of whose contacts
stayed, but who are in touch with those that theirs moved to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import Any

import numpy as np

from kg.trace.base import SECOND, Int64
from kg.trace.contacts.company import Company
from kg.trace.typologies.book import length

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
class Pair:
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
    after: Mapping[int, Sequence[int]]
    moved: Mapping[int, int]
    known: frozenset[int]
    in_use: bool
    total: float
    score: float

    @property
    def stayed(self) -> list[int]:
        """The contacts of both."""
        return sorted(self.before.keys() & self.after.keys())


@dataclass(frozen=True)
class Lookout:
    """Which numbers were given up and who took them over, by what the thresholds say."""

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

    def numbers(self) -> list[int]:
        """Return the numbers that have enough contacts for a comparison."""
        company = self.company
        enough = company.seen & (company.known_by >= self.values["shared"]) & ~company.rows.service
        return [int(code) for code in np.flatnonzero(enough)]

    def given_up(self, old: int) -> list[GivenUp]:
        """Return when a number may have been given up; nothing where it goes on."""
        start = self.company.rows.start[self.company.of(old)[0]]
        found = []
        for strays in range(min(int(self.values["strays"]), len(start) - 1) + 1):
            last = int(start[len(start) - 1 - strays])
            if self._is_given_up(start[: len(start) - strays], last, strays):
                found.append(GivenUp(last, strays))
        return found

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
        found = {code: self.given_up(code) for code in self.numbers()}
        return {code: moments for code, moments in found.items() if moments}

    def found(self, named: Mapping[int, Sequence[GivenUp]] | None = None) -> list[Pair]:
        """Return the pairs that reach the thresholds, those nearest to their best alone.

        ``named`` are numbers with the moments at which somebody says they were given up.
        """
        olds = dict(self.olds) | dict(named or {})
        held = self._holding_together(olds)
        while True:  # a round adds a pair or is the last
            moves = _moves(held)
            reaching = [pair for pair in self._pairs(olds, moves) if self.reaches(pair)]
            more = _with_new(held, self._nearest(reaching))
            if len(more) == len(held):
                return self._nearest(reaching, named or ())
            held = more

    def _holding_together(self, olds: Mapping[int, Sequence[GivenUp]]) -> list[Pair]:
        """Return the pairs with anchors that reach the thresholds when only they are moves."""
        least, score = min(ANCHORS, int(self.values["shared"])), float(self.values["score"])
        loose = [
            pair
            for pair in self._pairs(olds, _NOBODY, least)
            if len(list(filter(self.tells, pair.stayed))) >= least and pair.score >= _LOOSE * score
        ]
        held = _best_of_both(loose)
        while True:
            moves = _moves(held)
            again = [
                pair
                for one in held
                for pair in [self._compared(one.old, one.new, olds[one.old], moves)]
                if pair is not None and self.reaches(pair)
            ]
            if len(again) == len(held):
                return again
            held = again

    def _pairs(
        self, olds: Mapping[int, Sequence[GivenUp]], moves: Mapping[int, int], least: int = 0
    ) -> Iterator[Pair]:
        """Yield every old number with whoever met enough of its company around the moment."""
        need = least or int(self.values["shared"])
        for old, moments in olds.items():
            met: Counter[int] = Counter()
            earliest = min(one.last for one in moments)
            since, until = self._since(earliest), self.span[1]
            before = self._before(old, max(one.last for one in moments))
            for contact in filter(self.tells, before):
                ends = {contact, moves.get(contact, contact)}
                met.update({int(c) for end in ends for c in self.company.met(end, since, until)})
            for new in sorted(code for code, count in met.items() if count >= need):
                if new != old and not self.company.rows.service[new]:
                    pair = self._compared(old, new, moments, moves)
                    if pair is not None:
                        yield pair

    def _since(self, last: int) -> int:
        """Return from when on a successor may be in use beside the old number."""
        return last - min(self._time("overlap"), max(0, last - self.span[0]) // 4)

    def _before(self, old: int, last: int) -> dict[int, list[int]]:
        return self.company.between(old, last - self._time("window"), last)

    def _compared(
        self, old: int, new: int, moments: Iterable[GivenUp], moves: Mapping[int, int]
    ) -> Pair | None:
        """Return how two numbers compare at the moment that brings them nearest."""
        pairs = [self._at(old, new, moment, moves) for moment in moments]
        fitting = [pair for pair in pairs if pair is not None]
        return max(fitting, key=lambda pair: (pair.score, -pair.strays), default=None)

    def _at(self, old: int, new: int, moment: GivenUp, moves: Mapping[int, int]) -> Pair | None:
        company, window = self.company, self._time("window")
        last, since = moment.last, self._since(moment.last)
        mine = {c: rows for c, rows in self._before(old, last).items() if c != new}
        firsts = company.first_met(new)
        known = frozenset(c for c, at in firsts.items() if at < since)
        common = {c: c for c in mine if c in firsts and c not in known}
        moved = {c: moves[c] for c in mine if c not in common and c in moves}
        moved = {c: to for c, to in moved.items() if to in firsts and to not in known | {old}}
        taken = common | moved
        first = min((firsts[to] for to in taken.values()), default=0)
        if not taken or first - last > self._time("gap"):
            return None
        after = company.between(new, first, first + window)
        after = {c: rows for c, rows in after.items() if c not in known and c != old}
        moved = {c: to for c, to in moved.items() if to in after}
        taken = {c: to for c, to in (common | moved).items() if to in after}
        if not self._is_new(new, first, [row for to in taken.values() for row in after[to]]):
            return None
        weight = company.weight
        beside = after.keys() - mine.keys() - set(moved.values())
        total = fsum(weight(c) for c in (*mine, *beside))
        score = fsum(weight(c) for c in taken) / total if total else 0.0
        return Pair(
            old, new, last, first, moment.strays, mine, after, moved,
            known & mine.keys(), bool(known), total, score,
        )  # fmt: skip

    def _is_new(self, new: int, first: int, taken: Sequence[int]) -> bool:
        """Say whether the record before would have shown the new number among these contacts."""
        if first - self.span[0] >= self._time("silence"):
            return True
        start = self.company.rows.start[np.array(sorted(taken), np.int64)]
        if not len(start):
            return False
        share = _days(start) / (1 + (int(start[-1]) - first) // DAY)
        return share * (first - self.span[0]) / DAY >= int(self.values["missed"])

    def tells(self, contact: int) -> bool:
        """Say whether a contact in common is one to count: neither a service nor everybody's."""
        company = self.company
        known = int(company.known_by[contact])
        return not company.rows.service[contact] and known <= int(self.values["hub"])

    def counted(self, pair: Pair) -> int:
        """Return how many contacts of a pair count as kept, those that moved with them."""
        return len(list(filter(self.tells, (*pair.stayed, *pair.moved))))

    def reaches(self, pair: Pair) -> bool:
        """Say whether enough contacts are kept, by number and by weight, and few calls between."""
        _, others = self.company.of(pair.old)
        between = int((others == pair.new).sum())
        return (
            self.counted(pair) >= int(self.values["shared"])
            and pair.score >= float(self.values["score"])
            and between <= int(self.values["between"])
        )

    def _nearest(self, pairs: Iterable[Pair], named: Iterable[int] = ()) -> list[Pair]:
        """Return the pairs that come near the best of both of their numbers; all of one named."""
        found, share, asked = list(pairs), float(self.values["best"]), set(named)
        best: dict[tuple[str, int], float] = {}
        for pair in found:
            for end in (("old", pair.old), ("new", pair.new)):
                best[end] = max(best.get(end, 0.0), pair.score)
        return [
            pair
            for pair in found
            if pair.old in asked
            or pair.score >= share * max(best["old", pair.old], best["new", pair.new])
        ]


def _days(start: Int64) -> int:
    return len(np.unique(start // DAY))


def _moves(pairs: Iterable[Pair]) -> dict[int, int]:
    """Return which number became which, where a number has one best successor."""
    return {pair.old: pair.new for pair in _best_of_both(pairs)}


def _best_of_both(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs that are the best of both their numbers, by score, then by number."""
    found: list[Pair] = []
    olds, news = set[int](), set[int]()
    for pair in sorted(pairs, key=lambda p: (-p.score, p.old, p.new)):
        if pair.old not in olds and pair.new not in news:
            found.append(pair)
        olds.add(pair.old)
        news.add(pair.new)
    return found


def _with_new(held: Sequence[Pair], more: Iterable[Pair]) -> list[Pair]:
    """Return the pairs held with those whose numbers none of them has."""
    olds, news = {pair.old for pair in held}, {pair.new for pair in held}
    fresh = [one for one in more if one.old not in olds and one.new not in news]
    return [*held, *_best_of_both(fresh)]
