"""The table of faults: all sixty, in both languages, each held by a test that exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kg.case import new_case
from kg.cli import app
from kg.errors import SourceError
from kg.model.facts import stable_id

ROOT = Path(__file__).resolve().parent.parent
TABLES = tuple(ROOT / "kg" / "docs" / f"faults.{lang}.md" for lang in ("en", "zh"))
ROW = re.compile(r"\| (\d+) \| (.+) \| (.+) \| (.+) \|")


def rows(table: Path) -> dict[str, list[str]]:
    """Return, by number, the tests that a table names."""
    found = (ROW.fullmatch(line) for line in table.read_text("utf-8").splitlines())
    return {row[1]: re.findall(r"`([^`]+)`", row[4]) for row in found if row}


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name)
def test_all_sixty_stand_in_the_table(table: Path) -> None:
    assert list(rows(table)) == [str(number) for number in range(1, 61)]
    assert all(rows(table).values())


def test_the_tables_are_named_where_one_begins_to_read() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(f"kg/docs/{table.name}" in readme for table in TABLES)


def test_both_tables_name_the_same_tests() -> None:
    english, chinese = map(rows, TABLES)
    assert english == chinese


@pytest.mark.parametrize("number", range(1, 61))
def test_every_test_that_is_named_exists(number: int) -> None:
    for named in rows(TABLES[0])[str(number)]:
        file, _, test = named.partition("::")
        assert test in names_in(file), named


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
def test_ids_of_parts_cut_elsewhere_differ(one: list[str], other: list[str]) -> None:
    assert (stable_id("k", *one) == stable_id("k", *other)) == (one == other)
    joined = "".join(one)
    if len(one) > 1:
        assert stable_id("k", *one) != stable_id("k", joined)


def test_json_nested_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "addresses.json"
    path.write_text('[{"address":' * 100_000, encoding="utf-8")
    new_case(tmp_path / "case").close()
    done = CliRunner().invoke(app, ["load", str(tmp_path / "case"), str(path)])
    assert done.exit_code == SourceError.exit_code, done.exception
