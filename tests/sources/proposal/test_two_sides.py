"""Rows that name payer and payee are payments between the two, never one account's statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, B, asks, roles, transfers, written

C, D = "DE89370400440532013000", "DE75512108001245126199"


def payments(path: Path) -> list[tuple[str, bool]]:
    """Return the payments: how much each moved, and whether it left the first row's payer."""
    rows = transfers(path, propose(path))
    return [(f"{row['amount']:.2f}", row["source"] == rows[0]["source"]) for row in rows]


def test_auftraggeber_and_empfaenger_are_payer_and_payee(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Datum;Auftraggeber;Empfänger;Betrag;Währung",
        "01.02.2025;Max;Erika;1.234,56;EUR",
        "13.02.2025;Erika;Max;12,00;EUR",
    )
    found = propose(path)
    assert roles(found)["Auftraggeber"] == "source" and roles(found)["Empfänger"] == "target"
    assert asks(found) == ["zone"]
    assert payments(path) == [("1234.56", True), ("12.00", False)]


def test_accounts_of_a_ledger_are_payer_and_payee(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "user_id,created_at,currency_code,amount,date,source_name,source_iban,"
        "destination_name,destination_iban",
        f"1,2023-05-13T10:11:12Z,EUR,-150.25,2023-04-13T00:00:00Z,Checking,{C},Shop,",
        f"1,2023-05-13T10:11:12Z,EUR,2500.00,2023-04-14T00:00:00Z,Firm,DE44500105175407324931,Checking,{C}",
        f"1,2023-05-13T10:11:12Z,EUR,300.00,2023-04-15T00:00:00Z,Checking,{C},Savings,{D}",
    )
    assert asks(propose(path)) == []
    assert payments(path) == [("150.25", True), ("2500.00", False), ("300.00", True)]


def test_russian_cards_of_both_ends_are_payer_and_payee(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Дата;Сумма;Валюта;Номер счета/карты списания;Номер счета/карты зачисления",
        f"13.04.2023 10:11;1 500,00;RUB;{A};{B}",
        f"14.04.2023 10:11;2 500,00;RUB;{B};{A}",
    )
    assert asks(propose(path)) == ["zone"]
    assert payments(path) == [("1500.00", True), ("2500.00", False)]


def test_names_in_turn_are_the_other_side_of_a_statement(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Date,Amount,Currency,Running Balance,Payer Name,Payee Name,Payee Account Number,Merchant",
        f"2023-07-05,-1234.56,EUR,765.44,,Hans Meier,{C},",
        "2023-07-04,2000.00,EUR,2000.00,Acme Firm,,,",
        "2023-07-03,-12.00,EUR,0.00,,,,Uber",
    )
    found = propose(path)
    assert roles(found)["Payer Name"] == roles(found)["Payee Name"] == "counter_name"
    rows = transfers(path, found, account=A)
    assert [row["counter_name"] for row in rows] == ["Hans Meier", "Acme Firm", None]


def test_signs_beside_from_and_to_are_not_guessed(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "ID,Datetime,Type,From,To,Amount (total),Beginning Balance,Ending Balance",
        ",,,,,,$52.00,",
        "1,2023-07-01T12:01:02,Payment,Jane Doe,John Roe,- $20.00,,",
        '2,2023-07-02T13:01:02,Charge,Jane Doe,Kim Poe,"+ $1,200.00",,',
        ",,,,,,,$1232.00",
    )
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "signs-beside-both-ends"


def test_a_bare_number_beside_the_own_account_is_the_other_sides(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Auftragskonto;Buchungstag;Beguenstigter/Zahlungspflichtiger;Kontonummer/IBAN;Betrag;Waehrung",
        f"{C};31.03.2023;Stadtwerke;{D};-1.234,56;EUR",
        f"{C};02.04.2023;Firma AG;DE44500105175407324931;2.500,00;EUR",
    )
    found = propose(path)
    assert roles(found)["Kontonummer/IBAN"] == "counter" and "role" not in asks(found)


def test_what_several_accounts_are_called_says_whose_a_row_is(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Account,Date,Payee,Outflow,Inflow",
        "Checking,13/04/2023,Tesco,£150.25,£0.00",
        "Checking,14/04/2023,Employer,£0.00,£2500.00",
        "Savings,14/04/2023,Transfer : Checking,£0.00,£300.00",
    )
    found = propose(path)
    assert roles(found)["Account"] == "own" and not {"account", "role"} & set(asks(found))
    one, two, three = transfers(path, found)
    assert one["source"] == two["target"] != three["target"]


def test_two_rows_of_one_number_that_balance_are_no_payments(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Date,Transaction ID,Description,Full Account Name,Amount Num.",
        "2023-04-13,aaaa1111,Groceries,Assets:Checking,-150.25",
        "2023-04-13,aaaa1111,Groceries,Expenses:Food,150.25",
        "2023-04-14,aaaa1112,Salary,Assets:Checking,2500.00",
        "2023-04-14,aaaa1112,Salary,Income:Salary,-2500.00",
    )
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "entries-balance"
