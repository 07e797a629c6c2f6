"""The zone of the times: told by columns and headers that name it, by no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kg.requests import TableAnswers
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, asks, transfers, written


def read(path: Path, **answers: str) -> Sequence[dict[str, Any]]:
    found = propose(path, TableAnswers(**answers))
    assert asks(found) == []
    return transfers(path, found, answers.get("account", ""))


def days(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [
        datetime.fromtimestamp(row["start_us"] / 1e6, UTC).strftime("%Y-%m-%d %H:%M:%S")
        for row in rows
    ]


def test_a_column_of_zones_tells_the_zone(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Account,Date,Time,TimeZone,Currency,Debit,Credit",
        f"{A},2023-05-31,10:15:00,America/Los_Angeles,USD,5.00,",
    )  # fmt: skip
    assert asks(propose(path)) == []
    assert 'zone = "America/Los_Angeles"' in propose(path).layout


def test_abbreviated_clocks_tell_the_zone(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Date,Time,TimeZone,Name,Currency,Gross,Fee,Net,From Email Address,To Email Address",
        "10/12/2020,13:54:37,PST,Shop,EUR,-30.00,-1.00,-31.00,me@example.com,shop@example.com",
        "11/12/2020,13:54:37,PDT,Ann,EUR,50.00,-2.00,48.00,ann@example.com,me@example.com",
    )  # fmt: skip
    rows = read(path, dates="day-first")
    assert days(rows)[0] == "2020-12-10 21:54:37"
    assert [(row["source_name"], row["target_name"], f"{row['amount']:.2f}") for row in rows] == [
        ("me@example.com", "shop@example.com", "30.00"),
        ("ann@example.com", "me@example.com", "50.00"),
    ]  # fmt: skip


def test_the_year_behind_a_dash_is_no_zone(tmp_path: Path) -> None:
    rows = ["20-06-2023,5.00", "21-06-2023,-7.00"]
    path = written(tmp_path, "Datum,Bedrag", *rows, name=f"{A}.csv")
    found = propose(path, TableAnswers(currency="EUR", sign="out=minus"))
    assert asks(found) == ["zone"]


@pytest.mark.parametrize(
    ("header", "cells", "zone"),
    [
        ("Time (UTC+8),TimeZone", ("", ""), "+08:00"),
        ("Time,TimeZone", ("America/Los_Angeles", "America/Los_Angeles"), "America/Los_Angeles"),
        ("Time,TimeZone", ("EST", "EST"), "America/New_York"),
        ("Time,TimeZone", ("PST", "PDT"), "America/Los_Angeles"),
        ("Time,TimeZone", ("CST", "CST"), ""),
        ("Time,TimeZone", ("America/Los_Angeles", ""), ""),
        ("Time,TimeZone", ("America/Los_Angeles", "Europe/Berlin"), ""),
        ("Time,TimeZone", ("nowhere", "nowhere"), ""),
    ],
)
def test_one_zone_that_all_rows_name_is_theirs(
    header: str, cells: tuple[str, str], zone: str, tmp_path: Path
) -> None:
    rows = (f"{A},2023-05-3{n} 10:15:00,{cell},USD,5.00," for n, cell in enumerate(cells))
    path = written(tmp_path, f"Account,{header},Currency,Debit,Credit", *rows)
    found = propose(path)
    assert asks(found) == ([] if zone else ["zone"])
    assert f'zone = "{zone or "Asia/Shanghai"}"' in found.layout


@pytest.mark.parametrize(
    ("head", "row", "zones"),
    [
        ("Date,Details,Amount", "2024-05-01 10:00:00,x,-5.00", ["Asia/Shanghai", "UTC"]),
        ("交易時間,備註,金額", "2024-05-01 10:00:00,x,-5.00", ["Asia/Taipei", "Asia/Hong_Kong"]),
        ("Date,Details,Amount (GBP)", "2024-05-01 10:00:00,x,-5.00", ["Europe/London", "UTC"]),
    ],
)
def test_which_zones_are_offered_follows_from_what_the_table_shows(
    head: str, row: str, zones: list[str], tmp_path: Path
) -> None:
    found = propose(written(tmp_path, head, row), TableAnswers(account=A, sign="out=minus"))
    (question,) = (one for one in found.questions if one.option == "zone")
    assert [one.text for one in question.answers] == zones
