"""Spark as the engine of a lake: a cluster's, or this machine's within a ceiling of memory.

What speaks Spark Connect is asked the same way, as ``sc://HOST:PORT``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import StoreUnavailable, UsageError
from kg.lake.duck_engine import BUCKETS_AT_ONCE, DuckEngine
from kg.lake.engine import SoughtRows
from kg.ledger.all_rows import text as sql_text
from kg.messages import Message

if TYPE_CHECKING:
    from types import TracebackType

    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

CONNECT = "sc://"
JAVA = 17
"""The release of Java that Spark 4 needs at least."""
LOG = "spark.log"
"""What Spark and Java say, in the folder that is theirs."""
SECONDS_TO_ANSWER = 10
"""How long a Connect server may take to answer first; PySpark itself tries for ten minutes."""
_RAISED = re.compile(r"(?m)^[A-Za-z_][\w.]*: .+$")
"""The line below a stack that says what was raised in Python, and why."""
LACKS_KG = re.compile(
    r"No module named|PACKAGE_NOT_INSTALLED|PYTHON_VERSION_MISMATCH|Can't get attribute"
)
"""How Python in an executor says that it cannot run what belongs to kg."""
LISTED = 2_000
"""So many accounts are named to Spark's own reader; it joins more of them only."""
SERVER_CORES = 8
"""How many processors a Connect server is taken to have: it does not say."""
NO_DRIVER = "No suitable driver"
"""What Java says where it knows none for the address of a database."""
_SETTINGS = {
    "spark.app.name": "crimechain",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_QUESTIONS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    # all of the files are named: a job that looks for them costs more than it finds
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
}
"""Settings of a session, which a server takes as well."""
_ASKED_BY_CLIENT = {
    "spark.sql.session.localRelationCacheThreshold": "1048576",
    "spark.sql.session.localRelationChunkSizeRows": "10000",
    "spark.sql.session.localRelationChunkSizeBytes": "16777216",
    "spark.sql.session.localRelationBatchOfChunksSizeBytes": "1073741824",
    "spark.sql.execution.pandas.inferPandasDictAsMap": "false",
    "spark.sql.pyspark.legacy.inferMapTypeFromFirstPair.enabled": "false",
}
"""What the client asks a server for when it sends a table, and stops where that is not known.

The values are Spark's own. Sail 0.7 knows none of these.
"""


