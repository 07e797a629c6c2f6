"""Payments that two statements tell a little too far apart are listed, and not joined."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import Done, kg

HEADER = "交易卡号,账户开户名称,交易时间,收付标志,交易金额,交易币种,对手卡号,对手户名"
ONE, TWO = "6222020000000000011", "6222020000000000029"


def listed(folder: Path, paid: str, got: str, amount: str = "5000.00") -> tuple[Path, Done]:
    files = {
        "甲": f"{ONE},甲一,{paid},出,5000.00,CNY,{TWO},乙二",
        "乙": f"{TWO},乙二,{got},进,{amount},CNY,{ONE},甲一",
    }
    for name, row in files.items():
        (folder / f"{name}.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    case = folder / "case"
    assert kg("new", case).returncode == 0
    loaded = kg("load", case, *(folder / f"{name}.csv" for name in files))
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    return case, kg("pairs", case, lang="en")


@pytest.mark.parametrize(
    ("paid", "got", "apart"),
    [
        ("2025-06-01 10:00:01", "2025-06-01 10:02:30", 149),
        ("2025-06-01 10:02:30", "2025-06-01 10:00:01", 149),
        ("2025-06-01 10:00:00", "2025-06-02 10:00:00", 86_400),
        ("2025-06-01", "2025-06-02 09:00:00", 32_400),
    ],
)
def test_what_lies_too_far_apart_is_listed_and_both_are_counted(
    tmp_path: Path, paid: str, got: str, apart: int
) -> None:
    case, done = listed(tmp_path, paid, got)
    assert "Perhaps told twice, and counted twice" in done.stdout
    assert "5,000.00 CNY" in done.stdout and (f"--pair-window {apart} " in done.stdout) == (
        " " in paid
    )
    asked = kg("query", case, "--sql", "SELECT count(*) AS n FROM transfer", "--json")
    assert asked.document["rows"] == [[2]]
    (told,) = kg("pairs", case, "--json").document["near_misses"]
    assert round(told["seconds_apart"]) == apart


@pytest.mark.parametrize(
    ("paid", "got", "amount"),
    [
        ("2025-06-01 10:00:01", "2025-06-01 10:01:30", "5000.00"),
        ("2025-06-01 10:00:01", "2025-06-03 10:02:30", "5000.00"),
        ("2025-06-01 10:00:01", "2025-06-01 10:02:30", "4999.00"),
    ],
    ids=["joined", "days apart", "another amount"],
)
def test_what_is_joined_or_is_not_alike_is_no_near_miss(
    tmp_path: Path, paid: str, got: str, amount: str
) -> None:
    _, done = listed(tmp_path, paid, got, amount)
    assert done.returncode == 0 and "Perhaps told twice" not in done.stdout


def test_the_command_that_it_names_joins_them(tmp_path: Path) -> None:
    case, _ = listed(tmp_path, "2025-06-01 10:00:01", "2025-06-01 10:02:30")
    done = kg("pairs", case, "--pair-window", "149", "--reason", "时钟有差异", lang="en")
    assert done.returncode == 0 and "Perhaps told twice" not in done.stdout
    assert "Payments reported twice: 1" in done.stdout
