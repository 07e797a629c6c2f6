"""Several tables under one another: each with its own account, every row under its own number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from kg.sources import dry_run
from kg.sources.reading_result import DryRun
from tests.command_line import kg

ONE, TWO, OTHER = "0629000000000000017", "0629000000000000025", "0629000000000010005"
SIGNED = ["交易时间", "交易金额", "余额", "对方账号"]
WORDED = ["交易卡号", "交易时间", "交易金额", "收付标志", "交易对手账卡号"]
CALLS = ["用户号码", "对端号码", "开始时间", "事件类型"]


def signed(number: str, *amounts: int, month: int = 5) -> list[list[str]]:
    left, rows = 100, [[f"户名：甲某 卡号：{number}"], SIGNED]
    for day, amount in enumerate(amounts, 1):
        left += amount
        rows.append([f"2024-{month:02}-{day:02} 10:00:00", f"{amount}.00", f"{left}.00", OTHER])
    return rows


def written(folder: Path, kind: str, rows: Sequence[Sequence[str]]) -> Path:
    path = folder / f"file.{kind}"
    if kind == "csv":
        path.write_text("".join(",".join(row) + "\n" for row in rows), "utf-8")
        return path
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def read(path: Path) -> DryRun:
    run = dry_run(path)
    reading = run.reading
    assert reading.read == reading.stored + len(reading.skipped) + len(reading.problems)
    return run


def owners(run: DryRun) -> dict[int, str]:
    """Return, by the row's number, the own account of each payment."""
    rows = run.mapped["flow_transfer"]
    return {
        row["row_no"]: row["source_name" if row["direction"] == "out" else "target_name"]
        for row in rows
    }


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("between", [[], [[""]], [["合计", "", "", ""], [""]]])
def test_two_accounts_under_one_another(
    kind: str, between: list[list[str]], tmp_path: Path
) -> None:
    first, second = signed(ONE, -5, 7, -2), signed(TWO, 3, -4, month=6)
    run = read(written(tmp_path, kind, [*first, *between, *second]))
    start = len(first) + len(between)
    own = {3: ONE, 4: ONE, 5: ONE, start + 3: TWO, start + 4: TWO}
    assert owners(run) == own
    assert len({row["reporter"] for row in run.mapped["flow_transfer"]}) == 2
    assert not run.reading.problems
    assert [member.header_row for member in run.reading.members] == [2, start + 2]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_different_tables_under_one_another(kind: str, tmp_path: Path) -> None:
    calls = ["13800000001", "13800000002", "2024-05-01 10:00:00", "主叫"]
    paid = [ONE, "2024-05-01 10:00:00", "5.00", "出", OTHER]
    run = read(written(tmp_path, kind, [WORDED, paid, [""], CALLS, calls, calls]))
    assert [member.layout for member in run.reading.members] == ["bank-flow", "calls"]
    assert [row["row_no"] for row in run.mapped["flow_transfer"]] == [2]
    assert [row["row_no"] for row in run.mapped["flow_call"]] == [5, 6]
    assert not run.reading.problems


def test_a_table_below_that_no_layout_fits_is_a_problem(tmp_path: Path) -> None:
    paid = [ONE, "2024-05-01 10:00:00", "5.00", "出", OTHER]
    odd = ["日期", "币种", "汇率", "备注"]
    run = read(written(tmp_path, "csv", [WORDED, paid, odd, ["2024-05-01", "USD", "7", "x"]]))
    (problem,) = run.reading.problems
    assert (problem.locator, problem.code) == ("line 3", "no_layout")
    assert run.reading.stored == 1


def test_a_header_on_each_page_is_no_new_table(tmp_path: Path) -> None:
    paid = [ONE, "2024-05-01 10:00:00", "5.00", "出", OTHER]
    rows = [WORDED, paid, ["第2页"], WORDED, paid]
    run = read(written(tmp_path, "csv", rows))
    assert (len(run.reading.members), run.reading.stored) == (1, 2)


def book_of(path: Path, odd_first: bool = False) -> Path:
    """Write a workbook: a sheet of a known form, one of an unknown form, a page of notes."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    known = [WORDED, [ONE, "2024-05-01 10:00:00", "5.00", "出", OTHER]]
    left, odd = 100, [["登记于", "变动", "剩余", "对家账号"]]
    for day, amount in enumerate((-5, 7, -2), 1):
        left += amount
        odd.append([f"2024-06-{day:02}", f"{amount}.00", f"{left}.00", OTHER])
    odd = [["账号：" + TWO], ["发生日期", "变动金额", "剩余余额", "对家账号"], *odd[1:]]
    for name, rows in (("一", known), ("二", odd), ("说明", [["说明", "本表仅供参考"]])):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_sheet_of_an_unknown_form_is_listed_proposed_and_found_again(tmp_path: Path) -> None:
    case, path = tmp_path / "case", book_of(tmp_path / "book.xlsx")
    assert kg("new", case).returncode == 0
    done = kg("load", case, path, "--strict", "--lang", "en")
    assert done.returncode == 3 and "二" in done.stdout
    (source,) = kg("sources", case, "--json").document
    assert (source["stored"], source["problems"]) == (1, 1)
    (problem,) = kg("problems", case, "--json").document
    assert (problem["locator"], problem["code"]) == ("二!2", "no_layout")
    assert kg("load", case, path, "--again", "--propose").returncode == 0
    (source,) = kg("sources", case, "--json").document
    assert (source["stored"], source["problems"]) == (4, 0)
    assert kg("verify", case).returncode == 0
    other = tmp_path / "other.xlsx"
    book_of(other)
    dry = kg("load", case, other, "--dry-run", "--json").document
    assert {member["layout"] for member in dry["reading"]["members"]} > {"bank-flow"}
    assert dry["reading"]["problems"] == []


def test_a_sheet_called_by_its_account(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for number in (ONE, TWO):
        sheet = book.create_sheet(number)
        for row in (WORDED[1:], ["2024-05-01 10:00:00", "5.00", "出", OTHER]):
            sheet.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    run = read(path)
    assert len({row["reporter"] for row in run.mapped["flow_transfer"]}) == 2


def test_tables_of_two_layouts_both_give_their_payments(tmp_path: Path) -> None:
    paid = [ONE, "2024-05-01 10:00:00", "5.00", "出", OTHER]
    rows = [WORDED, paid, [""], *signed(TWO, -5, 7, -2)]
    run = read(written(tmp_path, "xlsx", rows))
    assert [member.layout for member in run.reading.members] == ["bank-flow", "bank-signed"]
    assert (run.reading.stored, run.reading.flows) == (4, 4)
    assert owners(run) == {2: ONE, 6: TWO, 7: TWO, 8: TWO}
