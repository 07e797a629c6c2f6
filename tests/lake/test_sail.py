"""Sail, asked as a Spark is, answers what DuckDB answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.case.money.lake_findings import find_in_lake
from kg.case.money.lake_reach import reach_in_lake
from kg.errors import StoreUnavailable
from kg.lake import spark_engine
from kg.lake.spark_engine import SparkEngine
from kg.requests import FindRequest, ReachRequest
from tests.depth import by_depth
from tests.lake.engines import BOUNDS, assert_asked_alike
from tests.lake.lakes import lake_of, readings
from tests.lake.shapes import EASY, NAMES, with_devices

SEEDS = range(by_depth(1, 8))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a Sail in this process."""
    sail = pytest.importorskip("pysail.spark", reason="pysail is not installed")
    server = sail.SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    yield f"sc://127.0.0.1:{port}"
    server.stop()


@pytest.fixture(scope="module")
def sail(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    with SparkEngine(address, tmp_path_factory.mktemp("sail")) as engine:
        yield engine


@pytest.mark.parametrize("named", BOUNDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_sail_finds_and_cuts_what_duckdb_does(
    named: str, seed: int, sail: SparkEngine, tmp_path: Path
) -> None:
    assert_asked_alike(tmp_path, seed, BOUNDS[named], sail)
    assert not sail.warnings


def test_a_server_that_is_not_there_is_told_soon_and_without_its_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("grpc", reason="the client of Spark Connect is not installed")
    monkeypatch.setattr(spark_engine, "SECONDS_TO_ANSWER", 1)
    with pytest.raises(StoreUnavailable, match="nothing answers") as told:
        SparkEngine("sc://127.0.0.1:1/;token=secret", tmp_path)
    assert "sc://127.0.0.1:1" in str(told.value) and "secret" not in str(told.value)


def test_sail_finds_the_typologies_and_who_is_reached(address: str, tmp_path: Path) -> None:
    folder = lake_of(tmp_path, with_devices(readings(1, 60))).folder
    find = FindRequest(NAMES, "2024-05-01 08:30", thresholds=EASY, rows=1_000)
    found = find_in_lake(folder, find, spark=address)
    assert found == find_in_lake(folder, find) and len(found.found.findings) > 20
    reach = ReachRequest(("a0",))
    assert reach_in_lake(folder, reach, spark=address) == reach_in_lake(folder, reach)
