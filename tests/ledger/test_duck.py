"""Connections of one engine have tables of their own, and leave nothing behind."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from kg.ledger.duck import connect

DATABASES = "SELECT count(*) FROM duckdb_databases() WHERE database_name LIKE 'own%'"


def count() -> int:
    """Return how many databases of others there are."""
    with connect() as con:
        return int(con.execute(DATABASES).fetchall()[0][0]) - 1


def test_tables_and_variables_of_one_are_not_seen_by_another() -> None:
    with connect() as one, connect() as other:
        for con, word in ((one, "a"), (other, "b")):
            con.execute(f"CREATE TABLE told AS SELECT '{word}' AS word")
            con.execute(f"CREATE TEMP TABLE held AS SELECT '{word}' AS word")
            con.execute(f"SET VARIABLE word = '{word}'")
        query = "SELECT word, getvariable('word') FROM told JOIN held USING (word)"
        assert one.execute(query).fetchall() == [("a", "a")]
        assert other.cursor().execute("SELECT word FROM told").fetchall() == [("b",)]
        assert one.execute("SELECT part('two')").fetchall() == [("3:two",)]


def test_a_connection_that_is_closed_or_forgotten_takes_its_tables_along() -> None:
    gc.collect()
    before = count()
    forgotten = connect()
    forgotten.execute("CREATE TABLE told AS SELECT 1")
    asked = connect()
    assert count() == before + 2
    del forgotten
    asked.close()
    gc.collect()
    assert count() == before
    with pytest.raises(Exception, match=r"[Cc]losed"):
        asked.execute("SELECT 1")


def test_a_file_that_is_written_anew_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    for word in ("one", "two"):
        with connect(tmp_path) as con:
            con.execute(f"COPY (SELECT '{word}' AS word) TO '{path}' (FORMAT parquet)")
        with connect() as con:
            assert con.execute(f"SELECT word FROM '{path}'").fetchall() == [(word,)]
