"""An executor that is killed in the middle changes no answer."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import psutil
import pyarrow as pa
import pytest

from kg.lake import add
from kg.lake.duck_engine import DuckEngine
from kg.lake.engine import SoughtRows
from kg.lake.extract import cut_rows
from kg.lake.layout import Lake
from kg.lake.search import LakeBounds, LakeSearch
from kg.lake.spark_engine import SparkEngine
from kg.requests import LoadRequest
from tests.lake.lakes import account, lake_of, readings
from tests.lake.payments import LAYOUT, write_payments
from tests.lake.spark import needs_spark, start_small

EXECUTOR = "org.apache.spark.executor.CoarseGrainedExecutorBackend"
MASTER = "local-cluster[2,1,1024]"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def spark_of_a_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give Spark a home for a cluster on this machine, whose executors work in it."""
    needs_spark()
    import pyspark

    installed, home = Path(pyspark.__file__).parent, tmp_path / "home"
    home.mkdir()
    for part in ("bin", "sbin", "jars", "python"):
        if (installed / part).exists():
            (home / part).symlink_to(installed / part)
    monkeypatch.setenv("SPARK_HOME", str(home))
    start_small(monkeypatch, tmp_path / "conf")


def executors() -> list[psutil.Process]:
    """Return the processes of Spark's executors."""
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if EXECUTOR in process.cmdline():
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


class Killing(SparkEngine):
    """A Spark of which an executor is killed: at the third question, or while files are read."""

    asked = 0
    killed: psutil.Process | None = None
    last: psutil.Process | None = None

    def select_parts(
        self, query: str, parts: Sequence[SoughtRows], tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        self.asked += 1
        if self.asked == 3:
            threading.Thread(target=self._kill, daemon=True).start()
        return super().select_parts(query, parts, tables)

    def map_texts(self, function: Callable[[str], str], texts: Sequence[str]) -> list[str]:
        threading.Thread(target=self._kill, daemon=True).start()
        said = super().map_texts(function, texts)
        Killing.last = self.killed
        return said

    def _kill(self) -> None:
        tracker = self._spark.sparkContext.statusTracker()
        until = time.monotonic() + 30
        while time.monotonic() < until:
            stages = map(tracker.getStageInfo, tracker.getActiveStageIds())
            if any(stage is not None and stage.numActiveTasks for stage in stages):
                victim = executors()[0]
                victim.send_signal(signal.SIGKILL)
                self.killed = victim
                return


def test_an_executor_killed_during_an_extraction_changes_no_answer(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, readings(1))
    bounds, starts = LakeBounds(hub=200, hops=2), [account("a0"), account("a1")]
    with Killing(MASTER, tmp_path / "spark", "1g") as spark:
        before = {process.pid for process in executors()}
        found = LakeSearch(lake, spark, "transfer", bounds).run(starts)
        rows = cut_rows(lake, spark, "transfer", found.followed)
        assert spark.killed is not None
        assert not spark.killed.is_running() or spark.killed.status() == psutil.STATUS_ZOMBIE
        assert len(before) == 2
    duck = DuckEngine()
    assert found == LakeSearch(lake, duck, "transfer", bounds).run(starts)
    columns = ["lake_file", "lake_row", "rid", "amount"]
    told = cut_rows(lake, duck, "transfer", found.followed).select(columns).to_pylist()
    assert sorted(map(str, rows.select(columns).to_pylist())) == sorted(map(str, told))
    assert not executors()


def test_an_executor_killed_while_files_are_read_changes_no_lake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(add, "SparkEngine", partial(Killing, memory="1g"))
    layout = tmp_path / "pay.toml"
    layout.write_text(LAYOUT, encoding="utf-8")
    files = [tmp_path / f"{number}.csv" for number in range(6)]
    for number, file in enumerate(files):
        write_payments(file, number)
    told = []
    for name, address in (("here", ""), ("spark", MASTER)):
        lake = Lake.init(tmp_path / name, 1)
        added, refused = add.add_files(lake, files, LoadRequest(layout=str(layout)), spark=address)
        assert not refused and not list(lake.folder.glob(".*"))
        told.append((added, lake.settings))
    assert told[0] == told[1]
    assert Killing.last is not None and not executors()
