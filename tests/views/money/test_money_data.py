"""What the page is told of a trace's money: sums to the last unit, rows behind, same bytes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from pages import facts_of, money_page, told

from kg.model import Trace
from kg.schema import Schema
from kg.trace.money_flow import TraceFlows, figures_of, rules_of
from kg.views.money import MoneyPage, PageFacts
from kg.views.page_data import CHINA
from kg.views.page_rows import RowFormat
from tests.depth import examples
from tests.trace.ledgers import DAY, MINUTE, Row
from tests.trace.ledgers_traced import HOUR, crowd, returning, traced, traces, two_currencies

BEFORE = ("started", "came", "owed")
AFTER = ("went", "left", "kept", "repaid")


def packed(trace: Trace, schema: Schema) -> dict[str, Any]:
    money = MoneyPage(trace, facts_of(trace), TraceFlows(trace))
    return money.told(schema, RowFormat({}, CHINA, sorted(money.cited())))


def total(bar: dict[str, Any], names: tuple[str, ...]) -> Decimal:
    return sum((Decimal(bar.get(name, "0")) for name in names), Decimal(0))


@settings(max_examples=examples(150))
@given(trace=traces())
def test_every_bar_and_ribbon_adds_up(schema: Schema, trace: Trace) -> None:
    for flow in packed(trace, schema)["flows"]:
        for rule in flow["rules"]:
            came, went = Counter[int](), Counter[int]()
            for source, target, behind in rule["ribbons"]:
                came[target] += Decimal(behind["amount"])
                went[source] += Decimal(behind["amount"])
                rows = sum(Decimal(amount) for _, amount in behind["rows"])
                gone = rule["bars"][target]["is"] == "left"
                assert rows == (0 if gone else Decimal(behind["amount"]))
                assert rule["bars"][source]["column"] < rule["bars"][target]["column"]
            for at, bar in enumerate(rule["bars"]):
                assert came[at] == total(bar, ("came",))
                if bar["is"] != "left":
                    assert went[at] == total(bar, ("went", "left"))
                    assert total(bar, BEFORE) == total(bar, AFTER)


@settings(max_examples=examples(100))
@given(trace=traces())
def test_times_hold_every_payment_once(schema: Schema, trace: Trace) -> None:
    money = packed(trace, schema)
    for flow in money["flows"]:
        steps = [step for step in trace.steps if step.currency == flow["currency"]]
        seen = [row for *_, rows in flow["time"]["bars"] for row, _ in rows["rows"]]
        assert sorted(money["rows"][row]["id"] for row in seen) == sorted(s.link for s in steps)
        scale = trace.scale[flow["currency"]]
        for place, rule in enumerate(flow["rules"]):
            figures = next(f for f in trace.compared if f.rule == rule["rule"])
            wanted = sum(figures_of(trace, figures, flow["currency"]).traced)
            bars = flow["time"]["bars"]
            assert sum(Decimal(bar[3][place]) for bar in bars) == Decimal(wanted) / scale
        assert len(flow["time"]["starts"]) <= 74
        for level, number, *_, rows in flow["time"]["bars"]:
            for row, _ in rows["rows"]:
                start = money["rows"][row]["start"]
                assert flow["time"]["starts"][number] <= start < flow["time"]["starts"][number + 1]
                assert money["rows"][row]["level"] == level


def test_an_account_drawn_twice_tells_its_own_sums(schema: Schema) -> None:
    (flow,) = packed(returning(), schema)["flows"]
    bars = [bar for bar in flow["rules"][0]["bars"] if bar["is"] == "account"]
    first, again = (bar for bar in bars if bar["spots"] == 2)
    assert first["whole"] == again["whole"] == ["140", "130", "10"]
    assert (first["came"], again["came"]) == ("100", "40") and again["mark"] == "returned"
    assert total(first, ("came",)) + total(again, ("came",)) == 140
    assert [column for column, _ in flow["rules"][0]["columns"]] == [0, 1, 2, 3, 4]


def test_a_picture_never_mixes_two_currencies(schema: Schema) -> None:
    money = packed(two_currencies(), schema)
    assert [flow["currency"] for flow in money["flows"]] == ["CNY", "USDT"]
    for flow in money["flows"]:
        rows = {row for rule in flow["rules"] for *_, behind in rule["ribbons"]
                for row, _ in behind["rows"]}  # fmt: skip
        assert {money["rows"][row]["currency"] for row in rows} == {flow["currency"]}
    token = money["flows"][1]["rules"][0]
    assert token["bars"][0]["started"] == "5"


def test_many_accounts_are_said_with_number_and_sum(schema: Schema) -> None:
    (flow,) = packed(crowd(100), schema)["flows"]
    (bar,) = (one for one in flow["rules"][0]["bars"] if one["is"] == "others")
    assert bar["count"] == 82 and len(bar["members"]) == 60 and bar["rest"][0] == 22
    listed = sum(Decimal(amount) for _, amount, _ in bar["members"])
    assert listed + Decimal(bar["rest"][1]) == Decimal(bar["came"])
    assert Decimal(bar["came"]) == Decimal(sum(100 + at for at in range(82))) / 100


def test_of_very_many_payments_the_largest_are_listed_and_the_rest_is_summed(
    schema: Schema,
) -> None:
    rows = [Row(0, 1, 0, 10**9)] + [Row(1, 2, HOUR + at, 100 + at) for at in range(2_100)]
    money = packed(traced(rows, "link0", rules=["fifo"]), schema)
    (flow,) = money["flows"]
    (behind,) = (one for *_, one in flow["rules"][0]["ribbons"] if one["count"] > 1)
    assert len(behind["rows"]) == 12 and behind["count"] == 2_100
    listed = sum(Decimal(amount) for _, amount in behind["rows"])
    assert behind["more"][0] == 2_088
    assert listed + Decimal(behind["more"][1]) == Decimal(behind["amount"])
    assert len(money["rows"]) < 40


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_trace_is_the_same_page(schema: Schema, lang: str) -> None:
    one, other = (money_page(returning(), schema, lang) for _ in range(2))
    assert one == other and told(one)["name"] == "t"


def test_a_trace_backward_lists_its_payments_without_a_flow(schema: Schema) -> None:
    rows = [Row(0, 1, 0, 100), Row(1, 2, HOUR, 60)]
    (flow,) = (money := packed(traced(rows, "link1", rules=(), direction="in"), schema))["flows"]
    assert flow["rules"] == [] and money["unshared"] == []
    assert sum(rows["count"] for *_, rows in flow["time"]["bars"]) == 2


def test_a_rule_that_does_not_share_is_named(schema: Schema) -> None:
    rows = [Row(0, 1, 0, 100), Row(1, 2, HOUR, 60)]
    money = packed(traced(rows, "link0", rules=["fifo", "poison"]), schema)
    assert money["unshared"] == ["poison"] and set(money["rules"]) == {"fifo", "poison"}
    assert [rule["rule"] for rule in money["flows"][0]["rules"]] == ["fifo"]
    assert rules_of(traced(rows, "link0", rules=["poison"]))[0] == []


@pytest.mark.parametrize(
    ("apart", "span"), [(0, 60), (HOUR, 60), (DAY, 1_800), (90 * DAY, 7 * 86_400)]
)
def test_bars_of_time_are_as_short_as_one_picture_allows(
    schema: Schema, apart: int, span: int
) -> None:
    rows = [Row(0, 1, 0, 100), Row(1, 2, apart + MINUTE, 60)]
    (flow,) = packed(traced(rows, "link0", within="200d"), schema)["flows"]
    assert flow["time"]["span"] == span


def test_a_trace_of_nothing_is_a_page_too(schema: Schema) -> None:
    trace = replace(returning(), steps=(), accounts=(), holdings=(), compared=(), seeds=())
    html = money_page(trace, schema)
    assert told(html)["flows"] == [] and PageFacts({}, {}, ()).holders == {}
