"""Forms of banks and exchanges abroad: whose number, which day, which way, what is no payment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LayoutError, UsageError
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


def days(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [
        datetime.fromtimestamp(row["start_us"] / 1e6, UTC).strftime("%Y-%m-%d %H:%M:%S")
        for row in rows
    ]


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


def test_a_bare_number_beside_the_own_account_is_the_other_sides(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Auftragskonto;Buchungstag;Beguenstigter/Zahlungspflichtiger;Kontonummer;Betrag",
        f"{OWN};22.02.2018;Laden;{SHOP};-5,00", f"{OWN};23.02.2018;Anna;{FRIEND};7,00",
    )  # fmt: skip
    told = roles(propose(path))
    assert (told["Auftragskonto"], told["Kontonummer"]) == ("own", "counter")
    assert told["Beguenstigter/Zahlungspflichtiger"] == "counter_name"


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


def test_amounts_that_name_their_currency_are_not_of_the_coin_beside(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date(UTC),Holding Coin,Amount per period,Status",
        "2022-05-31 14:00,ETH,10.00 USDT,Success", "2022-05-31 14:00,BTC,20.00 USDT,Success",
    )  # fmt: skip
    rows = read(path, account=A, sign="out=plus")
    assert [(f"{row['amount']:.2f}", row["currency"]) for row in rows] == [
        ("10.00", "USDT"), ("20.00", "USDT"),
    ]  # fmt: skip


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


@pytest.mark.parametrize(
    ("lines", "moment"),
    [
        (["1/25/2022, 2:58:40 AM"], "2022-01-25 02:58:40"),
        (["1/25/2022, 2:58:40 PM"], "2022-01-25 14:58:40"),
        (["2019.04.19."], "2019-04-19 00:00:00"),
        (["19.04.2019. 10:11"], "2019-04-19 10:11:00"),
        (["02.03.2018"], "2018-03-02 00:00:00"),
    ],
)
def test_times_as_other_countries_write_them(lines: list[str], moment: str, tmp_path: Path) -> None:
    rows = [f"{line};-5.00;EUR" for line in lines]
    path = written(tmp_path, "Datum;Betrag;Währung", *rows)
    assert days(read(path, account=A, sign="out=minus", zone="UTC")) == [moment]


def test_days_are_told_by_those_of_booking_beside_them(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Transaction Date,Post Date,Amount,Currency",
        "04/03/2024,04/05/2024,-1.23,USD", "04/02/2024,04/03/2024,-4.56,USD",
    )  # fmt: skip
    rows = read(path, account=A, sign="out=minus", zone="UTC")
    assert days(rows) == ["2024-04-03 00:00:00", "2024-04-02 00:00:00"]
    same = written(tmp_path, "Transaction Date,Post Date,Amount", "04/03/2024,04/03/2024,-1.23")
    assert "dates" in asks(propose(same))


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


def test_rows_that_are_all_narrower_than_the_header_are_said_to_be(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Amount,Currency,D/K,Ref", '2014-10-01,15.31,LTL,""', '2014-10-02,9.4,LTL,""'
    )
    with pytest.raises(LayoutError, match="5") as refused:
        propose(path)
    assert refused.value.what.id == "no-row-is-as-wide"


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


def test_at_most_three_things_are_asked_of_days(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Description,Amount", "05/03/2021,Shop,-5.00", "06/03/2021,Shop,5.00"
    )
    assert asks(propose(path)) == ["account", "sign", "dates"]
    some = TableAnswers(account=A, sign="out=minus", dates="day-first")
    assert asks(propose(path, some)) == ["currency"]


def test_entries_of_a_firms_books_that_balance_are_no_payments(tmp_path: Path) -> None:
    path = written(
        tmp_path, "JournalNumber,JournalDate,AccountName,NetAmount,Description",
        "1,23-Jan-15,Income,-36000,Sales", "1,23-Jan-15,Cash,36000,Sales",
    )  # fmt: skip
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "entries-balance"


def test_prices_by_the_hour_without_a_header_are_no_payments(tmp_path: Path) -> None:
    path = written(
        tmp_path, *(f"14908{n}7100,1.1{n},1.1{n},1.1{n},1.1{n},{n},{n}" for n in range(5))
    )
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "nothing-proposed"


def test_a_currency_in_the_amounts_header_wins_over_that_of_another_amount(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Дата i час операції;Деталі;Сума в валюті картки (UAH);Сума в валюті операції;Валюта",
        "10.07.2024 10:00:00;Shop;-100,00;-25,00;EUR",
        "11.07.2024 09:00:00;Kiosk;-80,00;-80,00;UAH",
    )  # fmt: skip
    said = {"account": A, "sign": "out=minus"}
    card = TableAnswers(**said, role=["amount=Сума в валюті картки (UAH)"])
    rows = transfers(path, propose(path, card), A)
    assert [(f"{row['amount']:.2f}", row["currency"]) for row in rows] == [
        ("100.00", "UAH"), ("80.00", "UAH"),
    ]  # fmt: skip


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


def test_abbreviated_clocks_tell_the_zone(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Date,Time,TimeZone,Name,Currency,Gross,Fee,Net,From Email Address,To Email Address",
        "10/12/2020,13:54:37,PST,Shop,EUR,-30.00,-1.00,-31.00,me@example.com,shop@example.com",
        "11/12/2020,13:54:37,PDT,Ann,EUR,50.00,-2.00,48.00,ann@example.com,me@example.com",
    )  # fmt: skip
    rows = read(path, dates="day-first")
    assert days(rows)[0] == "2020-12-10 21:54:37"
    assert [(row["source_name"], row["target_name"], f"{row['amount']:.2f}") for row in rows] == [
        ("me@example.com", "shop@example.com", "30.00"),
        ("ann@example.com", "me@example.com", "50.00"),
    ]  # fmt: skip


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


def test_a_currency_that_nobody_knows_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path, "Date,Amount,Balance", "2024-05-01 10:00:00,-5.00,95.00")
    with pytest.raises(UsageError, match="'HLX' is not a currency kg knows"):
        propose(path, TableAnswers(account=A, currency="HLX", zone="UTC"))


def test_a_statement_row_without_any_amount_is_a_problem(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Completion Time,Details,Paid In,Withdrawn,Balance",
        "2024-05-01 10:00:00,a,,5.00,95.00", "2024-05-02 10:00:00,Charge,,,95.00",
        "2024-05-03 10:00:00,b,7.00,,102.00",
    )  # fmt: skip
    found = propose(path, TableAnswers(account=A, currency="KES", zone="UTC"))
    layout_of(found, path.parent)
    reading = dry_run(path, str(path.parent / "proposed.toml"), account=A).reading
    assert [(p.locator, p.code) for p in reading.problems] == [("line 3", "amount")]


def test_yuan_in_a_header_leaves_the_currency_to_its_column(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "日期,交易金额(元),币种,折算金额,余额(元)",
        "2024-05-01 10:00:00,-5.00,USD,-36.10,95.00",
        "2024-05-02 10:00:00,7.00,USD,50.54,102.00",
        "2024-05-03 10:00:00,-2.00,USD,-14.44,100.00",
    )  # fmt: skip
    found = propose(path, TableAnswers(account=A))
    rows = transfers(path, found, A)
    assert {row["currency"] for row in rows} == {"USD"}
