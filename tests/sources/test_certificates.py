"""What is said of a number of a certificate that is not what it looks like."""

from __future__ import annotations

from kg.sources.mapping.read_values import _certificate
from kg.values.identities import check_digit

BODY = "00010219900101123"


def test_a_resident_id_with_a_wrong_check_digit_is_named_as_one() -> None:
    right = BODY + check_digit(BODY)
    wrong = BODY + next(digit for digit in "35" if digit != right[-1])
    assert _certificate(right).extra == "residentId"
    read = _certificate(wrong)
    assert read.value == wrong and read.flag is not None
    assert read.flag.id == "has-wrong-check-digit"
    assert _certificate("G12345678").flag is None
