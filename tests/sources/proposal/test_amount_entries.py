"""How amounts are written and what they count: told by cells, header and title, or asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, B, asks, layout_of, transfers, ways, written


def read(path: Path, **answers: str) -> Sequence[dict[str, Any]]:
    found = propose(path, TableAnswers(**answers))
    assert asks(found) == []
    return transfers(path, found, answers.get("account", ""))


@pytest.mark.parametrize(
    ("written_as", "form", "amount"),
    [
        ("1.234,56", "decimal_comma", "1234.56"),
        ("1,234.56", "grouped", "1234.56"),
        ("1 234,56", "decimal_comma", "1234.56"),
        ("1'234.56", "grouped", "1234.56"),
        ("EUR 7.50", "grouped", "7.50"),
        ("7.50 USD", "grouped", "7.50"),
    ],
)
def test_amounts_are_read_as_they_are_written(
    written_as: str, form: str, amount: str, tmp_path: Path
) -> None:
    path = written(
        tmp_path, "Date;Payer account;Payee account;Amount", f"2023-01-01;{A};{B};{written_as}"
    )
    found = propose(
        path,
        TableAnswers()
        if written_as[-1:].isalpha() or written_as[0] == "E"
        else TableAnswers(currency="EUR"),
    )
    assert layout_of(found, tmp_path).columns["amount"].form == form
    assert [row[1] for row in ways(transfers(path, found))] == [amount]


@pytest.mark.parametrize(
    ("header", "title", "amount"),
    [
        ("金额(千元)", "", "1500.00"),
        ("金额(万元)", "", "15000.00"),
        ("金额", "单位：万元", "15000.00"),
        ("Amount (in thousands)", "", "1500.00"),
    ],
)
def test_units_are_told_by_header_or_title(
    header: str, title: str, amount: str, tmp_path: Path
) -> None:
    row = f"2023-01-01,{A},{B},1.50"
    path = written(tmp_path, title or "清单", f"日期,付款账号,收款账号,{header}", row)
    found = propose(path, TableAnswers(currency="CNY"))
    assert [row[1] for row in ways(transfers(path, found))] == [amount]


def test_a_point_before_three_digits_is_asked_about(tmp_path: Path) -> None:
    path = written(tmp_path, "日期,付款账号,收款账号,金额", f"2023-01-01,{A},{B},1.234")
    assert asks(propose(path)) == ["decimal"]
    comma = propose(path, TableAnswers(decimal="comma"))
    assert [row[1] for row in ways(transfers(path, comma))] == ["1234.00"]


def test_whole_numbers_between_wallets_are_asked_about(tmp_path: Path) -> None:
    one, other = "0x" + "1" * 40, "0x" + "2" * 40
    row = f"0xab,{one},{other},7400000000000000000,1683029999"
    path = written(tmp_path, "hash,from,to,value,timestamp", row)
    assert asks(propose(path)) == ["unit", "currency"]
    answered = propose(path, TableAnswers(unit="wei", currency="ETH"))
    (paid,) = transfers(path, answered)
    assert (f"{paid['amount']:.1f}", paid["currency"]) == ("7.4", "ETH")


def test_raw_amounts_are_divided_by_the_decimals_beside_them(tmp_path: Path) -> None:
    one, two, coin = (f"0x{digit * 40}" for digit in "123")
    path = written(
        tmp_path, "time,from,to,amount,decimals,token address",
        f"2024-05-01T10:00:00Z,{one},{two},37915622276,6,{coin}",
    )  # fmt: skip
    (row,) = read(path)
    assert str(row["amount"].normalize()) == "37915.622276" and row["currency"] == coin


def test_a_few_bad_cells_leave_raw_amounts_divided_and_are_problems(tmp_path: Path) -> None:
    one, two, coin = (f"0x{digit * 40}" for digit in "123")
    cells = ("5000000,6", "7000000,", ",6", "abc,6", "9000000,6", "8000000,6")
    rows = (
        f"2024-05-01T1{hour}:00:00Z,{one},{two},{some},{coin}" for hour, some in enumerate(cells)
    )
    path = written(tmp_path, "time,from,to,amount,decimals,token address", *rows)
    layout_of(propose(path), tmp_path)
    run = dry_run(path, str(tmp_path / "proposed.toml"))
    assert [row["amount"] for row in run.mapped["flow_transfer"]] == [5, 9, 8]
    assert [problem.locator for problem in run.reading.problems] == ["line 3", "line 4", "line 5"]


@pytest.mark.parametrize(
    ("title", "header", "cells", "word"),
    [
        ("单位：万元", "金额(千元)", ("1.50",), "金额(千元)"),
        ("单位：元", "金额(万元)", ("150",), "金额(万元)"),
        ("清单", "amount (sen)", ("150",), "sen"),
        ("单位：万元", "金额(万元)", ("1.50",), ""),
        ("单位：元", "金额(元)", ("150",), ""),
        ("单位：元", "金额", ("150",), ""),
    ],
)
def test_a_title_that_says_another_unit_than_the_header_is_asked_about(
    title: str, header: str, cells: tuple[str, ...], word: str, tmp_path: Path
) -> None:
    rows = (f"2023-01-01,{A},{B},{cell}" for cell in cells)
    path = written(tmp_path, title, f"日期,付款账号,收款账号,{header}", *rows)
    questions = propose(path, TableAnswers(currency="CNY", zone="UTC")).questions
    assert [(one.option, one.what.arguments["word"]) for one in questions] == (
        [("unit", word)] if word else []
    )


@pytest.mark.parametrize(
    ("header", "cells", "asked"),
    [
        ("金额", ("000150", "000200"), True),
        ("金额", ("000150", "00200"), False),
        ("金额", ("000000", "000000"), False),
        ("total_fee", ("15000", "150"), True),
        ("total_fee", ("0", "0"), False),
        ("total_fee", ("150.00", "15.00"), False),
    ],
)
def test_whole_numbers_that_look_raw_are_asked_about(
    header: str, cells: tuple[str, ...], asked: bool, tmp_path: Path
) -> None:
    rows = (f"2023-01-01,{A},{B},{cell}" for cell in cells)
    path = written(tmp_path, f"日期,付款账号,收款账号,{header}", *rows)
    questions = propose(path, TableAnswers(currency="CNY", zone="UTC")).questions
    assert [one.what.id for one in questions] == (["unit-of-raw-amounts"] if asked else [])
    if asked:
        assert [one.text for one in questions[0].answers] == ["minor", "one"]


def test_the_cell_that_shows_the_doubt_is_one_with_a_point(tmp_path: Path) -> None:
    rows = (f"2023-01-01,{A},{B},{cell}" for cell in ("500", "1.234", "2.345"))
    path = written(tmp_path, "日期,付款账号,收款账号,金额", *rows)
    (question,) = propose(path, TableAnswers(currency="EUR", zone="UTC")).questions
    assert [one.meaning.arguments["text"] for one in question.answers] == ["1.234", "1.234"]


def test_small_whole_numbers_between_wallets_are_coins(tmp_path: Path) -> None:
    one, other = "0x" + "1" * 40, "0x" + "2" * 40
    path = written(
        tmp_path, "hash,from,to,value,timestamp", f"0xab,{one},{other},740,1683029999",
        f"0xac,{other},{one},750,1683029999", f"0xad,{one},{other},760,1683029999",
    )  # fmt: skip
    (paid, *_) = read(path, currency="ETH")
    assert (paid["amount"], paid["currency"]) == (740, "ETH")
    answered = propose(path, TableAnswers(currency="ETH", unit="wei"))
    assert 'unit = "wei"' in answered.layout and asks(answered) == []


@pytest.mark.parametrize(
    ("currencies", "amounts"),
    [
        (("USDT", "USDT"), ["15.0000", "0.0002"]),
        (("KWD", "KWD"), ["15000.0000", "0.1500"]),
        (("JPY", "JPY"), ["15000000.0000", "150.0000"]),
        (("840", "392"), ["150000.0000", "150.0000"]),
        (("ETH", "ETH"), ["0.0000", "0.0000"]),
    ],
)
def test_smallest_units_of_coins_and_moneys_have_their_own_decimals(
    currencies: tuple[str, str], amounts: list[str], tmp_path: Path
) -> None:
    head = "time,payer account,payee account,amount (minor),currency"
    rows = (
        f"2024-05-01T10:00:00Z,{A},{B},{cell},{currency}"
        for cell, currency in zip(("15000000", "150"), currencies, strict=True)
    )
    path = written(tmp_path, head, *rows)
    found = propose(path)
    assert asks(found) == []
    assert [f"{row['amount']:.4f}" for row in transfers(path, found)] == amounts


def test_a_smallest_unit_of_no_known_currency_is_asked_or_refused(tmp_path: Path) -> None:
    head = "time,payer account,payee account,amount (minor)"
    path = written(tmp_path, head, f"2024-05-01T10:00:00Z,{A},{B},15000000")
    assert [row["amount"] for row in read(path, currency="IQD")] == [15000]
    assert [row["amount"] for row in read(path, currency="USD")] == [150000]
    assert [row["amount"] * 100 for row in read(path, currency="BTC")] == [15]
    assert "currency" in asks(propose(path))


def test_decimals_beside_amounts_with_a_point_are_not_used(tmp_path: Path) -> None:
    one, two = (f"0x{digit * 40}" for digit in "12")
    path = written(
        tmp_path, "time,from,to,amount,decimals,currency",
        f"2024-05-01T10:00:00Z,{one},{two},1.5,6,USDT",
    )  # fmt: skip
    (row,) = read(path)
    assert (f"{row['amount']:.2f}", row["currency"]) == ("1.50", "USDT")
