"""Real files that no one here wrote: counts and sums known from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from kg.sources.mapping.flow_id import flow_id
from tests.sources.reader import read_file

pytestmark = pytest.mark.shared
Shared = Callable[[str], Path]


def ask(folder: Path, query: str, kind: str = "transfer") -> tuple[object, ...]:
    path = folder / f"flow_{kind}.parquet"
    with duckdb.connect() as con:
        given = {row[0] for row in con.execute(f"DESCRIBE FROM '{path}'").fetchall()}
        identity = "id" if "id" in given else flow_id(kind)
        con.execute(f"CREATE VIEW flow AS SELECT *, {identity} AS flow_id FROM '{path}'")
        found = con.execute(query.replace("FLOW", "flow")).fetchone()
    assert found is not None
    return tuple(found)


def test_fincen_map(shared_data: Shared, tmp_path: Path) -> None:
    result = read_file(shared_data("fincen") / "download_transactions_map.csv", tmp_path)
    assert (result.reading.read, result.reading.stored) == (4507, 4507)
    sums = ask(
        result.folder, "SELECT sum(amount), sum(tx_count), count(*) - count(tx_count) FROM FLOW"
    )
    assert sums == (Decimal("35682247985.01"), 18153, 111)
    ends = ask(
        result.folder,
        "SELECT count(DISTINCT (source, target)), count(*) FILTER (source = target), "
        "count(DISTINCT flow_id) FROM FLOW",
    )
    assert ends[::2] == (2690, 4507)
    loops = "SELECT count(DISTINCT source) FROM FLOW WHERE source = target"
    assert ask(result.folder, loops) == (1,)
    for status, count in (("undated", 6), ("inverted", 15)):
        standing = f"SELECT count(*) FROM FLOW WHERE status = '{status}'"
        assert ask(result.folder, standing) == (count,)
    assert len({entity["id"] for entity in result.rows("entity")}) == 2277


@pytest.mark.parametrize(
    ("name", "rows", "total"),
    [("20K_cycle200", 117_805, "33003407.68"), ("20K_fanin200", 118_250, "33039037.18")],
)
def test_amlsim(shared_data: Shared, tmp_path: Path, name: str, rows: int, total: str) -> None:
    result = read_file(shared_data("amlsim") / name / "transactions.csv.gz", tmp_path)
    assert (result.reading.read, result.reading.stored) == (rows, rows)
    found = ask(result.folder, "SELECT count(DISTINCT flow_id), sum(amount), count(seq) FROM FLOW")
    assert found == (rows, Decimal(total), rows)
    assert result.reading.content_sha256
    nodes = read_file(shared_data("amlsim") / name / "nodes.csv.gz", tmp_path)
    assert nodes.reading.stored == 20_000


def test_coortweet(shared_data: Shared, tmp_path: Path) -> None:
    path = shared_data("coortweet") / "russian_coord_tweets.csv.gz"
    result = read_file(path, tmp_path)
    assert (result.reading.read, result.reading.stored) == (35_125, 35_125)
    found = ask(
        result.folder,
        "SELECT count(DISTINCT flow_id), count(DISTINCT source), count(DISTINCT target), "
        "count(DISTINCT serial), min(start_us) // 1000000, max(start_us) // 1000000 FROM FLOW",
        "post",
    )
    assert found == (35_125, 9_509, 7_285, 35_085, 1_610_870_193, 1_630_318_860)


def test_covert_networks(shared_data: Shared, tmp_path: Path) -> None:
    for path in sorted(shared_data("covert-networks").glob("caviar*.csv")):
        result = read_file(path, tmp_path)
        with path.open(encoding="utf-8") as file:
            lines = [line for line in file if line.strip()]
        assert (result.reading.layout, result.reading.stored) == ("edges", len(lines) - 1)
        ends = {tuple(line.split(",")[:2]) for line in lines[1:]}
        assert len(result.rows("link")) == len(ends)
