from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from invented import SHORTCUTS, account, row, transfer

from kg.graph import open_store
from kg.query import LedgerViews, QueryRunner

A = "a" * 64


@pytest.fixture(scope="session")
def graph(tmp_path_factory) -> Path:
    store = open_store(tmp_path_factory.mktemp("case") / "graph", shortcuts=SHORTCUTS)
    people = [account(str(n), name=f"户{n}") for n in range(40)]
    flows = [
        transfer(n, people[n % 40], people[(n * 7 + 1) % 40], row(A, n), amount=f"{n}.25")
        for n in range(400)
    ]
    sure = [replace(one, confidence=60) for one in flows]  # of the usual one a graph does not speak
    store.apply([*people, *sure])
    store.close()
    found = store.checkpoint()
    assert found is not None
    return found


@pytest.fixture(scope="session")
def ledger(tmp_path_factory) -> LedgerViews:
    folder = tmp_path_factory.mktemp("ledger")
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT i AS id, (i || '.25')::DECIMAL(38,18) AS amount, "
            f"TIMESTAMPTZ '2024-05-01 02:00:00Z' AS start_time FROM range(1000) t(i)) "
            f"TO '{folder}/flow.parquet' (FORMAT parquet)"
        )
    return LedgerViews("views_for_tests:make", (folder,), {"folder": str(folder)})


@pytest.fixture(scope="module")
def questions(monkeypatch_module):
    with QueryRunner() as opened:
        yield opened


@pytest.fixture(scope="module")
def monkeypatch_module():
    """Let the worker find the views that a test ledger is opened with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        yield patch
