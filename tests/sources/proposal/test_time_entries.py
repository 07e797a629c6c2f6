"""How days are written: which number is the day, and of which year it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, B, asks, layout_of, transfers, written


def days(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [f"{datetime.fromtimestamp(row['start_us'] / 1e6, UTC):%Y-%m-%d}" for row in rows]


CARD = TableAnswers(account=A, zone="UTC", currency="CNY")


def moments(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [
        f"{datetime.fromtimestamp(row['start_us'] / 1e6, UTC):%Y-%m-%d %H:%M:%S}" for row in rows
    ]


def read(path: Path, **answers: str) -> Sequence[dict[str, Any]]:
    found = propose(path, TableAnswers(**answers))
    assert asks(found) == []
    return transfers(path, found, answers.get("account", ""))


@pytest.mark.parametrize(
    ("dates", "first", "asked"),
    [
        (["13/02/2023", "14/02/2023"], True, False),
        (["02/13/2023", "02/14/2023"], False, False),
        (["01/02/2023", "02/02/2023"], None, True),
        (["28/01/2023", "01/02/2023"], True, False),
        ([f"0{n}/05/2023" for n in range(1, 10)] + ["01/06/2023", "02/06/2023"], True, False),
    ],
)
def test_day_or_month_first_is_told_by_the_dates_or_asked(
    dates: list[str], first: bool | None, asked: bool, tmp_path: Path
) -> None:
    rows = [f"{day},{A},{B},5.00" for day in dates]
    path = written(tmp_path, "日期,付款账号,收款账号,金额", *rows)
    found = propose(path)
    assert (asks(found) == ["dates"]) == asked
    assert layout_of(found, tmp_path).columns["time"].day_first is first
    if asked:
        answered = propose(path, TableAnswers(dates="month-first"))
        assert layout_of(answered, tmp_path).columns["time"].day_first is False


def test_texts_among_times_are_no_times(tmp_path: Path) -> None:
    days = ["03/04/2023", "04/04/2023", "05/04/2023", "x", "6.2E+18"]
    path = written(tmp_path, "账号,日期,收支,金额", *(f"{A},{day},支出,5.00" for day in days))
    assert asks(propose(path)) == ["dates"]


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        (["31.05.23", "01.06.23"], []),
        (["03/04/05", "04/05/05"], ["dates"]),
        ([f"2{n}/05/{m:02}" for n in range(3, 5) for m in range(1, 5)], []),
        (["23-01-14 22:58:46", "23-01-15 08:00:00"], ["dates"]),
        (["05/06/23", "06/06/23", "07/06/23", "13/06/23"], ["dates"]),
    ],
)
def test_years_of_two_digits_are_told_or_asked(
    days: list[str], asked: list[str], tmp_path: Path
) -> None:
    path = written(tmp_path, "账号,日期,收支,金额", *(f"{A},{day},支出,5.00" for day in days))
    assert asks(propose(path)) == asked


def test_an_answer_says_where_a_year_of_two_digits_stands(tmp_path: Path) -> None:
    path = written(tmp_path, "账号,日期,收支,金额", f"{A},23-01-14 22:58:46,支出,5.00")
    for answer, day in (("year-first", "2023-01-14"), ("day-first", "2014-01-23")):
        (row,) = transfers(path, propose(path, TableAnswers(dates=answer)))
        at = datetime.fromtimestamp(row["start_us"] / 1e6, UTC)
        assert f"{at:%Y-%m-%d}" == day


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("某行信用卡对账单（2024年01月）", "12/29"),
        ("Statement period 12/16/2023 - 01/15/2024", "12/29"),
        ("Opening 15 December 2023, closing date January 15, 2024", "Dec 29"),
        ("Closing date 01/15/24", "29-Dec"),
    ],
)
def test_days_without_a_year_are_those_before_the_last_month_of_the_statement(
    tmp_path: Path, title: str, first: str
) -> None:
    later = {"12/29": "01/13", "Dec 29": "Jan 13", "29-Dec": "13-Jan"}[first]
    path = written(
        tmp_path,
        f'"{title}"',
        "Trans Date,Description,Amount",
        f"{first},AB PURCHASE,12.50",
        f"{later},CD PURCHASE,40.00",
        f"{later},PAYMENT THANK YOU - CARD,-3.00",
    )
    found = propose(path, CARD)
    assert asks(found) == []
    rows = transfers(path, found, A)
    assert days(rows) == ["2023-12-29", "2024-01-13", "2024-01-13"]


def test_days_without_a_year_are_refused_where_no_line_tells_the_year(tmp_path: Path) -> None:
    path = written(tmp_path, "Trans Date,Description,Amount", "12/29,AB,1.00", "01/13,CD,2.00")
    with pytest.raises(LayoutError, match=r"no year.*write a line above"):
        propose(path, CARD)


@pytest.mark.parametrize(
    ("lines", "moment"),
    [
        (["1/25/2022, 2:58:40 AM"], "2022-01-25 02:58:40"),
        (["1/25/2022, 2:58:40 PM"], "2022-01-25 14:58:40"),
        (["2019.04.19."], "2019-04-19 00:00:00"),
        (["19.04.2019. 10:11"], "2019-04-19 10:11:00"),
        (["02.03.2018"], "2018-03-02 00:00:00"),
    ],
)
def test_times_as_other_countries_write_them(lines: list[str], moment: str, tmp_path: Path) -> None:
    rows = [f"{line};-5.00;EUR" for line in lines]
    path = written(tmp_path, "Datum;Betrag;Währung", *rows)
    assert moments(read(path, account=A, sign="out=minus", zone="UTC")) == [moment]


def test_days_are_told_by_those_of_booking_beside_them(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Transaction Date,Post Date,Amount,Currency",
        "04/03/2024,04/05/2024,-1.23,USD", "04/02/2024,04/03/2024,-4.56,USD",
    )  # fmt: skip
    rows = read(path, account=A, sign="out=minus", zone="UTC")
    assert moments(rows) == ["2024-04-03 00:00:00", "2024-04-02 00:00:00"]
    same = written(tmp_path, "Transaction Date,Post Date,Amount", "04/03/2024,04/03/2024,-1.23")
    assert "dates" in asks(propose(same))


THAI = "วันที่,เวลา,รายการ,ถอนเงิน,ฝากเงิน,คงเหลือ"
WEST = "Date,Time,Details,Debit,Credit,Balance"
EAST = "交易日期,時間,備註,支出,存入,餘額"


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        (THAI, ("15-04-67", "16-04-67")),
        (THAI, ("15/04/67", "16/04/67")),
        (THAI, ("15/04/2567", "16/04/2567")),
        (WEST, ("15/04/2567", "16/04/2567")),
        (EAST, ("113/04/15", "113/04/16")),
        (EAST, ("1130415", "1130416")),
        (EAST, ("民國113年04月15日", "民國113年04月16日")),
        (WEST, ("15-abr-2024", "16-abr-2024")),
    ],
)
def test_years_of_other_calendars_are_read_where_nothing_else_can_be_meant(
    head: str, cells: tuple[str, str], tmp_path: Path
) -> None:
    lines = (f"{cells[0]},09:05,x,100.00,,900.00", f"{cells[1]},10:05,y,,50.00,950.00")
    rows = read(written(tmp_path, head, *lines), account=A, zone="UTC", currency="USD")
    assert moments(rows) == ["2024-04-15 09:05:00", "2024-04-16 10:05:00"]


@pytest.mark.parametrize(
    ("cells", "answers"),
    [
        (("15/04/67", "16/04/67"), ["buddhist", "gregorian"]),
        (("2088-04-15", "2088-04-16"), ["gregorian"]),
    ],
)
def test_no_row_lies_in_the_future_unasked(
    cells: tuple[str, str], answers: list[str], tmp_path: Path
) -> None:
    rows = (f"{cells[0]},09:05,x,100.00,,900.00", f"{cells[1]},10:05,y,,50.00,950.00")
    path = written(tmp_path, WEST, *rows)
    (question,) = propose(path, CARD).questions
    assert (question.option, [one.text for one in question.answers]) == ("dates", answers)
    told = {"account": A, "zone": "UTC", "currency": "CNY"}
    year = {"buddhist": "2024", "gregorian": "2088"}[answers[0]]
    assert days(read(path, dates=answers[0], **told))[0] == f"{year}-04-15"


def test_years_of_two_digits_in_japan_may_be_those_of_its_era(tmp_path: Path) -> None:
    path = written(tmp_path, "取引日,出金,入金,残高", "06/04/15,100,,900", "06/04/16,,50,950")
    (question,) = propose(path, TableAnswers(account=A)).questions
    assert [one.text for one in question.answers][:2] == ["reiwa", "year-first"]
    assert days(read(path, account=A, zone="UTC", dates="reiwa"))[0] == "2024-04-15"


def test_times_of_transmission_need_a_year_above_them(tmp_path: Path) -> None:
    lines = ("主账号,交易传输时间,交易金额,货币代码,受卡方名称", f"{A},0415090501,12.00,156,某店")
    answers = TableAnswers(sign="out=plus")
    with pytest.raises(LayoutError) as refused:
        propose(written(tmp_path, *lines), answers)
    assert refused.value.what.id == "days-without-year"
    path = written(tmp_path, "对账单 2024年04月", *lines)
    assert moments(read(path, sign="out=plus")) == ["2024-04-15 01:05:01"]


def test_a_column_said_to_tell_the_time_must_do_so(tmp_path: Path) -> None:
    path = written(tmp_path, "日期,备注,付款账号,收款账号,金额", f"2024-04-15,无,{A},{B},5.00")
    with pytest.raises(LayoutError) as refused:
        propose(path, TableAnswers(role=["time=备注"]))
    assert refused.value.what.id == "no-times-that-kg-reads"


def test_days_as_a_spreadsheet_counts_them_are_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "户头;办理时间;收支;发生额;对方户头",
        f"{A};45397.3785416667;支;10.00;{B}",
        f"{A};45398;收;20.00;{B}",
    )
    found = propose(path)
    assert 'epoch = "days"' in found.layout and not asks(found)
    rows = transfers(path, found)
    assert days(rows) == ["2024-04-15", "2024-04-15"]  # in UTC; the second is a day of Shanghai
    assert [row["precision"] for row in rows] == ["second", "day"]


@pytest.mark.parametrize(
    ("days_beside", "asked"),
    [
        ((("04/03/2024", "05/03/2024"), ("05/03/2024", "")), []),
        ((("03/04/2024", "03/05/2024"), ("03/05/2024", "03/06/2024")), []),
    ],
)
def test_days_of_booking_tell_the_order_only_where_one_reading_brings_them_near(
    days_beside: tuple[tuple[str, str], ...], asked: list[str], tmp_path: Path
) -> None:
    rows = (f"{A},{at},{booked},支出,5.00" for at, booked in days_beside)
    path = written(tmp_path, "账号,交易日期,记账日期,收支,金额", *rows)
    assert asks(propose(path)) == asked


@pytest.mark.parametrize(
    ("cells", "answer"),
    [(("01/02/2099", "02/02/2099"), "day-first")],
)
def test_years_that_lie_in_the_future_as_was_said_are_refused(
    cells: tuple[str, str], answer: str, tmp_path: Path
) -> None:
    rows = (f"{cells[0]},09:05,x,100.00,,900.00", f"{cells[1]},10:05,y,,50.00,950.00")
    path = written(tmp_path, WEST, *rows)
    with pytest.raises(LayoutError) as refused:
        propose(path, TableAnswers(account=A, zone="UTC", currency="CNY", dates=answer))
    assert refused.value.what.id == "years-in-the-future"
    assert refused.value.what.arguments["cells"] == cells


@pytest.mark.parametrize(
    ("first", "day", "orders"),
    [
        ("15/04/69", "2026-04-15", []),
        ("03/04/05", "", ["day-first", "month-first", "year-first"]),
    ],
)
def test_two_digits_of_a_year_in_thailand_may_be_those_of_its_calendar_or_ours(
    first: str, day: str, orders: list[str], tmp_path: Path
) -> None:
    path = written(tmp_path, THAI, f"{first},09:05,x,100.00,,900.00")
    found = propose(path, TableAnswers(account=A, zone="UTC", currency="THB"))
    if orders:
        (question,) = found.questions
        assert [one.text for one in question.answers] == orders
    else:
        assert asks(found) == []
        assert days(transfers(path, found, A)) == [day]


@pytest.mark.parametrize(
    ("head", "cell", "orders"),
    [
        ("거래일,시간,내용,출금,입금,잔액", "24/05/01", ["year-first", "day-first"]),
        (WEST, "24/05/01", ["day-first", "year-first"]),
        (WEST, "06/05/01", ["day-first", "month-first", "year-first"]),
        (EAST, "24/05/01", ["year-first", "day-first"]),
    ],
)
def test_which_order_is_offered_first_is_told_by_where_a_table_is_from(
    head: str, cell: str, orders: list[str], tmp_path: Path
) -> None:
    path = written(tmp_path, head, f"{cell},09:05,x,100.00,,900.00")
    found = propose(path, TableAnswers(account=A, zone="UTC", currency="USD"))
    (question,) = found.questions
    assert (question.option, [one.text for one in question.answers]) == ("dates", orders)


def test_a_day_of_two_digits_before_ninety_is_no_day_of_another_calendar(tmp_path: Path) -> None:
    path = written(tmp_path, WEST, "15/04/69,09:05,x,100.00,,900.00")
    found = propose(path, TableAnswers(account=A, zone="UTC", currency="USD"))
    assert "reiwa" not in [one.text for asked in found.questions for one in asked.answers]


def test_days_without_a_year_say_by_their_numbers_which_is_the_day(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Statement period 12/16/2023 - 01/15/2024", "Trans Date,Description,Amount",
        "29/12,AB PURCHASE,12.50", "13/01,CD PURCHASE,40.00",
        "14/01,PAYMENT THANK YOU - CARD,-3.00",
    )  # fmt: skip
    found = propose(path, CARD)
    assert asks(found) == []
    assert days(transfers(path, found, A)) == ["2023-12-29", "2024-01-13", "2024-01-14"]
