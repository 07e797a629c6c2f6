"""A statement that its layout would read, and wrongly, is refused with what it leaves open."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest

from kg.errors import LayoutError
from kg.sources.mapping.statement_doubts import BalanceSteps
from tests.sources.dirty import as_text, card, cells, clock
from tests.sources.reader import Result, read_text

SIGNED = cells("卡号,户名,交易时间,交易金额,余额,对方账号,对方户名,摘要")
TWO = cells("账号,户名,交易时间,借方发生额,贷方发生额,余额,对方账号,对方户名")
WORDED = cells("交易卡号,交易时间,交易金额,交易余额,收付标志,交易对手账卡号")
MOVED = [Decimal(m) for m in ("-120.50", "300.00", "-45.10", "-7.77", "1000.00", "-333.33")]


def signed(
    moves: list[Decimal] | None = None, *, swapped: bool = False, before: bool = False,
    newest_first: bool = False, own: str = card(1), start: int = 5000,
) -> list[list[str]]:  # fmt: skip
    """Return rows of a statement whose balance is true, whatever its sign means."""
    left, rows = Decimal(start), []
    for n, moved in enumerate(moves or MOVED):
        shown = left if before else left + moved
        left += moved
        sign = -moved if swapped else moved
        rows.append([own, "甲某", clock(n * 60), f"{sign}", f"{shown}", card(9), "乙某", "转账"])
    return rows[::-1] if newest_first else rows


def read_signed(tmp_path: Path, rows: list[list[str]]) -> Result:
    return read_text(tmp_path, as_text([SIGNED, *rows]))


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("newest_first", [False, True])
def test_a_balance_that_follows_the_sign_is_believed(
    tmp_path: Path, before: bool, newest_first: bool
) -> None:
    result = read_signed(tmp_path, signed(before=before, newest_first=newest_first))
    assert result.reading.stored == len(MOVED)
    outs = sum(flow["direction"] == "out" for flow in result.flows)
    assert outs == sum(moved < 0 for moved in MOVED)


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("newest_first", [False, True])
def test_a_balance_that_falls_with_what_comes_in_refuses_the_file(
    tmp_path: Path, before: bool, newest_first: bool
) -> None:
    rows = signed(swapped=True, before=before, newest_first=newest_first)
    with pytest.raises(LayoutError, match="balance falls with what comes in"):
        read_signed(tmp_path, rows)


def test_debit_and_credit_of_a_firms_own_books_are_not_taken_for_a_banks(tmp_path: Path) -> None:
    left, rows = Decimal(5000), []
    for n, moved in enumerate(MOVED):
        left += moved
        debit, credit = (f"{moved}", "") if moved > 0 else ("", f"{-moved}")
        rows.append([card(1), "甲某", clock(n), debit, credit, f"{left}", card(9), "乙某"])
    with pytest.raises(LayoutError, match="the other way"):
        read_text(tmp_path, as_text([TWO, *rows]))
    as_a_bank = [[*row[:3], row[4], row[3], *row[5:]] for row in rows]
    assert read_text(tmp_path, as_text([TWO, *as_a_bank]), "b.csv").reading.stored == len(MOVED)


def test_only_the_account_whose_balance_speaks_against_it_is_refused(tmp_path: Path) -> None:
    rows = [*signed(), *signed(swapped=True, own=card(2))]
    result = read_signed(tmp_path, rows)
    assert result.reading.stored == len(MOVED)
    assert {problem.code for problem in result.reading.problems} == {"balance"}
    assert len(result.reading.problems) == len(MOVED)


@pytest.mark.parametrize("balances", [["100.00"] * 6, ["", "1.00", "", "7.50", "", "2"], ["x"] * 6])
def test_balances_that_prove_nothing_refuse_nothing(tmp_path: Path, balances: list[str]) -> None:
    rows = signed(swapped=True)
    for row, balance in zip(rows, balances, strict=True):
        row[4] = balance
    assert read_signed(tmp_path, rows).reading.stored == len(MOVED)


def test_rows_in_an_order_of_their_own_refuse_nothing(tmp_path: Path) -> None:
    rows = signed(moves=[Decimal(n * 17 + 1) * (-1) ** n for n in range(40)])
    Random(3).shuffle(rows)
    assert read_signed(tmp_path, rows).reading.stored == len(rows)


def test_times_that_run_otherwise_than_the_balances_refuse_nothing(tmp_path: Path) -> None:
    rows = signed(moves=[Decimal(n * 17 + 1) * (-1) ** n for n in range(60)])
    times = [row[2] for row in rows]
    Random(4).shuffle(times)
    for row, time in zip(rows, times, strict=True):
        row[2] = time
    assert read_signed(tmp_path, rows).reading.stored == len(rows)


def test_steps_of_the_balance_are_counted_as_a_slow_twin_counts_them() -> None:
    rng = np.random.default_rng(1)
    for _ in range(60):
        count = int(rng.integers(1, 40))
        who = rng.integers(0, 3, count).astype(np.uint64)
        us = rng.integers(0, 50, count).astype(np.int64)
        moved = rng.integers(-5, 6, count).astype(np.float64)
        sign = rng.choice([-1, 1])
        left = np.zeros(count)
        for account in range(3):
            here = who == account
            left[here] = 100 + np.cumsum(sign * moved[here])
        steps = BalanceSteps(who, us, left, moved)
        assert steps.against() == slowly_against(who, us, left, moved)


def slowly_against(
    who: np.ndarray, us: np.ndarray, left: np.ndarray, moved: np.ndarray
) -> list[int]:
    found = []
    for account in sorted(set(who.tolist())):
        rows = [n for n in range(len(who)) if who[n] == account]
        counts = dict.fromkeys([(sign, at) for sign in (1, -1) for at in (0, 1)], 0)
        for above, row in pairwise(rows):
            way = int(np.sign(us[row] - us[above]))
            step = (left[row] - left[above]) * way
            for sign, at in counts:
                amount = sign * moved[(row, above)[at]]
                counts[sign, at] += bool(way and abs(step - amount) < 1e-9)
        agree = max(counts[1, 0], counts[1, 1])
        against = max(counts[-1, 0], counts[-1, 1])
        if len(who) > 2 and against >= 2 and against >= 4 * agree:
            found.append(account)
    return found


@pytest.mark.parametrize(
    ("texts", "stored"),
    [
        (["1.234", "15.000", "900.500"], None),
        (["1.234", "15.000", "-42", "7,50"], None),
        (["1.234", "0.00", "1.234.567"], None),
        (["+1.234", "15.000元"], None),
        (["1.234", "15.000", "12.50"], ["1.234", "15", "12.5"]),
        (["1.234", "1500.125"], ["1.234", "1500.125"]),
        (["1.234", "0.500"], ["1.234", "0.5"]),
        (["1.23", "15.00"], ["1.23", "15"]),
    ],
)
def test_a_dot_that_may_part_thousands(
    tmp_path: Path, texts: list[str], stored: list[str] | None
) -> None:
    rows = [
        [card(1), clock(n), text.lstrip("-"), "", "出", card(9)] for n, text in enumerate(texts)
    ]
    if stored is None:
        try:
            result = read_text(tmp_path, as_text([WORDED, *rows]))
        except LayoutError as refused:
            assert "dot may part the thousands" in str(refused)
            return
        amounts = {flow["amount"] for flow in result.flows}
        assert not amounts & {Decimal("1.234"), Decimal(15)}
        return
    result = read_text(tmp_path, as_text([WORDED, *rows]))
    assert [flow["amount"] for flow in result.flows] == [Decimal(text) for text in stored]


def test_a_layout_may_say_that_a_dot_is_the_decimal_point(tmp_path: Path) -> None:
    layout = tmp_path / "mine.toml"
    layout.write_text(
        'name = "mine"\nlabel = { zh = "我的", en = "mine" }\nzone = "UTC"\n[columns]\n'
        'a = { names = ["a"], type = "account", required = true, filled = true }\n'
        'b = { names = ["b"], type = "account", required = true, filled = true }\n'
        't = { names = ["t"], type = "time", required = true, filled = true }\n'
        'm = { names = ["m"], type = "amount", form = "grouped", required = true, filled = true }\n'
        '[parties.a]\nkind = "BankAccount"\nid = [["", "$a"]]\nvalues = { accountNumber = "a" }\n'
        '[parties.b]\nkind = "BankAccount"\nid = [["", "$b"]]\nvalues = { accountNumber = "b" }\n'
        '[[flows]]\nkind = "Transfer"\nsource = ["a"]\ntarget = ["b"]\ntime = "t"\namount = "m"\n'
        'default_currency = "CNY"\n',
        encoding="utf-8",
    )
    text = as_text([["a", "b", "t", "m"], [card(1), card(2), clock(1), "1.234"]])
    (flow,) = read_text(tmp_path, text, layout=str(layout)).flows
    assert flow["amount"] == Decimal("1.234")


@pytest.mark.parametrize(
    ("sign", "code"), [("$", "currency"), ("€", "currency"), ("￥", ""), ("", "")]
)
def test_an_amount_with_the_sign_of_another_currency_is_no_fact(
    tmp_path: Path, sign: str, code: str
) -> None:
    row = [card(1), clock(1), f"{sign}1,234.00", "", "出", card(9)]
    others = [[card(1), clock(n), f"{n}.00", "", "出", card(9)] for n in (2, 3)]
    result = read_text(tmp_path, as_text([WORDED, row, *others]))
    assert [problem.code for problem in result.reading.problems] == ([code] if code else [])


def test_a_sign_that_agrees_with_the_rows_own_currency_is_read(tmp_path: Path) -> None:
    row = [card(1), clock(1), "$1,234.00", "", "出", card(9), "美元"]
    (flow,) = read_text(tmp_path, as_text([[*WORDED, "交易币种"], row])).flows
    assert (flow["amount"], flow["currency"]) == (Decimal(1234), "USD")


def test_years_of_another_calendar_refuse_the_file(tmp_path: Path) -> None:
    rows = [[card(1), f"2566-05-0{n} 10:00:00", f"{n}.50", "", "出", card(9)] for n in (1, 2, 3)]
    with pytest.raises(LayoutError, match="another calendar"):
        read_text(tmp_path, as_text([WORDED, *rows]))


def test_one_year_that_cannot_be_is_kept_and_named(tmp_path: Path) -> None:
    rows = [[card(1), clock(n), f"{n}.50", "", "出", card(9)] for n in (1, 2, 3)]
    rows.append([card(1), "2566-05-01 10:00:00", "4.50", "", "出", card(9)])
    result = read_text(tmp_path, as_text([WORDED, *rows]))
    assert result.reading.stored == 4
    assert any("implausible" in str(warning) for warning in result.reading.warnings)


def beside(way: str, words: tuple[str, str], *, minus: bool) -> str:
    """Return a statement with a further column for the direction; signed or not."""
    rows = []
    for n, row in enumerate(signed()):
        out = row[3].startswith("-")
        amount = row[3] if minus else row[3].lstrip("-")
        rows.append([*row[:3], amount, "", *row[5:], words[0] if out else words[1]])
        if n == 1:
            rows.append([*row[:3], f"-{amount}", "", *row[5:7], "冲正", words[1]])
    return as_text([[*SIGNED, way], *rows])


@pytest.mark.parametrize("minus", [True, False])
def test_a_column_that_tells_the_direction_is_not_passed_over_for_the_sign(
    tmp_path: Path, minus: bool
) -> None:
    with pytest.raises(LayoutError, match=r"'收支方向' \(a direction\)"):
        read_text(tmp_path, beside("收支方向", ("流出", "流入"), minus=minus))


def test_a_column_of_many_words_is_no_direction(tmp_path: Path) -> None:
    rows = [[*row, f"种类{n}"] for n, row in enumerate(signed())]
    assert read_text(tmp_path, as_text([[*SIGNED, "收支类别"], *rows])).reading.stored == len(MOVED)


def test_the_minus_of_what_undoes_a_row_does_not_show_that_amounts_are_signed(
    tmp_path: Path,
) -> None:
    """The direction stands under a word that nobody knows."""
    text = beside("去向", ("流出", "流入"), minus=False)
    with pytest.raises(LayoutError, match="no row is below zero"):
        read_text(tmp_path, text)
    (tmp_path / "named").mkdir()
    result = read_text(tmp_path / "named", text, layout="bank-signed")
    assert result.reading.stored == 0
    assert {problem.code for problem in result.reading.problems} == {"unsigned"}
