"""What an engine that reads a lake must be able to do; the questions themselves are SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from kg.messages import Message


@dataclass(frozen=True, slots=True)
class SoughtRows:
    """Parquet files, such as those of one bucket, and which accounts are sought by which column.

    Accounts of other buckets lie between these in the order of ids: who looks for all of them in
    every file passes over no row group. Without accounts all rows are wanted. ``blank`` columns are
    filled in no row: they need not be read.
    """

    files: Sequence[str]
    column: str
    accounts: Sequence[str] = ()
    blank: Sequence[str] = ()


class Engine(Protocol):
    """An engine that answers SQL over Parquet files and small tables.

    ``warnings`` is what whoever asked should know of how it was answered.
    """

    warnings: list[Message]

    def select(
        self, query: str, files: Sequence[str], tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answer to a query, whole.

        Args:
            query: SQL that DuckDB and Spark both know.
            files: The Parquet files that it knows as ``rows``; what their paths say are no columns.
            tables: Small tables that it knows by their names.
        """

    def select_parts(
        self, query: str, parts: Sequence[SoughtRows], tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Return the answers to a query over some of the parts after the others, in one table.

        It is for questions whose answer over all files is that of its parts, one below the other.

        Args:
            query: As above; ``rows`` are the rows in which one of the accounts is.
            parts: Where the rows lie; at least one.
            tables: As above.
        """
