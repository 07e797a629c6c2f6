"""Spark answers what DuckDB answers: the same accounts, the same rows, the same places."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unicodedata import lookup

import pyarrow as pa
import pytest

from kg.case.money.lake_findings import QUESTIONS, find_in_lake
from kg.case.money.lake_reach import reach_in_lake
from kg.errors import StoreUnavailable, UsageError
from kg.lake import spark_engine
from kg.lake.add import add_files
from kg.lake.duck_engine import DuckEngine
from kg.lake.engine import Engine, SoughtRows
from kg.lake.layout import Lake
from kg.lake.scan import LakeScan, LakeScope
from kg.lake.search import LakeBounds
from kg.lake.spark_engine import SparkEngine
from kg.ledger.units import Unit
from kg.requests import FindRequest, LoadRequest, ReachRequest
from kg.trace.typologies.catalogue import typed_thresholds, typologies
from tests.lake.engines import BOUNDS, assert_asked_alike, both
from tests.lake.lakes import account, extracted, lake_of, readings
from tests.lake.payments import LAYOUT, write_payments
from tests.lake.shapes import EASY, NAMES, with_devices
from tests.lake.spark import needs_spark, start_small

pytestmark = [
    pytest.mark.slow,
    # sockets between Python and Java are closed by whoever is last to know them
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    """A Spark of two threads, started once."""
    needs_spark()
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        start_small(patch, folder / "conf")
        with SparkEngine("local[2]", folder / "work", "1g") as engine:
            yield engine


@pytest.mark.parametrize(
    ("seed", "named"),
    [(0, "floor"), (1, "out"), (1, "hub"), (2, "window"), (2, "in"), (2, "reach"), (3, "channel")],
)
def test_spark_finds_and_cuts_what_duckdb_does(
    seed: int, named: str, spark: SparkEngine, tmp_path: Path
) -> None:
    assert_asked_alike(tmp_path, seed, BOUNDS[named], spark)
    assert not spark.warnings


class Losing:
    """Deletes Spark's shuffle files as soon as they are there, until a stage had to begin again."""

    def __init__(self, engine: SparkEngine) -> None:
        context = engine._spark.sparkContext
        self._folder = Path(str(context.getConf().get("spark.local.dir")))
        self._tracker = context.statusTracker()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.again: set[int] = set()

    def __enter__(self) -> Losing:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.001):
            for stage in self._tracker.getActiveStageIds():
                info = self._tracker.getStageInfo(stage)
                if info is not None and info.currentAttemptId:
                    self.again.add(stage)
            if self.again:
                return
            for path in self._folder.rglob("shuffle_*.index"):
                path.unlink(missing_ok=True)


def test_a_lost_shuffle_file_changes_no_answer(spark: SparkEngine, tmp_path: Path) -> None:
    lake = lake_of(tmp_path, readings(2))
    bounds, starts = LakeBounds(hub=200), [account("a0"), account("a1")]
    answers: list[object] = []
    with Losing(spark) as losing:
        while not losing.again and len(answers) < 20:
            answers.append(both(lake, spark, bounds, starts, []))
    assert losing.again
    told = both(lake, DuckEngine(), bounds, starts, [])
    assert all(answer == told for answer in answers)


@pytest.mark.parametrize("folder", ["a +%20b", "银行=1"])
def test_rows_lie_where_spark_says_whatever_the_folder_is_called(
    folder: str, spark: SparkEngine, tmp_path: Path
) -> None:
    lake = lake_of(tmp_path / folder, readings(4), buckets=1)
    files = lake.rows_of("transfer", "payer", [account("a0")])
    query = "SELECT r.lake_row, r.rid, r.month, r.bucket FROM rows r"
    columns = ["lake_row", "rid", "month", "bucket"]

    def told(engine: Engine) -> list[dict[str, Any]]:
        asked = engine.select(query, files).select(columns)
        return asked.sort_by("rid").to_pylist()

    assert told(spark) == told(DuckEngine())


def test_spark_takes_a_folder_whose_name_is_a_pattern_to_it(
    spark: SparkEngine, tmp_path: Path
) -> None:
    lake_of(tmp_path / "plain", readings(4), buckets=1)
    odd = tmp_path / "[a]{b}"
    (tmp_path / "plain").rename(odd)
    files = Lake(odd / "lake").rows_of("transfer", "payer", [account("a0")])
    (told,) = spark.select("SELECT count(*) AS n FROM rows", files).to_pylist()
    assert told["n"] > 0


