"""What a wallet sent: a bare address is the receiver's, and no sender of what came in."""

from __future__ import annotations

import json
from pathlib import Path

from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, asks, roles, transfers, written

SENT, OWN = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


def receivers(path: Path) -> list[str]:
    """Return the wallets of a file that its proposal makes parties of."""
    place = path.with_suffix(".toml")
    place.write_text(propose(path).layout, "utf-8")
    things = dry_run(path, str(place), account=A).mapped["entity"]
    return [thing["name"] for thing in things if thing["kind"] == "Wallet"]


def test_words_say_which_addresses_are_the_receivers(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Timestamp;Type;Transaction ID;Address;Amount;Amount unit",
        f"1678886300;SENT;f418;{SENT};0.1;BTC",
        f"1678916300;RECV;a107;{OWN};0.5;BTC",
    )
    found = propose(path)
    assert roles(found)["Address"] == "counter" and asks(found) == ["account"]
    assert receivers(path) == [SENT]
    out, came = transfers(path, found, account=A)
    assert (out["direction"], came["direction"]) == ("out", "in")
    assert out["source"] == came["target"] != out["target"]
    assert came["source"] != out["target"]
    assert OWN not in found.layout and "where" in found.layout


def test_signs_say_which_addresses_are_the_receivers(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Confirmed,Date,Label,Address,Amount (BTC),ID",
        f"true,2023-03-15T14:18:20,,{SENT},-0.10001410,f418",
        f"true,2023-03-15T22:38:20,donation,{OWN},0.50000000,a107",
    )
    found = propose(path)
    assert roles(found)["Address"] == "counter" and "account" in asks(found)
    assert receivers(path) == [SENT]
    assert [row["direction"] for row in transfers(path, found, account=A)] == ["out", "in"]


def test_whose_the_address_of_a_withdrawal_is_may_be_asked(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Date & Time(UTC),Coin,QTY,Address,TXID",
        f"2023-04-13 10:11:12,BTC,1000,{SENT},aa5d",
        f"2023-04-14 10:11:12,BTC,500,{SENT},bb5d",
    )
    assert asks(propose(path)) == ["role", "account", "sign"]
    said = TableAnswers(role=["counter=Address"], sign="out=plus")
    rows = transfers(path, propose(path, said), account=A)
    assert len({row["target"] for row in rows}) == len({row["source"] for row in rows}) == 1


def test_one_wallets_own_address_stays_its_own(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Timestamp;Type;Transaction ID;Address;Amount;Amount unit",
        f"1678886300;SENT;f418;{OWN};0.1;BTC",
        f"1678916300;RECV;a107;{OWN};0.5;BTC",
    )
    found = propose(path)
    assert roles(found)["Address"] == "own" and found.account == OWN


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
