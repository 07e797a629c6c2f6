"""A layout is data: no text in it becomes SQL, and the engine that maps with it reaches no file."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from kg.case import new_case, open_case
from kg.cli import app
from kg.sources import dry_run
from kg.sources.read_file import engine
from tests.depth import by_depth
from tests.sources.every_key import FILE, LAYOUT, toml_of

COPY = "COPY (SELECT 1) TO 'OUT'"
EVIL = (
    f"'); {COPY}; --",
    f'"; {COPY}; --',
    "' || (SELECT content FROM read_text('OUT')) || '",
    f"\\'); {COPY}; --",
    f"''); {COPY}; --",
    f"*/ {COPY} /*",
    f"$$; {COPY}; $$",
    "$1 ? :name {} {0} {text} %s %(a)s \\0 \\1",
    "\u2028'\u2029\"\u0085",
)
LOADED = by_depth(EVIL[::4], EVIL)


def slots(one: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield every place of a text that is free: no name, no word of the language."""
    items = one.items() if isinstance(one, dict) else enumerate(one)
    for key, inner in items:
        here = (*path, key)
        if isinstance(inner, dict | list):
            yield from slots(inner, here)
        elif isinstance(inner, str) and is_free(here, inner):
            yield here


def is_free(path: tuple[Any, ...], text: str) -> bool:
    words = {"words", "unless", "blank", "never", "kept_by", "label"}
    literal = "id" in path and not text.startswith(("$", "&", "@"))
    scope = path[0] == "flows" and path[-1] == "scope"
    return bool(words & set(path)) or literal or scope or path == ("name",)


SLOTS = list(slots(LAYOUT))


@pytest.mark.slow
@pytest.mark.parametrize("evil", EVIL, ids=lambda evil: evil[:12])
def test_texts_that_would_be_sql_stay_texts(evil: str, tmp_path: Path) -> None:
    """One layout with the text in every free place; the file's headers have it as well.

    The reading makes SQL of a layout, and is tried with every text; a load reads, and stores.
    """
    out = tmp_path / "out.csv"
    text = evil.replace("OUT", str(out))
    layout = copy.deepcopy(LAYOUT)
    for path in SLOTS:
        table: Any = layout
        for key in path[:-1]:
            table = table[key]
        table[path[-1]] = f"x{text}" if "id" in path else text
    for column in layout["columns"].values():
        column["names"] = [*column["names"], text]
    layout["columns"]["way"]["choices"] = {"out": ["出"], "in": ["进"], text: [text]}
    toml, file, case = tmp_path / "own.toml", tmp_path / "file.csv", tmp_path / "case"
    toml.write_text(toml_of(layout), "utf-8")
    file.write_text(FILE, "utf-8")
    tried = dry_run(file, str(toml))
    assert not out.exists()
    assert tried.reading.read == 1 and not tried.reading.problems
    assert any(
        json.loads(row["values"]).get("bankName") == [text] for row in tried.mapped["entity"]
    )
    if evil not in LOADED:
        return
    new_case(case)
    done = CliRunner().invoke(app, ["load", str(case), str(file), "--layout", str(toml)])
    assert done.exit_code == 0, f"{done.output}{done.exception!r}"
    assert not out.exists()
    (source,) = open_case(case).evidence.sources()
    assert source.read == source.stored == 1


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT content FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('PLACE/../outside.csv')",
        "SELECT * FROM 'PLACE/../outside.csv'",
        "COPY (SELECT 1) TO 'PLACE/../written.csv'",
        "COPY (SELECT 1) TO 'PLACE-beside.csv'",
        "EXPORT DATABASE 'PLACE/../exported'",
        "ATTACH 'PLACE/../other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET temp_directory = 'PLACE/../spilt'",
        "SELECT * FROM read_parquet('https://127.0.0.1:9/x.parquet')",
        "SELECT * FROM python_variable",
    ],
)
def test_the_engine_of_the_mapping_reaches_nothing_else(statement: str, tmp_path: Path) -> None:
    """Were a text to become SQL after all, it would stand before a second wall."""
    (tmp_path / "outside.csv").write_text("a\n1\n", "utf-8")
    scratch = tmp_path / "scratch"
    (scratch / ".rows").mkdir(parents=True)
    python_variable = pa.table({"a": [1]})
    assert len(python_variable) == 1
    con = engine(scratch / ".rows", scratch)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(duckdb.Error):
        con.execute(statement.replace("PLACE", str(scratch))).fetchall()
    con.execute(f"COPY (SELECT 1) TO '{scratch}/fine.parquet'")
    assert sorted(tmp_path.rglob("*")) == sorted([*before, scratch / "fine.parquet"])


@pytest.mark.parametrize(
    "header", ["a'b", 'a"b', "a' || (SELECT 1) || 'b", "{} $1 ?", "read_text('x')"]
)
def test_headers_that_would_be_sql_stay_headers(header: str, tmp_path: Path) -> None:
    toml, file = tmp_path / "own.toml", tmp_path / "file.csv"
    toml.write_text(
        f'zone = "UTC"\ncolumns.who = {{ names = {json.dumps([header])}, pick = "(.+)" }}\n'
        'columns.at = { names = ["at"], required = true }\n'
        'parties.p = { kind = "Person", id = [["case", "$who"]], values = { name = "who" } }\n',
        "utf-8",
    )
    quoted = header.replace('"', '""')
    file.write_text(f'"{quoted}",at\nAnn,1\n', "utf-8")
    assert [row["name"] for row in dry_run(file, str(toml)).mapped["entity"]] == ["Ann"]
