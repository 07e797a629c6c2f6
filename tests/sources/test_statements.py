"""Bank statements of other forms: two columns of amounts, signed amounts, day and time apart."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from kg.errors import LayoutError
from kg.model import stable_id
from tests.sources.dirty import Sheet, as_text, card, cells, clock, read_dirty
from tests.sources.reader import read_text

OWN, OTHER = card(1), card(2)
TITLES = [
    ["某某银行个人账户交易明细"],
    [f"户名：甲某 账号：{OWN}", "币种：人民币"],
    ["起止日期：20240501-20240531"],
]
TWO = cells("序号,交易日期,交易时间,摘要,借方发生额,贷方发生额,余额,对方账号,对方户名,流水号")
SIGNED = cells("卡号,户名,交易日期,交易时间,交易金额,余额,对方账号,对方户名,摘要,流水号")


def two(n: int, out: str, into: str, **more: str) -> list[str]:
    day, time = clock(n).split(" ")
    return [
        str(n), more.get("day", day.replace("-", "")), time, more.get("memo", "转账"), out, into,
        "100.00", more.get("other", OTHER), "乙某", f"S{n}",
    ]  # fmt: skip


def signed(n: int, amount: str, **more: str) -> list[str]:
    day, time = clock(n).split(" ")
    return [
        more.get("card", OWN), "甲某", day, more.get("time", time.replace(":", "")), amount,
        "100.00", more.get("other", OTHER), "乙某", more.get("memo", "转账"), f"S{n}",
    ]  # fmt: skip


def test_two_columns_of_amounts_under_a_title_that_names_the_account(tmp_path: Path) -> None:
    rng, wanted, rows = Random(2), Counter[tuple[str, str]](), []
    for n in range(50):
        cents, out = rng.randrange(1, 10**8), rng.random() < 0.5
        amount, empty = f"{cents / 100:,.2f}", rng.choice(["", "0.00", "-"])
        rows.append(two(n, *((amount, empty) if out else (empty, amount))))
        wanted["CNY", "out" if out else "in"] += Decimal(cents).scaleb(-2)
    rows.append(two(60, "-5.00", "", memo="冲正"))
    sheet = Sheet(
        TWO, rows, titles=TITLES, foot=[["打印日期：2024-06-01"]],
        digits=["借方发生额", "贷方发生额"], numbers=["对方账号", "流水号"],
        bad=[
            (two(70, "5.00", "6.00"), "two_amounts"), (two(71, "", ""), "missing"),
            (two(72, "0.00", "0.00"), "zero"), (two(73, "-5.00", ""), "sign"),
            (two(74, "5.00", "", other="6.22202E+18"), "rounded"),
            (two(75, "5.00", "", day="20240231"), "time"),
        ],
    )  # fmt: skip
    told = read_dirty(sheet, tmp_path, "bank-debit-credit")
    assert told.sums() == wanted
    own = stable_id("Account", "", OWN)
    assert {flow["reporter"] for flow in told.text.flows} == {own}
    statuses = Counter(flow["status"] for flow in told.text.flows)
    assert statuses == {"ok": 50, "reversal": 1}
    (held,) = told.text.rows("link")
    assert (held["kind"], held["target"]) == ("HoldsAccount", own)
    first = next(flow for flow in told.text.flows if flow["serial"] == "S0")
    assert (first["start_us"], first["precision"]) == (1714492800000000, "second")


def test_signed_amounts_say_the_direction(tmp_path: Path) -> None:
    rng, wanted, rows = Random(4), Counter[tuple[str, str]](), []
    for n in range(50):
        cents, out = rng.randrange(1, 10**8), rng.random() < 0.5
        rows.append(signed(n, f"{'-' if out else rng.choice(['', '+'])}{cents / 100:.2f}"))
        wanted["CNY", "out" if out else "in"] += Decimal(cents).scaleb(-2)
    sheet = Sheet(
        SIGNED, rows, digits=["卡号", "交易金额"], numbers=["卡号", "对方账号"],
        bad=[
            (signed(70, "0.00"), "zero"), (signed(71, ""), "missing"),
            (signed(72, "1.234,56"), "amount"), (signed(73, "-5", time="256161"), "time"),
            (signed(74, "-5", card=""), "missing"),
        ],
    )  # fmt: skip
    told = read_dirty(sheet, tmp_path, "bank-signed")
    assert told.sums() == wanted
    own, other = stable_id("Account", "", OWN), stable_id("Account", "", OTHER)
    ways = {(f["direction"], f["source"], f["target"]) for f in told.text.flows}
    assert ways == {("out", own, other), ("in", other, own)}
    assert min(flow["amount"] for flow in told.text.flows) > 0


def test_a_file_without_any_minus_is_not_believed_to_be_signed(tmp_path: Path) -> None:
    text = as_text([SIGNED, signed(1, "5.00"), signed(2, "6.00")])
    with pytest.raises(LayoutError, match="no row is below zero"):
        read_text(tmp_path, text)
    (tmp_path / "named").mkdir()
    result = read_text(tmp_path / "named", text, layout="bank-signed")
    assert [problem.code for problem in result.reading.problems] == ["unsigned", "unsigned"]
    assert result.reading.stored == 0


def test_a_file_that_says_the_direction_is_never_read_by_sign(tmp_path: Path) -> None:
    header, row = [*SIGNED, "借贷标志"], [*signed(1, "5.00"), "借"]
    with pytest.raises(LayoutError):
        read_text(tmp_path, as_text([header, row]), layout="bank-signed")


@pytest.mark.parametrize(
    ("day", "time", "precision"),
    [
        ("2024-05-01", "10:20:30", "second"), ("20240501", "102030", "second"),
        ("2024/5/1", "", "day"), ("", "2024-05-01 10:20:30", "second"),
        ("2024-05-01", "102030", "second"),
        ("2024-05-01", "20240501102030", "second"), ("2024年5月1日", "10:20", "minute"),
    ],
)  # fmt: skip
def test_day_and_time_of_day_in_two_cells(
    tmp_path: Path, day: str, time: str, precision: str
) -> None:
    row = signed(1, "-5.00")
    row[2:4] = [day, time]
    (flow,) = read_text(tmp_path, as_text([SIGNED, row])).flows
    assert flow["precision"] == precision
    second = {"second": 1714530030, "minute": 1714530000, "day": 1714492800}[precision]
    assert flow["start_us"] == second * 1_000_000
