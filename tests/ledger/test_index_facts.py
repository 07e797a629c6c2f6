"""Amounts come out of the columns exactly, however long they are."""

from decimal import Decimal

import pytest

from kg.ledger.index_facts import _plain


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        ("12345678901234567890.123456789012345678", "12345678901234567890.123456789012345678"),
        ("99999999999.990000000000000000", "99999999999.99"),
        ("1200.000000000000000000", "1200"),
    ],
)
def test_a_long_amount_keeps_its_digits(stored: str, meant: str) -> None:
    found = _plain(Decimal(stored))
    assert found is not None
    assert f"{found:f}" == meant
