"""The currency of what moved: told by columns, headers and signs, or offered by addresses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LayoutError, UsageError
from kg.requests import TableAnswers
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, asks, transfers, written


def read(path: Path, **answers: str) -> Sequence[dict[str, Any]]:
    found = propose(path, TableAnswers(**answers))
    assert asks(found) == []
    return transfers(path, found, answers.get("account", ""))


SENT, OWN = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


def test_the_currency_beside_the_chosen_amount_is_its_own(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Card number,Date,Amount,Amount currency,Account amount,Account currency",
        f"{A},2023-01-01,4.50,EUR,33.60,CNY",
    )  # fmt: skip
    for header, amount, currency in (
        ("Amount", "4.50", "EUR"), ("Account amount", "33.60", "CNY"),
    ):  # fmt: skip
        said = TableAnswers(role=[f"amount={header}"], sign="out=plus", zone="UTC")
        (row,) = transfers(path, propose(path, said))
        assert (f"{row['amount']:.2f}", row["currency"]) == (amount, currency)


def test_a_dollar_sign_leaves_the_currencies_that_it_may_mean(tmp_path: Path) -> None:
    path = written(tmp_path, "Account,Date,Debit,Credit", f"{A},2023-01-01,$5.00,")
    (question,) = (one for one in propose(path).questions if one.option == "currency")
    assert [answer.text for answer in question.answers][:2] == ["USD", "HKD"]
    assert "CNY" not in [answer.text for answer in question.answers]


def test_traditional_characters_are_not_at_home_in_the_mainland(tmp_path: Path) -> None:
    path = written(tmp_path, f"帳號,{A}", "交易日期,支出,存入,餘額", "2023-05-31,100,,900")
    questions = propose(path).questions
    assert [one.option for one in questions] == ["currency", "zone"]
    assert questions[0].answers[0].text == "TWD"


def test_amounts_that_name_their_currency_are_not_of_the_coin_beside(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date(UTC),Holding Coin,Amount per period,Status",
        "2022-05-31 14:00,ETH,10.00 USDT,Success", "2022-05-31 14:00,BTC,20.00 USDT,Success",
    )  # fmt: skip
    rows = read(path, account=A, sign="out=plus")
    assert [(f"{row['amount']:.2f}", row["currency"]) for row in rows] == [
        ("10.00", "USDT"), ("20.00", "USDT"),
    ]  # fmt: skip


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


def test_a_currency_that_nobody_knows_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path, "Date,Amount,Balance", "2024-05-01 10:00:00,-5.00,95.00")
    with pytest.raises(UsageError, match="'HLX' is not a currency kg knows"):
        propose(path, TableAnswers(account=A, currency="HLX", zone="UTC"))


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


def test_a_coin_that_headers_name_is_taken_for_no_other(tmp_path: Path) -> None:
    ends = "0x742d35cc6634c0532925a3b844bc454e4438f44e,0x53d284357ec70ce289d6d64134dfac8e511c8a3d"
    path = written(
        tmp_path,
        "UnixTimestamp,From,To,Value_IN(POL),Value_OUT(POL)",
        f"1681380672,{ends},0,1500.5",
        f"1681380673,{ends},0,10",
    )
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "coin-not-known"


def test_coins_are_offered_for_what_addresses_moved(tmp_path: Path) -> None:
    rows = [
        {"address": SENT, "category": "send", "amount": -0.1, "blocktime": 1678886300},
        {"address": OWN, "category": "receive", "amount": 0.5, "blocktime": 1678916300},
    ]
    text = json.dumps([{**row, "walletconflicts": []} for row in rows])
    path = written(tmp_path, text, name="list.json")
    found = propose(path)
    assert asks(found) == ["account", "currency"]
    assert [one.text for one in found.questions[1].answers] == ["BTC"]


@pytest.mark.parametrize(
    "header",
    [
        "Rekeningnummer;Datum;Valuta;Omschrijving;Bedrag;Munt",
        "Rekeningnummer;Datum;Betrag (Fremdwährung);Omschrijving;Bedrag;Munt",
    ],
)
@pytest.mark.parametrize("cells", [("28/02/2018", "29/03/2018"), ("-3,40", "12,05")])
def test_days_and_amounts_are_no_currencies_whatever_their_header_says(
    header: str, cells: tuple[str, str], tmp_path: Path
) -> None:
    path = written(
        tmp_path, header, f"{A};28/02/2018;{cells[0]};gas;-3,40;EUR",
        f"{A};29/03/2018;{cells[1]};pay;12,05;EUR",
    )  # fmt: skip
    rows = read(path, sign="out=minus", zone="UTC")
    assert [row["currency"] for row in rows] == ["EUR", "EUR"]


def test_without_another_column_of_currencies_it_is_asked_and_no_day_is_offered(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path, "Rekeningnummer;Datum;Valuta;Bedrag", f"{A};28/02/2018;28/02/2018;-3,40"
    )
    asked = [one for one in propose(path).questions if one.option == "currency"]
    assert [one.what.id for one in asked] == ["which-currency"]
