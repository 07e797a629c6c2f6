"""Rows that were not carried out, and rows that only tell a balance: by their words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.requests import TableAnswers
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, roles, transfers, written


def is_balance(text: str) -> bool:
    rules = drafting_rules()["rows"]
    return any(re.search(rules[name], text) for name in rules if name.startswith("balance"))


def test_states_told_by_their_words_are_believed(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Account,Date,Amount,Currency,State", f"{A},2023-01-01,-5.00,EUR,COMPLETED",
        f"{A},2023-01-02,-6.00,EUR,PENDING",
    )  # fmt: skip
    found = propose(path, TableAnswers(sign="out=minus", zone="UTC"))
    assert roles(found)["State"] == "status"
    assert [row["status"] for row in transfers(path, found)] == ["ok", "failed"]


def test_a_row_that_only_tells_a_balance_moves_nothing(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Data;Conto;Addebiti;Accrediti;Descrizione",
        f"01/08/2023;{A};;100,95;SALDO INIZIALE", f"13/08/2023;{A};40,95;;Bonifico",
        f"31/08/2023;{A};;60,00;SALDO FINALE",
    )  # fmt: skip
    found = propose(path, TableAnswers(currency="EUR", zone="Europe/Rome"))
    assert [row["status"] for row in transfers(path, found)] == ["summary", "ok", "summary"]


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


def test_states_that_count_as_not_carried_out_are_shown(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Date,Description,Amount,Balance,State",
        "2024-05-01 10:00:00,a,-5.00,95.00,COMPLETED",
        "2024-05-02 10:00:00,b,-10.00,95.00,PENDING", "2024-05-03 10:00:00,c,-5.00,90.00,COMPLETED",
    )  # fmt: skip
    found = propose(path, TableAnswers(account=A, currency="USD", zone="UTC", sign="out=minus"))
    assert [row["status"] for row in transfers(path, found, A)] == ["ok", "failed", "ok"]
    assert any(one.id == "states-not-carried-out" for one in found.assumed)
