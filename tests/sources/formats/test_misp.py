"""MISP events: objects and attributes as things at their pointers, references, what was deleted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.case import new_case
from kg.errors import FormatError, KgError, LimitExceeded
from kg.limits import LIMITS
from kg.sources.formats import format_of
from kg.sources.formats.misp import read_misp
from kg.sources.formats.records import RecordList
from tests.sources.reader import read_text

ACCOUNT = "6220990000000000017"


def attribute(type_: str, value: str, uuid: str = "", **more: Any) -> dict[str, Any]:
    return {"type": type_, "value": value, "uuid": uuid, "category": "Other", **more}


def item(name: str, uuid: str, references: list[Any], **relations: str) -> dict[str, Any]:
    attributes = [
        attribute("text", value, f"{uuid}-{relation}", object_relation=relation.replace("_", "-"))
        for relation, value in relations.items()
    ]
    return {"name": name, "uuid": uuid, "Attribute": attributes, "ObjectReference": references}


def reference(uuid: str, word: str) -> dict[str, str]:
    return {"referenced_uuid": uuid, "relationship_type": word}


EVENT: dict[str, Any] = {
    "info": "一起诈骗", "uuid": "e1", "date": "2024-05-01", "Orgc": {"name": "某所"},
    "Tag": [{"name": "tlp:amber"}],
    "Attribute": [
        attribute("ip-dst", "198.51.100.7", "a1"),
        attribute("phone-number", "+8613800000000", "a2"),
        attribute("filename|sha256", f"a.exe|{'a' * 64}", "a3"),
        attribute("odd-type", "kept", "a4", comment="说明"),
        attribute("ip-src", "198.51.100.8", "a5", deleted=True),
    ],
    "Object": [
        item("bank-account", "o1", [], account=ACCOUNT, institution_name="云岫银行"),
        item("person", "o2", [reference("o1", "owns"), reference("o3-text", "wrote")],
             full_name="甲"),
        item("odd-object", "o3", [], text="x"),
        item("short-message-service", "o4", [], **{"from": "+8613800000000"},
             to="+8613800000001", body="你好", sent_date="2024-05-01T10:00:00"),
    ],
}  # fmt: skip


def test_objects_and_attributes_are_of_the_kinds_of_the_tables(tmp_path: Path) -> None:
    result = read_text(tmp_path, json.dumps({"Event": EVENT}), "e.json")
    told = {(row["kind"], row["name"]) for row in result.rows("entity") if row["values"]}
    assert told == {
        ("Item", "一起诈骗"), ("IPAddress", "198.51.100.7"), ("PhoneNumber", "+8613800000000"),
        ("PhoneNumber", "+8613800000001"), ("DigitalFile", "a.exe"), ("Item", "kept"),
        ("BankAccount", ACCOUNT), ("Person", "甲"), ("Item", ""),
    }  # fmt: skip
    words = {row["kind"]: row["values"].get("recordedAs") for row in result.rows("link")}
    assert words == {"HoldsAccount": None, "RelatedTo": ["wrote"], "Message": None}
    (held,) = [row for row in result.rows("link") if row["kind"] == "HoldsAccount"]
    person = next(row for row in result.rows("entity") if row["name"] == "甲")
    assert held["source"] == person["id"]
    assert person["values"]["sourceReference"] == ["一起诈骗 · e1 · 2024-05-01 · 某所"]
    deleted = [row for row in result.as_read() if row["misp:deleted"] == "true"]
    assert len(deleted) == 1 and not deleted[0]["kind"], "what was deleted stays in its row"
    assert result.reading.read == result.reading.stored == 1 + 5 + 4 + 2


def test_a_fact_leads_to_its_object(tmp_path: Path) -> None:
    path = tmp_path / "e.json"
    path.write_text(json.dumps({"Event": EVENT}), encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        case.load(path)
        (message,) = case.sql("SELECT id FROM link WHERE kind = 'Message'").rows[0]
        (piece,) = case.lookup.explain(str(message)).pieces
        assert piece.locator == "/Event/Object/3" and "short-message-service" in str(piece)


@pytest.mark.parametrize(
    ("wrapped", "reader"),
    [("response", "MISP response"), ("", "MISP list"), ("Event", "MISP"), ("bare", "MISP event"),
     ("bare list", "MISP list"), ("bare response", "MISP response")],
)  # fmt: skip
def test_one_event_and_several_are_read_alike(wrapped: str, reader: str) -> None:
    two = [EVENT, {**EVENT, "uuid": "e2"}]
    events = two if "bare" in wrapped else [{"Event": one} for one in two]
    document: Any = {"response": events} if "response" in wrapped else events
    document = {"Event": {"Event": EVENT}, "bare": EVENT}.get(wrapped, document)
    text = json.dumps(document)
    assert format_of(text.encode()).name == "MISP"  # type: ignore[union-attr]
    found = read_misp(text, "e.json", LIMITS)
    assert found.reader == reader
    assert len(found.records) == 12 * (1 if wrapped in ("Event", "bare") else 2)


def test_what_is_no_object_is_a_problem() -> None:
    event = {**EVENT, "Object": [7, {"uuid": "x"}], "Attribute": [{"type": "ip-src"}, None]}
    found = read_misp(json.dumps({"Event": event}), "e.json", LIMITS)
    assert [bool(record.reason) for record in found.records] == [False, True, True, True, True]


@pytest.mark.parametrize(
    ("text", "error"),
    [('{"Event": {"info": "x", "info": "y"}}', FormatError), ('{"Event": {', FormatError),
     ('{"Event": {"a": ' + "[" * 300 + "]" * 300 + "}}", LimitExceeded)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(text: str, error: type[KgError]) -> None:
    with pytest.raises(error, match=r"e\.json"):
        read_misp(text, "e.json", LIMITS)


SMALL = {"info": "x", "uuid": "e1"}


def found(**parts: Any) -> RecordList:
    return read_misp(json.dumps({**SMALL, **parts}), "e.json", LIMITS)


def rows(records: RecordList, *columns: str) -> list[tuple[str, ...]]:
    """Return what stands in some columns of what was read of the objects and attributes."""
    good = [one.cells for one in records.records[1:] if not one.reason]
    return [tuple(cells.get(column, "") for column in columns) for cells in good]


def refused(records: RecordList) -> list[tuple[int, str]]:
    return [(one.place, str(one.reason)) for one in records.records if one.reason]


@pytest.mark.parametrize(
    ("document", "events", "problems"),
    [
        ([{"Event": SMALL}, {"Event": {"info": "y"}}], ["e1", "event 2"], []),
        ({"response": [{"Event": SMALL}]}, ["e1"], []),
        (
            [5, {"Event": SMALL}, {"Event": 7}, {"z": 1}], ["e1"],
            [(place, "is no event of MISP") for place in (1, 3, 4)],
        ),
        ({"response": []}, [], []),
    ],
)  # fmt: skip
def test_of_several_events_those_that_are_none_are_told(
    document: Any, events: list[str], problems: list[tuple[int, str]]
) -> None:
    records = read_misp(json.dumps(document), "e.json", LIMITS)
    assert [one.cells["id"] for one in records.records if not one.reason] == events
    assert refused(records) == problems


@pytest.mark.parametrize("document", [{"z": 1}, [5], [{"Event": 7}]])
def test_a_file_of_no_event_is_refused(document: Any) -> None:
    with pytest.raises(FormatError, match=r"e\.json: is no event of MISP"):
        read_misp(json.dumps(document), "e.json", LIMITS)


def test_an_attribute_needs_its_type_and_its_value() -> None:
    records = found(
        Attribute=[
            attribute("", "1"), attribute("ip-dst", ""), 5, attribute("ip-dst", "198.51.100.7"),
        ]
    )  # fmt: skip
    assert rows(records, "id", "kind", "ip") == [("attribute 4", "IPAddress", "198.51.100.7")]
    why = "the object has no type or no id"
    # what is no object at all is met first: its place is counted with the others
    assert sorted(refused(records)) == [(1, why), (2, why), (3, why)]
    assert not rows(found(Attribute={"type": "ip-dst"}, Object=None), "id")


def test_an_object_is_called_by_its_attributes_and_needs_a_name() -> None:
    records = found(
        Object=[
            {"name": "", "uuid": "o"},
            5,
            {
                "name": "person",
                "Attribute": [
                    {"type": "text", "object_relation": "full-name", "value": "甲"},
                    {"type": "phone-number", "value": "+8613800000000"},
                    {"value": "zz"},
                    7,
                ],
            },
        ]
    )
    (record,) = [one for one in records.records[1:] if not one.reason]
    assert record.place == 1_000_000_003
    assert (record.cells["id"], record.cells["kind"]) == ("object 1000000003", "Person")
    assert record.cells["name"] == "甲"
    assert record.cells["misp:phone-number"] == "+8613800000000"
    assert record.cells["misp:attribute"] == "zz"
    assert sorted(place for place, _ in refused(records)) == [1_000_000_001, 1_000_000_002]


def test_what_an_object_says_of_another_is_a_relation_to_the_object_of_that_attribute() -> None:
    account = item("bank-account", "o1", [], account=ACCOUNT)
    person = {
        "name": "person", "uuid": "o2", "Attribute": "x",
        "ObjectReference": [
            {"referenced_uuid": "o1-account", "relationship_type": "owns", "uuid": "r1"},
            {"referenced_uuid": "elsewhere"},
            {"relationship_type": "to nobody"},
            7,
        ],
    }  # fmt: skip
    gone = {"name": "person", "uuid": "o3", "deleted": "1", "ObjectReference": "x"}
    records = found(Object=[account, person, gone])
    columns = ("source id", "target id", "link", "link kind", "link recorded as")
    assert [row for row in rows(records, *columns) if row[0]] == [
        ("o2", "o1", "r1", "HoldsAccount", ""),
        ("o2", "elsewhere", "o2 ObjectReference", "RelatedTo", "ObjectReference"),
    ]
    assert [row for row in rows(records, "id", "kind") if row[0]] == [
        ("o1", "BankAccount"), ("o2", "Person"),
    ]  # fmt: skip


def message(**relations: str) -> dict[str, Any]:
    return item("short-message-service", "s", [reference("zz", "w")], **relations)


def test_a_message_is_a_relation_where_it_names_both_its_ends() -> None:
    columns = ("source phone", "target phone", "link kind", "start", "id")
    both = {"from": "+8613800000000", "to": "+8613800000001"}
    assert rows(found(Object=[message(**both, sent_date="2024-05-01")]), *columns) == [
        ("+8613800000000", "+8613800000001", "Message", "2024-05-01", "")
    ]
    assert rows(found(Object=[message(**both)]), *columns) == [
        ("+8613800000000", "+8613800000001", "Message", "", "")
    ]
    one, link = rows(found(Object=[message(**{"from": "+8613800000000"})]), *columns)
    assert one == ("", "", "", "", "s")
    assert link == ("", "", "RelatedTo", "", "")


@pytest.mark.parametrize(
    ("parts", "source"),
    [
        ({}, "x · e1"),
        ({"date": "2024-05-01", "Org": {"name": "P"}, "Orgc": {"name": "P"}},
         "x · e1 · 2024-05-01 · P"),
        ({"Org": {"name": "P"}, "Orgc": {"name": "Q"}}, "x · e1 · Q · P"),
        ({"Org": "P", "Orgc": {"id": 1}}, "x · e1"),
    ],
)  # fmt: skip
def test_who_made_an_event_stays_behind_each_fact(parts: dict[str, Any], source: str) -> None:
    assert found(**parts).records[0].cells["sourceReference"] == source


def test_the_second_value_of_an_attribute_of_two_types_names_nothing() -> None:
    both = [
        attribute("ip-dst|port", "198.51.100.7|443"),
        attribute("domain|ip", "a.example|198.51.100.9"),
        attribute("hostname|port", "b.example|80"),
    ]
    told = [one.cells for one in found(Attribute=both).records[1:]]
    assert [(one["shown"], one.get("name")) for one in told] == [
        ("198.51.100.7", None), ("a.example", None), ("b.example", None),
    ]  # fmt: skip
    assert [one["misp:port"] for one in (told[0], told[2])] == ["443", "80"]
    assert told[1]["misp:ip"] == "198.51.100.9"
