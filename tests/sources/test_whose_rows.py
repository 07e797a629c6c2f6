"""Whose statement each row is: a column of it outweighs any number for the whole file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import AnswerNeeded, LayoutError
from tests.sources.dirty import as_text, card, cells, clock, phone
from tests.sources.reader import read_text
from tests.sources.test_merged_cells import own_accounts

WORDED = cells("交易时间,收付标志,交易金额,对方账号,对方户名")


def statement(own: str, *numbers: str) -> str:
    """Return a statement whose first column, of some header, has these numbers."""
    rows = [[one, clock(n), "出", f"{n}.5", card(9), "乙"] for n, one in enumerate(numbers, 1)]
    return as_text([[own, *WORDED], *rows])


@pytest.mark.parametrize("own", ["卡号", "主体账号", "本方卡号", "本方账号", "查询卡号", "帐号"])
def test_each_row_is_of_the_account_that_its_own_column_names(tmp_path: Path, own: str) -> None:
    result = read_text(tmp_path, statement(own, card(1), card(2)))
    assert own_accounts(result) == [card(1), card(2)]


def test_neither_an_answer_nor_the_name_of_the_file_outweighs_that_column(tmp_path: Path) -> None:
    named = read_text(tmp_path, statement("卡号", card(1), card(2)), f"{card(3)}.csv")
    assert own_accounts(named) == [card(1), card(2)]
    with pytest.raises(LayoutError, match="of no use"):
        read_text(tmp_path, statement("卡号", card(1), card(2)), account=card(3))


@pytest.mark.parametrize("numbers", [(card(1), card(2)), (card(1), card(1))])
def test_a_column_of_own_numbers_that_no_layout_knows_refuses_the_file(
    tmp_path: Path, numbers: tuple[str, ...]
) -> None:
    text = statement("借记卡号(脱敏前)", *numbers)
    with pytest.raises(LayoutError, match="whose statement each row is") as asked:
        read_text(tmp_path, text)
    assert not isinstance(asked.value, AnswerNeeded)
    with pytest.raises(LayoutError, match="does not read columns"):
        read_text(tmp_path, text, "b.csv", account=card(3))
    ignored = read_text(tmp_path, text, "c.csv", account=card(3), ignore=["借记卡号(脱敏前)"])
    assert own_accounts(ignored) == [card(3)] * 2


def test_the_card_of_the_titled_account_or_its_last_digits_refuse_nothing(tmp_path: Path) -> None:
    titled = [[f"账号：{card(1)}"], cells("借记卡号(脱敏前),交易时间,收付标志,交易金额,对方账号")]
    rows = [[card(7), clock(n), "出", "5", card(9)] for n in (1, 2)]
    assert own_accounts(read_text(tmp_path, as_text([*titled, *rows]))) == [card(1)] * 2
    tails = read_text(tmp_path, statement("尾号", card(3)[-7:]), "b.csv", account=card(3))
    assert own_accounts(tails) == [card(3)]


def test_each_call_is_of_the_telephone_that_its_own_column_names(tmp_path: Path) -> None:
    head = cells("本机号码,主叫/被叫,对端号码,通话开始时间")
    rows = [[phone(n), "主叫", phone(9), clock(n)] for n in (1, 2)]
    result = read_text(tmp_path, as_text([head, *rows]))
    assert len({flow["source"] for flow in result.rows("flow_call")}) == 2
