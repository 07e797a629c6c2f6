"""DuckDB, opened the one way the ledger works with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "1600MB"


def connect() -> DuckDBPyConnection:
    """Return a connection in memory that reaches no network and keeps to a ceiling."""
    import duckdb

    con = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    con.execute("SET enable_progress_bar = false")
    con.execute("CREATE MACRO part(word) AS concat(strlen(word), ':', word)")
    return con
