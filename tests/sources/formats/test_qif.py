"""QIF: entries, lists that hold none, and the two things that the file never says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import LayoutError
from tests.sources.formats.told import accounts, moves, own_layout, problems
from tests.sources.reader import Result, read_text

EUROS = ('currency = "currency"\nserial', 'currency = "currency"\ndefault_currency = "EUR"\nserial')
BANK = """!Account
NChecking
TBank
^
!Type:Bank
D1/ 2'04
T1,000.00
POpening Balance
L[Checking]
^
D31/12/2004
T-1,050.25
PShop
MFood
LGroceries
SGroceries
$-1,000.25
SHousehold
$-50.00
^
D1/2/2005
T20.5
PAnn
L[Savings]
^
!Type:Cat
NGroceries
^
"""


def read(tmp_path: Path, text: str, *more: tuple[str, str], name: str = "a.qif") -> Result:
    return read_text(
        tmp_path, text, name, layout=own_layout(tmp_path, "bank-entries", EUROS, *more)
    )


def test_a_file_without_a_currency_is_refused_and_says_what_answers(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match=r"names no currency — .*kg layout FILE"):
        read_text(tmp_path, BANK, "a.qif")


def test_entries_splits_transfers_and_lists(tmp_path: Path) -> None:
    result = read(tmp_path, BANK)
    assert moves(result) == [
        ("2004-12-31", "out", Decimal("1050.25")), ("2005-02-01", "in", Decimal("20.5")),
    ]  # fmt: skip
    assert accounts(result) == {"Checking", "Savings"}
    assert "Groceries $" not in result.flows[0]["memo"] and "Household" in result.flows[0]["memo"]
    assert [row["row_no"] for row in result.flows] == [11, 21]
    reasons = [str(skipped.reason) for skipped in result.reading.skipped]
    assert "says what the account held, moves nothing" in reasons
    assert "a list that holds no payments" in reasons


def test_which_comes_first_is_settled_by_proof_or_by_a_layout(tmp_path: Path) -> None:
    text = "!Type:Bank\nD1/2/2004\nT-5.00\n^\n"
    with pytest.raises(LayoutError, match=r"line 2: .*day or month first"):
        read(tmp_path, text)
    day_first = ('type = "time", required', 'type = "time", day_first = true, required')
    assert moves(read(tmp_path, text, day_first, name="b.qif"))[0][0] == "1/2/2004"
    proven = text + "D1/13/2004\nT-6.00\n^\n"
    result = read(tmp_path, proven, name="c.qif")
    assert [day for day, _, _ in moves(result)] == ["2004-01-02", "2004-01-13"]
    against = proven + "D14/1/2004\nT1\n^\n"
    with pytest.raises(LayoutError, match="day or month first"):
        read(tmp_path, against, name="d.qif")


def test_amounts_that_may_be_two_and_entries_that_break_off(tmp_path: Path) -> None:
    text = "!Type:Bank\nD13/1/2004\nT1,234\n^\nD14/1/2004\nT1.234,50\n^\nD15/1/2004\nT5\n"
    result = read(tmp_path, text)
    assert problems(result) == [("line 2", "missing"), ("line 8", "entry")]
    assert moves(result) == [("2004-01-14", "in", Decimal("1234.5"))]
