"""Money in whole units: every digit of it, whatever its size, and one form of its text."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Money, Trace, TraceStep


@given(st.integers(-(10**40), 10**40), st.integers(0, 18))
def test_no_digit_is_lost_on_the_way_there_and_back(units: int, places: int) -> None:
    money = Money(units, "ETH", 10**places)
    assert Money.of(money.amount, "ETH", 10**places) == money
    assert int(money.figure.replace(",", "").replace(".", "")) == units
    assert Decimal(money.figure.replace(",", "")) == money.amount


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(0, "CNY", 100), "0.00 CNY"),
        (Money(-5, "CNY", 100), "-0.05 CNY"),
        (Money(1234567, "JPY"), "1,234,567 JPY"),
        (Money(10**38 + 1, "ETH", 10**18), "100,000,000,000,000,000,000.000000000000000001 ETH"),
    ],
)
def test_its_text_has_all_decimals_of_the_unit(money: Money, text: str) -> None:
    assert str(money) == text


def test_what_is_less_than_a_unit_is_left_out() -> None:
    assert Money.of(Decimal("12.349"), "CNY", 100).units == 1234


def test_a_notebook_shows_every_digit_of_a_token() -> None:
    step = TraceStep("l", "a", "b", 1, datetime(2024, 5, 1, tzinfo=UTC), 10**38 + 1, 0, "ETH")
    trace = Trace("t", "out", "fifo", {}, (), (step,), (), (), scale={"ETH": 10**18})
    assert "100000000000000000000.000000000000000001" in trace._repr_html_()
