"""Text of very many columns is read where a sheet could hold it, and refused beyond (fault 13)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.case import new_case
from kg.cli import app

HEAD = ["交易卡号", "交易时间", "交易金额", "收付标志", "交易对手账卡号", "摘要说明"]
ROW = ["0629000000000000014", "2024-05-01 10:00:00", "5.00", "出", "0629000000000010005", "转账"]


@pytest.mark.parametrize(("columns", "code"), [(10_000, 0), (16_384, 0), (16_385, 3)])
def test_columns_up_to_a_sheets_own_limit(columns: int, code: int, tmp_path: Path) -> None:
    more = columns - len(HEAD)
    path = tmp_path / "wide.csv"
    lines = [[*HEAD, *(f"x{n}" for n in range(more))], [*ROW, *[""] * more]]
    path.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    new_case(tmp_path / "case").close()
    words = ["load", str(tmp_path / "case"), str(path), "--layout", "bank-flow", "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == code, done.output
    told = json.loads(done.stdout)
    if code:
        assert "columns" in json.dumps(told, ensure_ascii=False)
