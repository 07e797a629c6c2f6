"""What is counted is no money, and coins of games and chains are not the money of a state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, B, asks, roles, transfers, ways, written

HASH, ONE, TWO = "0x" + "ab" * 32, "0x" + "1" * 40, "0x" + "2" * 40


@pytest.mark.parametrize(
    ("head", "row", "amount"),
    [
        ("打赏用户ID,主播ID,礼物数量,折合人民币（元）,打赏时间", "101,888,2,3000.00", "3000.00"),
        ("付款人,收款人,件数,总金额,支付时间", "某甲,某乙,3,300.00", "300.00"),
        ("sender,receiver,count,total_usd,time", "Ann Lee,Bob Ray,3,0.45", "0.45"),
    ],
)
def test_the_worth_is_taken_and_not_the_count(
    head: str, row: str, amount: str, tmp_path: Path
) -> None:
    path = written(tmp_path, head, f"{row},2024-04-15 21:00:01")
    found = propose(path, TableAnswers(zone="UTC"))
    assert [one[1] for one in ways(transfers(path, found))] == [amount]


def test_a_count_alone_is_no_amount(tmp_path: Path) -> None:
    path = written(tmp_path, "送礼人,主播,礼物,数量,时间", "某甲,某乙,火箭,3,2024-04-15 21:00:01")
    assert "amount" not in roles(propose(path)).values()
    priced = written(tmp_path, "商品,购买数量,单价,成交时间", "x,3,100.00,2024-04-15 21:00:01")
    with pytest.raises(LayoutError):
        propose(priced)


def test_coins_of_a_game_are_asked_about(tmp_path: Path) -> None:
    head = "送礼用户ID,收礼主播ID,数量,单价(快币),总价(快币),送礼时间"
    path = written(tmp_path, head, "101,888,2,500,1000,2024-04-15 21:00:01")
    (question,) = propose(path).questions
    assert (question.option, question.answers[0].text) == ("currency", "XXX")


@pytest.mark.parametrize(
    "lines",
    [
        ("交易哈希,交易时间,发送方,接收方,数量", f"{HASH},2024-04-15 09:05:11,{ONE},{TWO},1500.00"),
        ("Hash,Time,From,To,Amount", f"{HASH},2024-04-15 09:05:11,{ONE},{TWO},1500.00"),
    ],
)
def test_what_a_chain_moved_is_never_the_money_of_a_state(
    lines: Sequence[str], tmp_path: Path
) -> None:
    found = propose(written(tmp_path, *lines), TableAnswers(zone="UTC"))
    (question,) = found.questions
    assert question.option == "currency"
    assert {one.text for one in question.answers} <= {"ETH", "USDT", "USDC", "BTC", "TRX", "XXX"}


def test_a_token_of_a_chain_without_checksums_is_its_address(tmp_path: Path) -> None:
    keys = [
        "9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM",
        "7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU",
    ]
    coin = "So11111111111111111111111111111111111111112"
    head = "Signature,Block Time,From,To,Amount,Decimals,Token Address"
    path = written(tmp_path, head, f"5h1sig1,1713143111,{keys[0]},{keys[1]},2500000000,9,{coin}")
    found = propose(path)
    assert asks(found) == []
    (row,) = transfers(path, found)
    assert (f"{row['amount']:.1f}", row["currency"]) == ("2.5", coin)


def test_codes_of_currencies_in_digits_are_read_and_unknown_ones_asked_about(
    tmp_path: Path,
) -> None:
    head = "ACCT_NO,CUST_NAME,TXN_DT,TXN_TM,DR_AMT,CR_AMT,CCY_CD,CNTPTY_ACCT,CNTPTY_NAME"
    rows = [
        f"{A},ANN LEE,20240415,090511,1000.00,0.00,156,{B},BOB RAY",
        f"{A},ANN LEE,20240415,100511,0.00,500.00,840,{B},BOB RAY",
    ]
    path = written(tmp_path, head, *rows)
    found = propose(path, TableAnswers(zone="UTC"))
    assert asks(found) == []
    paid = transfers(path, found)
    assert [(row["direction"], row["currency"]) for row in paid] == [("out", "CNY"), ("in", "USD")]
    assert (roles(found)["CNTPTY_ACCT"], roles(found)["CUST_NAME"]) == ("counter", "holder")
    odd = written(
        tmp_path, head, *(row.replace(",156,", ",999,").replace(",840,", ",997,") for row in rows)
    )
    assert asks(propose(odd, TableAnswers(zone="UTC"))) == ["currency"]


def test_the_two_accounts_of_a_voucher_are_payer_and_payee(tmp_path: Path) -> None:
    head = "记账日期,借方账号,借方户名,贷方账号,贷方户名,发生额,币种"
    rows = [f"20240415,{A},某甲,{B},某乙,1000.00,01", f"20240416,{B},某乙,{A},某甲,50.00,14"]
    path = written(tmp_path, head, *rows)
    found = propose(path)
    assert asks(found) == []
    paid = transfers(path, found)
    assert [(row["source_name"], row["currency"]) for row in paid] == [(A, "CNY"), (B, "USD")]


def test_no_account_pays_itself_in_every_row(tmp_path: Path) -> None:
    path = written(tmp_path, "日期,付款账号,收款账号,金额", f"2024-04-15,{A},{A},5.00")
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "pays-itself"


def test_a_column_of_signs_is_the_sign(tmp_path: Path) -> None:
    head = "卡号,交易日期,正负,金额,余额,对方帐号"
    rows = [f"{A},20240415,-,1000.00,9000.00,{B}", f"{A},20240416,+,500.00,9500.00,{B}"]
    for minus in "-−－":
        path = written(tmp_path, head, *(row.replace(",-,", f",{minus},") for row in rows))
        found = propose(path)
        assert asks(found) == []
        assert ways(transfers(path, found)) == [("out", "1000.00"), ("in", "500.00")]


def test_who_paid_outweighs_the_shop_of_an_order(tmp_path: Path) -> None:
    head = "订单号,商户号,收款人,收款账号,实付金额,付款人姓名,创建时间"
    path = written(tmp_path, head, f"1,M1001,某乙,{B},500.00,某甲,2024-04-15 21:00:01")
    (row,) = transfers(path, propose(path))
    assert row["source_name"] == "某甲"
