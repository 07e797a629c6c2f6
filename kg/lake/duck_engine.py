"""DuckDB as the engine of a lake: this machine alone, within a ceiling of memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ledger.all_rows import text
from kg.ledger.duck import connect

if TYPE_CHECKING:
    import pyarrow as pa

    from kg.lake.engine import Rows

BUCKETS_AT_ONCE = 16
"""Buckets that are asked by one question, each with a scan of its own: 256 take over a GB."""


class DuckEngine:
    """Answers over Parquet files by DuckDB.

    Args:
        spill: Where goes what does not fit into memory.
    """

    def __init__(self, spill: Path | None = None) -> None:
        self._con = connect(spill)

    def select(
        self, query: str, rows: Rows, tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answer to a query over Parquet files, known as ``rows``, and small tables."""
        plain = [one for one in rows if isinstance(one, str)]
        scans = [_scan(plain)] if plain else []
        scans += [
            f"{_scan(one.files)} WHERE {one.column} IN ({', '.join(map(text, one.accounts))})"
            for one in rows
            if not isinstance(one, str)
        ]
        self._con.execute(f"CREATE OR REPLACE TEMP VIEW rows AS {' UNION ALL '.join(scans)}")
        for name, table in (tables or {}).items():
            self._con.register(name, table)
        try:
            return self._con.sql(query).to_arrow_table()
        finally:
            for name in tables or {}:
                self._con.unregister(name)

    def select_parts(
        self, query: str, rows: Rows, tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answers over a few buckets at a time, which bounds the memory."""
        import pyarrow as pa

        parts = [rows[at : at + BUCKETS_AT_ONCE] for at in range(0, len(rows), BUCKETS_AT_ONCE)]
        if any(isinstance(one, str) for one in rows):
            parts = [rows]
        return pa.concat_tables([self.select(query, part, tables) for part in parts])


def _scan(files: Iterable[str]) -> str:
    listed = ", ".join(map(text, files))
    return f"FROM read_parquet([{listed}], hive_partitioning = false)"
