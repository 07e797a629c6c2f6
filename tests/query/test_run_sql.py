"""One SELECT over the ledger's views: nothing else is read, nothing is written."""

import pytest

from kg.errors import QueryError, QueryRefused, QuerySyntaxError
from kg.query.run_sql import lock, open_ledger

FINE = [
    "SELECT count(*) FROM transfer",
    "FROM transfer LIMIT 1",
    "WITH a AS (SELECT id FROM transfer), b AS (FROM a) SELECT count(*) FROM b",
    "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) FROM r",
    "SELECT sum(amount) OVER (ORDER BY id) FROM main.transfer LIMIT 2",
    "SELECT * FROM range(3)",
    "SELECT unnest([1, 2])",
    "SELECT (SELECT max(id) FROM transfer t WHERE t.id < u.id) FROM transfer u LIMIT 2",
    "DESCRIBE transfer",
    "SUMMARIZE transfer",
    "SELECT 'read_csv(''/etc/passwd'')' AS text",
    "SELECT id FROM transfer UNION SELECT 5 EXCEPT SELECT 6",
]
REFUSED = [
    "SELECT 1; SELECT 2",
    "",
    "COPY (SELECT 1) TO '{ledger}/flow.parquet'",
    "COPY transfer TO '{ledger}/new.csv'",
    "ATTACH '{ledger}/x.db'",
    "PRAGMA database_list",
    "SET enable_external_access = true",
    "RESET ALL",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CREATE TABLE x AS SELECT 1",
    "DROP VIEW transfer",
    "EXPORT DATABASE '{ledger}'",
    "CALL pragma_version()",
    "EXPLAIN ANALYZE SELECT 1",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('{ledger}/flow.parquet')",
    "SELECT * FROM read_parquet('{ledger}/flow.parquet')",
    "SELECT * FROM parquet_metadata('{ledger}/flow.parquet')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM '{ledger}/flow.parquet'",
    'SELECT * FROM "{ledger}/flow.parquet"',
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM query('COPY (SELECT 1) TO ''/tmp/x''')",
    "SELECT * FROM query_table('transfer')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM con",
    "WITH a AS (SELECT * FROM read_csv('/etc/passwd')) FROM a",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT 1 WHERE EXISTS (FROM glob('/*'))",
    "WITH x AS (INSERT INTO transfer VALUES (1)) SELECT 1",
    "WITH x AS (DELETE FROM transfer RETURNING *) SELECT * FROM x",
]


@pytest.mark.parametrize("text", FINE)
def test_selects_pass(questions, ledger, text):
    assert questions.sql(text, ledger=ledger).rows


@pytest.mark.parametrize("text", REFUSED)
def test_all_else_is_refused_and_nothing_is_written(questions, ledger, text):
    (folder,) = ledger.folders
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises((QueryRefused, QuerySyntaxError)):
        questions.sql(text.format(ledger=folder), ledger=ledger)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("text", ["SELEC 1", "SELECT nothing FROM transfer", "SELECT"])
def test_mistakes_are_syntax_errors(questions, ledger, text):
    with pytest.raises(QuerySyntaxError):
        questions.sql(text, ledger=ledger)


def test_a_value_that_does_not_convert_is_said(questions, ledger):
    with pytest.raises(QueryError, match="convert"):
        questions.sql("SELECT 'x'::INT", ledger=ledger)


def test_view_names_are_told(questions, ledger):
    with pytest.raises(QueryRefused, match="views: transfer"):
        questions.sql("SELECT * FROM transfers", ledger=ledger)


def test_the_second_wall_stands_alone(ledger, tmp_path, monkeypatch):
    """Were the first wall to fall, the engine itself still reads and writes nothing elsewhere."""
    import duckdb

    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as con:
        lock(con, [str(folder) for folder in ledger.folders], 1 << 30)
        for text in (
            "SELECT * FROM read_text('/etc/passwd')",
            f"SELECT * FROM read_text('{ledger.folders[0]}/../{tmp_path.name}/x')",
            "COPY (SELECT 1) TO 'x.csv'",
            "COPY (SELECT 1) TO '.tmp/x.csv'",
            "ATTACH 'x.db'",
            "SET allowed_directories = ['/']",
            "SET temp_directory = '/tmp'",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                con.execute(text)
    assert list(tmp_path.iterdir()) == []


def test_views_are_opened_by_name(ledger, monkeypatch):
    from pathlib import Path

    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    opened = {"views": ledger.views, "folders": list(map(str, ledger.folders))}
    con = open_ledger({**opened, "arguments": dict(ledger.arguments)}, 1 << 30)
    assert con.execute("SELECT count(*) FROM transfer").fetchone() == (1000,)
    con.close()
