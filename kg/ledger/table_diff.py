"""Where a table that is kept differs from the same table derived anew, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ledger import all_rows
from kg.ledger.duck import connect

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEYS = ("member", "row_no", "id", "kind", "place", "code")
"""Columns by which a row that is told otherwise is recognised, as far as a table has them."""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class RowDifference:
    """One value, row or table that differs.

    ``row`` says which row: the values of its key columns. ``column`` is empty where a whole row is
    missing (``stored`` is empty) or was added (``derived`` is empty).
    """

    row: str
    column: str
    derived: str
    stored: str


@dataclass(frozen=True, slots=True)
class TableDifferences:
    """The first differences of a table and how many rows differ in all; ``unreadable`` says why."""

    rows: tuple[RowDifference, ...] = ()
    count: int = 0
    unreadable: str = ""


def table_differences(derived: Path, stored: Path, limit: int) -> TableDifferences:
    """Compare two Parquet files as multisets of rows.

    Args:
        derived: The table as it is derived now.
        stored: The table as the case has it.
        limit: How many rows of either side are told; all of them are counted.

    Returns:
        Nothing where both hold the same rows, in whatever order.
    """
    import duckdb

    with connect(spill=derived.parent / ".spill") as con:
        try:
            return _compare(con, derived, stored, limit)
        except duckdb.Error as error:
            return TableDifferences(unreadable=str(error).splitlines()[0][:LONGEST])


def _compare(con: DuckDBPyConnection, derived: Path, stored: Path, limit: int) -> TableDifferences:
    for name, path in (("derived", derived), ("stored", stored)):
        con.execute(f"CREATE VIEW {name} AS FROM {all_rows.parquet(path)}")
    columns, heads = _columns(con, "derived")
    _, others = _columns(con, "stored")
    if heads != others:
        return TableDifferences((RowDifference("", "columns", heads, others),), 1)
    for name, kept, other in (("lost", "derived", "stored"), ("added", "stored", "derived")):
        con.execute(f"CREATE TEMP TABLE {name} AS (FROM {kept} EXCEPT ALL FROM {other})")
    keys = [key for key in KEYS if key in columns]
    lost, added = (_rows(con, name, columns, keys, limit) for name in ("lost", "added"))
    differences = [
        difference
        for key, row in lost.items()
        for difference in _differences(key, row, added.get(key), columns)
    ]
    differences += [
        RowDifference(key, "", "", _whole(row, columns))
        for key, row in added.items()
        if key not in lost
    ]
    counts = (con.execute(f"SELECT count(*) FROM {name}").fetchall() for name in ("lost", "added"))
    return TableDifferences(tuple(differences), max(int(count) for ((count,),) in counts))


def _columns(con: DuckDBPyConnection, table: str) -> tuple[list[str], str]:
    """Return the names of a table's columns, and both names and types as a text."""
    rows = con.execute(f"DESCRIBE {table}").fetchall()
    return [str(row[0]) for row in rows], ", ".join(f"{row[0]} {row[1]}" for row in rows)


def _rows(
    con: DuckDBPyConnection, table: str, columns: Sequence[str], keys: Sequence[str], limit: int
) -> dict[str, Sequence[object]]:
    order = ", ".join(map(all_rows.name, keys or columns))
    rows = con.execute(f"FROM {table} ORDER BY {order} LIMIT {int(limit)}").fetchall()
    places = [columns.index(key) for key in keys]
    return {_key(row, keys, places) or str(n): row for n, row in enumerate(rows)}


def _key(row: Sequence[object], keys: Sequence[str], places: Sequence[int]) -> str:
    values = [(key, row[place]) for key, place in zip(keys, places, strict=True)]
    return " ".join(f"{key}={value}" for key, value in values if value not in (None, ""))


def _differences(
    key: str, row: Sequence[object], other: Sequence[object] | None, columns: Sequence[str]
) -> list[RowDifference]:
    if other is None:
        return [RowDifference(key, "", _whole(row, columns), "")]
    return [
        RowDifference(key, column, _text(value), _text(other_value))
        for column, value, other_value in zip(columns, row, other, strict=True)
        if value != other_value
    ]


def _whole(row: Sequence[object], columns: Sequence[str]) -> str:
    cells = (f"{c}={v}" for c, v in zip(columns, row, strict=True) if v not in (None, ""))
    return ", ".join(cells)[:LONGEST]


def _text(value: object) -> str:
    return "" if value is None else str(value)[:LONGEST]
