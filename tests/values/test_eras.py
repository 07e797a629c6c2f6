"""Years of other calendars: told by the name of their era, or of the calendar a layout names."""

from __future__ import annotations

import pytest

from kg.values import Refused
from kg.values.eras import era_of, in_our_years, of_calendar
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


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("令和元年5月1日", "2019年5月1日"),
        ("平成元年1月8日", "1989年1月8日"),
        ("平成31年4月30日", "2019年4月30日"),
        ("平成0年1月1日", "平成0年1月1日"),
        ("平成40年1月1日", "平成40年1月1日"),  # it had no such year
        ("15 เม.ย. 67", "15 april 2024"),
        ("15 เมษายน 2567 09:05", "15 april 2024 09:05"),
        ("15 เม.ย. 24", "15 april 24"),  # as short as that it is ours already
        ("2024-04-15", "2024-04-15"),
    ],
)
def test_a_year_of_an_era_becomes_ours_where_the_era_had_it(text: str, ours: str) -> None:
    assert in_our_years(text) == ours


@pytest.mark.parametrize(
    ("text", "era", "ours"),
    [
        ("113/04/15 09:05", "minguo", "2024/04/15 09:05"),
        ("1130415", "minguo", "20240415"),
        ("no day", "minguo", "no day"),
        ("no day", "reiwa", "no day"),
        ("no day", "buddhist", "no day"),
        ("2567-04-15", "buddhist", "2024-04-15"),
        ("15-04-2567 10:00", "buddhist", "15-04-2024 10:00"),
        ("15-04-67", "buddhist", "15-04-2024"),
    ],
)
def test_a_calendar_that_is_named_tells_the_year(text: str, era: str, ours: str) -> None:
    assert of_calendar(text, era) == ours


@pytest.mark.parametrize(
    ("cells", "digits", "era"),
    [
        ([], False, ""),
        (["113/04/15", "112/04/15"], False, "minguo"),
        (["059/04/15"], False, ""),  # a year before there was any such data
        (["60/04/15"], False, ""),
        (["999/04/15"], False, ""),
        (["1130415"], False, ""),  # seven digits may be any number
        (["1130415"], True, "minguo"),
        (["15/04/2567"], False, "buddhist"),
        (["2567-04-15"], False, "buddhist"),
        (["2999-04-15"], False, ""),
        (["113/04/15", "x"], False, ""),
    ],
)
def test_times_can_be_of_one_calendar_only(cells: list[str], digits: bool, era: str) -> None:
    assert era_of(cells, 0.9, digits) == era
