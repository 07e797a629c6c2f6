"""Rows that name payer and payee are payments between the two, never one account's statement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, B, asks, layout_of, roles, transfers, written

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


OWN, SHOP, FRIEND = "AT611904300234573201", "AT483200000012345864", "DE89370400440532013000"


def read(path: Path, **answers: str) -> Sequence[dict[str, Any]]:
    found = propose(path, TableAnswers(**answers))
    assert asks(found) == []
    return transfers(path, found, answers.get("account", ""))


def test_payer_and_payee_make_a_transfer(tmp_path: Path) -> None:
    path = written(tmp_path, "Payer Acc;Payee Acc;Sum;When;Odd", f"{A};{B};5.00;2023-01-01;x")
    assert asks(propose(path)) == ["currency", "zone"]
    found = propose(path, TableAnswers(currency="EUR", zone="Europe/Berlin"))
    (flow,) = layout_of(found, tmp_path).flows
    assert (flow.source, flow.target, flow.amount) == (("source",), ("target",), "amount")
    assert (flow.default_currency, asks(found)) == ("EUR", [])


@pytest.mark.parametrize("ends", ["fromId,toId", "from_account,to_account", "src,dst"])
def test_two_ends_under_a_programmers_words_make_a_transfer(ends: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"{ends},amount,createTime", f"{A},{B},5.25,2023-01-01 10:00:00")
    (flow,) = layout_of(propose(path), tmp_path).flows
    assert (flow.source, flow.target) == (("source",), ("target",))


def test_a_sign_beside_payer_and_payee_is_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Datetime,From,To,Amount", "2023-01-01T10:00:00,Ann Lee,Bo Chan,- $5.00",
        "2023-01-02T10:00:00,Ann Lee,Bo Chan,+ $7.00",
    )  # fmt: skip
    with pytest.raises(LayoutError, match="below zero although"):
        propose(path)


def test_orderer_and_recipient_pay_each_other_and_signs_say_the_same(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Buchungsdatum;Betrag;Währung;Auftraggeber IBAN;Empfängername;Empfänger IBAN",
        f"15.03.2017;-11,00;EUR;{OWN};Laden;{SHOP}",
        f"16.03.2017;20,00;EUR;{FRIEND};Ich;{OWN}",
    )
    rows = read(path, zone="Europe/Vienna")
    assert [(row["source_name"], row["target_name"], f"{row['amount']:.2f}") for row in rows] == [
        (OWN, SHOP, "11.00"), (FRIEND, OWN, "20.00"),
    ]  # fmt: skip


def test_signs_that_say_otherwise_than_payer_and_payee_are_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Buchungsdatum;Betrag;Währung;Auftraggeber IBAN;Empfänger IBAN",
        f"15.03.2017;-11,00;EUR;{OWN};{SHOP}", f"16.03.2017;-20,00;EUR;{FRIEND};{OWN}",
    )  # fmt: skip
    with pytest.raises(LayoutError):
        propose(path, TableAnswers(zone="Europe/Vienna"))


@pytest.mark.parametrize(
    ("head", "row", "amount"),
    [
        ("日期,付款账号,收款账号,借贷标志,金额", f"2024-05-01,{A},{B},借,5.00", "5.00"),
        ("日期,付款账号,收款账号,借方金额,贷方金额", f"2024-05-01,{A},{B},5.00,", "5.00"),
        ("日期,付款账号,收款账号,借方金额", f"2024-05-01,{A},{B},6.00", "6.00"),
        ("日期,付款账号,收款账号,贷方金额", f"2024-05-01,{A},{B},7.00", "7.00"),
        ("日期,付款账号,收款账号,金额,借方金额,贷方金额", f"2024-05-01,{A},{B},,,8.00", "8.00"),
    ],
)
def test_payer_and_payee_say_who_paid_whatever_else_tells_a_way(
    head: str, row: str, amount: str, tmp_path: Path
) -> None:
    path = written(tmp_path, head, row)
    found = propose(path, TableAnswers(currency="CNY"))
    assert asks(found) == []
    (paid,) = transfers(path, found)
    assert (paid["source_name"], paid["target_name"], f"{paid['amount']:.2f}") == (A, B, amount)


def test_whose_a_number_is_beside_two_names_is_asked_once(tmp_path: Path) -> None:
    path = written(
        tmp_path, "日期,付款人,收款人,金额,卡号", f"2024-05-01,张某某,李某某,5.00,{A}",
        f"2024-05-02,张某某,王某某,6.00,{A}",
    )  # fmt: skip
    found = propose(path, TableAnswers(currency="CNY"))
    (question,) = found.questions
    assert (question.option, question.what.id) == ("role", "whose-number-is-it")
    assert [answer.text for answer in question.answers] == ["source=卡号", "other=卡号"]


def test_signs_before_amounts_that_carry_their_currency_are_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path, "日期,付款账号,收款账号,金额", f"2024-05-01,{A},{B},-5.00 EUR",
        f"2024-05-02,{A},{B},-6.00 EUR",
    )  # fmt: skip
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "signs-beside-both-ends"
