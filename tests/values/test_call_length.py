"""Lengths of calls: seconds, clocks and words, and what is none of them."""

from __future__ import annotations

import pytest

from kg.values import Refused
from kg.values.call_length import parse_span


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45", 45),
        ("0", 0),
        ("45.0", 45),
        ("45.000", 45),
        ("0.4", 1),  # a part of a second counts as one
        ("45.01", 46),
        (" 4 5 ", 45),
        ("\t45", 45),
        ("４５", 45),
        ("1:05", 65),
        ("00:01:05", 65),
        ("2:00:01", 7201),
        ("1:75", 135),
        ("1小时2分3秒", 3723),
        ("1时2分钟3秒钟", 3723),
        ("1H2m3S", 3723),
        ("2'", 120),
        ("2'3''", 123),
        ("1h5'", 3900),
        ("'45", 45),  # as a spreadsheet marks a text
        ("2分", 120),
        ("5秒", 5),
        ("1小时", 3600),
        ("2′3″", 123),
        ('3"', 3),
    ],
)
def test_a_length_is_in_whole_seconds(text: str, seconds: int) -> None:
    assert parse_span(text) == seconds


@pytest.mark.parametrize("text", ["", " ", "'", "x", "1:2:3:4", "-5", "1,5", "5秒2分", "45."])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_span(text)
    assert refused.value.code == "span"
