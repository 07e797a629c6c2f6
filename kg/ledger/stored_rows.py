"""Rows of source files as they were read: headings and cells, from the ledger alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ledger.all_rows import parquet
from kg.ledger.duck import connect, fill
from kg.ledger.source_tables import Shelf
from kg.text import locator, locator_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Place = tuple[str, str]
"""A row: the SHA-256 of its file, and the locator that evidence has."""
StoredRow = tuple[tuple[str, str], ...]
"""The heading and the text of each cell that is not empty, in the order of the file."""
AT = ("row_no", "member")


def stored_rows(shelves: Sequence[Shelf], places: Iterable[Place]) -> dict[Place, StoredRow]:
    """Return rows as their reader had them; a place that has no row is left out.

    The files themselves are not opened: they may have been moved, or be kept by hash only. Of
    leaked lists the ledger has only hashes and counts, and so has this.

    Args:
        shelves: The sources of the case.
        places: Which rows.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for sha256, where in places:
        wanted[sha256].add(where)
    found: dict[Place, StoredRow] = {}
    with connect() as con:
        for shelf in shelves:
            if mine := wanted.get(shelf.sha256):
                found |= {(shelf.sha256, where): row for where, row in _rows(con, shelf, mine)}
    return found


def _rows(
    con: DuckDBPyConnection, shelf: Shelf, wanted: set[str]
) -> Iterator[tuple[str, StoredRow]]:
    reader = shelf.note().reader
    con.execute("CREATE OR REPLACE TEMP TABLE wanted (place VARCHAR)")
    fill(con, "wanted", sorted(wanted))
    where = locator_sql("coalesce(member, '')", "row_no", reader)
    for path in sorted(shelf.folder.glob("row_*.parquet")):
        yield from _of_table(con, path, where, reader)


def _of_table(
    con: DuckDBPyConnection, path: Path, where: str, reader: str
) -> Iterator[tuple[str, StoredRow]]:
    result = con.execute(
        f"SELECT * FROM {parquet(path)} WHERE {where} IN (FROM wanted) ORDER BY row_no"
    )
    columns = [column[0] for column in result.description or ()]
    for cells in result.fetchall():
        row = dict(zip(columns, cells, strict=True))
        place = locator(row["member"] or "", row["row_no"], reader)
        shown = {name: str(cell).strip() for name, cell in row.items() if name not in AT and cell}
        yield place, tuple((name, cell) for name, cell in shown.items() if cell)
