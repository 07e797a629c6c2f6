"""Whose statement it is: told by titles, names and columns; and whose a bare number is.

Of what a wallet sent a bare address is the receiver's, and no sender of what came in.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, B, asks, roles, transfers, written

IBAN, OTHER = "DE89370400440532013000", "DE02120300000000202051"
THIRD = "DE44500105175407324931"
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


def test_the_account_is_found_in_a_title_line_or_the_name_or_asked(tmp_path: Path) -> None:
    head, row = "日期,支出金额,收入金额,摘要", "2023-01-01,5.00,,买菜"
    titled = propose(written(tmp_path, f"账号：{A},户名：李某", head, row))
    assert (titled.account, asks(titled)) == (A, [])
    named = propose(written(tmp_path, head, row, name=f"流水_{A}_2023.csv"))
    assert (named.account, asks(named)) == (A, [])
    path = written(tmp_path, head, row)
    assert asks(propose(path)) == ["account"]
    answered = propose(path, TableAnswers(account=B))
    (one,) = transfers(path, answered, account=B)
    assert (one["direction"], one["source_name"]) == ("out", B)


def test_the_last_digits_of_a_card_are_no_account(tmp_path: Path) -> None:
    path = written(tmp_path, "日期,支出金额,收入金额,卡末四位", "2023-01-01,5.00,,1234")
    (question,) = propose(path).questions
    assert (question.option, question.what.arguments) == ("account", {"tail": "1234"})
    with pytest.raises(LayoutError, match="ends in 1234"):
        propose(path, TableAnswers(account=A))
    assert propose(path, TableAnswers(account="6222000000001234")).questions == ()


def test_numbers_apart_from_the_account_in_the_titles_are_the_other_sides(tmp_path: Path) -> None:
    path = written(
        tmp_path, f'"Girokonto";"{IBAN}"', "Buchungsdatum;IBAN;Betrag (€)",
        f"31.05.2023;{OTHER};-50,00", "29.05.2023;DE02500105170137075030;1.100,00",
    )  # fmt: skip
    found = propose(path, TableAnswers(sign="out=minus", zone="Europe/Berlin"))
    assert (roles(found)["IBAN"], found.account) == ("counter", IBAN)


def test_whose_changing_numbers_are_is_asked(tmp_path: Path) -> None:
    rows = (f"2023-01-01,{A},支出,5.00", f"2023-01-02,{B},收入,6.00")
    path = written(tmp_path, "日期,账号,收支,金额", *rows)
    (question,) = propose(path).questions
    assert [one.text for one in question.answers] == ["own=账号", "counter=账号"]
    assert asks(propose(path, TableAnswers(role=["counter=账号"]))) == ["account"]
    assert asks(propose(path, TableAnswers(role=["own=账号"]))) == []


def test_a_bare_number_beside_the_own_account_is_the_other_sides(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Auftragskonto;Buchungstag;Beguenstigter/Zahlungspflichtiger;Kontonummer;Betrag",
        f"{IBAN};22.02.2018;Laden;{OTHER};-5,00", f"{IBAN};23.02.2018;Anna;{THIRD};7,00",
    )  # fmt: skip
    told = roles(propose(path))
    assert (told["Auftragskonto"], told["Kontonummer"]) == ("own", "counter")
    assert told["Beguenstigter/Zahlungspflichtiger"] == "counter_name"


def test_a_bare_number_beside_the_own_account_is_the_other_sides_though_it_may_be_an_iban(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path,
        "Auftragskonto;Buchungstag;Beguenstigter/Zahlungspflichtiger;Kontonummer/IBAN;Betrag;Waehrung",
        f"{IBAN};31.03.2023;Stadtwerke;{OTHER};-1.234,56;EUR",
        f"{IBAN};02.04.2023;Firma AG;{THIRD};2.500,00;EUR",
    )
    found = propose(path)
    assert roles(found)["Kontonummer/IBAN"] == "counter" and "role" not in asks(found)


def test_an_account_that_stands_once_above_its_rows_is_that_of_each(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "户头;办理日;收支;发生额;对方户头;对方名",
        f"{A};2024-05-01;支;10.00;{B};乙",
        f";2024-05-02;支;20.00;{B};乙",
        f"{A[:-1]}5;2024-05-03;支;30.00;{B};乙",
        f";2024-05-04;支;40.00;{B};乙",
    )
    found = propose(path)
    assert not asks(found) and 'carry = ["own"]' in found.layout
    first, second, third, fourth = (row["source"] for row in transfers(path, found))
    assert first == second != third == fourth


def test_a_number_that_is_in_each_row_is_the_own_one_where_the_names_change(tmp_path: Path) -> None:
    head = "Numeris;Data;Gavėjas;Suma;Valiuta;D/K"
    rows = [
        f"{IBAN};2024-01-0{day};{name};{day}.50;EUR;{side}"
        for day, (name, side) in enumerate([("Jonas", "D"), ("Maxima", "K"), ("Rimi", "D")], 1)
    ]
    path = written(tmp_path, head, *rows)
    found = propose(path)
    assert roles(found)["Numeris"] == "own" and "account" not in asks(found)
    assert [row["direction"] for row in transfers(path, found)] == ["out", "in", "out"]
    one_name = written(tmp_path, head, *(row.replace("Maxima", "Jonas") for row in rows[:2]))
    assert roles(propose(one_name))["Numeris"] != "own"


@pytest.mark.parametrize(
    "title",
    ["No. rekening,=,'1234567890", "Tai khoan: 0011001234567", "Số tài khoản,0011000123456"],
)
def test_a_line_above_names_the_account_in_other_languages(title: str, tmp_path: Path) -> None:
    path = written(tmp_path, title, "Date,Amount,Direction,Currency", "2024-01-05,1.00,D,EUR")
    assert "account" not in asks(propose(path))


def test_a_day_in_a_line_above_is_no_account(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Account 2024-01-31", "Date,Amount,Direction,Currency", "2024-01-05,1.00,D,EUR"
    )
    assert "account" in asks(propose(path))
