"""How many reversals of a file take nothing back that the file tells."""

from __future__ import annotations

from pathlib import Path

from tests.command_line import kg

HEADER = (
    "交易时间,交易卡号,交易户名,收付标志,交易金额,交易币种,交易对手账卡号,对手户名,"
    "摘要说明,交易流水号"
)
OWN, OTHER = "6217001111111110011", "6217001111111110022,钱乙"


def loaded(folder: Path, *rows: tuple[str, str, str]) -> str:
    lines = [
        f"2025-06-01 10:0{n}:00,{OWN},赵甲,{way},{amount},CNY,{OTHER},{memo},{n}"
        for n, (way, amount, memo) in enumerate(rows)
    ]
    (folder / "流水.csv").write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    assert kg("new", folder / "case").returncode == 0
    done = kg("load", folder / "case", folder / "流水.csv", lang="en")
    assert done.returncode == 0, done.stderr
    return next(line for line in done.stdout.splitlines() if "reversal" in line)


def test_reversals_without_their_original_are_counted(tmp_path: Path) -> None:
    said = loaded(
        tmp_path,
        ("出", "500", "转账"), ("进", "500", "冲正"), ("进", "70", "冲正"),
    )  # fmt: skip
    assert "2 reversals" in said and "of 1 of them the original was not found" in said


def test_where_each_takes_a_row_back_nothing_more_is_said(tmp_path: Path) -> None:
    said = loaded(tmp_path, ("出", "500", "转账"), ("进", "500", "冲正"))
    assert "1 reversals" in said and "not found" not in said