class SparkEngine:
    """Answers over Parquet files by Spark.

    Args:
        master: ``local[2]``, ``spark://HOST:PORT``, or ``sc://HOST:PORT`` of a Connect server.
        scratch: The folder of all that Spark writes here: what finds no room in memory, its log.
        memory: What Spark's own process here may take at most, and each of its executors.
        drivers: The jars of databases that are to be asked; a Connect server has its own.

    Raises:
        UsageError: PySpark (the extra ``crimechain[spark]``) or Java is not installed.
        StoreUnavailable: Spark does not start, or cannot be reached.

    Example::

        with SparkEngine("local[2]", scratch) as engine:
            found = LakeSearch(lake, engine, "transfer", LakeBounds()).run(accounts)
    """

    def __init__(
        self, master: str, scratch: Path, memory: str = "2g", drivers: Sequence[Path] = ()
    ) -> None:
        self.warnings: list[Message] = []
        self._executors_have_kg = True
        self._schemas: dict[str, Any] = {}
        self._frames: dict[tuple[str, ...], DataFrame] = {}
        start = _connected if master.startswith(CONNECT) else _started
        self._master = master
        self._spark, self._end = start(master, scratch.resolve(), memory, drivers)
        connected = master.startswith(CONNECT)
        self._cores = SERVER_CORES if connected else self._spark.sparkContext.defaultParallelism

    def __enter__(self) -> SparkEngine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what was started for this; of a server, only the session."""
        self._frames.clear()
        self._end()

    def select(
        self, query: str, files: Sequence[str], tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answer to a query over Parquet files, known as ``rows``, and small tables.

        Raises:
            StoreUnavailable: Spark could not answer.
        """
        return self._select(query, files, "", tables or {})

    def _select(
        self, query: str, files: Sequence[str], where: str, tables: Mapping[str, pa.Table]
    ) -> pa.Table:
        """Return Spark's own answer; ``where`` lets rows through, blank all."""
        from pyspark.sql.pandas.types import from_arrow_schema

        with _told(self._master):
            frame = self._frame(tuple(files))
            (frame.where(where) if where else frame).createOrReplaceTempView("rows")
            for name, table in tables.items():
                # of no rows a server cannot tell the columns
                known = None if len(table) else from_arrow_schema(table.schema)
                frame = self._spark.createDataFrame(table, known)
                frame.hint("broadcast").createOrReplaceTempView(name)
            try:
                return _nullable(self._spark.sql(query).toArrow())
            finally:
                for name in ("rows", *tables):
                    self._spark.catalog.dropTempView(name)

    def select_parts(
        self, query: str, parts: Sequence[SoughtRows], tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answers that DuckDB gives in Spark's tasks, each over some of the parts.

        Spark reads a file whole where more than ten accounts are sought. Measured on a hundred
        million rows, one account and four hops: 121 s by Spark's own reader, 24 s so. Where
        executors lack kg, Spark reads after all, and ``warnings`` say so.

        Raises:
            StoreUnavailable: Spark could not answer.
        """
        import pyarrow as pa

        parts = [replace(part, files=_whole(part.files)) for part in parts]
        if self._executors_have_kg:
            size = max(1, min(BUCKETS_AT_ONCE, len(parts) // (4 * self._cores)))
            asked = [
                json.dumps([asdict(part) for part in parts[at : at + size]])
                for at in range(0, len(parts), size)
            ]
            packed = {name: packed_table(table) for name, table in (tables or {}).items()}
            try:
                told = self._map(partial(answer_in_executor, query, packed), asked)
            except StoreUnavailable as error:
                if not LACKS_KG.search(str(error.__cause__)):
                    raise
                self._executors_have_kg = False
                self.warnings.append(Message("executors-lack-kg", what=error.what))
            else:
                return pa.concat_tables(pa.ipc.open_stream(stream).read_all() for stream in told)
        named = [account for part in parts for account in part.accounts]
        where = ""
        if all(part.accounts for part in parts) and len(named) <= LISTED:
            where = f"{parts[0].column} IN ({', '.join(map(sql_text, named))})"
        files = [file for part in parts for file in part.files]
        return self._select(query, files, where, tables or {})

    def write_query(self, access: Mapping[str, str], folder: Path, rows: int) -> None:
        """Write what a database answers as Parquet files into a new folder.

        Args:
            access: The options of Spark's JDBC reader: ``url``, ``query`` and the like.
            folder: Where Spark makes the files; a cluster must see the same folder.
            rows: The most rows of a file.

        Raises:
            StoreUnavailable: The database did not answer.
        """
        with _told(self._master):
            asked = self._spark.read.format("jdbc").options(**access).load()
            written = asked.write.option("maxRecordsPerFile", rows)
            written.option("compression", "zstd").parquet(str(folder.absolute()))

    def map_texts(self, function: Callable[[str], str], texts: Sequence[str]) -> list[str]:
        """Return what a function says of texts, each asked in a task of its own, in their order.

        Args:
            function: What the executors import by its name: they need the same packages.
            texts: What it is asked.

        Raises:
            StoreUnavailable: Spark could not run it.
        """

        def told(text: str) -> Iterator[bytes]:
            yield function(text).encode()

        return [answer.to_pybytes().decode() for answer in self._map(told, texts)]

    def _map(
        self, function: Callable[[str], Iterator[bytes]], texts: Sequence[str]
    ) -> list[pa.Buffer]:
        """Return what a function says of texts, each asked in a task of its own, in their order."""
        import pyarrow as pa

        def told(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                for place, text in zip(*(column.to_pylist() for column in batch), strict=True):
                    for number, answer in enumerate(function(text)):
                        columns = [[place], [number], [answer]]
                        yield pa.RecordBatch.from_arrays(
                            [pa.array(*of) for of in zip(columns, kinds, strict=True)], names=names
                        )

        names, kinds = ("place", "number", "answer"), (pa.int64(), pa.int64(), pa.binary())
        asked = pa.table(
            {
                "place": pa.array(range(len(texts)), pa.int64()),
                "text": pa.array(texts, pa.string()),
            }
        )
        with _told(self._master):
            frame = self._spark.createDataFrame(asked).repartitionByRange(len(texts), "place")
            schema = "place bigint, number bigint, answer binary"
            rows = frame.mapInArrow(told, schema).toArrow()
        order = zip(
            rows.column("place").to_pylist(), rows.column("number").to_pylist(), strict=True
        )
        answers = dict(zip(order, rows.column("answer"), strict=True))
        return [answers[place].as_buffer() for place in sorted(answers)]

    def _frame(self, rows: tuple[str, ...]) -> DataFrame:
        """Return files as one table; those of the last hop are mostly those of the next."""
        if rows not in self._frames:
            whole = _whole(rows)
            paths = list(map(_literal, whole))
            # the files of one class of rows have the same columns
            table = whole[0].partition("/by=")[0]
            if table not in self._schemas:
                self._schemas[table] = self._spark.read.parquet(paths[0]).schema
            self._frames[rows] = self._spark.read.schema(self._schemas[table]).parquet(*paths)
        return self._frames[rows]


def answer_in_executor(query: str, packed: Mapping[str, bytes], asked: str) -> Iterator[bytes]:
    """Answer a query over parts of a lake where a Spark runs its tasks, by DuckDB on one processor.

    Args:
        query: What is asked, as :meth:`SparkEngine.select_parts` is.
        packed: Small tables by their names, as streams of Arrow.
        asked: The parts, as JSON.

    Returns:
        The answer as streams of Arrow; the first has no row, but the columns.
    """
    import pyarrow as pa

    parts = [SoughtRows(**part) for part in json.loads(asked)]
    tables = {name: pa.ipc.open_stream(stream).read_all() for name, stream in packed.items()}
    # Spark names the folders that are its own here, and empties them
    own = os.environ.get("SPARK_LOCAL_DIRS", "").partition(",")[0] or None
    with tempfile.TemporaryDirectory(prefix="kg-lake-", dir=own) as scratch:
        duck = DuckEngine(Path(scratch) / "spill", threads=1)
        for batches in duck.stream_parts(query, parts, tables):
            yield _stream(batches.schema, ())
            for batch in batches:
                yield _stream(batch.schema, [batch])


def packed_table(table: pa.Table) -> bytes:
    """Return a small table as one stream of Arrow."""
    return _stream(table.schema, table.to_batches())


def _stream(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> bytes:
    """Return rows as one stream of Arrow."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as out:
        for batch in batches:
            out.write_batch(batch)
    told: bytes = sink.getvalue().to_pybytes()
    return told


def _whole(paths: Iterable[str]) -> list[str]:
    """Return paths from the root: executors work in folders of their own."""
    return [os.path.abspath(path) for path in paths]  # noqa: PTH100 - links stay


def _literal(path: str) -> str:
    r"""Return a path that names one file, where Spark takes patterns.

    >>> print(_literal("/lakes/[a]/b.parquet"))
    /lakes/\[a\]/b.parquet
    """
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", path)


def _nullable(table: pa.Table) -> pa.Table:
    """Return a table whose columns may all be blank, as DuckDB's are: such tables go together."""
    import pyarrow as pa

    return table.cast(pa.schema([field.with_nullable(True) for field in table.schema]))


def _connected(
    master: str, scratch: Path, memory: str, drivers: Sequence[Path]
) -> tuple[SparkSession, Callable[[], None]]:
    """Return a session of a server that runs elsewhere; its memory is its own affair."""
    if drivers:
        raise UsageError(Message("server-has-its-drivers"), where="--jar")
    try:
        from pyspark.sql.connect.session import SparkSession as Session
    except ImportError as error:  # PySpark says by its own error what it misses
        raise _missing("pyspark[connect]") from error
    with _told(master):
        _check_answers(master)
        spark = Session.builder.remote(master).create()
        for name, value in _QUESTIONS.items():
            spark.conf.set(name, value)
        for name, value in _ASKED_BY_CLIENT.items():
            if spark.conf.get(name, "") == "":
                spark.conf.set(name, value)
    return spark, spark.stop


def _check_answers(master: str) -> None:
    """Ask whether anything listens at the address of a Connect server, by the way PySpark takes."""
    import grpc
    from pyspark.sql.connect.client import DefaultChannelBuilder

    channel = DefaultChannelBuilder(master).toChannel()
    try:
        grpc.channel_ready_future(channel).result(timeout=SECONDS_TO_ANSWER)
    except grpc.FutureTimeoutError as error:
        raise StoreUnavailable(
            Message("no-spark-answers", seconds=SECONDS_TO_ANSWER),
            where=_without_token(master),
            hint=Message("start-spark-connect"),
        ) from error
    finally:
        channel.close()


def _without_token(master: str) -> str:
    """Return an address as it may be shown: what follows the place may be a password.

    >>> _without_token("sc://host:15002/;use_ssl=true;token=abc")
    'sc://host:15002'
    """
    return master.partition("/;")[0]


def _started(
    master: str, scratch: Path, memory: str, drivers: Sequence[Path]
) -> tuple[SparkSession, Callable[[], None]]:
    """Return a session of a Spark that is started here, and what ends it with its Java."""
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as error:
        raise _missing("pyspark") from error
    if not _has_java():
        raise UsageError(Message("java-not-installed", release=JAVA), hint=Message("install-java"))
    if SparkContext._active_spark_context is not None:  # one a process: a caller's own serves too
        running = SparkSession(SparkContext._active_spark_context).newSession()
        for name, value in _QUESTIONS.items():
            running.conf.set(name, value)
        return running, lambda: None
    for folder in ("local", "tmp", "warehouse"):
        (scratch / folder).mkdir(parents=True, exist_ok=True)
    conf = SparkConf()
    places = _places(master, scratch, memory)
    for name, value in {**_SETTINGS, **_QUESTIONS, **places, **_jars(drivers)}.items():
        conf.set(name, value)
    with (
        (scratch / LOG).open("ab") as log,
        _told(master, scratch / LOG),
        ExitStack() as ends,  # undoes what was begun where the rest fails
    ):
        gateway = launch_gateway(conf, {"stdout": log, "stderr": log, "cwd": scratch})

        def leave_java() -> None:
            gateway.shutdown()
            gateway.proc.stdin.close()  # which tells Java that no one asks any more
            gateway.proc.wait()
            SparkContext._gateway = SparkContext._jvm = None

        ends.callback(leave_java)
        context = SparkContext(conf=conf, gateway=gateway)
        if master.startswith("local") and "PYSPARK_PYTHON" not in os.environ:
            context.pythonExec = sys.executable  # not the machine's, which has no kg
        spark = SparkSession(context)
        ends.callback(spark.stop)
        return spark, ends.pop_all().close


def _places(master: str, scratch: Path, memory: str) -> dict[str, str]:
    """Return what keeps Spark to a ceiling of memory, to a folder, and this machine's to itself."""
    java = f"-Djava.io.tmpdir={scratch / 'tmp'} -XX:-UsePerfData"
    told = {
        "spark.master": master,
        "spark.driver.memory": memory,
        "spark.executor.memory": memory,
        "spark.driver.maxResultSize": memory,
        "spark.driver.extraJavaOptions": java,
        "spark.local.dir": str(scratch / "local"),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
    }
    if master.startswith("local"):
        told |= {"spark.driver.host": "localhost", "spark.driver.bindAddress": "127.0.0.1"}
    return told


def _jars(drivers: Sequence[Path]) -> dict[str, str]:
    """Return what lets Spark here, and its executors, find the drivers of databases."""
    paths = [str(path.resolve()) for path in drivers]
    if not paths:
        return {}
    return {"spark.jars": ",".join(paths), "spark.driver.extraClassPath": os.pathsep.join(paths)}


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(home and (Path(home) / "bin" / "java").exists()) or shutil.which("java") is not None


def _missing(name: str) -> UsageError:
    return UsageError(
        Message("extra-not-installed", name=name), hint=Message("install-extra", name="spark")
    )


@contextmanager
def _told(where: str, log: Path | None = None) -> Iterator[None]:
    """Turn what Spark says of a failure into one sentence; the last one that Java said, if any."""
    from pyspark.errors import PySparkException, PythonException

    failures: tuple[type[Exception], ...] = (PySparkException,)
    if find_spec("py4j"):  # a client of servers alone comes without
        from py4j.protocol import Py4JError

        failures += (Py4JError,)
    try:
        yield
    except failures as error:
        # what failed in Java says so itself; around it stands only which call it was
        cause = getattr(error, "java_exception", None) or error
        said = log.read_text(encoding="utf-8", errors="replace") if log else str(cause)
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        last = log is not None or isinstance(error, PythonException)
        # the sentence of a failure in Python stands below its stack, above what DuckDB points at
        raised = _RAISED.findall(said) if isinstance(error, PythonException) else []
        told = (raised or lines or [str(error)])[-1 if last else 0]
        hint = Message("name-the-driver") if NO_DRIVER in told else None
        raise StoreUnavailable(
            Message("spark-failed", told=told), where=_without_token(where), hint=hint
        ) from error
