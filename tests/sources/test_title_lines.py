"""What the lines beside a table say of all its rows is read, or refuses the file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import FileToSplit, LayoutError
from kg.model import stable_id
from kg.sources.patterns import piece_of, pieces_of
from tests.sources.dirty import as_text, card, cells, clock
from tests.sources.reader import read_text

WORDED = cells("交易卡号,交易时间,交易金额,收付标志,交易对手账卡号")
TITLED = cells("交易时间,借方发生额,贷方发生额,余额,对方账号,对方户名")


def worded(n: int) -> list[str]:
    return [card(1), clock(n), f"{n}.50", "出", card(9)]


def titled(n: int, other: str = card(9)) -> list[str]:
    return [clock(n), f"{n}.50", "", "", other, "乙某"]


@pytest.mark.parametrize(
    "title",
    ["单位：万元", "金额单位:分", "（单位：人民币千元）", "单位 角", "Amounts in thousands",
     "币种：美元", "Currency: EUR", "币别：港币"],
)  # fmt: skip
def test_a_unit_or_currency_that_the_layout_does_not_read_refuses_the_file(
    tmp_path: Path, title: str
) -> None:
    rows = [["交易明细"], [title], WORDED, worded(1), worded(2)]
    with pytest.raises(LayoutError, match="a title line says"):
        read_text(tmp_path, as_text(rows))


@pytest.mark.parametrize(
    "title",
    ["单位：元", "金额单位：人民币元", "单位名称：某某公司", "币种：人民币", "开户单位分行：某某",
     "货币：不详", "查询单位：某局"],
)  # fmt: skip
def test_titles_that_say_what_the_layout_reads_are_skipped(tmp_path: Path, title: str) -> None:
    rows = [["交易明细"], [title], WORDED, worded(1), worded(2)]
    result = read_text(tmp_path, as_text(rows))
    assert [flow["amount"] for flow in result.flows] == [Decimal("1.50"), Decimal("2.50")]


def test_a_currency_in_the_titles_is_no_doubt_where_the_rows_say_theirs(tmp_path: Path) -> None:
    rows = [["币种：美元"], [*WORDED, "交易币种"], [*worded(1), "美元"]]
    (flow,) = read_text(tmp_path, as_text(rows)).flows
    assert flow["currency"] == "USD"


def test_a_second_account_with_a_header_is_a_table_of_its_own(tmp_path: Path) -> None:
    first, second = [f"户名：甲某 账号：{card(1)}"], [f"户名：丙某 账号：{card(2)}"]
    rows = [first, TITLED, titled(1), titled(2), second, TITLED, titled(3)]
    result = read_text(tmp_path, as_text(rows))
    accounts = [stable_id("Account", "", card(n)) for n in (1, 1, 2)]
    assert [flow["reporter"] for flow in result.flows] == accounts
    assert not result.reading.problems


def test_a_second_account_under_the_first_one_refuses_the_file(tmp_path: Path) -> None:
    first, second = [f"户名：甲某 账号：{card(1)}"], [f"户名：丙某 账号：{card(2)}"]
    rows = [first, TITLED, titled(1), titled(2), second, titled(3)]
    with pytest.raises(LayoutError, match=rf"{card(1)}.*row 5.*{card(2)}") as refused:
        read_text(tmp_path, as_text(rows))
    assert "split the file" in str(refused.value)


def test_the_same_account_named_again_on_each_page_is_no_doubt(tmp_path: Path) -> None:
    title = [f"户名：甲某 账号：{card(1)}"]
    rows = [title, TITLED, titled(1), title, TITLED, titled(2)]
    result = read_text(tmp_path, as_text(rows))
    assert {flow["reporter"] for flow in result.flows} == {stable_id("Account", "", card(1))}
    assert result.reading.stored == 2


def test_many_texts_give_the_pieces_that_each_alone_gives() -> None:
    pattern, texts = r"账号[:：]\s*([0-9]+)", ["账号：12", "无", "账号: 3 账号: 4", ""]
    assert pieces_of(pattern, texts) == [piece_of(pattern, text) for text in texts]
    assert pieces_of(pattern, []) == []


@pytest.mark.parametrize(
    ("first", "second"), [("币种：人民币", "币种：美元"), ("", "Currency: USD"), ("", "货币：港币")]
)
def test_a_currency_among_the_rows_refuses_the_file(
    tmp_path: Path, first: str, second: str
) -> None:
    rows = [["交易明细"], [first], WORDED, worded(1), [second], WORDED, worded(2)]
    with pytest.raises(FileToSplit, match="another currency"):
        read_text(tmp_path, as_text(rows))
    same = [["交易明细"], WORDED, worded(1), ["币种：人民币"], WORDED, worded(2)]
    assert len(read_text(tmp_path, as_text(same), "same.csv").flows) == 2


def test_an_account_among_the_rows_refuses_a_file_whose_account_was_answered(
    tmp_path: Path,
) -> None:
    rows = [TITLED, titled(1), [f"账号：{card(2)}"], titled(2)]
    with pytest.raises(FileToSplit, match="another account"):
        read_text(tmp_path, as_text(rows), account=card(1))
    assert len(read_text(tmp_path, as_text(rows), "same.csv", account=card(2)).flows) == 2
