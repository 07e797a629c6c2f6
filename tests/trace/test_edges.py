"""Where tracers break: loops, crowds, equal times, sums past 64 bits, what must be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import NotFound, UsageError
from kg.ledger.base import FlowIndex
from kg.model import Seed
from kg.trace.rules import RULES
from kg.trace.shares import share
from kg.trace.times import duration
from kg.trace.tracing import trace
from tests.trace import twins
from tests.trace.ledgers import DAY, SECOND, Row, index_of

HOUR = 3600 * SECOND
VICTIM = [Seed("", link="link0", victim="张三")]
EACH = pytest.mark.parametrize("rule", ["fifo", "lifo", "haircut", "lowest"])


def reasons(found):
    return {(stop.account, stop.reason): stop.amount for stop in found.stops}


@EACH
def test_a_loop_to_oneself_keeps_the_money(rule):
    found = trace(index_of([Row(0, 1, 0, 100), Row(1, 1, HOUR, 60)]), VICTIM, rule=rule)
    assert [(h.account, h.amount) for h in found.holdings] == [("a1", 100)]


@EACH
def test_there_and_back_again(rule):
    rows = [Row(n % 2, 1 - n % 2, n * HOUR, 100) for n in range(9)]
    found = trace(index_of(rows), VICTIM, rule=rule, hops=20)
    assert [step.level for step in found.steps] == [1, 2, 2, 2, 2, 3, 3, 3, 3]
    assert [(h.account, h.amount) for h in found.holdings] == [("a1", 100)]


@cache
def between_one_pair(count: int, seconds: int, width: int) -> FlowIndex:
    """Return payments to and fro between two accounts, fifty in so many seconds; for every rule."""
    return index_of(
        [Row(n % 2, 1 - n % 2, (n // 50) * seconds * SECOND, 7, width) for n in range(2 * count)]
    )


@pytest.mark.slow
@EACH
def test_a_hundred_thousand_payments_between_one_pair(rule):
    count = 100_000
    found = trace(between_one_pair(count, 1, SECOND), [Seed("a0")], rule=rule, hops=3)
    assert len(found.steps) == 2 * count
    assert sum(h.amount for h in found.holdings) == 7 * count


@EACH
def test_a_day_without_times_is_looked_at_once_for_each_account(rule):
    count = 30_000
    found = trace(between_one_pair(count, 0, DAY), [Seed("a0")], rule=rule, hops=3)
    assert found.unproven == count
    assert sum(h.amount for h in found.holdings) == 7 * count


@EACH
def test_products_that_pass_64_bits_stay_exact(rule):
    fen = 300_000_000_000  # three thousands of millions of yuan
    rows = [
        Row(0, 1, 0, fen - 1),
        Row(2, 1, HOUR, fen + 2),
        Row(1, 3, 2 * HOUR, fen),
        Row(1, 4, 3 * HOUR, fen + 1),
    ]
    found = trace(index_of(rows), VICTIM, rule=rule)
    to = {step.target: step.traced for step in found.steps}
    total = 2 * fen + 1
    half = twins.half_up(Fraction(fen) * (fen - 1) / total)
    first = {"fifo": fen - 1, "haircut": half, "lifo": 0, "lowest": 0}
    assert to["a3"] == first[rule]
    assert to["a3"] + to["a4"] == fen - 1


@EACH
def test_many_of_the_largest_amounts(rule):
    most = 9_999_999_999_999
    rows = [Row(0, 1, n * SECOND, most) for n in range(1000)]
    rows += [Row(1, 2, HOUR + n * SECOND, most - n) for n in range(1000)]
    found = trace(index_of(rows), [Seed("a0")], rule=rule)
    assert sum(h.amount for h in found.holdings) == 1000 * most
    assert {h.account: h.amount for h in found.holdings}["a1"] == sum(range(1000))


@EACH
def test_sums_that_64_bits_do_not_hold_are_exact_and_said(rule):
    rows = [Row(0, 1, 0, 1 << 62), Row(3, 1, 0, 1 << 62), Row(1, 2, HOUR, (1 << 62) + 1)]
    found = trace(index_of(rows), VICTIM, rule=rule)
    told = {"fifo": 1 << 62, "lifo": 1, "haircut": (1 << 61) + 1, "lowest": 1}[rule]
    assert {h.account: h.amount for h in found.holdings if h.account == "a2"} == {"a2": told}
    assert found.adds_up
    assert any("64 bits" in one.text("en") and "64 位" in one.text("zh") for one in found.warnings)


def test_a_trace_may_come_to_more_than_any_account_of_it():
    rows = [Row(0, 1, 0, 1 << 62), Row(1, 2, HOUR, 1 << 62), Row(2, 3, 2 * HOUR, 1 << 62)]
    found = trace(index_of(rows), VICTIM, rules=tuple(RULES))
    assert {one.traced for one in found.compared} == {(1 << 62,) * 3}


def test_a_conversion_ends_the_trace_and_says_into_what():
    rows = [Row(0, 1, 0, 100), Row(1, 2, HOUR, 9_000_000, currency=1), Row(1, 3, 2 * HOUR, 30)]
    found = trace(index_of(rows), VICTIM)
    assert reasons(found) == {("a1", "conversion"): 70, ("a3", "no_later_row"): 30}
    said = found.stops[0].said
    assert (
        "USDT" in said.text("zh")
        and "不跨币种" in said.text("zh")
        and "pays in USDT" in said.text("en")
    )
    assert {step.currency for step in found.steps} == {"CNY"}
    late = [Row(0, 1, 0, 100), Row(1, 2, 9 * DAY, 9_000_000, currency=1)]
    assert reasons(trace(index_of(late), VICTIM)) == {("a1", "no_later_row"): 100}


@given(st.data())
def test_a_share_is_exact_to_the_unit(data):
    total = data.draw(st.integers(1, (1 << 62) - 1))
    part, held = data.draw(st.integers(0, total)), data.draw(st.integers(0, total))
    assert share(part, held, total) == twins.half_up(Fraction(part) * held / total)


def test_a_hub_stops_the_trace_and_through_passes_it():
    crowd = [Row(1, 10 + n, 10 * HOUR + n, 1) for n in range(5)]
    index = index_of([Row(0, 1, 0, 100), Row(1, 2, HOUR, 100), *crowd])
    found = trace(index, VICTIM, hub=4)
    assert reasons(found) == {("a1", "hub"): 100}
    assert "7" in found.stops[0].said.text("zh") and "request" in found.stops[0].said.text("en")
    assert reasons(trace(index, VICTIM, hub=4, through=["a1"])) == {("a2", "no_later_row"): 100}
    assert reasons(trace(index, VICTIM, hub=7)) == {("a2", "no_later_row"): 100}


@pytest.mark.parametrize("what", ["hubs", "ends"])
def test_where_none_of_the_traced_money_came_nothing_is_requested(what):
    """First in, first out: what the account held before pays the hub or the cash machine."""
    rows = [Row(4, 1, 0, 100), Row(0, 1, HOUR, 100), Row(1, 2, 2 * HOUR, 100)]
    seed = [Seed("", link="link1", victim="张三")]
    reached = trace(index_of([*rows, Row(1, 2, 3 * HOUR, 5)], **{what: [2]}), seed)
    untraced = trace(index_of(rows, **{what: [2]}), seed)
    reason = what.removesuffix("s")
    assert reasons(reached)["a2", reason] == 5 and reasons(untraced)["a2", reason] == 0
    (one,) = (stop.said for stop in reached.stops if stop.account == "a2")
    (none,) = (stop.said for stop in untraced.stops if stop.account == "a2")
    assert "request" in one.text("en") and "nothing to request" not in one.text("en")
    assert "nothing to request" in none.text("en") and "无须" in none.text("zh")


def test_a_known_payment_company_stops_whatever_its_size():
    index = index_of([Row(0, 1, 0, 100), Row(1, 2, HOUR, 100)], hubs=[1])
    assert reasons(trace(index, VICTIM)) == {("a1", "hub"): 100}


def test_cash_is_a_result_and_the_trace_goes_no_further():
    index = index_of([Row(0, 1, 0, 100), Row(1, 2, HOUR, 100), Row(2, 3, 2 * HOUR, 9)], ends=[2])
    found = trace(index, VICTIM)
    assert reasons(found) == {("a2", "end"): 100}
    assert [step.target for step in found.steps] == ["a1", "a2"]


@EACH
def test_each_cut_off_is_a_stop_with_its_amount(rule):
    rows = [
        Row(0, 1, 0, 100),
        Row(1, 2, HOUR, 40),  # too small
        Row(1, 3, 2 * HOUR, 50),
        Row(3, 4, 3 * HOUR, 50),  # one hop too many
        Row(1, 5, 90 * HOUR, 10),  # too small as well
    ]
    found = trace(index_of(rows), VICTIM, rule=rule, floor="0.45", hops=2)
    assert reasons(found) == {("a1", "floor"): 50, ("a3", "hops"): 50}
    late = trace(index_of([Row(0, 1, 0, 100), Row(1, 2, 73 * HOUR, 100)]), VICTIM, rule=rule)
    assert reasons(late) == {("a1", "window"): 100}
    assert [(h.account, h.left, h.amount) for h in late.holdings] == [("a1", "window", 100)]


def test_the_limit_of_payments_keeps_the_earliest_and_says_so():
    rows = [Row(0, 1, 0, 100), *(Row(1, 2 + n, (9 - n) * HOUR, 10) for n in range(9))]
    found = trace(index_of(rows), VICTIM, edges=4)
    assert [step.target for step in found.steps] == ["a1", "a10", "a9", "a8"]
    assert ("a1", "limit") in reasons(found)
    assert any("4" in said.text("en") and "limit" in said.text("en") for said in found.warnings)


def test_an_account_whose_statement_is_not_loaded_is_to_be_requested():
    rows = [Row(0, 1, 0, 100, reporter=0)]
    assert reasons(trace(index_of(rows), VICTIM)) == {("a1", "no_statement"): 100}
    told = [Row(0, 1, 0, 100, reporter=1)]
    assert reasons(trace(index_of(told), VICTIM)) == {("a1", "no_later_row"): 100}


@EACH
def test_clocks_of_two_banks_do_not_break_the_chain(rule):
    rows = [
        Row(0, 1, 100 * SECOND, 100, source=1),
        Row(1, 2, 20 * SECOND, 100, source=2),
        Row(2, 3, 30 * SECOND, 100, source=2),
    ]
    found = trace(index_of(rows), [Seed("", link="link2")], rule=rule)
    assert [(s.target, s.traced, s.order_proven) for s in found.steps] == [
        ("a1", 100, True),
        ("a2", 100, False),
        ("a3", 100, True),
    ]
    assert found.unproven == 1
    strict = trace(index_of(rows), [Seed("", link="link2")], rule=rule, strict_order=True)
    assert [s.target for s in strict.steps] == ["a1"]
    assert len(trace(index_of(rows), [Seed("", link="link2")], rule=rule, skew=30).steps) == 1


def test_the_other_statement_of_a_payment_proves_its_order():
    rows = [
        Row(0, 1, 0, 100, source=1, reporter=0, seq=5),
        Row(1, 2, 0, 90, source=2, reporter=1, seq=8),
    ]
    index = index_of(rows)
    assert trace(index, VICTIM).unproven == 1
    other = replace(
        index,
        also_seq=np.array([7, -1], np.int64),
        also_source_no=np.array([2, -1], np.int32),
        also_reporter=np.array([1, -1], np.int32),
    )
    found = trace(other, VICTIM)
    assert (len(found.steps), found.unproven) == (2, 0)
    after = replace(other, also_seq=np.array([9, -1], np.int64))
    assert len(trace(after, VICTIM).steps) == 1


def test_money_paid_back_to_a_seed_stays_apart_from_what_it_pays_as_a_seed():
    rows = [Row(0, 1, 0, 100), Row(1, 0, HOUR, 30), Row(0, 1, 2 * HOUR, 50)]
    found = trace(index_of(rows), [Seed("a0")])
    assert {h.account: h.amount for h in found.holdings} == {"a0": 30, "a1": 120}


def test_two_victims_of_one_payment_share_it_and_never_more():
    index = index_of([Row(0, 1, 0, 100), Row(1, 2, HOUR, 100)])
    two = [
        Seed("", link="link0", victim="甲", amount=70),
        Seed("", link="link0", victim="乙", amount=70),
    ]
    found = trace(index, two)
    assert [(h.victim, h.amount) for h in found.holdings] == [("甲", 70), ("乙", 30)]
    assert "乙" in found.warnings[0].text("zh")


def test_an_account_starts_one_seed_per_currency():
    rows = [Row(0, 1, 0, 100), Row(0, 1, HOUR, 5, currency=1)]
    found = trace(index_of(rows), [Seed("a0")])
    assert [(s.currency, s.amount) for s in found.seeds] == [("CNY", 100), ("USDT", 5)]


def test_an_account_that_pays_nothing_is_a_seed_without_money():
    found = trace(index_of([Row(0, 1, 0, 100)]), [Seed("a1")])
    assert (found.steps, found.seeds) == ((), (Seed("a1"),))


def test_what_is_not_there_is_said():
    index = index_of([Row(0, 1, 0, 100)])
    for seed in (Seed("a9"), Seed("", link="link9")):
        with pytest.raises(NotFound):
            trace(index, [seed])
    with pytest.raises(UsageError, match="no rule"):
        trace(index, VICTIM, rule="guess")
    with pytest.raises(UsageError):
        trace(index, VICTIM, hops=0)


def test_windows_are_typed_as_people_type_them():
    assert [duration(t) for t in ("90s", "30m", "72h", "7d")] == [
        timedelta(seconds=90), timedelta(minutes=30), timedelta(days=3), timedelta(days=7),
    ]  # fmt: skip
    with pytest.raises(UsageError):
        duration("soon")
