"""The rows of all visible sources as tables, for the SQL that derives the index."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.ledger.source_tables import FLOW, Shelf
from kg.sources.mapping.flow_id import flow_id

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: The columns that every flow has (CONTRACTS); whatever else a file brings is an extra.
FLOW_COLUMNS = {
    "id": "VARCHAR", "source": "VARCHAR", "target": "VARCHAR", "start_us": "BIGINT",
    "end_us": "BIGINT", "precision": "VARCHAR", "time_text": "VARCHAR", "amount": "DECIMAL(38, 18)",
    "currency": "VARCHAR", "tx_count": "BIGINT", "status": "VARCHAR", "serial": "VARCHAR",
    "ordinal": "INTEGER", "reporter": "VARCHAR", "direction": "VARCHAR",
    "balance": "DECIMAL(38, 18)", "seq": "BIGINT", "counter_name": "VARCHAR", "memo": "VARCHAR",
    "channel": "VARCHAR", "row_no": "BIGINT", "member": "VARCHAR",
    # of flows whose serials are their issuer's own numbers; see sql/numbered.sql
    "issuer": "VARCHAR", "reporter_form": "VARCHAR", "reporter_name": "VARCHAR",
    "known_ends": "INTEGER",
    # of rows that were cut out of a larger ledger: what was decided of them there; see
    # sql/decided.sql
    "decided_part": "VARCHAR", "decided_payment": "VARCHAR", "decided_lead": "VARCHAR",
    "decided_id": "VARCHAR",
    "decided_source": "VARCHAR", "decided_target": "VARCHAR", "decided_beside": "VARCHAR",
}  # fmt: skip
ENTITY_COLUMNS = {
    "id": "VARCHAR", "kind": "VARCHAR", "name": "VARCHAR", "values": "JSON", "row_no": "BIGINT",
    "member": "VARCHAR",
    # of rows that were cut out of a lake: how many rows of it say the same, this one among them
    "times": "BIGINT",
}  # fmt: skip
LINK_COLUMNS = {
    "id": "VARCHAR", "kind": "VARCHAR", "source": "VARCHAR", "target": "VARCHAR",
    "object": "VARCHAR", "start_us": "BIGINT", "end_us": "BIGINT", "precision": "VARCHAR",
    "time_text": "VARCHAR", "amount": "DECIMAL(38, 18)", "currency": "VARCHAR",
    "proof": "VARCHAR", "confidence": "INTEGER", "values": "JSON", "row_no": "BIGINT",
    "member": "VARCHAR",
    # of rows that were cut out of a lake: how many rows of it this one stands for
    "times": "BIGINT",
}  # fmt: skip
ALIAS_COLUMNS = {"a": "VARCHAR", "b": "VARCHAR", "row_no": "BIGINT", "member": "VARCHAR"}
#: Names of the index and of the SQL views that an extra must not shadow.
RESERVED = frozenset(
    (
        "rid", "sha256", "source_no", "sources", "members", "in_time", "judged", "source_code",
        "target_code", "reporter_code", "also_reporter", "also_seq", "also_source_no",
        "start_time", "end_time", "file_row_number", "payment", "beside",
    )
)  # fmt: skip
_ROW_BITS = 40
"""So many bits of a row's number are its place in its own source."""


