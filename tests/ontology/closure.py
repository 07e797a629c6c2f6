"""The OWL RL closure of triples with the ontology: the slow twin of rules, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ontology_modules import FOLDER, MODULES
from owlrl import OWLRL_Semantics
from rdflib import Graph, Namespace
from rdflib.namespace import OWL, RDF, RDFS

CC = Namespace("https://w3id.org/crimechain/")
PREFIXES = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in {
        "": "urn:crimechain:invented:",
        "cc": CC,
        "owl": OWL,
        "rdf": RDF,
        "rdfs": RDFS,
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }.items()
)
AXIOMS = sorted((FOLDER / "axioms").glob("*.ttl"))
LOGIC = {
    *(RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range),
    *(OWL.disjointWith, OWL.inverseOf, OWL.propertyDisjointWith),
}
"""What reasoning looks at; words and drawings make it slow and change nothing."""
DISJOINT = {OWL.disjointWith, OWL.propertyDisjointWith}


@lru_cache(maxsize=1)
def whole_ontology() -> Graph:
    graph = Graph()
    for file in (*MODULES, *AXIOMS):
        graph.parse(file, format="turtle")
    return graph


@lru_cache(maxsize=1)
def logic() -> tuple[tuple[object, ...], ...]:
    """Return what the ontology says of classes and properties, without its listed values."""
    whole = whole_ontology()
    terms = {*whole.subjects(RDF.type, OWL.Class), *whole.subjects(RDFS.domain)}
    return tuple(t for t in whole if t[1] in LOGIC and t[0] in terms)


def closed(
    turtle: str = "",
    triples: Iterable[tuple[object, ...]] = (),
    without: Iterable[tuple[object, ...]] = (),
) -> tuple[Graph, list[str]]:
    """Return the closure of facts with what the ontology says of them, and what is wrong in it.

    The ontology is what it says of the terms of these facts (:func:`said_of`): reasoning about the
    rest takes most of the time.
    """
    graph = Graph()
    for triple in triples:
        graph.add(triple)  # type: ignore[arg-type]
    graph.parse(data=PREFIXES + turtle, format="turtle")
    for axiom in said_of(graph):
        graph.add(axiom)  # type: ignore[arg-type]
    for triple in without:
        assert triple in graph, triple
        graph.remove(triple)  # type: ignore[arg-type]
    return graph, close(graph)


def said_of(graph: Graph) -> set[tuple[object, ...]]:
    """Return the axioms from which anything can follow for the individuals of a graph.

    Each rule of OWL RL leads from a class or a property that an individual has to one above it, to
    its inverse, domain or range. What stands below, or nowhere near, no individual comes to; and
    two that are disjoint contradict nothing until there are individuals of both.
    """
    ahead: list[object] = [*graph.predicates(), *graph.objects()]
    terms, found = set(ahead), set[tuple[object, ...]]()
    while ahead:
        for axiom in _leading_on().get(ahead.pop(), ()):
            found.add(axiom)
            new = {axiom[0], axiom[2]} - terms
            ahead += new
            terms |= new
    apart = (axiom for axiom in logic() if axiom[1] in DISJOINT)
    return found | {axiom for axiom in apart if {axiom[0], axiom[2]} <= terms}


@lru_cache(maxsize=1)
def _leading_on() -> dict[object, list[tuple[object, ...]]]:
    """Return the axioms by the terms whose individuals they lead on to others."""
    found: dict[object, list[tuple[object, ...]]] = {}
    for axiom in logic():
        subject, name, other = axiom
        ends = {subject, other} if name == OWL.inverseOf else {subject}
        for end in ends if name not in DISJOINT else ():
            found.setdefault(end, []).append(axiom)
    return found


def close(graph: Graph) -> list[str]:
    """Add to a graph all that follows from it, and return what is wrong in it."""
    reasoner = OWLRL_Semantics(graph, axioms=False, daxioms=True, rdfs=False)
    reasoner.closure()
    return sorted(map(str, reasoner.error_messages))
