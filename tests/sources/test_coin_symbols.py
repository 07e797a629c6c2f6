"""The symbols of coins that no list of currencies has."""

from __future__ import annotations

import pytest

from kg.sources.mapping.read_values import _token
from kg.values import Refused


@pytest.mark.parametrize(
    ("text", "read"),
    [("usdt", "USDT"), ("pepe", "PEPE"), (" Bonk ", "BONK"), ("1inch", "1inch"), ("$WIF", "$WIF")],
)
def test_a_symbol_that_no_list_has_is_taken_as_it_stands(text: str, read: str) -> None:
    assert _token(text).value == read


@pytest.mark.parametrize("text", ["", "two words", "a,b", "a;b", "x" * 65])
def test_what_no_symbol_looks_like_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        _token(text)
