"""A trace never crosses a currency: at a conversion it ends, and says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Seed, TraceStop
from kg.trace.tracing import trace
from tests.depth import examples
from tests.trace.ledgers import DAY, SECOND, Row, index_of, ordered
from tests.trace.test_twins import ledgers

HOUR = 3600 * SECOND


def stop_at(found, account: str) -> TraceStop:
    (one,) = [stop for stop in found.stops if stop.account == account]
    return one


def test_an_account_that_pays_in_another_currency_from_then_on_ends_the_trace():
    rows = ordered([Row(0, 1, 0, 100), Row(1, 2, HOUR, 14_000_000, currency=1)])
    found = trace(index_of(rows), [Seed("", link="link0")])
    assert [step.link for step in found.steps] == ["link0"]
    stop = stop_at(found, "a1")
    assert (stop.reason, stop.amount, stop.currency) == ("conversion", 100, "CNY")
    assert "pays in USDT from then on" in stop.said.text("en") and "以 USDT 付出" in stop.said.text(
        "zh"
    )


def test_another_account_of_the_holder_that_pays_in_coin_ends_it_too():
    rows = ordered([Row(0, 1, 0, 100, reporter=1), Row(2, 3, HOUR, 14_000_000, currency=1)])
    index = index_of(rows)
    alone = stop_at(trace(index, [Seed("", link="link0")]), "a1")
    assert alone.reason == "no_later_row"
    dealer = {"a1": ("a2", "unknown"), "a2": ("a1",)}
    found = trace(index, [Seed("", link="link0")], beside=lambda one: dealer.get(one, ()))
    stop = stop_at(found, "a1")
    assert stop.reason == "conversion"
    assert "from another one" in stop.said.text("en") and "另一账户" in stop.said.text("zh")


def test_what_was_paid_in_coin_before_or_long_after_is_no_conversion():
    early = Row(1, 2, -HOUR, 14_000_000, currency=1)
    late = Row(1, 2, 9 * DAY, 14_000_000, currency=1)
    for other in (early, late):
        rows = ordered([Row(0, 1, 0, 100), other])
        seed = f"link{rows.index(Row(0, 1, 0, 100))}"
        assert stop_at(trace(index_of(rows), [Seed("", link=seed)]), "a1").reason != "conversion"


def test_an_exchange_stops_as_a_hub_and_says_that_it_pays_in_another_currency():
    rows = ordered([Row(0, 1, 0, 100), Row(1, 2, HOUR, 14_000_000, currency=1)])
    index = replace(index_of(rows), hub_kind=np.array([0, 2, 0], np.int8))
    stop = stop_at(trace(index, [Seed("", link="link0")]), "a1")
    assert stop.reason == "hub"
    assert "pays in USDT from then on" in stop.said.text("en") and "追踪不跨币种" in stop.said.text(
        "zh"
    )


def test_backward_it_ends_where_another_currency_had_come_in():
    rows = ordered([Row(0, 1, 0, 14_000_000, currency=1), Row(1, 2, HOUR, 100)])
    found = trace(index_of(rows), [Seed("", link="link1")], direction="in", hops=3)
    stop = stop_at(found, "a1")
    assert stop.reason == "conversion"
    assert "had received USDT before" in stop.said.text(
        "en"
    ) and "此前收到的是 USDT" in stop.said.text("zh")


@settings(max_examples=examples(200))
@given(rows=ledgers, data=st.data(), backward=st.booleans())
def test_no_step_is_in_another_currency_than_what_it_follows(rows, data, backward):
    seed = data.draw(st.integers(0, len(rows) - 1))
    way = "in" if backward else "out"
    found = trace(index_of(rows, accounts=5), [Seed("", link=f"link{seed}")], direction=way)
    assert {step.currency for step in found.steps} == {found.seeds[0].currency}
