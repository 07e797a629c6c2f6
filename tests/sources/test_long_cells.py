"""Cells made to hold up a reader's own patterns: each of these once took minutes or hours."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.sources import propose, read
from kg.sources.tables import is_total
from kg.sources.tagpack import tagpack_items

LONG = 1 << 19


@pytest.mark.parametrize("blank", ["\u3000", " ", "\t", "1 ", ",", ":\u3000"])
def test_a_cell_that_begins_like_a_total_ends(blank: str) -> None:
    assert not is_total("合计" + blank * LONG + "x")
    assert not is_total("total" + blank * LONG + "x")


@pytest.mark.parametrize(
    "text", ["合计", "合计：", "合 计 1,234.50 元", "Grand total: 12", "小计 3笔"]
)
def test_a_total_is_one_still(text: str) -> None:
    assert is_total(text)
    assert is_total(f"{text}\u3000 ")


def test_a_file_whose_first_column_begins_like_totals_is_read(tmp_path: Path) -> None:
    path = tmp_path / "flow.csv"
    head = "交易卡号,户名,交易时间,交易金额,收付标志,交易对手账卡号"
    row = "0629000000000000017,张三,2024-05-01 10:00:00,5,出,0629000000000000025"
    path.write_text(f"{head}\n{row}\n合计{' ' * 100_000}x,,,,,\n", "utf-8")
    found = read(path, scratch=tmp_path / "out")
    assert (found.read, found.stored, len(found.problems)) == (2, 1, 1)


def test_a_tag_with_a_long_gap_ends() -> None:
    (tag,) = tagpack_items(f"title: x\ntags:\n- address: a{' ' * LONG}b # c\n", "pack.yaml")
    assert len(tag.cells["address"]) == LONG + 2


def test_a_draft_of_a_file_with_a_long_cell_ends(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    cell = '"' + "2000" * 100_000 + '\n"'
    path.write_text(f"甲,乙\n{cell},1\n", "utf-8")
    with pytest.raises(LayoutError, match="none can be proposed"):
        propose(path)
