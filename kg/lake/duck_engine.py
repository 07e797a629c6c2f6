"""DuckDB as the engine of a lake: this machine alone, within a ceiling of memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ledger.all_rows import text
from kg.ledger.duck import connect

if TYPE_CHECKING:
    import pyarrow as pa


class DuckEngine:
    """Answers over Parquet files by DuckDB.

    Args:
        spill: Where goes what does not fit into memory.
    """

    def __init__(self, spill: Path | None = None) -> None:
        self._con = connect(spill)

    def select(
        self, query: str, rows: Sequence[str], tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answer to a query over Parquet files, known as ``rows``, and small tables."""
        listed = ", ".join(map(text, rows))
        self._con.execute(
            f"CREATE OR REPLACE TEMP VIEW rows AS"
            f" FROM read_parquet([{listed}], hive_partitioning = false)"
        )
        for name, table in (tables or {}).items():
            self._con.register(name, table)
        try:
            return self._con.sql(query).to_arrow_table()
        finally:
            for name in tables or {}:
                self._con.unregister(name)
