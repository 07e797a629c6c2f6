"""DuckDB, opened the one way the ledger works with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "1200MB"


def connect(spill: Path | None = None) -> DuckDBPyConnection:
    """Return a connection in memory that reaches no network and keeps to a ceiling.

    What does not fit goes to the folder ``spill``; without one the work is small or fails.
    """
    import duckdb

    con = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    con.execute(f"SET temp_directory = '{str(spill or '').replace(chr(39), chr(39) * 2)}'")
    con.execute("CREATE MACRO part(word) AS concat(strlen(word), ':', word)")
    return con


def fill(con: DuckDBPyConnection, table: str, *columns: Sequence[object]) -> None:
    """Put whole columns into a table by one statement; one a row would cost more than the rest."""
    if columns and columns[0]:
        chosen = ", ".join(f"unnest(${number})" for number in range(1, len(columns) + 1))
        con.execute(f"INSERT INTO {table} SELECT {chosen}", list(map(list, columns)))
