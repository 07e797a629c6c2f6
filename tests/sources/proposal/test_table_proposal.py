"""What the rows of a table are, and how much of it is asked at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import FileToSplit, LayoutError
from kg.requests import TableAnswers
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, asks, layout_of, roles, written


def test_two_telephones_make_a_call_and_two_names_a_relation(tmp_path: Path) -> None:
    calls = written(
        tmp_path, "主叫号,被叫号,拨打时间", "13800000000,13900000000,2023-01-01 10:00:00"
    )
    assert [flow.kind for flow in layout_of(propose(calls), tmp_path).flows] == ["Call"]
    names = written(tmp_path, "付款人姓名,收款人姓名,评语", "李某,王某,同乡")
    (link,) = layout_of(propose(names), tmp_path).links
    assert link.kind == "RelatedTo"


def test_what_may_be_money_makes_no_mere_relation(tmp_path: Path) -> None:
    path = written(tmp_path, "source,target,date,x", "a,b,2023-01-01,5.50", "b,c,2023-01-02,7.25")
    found = propose(path, TableAnswers(currency="EUR"))
    assert roles(found)["x"] == "amount"


def test_at_most_three_things_are_asked_and_what_is_assumed_is_said(tmp_path: Path) -> None:
    head = "When;Payment;Worth"
    path = written(tmp_path, head, "2023-01-01 10:00;-5.00;-6.00", "2023-01-02 10:00;7.00;8.00")
    found = propose(path, TableAnswers(role=["amount=Payment"]))
    assert asks(found) == ["account", "sign", "currency"]
    assert [message.id for message in found.assumed] == ["assumed-zone"]


def test_a_time_alone_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="an amount"):
        propose(written(tmp_path, "日期,评语", "2023-01-01,好"))


def test_a_header_of_two_rows_is_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Account,Date,Description,Amount,,Balance",
        ",,,Debit,Credit,",
        f"{A},2023-04-13,Rent,1500,,8500",
        f"{A},2023-04-14,Salary,,2000,10500",
    )
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "header-of-two-rows"


def test_at_most_three_things_are_asked_of_days(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Description,Amount", "05/03/2021,Shop,-5.00", "06/03/2021,Shop,5.00"
    )
    assert asks(propose(path)) == ["account", "sign", "dates"]
    some = TableAnswers(account=A, sign="out=minus", dates="day-first")
    assert asks(propose(path, some)) == ["currency"]


def test_rows_that_are_all_narrower_than_the_header_are_said_to_be(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Amount,Currency,D/K,Ref", '2014-10-01,15.31,LTL,""', '2014-10-02,9.4,LTL,""'
    )
    with pytest.raises(LayoutError, match="5") as refused:
        propose(path)
    assert refused.value.what.id == "no-row-is-as-wide"


def test_two_tables_side_by_side_are_refused_and_a_second_amount_is_asked(tmp_path: Path) -> None:
    half = f"2024-05-01,5.00,{A},2024-05-02,6.00,{A}"
    path = written(tmp_path, "日期,金额,来源户头,日期,金额,去向户头", half, half)
    with pytest.raises(FileToSplit, match="side by side"):
        propose(path)
    path = written(tmp_path, "日期,金额,收支,对方户头,金额", f"2024-05-01,5.00,支,{A},6.00")
    assert "role" in asks(propose(path))
