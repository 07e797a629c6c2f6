"""Property graphs as APOC writes them: lines, an array, two lists; and what is wrong in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.case import Case, new_case
from kg.errors import SourceError

ITEMS: list[dict[str, Any]] = [
    {"type": "node", "id": "0", "labels": ["Customer", "Person"],
     "properties": {"name": "Adam", "type": "VIP", "kids": ["Sam", "Anna"], "age": 42,
                    "home": {"crs": "wgs-84", "latitude": 33.5, "longitude": -117.0}}},
    {"type": "node", "id": "1", "labels": ["Account"],
     "properties": {"accountNumber": "6222000000000001", "balance": 10.50}},
    {"type": "node", "id": "2"},
    {"id": "0", "type": "relationship", "label": "KNOWS", "properties": {"since": "2020-01-02"},
     "start": {"id": "0", "labels": ["Person"]}, "end": {"id": "2"}},
    {"id": "1", "type": "relationship", "label": "PAID_BY_HAND",
     "properties": {"amount": 12.30, "currency": "GBP", "date": "2021-03-04T05:06:07Z"},
     "start": {"id": "0", "labels": ["Person"]}, "end": {"id": "1", "labels": ["Account"]}},
]  # fmt: skip


def lines(items: list[Any]) -> str:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def load(folder: Path, text: str) -> Case:
    path = folder / "graph.json"
    path.write_text(text, "utf-8")
    case = new_case(folder / "case")
    case.load(path)
    return case


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(lines(ITEMS), id="lines"),
        pytest.param(json.dumps(ITEMS), id="array"),
        pytest.param(json.dumps({"nodes": ITEMS[:3], "rels": ITEMS[3:]}, indent=1), id="lists"),
    ],
)
def test_every_form_tells_the_same(text: str, tmp_path: Path) -> None:
    with load(tmp_path, text) as case:
        source = case.evidence.sources()[0]
        assert (source.read, source.stored, source.problems) == (5, 5, 0)
        told = case.sql("SELECT kind, name FROM entity ORDER BY ALL").rows
        assert told == (("Account", "6222000000000001"), ("Item", "2"), ("Person", "Adam"))
        (adam,), _ = case.lookup.search("Adam")
        links = case.sql("SELECT kind, amount, currency, source FROM link ORDER BY kind").rows
        assert [(kind, f"{amount or 0:.2f}", currency) for kind, amount, currency, _ in links] == [
            ("KnowsOf", "0.00", ""),
            ("RelatedTo", "12.30", "GBP"),
        ]
        assert {source for *_, source in links} == {adam.entity.id}


def browser(number: int, labels: list[str], **properties: object) -> dict[str, Any]:
    """Return a node as Neo4j Browser exports one."""
    named = {"identity": number, "labels": labels, "properties": properties}
    return {**named, "elementId": f"4:ab:{number}"}


ADAM = browser(0, ["Person"], name="Adam")
PHONE = browser(1, ["Phone"], msisdn="13800138000")
HAS: dict[str, Any] = {
    "identity": 0, "start": 0, "end": 1, "type": "KNOWS", "properties": {"since": "2020-01-01"},
    "elementId": "5:ab:0", "startNodeElementId": "4:ab:0", "endNodeElementId": "4:ab:1",
}  # fmt: skip
PATH = {"start": ADAM, "end": PHONE, "length": 1.0,
        "segments": [{"start": ADAM, "relationship": HAS, "end": PHONE}]}  # fmt: skip


@pytest.mark.parametrize(
    ("records", "skipped"),
    [
        pytest.param([{"who": "x", "n": ADAM, "r": HAS, "m": PHONE}], 0, id="columns"),
        pytest.param([{"p": PATH, "count": 3}, {"p": ADAM, "count": 1}], 1, id="path"),
        pytest.param([{"all": [ADAM, PHONE]}, {"all": [HAS, None, 7]}], 0, id="lists"),
        pytest.param(
            [{"n": {**ADAM, "elementId": 0}}, {"n": {**PHONE, "elementId": 1}},
             {"n": {k: v for k, v in HAS.items() if "lement" not in k}}], 0, id="old ids",
        ),
    ],
)  # fmt: skip
def test_records_that_neo4j_browser_exports_are_read(
    records: list[Any], skipped: int, tmp_path: Path
) -> None:
    with load(tmp_path, json.dumps(records, indent=1)) as case:
        source = case.evidence.sources()[0]
        assert (source.stored, source.skipped, source.problems) == (3, skipped, 0)
        told = case.sql("SELECT kind, name FROM entity ORDER BY ALL").rows
        assert told == (("Person", "Adam"), ("PhoneNumber", "+8613800138000"))
        assert case.sql("SELECT count(*) FROM link").rows == ((1,),)


def test_what_else_a_server_held_is_said(tmp_path: Path) -> None:
    about = {"type": "about", "server": "bolt://x", "at": "2026-01-02T03:04:05Z", "pushed": 2}
    path = tmp_path / "graph.json"
    path.write_text(lines([about, ITEMS[0]]), "utf-8")
    with new_case(tmp_path / "case") as case:
        report = case.load(path)
        assert (report.source.stored, report.source.skipped) == (1, 1)
        said = [warning.text("en") for warning in report.warnings]
        assert any("holds 2 cases that kg pushed besides" in one for one in said)


def test_no_relationship_counts_twice_and_no_other_telling_is_lost(tmp_path: Path) -> None:
    paid = ITEMS[4]
    other = {**ADAM, "properties": {"name": "Adam", "born": 1970}}
    texts = {
        "lines": lines([*ITEMS, paid]),
        "records": json.dumps([{"p": PATH}, {"r": {**HAS, "properties": {}}}, {"n": other}]),
    }
    for name, text in texts.items():
        (tmp_path / name).mkdir()
        with load(tmp_path / name, text) as case:
            said = [problem.reason.text("en") for problem in case.evidence.problems()]
            assert said
            assert all("a second time; the first stands" in one for one in said)
            assert len(said) == (1 if name == "lines" else 2)


def test_labels_say_what_a_node_is_and_no_attribute_does(tmp_path: Path) -> None:
    odd = {"type": "node", "id": "9", "labels": ["Zorblax"],
           "properties": {"kind": "Person", "type": "Phone", "name": "x"}}  # fmt: skip
    with load(tmp_path, lines([odd])) as case:
        (hit,), _ = case.lookup.search("x")
        assert (hit.entity.kind, hit.entity.first("recordedAs")) == ("Item", "Zorblax")


def test_what_is_wrong_is_a_problem_of_its_line_and_the_rest_goes_in(tmp_path: Path) -> None:
    wrong = [
        ITEMS[0],
        ITEMS[0],
        {"type": "node"},
        {"type": "blob"},
        [1],
        {"id": "7", "type": "relationship", "label": "KNOWS", "start": {"id": "0"}},
    ]
    text = lines(wrong) + "{broken\n" + '{"type":"node","id":"5","id":"6"}\n'
    with load(tmp_path, text) as case:
        source = case.evidence.sources()[0]
        assert (source.stored, source.problems) == (1, 7)
        said = [problem.reason.text("en") for problem in case.evidence.problems()]
    for words in (
        "a second time",
        "has no id",
        "neither a node nor",
        "lacks its source",
        "is no JSON",
    ):
        assert any(words in one for one in said), (words, said)


def test_a_relationship_may_name_nodes_that_are_not_listed(tmp_path: Path) -> None:
    with load(tmp_path, lines(ITEMS[3:])) as case:
        source = case.evidence.sources()[0]
        assert (source.stored, source.problems) == (2, 0)
        assert len(case.sql("SELECT id FROM link").rows) == 2


@pytest.mark.parametrize(
    "text", ['[{"type":"node"', '{"nodes": [{"type":"node","id":"1"}], "rels": 3}']
)
def test_a_broken_document_is_refused_whole(text: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        load(tmp_path, text)
