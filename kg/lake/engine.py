"""What an engine that reads a lake must be able to do; the questions themselves are SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


class Engine(Protocol):
    """An engine that answers SQL over Parquet files and small tables."""

    def select(
        self, query: str, rows: Sequence[str], tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answer to a query, whole.

        Args:
            query: SQL that DuckDB and Spark both know.
            rows: The Parquet files that it knows as ``rows``; what their paths say are no columns.
            tables: Small tables that it knows by their names.
        """
