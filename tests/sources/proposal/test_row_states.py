"""Rows that were not carried out, and rows that only tell a balance: by their words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.requests import TableAnswers
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, B, roles, transfers, written


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


W, V = "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE", "TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj"


def states(path: Path, answers: TableAnswers) -> list[str]:
    return [row["status"] for row in transfers(path, propose(path, answers))]


def test_a_permission_to_spend_tokens_moves_none(tmp_path: Path) -> None:
    path = written(
        tmp_path, "time,from,to,type,value,symbol", f"2024-04-15 09:00:00,{W},{V},Transfer,5,USDT",
        f"2024-04-15 09:01:00,{W},{V},Approval,7,USDT",
    )  # fmt: skip
    assert states(path, TableAnswers(zone="UTC")) == ["ok", "failed"]


def test_any_column_of_states_may_say_that_a_row_failed(tmp_path: Path) -> None:
    path = written(
        tmp_path, "time,from,to,status,value,symbol,contractRet,confirmed,reverted",
        f"2024-04-15 09:00:00,{W},{V},0,5,USDT,SUCCESS,true,false",
        f"2024-04-15 09:01:00,{W},{V},0,5,USDT,OUT_OF_ENERGY,true,false",
        f"2024-04-15 09:02:00,{W},{V},0,5,USDT,SUCCESS,false,false",
        f"2024-04-15 09:03:00,{W},{V},0,5,USDT,SUCCESS,true,true",
    )  # fmt: skip
    assert states(path, TableAnswers(zone="UTC")) == ["ok", "failed", "failed", "failed"]


def test_a_state_of_the_goods_says_nothing_of_the_payment(tmp_path: Path) -> None:
    path = written(
        tmp_path, "付款账号,收款账号,金额,时间,支付状态,发货状态",
        f"{A},{B},5.00,2024-04-15 09:00:00,支付成功,待处理",
        f"{A},{B},6.00,2024-04-15 09:01:00,支付失败,待处理",
    )  # fmt: skip
    assert states(path, TableAnswers()) == ["ok", "failed"]


@pytest.mark.parametrize("word", ["Umsatz vorgemerkt", "En attente", "预授权", "未入账"])
def test_words_of_what_waits_are_known_under_any_header(word: str, tmp_path: Path) -> None:
    row = f"{A},{B},5.00,2024-04-15 09:00:0"
    path = written(
        tmp_path, "付款账号,收款账号,金额,时间,Info", f"{row}0,甲类", f"{row}1,{word}",
        f"{row}2,甲类",
    )  # fmt: skip
    assert states(path, TableAnswers()) == ["ok", "failed", "ok"]


def test_what_is_paid_back_in_part_was_paid(tmp_path: Path) -> None:
    row = f"{A},{B},5.00,2024-04-15 09:00:0"
    path = written(
        tmp_path, "付款账号,收款账号,金额,时间,状态", f"{row}0,支付成功", f"{row}1,部分退款",
        f"{row}2,已退款", f"{row}3,退款失败",
    )  # fmt: skip
    found = propose(path)
    assert [row["status"] for row in transfers(path, found)] == ["ok", "ok", "failed", "ok"]
    assert any(one.id == "states-partly-paid-back" for one in found.assumed)


def test_few_words_or_numbers_that_mean_something_else_are_no_states(tmp_path: Path) -> None:
    row = f"{A},{B},5.00,2024-04-15 09:00:0"
    path = written(
        tmp_path, "付款账号,收款账号,金额,时间,Level,Group", f"{row}0,2,Failla",
        f"{row}1,2,Marchena", f"{row}2,1,Ruiz",
    )  # fmt: skip
    assert states(path, TableAnswers()) == ["ok", "ok", "ok"]


def test_balances_among_the_sorts_of_rows_are_no_payments(tmp_path: Path) -> None:
    path = written(
        tmp_path, "DATE,RECORD_TYPE,DESCRIPTION,NET_CREDIT_AMOUNT,NET_DEBIT_AMOUNT",
        "2026-08-01T00:00:00Z,initial_available_balance,,1500.00,0.00",
        "2026-08-02T10:15:00Z,release,payment,980.50,0.00",
        "2026-08-03T09:00:00Z,release,withdrawal,0.00,900.00",
        "2026-08-04T00:00:00Z,total,,1580.50,0.00",
    )  # fmt: skip
    found = propose(path, TableAnswers(account=A, currency="MXN"))
    rows = transfers(path, found, account=A)
    assert [row["status"] for row in rows] == ["summary", "ok", "ok", "summary"]
    assert [row["direction"] for row in rows[1:3]] == ["in", "out"]


def test_a_shop_that_is_called_total_is_paid(tmp_path: Path) -> None:
    path = written(
        tmp_path, "DATE,BRAND,NET_CREDIT_AMOUNT,NET_DEBIT_AMOUNT",
        "2026-08-02T10:15:00Z,Shell,0.00,80.50", "2026-08-03T09:00:00Z,Total,0.00,90.00",
    )  # fmt: skip
    found = propose(path, TableAnswers(account=A, currency="EUR"))
    assert [row["status"] for row in transfers(path, found, account=A)] == ["ok", "ok"]


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ("Paaiškinimai", ("Likutis pradžiai", "Alga", "Apyvarta", "Likutis pabaigai")),
        ("Selgitus", ("Algsaldo", "Palk", "Käive", "Lõppsaldo")),
        ("Informācija", ("Sākuma atlikums", "Alga", "Apgrozījums", "Beigu atlikums")),
        ("Details", ("Opening balance", "Salary", "Turnover", "Closing balance")),
    ],
)
def test_balances_and_turnovers_of_baltic_banks_are_no_payments(
    header: str, texts: tuple[str, ...], tmp_path: Path
) -> None:
    rows = [f"2024-01-0{n},{text},{n}0.00,EUR,K" for n, text in enumerate(texts, 1)]
    path = written(tmp_path, f"Date,{header},Amount,Currency,D/K", *rows)
    rows_read = transfers(path, propose(path, TableAnswers(account=A)), account=A)
    assert [row["status"] for row in rows_read] == ["summary", "ok", "summary", "summary"]


def test_codes_that_nobody_explains_count_and_are_told(tmp_path: Path) -> None:
    path = written(
        tmp_path, "order_no,pay_account,recv_account,amount,order_state,create_time",
        f"P1,{A},{B},5.00,1,2024-05-01 10:00:00", f"P2,{A},{B},6.00,7,2024-05-01 11:00:00",
    )  # fmt: skip
    found = propose(path, TableAnswers(currency="CNY", zone="UTC"))
    assert [row["status"] for row in transfers(path, found)] == ["ok", "ok"]
    told = {one.id: one.arguments for one in found.assumed}
    assert told["states-not-known"]["words"] == ("7",)
    assert told["states-not-known"]["column"] == "order_state"
