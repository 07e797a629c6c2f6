"""Who pays and who is paid: whoever names one of them only, or each in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, asks, roles, transfers, written

C, D = "DE89370400440532013000", "DE75512108001245126199"


@pytest.mark.parametrize(
    ("head", "paid"),
    [
        ("交易金额,付款卡号,付款人姓名,订单状态,下单时间", (A, "10012345678")),
        ("代付金额,收款卡号,收款人姓名,订单状态,完成时间", ("10012345678", A)),
    ],
)
def test_the_shop_of_a_payment_companys_orders_is_the_other_side(
    head: str, paid: tuple[str, str], tmp_path: Path
) -> None:
    rows = [
        f"10012345678,某科技有限公司,D{n},{n}00.00,{A},张某某,{state},2024-03-0{n} 10:11:12"
        for n, state in ((1, "成功"), (2, "失败"))
    ]
    path = written(tmp_path, f"商户编号,商户名称,订单号,{head}", *rows)
    found = propose(path)
    assert asks(found) == []
    flows = transfers(path, found)
    assert [(row["source_name"], row["target_name"]) for row in flows] == [paid, paid]
    assert [row["status"] for row in flows] == ["ok", "failed"]


def test_a_statement_that_names_payer_or_payee_is_one(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Amount,Currency,Payer Name,Payee Name",
        "2023-05-31,-12.50,EUR,,Ann Lee", "2023-05-30,100.00,EUR,Bo Chan,",
    )  # fmt: skip
    assert asks(propose(path)) == ["account", "sign", "zone"]


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


def test_outputs_on_a_chain_have_no_payer(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "block_id,transaction_hash,time,value,recipient,is_from_coinbase",
        "780000,f418,2023-03-15 13:20:00,10000000,bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq,0",
        "780000,f418,2023-03-15 13:20:00,5000000,1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa,0",
    )
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "outputs-without-payer"


def test_a_statement_that_names_both_ends_is_no_list_of_edges(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date of transaction,Credit Amount,Debit Amount,Currency,Balance,Source,Target",
        "05/03/2021,,100,USD,200,payer,payee", "05/03/2021,120,,USD,300,payer,payee",
    )  # fmt: skip
    with pytest.raises(LayoutError):
        dry_run(path)
    assert asks(propose(path)) == ["dates", "zone"]
    found = propose(path, TableAnswers(dates="day-first", zone="UTC"))
    assert [f"{row['amount']:.2f}" for row in transfers(path, found)] == ["100.00", "120.00"]


@pytest.mark.parametrize(
    "head",
    [
        "交易时间,付款人,账号,开户行,收款人,账号,开户行,金额",
        "Time,From Bank,Account,Branch,To Bank,Account,Branch,Amount",
        "Time,Sender,IBAN,Bank,Receiver,IBAN,Bank,Amount",
    ],
)
def test_of_two_columns_of_one_name_what_stands_before_says_whose_it_is(
    head: str, tmp_path: Path
) -> None:
    rows = [
        f"2024-03-0{n} 10:00:00,{a},{C},B,{b},{D},B,{n}.50"
        for n, (a, b) in enumerate([("Max Meier", "Eva Roth"), ("Max Meier", "Jo Lang")], 1)
    ]
    path = written(tmp_path, head, *rows)
    found = propose(path, TableAnswers(zone="UTC", currency="EUR"))
    assert asks(found) == []
    flows = transfers(path, found)
    assert [(row["source_name"], row["target_name"]) for row in flows] == [(C, D), (C, D)]


@pytest.mark.parametrize(
    ("head", "first", "sides"),
    [
        ("Absender;Begünstigter", ("Ann Lee", "Bo Ray"), ("source", "target")),
        ("Absendername;Empfängername", ("Ann Lee", "Bo Ray"), ("source", "target")),
        ("Absender IBAN;Empfänger IBAN", (C, D), ("source", "target")),
        ("Konto Auftraggeber;Konto Empfänger", (C, D), ("source", "target")),
    ],
)
def test_german_headers_of_who_sends_and_who_receives_name_two_sides(
    head: str, first: tuple[str, str], sides: tuple[str, str], tmp_path: Path
) -> None:
    one, other = first
    path = written(
        tmp_path, f"Datum;{head};Betrag",
        f"01.05.2024;{one};{other};5,00", f"02.05.2024;{other};{one};7,50",
    )  # fmt: skip
    found = propose(path, TableAnswers(currency="EUR", zone="UTC"))
    assert asks(found) == []
    assert tuple(roles(found)[name] for name in head.split(";")) == sides
    rows = transfers(path, found)
    assert [(row["source_name"], row["target_name"]) for row in rows] == [first, first[::-1]]


def test_name_and_number_of_either_side_stand_in_two_columns_each(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Datum;Name Absender;IBAN Absender;Name Empfänger;IBAN Empfänger;Betrag",
        f"01.05.2024;Ann Lee;{C};Bo Ray;{D};5,00", f"02.05.2024;Bo Ray;{D};Ann Lee;{C};7,50",
    )  # fmt: skip
    found = propose(path, TableAnswers(currency="EUR", zone="UTC"))
    assert asks(found) == []
    told = roles(found)
    assert (told["Name Absender"], told["IBAN Absender"]) == ("source_name", "source")
    assert (told["Name Empfänger"], told["IBAN Empfänger"]) == ("target_name", "target")
    rows = transfers(path, found)
    assert [(row["source_name"], row["target_name"]) for row in rows] == [(C, D), (D, C)]


def test_an_own_account_that_is_one_in_all_rows_stays_that_of_the_statement(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Datum;Absender IBAN;Empfänger IBAN;Betrag",
        f"01.05.2024;{C};{D};-5,00", f"02.05.2024;{C};{D};7,50",
    )  # fmt: skip
    found = propose(path, TableAnswers(currency="EUR", zone="UTC"))
    assert roles(found)["Absender IBAN"] == "own"
    assert roles(found)["Empfänger IBAN"] == "counter"


def test_sender_and_receiver_in_russian_are_two_sides(tmp_path: Path) -> None:
    one, other = "40817810099910004312", "40817810570000123456"
    path = written(
        tmp_path, "Дата;Отправитель;Счёт отправителя;Получатель;Счёт получателя;Сумма;Валюта",
        f"01.04.2024;Ann Lee;{one};Bo Ray;{other};1500,00;RUB",
        f"15.04.2024;Bo Ray;{other};Ann Lee;{one};700,50;RUB",
    )  # fmt: skip
    found = propose(path, TableAnswers(zone="Europe/Moscow"))
    assert asks(found) == []
    rows = transfers(path, found)
    assert [(row["source_name"], row["target_name"]) for row in rows] == [
        (one, other), (other, one),
    ]  # fmt: skip
