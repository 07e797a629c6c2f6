"""A model that cannot be contradicted says nothing: contradictions of each kind are found.

The slow twin reasons (OWL RL). Each planted one is found through what its title names: without
the axioms named beside it, nothing is wrong.
"""

from __future__ import annotations

import re

import pytest
from closure import CC, PREFIXES, close, closed, logic, whole_ontology
from rdflib import Graph, Literal
from rdflib.namespace import OWL, RDF, RDFS

PLANTED = {
    "disjoint_classes": (
        ":x a cc:Person , cc:PhoneNumber .",
        [(CC.Actor, OWL.disjointWith, CC.PhoneNumber)],
    ),
    "a_role_taken_for_a_kind_of_person": (
        ":x a cc:Person , cc:CardSeller .",
        [(CC.Entity, OWL.disjointWith, CC.Role)],
    ),
    "disjoint_through_subclasses": (
        ":x a cc:SimBox , cc:DataBatch .",
        [(CC.SimBox, RDFS.subClassOf, CC.Device)],
    ),
    "through_a_domain": (
        ":x a cc:Wallet . :y a cc:PhoneNumber . :x cc:called :y .",
        [(CC.called, RDFS.domain, CC.PhoneNumber)],
    ),
    "through_a_range": (
        ":x a cc:Person ; cc:usesPhone :y . :y a cc:Vehicle .",
        [(CC.usesPhone, RDFS.range, CC.PhoneNumber)],
    ),
    "through_an_inverse": (
        ":x a cc:PhoneNumber ; cc:heldOrUsedBy :y . :y a cc:Evidence .",
        [
            (CC.heldOrUsedBy, OWL.inverseOf, CC.hasOrUses),
            (CC.heldOrUsedBy, RDFS.range, CC.Actor),
        ],
    ),
    "through_a_subproperty": (
        ":x a cc:Organisation ; cc:soldDataTo :x .",
        [(CC.soldDataTo, RDFS.subPropertyOf, CC.supplied)],
    ),
    "two_values_of_a_functional_property": (
        ":l a cc:Transfer ; cc:source :x , :y . :x owl:differentFrom :y .",
        [(CC.source, RDF.type, OWL.FunctionalProperty)],
    ),
    "two_kinds_of_value_of_a_functional_property": (
        ":l a cc:Controls ; cc:target :x , :y . :x a cc:Person . :y a cc:Place .",
        [(CC.target, RDF.type, OWL.FunctionalProperty)],
    ),
    "asymmetric": (
        ":x a cc:CashOut ; cc:stepOf :y . :y a cc:TelecomFraud ; cc:stepOf :x .",
        [(CC.stepOf, RDF.type, OWL.AsymmetricProperty)],
    ),
    "irreflexive": (
        ":x a cc:Person ; cc:sharesPhone :x .",
        [(CC.sharesPhone, RDF.type, OWL.IrreflexiveProperty)],
    ),
    "disjoint_properties": (
        ":l a cc:Transfer ; cc:supportedBy :e ; cc:refutedBy :e .",
        [(CC.supportedBy, OWL.propertyDisjointWith, CC.refutedBy)],
    ),
    "holding_taken_for_control": (
        ":l a cc:HoldsAccount , cc:Controls .",
        [(CC.Holding, OWL.disjointWith, CC.Controls)],
    ),
    "a_neutral_act_taken_for_a_place": (
        ":x a cc:ContractSigning , cc:Place .",
        [(CC.Place, OWL.disjointWith, CC.Act)],
    ),
    "a_text_that_is_no_time": (':l a cc:Transfer ; cc:startTime "soon"^^xsd:dateTime .', []),
    "a_value_of_another_datatype": (
        ':l a cc:Transfer ; cc:amount "2024-01-01T00:00:00Z"^^xsd:dateTime .',
        [(CC.amount, RDFS.range, None)],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("title", PLANTED)
def test_a_contradiction_is_found(title: str) -> None:
    turtle, axioms = PLANTED[title]
    _, wrong = closed(turtle)
    assert wrong, "a model that cannot be contradicted says nothing"
    if axioms:
        told = [t for t in logic() if any(_is(t, axiom) for axiom in axioms)]
        _, wrong = closed(turtle, without=told)
        assert not wrong, "found by something else than its title says"


@pytest.mark.slow
def test_the_axioms_left_out_change_nothing() -> None:
    """All at once against the whole ontology, each of its own individuals: the same is wrong."""
    whole, apart = Graph(), set[str]()
    for triple in logic():
        whole.add(triple)
    for number, (turtle, _) in enumerate(PLANTED.values()):
        own = re.sub(r"(^|[\s;,.]):(?=\w)", rf"\g<1>:own{number}-", turtle)
        apart |= set(closed(own)[1])
        whole.parse(data=PREFIXES + own, format="turtle")
    assert set(close(whole)) == apart


def _is(triple: tuple[object, ...], axiom: tuple[object, ...]) -> bool:
    return all(asked in (None, one) for asked, one in zip(axiom, triple, strict=True))


@pytest.mark.slow
def test_the_ontology_with_all_its_words_contradicts_nothing() -> None:
    """Of the texts in a language, which are most of it, each property has one: all are alike."""
    graph, told = Graph(), set[object]()
    for triple in whole_ontology():
        is_text = isinstance(triple[2], Literal) and triple[2].language
        if is_text and triple[1] in told:
            continue
        told.add(triple[1] if is_text else None)
        graph.add(triple)
    assert close(graph) == []


LEGITIMATE = """
:bank a cc:Bank . :p a cc:Person ; cc:holdsAccount :a ; cc:controls :a . :a a cc:BankAccount .
:bank cc:transferredTo :a . :a cc:transferredTo :a . :p cc:paid :bank .
:firm a cc:PaymentCompany ; cc:holdsShares :firm ; cc:leads :p . :p cc:leads :firm .
:own a cc:Transfer ; cc:source :a ; cc:target :a .
:site a cc:Platform , cc:Website . :leak a cc:DataBatch , cc:DigitalFile .
:hall a cc:LiveRoom ; cc:partOf :site . :u a cc:PlatformAccount ; cc:performsIn :hall .
:q a cc:Person ; cc:sharesPhone :p . :p cc:sharesPhone :q ; cc:paidThrough :q .
"""


def test_what_can_well_be_is_no_contradiction() -> None:
    assert closed(LEGITIMATE)[1] == []


CONTROL = (CC.controls, CC.Controls)


def test_nothing_but_evidence_says_who_controls() -> None:
    """Holding never implies control: neither axioms nor what follows from every edge say so."""
    whole = whole_ontology()
    for above in (RDFS.subPropertyOf, RDFS.subClassOf, OWL.inverseOf, OWL.equivalentProperty):
        for control in CONTROL:
            assert not [*whole.subjects(above, control)]
    properties = {*whole.subjects(RDFS.range), *whole.subjects(RDFS.domain)} - {CC.controls}
    edges = [(CC["a"], one, CC["b"]) for one in properties]
    graph = Graph()
    for triple in (*logic(), *edges):
        graph.add(triple)
    close(graph)
    assert not [*graph.triples((None, CC.controls, None))]
    assert not [*graph.subjects(RDF.type, CC.Controls)]
