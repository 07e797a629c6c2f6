"""What is brought together over all rows of a lake spills to the disk: memory does not grow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.lake.tables import SAID_BY, sql
from kg.ledger import all_rows
from kg.ledger.duck import connect

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS = 300_000
MEMORY = "110MiB"
"""Less than room for twenty places of every saying takes, or a list for every row of a window."""
MENTIONS = """
CREATE TABLE entity_row AS
SELECT concat('urn:crimechain:account:', md5((i // 2)::VARCHAR)) AS id, id AS raw,
    'BankAccount' AS kind, concat('n', i // 2) AS name, '{{}}'::JSON AS values,
    sha256((i % 2)::VARCHAR) AS sha256, (i % 2)::INTEGER AS source_no, '' AS member, i AS row_no
FROM range({rows}) t(i)
"""
PAIRS = """
SET VARIABLE class = 'Transfer';
CREATE TABLE origin_of AS
SELECT i AS shelf, sha256(i::VARCHAR) AS sha256, sha256 AS origin FROM range(100) t(i);
CREATE TABLE account AS
SELECT i::INTEGER AS code, concat('urn:crimechain:account:', md5(i::VARCHAR)) AS id
FROM range(1000) t(i);
CREATE TABLE facing AS
SELECT (i % 1000)::INTEGER AS s, (i % 999)::INTEGER AS t, i::DECIMAL(38, 18) AS amount,
    'CNY' AS currency, (i % 7 = 0)::INTEGER AS cluster, 1 AS rank, ((i % 100) << 40) + i AS rid_a,
    ((i % 99) << 40) + i AS rid_b, concat('a', i) AS id_a, concat('b', i) AS id_b, i AS start_a,
    i AS start_b, i AS until_a, i AS until_b, 1 AS payers, 1 AS payees, 'paired' AS state
FROM range({rows}) t(i)
"""

LISTED = all_rows.sql("add_to_lists").partition("-- rows under one number")[0]
"""The lists of pairs: the first two statements."""


@pytest.fixture
def con(tmp_path: Path) -> DuckDBPyConnection:
    opened = connect(tmp_path / "spill", on_disk=True)
    opened.execute(f"SET memory_limit = '{MEMORY}'")
    opened.execute("SET threads = 2")
    return opened


def test_what_is_said_of_many_things_is_brought_together_in_little_memory(
    con: DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute(MENTIONS.format(rows=ROWS))
    con.execute(sql("said_entities").format(most=SAID_BY))
    out = tmp_path / "said.parquet"
    con.execute(f"COPY (FROM said_entity) TO {all_rows.text(out)} (FORMAT parquet)")
    counted = "SELECT count(*), sum(times)::BIGINT, min(len(places)) FROM read_parquet($1)"
    assert con.execute(counted, [str(out)]).fetchall() == [(ROWS // 2, ROWS, 2)]


def test_many_pairs_are_listed_in_little_memory(con: DuckDBPyConnection) -> None:
    con.execute(all_rows.SHELF_OF)
    con.execute(all_rows.sql("lists"))
    con.execute(all_rows.sql("rails_none"))
    con.execute(PAIRS.format(rows=ROWS))
    con.execute(LISTED)
    counted = "SELECT count(*), max(cluster), min(len(shas)), max(len(shas)) FROM pair_list"
    assert con.execute(counted).fetchall() == [(ROWS, ROWS, 1, 2)]
