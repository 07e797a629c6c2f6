"""QIF: entries, lists that hold none, and the two things that the file never says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.limits import LIMITS
from kg.sources.formats.qif import read_qif
from kg.sources.formats.records import RecordList
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


IN_A = "!Account\nNA\n^\n!Type:Bank\n"
OF_DAY = "D13/1/2024\n"


def records(text: str) -> RecordList:
    return read_qif(text, "folder/a.qif", LIMITS)


def cells(found: RecordList, *columns: str) -> list[tuple[str, ...]]:
    good = [record.cells for record in found.records if not record.reason]
    return [tuple(one.get(column, "") for column in columns) for one in good]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"!Type:Bank\n{OF_DAY}T5\n^\n", [("a.qif", "5", "in")]),  # no account is named
        (f"!Account\nTBank\n^\n!Type:Bank\n{OF_DAY}T5\n^\n", [("a.qif", "5", "in")]),
        (
            f"{IN_A}{OF_DAY}T5\n^\n!Account\nNB\n^\n!Type:CCard\n{OF_DAY}T-6\n^\n",
            [("A", "5", "in"), ("B", "6", "out")],
        ),
        (  # what switches something is no list
            f"!Account\nNA\n^\n!Option:AutoSwitch\n!Type:Oth L\n!Clear:AutoSwitch\n{OF_DAY}U5\n^\n",
            [("A", "5", "in")],
        ),
        (f"{IN_A}^\n\n^\n{OF_DAY}T5\n^\n", [("A", "5", "in")]),
        (f"!Type:Cat\nNFood\n^\n{IN_A}{OF_DAY}T5\n^\n!Type:Class\nNx\n", [("A", "5", "in")]),
        # who begins with a balance only tells the name of its account
        (f"!Type:Bank\n{OF_DAY}T9\nPOpening Balance\nL[B]\n^\n{OF_DAY}T5\n^\n", [("B", "5", "in")]),
        (  # each list of its own account
            f"!Type:Bank\n{OF_DAY}T9\nPOpening Balance\nL[B]\n^\n{OF_DAY}T5\n^\n"
            f"!Type:CCard\n{OF_DAY}T9\nPOpening Balance\nL[C]\n^\n{OF_DAY}T6\n^\n",
            [("B", "5", "in"), ("C", "6", "in")],
        ),
        (f"{IN_A}{OF_DAY}T9\nPopening balance\nL[A]\n^\n", []),
        (f"{IN_A}{OF_DAY}T9\nPOpening Balance\nLFood\n^\n", []),
        # of another account it is a payment
        (f"{IN_A}{OF_DAY}T9\nPOpening Balance\nL[B]\n^\n", [("A", "9", "in")]),
    ],
)
def test_whose_an_entry_is(text: str, told: list[tuple[str, str, str]]) -> None:
    found = records(text)
    assert cells(found, "own account", "amount", "way") == told
    assert not [record for record in found.records if record.reason]
    called = [str(one) for one in found.warnings if "names no account" in str(one)]
    assert bool(called) == any(account == "a.qif" for account, _, _ in told)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("L[Savings]", {"counterparty account": "Savings"}),
        ("L[A]", {}),  # from an account to itself
        ("L[Savings", {"details": "[Savings"}),
        (
            "LFood\nMmemo\nN77\nCX\nAStreet 5\nPAnn",
            {
                "details": "memo Food Street 5", "reference": "77", "mark": "X",
                "counterparty name": "Ann",
            },
        ),
        ("Mmemo\nSFood\nEpart\n$5\nSFood", {"details": "memo Food part 5"}),
    ],
)  # fmt: skip
def test_what_an_entry_says_stands_in_its_columns(lines: str, told: dict[str, str]) -> None:
    (record,) = records(f"{IN_A}{OF_DAY}T5\n{lines}\n^\n").records
    assert record.cells == {
        "own account": "A", "booking date": "2024-01-13", "amount": "5", "way": "in", **told,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "amount", "way"),
    [
        ("1,234", "1,234", ""),  # a thousand, or one and a part
        ("1.234", "1.234", ""),
        ("0.234", "0.234", "in"),
        ("1,234.5", "1234.5", "in"),
        ("1,234,567", "1234567", "in"),
        ("-1,234.00", "1234.00", "out"),
        ("1.234,5", "1234.5", "in"),
        ("1.234.567,89", "1234567.89", "in"),
        ("1.234.567", "1.234.567", ""),
        ("1 234.5", "1234.5", "in"),
        ("12,5", "12.5", "in"),
        ("+5", "5", "in"),
        ("x", "x", ""),
    ],
)
def test_an_amount_with_thousands_is_read_where_it_can_be_one_only(
    written: str, amount: str, way: str
) -> None:
    assert cells(records(f"{IN_A}{OF_DAY}T{written}\n^\n"), "amount", "way") == [(amount, way)]


def test_what_is_left_out_is_counted_with_its_reason() -> None:
    text = f"!Type:Cat\nNFood\n^\n\n{IN_A}{OF_DAY}T9\nPOpening Balance\nL[A]\n^\n{OF_DAY}T5\n"
    found = records(text)
    assert sorted((place, str(why)) for place, why in found.skipped) == [
        (1, "title line"), (2, "a list that holds no payments"), (4, "blank line"),
        (5, "title line"), (8, "title line"), (9, "says what the account held, moves nothing"),
    ]  # fmt: skip
    assert [(r.place, r.code, str(r.reason)) for r in found.records] == [
        (14, "entry", "breaks off before it ends")
    ]
