"""The benches run: each at a small size, where answers are compared and times mean nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from servers import RECORD

from tests.depth import DEEP, by_depth

MONEY = Path(__file__).parents[1] / "scripts" / "benchmarks" / "money.py"
PUSHED = MONEY.with_name("pushed.py")
OPENED = MONEY.with_name("opened.py")
EXPORTED = MONEY.with_name("exported.py")
PATTERNS = MONEY.with_name("network.py")
LAKE = MONEY.with_name("lake.py")
pytestmark = pytest.mark.deep  # 90 s of processes of their own, which run no product code alone
SMALL = ("--transfers", "20000", "--seeds", "20", "--peer-seconds", "0.1")


BENCHES = ("B1", "B2", "B3", "B4", "B5", "B9")


@pytest.fixture(scope="module")
def money(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """Run all the money's benches in one process: most of a bench's time is its start.

    B9, on real data only, says by default that it has none; in a deep run it asks those.
    """
    folder = str(tmp_path_factory.mktemp("money"))
    return subprocess.run(
        [sys.executable, str(MONEY), "--only", ",".join(BENCHES), *SMALL],
        env={**os.environ, "TMPDIR": folder, **by_depth({"KG_SHARED": folder}, {})},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("bench", BENCHES)
def test_the_money_bench_compares_its_answers(
    money: subprocess.CompletedProcess[str], bench: str
) -> None:
    assert money.returncode in (0, 1), money.stderr  # 1: a target is missed, as it may be here
    assert "Traceback" not in money.stderr
    assert "\ntargets\n" in money.stdout
    verdicts = money.stdout.split("\ntargets\n")[1].splitlines()
    assert any(line.split()[0] == bench for line in verdicts if line.strip())


@pytest.mark.slow
def test_the_bench_of_a_case_says_what_each_payment_is_in_the_graph(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(OPENED), "--rows", "300", "--loaded", "0", "--cache", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr  # 1: a target is missed, as it may be here
    assert "Traceback" not in done.stderr
    assert "hash + DuckDB to Parquet" in done.stdout
    (verdict,) = (line for line in done.stdout.splitlines() if "statements of a payment" in line)
    assert "MISSED" not in verdict


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
def test_the_bench_of_exports_compares_its_answers(tmp_path: Path) -> None:
    """What it compares; in a deep run what it measures too, each form in a process of its own."""
    pytest.importorskip("followthemoney", reason="followthemoney is not installed")
    compared = ("--compare", str(tmp_path), "--entities", "100", "--cache", str(tmp_path / "cache"))
    measured = ("--entities", "200", "--compared", "100")
    done = subprocess.run(
        [sys.executable, str(EXPORTED), *by_depth(compared, measured)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("has 120 payments") == 5
    assert "fastest of ftm" in done.stdout or not DEEP


@pytest.mark.slow
def test_the_bench_of_patterns_compares_its_answers() -> None:
    sizes = ("--people", "300", "--ties", "600", "--misses", "1", "--seeds", "1")
    done = subprocess.run(
        [sys.executable, str(PATTERNS), "--only", "pattern", *sizes, "--sparql-seconds", "0.2"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "exactly the planted group" in done.stdout


@pytest.mark.slow
def test_the_bench_of_lakes_writes_and_asks(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(LAKE), "--rows", "2000", "--seeds", "1,5"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr  # 1: a target is missed, as it may be here
    assert "5 starts by DuckDB" in done.stdout
    assert not list(tmp_path.iterdir())
