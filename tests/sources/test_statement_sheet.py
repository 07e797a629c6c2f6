"""Sheets of statements: what is affirmed is a fact on that ground, what is denied is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.model import stable_id
from tests.sources.reader import read_text

HEAD = "陈述人,笔录种类,笔录名称,笔录日期,卷页,行次,肯定或否认,所述主体,所述关系,所述客体,开始时间"
SAID = f"""{HEAD}
甲某,讯问笔录,讯问笔录（第1次）,2024-05-01,卷2第4页,5,承认,乙某,招募,甲某,2024-03-01
乙某,讯问笔录,讯问笔录（第1次）,2024-05-02,卷2第9页,2,辩解,乙某,招募,甲某,2024-03-01
丙某,witness testimony,询问笔录,,卷3第1页,,AFFIRMS,甲某,任职于,某某公司,2024-03-02
丁某,被害人陈述,询问笔录,2024-05-03,卷3第7页,,指认,乙某,话务员,,
丁某,被害人陈述,询问笔录,2024-05-03,卷3第8页,,指认,乙某,看望,甲某,
"""


def links_of(tmp_path: Path, text: str = SAID) -> tuple[list[dict[str, Any]], Any]:
    result = read_text(tmp_path, text, "said.csv")
    return result.rows("link"), result.reading


def person(name: str) -> str:
    return stable_id("Person", "case", name)


def test_a_statement_says_who_says_what_of_whom_and_where(tmp_path: Path) -> None:
    links, reading = links_of(tmp_path)
    assert (reading.layout, reading.read, reading.stored) == ("statements", 5, 4)
    said = [link for link in links if link["kind"] == "States"]
    assert [link["source"] for link in sorted(said, key=lambda one: one["row_no"])] == [
        person(name) for name in ("甲某", "乙某", "丙某", "丁某")
    ]
    first = next(link for link in said if link["source"] == person("甲某"))
    assert (first["target"], first["object"]) == (person("乙某"), person("甲某"))
    assert first["values"] == {
        "statementKind": ["suspect"], "stance": ["affirms"], "statedRelation": ["Recruits"],
        "sourceReference": ["讯问笔录（第1次）"], "recordPage": ["卷2第4页"], "recordLine": ["5"],
    }  # fmt: skip
    assert first["time_text"] == "2024-05-01"


def test_only_what_is_affirmed_is_a_fact_however_the_word_is_written(tmp_path: Path) -> None:
    links, _ = links_of(tmp_path)
    facts = [link for link in links if link["kind"] != "States"]
    assert sorted(link["kind"] for link in facts) == ["HoldsRole", "Recruits", "WorksFor"]
    stated = [link["values"]["statedRelation"] for link in links if link["kind"] == "States"]
    assert sorted(stated) == [["HoldsRole"], ["Recruits"], ["Recruits"], ["WorksFor"]]


def test_the_ends_of_what_is_spoken_of_are_those_of_the_relation(tmp_path: Path) -> None:
    links, _ = links_of(tmp_path)
    works = next(link for link in links if link["kind"] == "WorksFor")
    said = next(link for link in links if link["values"].get("statedRelation") == ["WorksFor"])
    assert (said["target"], said["object"]) == (works["source"], works["target"])
    assert said["object"].startswith("urn:crimechain:organisation:")


def test_a_denial_alone_makes_no_fact(tmp_path: Path) -> None:
    denial = f"{HEAD}\n乙某,讯问笔录,讯问笔录,2024-05-02,卷2,2,否认,乙某,招募,甲某,2024-03-01\n"
    links, reading = links_of(tmp_path, denial)
    assert reading.stored == 1
    assert [link["kind"] for link in links] == ["States"]
    assert links[0]["values"]["stance"] == ["denies"]


def test_a_word_that_is_no_relation_is_a_problem(tmp_path: Path) -> None:
    _, reading = links_of(tmp_path)
    assert [(one.locator, one.code) for one in reading.problems] == [("line 6", "relation")]


def test_the_role_that_is_spoken_of_is_never_the_speakers(tmp_path: Path) -> None:
    links, _ = links_of(tmp_path)
    said = next(link for link in links if link["values"].get("statedRelation") == ["HoldsRole"])
    assert said["values"]["statedRole"] == ["FraudCaller"] and "role" not in said["values"]
    holds = next(link for link in links if link["kind"] == "HoldsRole")
    assert (holds["source"], holds["values"]["role"]) == (person("乙某"), ["FraudCaller"])
