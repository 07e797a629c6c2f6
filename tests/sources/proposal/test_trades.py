"""Rows that give one currency for another: told whole as two payments, or refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, asks, layout_of, roles, transfers, written

ANSWERS = TableAnswers(account=A, zone="UTC")
P2P = "Order No,Order Type,Asset Type,Fiat Type,Total Price,Price,Quantity,Status,Created Time"


def told(path: Path, answers: TableAnswers = ANSWERS) -> set[tuple[str, str, Decimal, str, str]]:
    rows = transfers(path, propose(path, answers), A)
    return {
        (str(r["row_no"]), r["direction"], r["amount"].normalize(), r["currency"], r["status"])
        for r in rows
    }


def test_an_order_moves_the_coin_one_way_and_the_money_the_other(tmp_path: Path) -> None:
    path = written(
        tmp_path, P2P,
        "1001,Sell,USDT,CNY,7200.00,7.20,1000.00,Completed,2023-05-31 10:15:00",
        "1002,Buy,USDT,CNY,3605.00,7.21,500.00,Completed,2023-05-30 09:00:00",
        "1003,Sell,USDT,CNY,720.00,7.20,100.00,Cancelled,2023-05-30 09:30:00",
    )  # fmt: skip
    found = propose(path)
    assert asks(found) == ["account", "zone"]
    assert {header: role for header, role in roles(found).items() if role != "other"} == {
        "Order No": "serial", "Order Type": "direction", "Asset Type": "currency",
        "Fiat Type": "paid_in", "Total Price": "total", "Price": "price", "Quantity": "amount",
        "Status": "status", "Created Time": "time",
    }  # fmt: skip
    one, other, cancelled = (Decimal(n).normalize() for n in ("1000", "500", "100"))
    assert told(path) == {
        ("2", "out", one, "USDT", "ok"), ("2", "in", Decimal("7.2E+3"), "CNY", "ok"),
        ("3", "in", other, "USDT", "ok"), ("3", "out", Decimal("3605"), "CNY", "ok"),
        ("4", "out", cancelled, "USDT", "failed"), ("4", "in", Decimal("7.2E+2"), "CNY", "failed"),
    }  # fmt: skip


def test_headers_that_say_what_came_and_what_went_tell_both(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Received Quantity,Received Currency,Sent Quantity,Sent Currency,Fee Amount",
        "2022-02-27 12:09:00,0.1,ETH,200,BUSD,0.001", "2022-02-27 12:11:00,110,BUSD,0.05,ETH,0.05",
    )  # fmt: skip
    assert told(path) == {
        ("2", "in", Decimal("0.1"), "ETH", "ok"), ("2", "out", Decimal("2E+2"), "BUSD", "ok"),
        ("3", "in", Decimal("1.1E+2"), "BUSD", "ok"), ("3", "out", Decimal("0.05"), "ETH", "ok"),
    }  # fmt: skip


def test_a_trade_of_which_half_is_told_is_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path, "ID,Amount,Price,Trading Currency,Original Currency,Time",
        "1,0.005,10000,BTC,JPY,2022-04-20 16:20:00", "2,0.006,10100,BTC,JPY,2022-04-21 16:20:00",
    )  # fmt: skip
    with pytest.raises(LayoutError, match="JPY"):
        propose(path, ANSWERS)


def test_a_product_that_is_not_the_total_proves_no_trade(tmp_path: Path) -> None:
    path = written(
        tmp_path, P2P, "1001,Sell,USDT,CNY,9000.00,7.20,1000.00,Done,2023-05-31 10:15:00"
    )
    with pytest.raises(LayoutError):
        propose(path, ANSWERS)


def test_a_foreign_amount_beside_that_of_the_account_is_no_trade(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Billing amount,Billing currency,Original amount,Original currency",
        "2024-05-01 10:00:00,-7.80,HKD,-1.00,USD", "2024-05-02 10:00:00,-8.60,HKD,-1.00,EUR",
    )  # fmt: skip
    found = propose(path, TableAnswers(account=A, zone="UTC", sign="out=minus"))
    assert roles(found)["Billing amount"] == "amount"


@pytest.mark.parametrize(
    ("pairs", "mark"), [(("BTCUSDT", "ETHUSDT"), ""), (("BTC/USDT", "ETH/USDT"), "/")]
)
def test_both_currencies_in_one_cell_are_taken_apart(
    pairs: tuple[str, str], mark: str, tmp_path: Path
) -> None:
    path = written(
        tmp_path, "Pairs,Time,Side,Filled Price,Executed Amount,Total,Fee",
        f"{pairs[0]},2024-01-15 12:00:00,Buy,30000,0.05,1500,1.5USDT",
        f"{pairs[1]},2024-02-10 09:00:00,Sell,2000,0.5,1000,1USDT",
    )  # fmt: skip
    assert asks(propose(path)) == ["account", "zone"]
    assert told(path) == {
        ("2", "in", Decimal("0.05"), "BTC", "ok"), ("2", "out", Decimal("1.5E+3"), "USDT", "ok"),
        ("3", "out", Decimal("0.5"), "ETH", "ok"), ("3", "in", Decimal("1E+3"), "USDT", "ok"),
    }  # fmt: skip


def test_a_row_of_an_unknown_pair_or_way_is_a_problem_and_no_end_of_trades(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Pairs,Time,Side,Filled Price,Executed Amount,Total",
        "BTCUSDT,2024-01-15 12:00:00,Buy,30000,0.05,1500",
        "ETHUSDT,2024-02-10 09:00:00,Sell,2000,0.5,1000",
        "ETHUSDT,2024-02-10 10:00:00,Sell,2000,0.1,200",
        "XYZABC,2024-02-11 09:00:00,Sell,2000,0.5,1000",
        "ETHUSDT,2024-02-12 09:00:00,Hold,2000,0.5,1000",
        "ETHUSDT,2024-02-13 09:00:00,Sell,2000,,1000",
    )  # fmt: skip
    found = propose(path, ANSWERS)
    layout_of(found, tmp_path)
    run = dry_run(path, str(tmp_path / "proposed.toml"), account=A)
    assert [problem.locator for problem in run.reading.problems] == ["line 5", "line 6", "line 7"]
    assert run.reading.stored == 3 and len(run.mapped["flow_transfer"]) == 6


def test_what_was_filled_says_more_than_what_was_ordered(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Pairs,Time,Direction,Average Filled Price,Order Price,Filled Quantity,Order Quantity,"
        "Order Amount",
        "BTCUSDT,2024-03-01 10:00:00,Buy,30000,31000,0.02,0.04,600",
        "ETHUSDT,2024-03-02 11:00:00,Sell,2000,1900,0.5,0.5,1000",
    )  # fmt: skip
    assert roles(propose(path))["Filled Quantity"] == "amount"


def test_a_pair_beside_a_currency_only_says_what_an_entry_is_for(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Time,Type,Symbol,Amount,Asset,Balance",
        "2024-03-01 10:00:00,FEE,BTCUSDT,-1.00,USDT,99.00",
        "2024-03-01 11:00:00,FUNDING,BTCUSDT,2.00,USDT,101.00",
        "2024-03-01 12:00:00,FEE,ETHUSDT,-3.00,USDT,98.00",
    )  # fmt: skip
    assert roles(propose(path))["Asset"] == "currency"


def test_a_pair_of_kraken_names_coins_with_an_x_and_money_with_a_z(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "txid,pair,time,type,price,cost,fee,vol",
        "TABCDE,XXBTZEUR,2023-01-15 10:11:12.1234,buy,20000.00,2000.00,3.20,0.10",
        "TABCDF,XETHZUSD,2023-01-16 10:11:12.1234,sell,1500.00,3000.00,4.80,2.00",
        "TABCDG,XTZEUR,2023-01-17 10:11:12.1234,sell,1.50,3.00,0.10,2.00",
    )
    found = propose(path)
    assert [row["currency"] for row in transfers(path, found, account=A)] == [
        "BTC", "ETH", "XTZ", "EUR", "USD", "EUR",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        (
            "Uuid,Exchange,TimeStamp,OrderType,Quantity,Price,TimeInForceTypeId",
            "aaaa-1,BTC-LTC,5/10/2018 11:11:12 PM,LIMIT_BUY,10.0,0.128,0",
            "aaaa-2,BTC-LTC,5/13/2018 1:11:12 AM,LIMIT_SELL,5.0,0.085,0",
        ),
        (
            "Type,Datetime,Amount,Value,Sub Type",
            "Deposit,2023-01-04 13:02:00,1000.00 EUR,,",
            "Market,2023-01-05 13:02:00,0.05000000 BTC,800.00 EUR,Buy",
            "Market,2023-01-06 13:02:00,0.01000000 BTC,165.00 EUR,Sell",
        ),
    ],
)
def test_trades_that_cannot_be_read_whole_are_refused(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    with pytest.raises(LayoutError) as refused:
        propose(written(tmp_path, *rows))
    assert refused.value.what.id == "rows-trade-currencies"


def test_rows_that_trade_one_currency_for_another_are_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Date,Pair,Side,Price,Executed",
        "2024-01-02 10:00:00,BTC/USDT,BUY,40000,0.1",
        "2024-01-03 10:00:00,ETH/USDT,SELL,2000,1",
    )
    with pytest.raises(LayoutError, match="trades one currency for another"):
        propose(path, TableAnswers(account=A, zone="UTC"))


def test_two_amounts_of_two_currencies_that_go_either_way_are_a_trade(tmp_path: Path) -> None:
    head = "Timestamp (UTC),Text,Currency,Amount,To Currency,To Amount"
    bought = written(
        tmp_path, head, "2024-01-02 10:00:00,Buy BTC,BTC,0.01,USD,-420",
        "2024-03-04 12:00:00,Deposit,SOL,2.5,,",
    )  # fmt: skip
    with pytest.raises(LayoutError, match="trades one currency"):
        propose(bought, TableAnswers(account=A, sign="out=minus", role=("amount=Amount",)))


def test_foreign_money_without_a_sign_is_no_trade(tmp_path: Path) -> None:
    head = "Date,Text,Currency,Amount,Foreign Currency,Foreign Amount"
    rows = ["2024-01-02,shop,EUR,-100.00,USD,110.00", "2024-01-03,shop,EUR,-50.00,USD,55.00"]
    found = propose(
        written(tmp_path, head, *rows),
        TableAnswers(account=A, sign="out=minus", zone="UTC", role=("amount=Amount",)),
    )
    assert asks(found) == []


def test_an_amount_is_in_the_currency_that_is_called_as_it_is(tmp_path: Path) -> None:
    rows = [f"2026-07-0{n} 10:00:00,shop,BRL,-1{n}.35,USD,-2.2{n}" for n in (1, 2)]
    head = "Timestamp (UTC),Text,Currency,Amount,To Currency,To Amount"
    path = written(tmp_path, head, *rows)
    told = TableAnswers(account=A, sign="out=minus", role=("amount=Amount",))
    assert {row["currency"] for row in transfers(path, propose(path, told), account=A)} == {"BRL"}
    head = "Дата операции;Сумма операции;Валюта операции;Сумма платежа;Валюта платежа;Описание"
    row = "10.07.2026 15:42:26;-10,00;EUR;-950,00;RUB;Steam"
    path = written(tmp_path, head, row, row.replace("EUR", "RUB"))
    told = TableAnswers(
        account=A, sign="out=minus", zone="Europe/Moscow", role=("amount=Сумма платежа",)
    )
    assert {row["currency"] for row in transfers(path, propose(path, told), account=A)} == {"RUB"}


def refusal(path: Path, answers: TableAnswers = ANSWERS) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(LayoutError) as refused:
        propose(path, answers)
    assert refused.value.what.id == "rows-trade-currencies"
    told = refused.value.what.arguments
    return str(told["column"]), tuple(told["cells"])


@pytest.mark.parametrize(
    ("head", "rows", "named"),
    [
        (  # no column tells the total
            "Time,Pair,Side,Price,Amount",
            (
                "2024-01-15 12:00:00,BTC-USDT,Buy,30000,0.05",
                "2024-02-10 09:00:00,ETH-USDT,Sell,2000,0.5",
            ),
            ("Pair", ("BTC-USDT", "ETH-USDT")),
        ),
        (  # nobody says who bought
            "Time,Pair,Kind,Amount",
            ("2024-01-15 12:00:00,BTC-USDT,x,0.05", "2024-02-10 09:00:00,ETH-USDT,y,0.5"),
            ("Pair", ("BTC-USDT", "ETH-USDT")),
        ),
        (  # no header tells in what is paid
            "Time,Side,Currency,Settled Currency,Price,Quantity,Total",
            (
                "2024-01-15 12:00:00,Buy,BTC,EUR,30000,0.05,1500",
                "2024-02-10 09:00:00,Sell,ETH,EUR,2000,0.5,1000",
            ),
            ("Settled Currency", ("EUR", "EUR")),
        ),
        (  # the product is headed as another quantity
            "Time,Side,Asset,Fiat,Price,Quantity,Quantity Total",
            (
                "2024-01-15 12:00:00,Buy,USDT,CNY,7.2,100,720",
                "2024-02-10 09:00:00,Sell,USDT,CNY,7.2,50,360",
            ),
            ("Fiat", ("CNY", "CNY")),
        ),
        (  # what came and what went, of which only one has a currency
            "Date,Bought Amount,Sold Amount,Currency",
            ("2022-02-27 12:09:00,0.1,200,ETH", "2022-02-27 12:11:00,110,0.5,BTC"),
            ("Currency", ("ETH", "BTC")),
        ),
        (  # words that are none for who bought
            "Pairs,Time,Side,Filled Price,Executed Amount,Total",
            (
                "BTCUSDT,2024-01-15 12:00:00,Hold,30000,0.05,1500",
                "ETHUSDT,2024-02-10 09:00:00,Wait,2000,0.5,1000",
            ),
            ("Pairs", ("BTCUSDT", "ETHUSDT")),
        ),
    ],
)
def test_trades_of_which_a_part_is_untold_are_refused(
    head: str, rows: tuple[str, ...], named: tuple[str, tuple[str, ...]], tmp_path: Path
) -> None:
    assert refusal(written(tmp_path, head, *rows)) == named


def test_a_column_of_amounts_that_says_nothing_of_the_sides_is_left_out(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Received Quantity,Received Rank X,Received Currency,Sent Quantity,"
        "Sent Currency",
        "2022-02-27 12:09:00,0.1,,ETH,200,BUSD", "2022-02-27 12:11:00,110,,BUSD,0.05,ETH",
    )  # fmt: skip
    assert roles(propose(path))["Received Quantity"] == "amount"
    assert {(row[1], row[3]) for row in told(path)} == {
        ("in", "ETH"), ("out", "BUSD"), ("in", "BUSD"), ("out", "ETH"),
    }  # fmt: skip


def test_orders_that_all_go_one_way_move_both_currencies(tmp_path: Path) -> None:
    path = written(
        tmp_path, P2P, "1001,Buy,USDT,CNY,7200.00,7.20,1000.00,Completed,2023-05-31 10:15:00"
    )
    assert told(path) == {
        ("2", "in", Decimal("1E+3"), "USDT", "ok"), ("2", "out", Decimal("7.2E+3"), "CNY", "ok"),
    }  # fmt: skip


def test_what_a_person_said_of_a_trade_is_the_ground_of_its_columns(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Received Quantity,Received Currency,Sent Quantity,Sent Currency",
        "2022-02-27 12:09:00,0.1,ETH,200,BUSD", "2022-02-27 12:11:00,110,BUSD,0.05,ETH",
    )  # fmt: skip
    answers = TableAnswers(account=A, zone="UTC", role=("currency=Received Currency",))
    grounds = {column.header: column.ground for column in propose(path, answers).columns}
    assert (grounds["Received Currency"], grounds["Sent Currency"]) == ("answer", "arithmetic")


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (  # money of two states that goes either way
            "Date,Text,Currency,Amount,To Currency,To Amount",
            (
                "2024-01-02 10:00:00,x,EUR,10.00,USD,-11.00",
                "2024-01-03 10:00:00,y,EUR,-4.00,USD,4.40",
            ),
        ),
        (  # one coin twice
            "Date,Text,Currency,Amount,To Currency,To Amount",
            (
                "2024-01-02 10:00:00,x,BTC,10.00,BTC,-11.00",
                "2024-01-03 10:00:00,y,BTC,-4.00,BTC,4.40",
            ),
        ),
        (  # both amounts go one way
            "Date,Text,Currency,Amount,To Currency,To Amount",
            (
                "2024-01-02 10:00:00,x,BTC,10.00,USD,11.00",
                "2024-01-03 10:00:00,y,BTC,-4.00,USD,-4.40",
            ),
        ),
        (  # the other amount is blank, or no amount
            "Date,Text,Currency,Amount,To Currency,To Amount",
            ("2024-01-02 10:00:00,x,BTC,10.00,USD,0", "2024-01-03 10:00:00,y,BTC,0,USD,-4.40"),
        ),
        (  # headers that are not of one and the same
            "Date,Text,Currency,Amount,To Currency,Rest Amount",
            (
                "2024-01-02 10:00:00,x,BTC,10.00,USD,-11.00",
                "2024-01-03 10:00:00,y,BTC,-4.00,USD,4.40",
            ),
        ),
    ],
)
def test_two_amounts_of_which_none_is_given_for_the_other_are_no_trade(
    head: str, rows: tuple[str, ...], tmp_path: Path
) -> None:
    answers = TableAnswers(account=A, zone="UTC", sign="out=minus", role=("amount=Amount",))
    found = propose(written(tmp_path, head, *rows), answers)
    assert asks(found) == [] and roles(found)["Amount"] == "amount"


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (  # amounts carry one currency only
            "Type,Datetime,Amount,Sub Type",
            (
                "Deposit,2023-01-04 13:02:00,1000.00 EUR,Buy",
                "Market,2023-01-05 13:02:00,5.0 EUR,Buy",
                "Market,2023-01-06 13:02:00,1.0 EUR,Sell",
            ),
        ),
        (  # a pair without a price, and no word for who bought
            "Uuid,Exchange,TimeStamp,OrderType,Quantity",
            (
                "aaaa-1,BTC-LTC,2018-05-10 23:11:12,LIMIT_BUY,10.0",
                "aaaa-2,BTC-LTC,2018-05-13 01:11:12,LIMIT_SELL,5.0",
            ),
        ),
    ],
)
def test_words_of_trades_without_two_currencies_are_asked_about(
    head: str, rows: tuple[str, ...], tmp_path: Path
) -> None:
    found = propose(written(tmp_path, head, *rows), TableAnswers(account=A, zone="UTC"))
    assert asks(found)[0] == "sign"


C2C = "订单号,类型,币种,数量,单价,总额,对手实名,状态,时间"
COINS = (
    "1,卖出,USDT,1000.00,7.25,7250.00,某甲,已完成,2024-04-01 10:30:00",
    "2,买入,USDT,500.00,7.20,3600.00,某乙,已完成,2024-04-01 12:30:00",
)


def test_what_a_coin_was_paid_with_is_none_of_the_coin(tmp_path: Path) -> None:
    path = written(tmp_path, C2C, *COINS)
    with pytest.raises(LayoutError) as refused:
        propose(path, TableAnswers(account=A, zone="UTC"))
    assert refused.value.what.id == "rows-trade-currencies"
    assert refused.value.what.arguments["column"] == "币种"


def test_the_money_alone_of_a_trade_is_read_where_a_person_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, C2C, *COINS)
    answers = TableAnswers(
        account=A, zone="UTC", currency="CNY", sign="out=买入", role=("other=币种",)
    )
    found = propose(path, answers)
    assert asks(found) == [] and roles(found)["币种"] == "other"
    rows = transfers(path, found, account=A)
    paid = [(row["direction"], row["amount"], row["currency"]) for row in rows]
    assert paid == [("in", Decimal(7250), "CNY"), ("out", Decimal(3600), "CNY")]


def test_coins_by_their_own_count_stay_of_the_coin(tmp_path: Path) -> None:
    counted = written(tmp_path, "类型,币种,数量,时间", "转出,USDT,1000.00,2024-04-01 10:30:00")
    found = propose(counted, TableAnswers(account=A, zone="UTC"))
    assert roles(found)["币种"] == "currency" and roles(found)["数量"] == "amount"


@pytest.mark.parametrize("coin", ["BTC", "EUR"])
def test_amounts_in_turn_each_in_its_own_currency_are_not_out_and_in(
    coin: str, tmp_path: Path
) -> None:
    path = written(
        tmp_path, "Date,Text,Currency,Amount,To Currency,To Amount",
        f"2024-01-02 10:00:00,x,{coin},10.00,USD,0", f"2024-01-03 10:00:00,y,{coin},0,USD,-4.40",
    )  # fmt: skip
    for answers in (TableAnswers(account=A, zone="UTC"), TableAnswers(sign="out=To Amount")):
        with pytest.raises(LayoutError) as refused:
            propose(path, answers)
        assert refused.value.what.id == "rows-trade-currencies"
    same = written(
        tmp_path, "Date,Text,Debit Amount,Debit Currency,Credit Amount,Credit Currency",
        "2024-01-02,x,10.00,EUR,,EUR", "2024-01-03,y,,EUR,4.40,EUR", name="same.csv",
    )  # fmt: skip
    told = roles(propose(same, TableAnswers(account=A, zone="UTC")))
    assert (told["Debit Amount"], told["Credit Amount"]) == ("debit", "credit")
