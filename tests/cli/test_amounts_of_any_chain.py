"""Ether to the wei: searched and traced to the last digit, whatever it adds up to."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.ledger import build_index, flow_index
from kg.ledger.units import Unit
from kg.values.currencies import SCALES
from kg.views.page_data import in_clear
from tests.command_line import kg

HEADER = (
    "Txhash,Blockno,UnixTimestamp,DateTime (UTC),From,To,ContractAddress,Value_IN(ETH),"
    "Value_OUT(ETH),CurrentValue,TxnFee(ETH),TxnFee(USD),Historical $Price/Eth,Status,ErrCode,"
    "Method"
)
START, BETWEEN, TARGET, OTHER = 0xA11, (0xC30, 0xC31, 0xC32, 0xC33), 0xD4, 0xB22
WEI = "0.000000000000000001"


def address(number: int) -> str:
    return f"0x{number:040x}"


def etherscan(pays: list[tuple[int, int, str]]) -> str:
    rows = [
        f"0x{n:064x},{n},{1680000000 + 600 * n},2023-03-28 10:40:00,{address(payer)},"
        f"{address(payee)},,0,{amount},0,0.001,1,1800,,,Transfer"
        for n, (payer, payee, amount) in enumerate(pays, 1)
    ]
    return "\n".join([HEADER, *rows]) + "\n"


PAYS = [
    (START, OTHER, "12.000000000000000001"),
    *[pay for one in BETWEEN for pay in (
        (START, one, "30.250000000000000001"), (one, TARGET, "30.25"),
    )],
    (OTHER, TARGET, WEI),
    (0xC3, OTHER, "99999999999999999999.5"),
    (OTHER, OTHER, "5"),
    (0xC3, OTHER, "0"),
]  # fmt: skip


def loaded(folder: Path, pays: list[tuple[int, int, str]] = PAYS) -> Path:
    file = folder / "export.csv"
    file.write_text(etherscan(pays), encoding="utf-8")
    assert kg("new", folder / "case").returncode == 0
    done = kg("load", folder / "case", file)
    assert done.returncode == 0, done.stderr
    return folder / "case"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("wei"))


def test_a_search_finds_payments_to_the_wei_and_counts_what_it_did_not_look_at(case: Path) -> None:
    done = kg("find", case, "scatter-gather", "--json")
    assert done.returncode == 0, done.stderr
    told = done.document
    (found,) = told["findings"]
    assert Decimal(found["amounts"]["ETH"]) == Decimal("242.000000000000000004")
    assert told["rows"] == 11 and told["left_out"] == {"own": 1, "nothing": 1}
    for lang, words in (
        ("en", ("1 payment is of nothing", "to the payer's own", "exact and slower")),
        ("zh", ("金额为零的 1 笔转账未参与查找", "付给本账户自己的 1 笔", "结果精确，用时较长")),
    ):
        said = kg("find", case, "scatter-gather", "--lang", lang).stdout
        assert "242.000000000000000004" in said
        assert all(word in said for word in words)
        assert all(any(word in one[lang] for one in told["warnings"]) for word in words)


@pytest.mark.parametrize("rule", ["fifo", "lifo", "haircut", "lowest"])
def test_a_trace_accounts_for_every_wei(case: Path, rule: str) -> None:
    done = kg("trace", case, address(START), "--rule", rule, "--as", rule, "--json")
    assert done.returncode == 0, done.stderr
    told = done.document
    assert told["scale"] == {"ETH": 10**18}
    begun = sum(one["amount"] for one in told["seeds"])
    assert Decimal(begun).scaleb(-18) == Decimal("133.000000000000000005")
    assert sum(one["amount"] for one in told["holdings"]) == begun
    assert any("exact and slower" in one["en"] for one in told["warnings"])
    assert not any("not traced in time" in one["en"] for one in told["warnings"])
    kept = {one["account"]: one["amount"] for one in told["holdings"] if not one["left"]}
    assert 121 * 10**18 in kept.values() or 121 * 10**18 + 1 in kept.values()


def test_a_floor_is_held_to_the_last_digit(case: Path) -> None:
    for floor, steps in (("30.25", 8), ("30.250000000000000001", 4)):
        told = kg("trace", case, address(START), "--floor", floor, "--as", "f", "--json").document
        assert len(told["steps"]) == steps
        rows = kg("find", case, "--floor", floor, "--json").document
        assert rows["rows"] == steps + 1 and rows["left_out"]["floor"] == 10 - steps


def test_what_a_chain_and_a_page_say_of_it(case: Path, tmp_path: Path) -> None:
    assert kg("trace", case, address(START), "--as", "told").returncode == 0
    done = kg("chain", case, "--trace", "told", "--json")
    assert done.returncode == 0, done.stderr
    assert any("exact and slower" in one["en"] for one in done.document["banners"])
    for name, of in (("chain.html", "chain"), ("money.html", "told"), ("money.xlsx", "told")):
        done = kg("export", case, tmp_path / name, of, "--force")
        assert done.returncode == 0, done.stderr
    assert "30.250000000000000001" in in_clear((tmp_path / "money.html").read_bytes())


def test_what_no_unit_holds_is_counted_in_every_result(tmp_path: Path) -> None:
    """Of more than 10^20 of a currency the last decimals cannot be counted: that is said."""
    huge = [(START, OTHER, "99999999999999999999"), (OTHER, TARGET, "99999999999999999999")]
    case = loaded(tmp_path, [*huge, (TARGET, START, WEI)])
    found = kg("find", case, "--json").document
    trace = kg("trace", case, address(START), "--as", "t", "--json").document
    reach = kg("reach", case, address(START), "--json").document
    chain = kg("chain", case, "--trace", "t", "--json").document
    for lang, word in (("en", "adds up to more than 10^20"), ("zh", "该币种合计超过 10^20")):
        for told in (*(one["warnings"] for one in (found, trace, reach)), chain["banners"]):
            assert any(word in one[lang] for one in told)
    assert found["left_out"] == {"inexact": 1}


def test_a_case_that_an_older_version_traced_opens_traces_and_verifies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older version counted ether in units of its ninth decimal, and left out what was finer."""
    with monkeypatch.context() as patched:
        choose = flow_index.choose_units
        patched.setattr(build_index, "VERSION", 4)
        patched.setattr(
            flow_index, "choose_units", lambda *of: {one: Unit(SCALES[one]) for one in choose(*of)}
        )
        case = loaded(tmp_path)
        told = kg("trace", case, address(START), "--as", "old", "--json").document
        assert len(told["steps"]) < 10
    done = kg("verify", case, "--json")
    assert done.returncode == 0, done.stderr
    differences = done.document["differences"]
    assert differences and {one["standing"] for one in differences} == {"version"}
    assert kg("chain", case, "--trace", "old").returncode == 0
    told = kg("trace", case, address(START), "--as", "old", "--json").document
    assert len(told["steps"]) == 11
    assert kg("verify", case).returncode == 0
