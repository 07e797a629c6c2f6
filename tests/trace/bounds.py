"""The slow twins of the rules that bound the others: poison, and all ways in which money can move.

Nothing of kg.trace is used here. ``every_way`` tries every allocation of whole units that shares
out the money that was there; what no allocation goes below is what a floor may say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.trace import twins
from tests.trace.ledgers import Row

Slot = tuple[int, int]


@dataclass
class Told:
    """Units of the seeds by payment, and by slot what was received, passed on and kept."""

    carried: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    received: dict[Slot, int] = field(default_factory=lambda: defaultdict(int))
    passed: dict[Slot, int] = field(default_factory=lambda: defaultdict(int))
    kept: dict[Slot, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True)
class Play:
    """The payments of a trace in order, the seeds' units on each, and what was there before."""

    rows: Sequence[Row]
    levels: dict[int, int]
    followed: set[int]
    lots: dict[int, int]
    before: dict[Slot, int]

    @property
    def order(self) -> list[int]:
        return twins.played(self.rows, self.levels, self.followed)

    def slots(self, at: int) -> tuple[Slot, Slot]:
        row = self.rows[at]
        return (row.src, row.currency), (row.dst, row.currency)


def poison(play: Play) -> Told:
    """All that an account pays after it met the seeds' money, and all that it is left with."""
    told, met, has = Told(), set(), defaultdict(int, play.before)
    for at in play.order:
        payer, payee = play.slots(at)
        own, amount = play.lots.get(at, 0), play.rows[at].amount
        carried = own
        if payer[0] in play.followed:
            if payer not in met:
                has[payer] -= min(own, has[payer])
            has[payer] = max(0, has[payer] - (amount - own))
            if payer in met:
                carried += amount - own
                told.passed[payer] += amount - own
        told.carried[at] = carried
        has[payee] += amount
        if at in play.levels and carried:
            met.add(payee)
            told.received[payee] += carried
    for slot in met:
        told.kept[slot] = has[slot] if slot[0] in play.followed else told.received[slot]
    return told


def every_way(play: Play) -> Iterator[Told]:
    """Every way in which whole units of the seeds can have moved; only for tiny ledgers."""
    order = play.order
    clean, seeds = dict(play.before), {}

    def go(n: int, clean: dict[Slot, int], seeds: dict[Slot, int], told: Told) -> Iterator[Told]:
        if n == len(order):
            told.kept.update(seeds)
            yield told
            return
        at = order[n]
        payer, payee = play.slots(at)
        own, amount = play.lots.get(at, 0), play.rows[at].amount
        rest = amount - own
        ways = [(0, dict(clean), dict(seeds))]
        if payer[0] in play.followed:
            there, theirs = clean.get(payer, 0), seeds.get(payer, 0)
            there -= min(own, there)
            there += max(0, rest - there - theirs)
            ways = [
                (c, {**clean, payer: there - (rest - c)}, {**seeds, payer: theirs - c})
                for c in range(max(0, rest - there), min(rest, theirs) + 1)
            ]
        for c, clean_, seeds_ in ways:
            after = Told(*(defaultdict(int, one) for one in vars(told).values()))
            after.carried[at] = own + c
            after.passed[payer] += c
            onward = (own + c) if at in play.levels else 0
            after.received[payee] += onward
            seeds_[payee] = seeds_.get(payee, 0) + onward
            clean_[payee] = clean_.get(payee, 0) + amount - onward
            yield from go(n + 1, clean_, seeds_, after)

    yield from go(0, clean, seeds, Told())


def least(told: Sequence[Told], name: str) -> dict:
    """The least that any of the ways says, by payment or slot."""
    keys = {key for one in told for key in getattr(one, name)}
    return {key: min(getattr(one, name).get(key, 0) for one in told) for key in keys}
