"""A file of leaked data as one entity: what its sealed rows hold, counted, and its hashes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model import stable_id
from kg.schema import load_schema
from kg.sources.detect_layout import plain_header
from kg.sources.layout import LayoutColumn
from kg.sources.layout_files import layouts
from kg.sources.mapping import sql
from kg.sources.row_files import RowPart
from kg.sources.sealed_rows import OF_READER, SORTS, UNREAD, sealed_columns

if TYPE_CHECKING:
    import duckdb

BATCH = "DataBatch"
UNCLASSIFIED = "unclassified"
Columns = Sequence[tuple[RowPart, str, LayoutColumn | None]]


def batch_id(sha256: str) -> str:
    """Return the id of the batch that a file is: whoever names its hash means it."""
    return stable_id(load_schema().kind(BATCH).key_kind, "case", sha256)


def map_batch(
    con: duckdb.DuckDBPyConnection, parts: Sequence[RowPart], sha256: str, name: str, folder: Path
) -> Mapping[str, int]:
    """Write the hashes as ``listed.parquet``, add the entity; return its counts by property."""
    columns = [(part, *column) for part in parts for column in _columns(part)]
    hashes = " UNION ALL ".join(_hashes(columns)) or _NO_HASH
    path = sql.lit(str(folder / "listed.parquet"))
    con.execute(
        f"COPY (SELECT DISTINCT sort, hash, row_no, member, pos FROM ({hashes}) "
        f"ORDER BY pos, sort, hash) TO {path} (FORMAT parquet, COMPRESSION lz4)"
    )
    counts = {"recordCount": _records(con, parts), **_counted(con, columns, path)}
    fields = list(dict.fromkeys(header for _, header, column in columns if column))
    properties = {"name": [name], "sha256": [sha256], "dataFields": fields}
    properties |= {prop: [str(count)] for prop, count in counts.items()}
    values = json.dumps(dict(sorted(properties.items())), ensure_ascii=False)
    first = min((part.first for part in parts if part.rows), default=None)
    row = [batch_id(sha256), BATCH, name, values, first]
    con.execute("INSERT INTO entity (id, kind, name, values, pos) VALUES (?, ?, ?, ?, ?)", row)
    return counts


def _records(con: duckdb.DuckDBPyConnection, parts: Sequence[RowPart]) -> int:
    """Return how many rows count: all, but for those that are left out."""
    selects = [f"SELECT 1 FROM ({part.view()}) WHERE {part.counts()}" for part in parts]
    rows = con.execute(f"SELECT count(*) FROM ({' UNION ALL '.join(selects)})").fetchall()
    return int(rows[0][0])


_NO_HASH = (
    "SELECT NULL::VARCHAR AS sort, NULL::VARCHAR AS hash, NULL::BIGINT AS row_no, "
    "NULL::VARCHAR AS member, NULL::BIGINT AS pos WHERE false"
)


def _columns(part: RowPart) -> list[tuple[str, LayoutColumn | None]]:
    """Return the columns of a part's rows but for the one that its reader added."""
    columns = sealed_columns(part.table)
    header = part.table.detection.chosen.header
    added = part.table.reader == "records"
    return [
        column
        for column, text in zip(columns, header, strict=True)
        if not (added and text == OF_READER)
    ]


def _hashes(columns: Columns) -> Iterator[str]:
    for part, name, column in columns:
        if column and column.type in SORTS:
            text = sql.name(name)
            yield (
                f"SELECT {sql.lit(SORTS[column.type])} AS sort, "
                f"unnest(string_split({text}, ' ')) AS hash, row_no, member, pos "
                f"FROM ({part.view()}) WHERE {text} <> {sql.lit(UNREAD)} AND {part.counts()}"
            )


def _counted(con: duckdb.DuckDBPyConnection, columns: Columns, path: str) -> dict[str, int]:
    counts = dict.fromkeys((*_classes(), UNCLASSIFIED), 0)
    unread = 0
    for part, name, column in columns:
        text = sql.name(name)
        ((filled, lost),) = con.execute(
            f"SELECT count({text}), count(*) FILTER ({text} = {sql.lit(UNREAD)}) "
            f"FROM ({part.view()}) WHERE {part.counts()}"
        ).fetchall()
        counts[(column.information if column else "") or UNCLASSIFIED] += filled
        unread += lost
    rows = con.execute(f"SELECT sort, count(DISTINCT hash) FROM {path} GROUP BY sort").fetchall()
    distinct = {"phone": 0, "residentId": 0, **dict(rows)}
    return {
        "distinctPhones": distinct["phone"],
        "distinctResidentIds": distinct["residentId"],
        "unreadNumbers": unread,
        **{f"{name}Cells": count for name, count in counts.items()},
    }


def information_of(layout: str) -> dict[str, str]:
    """Return the class of information of each column of a sealed table, by its plain header.

    Args:
        layout: The name of its layout; of one that is not known any more no column has a class.
    """
    known = next((one for one in layouts() if one.name == layout), None)
    if known is None:
        return {}
    return {
        plain_header(name): column.information
        for column in known.columns.values()
        for name in column.names
        if column.information
    }


def _classes() -> list[str]:
    return [value.code for value in load_schema().listed("InformationClass")]
