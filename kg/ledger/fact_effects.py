"""Which things and facts of one index fall in another, and which rest on fewer rows there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.ledger import all_rows
from kg.ledger.duck import connect
from kg.model import FactChange, FactEffect

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from kg.ledger.index import Index

_SUMMARY = {
    "entity": "SELECT id, kind, '' AS proof, len(evidence) AS rows FROM entity",
    "link": "SELECT id, kind, proof, len(evidence) AS rows FROM link",
}
_BESIDE = """
CREATE TEMP TABLE beside AS
SELECT coalesce(b.id, a.id) AS id, coalesce(b.kind, a.kind) AS kind,
    b.proof AS proof, a.proof AS proof_without, b.rows AS rows, a.rows AS rows_without
FROM read_parquet({before}) b FULL JOIN read_parquet({after}) a USING (id)"""
_EFFECTS = """
SELECT kind, count(rows), count(*) FILTER (rows_without IS NULL),
    count(*) FILTER (rows_without < rows OR proof_without <> proof),
    count(*) FILTER (rows IS NULL)
FROM beside GROUP BY kind HAVING count(*) FILTER (rows IS DISTINCT FROM rows_without
    OR proof IS DISTINCT FROM proof_without) > 0 ORDER BY kind"""
_WEAKER = """
SELECT id, kind, proof, proof_without, rows, rows_without FROM beside
WHERE rows_without < rows OR proof_without <> proof ORDER BY kind, id"""


def fact_effects(
    before: Index, after: Index, scratch: Path
) -> tuple[tuple[FactEffect, ...], tuple[FactChange, ...]]:
    """Return how facts fall and weaken: by class, and each of those that stay with less.

    Args:
        before: The index with all rows.
        after: The index of the same sources without some rows.
        scratch: A folder for what is compared; two files of it are written over.
    """
    places = {}
    for name, index in (("before", before), ("after", after)):
        places[name] = scratch / f"{name}.parquet"
        index.con.execute(f"COPY ({_summary(index)}) TO {all_rows.text(places[name])}")
    texts = {name: all_rows.file_text(place) for name, place in places.items()}
    with connect() as con:
        con.execute(_BESIDE.format(**texts))
        return _effects(con), _weaker(con)


def _summary(index: Index) -> str:
    flows = (
        f"SELECT id, kind, proof, len(evidence) AS rows FROM ({index.flow_select(kind)})"
        for kind in index.flow_classes
    )
    return " UNION ALL ".join([*_SUMMARY.values(), *flows])


def _effects(con: DuckDBPyConnection) -> tuple[FactEffect, ...]:
    return tuple(FactEffect(*row) for row in con.execute(_EFFECTS).fetchall())


def _weaker(con: DuckDBPyConnection) -> tuple[FactChange, ...]:
    return tuple(FactChange(*row) for row in con.execute(_WEAKER).fetchall())
