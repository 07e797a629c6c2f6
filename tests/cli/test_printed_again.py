"""Asking again on the command line: printed, written, refused in one sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from statements import write_statement

from kg.case import open_case
from tests.command_line import kg


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("again")
    write_statement(folder / "流水.csv", 20)
    kg("new", folder / "case")
    kg("load", folder / "case", folder / "流水.csv")
    with open_case(folder / "case") as opened:
        (first,) = opened.sql("SELECT source FROM transfer ORDER BY start_time LIMIT 1").rows
        opened.trace(str(first[0]), name="money")
        opened.chain(str(first[0]), name="around")
    return folder / "case"


@pytest.mark.parametrize("form", ["sparql", "cypher", "kg"])
def test_what_is_printed_is_the_text_alone(case: Path, form: str) -> None:
    done = kg("chain", case, "--trace", "money", "--show", form, "--lang", "en")
    assert done.returncode == 0, done.stderr
    begin = {"sparql": "# crimechain", "cypher": "// crimechain", "kg": "kg chain CASE"}[form]
    assert done.stdout.startswith(begin)
    assert "masked export" in done.stderr and "--server" in done.stderr


@pytest.mark.parametrize("ids", ["--show-values", "--server"])
def test_a_printed_query_runs_on_the_case_that_it_was_told_for(case: Path, ids: str) -> None:
    done = kg("trace", case, "A1", "--show", "sparql", ids, "--lang", "en")
    text = done.stdout
    assert ("kg query" in done.stderr) == (ids == "--server")
    with open_case(case) as opened:
        steps = {step.link for step in opened.trace("A1").steps}
        assert {str(row[0]) for row in opened.query(text).rows} == steps


def test_results_questions_and_scripts_are_told_apart(case: Path, tmp_path: Path) -> None:
    begins = {}
    for name, more in (
        ("money", ()),
        ("around", ()),
        ("CQ10", ()),
        ("around", ("--style", "facts")),
    ):
        out = tmp_path / f"{name}{len(more)}.cypher"
        assert kg("export", case, out, name, *more).returncode == 0
        begins[out.stem] = out.read_text("utf-8")
    assert "RETURN DISTINCT link.id" in begins["money0"] and "RETURN DISTINCT" in begins["around0"]
    assert "CREATE CONSTRAINT" in begins["around2"] and "MATCH" in begins["CQ100"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "CASE", "x.rq"], "name it"),
        (["export", "CASE", "x.rq", "nothing"], "no chain, trace or finding is called"),
        (["export", "CASE", "x.rq", "upstream-downstream"], "must be told"),
        (["export", "CASE", "x.rq", "money", "--style", "server"], "nothing is written"),
        (["chain", "CASE", "A1", "--show", "sql"], "no text in"),
    ],
)
def test_what_cannot_be_is_one_sentence(case: Path, words: list[str], said: str) -> None:
    done = kg(*[case if word == "CASE" else word for word in words], "--lang", "en")
    assert done.returncode == 2
    assert said in done.stderr and done.stderr.count("\n") <= 2


def test_a_file_that_stands_there_stays(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.cypher"
    out.write_text("mine")
    assert kg("export", case, out, "money").returncode == 2
    assert out.read_text() == "mine"
    assert kg("export", case, out, "money", "--force").returncode == 0
