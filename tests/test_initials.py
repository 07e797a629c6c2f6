"""Pinyin initials from the order of GB 2312: what is known, and what is said to be unknown."""

from __future__ import annotations

import pytest

from kg.text.initials import ANY, BEYOND, fits, initials

FIRST_LEVEL = [
    bytes([row, cell]).decode("gb2312")
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF)
    if (row, cell) <= (0xD7, 0xF9)
]


def test_every_character_of_the_first_level_has_a_letter_in_the_order_of_the_standard() -> None:
    letters = [initials(sign)[0] for sign in FIRST_LEVEL if sign not in BEYOND]
    assert len(FIRST_LEVEL) == 3_755
    assert ANY not in letters
    assert letters == sorted(letters)
    assert set(letters) == set("abcdefghjklmnopqrstwxyz")


@pytest.mark.parametrize(
    ("name", "typed", "how"),
    [
        ("张三", "zs", "whole"),
        ("张三", "ZS", "whole"),
        ("张三丰", "zs", "start"),
        ("单雄信", "sxx", "whole"),
        ("单雄信", "dxx", "whole"),
        ("阮霁白", "rjb", "whole"),
        ("王龘", "wd", "open"),
        ("龘龘", "dd", ""),
        ("张三", "zsf", ""),
        ("张三", "ls", ""),
        ("北槐银行", "bhyx", "whole"),
    ],
)
def test_letters_fit_a_name(name: str, typed: str, how: str) -> None:
    assert fits(name, typed) == how


def test_what_is_unknown_is_said_to_be_so() -> None:
    assert initials("龘") == (ANY,)
    assert initials("張") == (ANY,)
