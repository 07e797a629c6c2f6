"""A token is its contract: what calls itself by a coin's name is not that coin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.values import Refused
from kg.values.currencies import SCALES
from kg.values.token_contracts import known_tokens
from kg.values.wallets import parse_wallet
from tests.command_line import answer, kg
from tests.sources.dirty import cells

HEADER = cells("Txhash,DateTime (UTC),From,To,TokenValue,ContractAddress,TokenName,TokenSymbol")
WALLETS = [f"0x{n:040x}" for n in (11, 12, 13)]
PEGGED = "0x55d398326f99059fF775485246999027B3197955"
TRUE = "0xdac17f958d2ee523a2206206994597c13d831ec7"
FALSE = "0x0000000000000000000000000000000000000bad"


def moved(n: int, value: str, contract: str, symbol: str = "USDT", **ends: str) -> list[str]:
    return [
        f"0x{n:064x}", f"2024-05-{n:02d} 10:00:00", ends.get("source", WALLETS[0]),
        ends.get("target", WALLETS[1]), value, contract, "Tether USD", symbol,
    ]  # fmt: skip


def load(place: Path, rows: Sequence[Sequence[str]]) -> Path:
    case, file = place / "case", place / "tokens.csv"
    file.write_text("\n".join(map(",".join, [HEADER, *rows])) + "\n", encoding="utf-8")
    assert kg("new", case).returncode == 0
    done = kg("load", case, file)
    assert done.returncode == 0, done.stderr + done.stdout
    return case


def test_a_contract_that_calls_itself_a_coin_is_not_the_coin(tmp_path: Path) -> None:
    rows = [
        moved(1, "1234.5", TRUE), moved(2, "1000", FALSE), moved(3, "7", FALSE, "SHIB"),
        moved(4, "5", PEGGED.upper().replace("X", "x"), "BSC-USD"), moved(5, "2", "", "USDT"),
    ]  # fmt: skip
    case = load(tmp_path, rows)
    query = (
        'select currency, sum(amount)::VARCHAR, "tokenContract", any_value("tokenChain"),'
        ' any_value("tokenDecimals") from transfer group by currency, "tokenContract"'
    )
    told = answer("query", case, "--sql", query)["rows"]
    own = parse_wallet(FALSE).text
    found = {(row[0], row[2]): (float(row[1]), *row[3:]) for row in told}
    assert found == {
        ("USDT", None): (2.0, None, None),
        ("USDT", parse_wallet(TRUE).text): (1234.5, "ethereum", "6"),
        ("USDT", PEGGED): (5.0, "bsc", "18"),
        (own, own): (1007.0, "ethereum", None),
    }
    assert "breaks" not in kg("check", case).stdout
    assert kg("check", case).returncode == 0
    assert kg("verify", case).returncode == 0


def test_what_is_neither_a_coin_nor_has_a_contract_is_a_problem(tmp_path: Path) -> None:
    rows = [moved(1, "1", "", "SHIB"), moved(2, "2", "0xff7b****1b9f44"), moved(3, "3", "")]
    case = load(tmp_path, rows)
    assert answer("query", case, "--sql", "select count(*) from transfer")["rows"] == [[1]]
    assert [one["code"] for one in answer("problems", case)] == ["currency", "wallet"]


def test_the_spellings_of_an_address_are_one_account(tmp_path: Path) -> None:
    bare = WALLETS[0][2:]
    sources = (WALLETS[0], bare, f"\\x{bare}", bare.upper())
    rows = [moved(n, "1", TRUE, source=one) for n, one in enumerate(sources, start=1)]
    rows += [moved(9, "1", f"\\x{TRUE[2:]}"), moved(10, "1", TRUE[2:])]
    case = load(tmp_path, rows)
    query = "select distinct source, currency from transfer"
    assert len(answer("query", case, "--sql", query)["rows"]) == 1


def test_every_known_contract_passes_its_own_checksum() -> None:
    assert len(known_tokens()) >= 10
    for contract, token in known_tokens().items():
        assert parse_wallet(contract).text == contract
        assert (parse_wallet(contract).chain == "tron") is (token.chain == "tron")
        assert token.code in SCALES and token.source.startswith("https://")
    with pytest.raises(Refused):
        parse_wallet("0xDAC17F958D2ee523a2206206994597C13D831ec7")
