"""The command line: exit codes, both languages, JSON, quiet pipes, errors in one sentence."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from statements import card, write_statement

from kg import cli
from kg.messages import ids
from tests.command_line import kg

CLI = Path(cli.__file__).parent


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    write_statement(folder / "流水.csv", 60)
    assert kg("new", folder / "case").returncode == 0
    done = kg("load", folder / "case", folder / "流水.csv")
    assert done.returncode == 0, done.stderr
    return folder / "case"


def test_every_word_of_the_terminal_has_a_sentence() -> None:
    """``tests/messages`` holds each id that is said; here those that columns are called by."""
    known = set(ids())
    for path in sorted(CLI.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in _heads(node):
                assert name in known, f"{path.name}: {name}"


def _heads(node: ast.AST) -> Iterator[str]:
    """Yield the ids in a tuple of columns, and those that a screen is told to say."""
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "columns":
        found = [one for one in ast.walk(node.value) if isinstance(one, ast.Constant)]
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "word":
        found = [one for one in node.args if isinstance(one, ast.Constant)]
    else:
        return
    yield from (one.value for one in found if isinstance(one.value, str))


def test_json_is_one_document(case: Path) -> None:
    for command in (
        ["search", case, card(1)],
        ["trace", case, card(1)],
        ["problems", case],
        ["pairs", case],
    ):
        done = kg(*command, "--json")
        assert done.returncode == 0, done.stderr
        json.loads(done.stdout)


def test_languages(case: Path) -> None:
    assert "找到" in kg("search", case, card(1), "--lang", "zh").stdout
    assert "found" in kg("search", case, card(1), "--lang", "en").stdout
    assert "找到" in kg("search", case, card(1), KG_LANG="zh").stdout


def test_a_language_without_a_catalogue_is_refused(case: Path) -> None:
    done = kg("search", case, card(1), "--lang", "fr")
    assert done.returncode == 2 and "there are en zh" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["search", "nowhere", "x"], 2, "no such folder"),
        (["trace", "CASE"], 2, "name a start"),
        (["trace", "CASE", "没有这个人"], 2, "answers to"),
        (["trace", "CASE", "乙"], 2, "fits"),
        (["trace", "CASE", card(1), "--rule", "guess"], 2, "fifo"),
        (["load", "CASE", "missing.csv"], 2, "no such file"),
        (["query", "CASE", "--sparql", "SELEKT"], 5, ""),
        (
            ["query", "CASE", "--sparql", "SELECT * WHERE { SERVICE <http://x/> { ?s ?p ?o } }"],
            5,
            "SERVICE",
        ),
        (["query", "CASE", "--sql", "COPY (SELECT 1) TO 'x'"], 5, ""),
        (["query", "CASE", "--sql", "SELECT * FROM read_csv('/etc/passwd')"], 5, ""),
        (["export", "CASE", "x.docx"], 2, ".html"),
    ],
)
def test_an_error_is_one_sentence_and_a_code(
    arguments: list[str], code: int, said: str, case: Path
) -> None:
    done = kg(*(case if word == "CASE" else word for word in arguments), folder=case.parent)
    assert done.returncode == code, done.stderr
    assert done.stderr.startswith("kg: ")
    assert "Traceback" not in done.stderr
    assert said in done.stderr


def test_a_refused_file_is_exit_3_and_stores_nothing(case: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("甲,乙\n1,2\n", encoding="utf-8")
    done = kg("load", case, bad, "--lang", "en")
    assert done.returncode == 3
    assert "bad.csv" in done.stdout
    assert len(json.loads(kg("search", case, "甲1", "--json").stdout)) > 0


def test_strict_tells_problems_by_the_exit_code(tmp_path: Path) -> None:
    path = write_statement(tmp_path / "a.csv", 40)
    with path.open("a", encoding="utf-8") as stream:
        stream.write("1,2\n")
    kg("new", tmp_path / "one")
    assert kg("load", tmp_path / "one", path).returncode == 0
    kg("new", tmp_path / "two")
    done = kg("load", tmp_path / "two", path, "--strict")
    assert done.returncode == 3


def test_a_closed_pipe_ends_quietly(case: Path) -> None:
    line = f"'{sys.executable}' -m kg query '{case}' --sql 'SELECT * FROM row' | head -1"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("lang", "wrote", "masked", "file", "label"),
    [
        ("zh", "已写出", "已脱敏", "来源1.csv", "转账"),
        ("en", "Wrote", "Masked", "source 1.csv", "transfer"),
    ],
)
def test_a_table_is_written_and_told_in_one_language(
    lang: str, wrote: str, masked: str, file: str, label: str, case: Path, tmp_path: Path
) -> None:
    done = kg("export", case, tmp_path / "x.csv", "--lang", lang)
    assert done.returncode == 0, done.stderr
    *files, last = done.stdout.splitlines()
    assert len(files) == 4 and all(line.startswith(wrote) for line in files)
    assert last.startswith(masked)
    assert f",{label}," in (tmp_path / "x.csv").read_text(encoding="utf-8")
    assert f",{file}," in (tmp_path / "x.evidence.csv").read_text(encoding="utf-8")
    assert card(1) not in "".join(p.read_text(encoding="utf-8") for p in tmp_path.glob("x.*"))


def test_promoting_undoing_and_verifying(case: Path) -> None:
    link = json.loads(kg("query", case, "--sql", "SELECT id FROM transfer", "--json").stdout)[
        "rows"
    ][0][0]
    assert kg("promote", case, link).returncode == 0
    assert "promote" in kg("undo", case, "--yes").stdout
    assert kg("verify", case).returncode == 0
