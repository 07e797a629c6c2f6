"""What an engine that reads a lake must be able to do; the questions themselves are SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


class Engine(Protocol):
    """An engine that answers SQL over Parquet files and small tables."""

    file: str
    """The expression for the path of the file that a row of ``rows`` comes from."""
    place: str
    """The expression for the row's place in that file, counted from 0."""

    def select(
        self, query: str, rows: Sequence[str], tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answer to a query, whole.

        Args:
            query: SQL that DuckDB and Spark both know.
            rows: The Parquet files that it knows as ``rows``, with the columns of their paths.
            tables: Small tables that it knows by their names.
        """


@contextmanager
def opened_engine(spark: str, scratch: Path) -> Iterator[Engine]:
    """Open the engine that reads a lake, and close it afterwards.

    Args:
        spark: The address of a Spark; blank: DuckDB on this machine.
        scratch: The folder of all that it writes meanwhile.

    Raises:
        UsageError: PySpark or Java is not installed.
        StoreUnavailable: Spark does not start, or cannot be reached.
    """
    if not spark:
        from kg.lake.duck_engine import DuckEngine

        yield DuckEngine(scratch / "spill")
        return
    from kg.lake.spark_engine import SparkEngine

    engine = SparkEngine(spark, scratch)
    try:
        yield engine
    finally:
        engine.close()
