"""Rows and files that were refused though they moved money, by the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import answer, kg
from tests.sources.dirty import cells

Row = Sequence[str]
BILL = cells(
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"
)
BANK = cells("交易卡号,交易日期,交易时间,交易金额,收付标志,交易对手账卡号,交易流水号")
CARD, OTHER = "6220000000000000018", "6220000000000000026"


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def lines(*rows: Row) -> str:
    return "\r\n".join(",".join(row) for row in rows) + "\r\n"


def load(place: Path, text: str, name: str = "表.csv") -> Path:
    case = place / "case"
    assert kg("new", case).returncode == 0
    done = kg("load", case, write(place / name, text))
    assert done.returncode == 0, done.stderr + done.stdout
    return case


def paid(case: Path) -> list[list[Any]]:
    query = (
        "select start_time::VARCHAR, amount::DOUBLE, source, target from transfer"
        " order by start_time, amount"
    )
    found: list[list[Any]] = answer("query", case, "--sql", query)["rows"]
    return found


def flows(case: Path) -> list[tuple[float, str]]:
    """Return each payment's amount and its way, seen from the account that most of them touch."""
    rows = paid(case)
    ends = [end for row in rows for end in row[2:]]
    own = max(sorted(set(ends)), key=ends.count)
    return [(row[1], "out" if row[2] == own else "in") for row in rows]


def bill(n: int, kind: str, goods: str, **more: str) -> list[str]:
    return [
        f"2024-05-{n:02d} 10:00:00", kind, more.get("other", "某店"), "/", goods, "不计收支",
        f"{n}.00", more.get("method", "余额"), more.get("status", "交易成功"), f"2024{n:020d}\t",
        "\t", "", "",
    ]  # fmt: skip


def test_what_alipay_does_not_count_moved_all_the_same(tmp_path: Path) -> None:
    told = [
        (bill(1, "餐饮美食", "某餐", method="亲情卡(某人)"), "out"),
        (bill(2, "亲友代付", "某物"), "out"),
        (bill(3, "退款", "退款-亲情卡", status="退款成功"), "in"),
        (bill(4, "投资理财", "转账收款到余额宝", other="余额宝"), "out"),
        (bill(5, "转账红包", "转账收款到余额宝", other="乙某"), "in"),
        (bill(6, "投资理财", "余额宝-2024.05.06-收益发放", other="余额宝"), "in"),
        (bill(7, "投资理财", "余额宝-自动转入", other="余额宝"), "out"),
        (bill(8, "其他", "小荷包-转入", other="小荷包"), "out"),
        (bill(9, "其他", "小荷包-转出", other="小荷包"), "in"),
        (bill(10, "日用百货", "小荷包付款", method="小荷包"), "out"),
        (bill(11, "日用百货", "小荷包收款", other="丙某"), "in"),
    ]  # fmt: skip
    head = [["导出信息："], ["姓名：甲某"], ["支付宝账户：13800000001"], []]
    case = load(tmp_path, lines(*head, BILL, *(row for row, _ in told)))
    assert flows(case) == [(float(n), way) for n, (_, way) in enumerate(told, start=1)]
    assert answer("problems", case) == []


def test_what_waits_for_its_receipt_is_paid(tmp_path: Path) -> None:
    head = [["导出信息："], ["支付宝账户：13800000001"], []]
    rows = [bill(1, "日用百货", "某物"), bill(2, "日用百货", "某物", status="等待付款")]
    for row in rows:
        row[5] = "支出"
    rows[0][8] = "等待确认收货"
    case = load(tmp_path, lines(*head, BILL, *rows))
    assert [row[1] for row in paid(case)] == [1.0]


def moved(n: int, way: str, amount: str, clock: str = "100000", card: str = CARD) -> list[str]:
    return [card, f"202405{n:02d}", clock, amount, way, OTHER, f"S{n}"]


def test_a_minus_that_says_the_direction_again(tmp_path: Path) -> None:
    rows = [moved(1, "出", "-5.00"), moved(2, "进", "8.00"), moved(3, "出", "-6.00")]
    case = load(tmp_path, lines(BANK, *rows))
    assert flows(case) == [(5.0, "out"), (8.0, "in"), (6.0, "out")]