def test_a_lake_by_a_path_from_where_one_stands_is_found_by_executors(
    spark: SparkEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake_of(tmp_path, readings(4))
    monkeypatch.chdir(tmp_path)
    lake, starts, bounds = Lake(Path("lake")), [account("a0")], LakeBounds(hub=200, hops=2)
    told = both(lake, spark, bounds, starts, [])
    assert told == both(lake, DuckEngine(), bounds, starts, []) and len(told[2]) > 1


def test_why_a_task_failed_is_the_sentence_that_duckdb_said(spark: SparkEngine) -> None:
    gone = SoughtRows(["/nowhere/rows.parquet"], "payer")
    with pytest.raises(StoreUnavailable, match=r"IOException: IO Error: No files .*rows\.parquet"):
        spark.select_parts("SELECT r.* FROM rows r", [gone])


def test_files_that_executors_read_make_the_lake_that_this_machine_makes(
    spark: SparkEngine, tmp_path: Path
) -> None:
    layout = tmp_path / "pay.toml"
    layout.write_text(LAYOUT, encoding="utf-8")
    files = [tmp_path / f"{number}.csv" for number in range(4)]
    for number, file in enumerate(files):
        write_payments(file, number % 3, bad=number == 1)  # the last one has the first one's bytes
    (tmp_path / "empty.csv").write_bytes(b"")
    asked = [*files, tmp_path / "empty.csv", tmp_path / "gone.csv"]
    told = []
    for name, address in (("here", ""), ("spark", "local[2]")):
        lake = Lake.init(tmp_path / name, 1)
        request = LoadRequest(layout=str(layout))
        added, refused = add_files(lake, asked, request, spark=address)
        problems = [path.read_text("utf-8") for path in sorted(lake.folder.rglob("problems.jsonl"))]
        reasons = [str(error) for error in refused]
        told.append((added, reasons, lake.settings, problems))
        assert not list(lake.folder.glob(".*"))
    assert told[0] == told[1]
    added, reasons, settings, problems = told[0]
    assert [one.already for one in added] == [False, False, False, True] and len(reasons) == 2
    assert len(settings.files) == 3 and any(problems)


def test_what_fails_in_an_executor_is_one_sentence(spark: SparkEngine) -> None:
    assert spark.map_texts(lookup, ["DIGIT ONE", "DIGIT TWO", "DIGIT ONE"]) == ["1", "2", "1"]
    with pytest.raises(StoreUnavailable, match=r"Spark failed: KeyError: .*'no such'"):
        spark.map_texts(lookup, ["DIGIT ONE", "no such"])


@pytest.mark.parametrize("name", ["gather-scatter", "scatter-gather"])
def test_spark_says_where_a_shape_can_stand_as_duckdb_does(
    name: str, spark: SparkEngine, tmp_path: Path
) -> None:
    lake = lake_of(tmp_path, readings(1, 60))
    thresholds = typed_thresholds(EASY)[name]
    values = typologies()[name].with_values(thresholds)

    def told(engine: Engine) -> list[tuple[Any, ...]]:
        scan = LakeScan(lake, engine, "transfer", LakeScope())
        # small tables come from DuckDB: each question to Spark takes seconds
        scan.__dict__["barred"] = pa.table({"id": pa.array([], pa.string())})
        scan.__dict__["units"] = {"CNY": Unit(4)}
        (question,) = QUESTIONS[name](values, {"CNY": 10_000})
        return sorted(tuple(row.values()) for row in scan.look(question).to_pylist())

    asked = told(spark)
    assert asked == told(DuckEngine())
    assert asked


@pytest.mark.deep
def test_spark_finds_the_typologies_that_duckdb_finds(spark: SparkEngine, tmp_path: Path) -> None:
    lake = lake_of(tmp_path, with_devices(readings(1, 60)))
    request = FindRequest(NAMES, "2024-05-01 08:30", thresholds=EASY, rows=1_000)
    found = find_in_lake(lake.folder, request, spark="local[2]")
    assert found == find_in_lake(lake.folder, request)
    assert len(found.found.findings) > 20


def test_an_extract_by_spark_is_loaded_like_one_by_duckdb(
    spark: SparkEngine, tmp_path: Path
) -> None:
    lake = lake_of(tmp_path, readings(5))
    starts, bounds = [account("a0")], LakeBounds(hub=4)
    one, _ = extracted(tmp_path / "spark", lake, starts, bounds, spark)
    other, _ = extracted(tmp_path / "duck", lake, starts, bounds)
    assert [shelf.sha256 for shelf in one.shelves()] == [shelf.sha256 for shelf in other.shelves()]


@pytest.fixture
def without_kg(spark: SparkEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the executors run a Python that has no kg."""
    (tmp_path / "kg.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'kg'\")\n", "utf-8"
    )
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\nPYTHONPATH="{tmp_path}:$PYTHONPATH" exec "{sys.executable}" "$@"\n', "utf-8"
    )
    python.chmod(0o700)
    monkeypatch.setattr(spark._spark.sparkContext, "pythonExec", str(python))


@pytest.mark.usefixtures("without_kg")
def test_executors_without_kg_let_spark_read_and_that_is_said(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, readings(3))
    starts, bounds = [account("a0"), account("a1")], LakeBounds(hub=200, hops=2)
    with SparkEngine("local[2]", tmp_path / "other") as engine:
        told = both(lake, engine, bounds, starts, [])
        assert [warning.id for warning in engine.warnings] == ["executors-lack-kg"]
        assert "No module named 'kg'" in engine.warnings[0].text()
    assert told == both(lake, DuckEngine(), bounds, starts, []) and len(told[2]) > 1


@pytest.mark.usefixtures("without_kg")
def test_that_executors_lack_kg_is_said_of_reach_and_findings(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, readings(3)).folder
    wanted = ReachRequest((account("a0"),))
    reached = reach_in_lake(lake, wanted, spark="local[2]")
    assert reached.reach.warnings[-1].id == "executors-lack-kg"
    assert reached.reach.places == reach_in_lake(lake, wanted).reach.places
    found = find_in_lake(lake, FindRequest(("fan-in",), thresholds=EASY), spark="local[2]").found
    assert found.warnings[-1].id == "executors-lack-kg" and found.findings


@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_task_answers_as_duckdb_does_here(size: int, tmp_path: Path) -> None:
    lake = lake_of(tmp_path, readings(4), 16)
    wanted = [account(f"a{number}") for number in range(8)]
    sought = lake.sought_rows("transfer", "payer", wanted)
    tables = {"wanted": pa.table({"id": pa.array(wanted[1:], pa.string())})}
    query = "SELECT r.* FROM rows r WHERE r.payer IN (SELECT id FROM wanted)"
    packed = {"wanted": spark_engine.packed_table(tables["wanted"])}
    streams = [
        stream
        for at in range(0, len(sought), size)
        for stream in spark_engine.answer_in_executor(
            query, packed, json.dumps([asdict(part) for part in sought[at : at + size]])
        )
    ]
    told = pa.concat_tables(pa.ipc.open_stream(stream).read_all() for stream in streams)
    known = DuckEngine().select_parts(query, sought, tables)
    assert told.schema == known.schema and len(sought) > 3 and len(told) > 5
    assert told.sort_by("rid") == known.sort_by("rid")


def test_blank_answers_have_the_types_of_others(spark: SparkEngine, tmp_path: Path) -> None:
    lake = lake_of(tmp_path, readings(0))
    files = lake.rows_of("transfer", "payer", [account("a0")])
    wanted = {"wanted": pa.table({"id": pa.array([], pa.string())})}
    query = "SELECT r.id, r.amount, r.start_us FROM rows r JOIN wanted w ON r.payer = w.id"
    answers = [engine.select(query, files, wanted) for engine in (spark, DuckEngine())]
    assert answers[0].schema == answers[1].schema
    assert len(answers[0]) == 0


def test_what_spark_cannot_answer_is_one_sentence(spark: SparkEngine, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"Spark failed: .*PATH_NOT_FOUND"):
        spark.select("SELECT 1 FROM rows", [str(tmp_path / "gone.parquet")])


def test_a_spark_that_runs_in_the_process_is_asked_and_left(
    spark: SparkEngine, tmp_path: Path
) -> None:
    files = lake_of(tmp_path, readings(0)).rows_of("transfer", "payer", [account("a0")])
    with SparkEngine("local[2]", tmp_path / "other") as second:
        told = second.select("SELECT count(*) AS n FROM rows", files).to_pylist()
    assert told == spark.select("SELECT count(*) AS n FROM rows", files).to_pylist()


def test_without_pyspark_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(UsageError, match=r"pyspark is not installed.*crimechain\[spark\]"):
        SparkEngine("local[2]", tmp_path)
    for name in ("pyspark.sql.connect.session", "pyspark.sql.connect", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UsageError, match=r"pyspark.* is not installed.*crimechain\[spark\]"):
        SparkEngine("sc://localhost:1", tmp_path)


def test_without_java_that_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    needs_spark()
    monkeypatch.setattr(spark_engine.shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UsageError, match="Java 17 or newer is not installed"):
        SparkEngine("local[2]", tmp_path)
    assert not any(tmp_path.iterdir())
