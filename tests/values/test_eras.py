"""Years of other calendars: told by the name of their era, or of the calendar a layout names."""

from __future__ import annotations

import pytest

from kg.values import Refused
from kg.values.moments import parse_time

DAY = parse_time("2024-04-15", zone="UTC").us


@pytest.mark.parametrize(
    "text",
    [
        "令和6年4月15日", "R6.4.15", "R06/04/15", "民國113年04月15日", "中華民國113年4月15日",
        "15 เม.ย. 67", "15 เมษายน 2567", "15-abr-2024", "15 de abril de 2024", "15 avr. 2024",
        "15. April 2024", "15.Nis.2024", "15 апреля 2024",
    ],
)  # fmt: skip
def test_named_eras_and_months_are_read(text: str) -> None:
    assert parse_time(text, zone="UTC").us == DAY


@pytest.mark.parametrize(
    ("text", "era"),
    [
        ("113/04/15", "minguo"), ("1130415", "minguo"), ("15-04-67", "buddhist"),
        ("15/04/2567", "buddhist"), ("2567-04-15", "buddhist"), ("6.4.15", "reiwa"),
    ],
)  # fmt: skip
def test_a_layout_names_the_calendar(text: str, era: str) -> None:
    assert parse_time(text, zone="UTC", day_first=True, era=era).us == DAY


@pytest.mark.parametrize("text", ["0415090501", "平成40年1月1日", "113/04/15", "15 lis 2024"])
def test_what_is_no_time_of_ours_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_time(text, zone="UTC")


def test_seconds_may_have_one_digit() -> None:
    told = parse_time("2024-4-15 9:5:1", zone="UTC")
    assert told.us == parse_time("2024-04-15 09:05:01", zone="UTC").us
