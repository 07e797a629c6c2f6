"""The rows of all visible sources as tables, for the SQL that derives the index."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

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
}  # fmt: skip
LINK_COLUMNS = {
    "id": "VARCHAR", "kind": "VARCHAR", "source": "VARCHAR", "target": "VARCHAR",
    "object": "VARCHAR", "start_us": "BIGINT", "end_us": "BIGINT", "precision": "VARCHAR",
    "time_text": "VARCHAR", "amount": "DECIMAL(38, 18)", "currency": "VARCHAR",
    "proof": "VARCHAR", "confidence": "INTEGER", "values": "JSON", "row_no": "BIGINT",
    "member": "VARCHAR",
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
_ROWS_OF_A_SOURCE = 1 << 40


@cache
def sql(name: str) -> str:
    """Return the text of one of the ledger's SQL files."""
    return (files("kg.ledger") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def text(value: str | Path) -> str:
    """Return a text as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def name(column: str) -> str:
    """Return a column's name as an SQL identifier."""
    return '"' + column.replace('"', '""') + '"'


def columns_of(con: DuckDBPyConnection, path: Path) -> list[str]:
    """Return the column names of a Parquet file in order."""
    rows = con.execute(f"DESCRIBE SELECT * FROM read_parquet({text(path)})").fetchall()
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
    here = [
        (n, source_no, shelf, path)
        for n, (source_no, shelf) in enumerate(zip(source_numbers(shelves), shelves, strict=True))
        if (path := shelf.table(table))
    ]
    present = {path: columns_of(con, path) for *_, path in here}
    known = {column.lower() for column in columns}
    more = {c: as_extra(c) for cols in present.values() for c in cols if c.lower() not in known}
    more = dict(sorted(more.items())) if extras else {}
    parts = [_part(*one, present[one[-1]], columns, more) for one in here]
    body = "\nUNION ALL\n".join(parts) if parts else _nothing(columns)
    con.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {body}")
    return list(more.values())


def as_extra(column: str) -> str:
    """Return the name under which a file's own column stands in the index and the views."""
    return f"{column}_" if column.lower() in RESERVED else column


def source_numbers(shelves: Sequence[Shelf]) -> list[int]:
    """Return the number of each shelf's source: rows that one file had in a lake share theirs."""
    places: dict[str, int] = {}
    return [places.setdefault(shelf.origin(), len(places)) for shelf in shelves]


def _part(
    number: int,
    source_no: int,
    shelf: Shelf,
    path: Path,
    present: list[str],
    columns: dict[str, str],
    more: dict[str, str],
) -> str:
    selected = [_column(c, kind, c in present) for c, kind in columns.items()]
    if path.stem.startswith(FLOW) and "id" not in present:
        selected[0] = f"{flow_id(path.stem.removeprefix(FLOW))} AS id"
    selected += [_column(c, "VARCHAR", c in present, alias) for c, alias in more.items()]
    base = number * _ROWS_OF_A_SOURCE
    return (
        f"SELECT file_row_number + {base} AS rid, {text(shelf.sha256)} AS sha256,"
        f" {source_no}::INTEGER AS source_no, {', '.join(selected)}"
        f" FROM read_parquet({text(path)}, file_row_number = true)"
    )


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
