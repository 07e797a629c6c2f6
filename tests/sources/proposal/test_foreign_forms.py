"""Forms of banks and exchanges abroad: whose number, which day, which way, what is no payment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import (
    A,
    B,
    asks,
    layout_of,
    roles,
    transfers,
    ways,
    written,
)

OWN, SHOP, FRIEND = "AT611904300234573201", "AT483200000012345864", "DE89370400440532013000"


def read(path: Path, **answers: str) -> Sequence[dict[str, Any]]:
    found = propose(path, TableAnswers(**answers))
    assert asks(found) == []
    return transfers(path, found, answers.get("account", ""))


def test_the_orderers_account_of_a_statement_is_its_own(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Buchungstag;Betrag;Währung;Auftraggeberkonto;Bankleitzahl Auftraggeberkonto",
        "02.03.2018;-17,22;EUR;538917600;20040000",
    )  # fmt: skip
    told = roles(propose(path))
    assert (told["Auftraggeberkonto"], told["Bankleitzahl Auftraggeberkonto"]) == ("own", "other")


def test_what_is_said_of_a_card_is_neither_account_nor_way(tmp_path: Path) -> None:
    path = written(
        tmp_path, "created,amount,currency,card_funding,card_exp_month,card_exp_year",
        "2021-02-03 13:12:00,25.00,CAD,credit,12,2022",
        "2021-02-03 14:12:00,27.50,CAD,credit,1,2022",
    )  # fmt: skip
    found = propose(path)
    assert set(roles(found).values()) <= {"time", "amount", "currency", "other"}
    assert asks(found) == ["account", "sign", "zone"]


def test_the_label_of_the_next_title_is_no_holder(tmp_path: Path) -> None:
    head = "Uid,Date,Type,Asset,Amount,Status"
    path = written(
        tmp_path, "UID: 1234567,Company Name: ,Country: ", head,
        "1234567,2026-03-02 01:40:00,Withdraw,USDT,25.0,Failed",
        "1234567,2026-03-02 01:35:00,Deposit,USDT,13.0,Completed",
    )  # fmt: skip
    found = propose(path, TableAnswers(zone="UTC"))
    assert (asks(found), found.account) == ([], "1234567")
    assert not layout_of(found, tmp_path).links
    assert [row["status"] for row in transfers(path, found)] == ["failed", "ok"]


@pytest.mark.parametrize(("state", "status"), [("DONE", "ok"), ("FAILED", "failed")])
def test_states_and_coins_are_no_words_for_a_way(state: str, status: str, tmp_path: Path) -> None:
    path = written(
        tmp_path, "Coin,Time,Amount,Result", f"xrp,2022-11-12 11:57:01,54.54,{state}",
        "btc,2022-10-13 10:57:01,0.01,DONE", "xrp,2022-11-13 10:57:01,65.65,DONE",
        "btc,2022-11-14 10:57:01,65.65,FAILED",
    )  # fmt: skip
    (sign,) = (one for one in propose(path).questions if one.option == "sign")
    assert [answer.text for answer in sign.answers] == ["out=plus", "out=minus"]
    rows = read(path, account=A, sign="out=minus", zone="UTC")
    assert (rows[0]["status"], rows[0]["currency"]) == (status, "XRP")


def test_signs_are_believed_beside_words_of_orders(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Uid,Currency,Contract,Direction,Filled Price,Change,Time(UTC)",
        "1234567,USDT,BTCUSDT,SELL,90000,181.61,2026-03-02 01:06:00",
        "1234567,BTC,BTCUSDT,SELL,90000,-0.00202,2026-03-02 01:06:00",
    )  # fmt: skip
    assert asks(propose(path)) == ["sign"]
    rows = read(path, sign="out=minus")
    assert [(row["direction"], row["currency"]) for row in rows] == [("in", "USDT"), ("out", "BTC")]
    assert {row["counter_name"] for row in rows} == {None}


def test_a_first_row_of_short_dates_is_no_header(tmp_path: Path) -> None:
    lines = [
        '6/12/15,Transfer from Checking,"1,000.00",debit', '6/13/15,Shop,"2,000.00",credit',
        '6/14/15,Rent,"3,000.00",debit',
    ]  # fmt: skip
    path = written(tmp_path, *lines)
    rows = read(path, account=A, currency="USD", zone="UTC")
    assert ways(rows) == [("out", "1000.00"), ("in", "2000.00"), ("out", "3000.00")]


def test_a_short_number_that_stays_the_same_is_the_own_without_a_header(tmp_path: Path) -> None:
    lines = [
        f"12345678901;Shop|{n}2345678909876543212345;0{n}.07.2013;-5,99;EUR" for n in (1, 2, 3)
    ]
    found = propose(written(tmp_path, *lines))
    assert (found.account, asks(found)) == ("12345678901", ["sign", "zone"])
    assert "counter" not in roles(found).values()


def test_balances_told_before_the_rows_tell_the_way_and_are_not_running_ones(
    tmp_path: Path,
) -> None:
    lines = [
        f"1{n}-06-2022,{OWN},{other},EUR,{before},EUR,{moved}"
        for n, other, before, moved in (
            (1, SHOP, "100.00", "-20.00"), (2, FRIEND, "80.00", "55.50"),
            (3, SHOP, "135.50", "-35.50"), (4, FRIEND, "100.00", "1.00"),
        )
    ]  # fmt: skip
    rows = read(written(tmp_path, *lines), zone="Europe/Amsterdam")
    assert ways(rows) == [("out", "20.00"), ("in", "55.50"), ("out", "35.50"), ("in", "1.00")]
    assert {row["balance"] for row in rows} == {None}


def test_cells_that_begin_with_a_back_quote_are_read_without_it(tmp_path: Path) -> None:
    path = written(
        tmp_path, "时间,本方账号,对方账号,收支,金额", f"`2024-05-01 10:00:00,`{A},`{B},`支出,`5.00"
    )
    assert ways(read(path)) == [("out", "5.00")]


def test_yen_as_the_code_page_of_japan_writes_it(tmp_path: Path) -> None:
    rows = ["2024/05/01,\\4,600,,2,400".replace("4,600,,2,400", '4600,,"\\2,400"')]
    path = written(tmp_path, "取引日,出金額,入金額,残高", *rows, name=f"{A}.csv")
    assert ways(read(path)) == [("out", "4600.00")]


def test_entries_of_a_firms_books_that_balance_are_no_payments(tmp_path: Path) -> None:
    path = written(
        tmp_path, "JournalNumber,JournalDate,AccountName,NetAmount,Description",
        "1,23-Jan-15,Income,-36000,Sales", "1,23-Jan-15,Cash,36000,Sales",
    )  # fmt: skip
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "entries-balance"


def test_a_place_is_no_name_and_cash_is_no_part_of_a_word(tmp_path: Path) -> None:
    path = written(
        tmp_path, "timestamp,sender_account,receiver_account,amount,currency,sender_bank_location",
        f"2026-03-01T09:15:00Z,{A},{B},48500.00,AED,UAE",
    )  # fmt: skip
    assert roles(propose(path))["sender_bank_location"] == "other"
    path = written(
        tmp_path, "Date,Description,Amount,Balance", "2024-05-01 10:00:00,SKYCASH BLIK,-5.00,95.00",
        "2024-05-02 10:00:00,Cash-in from bank,10.00,105.00",
        "2024-05-03 10:00:00,CASH WITHDRAWAL,-5.00,100.00",
    )  # fmt: skip
    found = propose(path, TableAnswers(account=A, currency="USD", zone="UTC"))
    rows = transfers(path, found, A)
    ends = [row["target"] if row["direction"] == "out" else row["source"] for row in rows]
    layout_of(found, path.parent)
    mapped = dry_run(path, str(path.parent / "proposed.toml"), account=A).mapped["entity"]
    kinds = {thing["id"]: thing["kind"] for thing in mapped}
    assert [kinds[end] == "CashEnd" for end in ends] == [False, False, True]


def test_a_header_is_said_as_the_file_has_it_though_it_is_a_word_of_kg(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Date,Description,Amount,Balance,Status",
        "2024-05-01 10:00:00,a,-5.00,95.00,COMPLETED",
        "2024-05-02 10:00:00,b,-10.00,95.00,PENDING", "2024-05-03 10:00:00,c,-5.00,90.00,COMPLETED",
    )  # fmt: skip
    found = propose(path, TableAnswers(account=A, currency="USD", zone="UTC", sign="out=minus"))
    (said,) = [one for one in found.assumed if one.id == "states-not-carried-out"]
    assert "Status says" in said.text("en") and "#" not in said.text("en")


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (
            "رقم الحساب,التاريخ,الوصف,مدين,دائن,الرصيد",
            [
                'SA0380000000608010167519,١٥/٠٤/٢٠٢٤,حوالة,"١٬٥٠٠٫٠٠",,"٨٬٥٠٠٫٠٠"',
                'SA0380000000608010167519,١٦/٠٤/٢٠٢٤,حوالة,,"٢٠٬٠٠٠٫٠٠","٢٨٬٥٠٠٫٠٠"',
            ],
        ),
        (
            "شماره حساب,تاریخ,بدهکار,بستانکار,مانده",
            [
                '"0629000000000000017",۲۰۲۴-۰۴-۱۵,"۱٬۵۰۰",,"۸٬۵۰۰"',
                '"0629000000000000017",۲۰۲۴-۰۴-۱۶,,"۲۰٬۰۰۰","۲۸٬۵۰۰"',
            ],
        ),
    ],
)
def test_arabic_headers_and_digits(head: str, rows: list[str], tmp_path: Path) -> None:
    path = written(tmp_path, head, *rows)
    found = propose(path, TableAnswers(currency="SAR", zone="Asia/Riyadh"))
    assert ways(transfers(path, found)) == [("out", "1500.00"), ("in", "20000.00")]


def test_days_and_figures_under_headers_that_nobody_knows_are_no_list(tmp_path: Path) -> None:
    path = written(
        tmp_path, "خزینہ,نمبر,دن,گیا,آیا", "x,GR1601101250000000012300695,15/04/2024,1500,",
        "y,GR1601101250000000012300695,16/04/2024,,2000",
    )  # fmt: skip
    with pytest.raises(LayoutError):
        propose(path)


def test_a_number_that_begins_with_its_day_is_no_time_beside_one_without_a_header(
    tmp_path: Path,
) -> None:
    lines = [
        f"202403010000000000{n:02d},2024-03-0{n} 10:00:00,{other},Shop,-{n}.00"
        for n, other in ((1, SHOP), (2, FRIEND), (3, SHOP))
    ]
    told = roles(propose(written(tmp_path, *lines)))
    assert (told["column 1"], told["column 2"]) == ("serial", "time")
