"""What pySHACL finds, told as kg tells it: the reference that compiled shapes are held to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, serialize

from kg.rdf.terms import DERIVED, SOURCE_GRAPH, TYPE, term
from kg.rdf.to_quads import USUAL_READER
from kg.schema import ontology_files, shape_files

CC = "https://w3id.org/crimechain/"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
Finding = tuple[str, str, str, str, str, str]
"""Shape, thing, path, component, severity, value: local names, values as written."""

rdflib.NORMALIZE_LITERALS = False


def as_graph(store: Store, *, of_case: bool = False) -> rdflib.Graph:
    """Return the union of a store's graphs, as the shapes see it: without what rules concluded.

    What the graph ``of_case`` leaves to be known of links and of rows of files is spelled out.
    """
    seen = [quad.triple for quad in store if quad.graph_name != DERIVED]
    triples = serialize(
        [*seen, *(_spelled_out(store) if of_case else ())], format=RdfFormat.N_TRIPLES
    )
    assert triples is not None
    return rdflib.Graph().parse(data=triples, format="nt")


SURE, INTEGER = term("confidence"), NamedNode("http://www.w3.org/2001/XMLSchema#integer")


def _spelled_out(store: Store) -> Iterator[Triple]:
    """Yield what a store does not say of rows (evidence, file, reader) and links (confidence)."""
    for quad in store.quads_for_pattern(None, term("precision"), None, None):
        if not any(True for _ in store.quads_for_pattern(quad.subject, SURE, None, None)):
            yield Triple(quad.subject, SURE, Literal("50", datatype=INTEGER))
    for quad in store.quads_for_pattern(None, term("locator"), None, None):
        row, graph = quad.subject, quad.graph_name
        if not any(True for _ in store.quads_for_pattern(row, TYPE, None, graph)):
            yield Triple(row, TYPE, term("Evidence"))
            sha256 = graph.value.removeprefix(SOURCE_GRAPH)
            yield Triple(row, term("sha256"), Literal(sha256))
            if not any(True for _ in store.quads_for_pattern(row, term("reader"), None, graph)):
                yield Triple(row, term("reader"), Literal(USUAL_READER))


@cache
def shapes_graph() -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in shape_files():
        graph.parse(file, format="turtle")
    return graph


@cache
def subclasses() -> rdflib.Graph:
    """Return the subclass relations alone: with the whole ontology pySHACL is ten times slower."""
    graph = rdflib.Graph()
    for file in ontology_files():
        said = rdflib.Graph().parse(file, format="turtle")
        graph += said.triples((None, rdflib.RDFS.subClassOf, None))
    return graph


def reference_findings(data: rdflib.Graph, shapes: rdflib.Graph | None = None) -> set[Finding]:
    """Return what pySHACL finds in a graph, by the shipped shapes or by others."""
    import pyshacl

    _, report, _ = pyshacl.validate(
        data,
        shacl_graph=shapes or shapes_graph(),
        ont_graph=subclasses(),
        inplace=False,
        advanced=False,
    )
    assert isinstance(report, rdflib.Graph)
    return {finding(report, one) for one in report.objects(None, SH.result)}


def finding(report: rdflib.Graph, result: rdflib.term.Node) -> Finding:
    def said(predicate: str) -> str:
        value = report.value(result, SH[predicate])
        return "" if value is None else str(value)

    component = local(said("sourceConstraintComponent")).removesuffix("ConstraintComponent")
    no_value = component in ("MinCount", "MaxCount", "HasValue")
    return (
        said("sourceShape").removeprefix(f"{CC}shape/"),
        said("focusNode"),
        local(said("resultPath")),
        component,
        local(said("resultSeverity")),
        # rdflib writes a moment's zone in its own way
        "" if no_value else said("value").replace("+00:00", "Z"),
    )


def local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def loaded(path: Path) -> Store:
    """Return a fixture as a store: what stands outside named graphs is the default graph."""
    store = Store()
    store.load(path=str(path), format=RdfFormat.TRIG)
    return store


def told(findings: Iterable[Finding]) -> str:
    """Return findings as lines that are committed and compared."""
    return "".join("\t".join(one) + "\n" for one in sorted(findings))
