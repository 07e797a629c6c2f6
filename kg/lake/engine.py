"""What an engine that reads a lake must be able to do; the questions themselves are SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class SoughtRows:
    """The files of one bucket, and which accounts are sought there by which column.

    Accounts of other buckets lie between these in the order of ids: who looks for all of them in
    every file passes over no row group.
    """

    files: Sequence[str]
    column: str
    accounts: Sequence[str]


Rows = Sequence[str | SoughtRows]
"""Parquet files, or files of which only the rows of some accounts are wanted."""


def paths_of(rows: Rows) -> list[str]:
    """Return the paths of all files.

    >>> paths_of(["a", SoughtRows(["b", "c"], "payer", ["x"])])
    ['a', 'b', 'c']
    """
    return [path for one in rows for path in ([one] if isinstance(one, str) else one.files)]


class Engine(Protocol):
    """An engine that answers SQL over Parquet files and small tables."""

    def select(
        self, query: str, rows: Rows, tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answer to a query, whole.

        Args:
            query: SQL that DuckDB and Spark both know.
            rows: The Parquet files that it knows as ``rows``; what their paths say are no columns.
                Of files in which accounts are sought it may read other rows as well.
            tables: Small tables that it knows by their names.
        """

    def select_parts(
        self, query: str, rows: Rows, tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answers to a query over some of the files after the others, in one table.

        It is for questions whose answer over all files is that of its parts, one below the other.
        """
