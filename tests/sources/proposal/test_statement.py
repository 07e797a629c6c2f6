"""Rows of one account's statement: whom they name, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, B, layout_of, roles, transfers, written


def test_a_name_and_a_number_in_one_cell_are_told_apart(tmp_path: Path) -> None:
    rows = [f"2023-01-01,-5,李某 {B},95", f"2023-01-02,7,王某{B},102", "2023-01-03,-2,,100"]
    path = written(tmp_path, "日期,金额,对手信息,余额", *rows, name=f"{A}.csv")
    found = propose(path)
    first, *_ = transfers(path, found)
    assert (first["target_name"], first["counter_name"]) == (B, "李某")


def test_a_reference_is_no_account_for_having_many_digits(tmp_path: Path) -> None:
    path = written(
        tmp_path, "账号,日期,收支,金额,Slip", f"{A},2023-01-01,支出,5.00,000031491234567"
    )
    assert roles(propose(path))["Slip"] == "other"


def test_prices_by_the_hour_without_a_header_are_no_payments(tmp_path: Path) -> None:
    path = written(
        tmp_path, *(f"14908{n}7100,1.1{n},1.1{n},1.1{n},1.1{n},{n},{n}" for n in range(5))
    )
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "nothing-proposed"


def test_a_statement_row_without_any_amount_is_a_problem(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Completion Time,Details,Paid In,Withdrawn,Balance",
        "2024-05-01 10:00:00,a,,5.00,95.00", "2024-05-02 10:00:00,Charge,,,95.00",
        "2024-05-03 10:00:00,b,7.00,,102.00",
    )  # fmt: skip
    found = propose(path, TableAnswers(account=A, currency="KES", zone="UTC"))
    layout_of(found, path.parent)
    reading = dry_run(path, str(path.parent / "proposed.toml"), account=A).reading
    assert [(p.locator, p.code) for p in reading.problems] == [("line 3", "amount")]
