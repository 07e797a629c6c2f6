"""Every rule against its twin, and the rules against each other, on ledgers made nasty."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.model import Seed, Trace
from kg.records import to_json
from kg.trace.rules import RULES
from kg.trace.tracing import trace
from tests.depth import examples
from tests.trace import bounds, twins
from tests.trace.ledgers import DAY, SECOND, Row, index_of, ordered
from tests.trace.test_twins import barring, ledgers, levels, windows

SHARING = ("fifo", "lifo", "haircut", "lowest")
CODE = {"CNY": 0, "USDT": 1}
openings = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 1),
        st.one_of(st.integers(0, 12), st.integers(0, 10**20)),
        st.sampled_from([0, SECOND, DAY]),
    ),
    max_size=4,
    unique_by=lambda one: one[:2],
)


def by_every_rule(rows, seeds, *, openings=(), hubs=(), **terms) -> Trace:
    index = index_of(rows, accounts=5, hubs=sorted(hubs), openings=openings)
    return trace(index, seeds, rules=tuple(RULES)[:-1], **terms)


def drawn(data, rows) -> list[Seed]:
    ats = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=4))
    shares = data.draw(st.lists(st.integers(1, 10), min_size=len(ats), max_size=len(ats)))
    return [
        Seed("", link=f"link{at}", victim=f"v{n}", amount=rows[at].amount * share // 10)
        for n, (at, share) in enumerate(zip(ats, shares, strict=True))
    ]


def play_of(found: Trace, rows, hops: int, barred, opened, mine=None) -> bounds.Play:
    height = {at: level for at, (level, _) in levels(found).items()}
    followed = {rows[at].dst for at in height if height[at] < hops and rows[at].dst not in barred}
    lots: Counter[int] = Counter()
    for number, seed in enumerate(found.seeds):
        if mine is None or number == mine:
            lots[int(seed.link[4:])] += seed.amount
    before = twins.held_before(rows, height, followed, opened)
    return bounds.Play(rows, height, followed, lots, before)


def slot_of(one) -> tuple[int, int]:
    return int(one.account[1:]), CODE[one.currency]


def own_of(found: Trace, rows) -> Counter[tuple[int, int]]:
    """What seeds pay of their own, which counts as received and passed on where they pay it."""
    own: Counter[tuple[int, int]] = Counter()
    for seed in found.seeds:
        row = rows[int(seed.link[4:])]
        own[row.src, row.currency] += seed.amount
    return own


def figures(found: Trace, rule: str):
    return next(one for one in found.compared if one.rule == rule)


@settings(max_examples=examples(250))
@given(ledgers, st.data(), windows, st.integers(1, 5), barring, openings)
def test_rules_that_share_do_as_their_twins(rows, data, within, hops, barred, opened):
    found = by_every_rule(
        *(rows, drawn(data, rows)),
        openings=opened,
        hubs=barred,
        within=timedelta(microseconds=within),
        hops=hops,
    )
    play = play_of(found, rows, hops, barred, opened)
    lots: dict[int, list[tuple[int, int]]] = {}
    for number, seed in enumerate(found.seeds):
        lots.setdefault(int(seed.link[4:]), []).append((number, seed.amount))
    for rule in SHARING:
        told = figures(found, rule)
        traced, held, left = twins.play(rows, play.levels, play.followed, lots, rule, opened)
        ats = [int(step.link[4:]) for step in found.steps]
        assert list(told.traced) == [traced[at] for at in ats]
        kept = {(h.seed, *slot_of(h)): h.amount for h in told.holdings if not h.left}
        assert kept == held
        gone: Counter[tuple[int, int, int]] = Counter()
        for (seed, at), units in left.items():
            gone[seed, rows[at].src, rows[at].currency] += units
        away: Counter[tuple[int, int, int]] = Counter()
        for holding in told.holdings:
            away[(holding.seed, *slot_of(holding))] += holding.amount if holding.left else 0
        assert +away == +gone


@settings(max_examples=examples(250))
@given(ledgers, st.data(), windows, st.integers(1, 5), barring, openings)
def test_poison_does_as_its_twin(rows, data, within, hops, barred, opened):
    found = by_every_rule(
        *(rows, drawn(data, rows)),
        openings=opened,
        hubs=barred,
        within=timedelta(microseconds=within),
        hops=hops,
    )
    told, own = figures(found, "poison"), own_of(found, rows)
    twin = bounds.poison(play_of(found, rows, hops, barred, opened))
    assert list(told.traced) == [twin.carried[int(step.link[4:])] for step in found.steps]
    for one in told.accounts:
        at = slot_of(one)
        assert one.received == twin.received[at] + own[at]
        assert one.passed_on == twin.passed[at] + own[at]
        assert one.kept == twin.kept[at]


@settings(max_examples=examples(400))
@given(ledgers, st.data(), windows, st.integers(1, 5), barring, openings)
def test_no_rule_goes_below_the_floor_or_above_poison(rows, data, within, hops, barred, opened):
    found = by_every_rule(
        *(rows, drawn(data, rows)),
        openings=opened,
        hubs=barred,
        within=timedelta(microseconds=within),
        hops=hops,
    )
    low, high = figures(found, "floor"), figures(found, "poison")
    for rule in SHARING:
        told = figures(found, rule)
        steps = zip(low.traced, told.traced, high.traced, strict=True)
        assert all(0 <= least <= units <= most for least, units, most in steps)
        for one, least, most in zip(told.accounts, low.accounts, high.accounts, strict=True):
            assert least.account == one.account == most.account
            for name in ("received", "passed_on", "kept"):
                parts = [getattr(each, name) for each in (least, one, most)]
                assert 0 <= parts[0] <= parts[1] <= parts[2]
        held = {one.rule: _by_seed(one) for one in (low, told, high)}
        for key in held["floor"].keys() | held[rule].keys():
            assert held["floor"][key] <= held[rule][key] <= held["poison"][key]
    for one in found.ranges:
        assert one.floor <= one.low <= one.high <= one.reached["poison"]


def _by_seed(told) -> Counter[tuple[int, str, str, str]]:
    return Counter({(h.seed, h.account, h.currency, h.left): h.amount for h in told.holdings})


small = st.lists(
    st.builds(
        Row,
        src=st.integers(0, 4),
        dst=st.integers(0, 4),
        start=st.integers(0, 9).map(lambda n: n * SECOND),
        amount=st.integers(0, 4),
    ),
    min_size=1,
    max_size=6,
).map(ordered)


@settings(max_examples=examples(300))
@given(small, st.data(), st.integers(1, 5), openings)
def test_no_way_of_moving_units_goes_below_the_floor(rows, data, hops, opened):
    at = data.draw(st.integers(0, len(rows) - 1))
    assume(rows[at].amount)
    units = data.draw(st.integers(1, rows[at].amount))
    opened = [(a, c, min(n, 4), t) for a, c, n, t in opened]
    seed = Seed("", link=f"link{at}", amount=units)
    found = by_every_rule(rows, [seed], openings=opened, hops=hops)
    ways = list(bounds.every_way(play_of(found, rows, hops, (), opened)))
    told, own = figures(found, "floor"), own_of(found, rows)
    carried = bounds.least(ways, "carried")
    for step, units_ in zip(found.steps, told.traced, strict=True):
        assert units_ <= carried[int(step.link[4:])]
    for one in told.accounts:
        at = slot_of(one)
        assert one.received - own[at] <= bounds.least(ways, "received").get(at, 0)
        assert one.passed_on - own[at] <= bounds.least(ways, "passed").get(at, 0)
        assert one.kept <= bounds.least(ways, "kept").get(at, 0)


@settings(max_examples=examples(200))
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(1, 4)), max_size=6),
    st.integers(1, 6),
    st.integers(0, 4),
)
def test_of_one_account_the_floor_is_exactly_the_least(moves, stolen, opening):
    """Account 1 gets a victim's money, and pays and is paid by three others in any order."""
    rows = [Row(0, 1, 0, stolen)]
    for n, (into, other, amount) in enumerate(moves, 1):
        ends = (5 + n, 1) if into else (1, 2 + other)
        rows.append(Row(*ends, n * 200 * SECOND, amount))
    index = index_of(rows, accounts=13, openings=[(1, 0, opening, 0)] if opening else ())
    found = trace(index, [Seed("", link="link0")], rules=("fifo",))
    ways = list(bounds.every_way(play_of(found, rows, 8, (), [(1, 0, opening, 0)])))
    told = figures(found, "floor")
    received, passed = bounds.least(ways, "received"), bounds.least(ways, "passed")
    kept = bounds.least(ways, "kept")
    paid = sum(row.amount for row in rows if row.src == 1)
    clean = opening + sum(row.amount for row in rows[1:] if row.dst == 1)
    for one in told.accounts:
        at = slot_of(one)
        if one.account == "a1":
            assert one.passed_on == passed.get(at, 0) >= max(0, min(paid, stolen + clean) - clean)
            assert one.kept == kept.get(at, 0)
        elif one.account != "a0":
            assert one.received == received[at]


