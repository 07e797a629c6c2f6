"""Invented call records in which people change numbers, and others who only look like it.

A world is a circle of people: each has friends of the circle, outsiders of its own and public
numbers that everybody calls, each at a rate of its own. Changes of the kinds that happen are
planted (the old number is used once or twice after; the successor was in use already; a group moves
together, one of it without any contact that stays; the record is ten days long), and as many
look-alikes. What is true is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from tests.trace.contact_twins import DAY, Talk

HOUR = DAY // 24
KINDS = ("stray", "in_use", "group", "moved")
LOOK_ALIKES = ("joiner", "pause", "mate", "shops", "second", "friend", "hub_circle", "leaver")


@dataclass
class World:
    """Rows, the pairs that are one hand, and the numbers that only look so."""

    days: int
    dice: Random
    talks: list[Talk] = field(default_factory=list)
    changes: dict[tuple[int, int], str] = field(default_factory=dict)
    look_alikes: dict[int, str] = field(default_factory=dict)
    size: int = 0

    def number(self) -> int:
        """Return a number that nobody has."""
        self.size += 1
        return self.size - 1

    def numbers(self, count: int) -> list[int]:
        """Return several such numbers."""
        return [self.number() for _ in range(count)]

    def use(self, one: int, rates: dict[int, float], since: float, until: float) -> None:
        """Let a number be in touch with others, each at its rate a day."""
        for other, rate in rates.items():
            at = since + self.dice.expovariate(rate)
            while at < until:
                pair = (one, other) if self.dice.random() < 0.5 else (other, one)
                self.talks.append(Talk(*pair, int(at * DAY)))
                at += self.dice.expovariate(rate)

    def rates(self, others: Iterable[int]) -> dict[int, float]:
        """Return how often one is in touch with each: a few often, most now and then."""
        base = 0.25 if self.days > 20 else 0.6
        return {o: base * self.dice.lognormvariate(0, 0.7) for o in dict.fromkeys(others)}


def world(seed: int, days: int, changes: dict[str, int], look_alikes: dict[str, int]) -> World:
    """Return a world with so many changes and look-alikes of each kind."""
    made = World(days, Random(seed))
    public = made.numbers(6)
    circle = made.numbers(60)
    for person in circle:
        friends = [p for p in made.dice.sample(circle, 5) if p != person]
        who = [*friends, *made.numbers(made.dice.randint(2, 5)), *made.dice.sample(public, 2)]
        made.use(person, made.rates(who), 0, days)
    for kind, count in changes.items():
        while count > 0:
            count -= _PLANTS[kind](made, circle, public, count)
    for kind, count in look_alikes.items():
        for _ in range(count):
            old = _LOOKS[kind](made, circle, public)
            made.look_alikes[old] = kind
    return made


def _company(made: World, circle: list[int], public: list[int]) -> dict[int, float]:
    dice = made.dice
    some = dice.sample(circle, dice.randint(3, 6))
    return made.rates([*some, *made.numbers(dice.randint(3, 6)), *dice.sample(public, 2)])


def _two(
    made: World, circle: list[int], public: list[int]
) -> tuple[int, int, float, dict[int, float]]:
    """Return an old number, a new one, when one follows the other, and the old one's rates."""
    old, new, at = made.number(), made.number(), _moment(made)
    return old, new, at, _company(made, circle, public)


def _moment(made: World) -> float:
    return made.days * made.dice.uniform(0.4, 0.65)


def _kept(made: World, rates: dict[int, float], share: float = 0.8) -> dict[int, float]:
    kept = {
        o: r * made.dice.uniform(0.6, 1.4) for o, r in rates.items() if made.dice.random() < share
    }
    return kept | made.rates(made.numbers(made.dice.randint(0, 2)))


def _changed(
    made: World, kind: str, rates: dict[int, float], own: dict[int, float], strays: int
) -> None:
    """Plant one change: own is whom the successor was in touch with all along."""
    old, new, at = made.number(), made.number(), _moment(made)
    made.use(old, rates, 0, at)
    for _ in range(strays):
        other = made.dice.choice(list(rates))
        made.talks.append(Talk(old, other, int(made.dice.uniform(at + 0.5, made.days) * DAY)))
    made.use(new, own, 0, made.days)
    made.use(new, _kept(made, rates), at + made.dice.uniform(-0.3, 1.5), made.days)
    made.changes[old, new] = kind


def _stray(made: World, circle: list[int], public: list[int], left: int) -> int:
    _changed(made, "stray", _company(made, circle, public), {}, made.dice.randint(1, 2))
    return 1


def _in_use(made: World, circle: list[int], public: list[int], left: int) -> int:
    rates = _company(made, circle, public)
    own = made.rates([*made.numbers(made.dice.randint(1, 4)), *made.dice.sample(list(rates), 1)])
    _changed(made, "in_use", rates, own, made.dice.randint(0, 1))
    return 1


def _short(made: World, circle: list[int], public: list[int], left: int) -> int:
    _changed(made, "short", _company(made, circle, public), {}, made.dice.randint(0, 1))
    return 1


