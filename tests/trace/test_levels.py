"""Levels against the slow twin that drags every path along; and the definition, case by case."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import AccountLevel, Seed, Trace
from kg.trace.levels import percent, share_needed
from kg.trace.tracing import trace
from tests.depth import examples
from tests.trace.ledgers import SECOND, Row, index_of
from tests.trace.test_twins import barring, ledgers, levels, windows
from tests.trace.walk_twin import level_of, step_of, ways

HOUR = 3600 * SECOND
NAMES = {"CNY": 0, "USDT": 1}
VICTIM = [Seed("", link="link0", victim="v")]


def slot(one: AccountLevel) -> tuple[int, int]:
    return int(one.account[1:]), NAMES[one.currency]


@settings(max_examples=examples(300))
@given(rows=ledgers, data=st.data(), within=windows, hops=st.integers(1, 5), barred=barring)
def test_levels_are_what_the_paths_of_all_lots_say(rows, data, within, hops, barred):
    """By each rule on each ledger: to make one takes longer than to follow it."""
    seeds = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=4, unique=True))
    shares = data.draw(st.lists(st.integers(1, 10), min_size=len(seeds), max_size=len(seeds)))
    starts = [
        Seed("", link=f"link{at}", victim=f"v{n}", amount=max(1, rows[at].amount * share // 10))
        for n, (at, share) in enumerate(zip(seeds, shares, strict=True))
    ]
    index = index_of(rows, accounts=5, hubs=sorted(barred))
    for rule in ("fifo", "lifo", "haircut", "lowest"):
        levels_are_those_of_the_paths(rule, index, rows, starts, within, hops, barred)


def levels_are_those_of_the_paths(rule, index, rows, starts, within, hops, barred):
    found = trace(index, starts, rule=rule, within=timedelta(microseconds=within), hops=hops)
    height = {at: level for at, (level, _) in levels(found).items()}
    leading = [at for at in height if height[at] < hops and rows[at].dst not in barred]
    followed = {rows[at].dst for at in leading}
    lots = {int(seed.link[4:]): [(n, seed.amount)] for n, seed in enumerate(found.seeds)}
    told = ways(rows, height, followed, lots, rule)
    expected: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    behind: dict[tuple[int, int, int], set[str]] = defaultdict(set)
    for place, came in told.came.items():
        for units, path in came:
            step = step_of(rows, path, within)
            expected[place][step] += units
            behind[*place, step].add(f"link{path[-1]}")
    assert {slot(one): {s.step: s.units for s in one.steps} for one in found.levels} == expected
    needed = Fraction(share_needed())
    for one in found.levels:
        enough = level_of(expected[slot(one)], needed)
        assert [*filter(None, [one.level]), *one.also] == enough
        for step in one.steps:
            assert set(step.links) == behind[*slot(one), step.step]
            assert len(step.links) == len(behind[*slot(one), step.step])
    no_unit_is_lost(found)


def no_unit_is_lost(found: Trace) -> None:
    came: Counter[tuple[str, str]] = Counter()
    least = {step.link: step.level for step in found.steps}
    for step in found.steps:
        came[step.target, step.currency] += step.traced
    assert {(one.account, one.currency): one.received for one in found.levels} == +came
    for one in found.levels:
        assert one.received == sum(step.units for step in one.steps)
        for step in one.steps:
            assert not step.step or all(least[link] <= step.step for link in step.links)


def level(rows, seeds=VICTIM, account="a3", **terms) -> AccountLevel:
    found = trace(index_of(rows), seeds, **terms)
    return next(one for one in found.levels if one.account == account)


def test_most_of_the_money_decides_not_the_shortest_way():
    rows = [
        Row(0, 1, 0, 1000),
        Row(1, 3, HOUR, 100),
        Row(1, 2, 2 * HOUR, 900),
        Row(2, 3, 3 * HOUR, 900),
    ]
    found = level(rows)
    assert (found.level, found.also, found.share) == (3, (), Decimal("0.9000"))
    assert {one.step: (one.units, one.links) for one in found.steps} == {
        2: (100, ("link1",)),
        3: (900, ("link3",)),
    }
    assert (found.said.text("zh"), found.said.text("en")) == ("三级（90%）", "level 3 (90%)")


def test_two_levels_with_half_each_are_both_said():
    rows = [
        Row(0, 1, 0, 1000),
        Row(1, 3, HOUR, 500),
        Row(1, 2, 2 * HOUR, 500),
        Row(2, 3, 3 * HOUR, 500),
    ]
    found = level(rows)
    assert (found.level, found.also, found.share) == (2, (3,), Decimal("0.5000"))
    assert found.said.text("en") == "level 2 (50%), also level 3 (50%)"


def test_without_half_by_any_step_no_level_is_said_but_the_steps_are():
    rows = [
        Row(0, 1, 0, 1000),
        Row(1, 3, HOUR, 400),
        Row(1, 2, 2 * HOUR, 600),
        Row(2, 3, 3 * HOUR, 300),
        Row(2, 4, 4 * HOUR, 300),
        Row(4, 3, 5 * HOUR, 300),
    ]
    found = level(rows)
    assert (found.level, found.leading, found.share) == (0, 2, Decimal("0.4000"))
    assert found.said.text("en") == "no level (step 2: 40%, step 3: 30%, step 4: 30%)"


def test_money_that_rested_too_long_has_left_the_window():
    rows = [
        Row(0, 1, 0, 1000),
        Row(0, 1, 99 * HOUR, 10),
        Row(1, 3, 100 * HOUR, 1010),
    ]
    both = [Seed("", link="link0", victim="v"), Seed("", link="link1", victim="v")]
    found = level(rows, both)
    assert {one.step: one.units for one in found.steps} == {0: 1000, 2: 10}
    assert (found.level, found.leading) == (0, 2)
    assert found.said.text("en") == "no level (outside the window: 99%, step 2: 0.9%)"
    assert level(rows, both, within="120h").level == 2


def test_what_comes_back_comes_by_a_later_step():
    rows = [Row(0, 1, 0, 1000), Row(1, 2, HOUR, 1000), Row(2, 1, 2 * HOUR, 1000)]
    found = level(rows, account="a1")
    assert {one.step: one.units for one in found.steps} == {1: 1000, 3: 1000}
    assert (found.level, found.also) == (1, (3,))


def test_of_other_starts_than_victims_steps_are_said_and_no_card():
    rows = [Row(0, 1, 0, 1000), Row(1, 3, HOUR, 1000)]
    assert level(rows, [Seed("", link="link0")]).said.text("en") == "2 steps away (100%)"
    cards = dict.fromkeys(["a0", "a1", "a3"], ("BankAccount",))
    assert level(rows, kinds=lambda asked: cards).said.text("zh") == "二级卡（100%）"


def test_a_rule_that_shares_nothing_places_by_one_that_does():
    rows = [Row(0, 1, 0, 1000), Row(1, 3, HOUR, 1000)]
    ledger = index_of(rows)
    assert trace(ledger, VICTIM, rule="poison").parameters["level_rule"] == "fifo"
    both = trace(ledger, VICTIM, rules=["poison", "lifo"])
    assert both.parameters["level_rule"] == "lifo"
    assert both.levels == trace(ledger, VICTIM, rule="lifo").levels


def test_backward_nothing_is_shared_and_nothing_is_placed():
    rows = [Row(0, 1, 0, 1000), Row(1, 3, HOUR, 1000)]
    found = trace(index_of(rows), [Seed("a3")], direction="in")
    assert found.levels == found.roles == ()


def test_a_share_is_never_said_to_be_more_than_it_is():
    assert percent(Decimal(1)) == "100%"
    assert percent(Decimal("0.9999")) == "99.9%"
    assert percent(Decimal("0.0004")) == "0%"


def test_a_rule_that_plays_against_a_proven_order_brings_money_by_no_step():
    """Clocks of two banks move a payment behind another; money cannot have come by it in time."""
    rows = [
        Row(2, 0, 0, 1),
        Row(0, 2, 0, 0, source=1),
        Row(0, 2, SECOND, 1),
        Row(0, 0, SECOND, 0),
    ]
    seeds = [Seed("", link=f"link{n}", victim="v", amount=1) for n in (2, 3)]
    found = trace(index_of(rows), seeds, rule="lowest", within=timedelta(0), hops=3)
    steps = {one.account: [step.step for step in one.steps] for one in found.levels}
    assert steps == {"a2": [1], "a0": [0]}
    no_unit_is_lost(found)
