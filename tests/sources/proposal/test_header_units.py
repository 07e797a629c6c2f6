"""Units of amounts: told by words of the header or by the currency, or asked about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.requests import TableAnswers
from kg.sources.proposal.header_units import unit_of_header
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, B, asks, transfers, ways, written


@pytest.mark.parametrize(
    ("header", "unit", "currency"),
    [
        ("amountCent", "minor", ""), ("amount_cents", "minor", ""), ("金额_分", "fen", "CNY"),
        ("金额（分）", "fen", "CNY"), ("transferAmtFen", "fen", "CNY"),
        ("金額（千円）", "qianyuan", "JPY"),
        ("amount_in_paise", "fen", "INR"), ("Betrag (TEUR)", "qianyuan", "EUR"),
        ("amount (minor units, usd)", "minor", "USD"), ("金額(萬元)", "wanyuan", ""),
        ("金額（百万円）", "baiwanyuan", "JPY"), ("Amount (in thousands)", "qianyuan", ""),
        ("Amount (K)", "qianyuan", ""), ("Betrag Mio. EUR", "baiwanyuan", "EUR"),
        ("USD'000", "qianyuan", "USD"), ("Kwota (tys. zł)", "qianyuan", "PLN"),
        ("금액(백만원)", "baiwanyuan", "KRW"), ("Amount (Rs. Lakh)", "lakh", "INR"),
        ("积分", "one", ""), ("部分", "one", ""), ("Amount (net)", "one", ""),
        ("Percent", "one", ""),
        ("金額（美元）", "one", "USD"), ("金额 单位：万元", "wanyuan", "CNY"),
        ("金额（万）", "wanyuan", "CNY"), ("금액(만)", "wanyuan", ""), ("금액(원)", "one", "KRW"),
        ("Amount (000s)", "qianyuan", ""), ("Amount (HK$)", "one", "HKD"),
        ("Betrag (€k)", "qianyuan", "EUR"), ("Amount (TXYZ)", "one", ""),
        ("金額(元)", "yuan", ""), ("จำนวนเงิน (ล้านบาท)", "baiwanyuan", "THB"),
        ("Amount per thousand", "one", ""),
        ("Amount (MUSD)", "baiwanyuan", "USD"), ("Betrag (MEUR)", "baiwanyuan", "EUR"),
        ("金額（人民幣）", "one", "CNY"), ("金额（人民币）", "one", "CNY"),
        ("Deposit (Cr)", "one", ""),
    ],
)  # fmt: skip
def test_a_header_tells_a_unit(header: str, unit: str, currency: str) -> None:
    told = unit_of_header(header)
    assert (told.unit, told.currency, told.doubt) == (unit, currency, "")


@pytest.mark.parametrize("header", [
    "Amount (mm)", "Amount M", "Amount ($M)", "金额（百元）", "Amount (TUSD)",
    "Amount (INR Cr)", "Amount (Rs. Cr)",
])  # fmt: skip
def test_a_word_that_may_be_a_unit_is_asked_about(header: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"Date,From Account,To Account,{header}", f"2024-04-15,{A},{B},2.5")
    assert "unit" in asks(propose(path))
    answered = propose(path, TableAnswers(unit="baiwanyuan", currency="USD", zone="UTC"))
    assert asks(answered) == []
    assert [row[1] for row in ways(transfers(path, answered))] == ["2500000.00"]


@pytest.mark.parametrize(
    ("header", "unit", "doubt"),
    [
        ("Amount (thousands) cents", "qianyuan", "Amount (thousands) cents"),
        ("Betrag (mEUR)", "one", "mEUR"),
        ("Montant (M€)", "one", "M"),
        ("Amount (bn mm)", "one", "bn"),
        ("金额(十亿元)", "one", "十亿元"),
    ],
)
def test_two_units_and_a_short_word_of_several_leave_a_doubt(
    header: str, unit: str, doubt: str
) -> None:
    told = unit_of_header(header)
    assert (told.unit, told.doubt) == (unit, doubt)


def test_smallest_units_are_those_of_each_rows_currency(tmp_path: Path) -> None:
    head = "date,from_account,to_account,amount_minor,currency"
    rows = [f"2024-04-15,{A},{B},150000,{code}" for code in ("JPY", "eur", "KWD")]
    path = written(tmp_path, head, *rows)
    found = propose(path, TableAnswers(zone="UTC"))
    amounts = [(f"{row['amount']:.2f}", row["currency"]) for row in transfers(path, found)]
    assert amounts == [("150000.00", "JPY"), ("1500.00", "EUR"), ("150.00", "KWD")]


def test_yen_have_no_smaller_unit(tmp_path: Path) -> None:
    head = "date,from_account,to_account,amount_minor"
    path = written(tmp_path, head, f"2024-04-15,{A},{B},150000")
    found = propose(path, TableAnswers(currency="JPY", zone="Asia/Tokyo"))
    assert [row[1] for row in ways(transfers(path, found))] == ["150000.00"]


def test_amounts_of_an_interface_in_whole_numbers_are_asked_about(tmp_path: Path) -> None:
    one = {"time": "2024-04-15T09:05:11Z", "from": A, "to": B, "amount": 150000, "currency": "usd"}
    path = tmp_path / "file.json"
    path.write_text(json.dumps({"data": [one, {**one, "amount": 5000}]}), "utf-8")
    assert asks(propose(path)) == ["unit"]
    found = propose(path, TableAnswers(unit="minor"))
    assert [row[1] for row in ways(transfers(path, found))] == ["1500.00", "50.00"]


def test_amounts_filled_up_with_zeros_are_asked_about(tmp_path: Path) -> None:
    row = f"{A},20240415090501,000000150000,156,{B}"
    path = written(tmp_path, "付款账号,交易时间,交易金额,货币代码,收款账号", row)
    assert asks(propose(path)) == ["unit"]
    found = propose(path, TableAnswers(unit="minor"))
    assert [row[1] for row in ways(transfers(path, found))] == ["1500.00"]


def test_a_unit_of_the_header_outweighs_that_of_chains(tmp_path: Path) -> None:
    one, other = "0x" + "1" * 40, "0x" + "2" * 40
    head = "hash,from,to,amount(sun),token,time"
    path = written(tmp_path, head, f"0xab,{one},{other},1500000000,TRX,2024-04-15T10:00:00Z")
    found = propose(path)
    assert asks(found) == []
    assert [row[1] for row in ways(transfers(path, found))] == ["1500.00"]
