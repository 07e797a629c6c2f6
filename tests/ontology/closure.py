"""The OWL RL closure of triples with the ontology: the slow twin of rules, and what is wrong."""

from __future__ import annotations

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


def closed(turtle: str = "", triples: object = (), without: object = ()) -> tuple[Graph, list[str]]:
    """Return the closure of the ontology with these triples, and what is wrong in it."""
    graph = Graph()
    for triple in (*logic(), *triples):  # type: ignore[misc]
        graph.add(triple)
    graph.parse(data=PREFIXES + turtle, format="turtle")
    for triple in without:  # type: ignore[attr-defined]
        assert triple in graph, triple
        graph.remove(triple)
    return graph, close(graph)


def close(graph: Graph) -> list[str]:
    """Add to a graph all that follows from it, and return what is wrong in it."""
    reasoner = OWLRL_Semantics(graph, axioms=False, daxioms=True, rdfs=False)
    reasoner.closure()
    return sorted(map(str, reasoner.error_messages))