def _group(made: World, circle: list[int], public: list[int], left: int) -> int:
    """A group of up to five moves within days; the last of it knows nobody but the group."""
    size = min(left, 5)
    if size < 4:
        return _stray(made, circle, public, left)
    olds, news = made.numbers(size), made.numbers(size)
    at, dice = _moment(made), made.dice
    moments = [at + dice.uniform(0, 1.0) for _ in olds]
    begins = [moment + dice.uniform(0, 1.0) for moment in moments]
    for n, old in enumerate(olds):
        alone = n == size - 1
        outside = (
            {}
            if alone
            else made.rates(
                [*dice.sample(circle, 2), *made.numbers(dice.randint(1, 2)), dice.choice(public)]
            )
        )
        made.use(old, outside, 0, moments[n])
        kept = {o: r for o, r in outside.items() if dice.random() < 0.8}
        made.use(news[n], kept, begins[n], made.days)
        made.changes[old, news[n]] = "moved" if alone else "group"
    for n in range(size):
        for m in range(n):
            rate = made.rates([olds[m]])[olds[m]] * 1.5
            made.use(olds[n], {olds[m]: rate}, 0, min(moments[n], moments[m]))
            made.use(news[n], {news[m]: rate}, max(begins[n], begins[m]), made.days)
    return size


_PLANTS = {"stray": _stray, "in_use": _in_use, "group": _group, "short": _short}


def _joiner(made: World, circle: list[int], public: list[int]) -> int:
    """One leaves the circle and another joins it: a few common friends, an own company else."""
    old, new, at, rates = _two(made, circle, public)
    made.use(old, rates, 0, at)
    common = {o: r for o, r in rates.items() if o in circle and made.dice.random() < 0.7}
    made.use(new, common | made.rates(made.numbers(made.dice.randint(6, 9))), at, made.days)
    return old


def _pause(made: World, circle: list[int], public: list[int]) -> int:
    """One is away for a sixth of the record and comes back; another has taken up with friends."""
    old, new, at, rates = _two(made, circle, public)
    made.use(old, rates, 0, at)
    made.use(old, rates, at + made.days / 6, made.days)
    made.use(new, _kept(made, rates, 0.7), at, made.days)
    return old


def _mate(made: World, circle: list[int], public: list[int]) -> int:
    """One is given up; another had the same company all along."""
    old, mate, rates = made.number(), made.number(), _company(made, circle, public)
    made.use(old, rates, 0, _moment(made))
    made.use(mate, _kept(made, rates, 0.85), 0, made.days)
    return old


def _shops(made: World, circle: list[int], public: list[int]) -> int:
    """One is given up, another appears: what they share is what everybody calls."""
    old, new, at = made.number(), made.number(), _moment(made)
    for number, since, until in ((old, 0.0, at), (new, at, float(made.days))):
        who = made.rates([*public, *made.numbers(made.dice.randint(4, 6))])
        made.use(number, who, since, until)
    return old


def _second(made: World, circle: list[int], public: list[int]) -> int:
    """One goes on; a relative appears with most of the same company."""
    old, new, rates = made.number(), made.number(), _company(made, circle, public)
    made.use(old, rates, 0, made.days)
    made.use(new, _kept(made, rates, 0.8), _moment(made), made.days)
    return old


def _friend(made: World, circle: list[int], public: list[int]) -> int:
    """One is given up; a friend, whom it called often, comes to know part of the company."""
    old, new, at, rates = _two(made, circle, public)
    made.use(old, rates | {new: 0.5}, 0, at)
    made.use(new, _kept(made, rates, 0.6), at, made.days)
    return old


def _hub_circle(made: World, circle: list[int], public: list[int]) -> int:
    """One is given up, another of another circle appears with three of the same public numbers."""
    old, new, at = made.number(), made.number(), _moment(made)
    made.use(old, made.rates([*public[:3], *made.dice.sample(circle, 4), *made.numbers(3)]), 0, at)
    others = [*public[:3], *made.dice.sample(circle, 4), *made.numbers(4)]
    made.use(new, made.rates(others), at, made.days)
    return old


def _leaver(made: World, circle: list[int], public: list[int]) -> int:
    """One is given up and nobody takes over."""
    old = made.number()
    made.use(old, _company(made, circle, public), 0, _moment(made))
    return old


_LOOKS = {
    "joiner": _joiner, "pause": _pause, "mate": _mate, "shops": _shops, "second": _second,
    "friend": _friend, "hub_circle": _hub_circle, "leaver": _leaver,
}  # fmt: skip


def worlds(seed: int) -> list[World]:
    """Return a record of two months and one of ten days: 40 changes and 40 look-alikes together."""
    long = dict.fromkeys(LOOK_ALIKES[:6], 4) | {"hub_circle": 3, "leaver": 3}
    short = dict.fromkeys(LOOK_ALIKES[:2], 2) | dict.fromkeys(LOOK_ALIKES[2:], 1)
    return [
        world(2 * seed, 60, {"stray": 10, "in_use": 10, "group": 10}, long),
        world(2 * seed + 1, 10, {"short": 10}, short),
    ]
