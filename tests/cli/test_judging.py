"""Marks and typed facts on the command line: given, listed, refused with a sentence."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from statements import write_statement

from tests.built import built
from tests.command_line import kg


def build(place: Path) -> None:
    write_statement(place / "流水.csv", 20)
    kg("new", place / "case")
    kg("load", place / "case", place / "流水.csv")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    built(build, tmp_path)
    return tmp_path / "case"


def test_a_mark_is_given_listed_and_taken_back(case: Path) -> None:
    done = kg("mark", case, "T3", "excluded", "--reason", "卡号抄错", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "T3\ttransfer\texcluded\t卡号抄错" in done.stdout
    (listed,) = json.loads(kg("mark", case, "--json").stdout)
    assert (listed["handle"], listed["proof"]) == ("T3", "excluded")
    assert "排除" in kg("mark", case, "--lang", "zh").stdout
    assert "Taken back: marked T3 excluded" in kg("undo", case, "--yes", "--lang", "en").stdout
    assert json.loads(kg("mark", case, "--json").stdout) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["T3"], "a fact and a word"),
        (["T3", "excluded"], "for a reason"),
        (["T3", "gone", "--reason", "x"], "disputed excluded verified"),
        (["A1", "excluded", "--reason", "x"], "no payment or other fact"),
    ],
)
def test_a_mark_that_cannot_be_is_one_sentence(case: Path, words: list[str], said: str) -> None:
    done = kg("mark", case, *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_typed_fact_says_who_is_new(case: Path) -> None:
    words = ["李某", "招募", "王某", "--on", "2023-03-01", "--evidence", "讯问笔录 卷3 第17页"]
    done = kg("add", case, *words, "--proof", "single", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    assert "招募关系" in done.stdout
    assert done.stdout.count("新增") == 2
    assert "!" not in done.stdout
    again = kg("add", case, "王某", "recruits", "孙某", "--evidence", "x", "--lang", "en")
    assert "known already" in again.stdout
    assert again.stdout.count("  new ") == 1


def test_a_typed_fact_says_which_rule_it_breaks(case: Path) -> None:
    words = ["李某", "招募", "王某", "--on", "2023-03-01", "--until", "2022-03-01"]
    done = kg("add", case, *words, "--evidence", "讯问笔录 卷3 第17页", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    assert "  ! 提醒：结束时间早于开始时间" in done.stdout
    assert "kg check" in done.stdout
    refused = kg("add", case, "李某", "招募", "王某")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


def test_a_file_that_names_its_account_gets_no_owner(case: Path) -> None:
    done = kg("owner", case, "流水.csv", "张三")
    assert done.returncode == 2
    assert "needs no owner" in done.stderr
