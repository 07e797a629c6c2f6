"""``kg ontology``: a term, the tree, a word looked up, what is complete."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from kg.cli import app
from kg.errors import NotFound


def kg(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["ontology", *arguments])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_term_tells_what_it_is_who_feeds_it_and_where_its_money_goes(lang: str) -> None:
    said = kg("跑分平台", "--lang", lang).stdout
    for word in {
        "zh": ("跑分人员", "由谁供给", "供给谁", "场外币商", "掩饰、隐瞒犯罪所得"),
        "en": ("running-points user", "fed by", "feeds", "coin dealer", "concealing"),
    }[lang]:
        assert word in said
    assert "amltrix-actor:AT0055" in said
    assert "H01" in said


def test_a_word_is_looked_up_and_nonsense_leaves_with_one() -> None:
    found = kg("find", "online", "water", "army", "--json")
    assert json.loads(found.stdout)[0]["term"] == "WaterArmy"
    nothing = kg("find", "量子火锅", "--lang", "en")
    assert (nothing.exit_code, "no term answers" in nothing.stdout) == (1, True)
    assert json.loads(kg("find", "量子火锅", "--json").stdout) == []


def test_what_is_not_shown_is_said() -> None:
    said = kg("find", "罪", "--lang", "zh")
    assert said.exit_code == 1, "one character is contained in too many"
    many = kg("find", "犯罪", "--lang", "zh").stdout
    count = len(json.loads(kg("find", "犯罪", "--json").stdout))
    assert count > 20
    assert f"另有 {count - 20} 个" in many


def test_the_counts_are_full() -> None:
    said = kg("count", "--lang", "en")
    assert said.exit_code == 0
    for count in ("103/103", "155/155", "37/37", "12/12"):
        assert count in said.stdout


def test_the_tree_and_the_modules() -> None:
    tree = kg("tree", "behaviour", "--lang", "en").stdout.splitlines()
    assert tree[0] == "behaviour  Behaviour"
    assert any(line.strip().endswith("RunningPointsLaundering") for line in tree)
    assert json.loads(kg("tree", "Role", "--json").stdout)[0]["narrower"]
    modules = json.loads(kg("--json").stdout)
    assert {"behaviours", "law", "templates"} <= {one["module"] for one in modules}


def test_an_unknown_term_is_refused() -> None:
    assert isinstance(kg("量子火锅").exception, NotFound)
