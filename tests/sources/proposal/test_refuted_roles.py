"""What cells or the rest of a header contradict is no side, no amount and no balance."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, asks, roles, transfers, written


def test_a_column_of_days_pays_nobody(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "送礼时间,送礼账号,主播账号,礼物名称,礼物金额",
        "2025-07-05 20:00:00,u1001,anchor9,火箭,1000",
        "2025-07-05 20:03:00,u1002,anchor9,火箭,500",
    )
    found = propose(path)
    assert roles(found) | {"礼物名称": ""} == {
        "送礼时间": "time", "送礼账号": "source", "主播账号": "target", "礼物名称": "",
        "礼物金额": "amount",
    }  # fmt: skip
    assert [f"{row['amount']:.0f}" for row in transfers(path, found)] == ["1000", "500"]


def test_the_day_of_a_balance_is_no_balance(tmp_path: Path) -> None:
    for day in ("", "31/03/2023"):
        path = written(
            tmp_path,
            "Data,Histórico,Data do Balancete,Valor",
            f"13/04/2023,Pix - Enviado,{day},-150.25",
            f"14/04/2023,TED Recebida,{day},1200.00",
        )
        assert "balance" not in roles(propose(path)).values()


def test_numbers_under_the_header_of_a_number_are_no_amounts(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Order Number,Order Type,Asset Type,Fiat Type,Total Price,Price,Quantity,Created Time",
        "1001,Buy,USDT,CNY,7300.00,7.30,1000.00,2025-07-01 10:20:00",
        "1002,Buy,USDT,CNY,7300.00,7.30,1000.00,2025-07-01 10:40:00",
    )
    found = roles(propose(path))
    assert (found["Order Number"], found["Quantity"]) == ("serial", "amount")


@pytest.mark.parametrize(
    "header", ["MSISDN,Lat,Long,Start Time,Other Party", "MSISDN,Volume (MB),X,Time,Other Party"]
)
def test_places_and_volumes_are_no_money(tmp_path: Path, header: str) -> None:
    row = "919812345678,28.6,77.2,2023-04-03 09:11:12,919800000001"
    with pytest.raises(LayoutError):
        propose(written(tmp_path, header.replace("X", "GPS_Lat"), row, row.replace("28", "29")))


def test_a_flag_pays_nobody(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "time,is_from_app,账号,金额",
        f"2023-03-15 13:20:00,0,{A},-5.00",
        f"2023-03-15 13:30:00,1,{A},7.00",
    )
    assert roles(propose(path))["is_from_app"] == "other"


def test_when_a_record_was_made_or_paid_out_is_not_when_it_happened(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "id,Amount,Currency,Created (UTC),Available On (UTC),Transfer Date (UTC)",
        "txn_1,100.00,usd,2023-04-03 09:11,2023-04-05 00:00,2023-04-06 00:00",
        "txn_2,-20.00,usd,2023-04-04 09:11,2023-04-05 00:00,2023-04-06 00:00",
    )
    assert roles(propose(path))["Created (UTC)"] == "time"
    path = written(
        tmp_path,
        "created_at,updated_at,date,amount,currency",
        "2023-05-13T10:11:12Z,2023-05-13T10:11:12Z,2023-04-13T00:00:00Z,-5.20,EUR",
        "2023-05-13T10:11:12Z,2023-05-13T10:11:12Z,2023-04-14T00:00:00Z,7.20,EUR",
    )
    found = propose(path)
    assert roles(found)["date"] == "time" and "account" in asks(found)
