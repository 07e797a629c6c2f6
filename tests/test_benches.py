"""The benches run: each at a small size, where answers are compared and times mean nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from servers import RECORD

MONEY = Path(__file__).parents[1] / "scripts" / "benchmarks" / "money.py"
PUSHED = MONEY.with_name("pushed.py")
EXPORTED = MONEY.with_name("exported.py")
SMALL = ("--transfers", "20000", "--seeds", "20", "--peer-seconds", "0.1")


@pytest.mark.parametrize("bench", ["B1", "B2", "B3", "B4", "B5", "B9"])
def test_the_money_bench_compares_its_answers(tmp_path: Path, bench: str) -> None:
    done = subprocess.run(
        [sys.executable, str(MONEY), "--only", bench, *SMALL],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr  # 1: a target is missed, as it may be here
    assert "Traceback" not in done.stderr
    assert "\ntargets\n" in done.stdout
    verdicts = done.stdout.split("\ntargets\n")[1].splitlines()
    assert any(line.split()[0] == bench for line in verdicts if line.strip())


@pytest.mark.neo4j
def test_the_bench_of_the_server_compares_its_answers() -> None:
    if not RECORD.exists():
        pytest.skip("no server of Neo4j was started here: scripts/neo4j start")
    small = ("--links", "500", "--transfers", "2000", "--seeds", "2")
    done = subprocess.run(
        [sys.executable, str(PUSHED), *small], capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert "bare driver loop" in done.stdout and "\ntargets\n" in done.stdout


@pytest.mark.slow
def test_the_bench_of_exports_compares_its_answers() -> None:
    pytest.importorskip("followthemoney", reason="followthemoney is not installed")
    small = ("--entities", "200", "--compared", "100")
    done = subprocess.run(
        [sys.executable, str(EXPORTED), *small], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("has 120 payments") == 5 and "fastest of ftm" in done.stdout