def test_what_was_paid_on_less_the_clean_money_that_was_there():
    rows = [Row(3, 1, 0, 50), Row(0, 1, 9 * SECOND, 50), Row(1, 2, 500 * SECOND, 50),
            Row(1, 2, 900 * SECOND, 30), Row(1, 4, 999 * SECOND, 20)]  # fmt: skip
    found = trace(index_of(rows), [Seed("", link="link1")], rules=SHARING)
    told = {one.account: one for one in figures(found, "floor").accounts}
    assert told["a1"].passed_on == 100 - 50
    assert (told["a2"].received, told["a4"].received) == (80 - 50, 0)
    reached = {one.account: (one.floor, one.low, one.high) for one in found.ranges}
    assert reached["a2"] == (30, 30, 50)
    assert reached["a4"] == (0, 0, 20)


@settings(max_examples=examples(80))
@given(rows=ledgers, data=st.data())
def test_the_same_trace_twice_is_the_same_bytes(rows, data):
    seeds, once, again = drawn(data, rows), index_of(rows), index_of(rows)
    for rule in RULES:
        first, second = (trace(index, seeds, rule=rule) for index in (once, again))
        assert to_json(first) == to_json(second), rule


@settings(max_examples=examples(100))
@given(data=st.data())
def test_the_order_of_what_comes_in_at_one_moment_does_not_matter(data):
    """Of the rules without lots: of equal stamps into an account, any may stand first."""
    into = data.draw(st.lists(st.integers(0, 9), min_size=2, max_size=5))
    out = data.draw(st.lists(st.integers(0, 30), max_size=4))
    turn = data.draw(st.permutations(range(len(into))))
    rows = [Row(10 + n, 1, 0, units) for n, units in enumerate(into)]
    later = [Row(1, 2, (n + 1) * 200 * SECOND, units) for n, units in enumerate(out)]

    def told(order, rule):
        ledger = [*(rows[n] for n in order), *later]
        index = index_of(ledger, accounts=16)
        seeds = [Seed("", link=f"link{place}") for place, n in enumerate(order) if n < 2]
        seeds = sorted(seeds, key=lambda seed: order[int(seed.link[4:])])
        found = trace(index, seeds, rule=rule)
        steps = [step.traced for step in found.steps if step.source == "a1"]
        held = [(h.seed, h.account, h.amount) for h in found.holdings]
        return steps, held, found.accounts

    for rule in ("haircut", "lowest", "poison", "floor"):
        assert told(list(range(len(into))), rule) == told(list(turn), rule), rule


