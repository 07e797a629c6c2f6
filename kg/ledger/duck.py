"""DuckDB, opened the one way the ledger works with it."""

from __future__ import annotations

import itertools
import os
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from types import TracebackType

    from duckdb import DuckDBPyConnection

MEMORY = "1200MB"
MACRO = "CREATE MACRO part(word) AS concat(strlen(word), ':', word)"
IN_MEMORY = ":memory:"
_NUMBERS = itertools.count()
_TURN = threading.Lock()
_OPENED: dict[int, DuckDBPyConnection] = {}
"""The engine for small work, by the number of the process: one that was forked opens its own."""


def connect(spill: Path | None = None, *, on_disk: bool = False) -> DuckDBPyConnection:
    """Return a connection that reaches no network and keeps to a ceiling of memory.

    What does not fit goes to the folder ``spill``; without one the work is small or fails. Small
    work shares one engine in this process, each connection with tables of its own: to start an
    engine takes 30 ms of a processor, which is more than most of that work (measured: 3 ms).

    Args:
        spill: A folder of this connection alone, made if it is missing; who connects removes it.
        on_disk: Whether tables lie in a file there from the start. It compresses them, tables in
            memory are not: the narrow rows by which a lake is decided take a fifth of the room.
    """
    if spill is None:
        return cast("DuckDBPyConnection", _Attached(_shared()))
    file = IN_MEMORY
    if on_disk:
        spill.mkdir(parents=True, exist_ok=True)
        file = table_file(spill / "tables.duckdb")
    con = _engine(str(spill), file)
    con.execute(MACRO)
    return con


def table_file(path: Path) -> str:
    """Return where DuckDB keeps tables that are to lie in a file: in memory where it cannot.

    In a path with a question mark it looks for the file of its log elsewhere.
    """
    return IN_MEMORY if "?" in str(path) else str(path)


def fill(con: DuckDBPyConnection, table: str, *columns: Sequence[object]) -> None:
    """Put whole columns into a table by one statement; one a row would cost more than the rest."""
    if columns and columns[0]:
        chosen = ", ".join(f"unnest(${number})" for number in range(1, len(columns) + 1))
        con.execute(f"INSERT INTO {table} SELECT {chosen}", list(map(list, columns)))


def _engine(spill: str, file: str = IN_MEMORY) -> DuckDBPyConnection:
    import duckdb

    con = duckdb.connect(
        file,
        config={
            "memory_limit": MEMORY,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            # files are written anew under their names: what was read of one is not kept for later
            "enable_external_file_cache": "false",
        },
    )
    con.execute(f"SET temp_directory = '{spill.replace(chr(39), chr(39) * 2)}'")
    return con


def _shared() -> DuckDBPyConnection:
    process = os.getpid()
    with _TURN:
        if process not in _OPENED:
            _OPENED[process] = _engine("")
        return _OPENED[process].cursor()


class _Attached:
    """A connection to a database of its own within an engine; it goes when this does."""

    def __init__(self, con: DuckDBPyConnection) -> None:
        name = f"own_{next(_NUMBERS)}"
        con.execute(f"ATTACH ':memory:' AS {name}; USE {name}; {MACRO}")
        self._con, self._name = con, name
        self._leave = weakref.finalize(self, _detach, con, name, os.getpid())
        self._leave.atexit = False  # the engine goes with the process

    def __getattr__(self, name: str) -> Any:
        return getattr(self._con, name)

    def __enter__(self) -> _Attached:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def cursor(self) -> DuckDBPyConnection:
        """Return another connection to the same database."""
        other = self._con.cursor()
        other.execute(f"USE {self._name}")
        return other

    def close(self) -> None:
        """Drop the database with all its tables."""
        self._leave()


def _detach(con: DuckDBPyConnection, name: str, process: int) -> None:
    if process == os.getpid():
        con.execute(f"USE memory; DETACH {name}")
        con.close()
