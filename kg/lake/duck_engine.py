"""DuckDB as the engine of a lake: this machine alone, within a ceiling of memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ledger.all_rows import file_text, name, text
from kg.ledger.duck import connect

if TYPE_CHECKING:
    import pyarrow as pa

    from kg.lake.engine import SoughtRows
    from kg.messages import Message

AT_ONCE = 50_000
"""Rows of an answer that go on together: some 30 MB of all columns."""
BUCKETS_AT_ONCE = 16
"""Parts that are asked by one question, each with a scan of its own: 256 take over a GB."""


class DuckEngine:
    """Answers over Parquet files by DuckDB.

    Args:
        spill: Where goes what does not fit into memory.
        threads: How many processors it may use; as many as there are.
    """

    def __init__(self, spill: Path | None = None, threads: int | None = None) -> None:
        self.warnings: list[Message] = []
        self._con = connect(spill)
        if threads is not None:
            self._con.execute(f"SET threads = {threads}")

    def select(
        self, query: str, files: Sequence[str], tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answer to a query over Parquet files, known as ``rows``, and small tables."""
        with self._known([_scan(files)], tables or {}):
            return self._con.sql(query).to_arrow_table()

    def select_parts(
        self, query: str, parts: Sequence[SoughtRows], tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answers over a few parts at a time, which bounds the memory."""
        import pyarrow as pa

        return pa.concat_tables(
            batches.read_all() for batches in self.stream_parts(query, parts, tables or {})
        )

    def stream_parts(
        self, query: str, parts: Sequence[SoughtRows], tables: Mapping[str, pa.Table]
    ) -> Iterator[pa.RecordBatchReader]:
        """Yield the answers over a few parts at a time; each is to be read before the next."""
        for at in range(0, len(parts), BUCKETS_AT_ONCE):
            scans = map(_scan_part, parts[at : at + BUCKETS_AT_ONCE])
            with self._known(scans, tables):
                yield self._con.sql(query).to_arrow_reader(AT_ONCE)

    @contextmanager
    def _known(self, scans: Iterable[str], tables: Mapping[str, pa.Table]) -> Iterator[None]:
        """Let a query know what is scanned as ``rows``, and tables by their names."""
        self._con.execute(f"CREATE OR REPLACE TEMP VIEW rows AS {' UNION ALL '.join(scans)}")
        for known_as, table in tables.items():
            self._con.register(known_as, table)
        try:
            yield
        finally:
            for known_as in tables:
                self._con.unregister(known_as)


def _scan(files: Iterable[str]) -> str:
    listed = ", ".join(map(file_text, files))
    return f"FROM read_parquet([{listed}], hive_partitioning = false)"


def _scan_part(part: SoughtRows) -> str:
    scan = _scan(part.files)
    if part.blank:
        # a blank of the column's type; the column is not read, which takes as long as a full one
        blank = (f"CASE WHEN false THEN {name(one)} END AS {name(one)}" for one in part.blank)
        scan = f"SELECT * REPLACE ({', '.join(blank)}) {scan}"
    if part.accounts:
        scan += f" WHERE {part.column} IN ({', '.join(map(text, part.accounts))})"
    return scan
