"""A bank's return: who pays whom, in which order, under which ids."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.model import stable_id
from tests.sources.reader import bank, read_text

A, B, C = "6220000000000000018", "6220000000000000026", "6220000000000000034"


def row(time: str, amount: str, way: str, other: str = B, **more: str) -> str:
    cells = [
        more.get("card", A), more.get("account", ""), "赵某", "000102199003071233", time, amount,
        more.get("balance", ""), way, other, more.get("name", ""), more.get("memo", "转账"),
        more.get("ok", "成功"), more.get("serial", ""),
    ]  # fmt: skip
    return ",".join(cells)


def account(number: str) -> str:
    return stable_id("Account", "", number)


def test_direction_decides_who_pays(tmp_path: Path) -> None:
    flows = read_text(
        tmp_path,
        bank(row("2024-05-01 10:00:00", "100.50", "出"), row("2024-05-01 10:00:05", "7", "进")),
    ).flows
    assert [(f["source"], f["target"], f["amount"]) for f in flows] == [
        (account(A), account(B), Decimal("100.5")),
        (account(B), account(A), Decimal(7)),
    ]
    assert [f["direction"] for f in flows] == ["out", "in"]
    assert {f["reporter"] for f in flows} == {account(A)}
    assert flows[0]["start_us"] == 1714528800000000
    assert flows[0]["currency"] == "CNY"


def test_link_id_is_the_models_id_of_its_parts(tmp_path: Path) -> None:
    (flow,) = read_text(
        tmp_path, bank(row("2024-05-01 10:00:00", "100.50", "出", serial="S1"))
    ).flows
    parts = (account(A), account(B), "1714528800000000", "", f"{100.5:.18f}", "CNY", "S1", "0")
    assert flow["id"] == stable_id("Transfer", *parts)


def test_equal_rows_of_one_statement_stay_two_and_of_two_statements_meet(tmp_path: Path) -> None:
    same = row("2024-05-01 10:00:00", "5", "出")
    told_by_b = row("2024-05-01 10:00:00", "5", "进", other=A, card=B)
    flows = read_text(tmp_path, bank(same, same, told_by_b)).flows
    assert [f["ordinal"] for f in flows] == [0, 1, 0]
    assert flows[0]["id"] == flows[2]["id"] != flows[1]["id"]


def test_blank_counterparty_is_an_end_of_its_own(tmp_path: Path) -> None:
    memos = {
        "ATM取款": "CashEnd",
        "手续费": "FeeEnd",
        "结息": "InterestEnd",
        "消费": "PosEnd",
        "?": "UnknownEnd",
    }
    rows = [row("2024-05-01 10:00:00", "5", "出", other="", memo=memo) for memo in memos]
    result = read_text(tmp_path, bank(*rows))
    wanted = [stable_id("MoneyEnd", account(A), kind, "out") for kind in memos.values()]
    assert [f["target"] for f in result.flows] == wanted
    kinds = {e["id"]: e["kind"] for e in result.rows("entity")}
    assert [kinds[target] for target in wanted] == list(memos.values())


@pytest.mark.parametrize(
    ("times", "seq"),
    [
        (["10:00:00", "10:00:00", "10:00:09"], [0, 1, 2]),
        (["10:00:09", "10:00:05", "10:00:05"], [2, 1, 0]),
        (["10:00:00", "10:00:09", "10:00:05"], [None, None, None]),
        (["10:00:00", "10:00:00", "10:00:00"], [None, None, None]),
    ],
)
def test_file_order_proves_order_only_where_it_is_monotone(
    tmp_path: Path, times: list[str], seq: list[int | None]
) -> None:
    rows = [row(f"2024-05-01 {time}", str(n + 1), "出") for n, time in enumerate(times)]
    assert [f["seq"] for f in read_text(tmp_path, bank(*rows)).flows] == seq


def test_failed_and_reversing_rows_keep_their_standing(tmp_path: Path) -> None:
    result = read_text(
        tmp_path,
        bank(
            row("2024-05-01 10:00:00", "5", "出", ok="失败"),
            row("2024-05-01 10:00:01", "-5", "出", memo="冲正"),
            row("2024-05-01 10:00:02", "-5", "出"),
            row("2024-05-01 10:00:03", "0.00", "出"),
        ),
    )
    assert [(f["status"], f["amount"]) for f in result.flows] == [("failed", 5), ("reversal", -5)]
    assert [(p.code, p.locator) for p in result.reading.problems] == [
        ("sign", "line 4"),
        ("zero", "line 5"),
    ]
    statuses = [r["status"] for r in result.as_read()]
    assert statuses == ["failed", "reversal", "problem", "problem"]


def test_card_and_account_of_one_row_are_an_alias(tmp_path: Path) -> None:
    result = read_text(
        tmp_path, bank(row("2024-05-01 10:00:00", "5", "出", account="123456789012"))
    )
    (alias,) = result.rows("alias")
    assert {alias["a"], alias["b"]} == {account(A), account("123456789012")}


def test_holder_is_a_person_by_certificate_and_an_organisation_by_name(tmp_path: Path) -> None:
    text = bank(row("2024-05-01 10:00:00", "5", "出")).replace("赵某", "甲乙有限公司", 1)
    other = row("2024-05-01 10:00:09", "5", "出", card=C).replace("000102199003071233", "", 1)
    result = read_text(tmp_path, text + other + "\n")
    sha = result.reading.sha256
    links = {link["source"] for link in result.rows("link")}
    assert stable_id("Person", sha, "赵某") in links
    assert result.rows("link")[0]["kind"] == "HoldsAccount"


def test_columns_in_any_order_with_titles_above_and_totals_below(tmp_path: Path) -> None:
    text = (
        "某某银行交易明细\n\n交易金额,收付标志,交易时间,交易卡号,交易对手账卡号,不认识的列\n"
        f'"1,234.50",出,2024/5/1 10:00,\t{A}\t,\'{B}-1,x\n\n合计,,,,,\n'
    )
    result = read_text(tmp_path, text)
    (flow,) = result.flows
    assert (flow["amount"], flow["precision"], flow["row_no"]) == (Decimal("1234.5"), "minute", 4)
    assert (flow["source"], flow["target"]) == (account(A), account(B))
    assert [(s.locator, str(s.reason)) for s in result.reading.skipped] == [
        ("line 1", "title line"), ("line 2", "blank line"),
        ("line 5", "blank line"), ("line 6", "totals"),
    ]  # fmt: skip
    (kept,) = result.as_read()
    assert kept["不认识的列"] == "x"
    assert kept["交易卡号"] == f"\t{A}\t"


def test_masked_number_stands_for_one_party_in_its_own_file_only(tmp_path: Path) -> None:
    result = read_text(tmp_path, bank(row("2024-05-01 10:00:00", "5", "出", other="6220****0026")))
    (flow,) = result.flows
    assert flow["target"] == stable_id("Account", result.reading.sha256, "6220****0026")


def test_same_bytes_twice_give_the_same_files(tmp_path: Path) -> None:
    rows = [row(f"2024-05-01 10:00:{n:02d}", str(n + 1), "出", serial=str(n)) for n in range(50)]
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir(), second.mkdir()
    one, two = (read_text(where, bank(*rows)) for where in (first, second))
    for path in sorted(one.folder.iterdir()):
        assert path.read_bytes() == (two.folder / path.name).read_bytes(), path.name


def test_a_quote_that_closes_a_name_is_part_of_it(tmp_path: Path) -> None:
    names = ("Bank 'Nord'", "'张三", " '李四' ")
    rows = [row("2024-05-01 10:00:00", str(n), "出", name=name) for n, name in enumerate(names, 1)]
    flows = read_text(tmp_path, bank(*rows)).flows
    assert [flow["counter_name"] for flow in flows] == ["Bank 'Nord'", "张三", "李四"]


def test_number_and_name_of_the_other_side_may_stand_in_one_cell(tmp_path: Path) -> None:
    cells = {
        f"{B}/王某某": (B, "王某某"),
        f"{B} /  李 某": (B, "李 某"),
        f"赵某 / {B}": (B, "赵某"),
        B: (B, None),
    }
    head = "序号,摘要,币别,交易日期,交易金额,账户余额,交易地点/附言,对方账号与户名"
    lines = [
        f"{n},转账,人民币元,2024030{n},-1.00,{100 - n}.00,货款,{cell}"
        for n, cell in enumerate(cells, 1)
    ]
    text = "\n".join([f"户名：林某某,卡号：{A},,,,,,", head, *lines, ""])
    result = read_text(tmp_path, text, "statement.csv")
    assert result.reading.layout == "bank-signed"
    assert [f["target"] for f in result.flows] == [account(number) for number, _ in cells.values()]
    told = " ".join(str(e["values"]) for e in result.rows("entity") if e["id"] == account(B))
    assert all(name in told for _, name in cells.values() if name)
    assert {f["memo"] for f in result.flows} == {"转账 货款"}


def test_a_firms_export_with_a_day_and_a_time_of_day(tmp_path: Path) -> None:
    head = "账号,账号名称,币种,交易日,交易时间,借方金额,贷方金额,余额,摘要,收/付方名称,收/付方账号"
    rows = [
        f"{A},某商贸有限公司,人民币,20240301,10:11:12,100.00,,900.00,货款,王某某,{B}",
        f"{A},某商贸有限公司,人民币,20240302,09:00:00,,50.00,950.00,退款,李某,{C}",
    ]
    result = read_text(tmp_path, "\n".join([head, *rows, ""]), "statement.csv")
    assert result.reading.layout == "bank-debit-credit" and not result.reading.problems
    ends = [(f["source"], f["target"]) for f in result.flows]
    assert ends == [(account(A), account(B)), (account(C), account(A))]
    assert [f["time_text"] for f in result.flows] == ["20240301 10:11:12", "20240302 09:00:00"]
