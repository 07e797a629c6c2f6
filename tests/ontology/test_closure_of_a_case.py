"""The slow twin on cases: OWL RL finds nothing wrong in them, and what rules derived.

A case is the demo, and a folder with a file of every layout. What a file said stands as plain text
in the graph; it is read here as its property's range says.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest
from cases import DERIVED, demo, every_layout, graph_of, load
from closure import CC, closed, logic
from pyoxigraph import DefaultGraph, NamedNode, Store
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, XSD

from kg.rules import load_rules
from tests.depth import by_depth

RULES = {rule.name: rule for rule in load_rules()}
CHAINS = """
:phoneOf owl:inverseOf cc:usesPhone .
:phones owl:propertyChainAxiom ( cc:usesPhone :phoneOf ) .
:deviceOf owl:inverseOf :onDevice .
:devices owl:propertyChainAxiom ( :onDevice :deviceOf ) .
cc:holdsAccount rdfs:subPropertyOf :keeps . cc:holdsWallet rdfs:subPropertyOf :keeps .
:keptBy owl:inverseOf :keeps .
:payers owl:propertyChainAxiom ( :keeps cc:transferredTo :keptBy ) .
"""
NAMED = {"phones": CC.sharesPhone, "devices": CC.sharesDevice, "payers": CC.paidThrough}
AT_MOST = by_depth(20, 60)
OURS = "urn:crimechain:invented:"


CASES = by_depth([every_layout], [demo, every_layout])
"""Every kind that a layout reads is in the folder, and each chain; the demo has more of them."""


@pytest.fixture(scope="module", params=CASES, ids=lambda make: make.__name__)
def store(request, tmp_path_factory) -> Store:
    """Return the graph of a case, in memory."""
    place = tmp_path_factory.mktemp(request.param.__name__)
    return graph_of(load(place, request.param(place / "files")))


def node(value) -> URIRef | Literal:
    if isinstance(value, NamedNode):
        return URIRef(value.value)
    return Literal(value.value, datatype=URIRef(value.datatype.value))


def triples(store: Store, graph=None, *, edges_only: bool = False) -> list[tuple]:
    """Return one graph's triples; of the derived one what stands and falls with a link."""
    found = store.quads_for_pattern(None, None, None, graph or DefaultGraph())
    own = [(node(q.subject), node(q.predicate), node(q.object)) for q in found]
    shortcuts = {CC[name] for name in RULES["shortcut"].concludes}
    return [t for t in own if not edges_only or t[1] in shortcuts]


def concluded(store: Store, rule: str) -> set[tuple]:
    names = {CC[name] for name in RULES[rule].concludes}
    found = triples(store, DERIVED)
    return {t for t in found if t[1] in names or (t[1] == RDF.type and t[2] in names)}


@pytest.fixture(scope="module")
def reasoned(store: Store) -> Graph:
    """Return all that follows by OWL RL from kinds, edges and axioms, with the chains named."""
    kinds = [t for t in triples(store) if t[1] == RDF.type]
    edges = triples(store, DERIVED, edges_only=True)
    devices = {thing for thing, _, kind in kinds if is_a(kind, CC.Device)}
    signs = {CC.signsInWith, CC.loggedInFrom}
    on = [(a, URIRef(OURS + "onDevice"), d) for a, p, d in edges if p in signs and d in devices]
    graph, wrong = closed(CHAINS, [*kinds, *edges, *on])
    assert wrong == []
    return graph


@cache
def is_a(kind, ancestor) -> bool:
    parents = (above for child, name, above in logic() if name == RDFS.subClassOf and child == kind)
    return kind == ancestor or any(is_a(parent, ancestor) for parent in parents)


@pytest.mark.slow
def test_kinds_and_edges_are_what_follows_by_owl_rl(store: Store, reasoned: Graph) -> None:
    told = {t for t in triples(store) if t[1] == RDF.type}
    for rule in ("superclass", "superproperty", "inverse"):
        names = {CC[name] for name in RULES[rule].concludes}
        follows = {t for name in names for t in reasoned.triples((None, name, None))}
        kinds = {t for name in names for t in reasoned.triples((None, RDF.type, name))}
        # of a thing that no row tells a kind of, only the ends of its edges say one
        follows |= {t for t in kinds - told if above(t, told)}
        assert concluded(store, rule) - told == follows, rule


def above(triple: tuple, told: set[tuple]) -> bool:
    """Say whether a kind follows from the kind that a thing is said to have."""
    thing, _, kind = triple
    return any(is_a(said, kind) for one, _, said in told if one == thing)


@pytest.mark.slow
def test_chains_are_what_follows_by_owl_rl(request, store: Store, reasoned: Graph) -> None:
    found = set()
    for name, ours in NAMED.items():
        follows = {(a, b) for a, b in reasoned.subject_objects(URIRef(OURS + name)) if a != b}
        rule = next(rule for rule in RULES.values() if CC[rule.concludes[0]] == ours)
        assert {(a, b) for a, _, b in concluded(store, rule.name)} == follows, name
        found |= {name} if follows else set()
    # nobody in the demo shares a telephone; the folder of every layout has each chain
    none = set() if request.node.callspec.params["store"] is every_layout else {"phones"}
    assert found == {*NAMED} - none


@pytest.mark.slow
def test_nothing_in_a_case_contradicts_the_ontology(store: Store) -> None:
    ranges = {p: r for p, n, r in logic() if n == RDFS.range and str(r).startswith(str(XSD))}
    some = of_each_kind(store)
    told = [*triples(store), *triples(store, DERIVED)]
    some_told = [(s, p, read(o, ranges.get(p))) for s, p, o in told if s in some]
    assert closed(triples=some_told)[1] == []


def of_each_kind(store: Store) -> set[URIRef]:
    """Return things of every kind, not all of the many: reasoning is slow."""
    told = defaultdict(list)
    for thing, name, kind in sorted([*triples(store), *triples(store, DERIVED)]):
        if name == RDF.type:
            told[kind].append(thing)
    return {thing for things in told.values() for thing in things[:AT_MOST]}


def read(thing, datatype) -> URIRef | Literal:
    """Return plain text as its property's range reads it."""
    if isinstance(thing, Literal) and datatype and thing.datatype == XSD.string:
        return Literal(str(thing), datatype=datatype)
    return thing


@pytest.mark.slow
def test_control_is_never_derived(store: Store) -> None:
    """What is derived says of nobody that he controls more than a link says."""
    controls = {(s, o) for s, p, o in triples(store, DERIVED) if p == CC.controls}
    links = {s for s, p, o in triples(store) if p == RDF.type and o == CC.Controls}
    ends = defaultdict(dict)
    for subject, predicate, thing in triples(store):
        if subject in links and predicate in (CC.source, CC.target):
            ends[subject][predicate] = thing
    assert controls == {(one[CC.source], one[CC.target]) for one in ends.values()}
    assert not [t for t in triples(store, DERIVED) if t[1:] == (RDF.type, CC.Controls)]
