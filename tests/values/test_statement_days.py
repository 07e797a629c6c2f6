"""Days without a year are those up to a year before the last month of their statement."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.values.refused import Refused
from kg.values.statement_days import (
    BETWEEN,
    day_formats,
    is_day_without_year,
    last_month,
    parse_day_of_statement,
)
from tests.depth import examples

MONTHS = (
    "2024年01月",
    "2024-01",
    "01/15/2024",
    "January 15, 2024",
    "15 Jan 2024",
    "Jan 2024",
    "01/24/24",
)


@pytest.mark.parametrize("text", MONTHS)
def test_a_month_is_read_however_it_is_written(text: str) -> None:
    assert last_month(text, day_first=False) == (2024, 1)


@pytest.mark.parametrize("text", ["", "Mr 13", "2024", "2024-13", "99/99/2024"])
def test_what_names_no_month_is_none(text: str) -> None:
    assert last_month(text, day_first=True) is None


@pytest.mark.parametrize("text", ["3.50", "1/2/2024", "24", "", "12:30", "May", "13/"])
def test_other_texts_are_no_days_without_a_year(text: str) -> None:
    assert not is_day_without_year(text)


@given(
    end=st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    back=st.integers(0, 364),
    form=st.sampled_from(["%m/%d", "%d-%m", "%d %b", "%b %d", "%m月%d日"]),
)
@settings(max_examples=examples(100))
def test_any_day_of_the_last_year_is_read_back(end: date, back: int, form: str) -> None:
    """The slow twin: count back from the last day of the month."""
    last = (end.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    day = last - timedelta(days=back)
    text = day.strftime(form)
    assert is_day_without_year(text)
    day_first = form.startswith("%d")
    formats = day_formats([text], day_first)
    moment = parse_day_of_statement(f"{text}{BETWEEN}{last:%Y-%m}", zone="UTC", formats=formats)
    assert datetime.fromtimestamp(moment.us / 1e6, UTC).date() == day


@pytest.mark.parametrize("text", ["13/40 @ 2024-01", "12/29 @ ", "02/29 @ 2023-03"])
def test_a_day_that_no_year_has_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_day_of_statement(text, zone="UTC", formats=["%m/%d"])
