"""Which way amounts went: what splits the rows, and whose view debit and credit are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, asks, roles, transfers, ways, written

UNSIGNED = [
    "2023-01-01,5,dentro",
    "2023-01-02,7,fuera",
    "2023-01-03,2,dentro",
    "2023-01-04,3,fuera",
]
NO_DOUBT = TableAnswers(currency="EUR", zone="Europe/Madrid")


def test_words_that_split_the_rows_are_asked_about(tmp_path: Path) -> None:
    path = written(tmp_path, "Fecha,Importe,Nota", *UNSIGNED, name=f"{A}.csv")
    (question,) = propose(path, NO_DOUBT).questions
    texts = [answer.text for answer in question.answers]
    assert (question.option, texts) == (
        "sign",
        ["out=dentro", "out=fuera", "out=plus", "out=minus"],
    )
    said = TableAnswers(sign="out=fuera", currency="EUR", zone="Europe/Madrid")
    assert ways(transfers(path, propose(path, said))) == [
        ("in", "5.00"), ("out", "7.00"), ("in", "2.00"), ("out", "3.00"),
    ]  # fmt: skip


def test_the_balance_places_words_under_any_header(tmp_path: Path) -> None:
    left = (105, 98, 100, 97)
    rows = [f"{row},{balance}" for row, balance in zip(UNSIGNED, left, strict=True)]
    path = written(tmp_path, "Fecha,Importe,Nota,Saldo", *rows, name=f"{A}.csv")
    found = propose(path, NO_DOUBT)
    assert asks(found) == []
    assert [way for way, _ in ways(transfers(path, found))] == ["in", "out", "in", "out"]


def test_what_nothing_splits_is_refused(tmp_path: Path) -> None:
    rows = ["2023-01-01,5,a,105", "2023-01-02,7,a,98", "2023-01-03,2,b,100", "2023-01-04,3,b,97"]
    path = written(tmp_path, "Fecha,Importe,Nota,Saldo", *rows, name=f"{A}.csv")
    with pytest.raises(LayoutError, match="no sign"):
        propose(path, NO_DOUBT)


BOOK = ["2023-01-01,1002,5.00,", "2023-01-02,1002,,7.00", "2023-01-03,1002,2.00,"]


@pytest.mark.parametrize("head", ["日期,科目,借方,贷方", "日期,会计科目编码,借方金额,贷方金额"])
def test_the_books_of_a_firm_are_asked_about(head: str, tmp_path: Path) -> None:
    path = written(tmp_path, head, *BOOK, name=f"{A}.csv")
    found = propose(path)
    assert [(q.option, q.what.id) for q in found.questions] == [("sign", "book-of-a-firm")]
    credit = head.split(",")[-1]
    said = propose(path, TableAnswers(sign=f"out={credit}"))
    assert ways(transfers(path, said)) == [("in", "5.00"), ("out", "7.00"), ("in", "2.00")]


def test_a_balance_tells_of_books_too(tmp_path: Path) -> None:
    rows = [f"{row},{left}" for row, left in zip(BOOK, (105, 98, 100), strict=True)]
    path = written(tmp_path, "日期,科目,借方,贷方,余额", *rows, name=f"{A}.csv")
    (question,) = propose(path).questions
    assert question.what.id == "balance-contradicts-headers"


def test_a_known_layout_does_not_assume_whose_view_books_are(tmp_path: Path) -> None:
    head = "账号,交易日期,会计科目,借方发生额,贷方发生额,对方账号"
    rows = [f"{A},2023-01-0{n},1002,5.00,,0629000000000010005" for n in (1, 2)]
    path = written(tmp_path, head, *rows)
    with pytest.raises(LayoutError, match="books"):
        dry_run(path)
    bank = written(tmp_path, head.replace("会计科目", "凭证号"), *rows, name="bank.csv")
    assert dry_run(bank).reading.stored == 2


def test_the_year_behind_a_dash_is_no_zone(tmp_path: Path) -> None:
    rows = ["20-06-2023,5.00", "21-06-2023,-7.00"]
    path = written(tmp_path, "Datum,Bedrag", *rows, name=f"{A}.csv")
    found = propose(path, TableAnswers(currency="EUR", sign="out=minus"))
    assert asks(found) == ["zone"]


def test_a_creditor_is_no_credit_and_what_is_spent_no_fee_of_a_chain(tmp_path: Path) -> None:
    head = "Creditor account,Beneficiary,Payer account,Remitter,Date,Amount"
    path = written(tmp_path, head, f"{A},Ann Lee,0629000000000010005,Bo Ray,2023-06-10,5.00")
    found = {column.header: column.role for column in propose(path).columns}
    assert found["Creditor account"] == "target"
    spent = written(tmp_path, "Fecha,Gasto (-),Ingreso (+)", "2023-06-10,5.00,", name=f"{A}.csv")
    told = {column.header: column.role for column in propose(spent, NO_DOUBT).columns}
    assert (told["Gasto (-)"], told["Ingreso (+)"]) == ("debit", "credit")


def test_of_amounts_with_and_without_fees_the_balance_tells_else_that_without(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path, "Date,Amount,Fee,Total Amount", "2024-05-01,-100.00,-1.00,-101.00",
        "2024-05-02,-50.00,-1.00,-51.00",
    )  # fmt: skip
    said = TableAnswers(account=A, sign="out=minus", currency="USD", zone="UTC")
    assert roles(propose(path, said))["Amount"] == "amount"
    path = written(
        tmp_path, "Date,Amount,Fee,Total Amount,Balance", "2024-05-01,-100.00,-1.00,-101.00,899.00",
        "2024-05-02,-50.00,-1.00,-51.00,848.00", "2024-05-03,-20.00,-1.00,-21.00,827.00",
    )  # fmt: skip
    found = propose(path, TableAnswers(account=A, currency="USD", zone="UTC"))
    assert roles(found)["Total Amount"] == "amount"


def is_balance(text: str) -> bool:
    rules = drafting_rules()["rows"]
    return any(re.search(rules[name], text) for name in rules if name.startswith("balance"))


@pytest.mark.parametrize(
    "text",
    [
        "S A L D O", "SALDO DO DIA", "SALDO ANTERIOR", "SALDO DISPONÍVEL", "Saldo al 31/03/2023",
        "NOUVEAU SOLDE", "ANCIEN SOLDE", "SOLDE", "Solde créditeur au 31/03/2023", "Nieuw saldo",
        "Saldo końcowe", "Saldo contabile", "Devreden bakiye", "Сальдо на конец периода",
        "TOTAL DES MOUVEMENTS",
    ],
)  # fmt: skip
def test_rows_that_only_tell_a_balance_are_known_in_many_languages(text: str) -> None:
    assert is_balance(text)


@pytest.mark.parametrize(
    "text",
    [
        "Saldo fattura 12",
        "SOLDE DE TOUT COMPTE",
        "Pagamento saldo",
        "Total Energies",
        "NEW BALANCE STORE 12",
    ],
)
def test_a_payment_of_what_is_owed_is_no_balance(text: str) -> None:
    assert not is_balance(text)


def test_a_header_of_two_rows_is_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Account,Date,Description,Amount,,Balance",
        ",,,Debit,Credit,",
        f"{A},2023-04-13,Rent,1500,,8500",
        f"{A},2023-04-14,Salary,,2000,10500",
    )
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "header-of-two-rows"


def test_a_row_of_a_balance_moves_nothing(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Data;Histórico;Valor",
        "13/04/2023;PIX ENVIADO JOAO;-150,25",
        "13/04/2023;SALDO DO DIA;849,75",
        "14/04/2023;TED RECEBIDA MARIA;1.200,00",
        "14/04/2023;S A L D O;2.049,75",
    )
    found = propose(path, TableAnswers(account=A, sign="out=minus", currency="BRL"))
    states = [row["status"] for row in transfers(path, found, A)]
    assert states == ["ok", "summary", "ok", "summary"]
