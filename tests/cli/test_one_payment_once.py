"""One payment once: the issuer's own number ties rows of sheets, of bills and of both parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kg.case import open_case
from tests.command_line import answer, kg
from tests.sources.dirty import cells

Row = Sequence[str]
WECHAT = cells(
    "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注"
)
ALIPAY = cells(
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"
)
BANK = cells("交易卡号,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,对手户名,交易流水号")


def paid(
    number: int | str, yuan: str = "", way: str = "支出", other: str = "", **more: str
) -> list[str]:
    """Return a row of a WeChat bill; what is not told follows from the number."""
    day = more.get("day", f"{int(number) % 27 + 1:02d}")
    return [
        f"2024-05-{day} {more.get('clock', '10:00:00')}", more.get("kind", "转账"),
        other or f"商户{number}", "/", way, f"¥{yuan or number}.00", "零钱",
        more.get("status", "支付成功"), f"42000000{number:0>6}\t", "/", "/",
    ]  # fmt: skip


def wechat(rows: Sequence[Row], nickname: str = "某昵称") -> list[Row]:
    head = [["微信支付账单明细"], [f"微信昵称：[{nickname}]"], [f"共{len(rows)}笔记录"], []]
    return [*head, WECHAT, *rows]


def alipay(rows: Sequence[Row], login: str = "ab***@example.com") -> list[Row]:
    head = [["导出信息："], ["姓名：*某"], [f"支付宝账户：{login}"], []]
    return [*head, ALIPAY, *rows]


def bought(number: int, yuan: str = "", **more: str) -> list[str]:
    return [
        f"2024-05-{number % 27 + 1:02d} {more.get('clock', '11:00:00')}",
        more.get("kind", "日用百货"), f"店铺{number}", "/", more.get("goods", "商品"),
        more.get("way", "支出"), yuan or f"{number}.00", "余额", more.get("status", "交易成功"),
        f"20240501{number:0>8}\t", "\t", "", "",
    ]  # fmt: skip


def write(path: Path, rows: Sequence[Row]) -> Path:
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    return path


def workbook(path: Path, sheets: Mapping[str, Sequence[Row]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def case_of(place: Path, *files: Path) -> Path:
    case = place / "case"
    assert kg("new", case).returncode == 0
    done = kg("load", case, *files)
    assert done.returncode == 0, done.stderr + done.stdout
    return case


def payments(case: Path) -> list[dict[str, Any]]:
    found = answer(
        "query", case, "--sql",
        "select id, amount::VARCHAR as amount, sources, source, target, status from transfer"
        " order by start_time, id",
    )  # fmt: skip
    return [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]


def amounts(case: Path) -> list[int]:
    return sorted(int(float(one["amount"])) for one in payments(case))


def test_two_sheets_of_one_workbook_tell_a_payment_once(tmp_path: Path) -> None:
    rows = wechat([paid(n) for n in range(1, 8)])
    case = case_of(tmp_path, workbook(tmp_path / "微信.xlsx", {"一": rows, "二": rows}))
    assert amounts(case) == [1, 2, 3, 4, 5, 6, 7]
    assert {one["sources"] for one in payments(case)} == {2}
    rows_of = answer("explain", case, payments(case)[0]["id"])["pieces"]
    assert sorted(one["locator"].split("!")[0] for one in rows_of) == ["一", "二"]


CARD, OTHER = "6220000000000000018", "6220000000000000026"


def flow(card: str, n: int, serial: str, balance: str = "", clock: str = "") -> list[str]:
    return [
        card, f"2024-05-{n:02d}{clock}", f"{n}00.00", balance, "出", "6220000000000000034",
        "某人", serial,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("serial", "balance", "clock"),
    [("A{}", "", ""), ("", "{}5000", ""), ("", "", " 10:00:00")],
    ids=["serial", "balance", "time"],
)
def test_a_sheet_of_all_beside_a_sheet_for_each_card(
    tmp_path: Path, serial: str, balance: str, clock: str
) -> None:
    rows = {
        card: [flow(card, n, serial.format(n), balance.format(n), clock) for n in range(1, 5)]
        for card in (CARD, OTHER)
    }
    whole = [row for some in rows.values() for row in some]
    sheets = {"汇总": [BANK, *whole], **{card: [BANK, *some] for card, some in rows.items()}}
    case = case_of(tmp_path, workbook(tmp_path / "流水.xlsx", sheets))
    assert amounts(case) == sorted([100, 200, 300, 400] * 2)
    assert {one["sources"] for one in payments(case)} == {2}


def test_equal_rows_of_which_nothing_says_that_they_are_one_stay_two(tmp_path: Path) -> None:
    row = flow(CARD, 1, "")
    sheets = {
        "一": [BANK, row],
        "二": [BANK, row],
        "三": [BANK, flow(CARD, 2, "S"), flow(CARD, 2, "S")],
    }
    case = case_of(tmp_path, workbook(tmp_path / "流水.xlsx", sheets))
    assert amounts(case) == [100, 100, 200, 200]


def test_overlapping_wechat_bills_tell_a_payment_once(tmp_path: Path) -> None:
    one = write(tmp_path / "五月上.csv", wechat([paid(n) for n in (1, 2, 3, 4, 5)]))
    two = write(tmp_path / "五月下.csv", wechat([paid(n) for n in (4, 5, 6, 7)]))
    case = case_of(tmp_path, one, two)
    assert amounts(case) == [1, 2, 3, 4, 5, 6, 7]
    assert [found["sources"] for found in payments(case)] == [1, 1, 1, 2, 2, 1, 1]
    for bill in (one, two):
        assert kg("owner", case, bill.name, "张三").returncode == 0
    assert amounts(case) == [1, 2, 3, 4, 5, 6, 7]
    told = answer("explain", case, payments(case)[3]["id"])["pieces"]
    assert {piece["file"] for piece in told} == {one.name, two.name}
    assert kg("verify", case).returncode == 0
    both = answer("query", case, "--sql", "select count(*) from transfer_both")
    assert both["rows"] == [[9]]
    joined = answer("pairs", case)["pairs"]
    assert [pair["state"] for pair in joined] == ["paired"] * 2
    done = kg("pairs", case, "--reject", payments(case)[3]["id"], "--reason", "两笔")
    assert done.returncode == 0, done.stderr
    assert amounts(case) == [1, 2, 3, 4, 4, 5, 6, 7]
    assert sorted(pair["state"] for pair in answer("pairs", case)["pairs"]) == [
        "paired",
        "rejected",
    ]
    with open_case(case) as opened:
        opened.judgements.undo()
    assert amounts(case) == [1, 2, 3, 4, 5, 6, 7]
    assert kg("verify", case).returncode == 0


def test_overlapping_alipay_bills_of_one_masked_login(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", alipay([bought(n) for n in range(1, 24)]))
    two = write(tmp_path / "b.csv", alipay([bought(n) for n in range(19, 37)]))
    case = case_of(tmp_path, one, two)
    assert amounts(case) == list(range(1, 37))


def test_both_parties_tell_one_payment_between_their_own_accounts(tmp_path: Path) -> None:
    payer = write(tmp_path / "甲.csv", wechat([paid(1, other="乙"), paid(2)], "甲"))
    payee = write(
        tmp_path / "乙.csv",
        wechat(
            [paid(1, way="收入", other="甲", clock="10:00:40"), paid(3, way="收入", other="丙")],
            "乙",
        ),
    )
    case = case_of(tmp_path, payer, payee)
    assert amounts(case) == [1, 2, 3]
    shared, spent, received = payments(case)
    assert shared["sources"] == 2
    assert shared["source"] == spent["source"] and shared["target"] == received["target"]


def test_two_numbers_stay_two_and_one_number_of_several_payments_is_linked(tmp_path: Path) -> None:
    rows = [
        paid(1, "50"), paid(2, "50", day="02"),  # equal but for the number
        paid(3, "80", other="店"), paid(3, "80", "收入", "店", kind="店-退款", clock="12:00:00"),
        paid(4, "90"), paid(4, "9", kind="服务费"),
        paid(5, "70", status="支付失败"), paid(5, "70", clock="10:01:00"),
    ]  # fmt: skip
    rows[0][0] = rows[1][0]
    rows[0][2] = rows[1][2] = "同店"
    bill = write(tmp_path / "a.csv", wechat(rows))
    again = write(tmp_path / "b.csv", wechat([*rows, paid(6)]))
    case = case_of(tmp_path, bill, again)
    assert amounts(case) == sorted([50, 50, 80, 80, 90, 9, 70, 6])
    linked = answer("pairs", case)["conflicts"]
    told: dict[str, list[int]] = {}
    for row in linked:
        told.setdefault(row["id"], []).append(int(float(row["amount"])))
    assert sorted(map(sorted, told.values())) == [[9, 90], [70, 70], [80, 80]]
    own = {row["own_id"] for row in linked if row["status"] == "ok"}
    assert own <= {one["id"] for one in payments(case)}
    assert kg("verify", case).returncode == 0


def test_a_red_packet_to_several_is_as_many_payments(tmp_path: Path) -> None:
    rows = [paid(1, "10", other=name, kind="微信红包") for name in "乙丙丁"]
    one = write(tmp_path / "a.csv", wechat(rows))
    two = write(tmp_path / "b.csv", wechat([*rows, paid(2)]))
    case = case_of(tmp_path, one, two)
    assert amounts(case) == [2, 10, 10, 10]


def test_what_two_known_owners_paid_under_one_number_stays_two(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", wechat([paid(1, "30", kind="亲属卡交易")], "家长"))
    two = write(tmp_path / "b.csv", wechat([paid(1, "30")], "孩子"))
    case = case_of(tmp_path, one, two)
    assert amounts(case) == [30, 30]
    assert len(answer("pairs", case)["conflicts"]) == 2


def test_a_bank_that_tells_only_the_day_and_one_that_tells_the_second(tmp_path: Path) -> None:
    """The payer's bank exports dates; the payee's the time: one payment, at the time known."""
    one, other = "0629000000000000017", "0629000000000010005"
    head = cells("交易卡号,交易时间,交易金额,收付标志,交易对手账卡号")
    dated = [[one, f"2024-05-0{day}", f"{day}00.00", "出", other] for day in (1, 2, 3)]
    timed = [[other, f"2024-05-0{day} 16:0{day}:00", f"{day}00.00", "进", one] for day in (1, 2, 4)]
    case = case_of(tmp_path, write(tmp_path / "a.csv", [head, *dated]),
                   write(tmp_path / "b.csv", [head, *timed]))  # fmt: skip
    assert amounts(case) == [100, 200, 300, 400]
    told = answer("query", case, "--sql", "select sources, precision from transfer order by amount")
    assert told["rows"] == [[2, "second"], [2, "second"], [1, "day"], [1, "second"]]
    assert [pair["state"] for pair in answer("pairs", case)["pairs"]] == ["paired", "paired"]
    assert kg("verify", case).returncode == 0


@pytest.mark.parametrize(("when", "traced"), [("2024-05-02 21:59:28", 1), ("2024-05-03 09:00", 0)])
def test_a_report_is_answered_by_a_payment_of_which_only_the_day_is_known(
    when: str, traced: int, tmp_path: Path
) -> None:
    victim, card = "0629000000000000017", "0629000000000010005"
    bank = write(tmp_path / "流水.csv", [
        cells("交易卡号,交易时间,交易金额,收付标志,交易对手账卡号"),
        [card, "2024-05-02", "5000.00", "进", victim],
    ])  # fmt: skip
    head = cells("被害人姓名,转账时间,金额,收款账号,付款账号")
    report = write(tmp_path / "被害人.csv", [head, ["某甲", when, "5000.00", card, victim]])
    case = case_of(tmp_path, bank, report)
    done = kg("trace", case, "--victims", "--json")
    assert done.returncode == (0 if traced else 2)
    assert not traced or len(done.document["seeds"]) == traced
