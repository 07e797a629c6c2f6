"""Facts on their way in are found to break what the compiled shapes find in the graph."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from compiled import as_finding, compiled_findings
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from kg.model import Entity, Evidence, Link, Precision, Proof
from kg.rdf import fact_quads
from kg.schema import load_schema
from kg.shapes import fact_checks
from tests.depth import examples

SHA = "0123456789abcdef" * 4
SCHEMA = load_schema()
IDS = [f"urn:crimechain:example:{number}" for number in range(5)]
TEXTS = [
    "1",
    "-2",
    "x",
    "",
    "CashRunner",
    "ok",
    "in",
    "203.0.113.7",
    "a@example.org",
    "某人",
    "1\n",
]
NAMES = ["role", "ip", "mac", "imei", "status", "recordCount", "txCount", "rule", "ruleVersion"]
NAMES += ["name", "cardNumber", "residentId", "endOf", "direction", "email", "msisdn", "balance"]
NAMES += ["transactionHash", "alias", "url", "level"]
EVIDENCE = [
    Evidence(SHA, "line 2", "delimited"),
    Evidence("", "3 payments", "trace"),
    Evidence("", "line 3", "delimited"),
    Evidence("ABC", "line 4", "delimited"),
    Evidence(SHA, "", ""),
]
TIMES = [None, datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)]

texts = st.lists(st.sampled_from(TEXTS), max_size=2).map(tuple)
values = st.dictionaries(st.sampled_from(NAMES), texts, max_size=4)
evidence = st.lists(st.sampled_from(EVIDENCE), max_size=2, unique=True).map(tuple)
kinds = [kind.name for kind in SCHEMA.kinds()]
entities = st.builds(
    Entity,
    id=st.sampled_from(IDS),
    kind=st.sampled_from([one for one in kinds if not SCHEMA.kind(one).is_link]),
    values=values,
    evidence=evidence,
)
links = st.builds(
    Link,
    id=st.sampled_from([f"{one}:link" for one in IDS]),
    kind=st.sampled_from([kind.name for kind in SCHEMA.kinds() if kind.is_link]),
    source=st.sampled_from(IDS),
    target=st.sampled_from(IDS),
    object=st.sampled_from(["", *IDS]),
    start=st.sampled_from(TIMES),
    end=st.sampled_from(TIMES),
    precision=st.sampled_from(Precision),
    amount=st.sampled_from([None, Decimal("1.5"), Decimal("-0.01"), Decimal(0)]),
    currency=st.sampled_from(["", "CNY", "XYZ"]),
    values=values,
    evidence=evidence,
    proof=st.sampled_from(Proof),
    confidence=st.sampled_from([-1, 0, 50, 100, 101]),
)
STANDING = ("Source", "Problem", "Judgement", "Evidence")


def found_in_facts(facts: list[Any]) -> set[tuple[str, ...]]:
    known = {fact.id: fact.kind for fact in facts}
    return {as_finding(breach) for _, breach in fact_checks().breaches(facts, known)}


def found_in_graph(facts: list[Any]) -> set[tuple[str, ...]]:
    store = Store()
    store.extend(quad for fact in facts for quad in fact_quads(fact))
    return compiled_findings(store)


@settings(max_examples=examples(150), suppress_health_check=list(HealthCheck))
@given(
    st.lists(entities, max_size=3, unique_by=lambda one: one.id),
    st.lists(links, max_size=3, unique_by=lambda one: one.id),
)
@example(
    [],
    [Link(id=IDS[0], kind="HoldsRole", source=IDS[1], target=IDS[2], values={"role": ("1.2~3",)})],
)
def test_any_facts_are_found_to_break_the_same_in_both_ways(people, relations):
    people = [one for one in people if not SCHEMA.is_a(one.kind, "Judgement")]
    facts = [one for one in (*people, *relations) if one.kind not in STANDING]
    assert found_in_facts(facts) == found_in_graph(facts)


WHOLE = Link(
    id=f"{IDS[0]}:link",
    kind="Transfer",
    source=IDS[1],
    target=IDS[2],
    amount=Decimal(5),
    currency="CNY",
    values={"status": ("ok",)},
    evidence=(EVIDENCE[0],),
)
ENDS = [
    Entity(one, "BankAccount", {"cardNumber": ("0622022530034378035",)}, (EVIDENCE[0],))
    for one in IDS[1:3]
]


def test_good_facts_break_nothing():
    assert found_in_facts([WHOLE, *ENDS]) == found_in_graph([WHOLE, *ENDS]) == set()


@pytest.mark.parametrize(
    ("change", "shape"),
    [
        ({"amount": Decimal(-1)}, "transfer-amount"),
        ({"amount": None}, "transfer-amount"),
        ({"currency": ""}, "link-amount-in-currency"),
        ({"currency": "XYZ"}, "currency-listed"),
        ({"confidence": 101}, "link-confidence"),
        ({"evidence": ()}, "link-founded"),
        ({"target": IDS[4]}, "Transfer-target"),
        ({"values": {"status": ("ok",), "ip": ("1.2.3",)}}, "ip-form"),
        ({"values": {"status": ("ok", "failed")}}, "transfer-status"),
    ],
)
def test_one_fault_is_found_after_thousands_of_good_facts(change, shape):
    """What is remembered of good facts must not make a faulty one pass."""
    spoilt = replace(WHOLE, id=f"{IDS[3]}:link", **change)
    good = [replace(WHOLE, id=f"{number}:link") for number in range(50)]
    checks = fact_checks()
    known = {one.id: one.kind for one in ENDS}
    found = list(checks.breaches([*good, spoilt, *good], known))
    assert {fact.id for fact, _ in found} == {spoilt.id}
    assert shape in {breach.shape for _, breach in found}


def test_an_end_whose_kind_changes_is_looked_at_again():
    checks = fact_checks()
    assert not list(checks.breaches([WHOLE], {one.id: one.kind for one in ENDS}))
    found = list(checks.breaches([WHOLE], {IDS[1]: "BankAccount", IDS[2]: "PhoneNumber"}))
    assert [breach.shape for _, breach in found] == ["Transfer-target"]
