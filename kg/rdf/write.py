"""Facts as quads: which triple stands in which graph.

A quad of the default graph is made without naming that graph: naming it doubles what a quad costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.errors import SchemaError
from kg.model import Entity, Evidence, Judgement, Link, Proof, Source, Values, stable_id
from kg.rdf import terms
from kg.rdf.terms import TYPE, iri, source_graph, term, text_literal

Fact = Entity | Link | Judgement

SUPPORTED_BY = term("supportedBy")
ENDS = frozenset(("source", "target", "object"))
TYPED = frozenset(
    ("startTime", "endTime", "precision", "amount", "currency", "proof", "confidence")
)
LINK_TERMS = ENDS | TYPED | {"supportedBy"}
ENTITY_TERMS = frozenset(("supportedBy",))
SOURCE_TEXTS = {
    "sha256": "sha256",
    "name": "name",
    "layout": "layout",
    "layout_sha256": "layoutSha256",
}
SOURCE_COUNTS = {
    "size": "fileSize",
    "read": "rowsRead",
    "stored": "rowsStored",
    "skipped": "rowsSkipped",
    "problems": "rowsRefused",
    "flows": "flowRows",
    "number": "loadNumber",
}


def fact_quads(
    fact: Fact, shortcut: str = "", described: set[Evidence] | None = None
) -> Iterator[Quad]:
    """Yield every quad of a fact and of its evidence; ``shortcut`` names its direct edge.

    ``described`` is the evidence that facts before this one have described; it grows. One row
    proves three facts and more, and to describe it each time makes a third of all quads.
    """
    if isinstance(fact, Judgement):
        return _judgement_quads(fact)
    own = _entity_quads(fact) if isinstance(fact, Entity) else _link_quads(fact, shortcut)
    return chain(own, _evidence_quads(iri(fact.id), fact.evidence, described))


def marker_quads(source: Source) -> Iterator[Quad]:
    """Yield the marker that says: this source is in, and so were its rows counted."""
    subject, graph = source_graph(source.sha256), terms.MARKERS
    yield Quad(subject, TYPE, term("Source"), graph)
    for field, name in SOURCE_TEXTS.items():
        yield Quad(subject, term(name), text_literal(getattr(source, field)), graph)
    for field, name in SOURCE_COUNTS.items():
        yield Quad(subject, term(name), Literal(int(getattr(source, field))), graph)
    yield Quad(subject, term("promoted"), Literal(source.promoted), graph)


def shortcut_quad(link: Link, shortcut: str) -> Quad:
    """Return the direct edge from a link's source to its target."""
    return Quad(iri(link.source), term(shortcut), iri(link.target), terms.DERIVED)


def _entity_quads(entity: Entity) -> Iterator[Quad]:
    subject = iri(entity.id)
    yield Quad(subject, TYPE, term(entity.kind))
    yield from _value_quads(subject, entity.values, ENTITY_TERMS)


def _link_quads(link: Link, shortcut: str) -> Iterator[Quad]:
    subject = iri(link.id)
    yield Quad(subject, TYPE, term(link.kind))
    for name, value in _link_terms(link):
        yield Quad(subject, term(name), value)
    yield from _value_quads(subject, link.values, LINK_TERMS)
    if shortcut and link.proof is not Proof.EXCLUDED:
        yield shortcut_quad(link, shortcut)


def _link_terms(link: Link) -> Iterator[tuple[str, NamedNode | Literal]]:
    yield "source", iri(link.source)
    yield "target", iri(link.target)
    if link.object:
        yield "object", iri(link.object)
    if link.start is not None:
        yield "startTime", terms.time_literal(link.start)
    if link.end is not None:
        yield "endTime", terms.time_literal(link.end)
    if link.amount is not None:
        yield "amount", terms.decimal_literal(link.amount)
    if link.currency:
        yield "currency", text_literal(link.currency)
    yield "precision", Literal(link.precision.value)
    yield "proof", Literal(link.proof.value)
    yield "confidence", Literal(link.confidence)


def _value_quads(subject: NamedNode, values: Values, taken: frozenset[str]) -> Iterator[Quad]:
    for name, texts in values.items():
        if name in taken:
            raise SchemaError(f"a value may not be called {name!r}", where=subject.value)
        for text in texts:
            yield Quad(subject, term(name), text_literal(text))


def _evidence_quads(
    subject: NamedNode, evidence: tuple[Evidence, ...], described: set[Evidence] | None
) -> Iterator[Quad]:
    known = set() if described is None else described
    for item in evidence:
        yield Quad(subject, SUPPORTED_BY, evidence_iri(item), source_graph(item.sha256))
        if item not in known:
            known.add(item)
            yield from _description(item)


def _description(item: Evidence) -> Iterator[Quad]:
    graph, node = source_graph(item.sha256), evidence_iri(item)
    yield Quad(node, TYPE, term("Evidence"), graph)
    for name in ("sha256", "locator", "reader", "excerpt"):
        if text := getattr(item, name):
            yield Quad(node, term(name), text_literal(text), graph)


@lru_cache(maxsize=1 << 18)
def evidence_iri(item: Evidence) -> NamedNode:
    """Return the IRI of one wording of one place in one file.

    The reader and the excerpt are part of it: two excerpts of one row are two pieces of evidence,
    so that neither is lost and none is mixed up.
    """
    return NamedNode(stable_id("Evidence", item.sha256, item.locator, item.reader, item.excerpt))


def _judgement_quads(judgement: Judgement) -> Iterator[Quad]:
    subject, graph = iri(judgement.id), terms.JUDGEMENTS
    yield Quad(subject, TYPE, term(judgement.kind), graph)
    for one in judgement.subjects:
        yield Quad(subject, term("subject"), iri(one), graph)
    # RDF does not keep the order of subjects, and ids hold no blank
    yield Quad(subject, term("subjectOrder"), text_literal(" ".join(judgement.subjects)), graph)
    for name in ("by", "reason", "at"):
        yield Quad(subject, term(name), text_literal(getattr(judgement, name)), graph)
    yield Quad(subject, term("holds"), Literal(judgement.holds), graph)


def ntriples(quad: Quad) -> bytes:
    """Return one quad as a line of N-Quads."""
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else f" {quad.graph_name}"
    return f"{quad.subject} {quad.predicate} {quad.object}{graph} .\n".encode()
