"""Whose a bill is that names no account: said while it is opened, or asked for in the report."""

from __future__ import annotations

import shlex
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from kg.case import open_case
from kg.cli import app
from kg.cli.commands.open import owners_of
from kg.errors import UsageError
from kg.model import stable_id
from tests.command_line import kg
from tests.story.every_layout.purses import OWNER, alipay_bill, wechat_bill


def bills(folder: Path, count: int = 1) -> list[Path]:
    """Write bills that name no account, and one that names its own."""
    folder.mkdir()
    (folder / "支付宝账单.csv").write_bytes(alipay_bill(Random(1)).data)
    made = [folder / f"微信{n}.csv" for n in range(1, count + 1)]
    for n, path in enumerate(made):
        path.write_bytes(wechat_bill(Random(n)).data)
    return made


def opened(tmp_path: Path, *words: str) -> str:
    command = ["open", str(tmp_path / "in"), "--case", str(tmp_path / "case"), *words]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    return done.output


def holders(case: Path) -> dict[str, str]:
    """Return who holds the own account of each bill."""
    select = (
        "select l.target, s.name from link l join entity s on s.id = l.source "
        "where l.kind = 'HoldsAccount'"
    )
    with open_case(case, create=False) as held:
        bills = {
            stable_id("Account", one.sha256, "own"): one.name for one in held.evidence.sources()
        }
        found = held.sql(select).rows
        return {bills[account]: name for account, name in found if account in bills}


def test_the_only_bill_without_an_account_needs_no_name(tmp_path: Path) -> None:
    bills(tmp_path / "in")
    said = opened(tmp_path, "--owner", OWNER, "--lang", "zh")
    assert holders(tmp_path / "case") == {"微信1.csv": OWNER}
    assert "没有写明" not in said


def test_each_of_two_bills_has_its_own_owner(tmp_path: Path) -> None:
    bills(tmp_path / "in", 2)
    opened(tmp_path, "--owner", "微信1.csv=沈白", "--owner", "微信2.csv=沈青")
    assert holders(tmp_path / "case") == {"微信1.csv": "沈白", "微信2.csv": "沈青"}


def test_a_bill_without_an_owner_is_asked_about(tmp_path: Path) -> None:
    bills(tmp_path / "in", 2)
    told = opened(tmp_path, "--owner", "微信1.csv=沈白", "--lang", "zh")
    assert "账单 微信2.csv 没有写明" in told
    assert holders(tmp_path / "case") == {"微信1.csv": "沈白"}
    again = CliRunner().invoke(app, ["open", str(tmp_path / "case"), "--lang", "en"])
    assert again.exit_code == 0 and "the bill 微信2.csv names no acc" in again.output


def test_one_owner_for_two_bills_is_refused_and_the_rest_is_done(tmp_path: Path) -> None:
    bills(tmp_path / "in", 2)
    told = opened(tmp_path, "--owner", "沈白", "--lang", "en")
    assert "2 bills name no account" in told
    assert not holders(tmp_path / "case")


def test_a_bill_that_names_its_account_gets_no_second_owner(tmp_path: Path) -> None:
    bills(tmp_path / "in")
    told = opened(tmp_path, "--owner", "支付宝账单.csv=沈白", "--lang", "en")
    assert "names the accounts it is about" in told


@pytest.mark.parametrize("said", ["无此.csv=沈白", "微信1.csv=", "="])
def test_an_owner_of_no_file_is_refused_before_the_work(said: str) -> None:
    with pytest.raises(UsageError, match="--owner"):
        owners_of([said], [Path("/x/微信1.csv")])


def test_commands_that_come_next_can_be_pasted_whatever_the_case_is_called(
    tmp_path: Path,
) -> None:
    folder = tmp_path / 'ca\'se "x"; y'
    folder.mkdir()
    rows = [
        "交易卡号,账户开户名称,交易时间,收付标志,交易金额,交易币种,对手卡号,对手户名",
        "6222020000000000011,甲一,2025-03-03 10:00:00,出,100.00,CNY,6222020000000000029,乙二",
    ]
    (folder / "流水.csv").write_text("\n".join(rows), encoding="utf-8")
    for more in ((), ("--full",)):
        done = kg(
            "open", folder / "流水.csv", "--case", folder / f"case{len(more)}", *more, lang="en"
        )
        assert done.returncode == 0, done.stderr
        lines = [line for line in done.stdout.splitlines() if line.startswith("  kg ")]
        told = [line for line in lines if "case" in line.replace("CASE", "")]
        assert len(told) >= 3
        for line in told:
            assert str(folder / f"case{len(more)}") in shlex.split(line), line
