"""Property graphs as APOC writes them: lines, an array, two lists; and what is wrong in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.case import Case, new_case
from kg.errors import SourceError
from kg.model import stable_id

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


ANYBODYS = """
{"type":"node","id":"0","labels":["Account"],"properties":{"account_no":"6222000000000001","owner":"甲"}}
{"type":"node","id":"1","labels":["Account"],"properties":{"卡号":"6222000000000002"}}
{"type":"node","id":"2","labels":["Person"],"properties":{"full_name":"乙","mobile":"13800000001"}}
{"type":"node","id":"3","labels":["Phone"],"properties":{"number":"13900000002"}}
{"type":"node","id":"4","labels":["Wallet"],"properties":{"address":"TAcN9gFvXZAxsWQQzWWbydBmscBHnEi5nZ"}}
{"id":"10","type":"relationship","label":"TRANSFERRED","properties":{"amount":12.5,"date":"2024-01-02"},"start":{"id":"0"},"end":{"id":"1"}}
{"id":"11","type":"relationship","label":"Sent-To","properties":{"since":"2024"},"start":{"id":"1"},"end":{"id":"0"}}
{"id":"12","type":"relationship","label":"HAS","start":{"id":"2"},"end":{"id":"0"}}
{"id":"13","type":"relationship","label":"HAS","start":{"id":"2"},"end":{"id":"3"}}
{"id":"14","type":"relationship","label":"has","start":{"id":"2"},"end":{"id":"4"}}
{"id":"15","type":"relationship","label":"CALLED","properties":{"duration":30,"time":"2024-01-03T10:00:00Z"},"start":{"id":"3"},"end":{"id":"3"}}
{"id":"17","type":"relationship","label":"PAID","properties":{"amount":3,"status":"Failed"},"start":{"id":"0"},"end":{"id":"1"}}
{"id":"18","type":"relationship","label":"transfer","properties":{"amount":4,"状态":"已退款","date":"2024-01-02"},"start":{"id":"0"},"end":{"id":"1"}}
{"id":"16","type":"relationship","label":"OWNED_BY","start":{"id":"0"},"end":{"id":"2"}}
"""


def test_usual_names_of_numbers_and_relations_are_known(tmp_path: Path) -> None:
    """What is sent without an amount, or the other way round, stays a relation under its word.

    What failed or was paid back is in the rows, and no payment.
    """
    (tmp_path / "g.json").write_text(ANYBODYS.strip(), "utf-8")
    with new_case(tmp_path / "case") as case:
        assert case.load(tmp_path / "g.json").source.problems == 0
        links = case.sql("SELECT kind, values->>'$.recordedAs[0]' FROM link ORDER BY ALL").rows
        assert links == (
            ("HoldsAccount", None), ("HoldsWallet", None), ("RelatedTo", "OWNED_BY"),
            ("RelatedTo", "Sent-To"), ("UsesPhone", None), ("UsesPhone", None),
        )  # fmt: skip
        (paid,) = case.sql("SELECT amount, precision, source, target FROM transfer").rows
        assert (float(str(paid[0])), paid[1]) == (12.5, "day")
        ids = [stable_id("Account", "", f"622200000000000{n}") for n in (1, 2)]
        assert list(paid[2:]) == ids
        (call,) = case.sql("SELECT duration FROM call").rows
        assert call == ("30",)
        (unread,) = case.evidence.unread_columns().values()
        assert {column.name for column in unread} <= {"network:label", "network:since"}


def test_halves_of_letters_are_told_in_their_rows_wherever_they_stand(tmp_path: Path) -> None:
    account = {"type": "node", "labels": ["Account"]}
    items = [
        {**account, "id": "0", "properties": {"accountNumber": "6222000000000001\ud83d"}},
        {**account, "id": "1", "properties": {"a\ud83d": "b"}},
        {**account, "id": "2\udc00", "properties": {"name": "c"}},
        {"type": "node", "id": "3", "labels": ["D\ud83d"], "properties": {"name": "d"}},
        {**account, "id": "4", "properties": {"accountNumber": "6222000000000002"}},
    ]
    path = tmp_path / "graph.json"
    path.write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")
    with new_case(tmp_path / "case") as case:
        report = case.load(path)
        assert (report.source.stored, report.source.problems) == (1, 4)
        assert [problem.locator for problem in report.first_problems] == [
            "line 1", "line 2", "line 3", "line 4",
        ]  # fmt: skip
        assert case.verify().error() is None
