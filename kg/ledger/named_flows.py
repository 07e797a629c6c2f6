"""Flows of one file that another names by id: how many of them two files both tell.

An export of kg names each payment by the id that it has in its case (``serial``), and the rows of a
bank's statement get their ids from what they say; both are found here without an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ledger.all_rows import columns_of, parquet, text
from kg.ledger.duck import connect
from kg.ledger.source_tables import FLOW
from kg.sources.mapping.flow_id import flow_id

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OWN = "urn:crimechain:"
"""How ids begin that kg gave."""


def names_flows(table: Path) -> bool:
    """Say whether flows of a table are named by ids that kg gave.

    Args:
        table: The Parquet file of one flowing class.
    """
    with connect() as con:
        if "serial" not in columns_of(con, table):
            return False
        return bool(_count(con, f"(SELECT 1 FROM ({_named(table)}) LIMIT 1)"))


def count_named(table: Path) -> int:
    """Return how many flows a table names by ids that kg gave."""
    with connect() as con:
        return _count(con, f"({_named(table)})")


def count_told(naming: Path, tables: Sequence[Path]) -> int:
    """Return how many flows one table names that others hold.

    Args:
        naming: A table for which :func:`names_flows` holds.
        tables: Tables of the same flowing class, of files or of an index.
    """
    with connect() as con:
        ids = " UNION ".join(
            f"SELECT {_id(con, table)} AS own FROM {parquet(table)}" for table in tables
        )
        return _count(con, f"({_named(naming)}) JOIN ({ids}) ON own = serial") if ids else 0


def _named(table: Path) -> str:
    rows = parquet(table)
    return f"SELECT DISTINCT serial FROM {rows} WHERE starts_with(serial, {text(OWN)})"


def _id(con: DuckDBPyConnection, table: Path) -> str:
    """Return SQL for the ids of the flows of a file, which most files leave to be worked out."""
    return "id" if "id" in columns_of(con, table) else flow_id(table.stem.removeprefix(FLOW))


def _count(con: DuckDBPyConnection, rows: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {rows}").fetchall()[0][0])
