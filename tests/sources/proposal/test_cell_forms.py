"""How cells read: as times, clocks and days, as amounts, as words for a way, as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pytest

from kg.sources.proposal.cell_forms import (
    MOSTLY,
    PARTLY,
    TimeForm,
    amount_form,
    day_form,
    directions_of,
    is_number,
    moment_of,
    money_of,
    serial_form,
    time_form,
    told_by_neighbours,
    zone_of_header,
)

SPRING = [f"{day:02}/03/2024" for day in range(5, 10)] + [f"0{day}/04/2024" for day in (1, 2, 3)]
TURNED = [f"{cell[3:6]}{cell[:3]}{cell[6:]}" for cell in SPRING]


@pytest.mark.parametrize(
    ("cells", "day_first"),
    [(SPRING, True), (TURNED, False), (SPRING[:4], "ask"), (["01.02.2024", "03.04.2024"], True)],
)
def test_rows_that_run_one_way_in_time_tell_the_day_from_the_month(
    cells: Sequence[str], day_first: bool | Literal["ask"]
) -> None:
    assert time_form(cells, [cells]) == TimeForm("day", day_first)


def test_points_and_strokes_in_one_column_do_not_tell_the_day() -> None:
    assert time_form(["01/02/2024", "03.04.2024"]) == TimeForm("day", "ask")


def test_numbers_that_are_no_day_either_way_are_no_times() -> None:
    assert time_form(["45/45/2024", "46/47/2024"]) is None


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        ([], None),
        (["13/01", "01/13"], None),
        (["29/12", "03/01"], TimeForm("day", True, no_year=True)),
        (["1229103045"], TimeForm("moment", no_year=True)),
    ],
)
def test_days_without_a_year(cells: Sequence[str], form: TimeForm | None) -> None:
    assert day_form(cells, MOSTLY) == form


@pytest.mark.parametrize(
    ("cells", "part"),
    [
        ([], None),
        (["99999.5"], None),
        (["45341", "45342"], None),
        (["45397", "45398"], "day"),
        (["45397.5", "45398"], "moment"),
    ],
)
def test_days_counted_as_a_spreadsheet_does(cells: Sequence[str], part: str | None) -> None:
    found = serial_form(cells)
    assert (found and (found.part, found.epoch)) == (part and (part, "days"))


def test_dates_of_which_one_cannot_be_read_tell_no_order_by_their_neighbours() -> None:
    assert told_by_neighbours([("x", "04/05/2024")]) is None
    assert told_by_neighbours([("03/04/2024", "05/04/2024")]) is True


@pytest.mark.parametrize(
    ("cell", "form", "moment"),
    [
        ("10:00", TimeForm("clock"), None),
        ("01/02/2024", TimeForm("day", "ask"), None),
        ("31.05.23", TimeForm("day", short_year=("day-first",)), None),
        ("05/31", TimeForm("day", False, no_year=True), None),
        ("45397.5", TimeForm("moment", epoch="days"), 3_922_344_000),
        ("total", TimeForm("moment", epoch="days"), None),
        ("1713143111", TimeForm("moment", epoch="s"), 1_713_143_111),
        ("total", TimeForm("moment", epoch="s"), None),
        ("1970-01-02", TimeForm("day"), 86_400_000_000),
        ("total", TimeForm("day"), None),
    ],
)
def test_only_a_cell_that_tells_its_moment_whole_has_one(
    cell: str, form: TimeForm, moment: int | None
) -> None:
    assert moment_of(cell, form) == moment


@pytest.mark.parametrize(
    ("header", "zone"),
    [("时间(UTC-3:30)", "-03:30"), ("Zeit (GMT+1)", "+01:00"), ("Time (utc)", "UTC"), ("x", "")],
)
def test_a_header_tells_its_zone(header: str, zone: str) -> None:
    assert zone_of_header(header) == zone


def test_texts_among_amounts_leave_their_form_and_currency() -> None:
    powers = amount_form(["1E5", "2.5E3", "n/a"], least=PARTLY)
    assert powers and (powers.form, powers.currency) == ("scientific", "")
    coded = amount_form(["5.00 EUR", "-7.00 EUR", "total"], least=PARTLY)
    assert coded and (coded.form, coded.currency, coded.signed) == ("grouped", "EUR", True)


@pytest.mark.parametrize(
    "cells", [["5.00 EUR", "7.00 USD"], ["5.00 abc"], ["5.00", "a long text"], []]
)
def test_cells_of_two_currencies_or_other_words_are_no_amounts(cells: Sequence[str]) -> None:
    assert amount_form(cells) is None


def test_a_side_behind_some_amounts_is_taken_off_all_of_them() -> None:
    found = amount_form(["5.00 CR", "1.00 Dr."])
    assert found and (found.sides, found.currency, bool(found.pick)) == (True, "", True)
    assert amount_form(["¥5.00", "¥1.00"]) == amount_form(["￥5.00", "￥1.00"])


@pytest.mark.parametrize(
    ("cells", "header", "sides"),
    [
        ("DC", "", {"D": "out", "C": "in"}),
        ("BA", "B/A", {"B": "out", "A": "in"}),
        ("A", "A/B", {"A": "out"}),
        ("d", "D / K", {"d": "out"}),
        ("DKH", "", {"D": "out", "K": "in", "H": "in"}),
        ("+−", "", {"+": "in", "−": "out"}),
        ("x", "", None),
        ("AB", "", None),
        ("abcdefg", "", None),
        ("", "", None),
    ],
)
def test_words_of_a_direction(cells: str, header: str, sides: dict[str, str] | None) -> None:
    assert directions_of(cells, header) == sides


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1,234.50", "1234.50"), ("1.234,50", "1234.50"), ("1 234,50", "1234.50"), ("1E3", "1000"),
        ("EUR 5.00", "5.00"), ("5.00 CR", "5.00"), ("(5.00)", "-5.00"), ("5.00-", "-5.00"),
        ("−5.00", "-5.00"), ("abc", "None"), ("-", "None"), ("", "None"), ("5-6-7", "None"),
    ],
)  # fmt: skip
def test_the_amount_of_a_cell_is_read_in_the_usual_ways(cell: str, amount: str) -> None:
    assert str(money_of(cell)) == amount


def test_stars_alone_are_no_number() -> None:
    assert [is_number(cell) for cell in ("********", "6222****0087", "Anna")] == [
        False, True, False,
    ]  # fmt: skip
