"""What the rows of a table are, and how much of it is asked at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import FileToSplit, LayoutError
from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import (
    A,
    B,
    asks,
    layout_of,
    roles,
    transfers,
    ways,
    written,
)


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


def test_a_header_of_two_rows_is_read_as_one(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Account,Date,Description,Amount,,Balance",
        ",,,Debit,Credit,",
        f"{A},2023-04-13,Rent,1500,,8500",
        f"{A},2023-04-14,Salary,,2000,10500",
    )
    found = propose(path, TableAnswers(currency="EUR", zone="UTC"))
    assert roles(found)["Amount Debit"] == "debit"
    assert ways(transfers(path, found)) == [("out", "1500.00"), ("in", "2000.00")]


def test_no_known_layout_takes_the_upper_row_of_a_header_alone(tmp_path: Path) -> None:
    path = written(
        tmp_path, "交易日期,摘要,发生额,,余额,对方,,附言", ",,借方,贷方,,账号,户名,",
        f"2024-04-15 09:05:11,转账,1000,,9000,{B},王,a",
        f"2024-04-15 10:05:11,转账,,500,9500,{B},王,b", name=f"{A}.csv",
    )  # fmt: skip
    with pytest.raises(LayoutError):
        dry_run(path)
    assert ways(transfers(path, propose(path))) == [("out", "1000.00"), ("in", "500.00")]


def test_an_upper_row_that_parts_nothing_is_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Account,Date,Amount,Text,Balance", ",,Debit,,Credit",
        f"{A},2023-04-13,1500,Rent,8500",
    )  # fmt: skip
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "header-of-two-rows"


def test_a_form_of_labels_and_values_is_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path, "付款人户名,张三", f"付款账号,{A}", "收款人户名,李四", f"收款账号,{B}",
        '金额,"1,000.00"', "交易时间,2024-04-15 09:05:11",
    )  # fmt: skip
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "rows-are-labels"


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


@pytest.mark.parametrize(
    ("head", "first"),
    [
        ("项目,发生额,", "收入,,支出"),
        ("日期,摘要,发生额,", ",,借方金额,贷方金额"),
    ],
)
def test_a_header_that_goes_on_in_the_next_row_is_refused_or_joined(
    head: str, first: str, tmp_path: Path
) -> None:
    path = written(tmp_path, head, first, "2024-05-01,x,5.00,", "2024-05-02,y,,7.00")
    try:
        found = propose(path, TableAnswers(account=A))
    except LayoutError as refused:
        assert refused.what.id in ("header-of-two-rows", "nothing-proposed")
    else:
        assert {"debit", "credit"} <= {*roles(found).values()}


def test_an_account_that_pays_itself_in_each_row_is_refused(tmp_path: Path) -> None:
    rows = (f"2024-05-0{n},{A},{other},5.00" for n, other in ((1, A), (2, ""), (3, A)))
    path = written(tmp_path, "日期,付款账号,收款账号,金额", *rows)
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "pays-itself"
    assert refused.value.what.arguments["columns"] == ("付款账号", "收款账号")
    rows = (f"2024-05-0{n},{A},{other},5.00" for n, other in ((1, A), (2, ""), (3, B)))
    other = written(tmp_path, "日期,付款账号,收款账号,金额", *rows)
    assert roles(propose(other))["收款账号"] == "target"


def test_tables_side_by_side_have_each_a_time_and_an_amount(tmp_path: Path) -> None:
    row = f"2024-05-01,5.00,{A},2024-05-02,6.00,{B}"
    beside = written(tmp_path, "日期,金额,对方账号,日期,金额,对方账号", row)
    with pytest.raises(FileToSplit) as refused:
        propose(beside)
    assert refused.value.what.arguments["headers"] == ("日期", "金额", "对方账号")
    twice = written(
        tmp_path, "日期,日期,金额,金额,对方账号", f"2024-05-01,2024-05-02,5.00,5.00,{A}"
    )
    assert roles(propose(twice, TableAnswers(account=B)))["对方账号"] == "counter"
    days = written(tmp_path, "日期,金额,对方账号,日期", f"2024-05-01,5.00,{A},2024-05-02")
    assert roles(propose(days, TableAnswers(account=B)))["金额"] == "amount"


def test_a_fee_is_the_amount_only_where_a_person_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, "time,from,to,fee", f"2024-05-01 10:00:00,{A},{B},5.00")
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert "fee" in str(refused.value)
    paid = propose(path, TableAnswers(role=("amount=fee",), currency="EUR", zone="UTC"))
    assert [row["amount"] for row in transfers(path, paid)] == [5]


def test_so_much_that_is_unknown_is_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path, "日付甲,甲,乙,Amount (sen)", "01/02/2024,1.234,1.236,1.234",
        "02/02/2024,1.235,1.237,1.235",
    )  # fmt: skip
    with pytest.raises(LayoutError) as refused:
        propose(path, TableAnswers(role=("time=日付甲", "amount=Amount (sen)")))
    assert refused.value.what.id == "too-much-unknown"
