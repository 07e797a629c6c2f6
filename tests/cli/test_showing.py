"""What the terminal prints is exact and whole."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kg.cli.screen import _plain


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=18, min_value=-(10**19), max_value=10**19
    )
)
def test_an_amount_is_printed_whole(amount: Decimal) -> None:
    text = _plain(amount)
    assert Decimal(text) == amount
    assert not (text.endswith("0") and "." in text)


def test_trailing_zeros_of_a_whole_number_stay() -> None:
    assert _plain(Decimal("1200")) == "1200"
    assert (
        _plain(Decimal("123456789012345678901234567890.10")) == "123456789012345678901234567890.1"
    )
