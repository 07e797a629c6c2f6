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
