"""Whether a payment was carried out: words of any bank, words that nobody knows, columns unread."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources import propose
from kg.sources.mapping.sql import fits
from kg.sources.outcomes import DONE, FAILED, PAID_BACK, UNKNOWN, outcome_of, patterns_of
from tests.sources.reader import Result, read_text

A, B = "6220000000000000018", "6220000000000000026"
FAILURES = """
失败 失败(余额不足) 未成功 交易关闭 处理中 待处理 已冲正 冲账 已撤销 退汇 退票 拒绝 超时
过期 FAIL Failed declined Denied REJECTED cancelled Canceled Voided Expired Pending Placed Reversed
Chargeback Returned N F 否 02 false Ausstehend annulé rechazado 취소
Afvist Avvist hylätty zamítnuto elutasítva
respins відхилено ditolak reddedildi مرفوض ล้มเหลว odbijeno noraidīts geweigerd
"""
SUCCESSES = """
成功 交易成功 支付成功 已完成 正常 已入账 Completed SUCCESS Settled posted Y S 1 01 00 true 是
gebucht
completado исполнено
Udført Gennemført utförd suoritettu provedeno efectuata виконано berhasil tamamlandı approvato
"""
SHIPPED = {
    "bank-flow": (
        "交易卡号,交易时间,收付标志,交易金额,交易对手账卡号",
        "{a},2024-05-01 10:00:0{n},出,{n}.00,{b}",
    ),
    "bank-signed": (
        "交易时间,账号,交易金额,余额,对方账号", "2024-05-01 10:00:0{n},{a},-{n}.00,,{b}"
    ),
    "bank-debit-credit": (
        "交易时间,账号,借方发生额,贷方发生额,对方账号",
        "2024-05-01 10:00:0{n},{a},{n}.00,,{b}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("word", FAILURES.split())
def test_what_was_not_carried_out(word: str) -> None:
    assert outcome_of(word) == FAILED


@pytest.mark.parametrize("word", SUCCESSES.split())
def test_what_was_carried_out(word: str) -> None:
    assert outcome_of(word) == DONE


@pytest.mark.parametrize("word", ["Held", "0", "07", "甲", "状态", "transfer", "入账明细"])
def test_a_word_that_is_not_known_is_neither(word: str) -> None:
    assert outcome_of(word) == UNKNOWN


@pytest.mark.parametrize("word", ["Refunded", "已退款", "remboursé"])
def test_what_was_paid_back(word: str) -> None:
    assert outcome_of(word) == PAID_BACK


@pytest.mark.parametrize("word", ["sent", "received", "入账", "正常", "冻结", "退回", "returned"])
def test_elsewhere_a_word_may_tell_the_way_or_of_an_account(word: str) -> None:
    assert outcome_of(word, anywhere=True) == UNKNOWN


def test_every_pattern_is_one_that_a_layout_may_have() -> None:
    for outcome in (FAILED, PAID_BACK, DONE):
        assert all(fits("text", pattern) for pattern in patterns_of(outcome))


def read(tmp_path: Path, layout: str, column: str, *words: str) -> Result:
    header, row = SHIPPED[layout]
    rows = [f"{row.format(a=A, b=B, n=n)},{word}" for n, word in enumerate(words, 1)]
    return read_text(tmp_path, "\n".join([f"{header},{column}", *rows, ""]))


@pytest.mark.parametrize("layout", SHIPPED)
@pytest.mark.parametrize("column", ["交易状态", "交易结果", "交易是否成功", "状态", "处理结果"])
def test_the_banks_layouts_know_the_words(layout: str, column: str, tmp_path: Path) -> None:
    found = read(tmp_path, layout, column, "成功", "失败(余额不足)", "已冲正", "处理中", "")
    assert found.reading.members[0].layout == layout
    assert [flow["status"] for flow in found.flows] == ["ok", "failed", "failed", "failed", "ok"]
    assert not [w for w in found.reading.warnings if "outcome-not-known" in w.to_json()]


def test_the_failure_may_stand_in_either_of_two_columns(tmp_path: Path) -> None:
    found = read(
        tmp_path, "bank-flow", "交易是否成功,交易状态", "是,已撤销", "否,正常", "是,正常", "0,正常"
    )
    assert [flow["status"] for flow in found.flows] == ["failed", "failed", "ok", "failed"]


def test_a_flag_of_a_reversal(tmp_path: Path) -> None:
    found = read(tmp_path, "bank-flow", "冲正标志", "否", "是", "")
    assert [flow["status"] for flow in found.flows] == ["ok", "reversal", "ok"]


def test_words_that_are_not_known_count_and_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, "bank-flow", "交易状态", "成功", "七号", "七号", "K")
    assert [flow["status"] for flow in found.flows] == ["ok"] * 4
    (told,) = [w.text("zh") for w in found.reading.warnings if "outcome-not-known" in w.to_json()]
    assert "3 行写着 七号、K" in told


GIFTS = """
name = "own"
zone = "UTC"
[columns]
time = {{ names = ["time"], type = "time" }}
from = {{ names = ["from"], type = "number" }}
to = {{ names = ["to"], type = "number" }}
value = {{ names = ["value"], type = "amount" }}
{column}
[parties.from]
kind = "Account"
id = [["@source", "$from"]]
[parties.to]
kind = "Account"
id = [["@source", "$to"]]
[[flows]]
kind = "Transfer"
source = ["from"]
target = ["to"]
time = "time"
amount = "value"
default_currency = "CNY"
{outcome}
"""
PAYMENTS = """time,from,to,value,State
2024-05-01 10:00:00,1,2,5.00,{one}
2024-05-02 10:00:00,1,2,7.00,{two}
"""


def own(tmp_path: Path, column: str = "", outcome: str = "") -> str:
    path = tmp_path / "own.toml"
    path.write_text(GIFTS.format(column=column, outcome=outcome), encoding="utf-8")
    return str(path)


def test_a_file_whose_layout_leaves_failures_unread_is_refused(tmp_path: Path) -> None:
    text = PAYMENTS.format(one="ok", two="Failed")
    with pytest.raises(LayoutError, match="State"):
        read_text(tmp_path, text, "a.csv", layout=own(tmp_path))
    taken = read_text(tmp_path, text, "b.csv", layout=own(tmp_path), ignore=["State"])
    assert [flow["status"] for flow in taken.flows] == ["ok", "ok"]
    read_all = PAYMENTS.format(one="ok", two="done")
    assert len(read_text(tmp_path, read_all, "c.csv", layout=own(tmp_path)).flows) == 2


def test_a_failure_far_down_is_seen(tmp_path: Path) -> None:
    rows = [f"2024-05-01 10:00:00,{n},{n + 1},5.00,ok" for n in range(3_000)]
    text = "\n".join(["time,from,to,value,State", *rows, "2024-05-01 10:00:00,1,2,5.00,failed", ""])
    with pytest.raises(LayoutError, match="State"):
        read_text(tmp_path, text, "a.csv", layout=own(tmp_path))


def test_a_call_that_failed_is_no_payment(tmp_path: Path) -> None:
    text = "主叫号码,被叫号码,通话时间,状态\n13800000001,13900000002,2024-05-01 10:00:00,失败\n"
    assert read_text(tmp_path, text).reading.stored == 1


def test_a_layout_that_names_the_column_reads_it(tmp_path: Path) -> None:
    layout = own(tmp_path, 'state = { names = ["State"] }', 'outcome = ["state"]')
    found = read_text(tmp_path, PAYMENTS.format(one="ok", two="Failed"), "a.csv", layout=layout)
    assert [flow["status"] for flow in found.flows] == ["ok", "failed"]


def proposed(tmp_path: Path, header: str, *rows: str) -> tuple[list[str], dict[str, Any]]:
    """Return the status of each row by the layout that is proposed, and what it says of words."""
    path = tmp_path / "a.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    found = propose(path, TableAnswers(zone="UTC"))
    layout = tmp_path / "proposed.toml"
    layout.write_text(found.layout, encoding="utf-8")
    read = read_text(tmp_path, path.read_bytes(), "b.csv", layout=str(layout))
    told = {one.id: one.arguments["words"] for one in found.assumed if "words" in one.arguments}
    return [flow["status"] for flow in read.flows], told


def test_a_proposed_layout_knows_the_words_and_tells_those_it_does_not(tmp_path: Path) -> None:
    words = ("Completed", "Reversed", "Chargeback", "Refunded", "Voided", "Settled", "Held")
    rows = [f"2025-07-01 10:2{n}:00,Ann,Bob,{n}.50,USD,{word}" for n, word in enumerate(words)]
    found, told = proposed(tmp_path, "Date,Payer,Payee,Amount,Currency,Status", *rows)
    assert found == ["ok", "failed", "failed", "failed", "failed", "ok", "ok"]
    assert told["states-not-carried-out"] == ("Reversed", "Chargeback", "Refunded", "Voided")
    assert told["states-not-known"] == ("Held",)


def test_what_was_refunded_counts_where_refunds_have_rows_of_their_own(tmp_path: Path) -> None:
    found, told = proposed(
        tmp_path, "Date,Payer,Payee,Amount,Currency,Type,Status",
        "2025-07-01 10:20:00,Ann,Bob,5.50,USD,Payment,Refunded",
        "2025-07-01 10:25:00,Bob,Ann,5.50,USD,Refund,Completed",
        "2025-07-01 10:26:00,Cid,Ann,6.50,USD,Payment,Completed",
    )  # fmt: skip
    assert found == ["ok", "ok", "ok"]
    assert told["states-not-known"] == ("Refunded",)


def test_the_sum_of_what_flowed_is_right(tmp_path: Path) -> None:
    found = read(tmp_path, "bank-flow", "交易状态", "成功", "失败", "成功")
    assert sum(f["amount"] for f in found.flows if f["status"] == "ok") == Decimal(4)


@pytest.mark.parametrize(
    ("cell", "outcome"),
    [
        ("未退款", "stands"), ("已支付，未退款", "stands"), ("退款失败", "stands"),
        ("支付失败，未退款", "failed"), ("交易关闭(无需退款)", "failed"),
        ("pending, not refunded", "failed"), ("paid (not refunded)", "stands"),
    ],
)  # fmt: skip
def test_what_failed_is_not_paid_since_nothing_was_paid_back(cell: str, outcome: str) -> None:
    assert outcome_of(cell) == outcome
