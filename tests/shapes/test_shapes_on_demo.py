"""The demo breaks no rule; what is planted into it is found, by kg as by the reference."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from compiled import as_finding
from planting import newest, plant, take_currencies
from pyoxigraph import Store
from reference import as_graph, reference_findings

from kg.case import Case, open_case
from kg.rdf import CC
from tests.built import built
from tests.story.told import trace_demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a demo case of seed 1, loaded and traced as a user would."""
    folder = tmp_path_factory.mktemp("demo")
    built(trace_demo, folder, 1)
    return folder / "case"


@pytest.fixture(scope="module")
def spoilt(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Return a copy of the demo with eight things spoilt, and these."""
    case = tmp_path_factory.mktemp("spoilt") / "case"
    shutil.copytree(demo, case)
    return case, plant(case)


def checked(case: Path, **wishes: Any) -> Any:
    with open_case(case, create=False) as opened:
        assert isinstance(opened, Case)
        return opened.questions.check(**wishes)


def test_the_demo_breaks_no_rule(demo):
    found = checked(demo)
    assert found.broken == ()
    assert found.rules > 100 and found.facts > 3_000 and found.notes == ()


def test_what_is_planted_is_found_with_its_file_and_row(spoilt):
    case, things = spoilt
    found = checked(case)
    assert {one.breach.thing for one in found.broken} == set(things)
    assert found.count("Violation") > 7 and found.count("Warning") == 1
    severities = [one.breach.severity for one in found.broken]
    assert severities == sorted(severities)
    for one in found.broken:
        groundless = one.breach.shape == "link-founded"
        assert one.thing.handle and one.thing.kind
        assert (one.thing.file == "") is (one.thing.place == "") is groundless


@pytest.mark.deep  # a minute of pySHACL; by default it reads what test_shape_findings spoils
def test_the_reference_finds_the_same_in_the_whole_spoilt_demo(spoilt):
    case, _ = spoilt
    found = {as_finding(one.breach) for one in checked(case).broken}
    graph = as_graph(Store.read_only(str(newest(case))), of_case=True)
    assert reference_findings(graph) == found


def test_values_at_fault_are_told_as_a_person_knows_them(spoilt):
    told = {(one.breach.shape, one.value) for one in checked(spoilt[0]).broken}
    assert ("currency-listed", "XYZ") in told and ("link-founded", "") in told
    assert next(v for shape, v in told if shape == "HoldsAccount-target").startswith("P")
    assert not any(CC in value or "urn:" in value for _, value in told)


def test_a_list_that_is_cut_off_says_so(demo, tmp_path):
    case = tmp_path / "case"
    shutil.copytree(demo, case)
    take_currencies(case, 5)
    found = checked(case, rows=3)
    assert len(found.broken) == 3
    assert [said.text() for said in found.cut] == ["an amount without a currency"]
    assert checked(case, rows=5).cut == ()


@pytest.fixture
def kg():
    from typer.testing import CliRunner

    from kg.cli import app

    return lambda *words: CliRunner().invoke(app, list(words))


def test_the_verb_prints_each_breach_in_the_asked_language(spoilt, kg):
    case, _ = spoilt
    chinese, english = (kg("check", str(case), "--lang", lang) for lang in ("zh", "en"))
    assert chinese.exit_code == english.exit_code == 0
    assert "违反\t可信度须是 0 到 100 的一个整数\tT" in chinese.output
    assert "violation\tconfidence is one whole number from 0 to 100\tT" in english.output
    assert re.search("第 [0-9]+ 行", chinese.output) and re.search("line [0-9]+", english.output)
    assert chinese.output.count("\n") == english.output.count("\n")


def test_strict_leaves_with_three_only_where_a_rule_is_violated(demo, spoilt, kg):
    assert kg("check", str(demo), "--strict").exit_code == 0
    assert kg("check", str(spoilt[0]), "--strict").exit_code == 3


def test_one_document_tells_all(spoilt, kg):
    told = json.loads(kg("check", str(spoilt[0]), "--json").output)
    assert set(told) == {"broken", "rules", "facts", "cut", "notes"}
    first = told["broken"][0]
    assert first["breach"]["said"].keys() == {"zh", "en"} and first["thing"]["handle"]


def test_the_list_that_is_cut_off_is_said_in_both_languages(spoilt, kg):
    case, _ = spoilt
    assert "--rows" in kg("check", str(case), "--rows", "1", "--lang", "zh").output
    assert "--rows lists more" in kg("check", str(case), "--rows", "1", "--lang", "en").output
