"""Days that files tell without a time of day are printed without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import kg

HEADER = "交易卡号,账户开户名称,交易时间,收付标志,交易金额,交易币种,对手卡号,对手户名"
OWN, PAID, LAST = "6222020000000000011", "6222020000000000029", "6222020000000000037"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("days")
    rows = [
        HEADER,
        f"{OWN},甲一,2025-03-03,出,100.00,CNY,{PAID},乙二",
        f"{PAID},乙二,2025-03-04 10:20:30,出,90.00,CNY,{LAST},丙三",
    ]
    (folder / "流水.csv").write_text("\n".join(rows), encoding="utf-8")
    assert kg("new", folder / "case").returncode == 0
    loaded = kg("load", folder / "case", folder / "流水.csv")
    assert loaded.returncode == 0, loaded.stderr
    return folder / "case"


def test_a_day_has_no_clock_and_a_time_keeps_its_own(case: Path) -> None:
    reached = kg("reach", case, OWN).stdout
    assert "2025-03-03" in reached and "2025-03-04 10:20:30" in reached
    arrived = kg("reach", case, OWN, "--into", PAID).stdout
    assert "2025-03-03" in arrived
    shown = kg("show", case, PAID).stdout
    assert "2025-03-03 – 2025-03-04 10:20:30" in shown
    traced = kg("trace", case, OWN, "--rules", "fifo,lifo", "--as", "t").stdout
    assert "2025-03-03" in traced and "2025-03-04 10:20:30" in traced
    for printed in (reached, arrived, shown, traced):
        assert "00:00:00" not in printed


def test_what_a_trace_says_of_two_accounts_has_its_place_in_a_table(case: Path) -> None:
    assert kg("trace", case, OWN, "--as", "t").returncode == 0
    out = case.parent / "out.csv"
    assert kg("export", case, out, "t").returncode == 0
    told = out.read_text("utf-8-sig")
    assert (
        "1 payments" in told and ", · " not in told and ",· " not in told and " · 1 p" not in told
    )
