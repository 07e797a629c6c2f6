"""Text of very many columns is read where a sheet could hold it, and refused beyond (fault 13)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.case import new_case
from kg.cli import app
from tests.depth import by_depth

HEAD = ["交易卡号", "交易时间", "交易金额", "收付标志", "交易对手账卡号", "摘要说明"]
ROW = ["0629000000000000014", "2024-05-01 10:00:00", "5.00", "出", "0629000000000010005", "转账"]


@pytest.mark.parametrize(
    ("columns", "code"),
    by_depth([(16_384, 0), (16_385, 3)], [(10_000, 0), (16_384, 0), (16_385, 3)]),
)
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


PEAK = """
import pathlib, sys
from kg.sources.read_file import read
read(sys.argv[1], "bank-flow", scratch=pathlib.Path(sys.argv[2]))
print(pathlib.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel tells the peak")
def test_ten_thousand_columns_cost_less_than_200_mb(tmp_path: Path) -> None:
    peaks = []
    for more in (0, 10_000 - len(HEAD)):
        path, scratch = tmp_path / f"{more}.csv", tmp_path / f"scratch{more}"
        lines = [[*HEAD, *(f"x{n}" for n in range(more))], *[[*ROW, *["ab"] * more]] * 300]
        path.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
        scratch.mkdir()
        words = [sys.executable, "-c", PEAK, str(path), str(scratch)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout))
    thin, wide = peaks
    assert wide - thin < 200 * 1024, f"{thin} and {wide} KiB"
