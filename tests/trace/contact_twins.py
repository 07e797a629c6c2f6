"""The slow twins of contacts in time: every chain tried, every set built, nothing of ours used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from types import MappingProxyType

import numpy as np

from kg.ledger.base import ContactRows

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR


@dataclass(frozen=True)
class Talk:
    """One row: who, whom, when (microseconds), how long (-1 not told), call or message."""

    one: int
    other: int
    start: int
    seconds: int = 30
    width: int = SECOND
    written: bool = False
    seq: int = -1
    source: int = 0
    reporter: int = -1
    own: int = 0
    device: int = -1
    cell: int = -1


def ordered(talks: Sequence[Talk]) -> list[Talk]:
    """The order of the rows: time, source, proven order, as written."""
    return sorted(talks, key=lambda t: (t.start, t.source, t.seq))


def rows_of(talks: Sequence[Talk], size: int = 0, service: Sequence[int] = ()) -> ContactRows:
    """The same rows as the room reads them."""
    talks = ordered(talks)
    size = max([size, *(1 + max(t.one, t.other) for t in talks)])

    def column(values: Sequence[int], kind: type) -> np.ndarray:
        return np.array(values, kind)

    return ContactRows(
        src=column([t.one for t in talks], np.int32),
        dst=column([t.other for t in talks], np.int32),
        start=column([t.start for t in talks], np.int64),
        width=column([t.width for t in talks], np.int64),
        seq=column([t.seq for t in talks], np.int64),
        source_no=column([t.source for t in talks], np.int32),
        reporter=column([t.reporter for t in talks], np.int32),
        seconds=column([t.seconds for t in talks], np.int64),
        silent=column([t.seconds == 0 and not t.written for t in talks], np.bool_),
        written=column([t.written for t in talks], np.bool_),
        own=column([t.own for t in talks], np.int8),
        device=column([t.device for t in talks], np.int32),
        cell=column([t.cell for t in talks], np.int32),
        links=[f"call{n}" for n in range(len(talks))],
        ends=[f"n{n:02}" for n in range(size)],
        devices=[f"phone{n}" for n in range(9)],
        cells=[f"mast{n}" for n in range(9)],
        service=np.isin(np.arange(size), list(service)),
    )


def later(a: Talk, b: Talk, across: int) -> str:
    """Is b after a?  'proven', 'unproven' or 'no'."""
    gap = 0 if a.source == b.source else across
    if a.start + a.width + gap <= b.start:
        return "proven"
    if b.start + b.width + gap <= a.start:
        return "no"
    one_record = (a.source, a.reporter) == (b.source, b.reporter)
    if one_record and min(a.seq, b.seq) >= 0 and a.seq != b.seq:
        return "proven" if a.seq < b.seq else "no"
    return "unproven"


def earliest(
    talks: Sequence[Talk],
    starts: Sequence[int],
    *,
    within: int = 24 * HOUR,
    hops: int = 6,
    since: int | None = None,
    until: int | None = None,
    strict: bool = False,
    across: int = 120 * SECOND,
    barred: Sequence[int] = (),
) -> dict[int, tuple[int, int]]:
    """Who -> (earliest moment of being told, least hands at that moment), hand by hand.

    ``knew`` holds (who was just told, row) pairs of one hand; every one is tried with every row.
    """
    talks = ordered(talks)

    def ways(talk: Talk) -> list[tuple[int, int]]:
        if (talk.seconds == 0 and not talk.written) or talk.one == talk.other:
            return []
        if since is not None and talk.start + talk.width <= since:
            return []
        if until is not None and talk.start >= until:
            return []
        there = [(talk.one, talk.other)]
        return there if talk.written else [*there, (talk.other, talk.one)]

    def goes_on(at: int, to: int) -> bool:
        order = later(talks[at], talks[to], across)
        near = talks[to].start - talks[at].start <= within
        return at != to and near and order in (("proven",) if strict else ("proven", "unproven"))

    knew = {(v, n) for n, talk in enumerate(talks) for u, v in ways(talk) if u in starts}
    best: dict[int, tuple[int, int]] = {}
    for hand in range(1, hops + 1):
        for who, n in knew:
            if who not in starts:
                best[who] = min(best.get(who, (1 << 62, 0)), (talks[n].start, hand))
        knew = {
            (v, m)
            for who, n in knew
            if who not in barred or who in starts
            for m, talk in enumerate(talks)
            for u, v in ways(talk)
            if u == who and goes_on(n, m)
        }
    return best


def company(talks: Sequence[Talk], number: int, since: int, until: int) -> set[int]:
    """Everybody with whom a number was in touch in a period, both ends included."""
    return {
        t.other if t.one == number else t.one
        for t in talks
        if number in (t.one, t.other) and t.one != t.other and since <= t.start <= until
    }


def scores(
    talks: Sequence[Talk],
    *,
    missed: int = 2,
    silence: int = 14 * DAY,
    strays: int = 2,
    gap: int = 30 * DAY,
    overlap: int = 7 * DAY,
    window: int = 90 * DAY,
    service: Sequence[int] = (),
    moves: Mapping[int, int] = MappingProxyType({}),
) -> dict[tuple[int, int], tuple[float, int]]:
    """Every (old, new) with its best weighted share and contacts kept; all pairs and moments tried.

    ``moves`` are contacts that changed their number: old -> new.
    """
    begin, end = min(t.start for t in talks), max(t.start for t in talks)
    talks = [t for t in talks if t.one != t.other]
    ever = (-(1 << 62), 1 << 62)
    numbers = sorted({end for t in talks for end in (t.one, t.other)})
    known = {n: len(company(talks, n, *ever)) for n in numbers}
    rows = {n: sorted(t.start for t in talks if n in (t.one, t.other)) for n in numbers}

    def weight(contact: int) -> float:
        return 0.0 if contact in service else log(len(numbers) / known[contact])

    def active(starts: Sequence[int]) -> int:
        return len({start // DAY for start in starts})

    def is_given_up(old: int, after: int) -> bool:
        before = rows[old][: len(rows[old]) - after]
        last = before[-1]
        if not after and end - last >= silence:
            return True
        first = max(before[0], last - window)
        share = active([s for s in before if s >= first]) / (1 + (last - first) // DAY)
        return share * (end - last) / DAY >= missed * (1 + after / 2)

    def compared(old: int, new: int, last: int) -> tuple[float, int] | None:
        since = last - min(overlap, max(0, last - begin) // 4)
        before = company(talks, old, last - window, last) - {new}
        met = {c: min(t.start for t in talks if {t.one, t.other} == {new, c})
               for c in company(talks, new, *ever)}  # fmt: skip
        gained = {c for c, at in met.items() if at >= since} - {old}
        stayed = {c: c for c in before & gained}
        moved = {c: moves[c] for c in before - gained if c in moves and moves[c] in gained}
        if not stayed | moved:
            return None
        first = min(met[to] for to in (stayed | moved).values())
        if first - last > gap:
            return None
        after = {c for c in gained if met[c] <= first + window}
        moved = {c: to for c, to in moved.items() if to in after}
        kept = {c: to for c, to in stayed.items() if to in after} | moved
        shared = [
            t.start
            for t in talks
            if new in (t.one, t.other)
            and {t.one, t.other} & set(kept.values())
            and first <= t.start <= first + window
        ]
        if first - begin < silence:
            share = active(shared) / (1 + (max(shared) - first) // DAY)
            if share * (first - begin) / DAY < missed:
                return None
        whole = [*before, *(after - before - set(moved.values()))]
        total = sum(map(weight, whole))
        score = sum(map(weight, kept)) / total if total else 0.0
        return score, len([c for c in kept if c not in service])

    found = {}
    for old in numbers:
        most = min(strays, len(rows[old]) - 1)
        ends = [k for k in range(most + 1) if is_given_up(old, k)]
        for new in numbers:
            if old == new or {old, new} & set(service):
                continue
            pairs = [compared(old, new, rows[old][-1 - k]) for k in ends]
            if fitting := [pair for pair in pairs if pair]:
                found[old, new] = max(fitting, key=lambda pair: pair[0])
    return found
