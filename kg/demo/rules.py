"""What each tracing rule must say of the demo, played in the plainest words, without the tool.

A purse holds what one account has, by whose it is. Rules differ only in what a purse gives when
its owner pays. What an account pays beyond its purse is its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from kg.demo.cast import Account
from kg.demo.events import Payment
from kg.demo.floor_rule import floor_of

Lots: TypeAlias = list[tuple[int, int]]
"""(which victim's payment, fen) from the next to leave to the last; -1 is nobody's."""
NOBODY = -1


def _first(purse: Lots, fen: int) -> Lots:
    """Give what is next to leave."""
    given: Lots = []
    while fen and purse:
        owner, size = purse.pop(0)
        used = min(size, fen)
        given.append((owner, used))
        if used < size:
            purse.insert(0, (owner, size - used))
        fen -= used
    return given


def _shares(purse: Lots, fen: int) -> Lots:
    """Give of each owner's money the same share."""
    has = _by_owner(purse)
    given, total, so_far, before = [], sum(has.values()), 0, 0
    for owner in sorted(owner for owner in has if owner != NOBODY):
        so_far += has[owner]
        together = int(Fraction(fen * so_far, total) + Fraction(1, 2))
        given.append((owner, together - before))
        before = together
    return _less(purse, has, [*given, (NOBODY, fen - before)])


def _own_first(purse: Lots, fen: int) -> Lots:
    """Give the owner's money first, then of each victim's the same share."""
    has = _by_owner(purse)
    own = min(has.pop(NOBODY, 0), fen)
    left = [(NOBODY, sum(size for owner, size in purse if owner == NOBODY) - own)]
    victims: Lots = list(has.items())
    given = _shares(victims, fen - own) if fen > own else []
    purse[:] = [*victims, *left]
    return [*given, (NOBODY, own)]


def _by_owner(purse: Lots) -> Counter[int]:
    has: Counter[int] = Counter()
    for owner, size in purse:
        has[owner] += size
    return has


def _less(purse: Lots, has: Counter[int], given: Lots) -> Lots:
    for owner, size in given:
        has[owner] -= size
    purse[:] = [(owner, size) for owner, size in has.items() if size]
    return given


RULES: dict[str, tuple[Callable[[Lots, int], Lots], bool]] = {
    "fifo": (_first, False),
    "lifo": (_first, True),
    "haircut": (_shares, False),
    "lowest": (_own_first, False),
}
"""What a purse gives, and whether what comes in lies on top."""


@dataclass(slots=True)
class Moved:
    """Fen of the victims by place: what reached it, and what stayed there."""

    reached: Counter[str] = field(default_factory=Counter)
    stayed: Counter[str] = field(default_factory=Counter)


def by_rule(
    payments: Iterable[Payment], seeds: Sequence[Payment], stops: Sequence[Account]
) -> dict[str, dict[str, dict[str, str]]]:
    """Return, by rule, what of all victims' money reached each place and what stayed there."""
    flowing = sorted((p for p in payments if p.outcome == "ok"), key=lambda payment: payment.at)
    stopped = {account.card for account in stops}
    moved = {name: _shared(flowing, seeds, stopped, name) for name in RULES}
    moved["poison"] = _poison(flowing, seeds, stopped)
    least = floor_of([(*ends_of(p, stopped), p.fen, p in seeds) for p in flowing])
    moved["floor"] = Moved(Counter(least[0]), Counter(least[1]))
    met = sorted(moved["poison"].reached)
    return {
        name: {
            "reached": _money(moved_money.reached, met),
            "stayed": _money(moved_money.stayed, met),
        }
        for name, moved_money in moved.items()
    }


def ends_of(payment: Payment, stopped: set[str]) -> tuple[str, str]:
    """Name both ends; "" pays whose own money is not played. An end is a place of its account."""
    payer = payment.payer.card if payment.payer else ""
    target = payment.payee.card if payment.payee else f"{payment.kind}:{payer}"
    return ("" if payer in stopped else payer), target


def _shared(
    flowing: Sequence[Payment], seeds: Sequence[Payment], stopped: set[str], rule: str
) -> Moved:
    give, on_top = RULES[rule]
    number = {seed: n for n, seed in enumerate(sorted(seeds, key=lambda seed: seed.at))}
    purses: dict[str, Lots] = defaultdict(list)
    moved_money = Moved()
    for payment in flowing:
        source, target = ends_of(payment, stopped)
        lots: Lots = [(number.get(payment, NOBODY), payment.fen)]
        if source and payment not in number:
            lots = give(purses[source], min(payment.fen, sum(size for _, size in purses[source])))
            lots.append((NOBODY, payment.fen - sum(size for _, size in lots)))
        lots = [(owner, size) for owner, size in lots if size]
        moved_money.reached[target] += sum(size for owner, size in lots if owner != NOBODY)
        there = purses[target]
        there[:] = [*lots, *there] if on_top else [*there, *lots]
    for place, purse in purses.items():
        moved_money.stayed[place] = sum(size for owner, size in purse if owner != NOBODY)
    return moved_money


def _poison(flowing: Sequence[Payment], seeds: Sequence[Payment], stopped: set[str]) -> Moved:
    moved_money, has, met = Moved(), Counter[str](), set[str]()
    for payment in flowing:
        source, target = ends_of(payment, stopped)
        if source and payment not in seeds:
            has[source] = max(0, has[source] - payment.fen)
        has[target] += payment.fen
        if payment in seeds or source in met:
            met.add(target)
            moved_money.reached[target] += payment.fen
    for place in met:
        only = place in stopped or ":" in place
        moved_money.stayed[place] = moved_money.reached[place] if only else has[place]
    return moved_money


def _money(fen: Counter[str], places: Iterable[str]) -> dict[str, str]:
    return {place: f"{fen[place] // 100}.{fen[place] % 100:02d}" for place in places}
