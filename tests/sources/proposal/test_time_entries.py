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
