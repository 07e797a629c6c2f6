"""Patterns the slow way: every assignment of things to roles is tried, every condition counted out.

It knows the pattern and the facts alone, nothing of how they are compiled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import permutations, product

from kg.patterns.pattern import Bounds, FactTerms, PatternLink, RolePattern, Ties
from kg.schema import load_schema

WIDTH = {
    "day": timedelta(days=1) - timedelta(microseconds=1),
    "minute": timedelta(minutes=1) - timedelta(microseconds=1),
}


@dataclass(frozen=True)
class Thing:
    id: str
    kind: str


@dataclass(frozen=True)
class Fact:
    id: str
    kind: str
    source: str
    target: str
    at: datetime | None = None
    precision: str = "second"
    amount: Decimal | None = None
    currency: str = ""
    role: str = ""
    word: str = ""
    excluded: bool = False

    @property
    def latest(self) -> datetime | None:
        return None if self.at is None else self.at + WIDTH.get(self.precision, timedelta())


@dataclass(frozen=True)
class World:
    things: tuple[Thing, ...]
    facts: tuple[Fact, ...]


def counted(world: World, facts: FactTerms, a: str, b: str = "") -> list[tuple[Fact, str]]:
    """Return the facts at ``a`` (to ``b``) that count, each with its other end."""
    found = []
    for fact in world.facts:
        if fact.source == fact.target or fact.excluded:
            continue
        if facts.kinds and fact.kind not in facts.kinds:
            continue
        if facts.words and fact.word not in facts.words:
            continue
        if facts.currency and fact.currency != facts.currency:
            continue
        if not within(facts.each, fact.amount):
            continue
        if facts.since and not (fact.at and fact.at >= facts.since):
            continue
        if facts.until and not (fact.at and fact.at < facts.until):
            continue
        ways = []
        if facts.direction in ("out", "either") and fact.source == a:
            ways.append(fact.target)
        if facts.direction in ("in", "either") and fact.target == a:
            ways.append(fact.source)
        found += [(fact, other) for other in ways if not b or other == b]
    return found


def within(bounds: Bounds, value: Decimal | None) -> bool:
    if bounds.is_open:
        return True
    return value is not None and bounds.holds(value)


ANY = Bounds()


def enough(facts: FactTerms, rows: Sequence[tuple[Fact, str]], things: Bounds = ANY) -> bool:
    amounts = [fact.amount for fact, _ in rows if fact.amount is not None]
    total = sum(amounts, Decimal(0)) if amounts else None
    return (
        things.holds(len({other for _, other in rows}))
        and facts.count.holds(len(rows))
        and (within(facts.amount, total) or (total is None and not facts.amount.least and not rows))
    )


def windows(facts: FactTerms, rows: list[tuple[Fact, str]]) -> Iterator[list[tuple[Fact, str]]]:
    """Yield what is counted together: everything, or each window that begins at a row."""
    if facts.within is None:
        yield rows
        return
    dated = [(fact, other) for fact, other in rows if fact.at is not None]
    for first, _ in dated:
        yield [
            (fact, other)
            for fact, other in dated
            if first.at <= fact.at <= first.at + facts.within  # type: ignore[operator]
        ]


def has_tie(world: World, tie: Ties, thing: str) -> bool:
    kinds = {one.id: one.kind for one in world.things}
    rows = [
        (fact, other)
        for fact, other in counted(world, tie.facts, thing)
        if not tie.kinds or kinds[other] in tie.kinds
    ]
    if tie.facts.within is not None and not rows:
        return enough(tie.facts, [], tie.things)
    return any(enough(tie.facts, some, tie.things) for some in windows(tie.facts, rows))


def may_be(world: World, pattern: RolePattern, name: str, thing: Thing) -> bool:
    schema = load_schema()
    role = next(role for role in pattern.roles if role.name == name)
    said = {f.role for f in world.facts if f.role and f.source == thing.id and not f.excluded}
    stages = {schema.kind(one).stage for one in said} | {schema.kind(thing.kind).stage}
    for fact in world.facts:
        kind = schema.kind(fact.kind)
        if not fact.excluded and not kind.flows:
            stages |= {kind.source_stage} if fact.source == thing.id else set()
            stages |= {kind.target_stage} if fact.target == thing.id else set()
    return (
        (not role.kinds or thing.kind in role.kinds)
        and (not role.roles or bool(said & set(role.roles)))
        and (not role.stages or bool(stages & set(role.stages)))
        and all(has_tie(world, tie, thing.id) for tie in role.ties)
    )


def is_linked(world: World, link: PatternLink, chosen: dict[str, str]) -> bool:
    rows = counted(world, link.facts, chosen[link.source], chosen[link.target])
    if link.absent:
        return not rows
    return any(some and enough(link.facts, some) for some in windows(link.facts, rows))


def in_order(world: World, pattern: RolePattern, chosen: dict[str, str], *, certain: bool) -> bool:
    """Say whether one fact of each link in an order can be found so that all orders hold."""
    names = [
        link.name
        for link in pattern.links
        if any(link.name in (order.first, order.then) for order in pattern.orders)
    ]
    rows = {
        name: [
            fact
            for fact, _ in counted(
                world,
                pattern.link(name).facts,
                chosen[pattern.link(name).source],
                chosen[pattern.link(name).target],
            )
            if fact.at is not None
        ]
        for name in names
    }

    def fits(facts: dict[str, Fact]) -> bool:
        for order in pattern.orders:
            first, then = facts[order.first], facts[order.then]
            assert first.at and first.latest and then.at and then.latest
            if not (first.latest < then.at if certain else first.at <= then.latest):
                return False
            if order.within is None:
                continue
            last, begin = (then.latest, first.at) if certain else (then.at, first.latest)
            if last > begin + order.within:
                return False
        return True

    every = product(*rows.values())
    return any(fits(dict(zip(names, facts, strict=True))) for facts in every)


def symmetries(pattern: RolePattern) -> list[dict[str, str]]:
    """Return every renaming of roles that leaves what the pattern says as it is."""

    def said(renaming: dict[str, str]) -> tuple[object, ...]:
        def told(link: PatternLink) -> str:
            ends = [renaming[link.source], renaming[link.target]]
            ends = ends if link.is_directed else sorted(ends)
            return f"{ends} {link.facts} {link.absent}"

        links = sorted(told(link) for link in pattern.links)
        orders = sorted(
            f"{told(pattern.link(order.first))} {told(pattern.link(order.then))} {order.within}"
            for order in pattern.orders
        )
        roles = sorted(
            f"{renaming[r.name]} {r.kinds} {r.roles} {r.stages} {sorted(map(str, r.ties))}"
            for r in pattern.roles
        )
        return (links, orders, roles)

    names = pattern.role_names
    plain = said({name: name for name in names})
    every = (dict(zip(names, some, strict=True)) for some in permutations(names))
    return [renaming for renaming in every if said(renaming) == plain]


def matches(world: World, pattern: RolePattern) -> dict[frozenset[tuple[str, ...]], bool]:
    """Return every match as all its swapped forms, with whether its order is proven."""
    names = pattern.role_names
    turns = symmetries(pattern)
    found: dict[frozenset[tuple[str, ...]], bool] = {}
    for things in permutations(world.things, len(names)):
        if not all(
            may_be(world, pattern, name, thing) for name, thing in zip(names, things, strict=True)
        ):
            continue
        chosen = {name: thing.id for name, thing in zip(names, things, strict=True)}
        if not all(is_linked(world, link, chosen) for link in pattern.links):
            continue
        if pattern.orders and not in_order(world, pattern, chosen, certain=False):
            continue
        proven = not pattern.orders or in_order(world, pattern, chosen, certain=True)
        forms = frozenset(tuple(chosen[turn[name]] for name in names) for turn in turns)
        found[forms] = proven
    return found
