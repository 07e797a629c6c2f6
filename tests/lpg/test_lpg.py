"""Facts as nodes and back: nothing is lost, and what is written shows by its digest."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import SHORTCUTS, account, entities, judgements, links, row, source, transfer

from kg.lpg import (
    LinkNode,
    NodeShape,
    entity_of,
    evidence_of,
    evidence_rows,
    fact_row,
    judgement_of,
    link_of,
    property_name,
    source_of,
    source_row,
    value_name,
)
from kg.lpg.amounts import amount_properties, unit_digits, units_of
from kg.model import Entity, Proof, evidence_id
from kg.rdf import tidy_entity, tidy_link

SHAPE = NodeShape("a case", shortcuts=SHORTCUTS)


def proofs_of(fact):
    told = {told["id"]: evidence_of(told) for told in evidence_rows(fact.evidence, SHAPE)}
    row = fact_row(fact, SHAPE)
    return [told[key] for key in (row.node if isinstance(row, LinkNode) else row).evidence]


@given(entities)
def test_an_entity_comes_back(entity):
    assert entity_of(fact_row(entity, SHAPE).properties, proofs_of(entity)) == tidy_entity(entity)


@given(links)
def test_a_link_comes_back_from_its_node_and_its_ends(link):
    tie = fact_row(link, SHAPE)
    assert link_of(tie.node.properties, tie.ends, proofs_of(link)) == tidy_link(link)


@given(judgements)
def test_a_judgement_comes_back(judgement):
    assert judgement_of(fact_row(judgement, SHAPE).properties) == judgement


def test_a_source_comes_back():
    assert source_of(source_row(source("a" * 64, 3), SHAPE).properties) == source("a" * 64, 3)


@given(st.text(min_size=1).filter(lambda name: name.encode("utf-8", "ignore").decode() == name))
def test_any_name_comes_back_and_is_a_plain_word(name):
    told = property_name(name)
    assert value_name(told) == name
    assert all(one.isalnum() or one in "_-%" for one in told)


@given(links, links)
def test_a_digest_tells_whether_a_link_was_written_as_it_is(one, other):
    first, second = fact_row(one, SHAPE), fact_row(replace(other, id=one.id), SHAPE)
    same = first.node.properties["digest"] == second.node.properties["digest"]
    assert same == (tidy_link(one) == tidy_link(replace(other, id=one.id)))


def test_labels_and_types_are_those_of_the_ontology():
    one, two = account("1"), account("2")
    tie = fact_row(transfer(1, one, two, row("a" * 64, 1)), SHAPE)
    assert fact_row(one, SHAPE).labels[:3] == ("Entity", "BankAccount", "Account")
    assert (tie.node.labels[:2], tie.type) == (("Link", "Transfer"), "TRANSFERRED_TO")
    assert tie.edge["linkId"] == tie.id


def test_no_path_of_its_own_type_runs_over_an_excluded_link():
    one, two = account("1"), account("2")
    tie = fact_row(replace(transfer(1, one, two), proof=Proof.EXCLUDED), SHAPE)
    assert tie.type == "EXCLUDED"


def test_evidence_is_told_once():
    told = list(evidence_rows([row("a" * 64, 1), row("a" * 64, 1), row("b" * 64, 2)], SHAPE))
    assert sorted(one["id"] for one in told) == sorted(
        evidence_id(one) for one in (row("a" * 64, 1), row("b" * 64, 2))
    )


def test_a_value_called_as_a_property_of_the_node_moves_aside():
    told = fact_row(Entity("urn:crimechain:x:1", "Person", {"id": ("9",), "digest": ("d",)}), SHAPE)
    assert told.properties["id"] == "urn:crimechain:x:1"
    assert (told.properties["value_id"], told.properties["value_digest"]) == ("9", "d")


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("99999999999.99", "CNY", 99_999_999_999_990_000),
        ("-0.000001", "CNY", -1),
        ("0.0000001", "CNY", None),
        ("0.00000001", "BTC", 1),
        ("9223372036854.775807", "USD", 2**63 - 1),
        ("9223372036854.775808", "USD", None),
        ("1E+400", "CNY", None),
    ],
)
def test_amounts_are_whole_units_where_they_fit(amount, currency, units):
    told = dict(amount_properties(Decimal(amount), currency))
    assert told.get("amountUnits") == units
    assert Decimal(told["amountExact"]) == Decimal(amount)
    assert ("amount" in told) == (amount != "1E+400")


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), max_size=50))
def test_sums_of_units_are_the_sums_of_amounts(amounts):
    digits = unit_digits("CNY")
    units = [units_of(format(one, "f"), digits) for one in amounts]
    assert None not in units
    assert Decimal(sum(units)).scaleb(-digits) == sum(amounts)
