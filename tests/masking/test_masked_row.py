"""Cells of a row: what is known is masked, what is said anyhow is shown, the rest is only there."""

from __future__ import annotations

import pytest

from kg.masking.masked_row import HIDDEN, KnownOfRow, figure, masked_cells
from kg.masking.masked_text import MaskedWords, masked_text, shape_masked

KNOWN = KnownOfRow(frozenset({"货款"}), frozenset({"1500"}), frozenset({"20240415"}))


def shown(cell: str) -> str:
    words = MaskedWords()
    words.add("张三", "张某1")
    words.add("6222000011112222", "6222****2222")
    text = lambda one: masked_text(one, words, lambda kind, s: shape_masked(kind, s, words))  # noqa: E731
    ((_, made),) = masked_cells([("列", cell)], KNOWN, words, frozenset({"人民币"}), text)
    return made


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("张三", "张某1"),
        ("6222000011112222", "6222****2222"),
        ("货款", "货款"),
        ("人民币", "人民币"),
        ("进", "进"),
        ("1,500.00", "1,500.00"),
        ("-1500", "-1500"),
        ("12.50", "12.50"),
        ("20240415083500", "20240415083500"),
        ("2024/4/15 8:35", "2024/4/15 8:35"),
        ("2024年4月15日", "2024年4月15日"),
    ],
)
def test_what_is_known_or_said_anyhow_is_shown(cell: str, expected: str) -> None:
    assert shown(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "李四",  # a name that nobody knows
        "13800138000",
        "110101199003071234",
        "A202404150001181",  # begins with nothing of a date
        "20240415000118181",  # a serial that begins with the day
        "19900307",  # a birthday
        "31.230416",  # a place
        "1500 元给李四",
        "澄湖市新桥路 7 号",
        "<script>alert(1)</script>",
        "123456",
    ],
)
def test_of_anything_else_only_that_it_is_there(cell: str) -> None:
    assert shown(cell) == HIDDEN


def test_figures_are_compared_without_separators_and_zeros() -> None:
    assert {figure(text) for text in ("1,500.00", "1500", "+1500.0", "¥1500")} == {"1500"}
    assert figure("100") == "100"