@cache
def sql(name: str) -> str:
    """Return the text of one of the ledger's SQL files."""
    return (files("kg.ledger") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def text(value: str | Path) -> str:
    """Return a text as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def file_text(path: str | Path) -> str:
    """Return the path of one file as an SQL literal, where DuckDB takes paths for patterns.

    >>> print(file_text("case[1]/a.parquet"))
    'case[[]1]/a.parquet'
    """
    return text(glob.escape(str(path)))


def parquet(path: str | Path) -> str:
    """Return SQL for the rows of one Parquet file."""
    return f"read_parquet({file_text(path)})"


def name(column: str) -> str:
    """Return a column's name as an SQL identifier."""
    return '"' + column.replace('"', '""') + '"'


def columns_of(con: DuckDBPyConnection, path: Path) -> list[str]:
    """Return the column names of a Parquet file in order."""
    rows = con.execute(f"DESCRIBE SELECT * FROM {parquet(path)}").fetchall()
    return [row[0] for row in rows]


def gather(
    con: DuckDBPyConnection,
    view: str,
    shelves: Sequence[Shelf],
    table: str,
    columns: dict[str, str],
    *,
    extras: bool = False,
) -> list[str]:
    """Make a view of one table of every source, each row knowing its source; return the extras."""
    rows = GatheredTable(con, shelves, table, columns, extras=extras)
    con.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {rows.sql()}")
    return rows.extras


class RowRange(NamedTuple):
    """Rows of one source: its place among the shelves, and the file's rows from ``first`` on."""

    shelf: int
    first: int
    rows: int


class GatheredTable:
    """One table of every source, each row knowing its source: as SQL of all rows, or of some.

    Args:
        con: Where the SQL will run.
        shelves: The sources.
        table: The table's name.
        columns: The columns that every row has, and their types.
        extras: Whether also columns that only some files have are told, in :attr:`extras`.
    """

    def __init__(
        self,
        con: DuckDBPyConnection,
        shelves: Sequence[Shelf],
        table: str,
        columns: dict[str, str],
        *,
        extras: bool = False,
    ) -> None:
        self._con, self._columns = con, columns
        self._here = {
            n: (n, source_no, shelf, path)
            for n, (source_no, shelf) in enumerate(
                zip(source_numbers(shelves), shelves, strict=True)
            )
            if (path := shelf.table(table))
        }
        self._present = {path: columns_of(con, path) for *_, path in self._here.values()}
        known = {column.lower() for column in columns}
        more = {c: as_extra(c) for there in self._present.values() for c in there}
        chosen = {c: alias for c, alias in more.items() if extras and c.lower() not in known}
        self._more = dict(sorted(chosen.items()))

    @property
    def extras(self) -> list[str]:
        """The names of the columns that only some files have."""
        return list(self._more.values())

    def sql(self) -> str:
        """Return SQL of all rows."""
        return self._all(map(self._part, self._here))

    def sql_of(self, pieces: Sequence[RowRange]) -> str:
        """Return SQL of the rows of some pieces; of each file only what is asked for is read."""
        where = "file_row_number >= {} AND file_row_number < {}"
        return self._all(
            f"{self._part(p.shelf)} WHERE {where.format(p.first, p.first + p.rows)}" for p in pieces
        )

    def stretches(self, most: int) -> Iterator[list[RowRange]]:
        """Yield all rows in stretches of so many at most, in the order of the sources."""
        stretch, free = list[RowRange](), most
        for n, (*_, path) in self._here.items():
            query = f"SELECT count(*) FROM {parquet(path)}"
            ((rows,),) = self._con.execute(query).fetchall()
            first = 0
            while first < rows:
                piece = RowRange(n, first, min(free, rows - first))
                stretch.append(piece)
                first, free = first + piece.rows, free - piece.rows
                if not free:
                    yield stretch
                    stretch, free = [], most
        if stretch:
            yield stretch

    def _all(self, parts: Iterable[str]) -> str:
        return "\nUNION ALL\n".join(parts) or _nothing(self._columns)

    def _part(self, n: int) -> str:
        number, source_no, shelf, path = self._here[n]
        present = self._present[path]
        selected = [_column(c, kind, c in present) for c, kind in self._columns.items()]
        if path.stem.startswith(FLOW) and "id" not in present:
            selected[0] = f"{flow_id(path.stem.removeprefix(FLOW))} AS id"
        selected += [_column(c, "VARCHAR", c in present, alias) for c, alias in self._more.items()]
        return (
            f"SELECT file_row_number + {rid(number, 0)} AS rid, {text(shelf.sha256)} AS sha256,"
            f" {source_no}::INTEGER AS source_no, {', '.join(selected)}"
            f" FROM read_parquet({file_text(path)}, file_row_number = true)"
        )


def rid(shelf: int, row: int) -> int:
    """Return the number that a row has among those of all sources, by its place in its own."""
    return (shelf << _ROW_BITS) + row


SHELF_OF = f"CREATE MACRO shelf_of(rid) AS rid >> {_ROW_BITS}"
"""SQL for the place of a row's source among all, by its number (see :func:`rid`); -1 has none."""


def as_extra(column: str) -> str:
    """Return the name under which a file's own column stands in the index and the views."""
    return f"{column}_" if column.lower() in RESERVED else column


def source_numbers(shelves: Sequence[Shelf]) -> list[int]:
    """Return the number of each shelf's source: rows that one file had in a lake share theirs."""
    places: dict[str, int] = {}
    return [places.setdefault(shelf.origin(), len(places)) for shelf in shelves]


def _column(column: str, kind: str, present: bool, alias: str = "") -> str:
    value = name(column) if present else "NULL"
    return f"{value}::{kind} AS {name(alias or column)}"


def _nothing(columns: dict[str, str]) -> str:
    selected = ", ".join(f"NULL::{kind} AS {name(c)}" for c, kind in columns.items())
    return (
        "SELECT NULL::BIGINT AS rid, NULL::VARCHAR AS sha256, NULL::INTEGER AS source_no, "
        f"{selected} WHERE false"
    )


def classes(shelves: Sequence[Shelf]) -> list[str]:
    """Return all flowing classes that some source has, sorted."""
    return sorted({kind for shelf in shelves for kind in shelf.flow_classes()})


def flow_table(kind: str) -> str:
    """Return the name of the table of a flowing class."""
    return FLOW + kind
