"""STIX bundles: OASIS's validator passes them, and every fact can be read from them as JSON."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from handed_on import everything, hostile, moment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import account, entities, links, row, source, transfer
from validated import stix_complaints

from kg.exports import NoMasking, export, masked
from kg.exports.stix_types import types
from kg.model import Entity, Link, evidence_id, stable_id
from kg.rdf.terms import decimal_text
from kg.schema import load_schema
from tests.depth import examples

A = "a" * 64


def written(things, facts, sources=(), marking="") -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        material = masked(
            NoMasking(), case="案", entities=things, links=facts, sources=sources,
            schema=load_schema(), marking=marking,
        )  # fmt: skip
        (path,) = export(Path(folder) / "x.stix", material)
        assert not stix_complaints(path)
        return json.loads(path.read_text("utf-8"))["objects"]


def fact(told: dict) -> dict:
    """Return what the extension for properties says of an object."""
    (found,) = (one for one in told["extensions"].values() if one["extension_type"] != "new-sdo")
    return found


def of_type(objects: list[dict], kind: str) -> list[dict]:
    return [one for one in objects if one["type"] == kind]


def test_every_kind_of_thing_and_of_link_is_valid() -> None:
    things, facts = everything()
    objects = written(things, facts, [source(A)], "密")
    kinds = {fact(one).get("kind") for one in objects if "extensions" in one}
    assert {one.kind for one in (*things, *facts)} <= kinds


def test_money_goes_from_the_payer_and_stays_exact() -> None:
    payer, payee = account("1", name="甲"), account("2")
    payment = transfer(1, payer, payee, row(A, 3, "原文"), amount="1234.000000000000000001")
    objects = written([payer, payee], [payment], [source(A)])
    (told,) = of_type(objects, "relationship")
    ids = {fact(one)["id"]: one["id"] for one in of_type(objects, "user-account")}
    assert (told["source_ref"], told["target_ref"]) == (ids[payer.id], ids[payee.id])
    assert told["relationship_type"] == "transfer" and told["confidence"] == 50
    assert (fact(told)["amount"], fact(told)["currency"]) == ("1234.000000000000000001", "CNY")
    assert told["start_time"] == "2024-05-01T02:03:04Z" and "stop_time" not in told
    assert told["labels"] == ["single"] and "1234.000000000000000001 CNY" in told["description"]


def test_evidence_is_a_note_on_what_rests_on_it() -> None:
    payer, payee, place = account("1", row(A, 3, "原文")), account("2"), row(A, 3, "原文")
    objects = written([payer, payee], [transfer(1, payer, payee, place)], [source(A)])
    (note,), (file,) = of_type(objects, "note"), of_type(objects, "file")
    assert note["abstract"] == "流水.csv · line 3" and note["content"] == "原文"
    assert fact(note) == {
        "extension_type": "property-extension", "id": evidence_id(place), "file_ref": file["id"],
        "locator": "line 3", "reader": "delimited", "excerpt": "原文",
    }  # fmt: skip
    assert file["hashes"] == {"SHA-256": A}
    assert {one.partition("--")[0] for one in note["object_refs"]} == {
        "user-account", "relationship",
    }  # fmt: skip


def test_nobody_is_typed_as_a_threat_actor() -> None:
    assert not {"threat-actor", "intrusion-set"} & types().keys()
    kinds = ("Person", "Group", "Organisation")
    people = [Entity(stable_id(kind, "1"), kind, {"name": ("甲",)}) for kind in kinds]
    objects = written(people, [])
    told = {fact(one)["kind"]: one for one in objects if "kind" in str(one.get("extensions"))}
    assert {one["type"] for one in told.values()} == {"identity"}
    classes = {kind: one["identity_class"] for kind, one in told.items()}
    assert classes == {
        "Person": "individual", "Group": "group", "Organisation": "organization",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name", "text", "wanted"),
    [
        ("IPAddress", "ip", "10.0.0.1", "ipv4-addr"),
        ("IPAddress", "ip", "2001:db8:0:0:0:0:0:1", "ipv6-addr"),
        ("IPAddress", "ip", "2001:db8::1", "ipv6-addr"),
        ("IPAddress", "ip", "1::2::3", "crimechain-thing"),
        ("IPAddress", "ip", "10.*.*.1", "crimechain-thing"),
        ("DomainName", "platformNumber", "my-shop.example.com", "domain-name"),
        ("DomainName", "platformNumber", "xn--.example.com", "crimechain-thing"),
        ("EmailAddress", "email", "a.b@example.com", "email-addr"),
        ("EmailAddress", "email", "a**@example.com", "crimechain-thing"),
        ("DomainName", "platformNumber", "shop.example.com", "domain-name"),
        ("DomainName", "platformNumber", "****", "crimechain-thing"),
    ],
)
def test_an_address_that_is_none_is_no_address(kind, name, text, wanted) -> None:
    objects = written([Entity(stable_id(kind, "1"), kind, {name: (text,)})], [])
    assert len(of_type(objects, wanted)) == 1


def test_the_third_thing_of_a_relation_is_kept() -> None:
    seller, buyer, data = account("1"), account("2"), stable_id("DataSet", "1")
    sale = Link(stable_id("SellsData", "1"), "SellsData", seller.id, buyer.id, data)
    objects = written([seller, buyer], [sale])
    (told,) = of_type(objects, "relationship")
    (third,) = of_type(objects, "crimechain-thing")
    assert fact(told)["object_ref"] == third["id"] and fact(third)["id"] == data


@pytest.mark.parametrize("end", [datetime(1960, 1, 1, tzinfo=UTC), moment()])
def test_moment_that_is_not_later_is_kept_beside(end: datetime) -> None:
    one, two = account("1"), account("2")
    link = Link(stable_id("Call", "1"), "Call", one.id, two.id, start=moment(), end=end)
    (told,) = of_type(written([one, two], [link]), "relationship")
    assert "stop_time" not in told and fact(told)["end_time"] == f"{end:%Y-%m-%dT%H:%M:%S}Z"


def test_hostile_values_stay_values() -> None:
    things, facts = hostile()
    objects = written(things, facts, [source(A)], "<script>\x07")
    said = json.dumps(objects, ensure_ascii=False)
    assert "<script>" in said and "1900-01-01T00:00:00Z" in said
    amounts = [fact(one).get("amount") for one in of_type(objects, "relationship")]
    assert sorted(amounts, key=str) == ["0", "100000", None]


def test_every_object_is_marked_and_every_reference_answered() -> None:
    things, facts = everything()
    objects = written(things, facts, [source(A)], "密 · 仅限本院")
    (marking,) = of_type(objects, "marking-definition")
    assert "密 · 仅限本院" in marking["definition"]["statement"]
    others = [one for one in objects if one is not marking]
    assert all(one["object_marking_refs"] == [marking["id"]] for one in others)
    named = set(re.findall(r'_refs?": \[?"([a-z-]+--[0-9a-f-]+)"', json.dumps(objects)))
    assert named <= {one["id"] for one in objects}
    assert len({one["id"] for one in objects}) == len(objects)


@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
@given(
    st.lists(entities, max_size=4, unique_by=lambda e: e.id),
    st.lists(links, max_size=4, unique_by=lambda link: link.id),
)
def test_any_facts_are_valid_and_there(things: list, facts: list) -> None:
    objects = written(things, facts)
    told = {fact(one)["id"]: one for one in objects if "extensions" in one and "id" in fact(one)}
    for thing in (*things, *facts):
        values = {
            one["name"]: tuple(one["texts"]) for one in fact(told[thing.id]).get("values", ())
        }
        assert values == {name: texts for name, texts in thing.values.items() if texts}
    for link in facts:
        amount = fact(told[link.id]).get("amount")
        assert amount == (None if link.amount is None else decimal_text(Decimal(link.amount)))