def test_a_minus_that_may_undo_another_row_stays_a_problem(tmp_path: Path) -> None:
    other = "6220000000000000034"
    rows = [
        moved(1, "出", "5.00"), moved(2, "出", "-5.00"),
        moved(3, "出", "-9.00", card=other), moved(4, "进", "-1.00", card=other),
    ]  # fmt: skip
    case = load(tmp_path, lines(BANK, *rows))
    assert [row[1] for row in paid(case)] == [5.0]
    assert [one["code"] for one in answer("problems", case)] == ["sign"] * 3


def test_directions_of_one_letter(tmp_path: Path) -> None:
    case = load(tmp_path, lines(BANK, moved(1, "O", "5.00"), moved(2, "I", "8.00")))
    assert flows(case) == [(5.0, "out"), (8.0, "in")]


@pytest.mark.parametrize(
    ("clocks", "wanted"),
    [
        (["93011", "143011", "3011", "11", "0"],
         ["09:30:11", "14:30:11", "00:30:11", "00:00:11", "00:00:00"]),
        (["0930", "1430"], ["09:30:00", "14:30:00"]),
    ],
    ids=["numbers", "minutes"],
)  # fmt: skip
def test_times_without_their_leading_zero(
    tmp_path: Path, clocks: list[str], wanted: list[str]
) -> None:
    rows = [moved(n, "出", f"{n}.00", clock) for n, clock in enumerate(clocks, start=1)]
    case = load(tmp_path, lines(BANK, *rows))
    assert [row[0].split()[1] for row in paid(case)] == wanted


def test_a_day_and_such_a_time_in_one_cell(tmp_path: Path) -> None:
    header = [name for name in BANK if name != "交易日期"]
    rows = [moved(1, "出", "1.00"), moved(2, "出", "2.00")]
    for row, when in zip(rows, ["20240501 93011", "2024-05-02 93012"], strict=True):
        row[1:3] = [when]
    case = load(tmp_path, lines(header, *rows))
    assert [row[0].split()[1] for row in paid(case)] == ["09:30:11", "09:30:12"]


def test_rows_that_end_in_empty_cells(tmp_path: Path) -> None:
    rows = [
        [*moved(1, "出", "1.00"), ""],
        moved(2, "出", "2.00"),
        [*moved(3, "出", "3.00"), " ", ""],
    ]
    spoilt = [*moved(4, "出", "4.00"), "", "x"]
    case = load(tmp_path, lines(BANK, *rows, spoilt))
    assert [row[1] for row in paid(case)] == [1.0, 2.0, 3.0]
    assert [one["code"] for one in answer("problems", case)] == ["columns"]


def test_a_quoted_cell_followed_by_a_tab(tmp_path: Path) -> None:
    row = moved(1, "出", '"1,000.00"\t')
    row[-1] = '"S""1"\t'
    case = load(tmp_path, lines(BANK, row, moved(2, "出", '"2.00" ')))
    assert [row[1] for row in paid(case)] == [1000.0, 2.0]
    done = kg("load", case, write(tmp_path / "b.csv", lines(BANK, moved(3, "出", '"3.00"x'))))
    assert done.returncode == 3 and "never properly closed" in done.stdout + done.stderr


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    header = [*BANK, "交易金额", "备注", "备注"]
    rows = [[*moved(n, "出", f"{n}.00"), "-", "x", "y"] for n in (1, 2)]
    case = load(tmp_path, lines(header, *rows))
    assert [row[1] for row in paid(case)] == [1.0, 2.0]
    late = [[*moved(n, "出", f"{n}.00"), "", "", ""] for n in range(1, 28)] * 40
    late.append([*moved(1, "出", ""), "7.00", "", ""])
    done = kg("load", case, write(tmp_path / "late.csv", lines(header, *late)))
    assert done.returncode == 3 and "交易金额" in done.stdout + done.stderr


def test_of_two_columns_of_one_name_the_filled_one_is_meant(tmp_path: Path) -> None:
    header = ["交易金额", *BANK]
    case = load(tmp_path, lines(header, ["", *moved(1, "出", "1.00")]))
    assert [row[1] for row in paid(case)] == [1.0]
