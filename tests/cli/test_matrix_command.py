"""``kg matrix``: cells, evidence of a stage, the list of what is missing, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.demo.case_file import FOLDER
from tests.built import built
from tests.command_line import answer, kg
from tests.demo.test_case_file import build


@pytest.fixture
def case(tmp_path: Path) -> Path:
    built(build, tmp_path, 1)
    return tmp_path / "case"


def test_the_cells_are_told_in_both_languages(case: Path) -> None:
    english = kg("matrix", case, "--lang", "en").stdout
    lines = {line.split("\t")[0]: line.split("\t")[1:] for line in english.splitlines()}
    assert lines["lead generation"] == [
        "statements only", "missing", "missing", "missing", "corroborated", "statements only",
    ]  # fmt: skip
    assert lines["data trade"] == ["missing"] * 4 + ["·", "missing"]
    assert lines["collection"][1] == "corroborated 1 · disputed 1 · missing 1"
    assert "never who is guilty" in english
    chinese = kg("matrix", case, "--lang", "zh").stdout
    assert "引流获客\t仅言词证据\t缺失" in chinese and "不认定任何人有罪" in chinese


def test_a_stage_shows_each_row_for_and_against_with_who_says_it(case: Path) -> None:
    text = kg("matrix", case, "--stage", "收款", "--lang", "en").stdout
    rows = [line.split("\t") for line in text.splitlines() if "\t" in line]
    denied = next(row for row in rows if row[1] == "against" and row[3] == "account operation")
    assert denied[2] == "suspect's statement and defence"
    assert denied[4].endswith("讯问笔录（第1次） 卷2第50页") and denied[4].startswith("P")
    assert denied[6:] == ["笔录陈述表.xlsx", "陈述!14"]
    assert any(row[1] == "for, but denied" for row in rows)
    assert any(row[1] == "nothing in the case" for row in rows)


def test_the_list_says_what_is_missing_why_and_from_whom(case: Path) -> None:
    text = kg("matrix", case, "--list", "--lang", "zh").stdout
    assert text.startswith("补充侦查提纲：")
    assert "引流获客 · 行为：仅言词证据" in text
    assert "帮助信息网络犯罪活动罪（刑法第287-2条）" in text
    assert "只有供述、没有其他证据的，不能认定" in text
    assert "书证：收付双方的银行流水（盖章），向开户银行、支付机构调取" in text


def test_json_has_every_row_of_every_cell(case: Path, tmp_path: Path) -> None:
    document = answer("matrix", case)
    cells = {(one["stage"], one["element"]): one for one in document["cells"]}
    lead = cells["LeadGeneration", "act"]["subjects"][0]
    assert {one["kind"] for one in lead["supports"]} == {"suspect"}
    assert len({one["speaker"] for one in lead["supports"]}) == 2
    said = json.loads((tmp_path / "demo" / FOLDER / "answer.json").read_text(encoding="utf-8"))
    assert len(document["inquiries"]) == len(said["inquiries"])
    assert document["inquiries"][0]["why"].keys() == {"zh", "en"}


def test_around_one_thing_it_holds_what_lies_near(case: Path, tmp_path: Path) -> None:
    said = json.loads((tmp_path / "demo" / FOLDER / "answer.json").read_text(encoding="utf-8"))
    insider = next(iter(said["cells"]["DataSource"]["act"]))
    near = answer("matrix", case, insider, "--hops", "1")
    cells = {(one["stage"], one["element"]): one["state"] for one in near["cells"]}
    assert cells["DataSource", "act"] == "corroborated"
    assert cells["Collection", "act"] == "missing" == cells["Victimisation", "amount"]
    assert near["around"].startswith("urn:crimechain:person:")


def test_a_stage_that_is_none_is_refused_with_those_that_are(case: Path) -> None:
    result = kg("matrix", case, "--stage", "nowhere", "--lang", "en")
    assert result.returncode == 2
    assert "no stage is called 'nowhere'" in result.stderr and "layering" in result.stderr


def test_equal_cases_give_equal_bytes(case: Path) -> None:
    first, second = (kg("matrix", case, "--json").stdout for _ in range(2))
    assert first == second