def test_one_rule_says_the_same_alone_and_beside_others():
    rows = [Row(3, 1, 0, 7), Row(0, 1, SECOND, 10), Row(1, 2, 500 * SECOND, 9)]
    index, seeds = index_of(rows), [Seed("", link="link1")]
    together = trace(index, seeds, rules=tuple(RULES))
    assert [one.rule for one in together.compared] == list(RULES)
    for told in together.compared:
        alone = trace(index, seeds, rule=told.rule)
        assert (alone.accounts, alone.holdings) == (told.accounts, told.holdings)
        assert tuple(step.traced for step in alone.steps) == told.traced
        assert alone.adds_up or not told.conserves
    parameters = {k: v for k, v in together.parameters.items() if k != "rules"}
    bare = replace(together, compared=(), ranges=(), parameters=parameters)
    assert bare == trace(index, seeds, rule="fifo")


def test_rules_are_told_by_name_and_only_forward():
    index, seeds = index_of([Row(0, 1, 0, 7)]), [Seed("a0")]
    with pytest.raises(UsageError, match="no rule is called 'guess'"):
        trace(index, seeds, rules=["fifo", "guess"])
    with pytest.raises(UsageError, match="backward"):
        trace(index, [Seed("a1")], rules=["fifo"], direction="in")
    assert trace(index, seeds, rules=["FIFO", " fifo "]).rules == ("fifo",)
