"""Facts as N-Quads: which triple stands in which graph.

Text costs a third of quads put together from their terms in Python; so quads are parsed from text,
and what is loaded in bulk never becomes a quad at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.errors import SchemaError
from kg.messages import Message
from kg.model import Entity, Evidence, Judgement, Link, Proof, Source, Values, evidence_id
from kg.rdf import terms
from kg.rdf.terms import (
    TYPE,
    boolean,
    decimal,
    graph_of,
    integer,
    iri,
    named,
    node,
    quads_of,
    quoted,
    term,
    time,
)

Fact = Entity | Link | Judgement

SUPPORTED_BY = term("supportedBy")
A, SUPPORTS, EVIDENCE = str(TYPE), str(SUPPORTED_BY), named("Evidence")
DESCRIBED = tuple(map(named, ("sha256", "locator", "reader", "excerpt")))
DERIVED, JUDGEMENTS, MARKERS = map(str, (terms.DERIVED, terms.JUDGEMENTS, terms.MARKERS))
HASH = re.compile(r"[0-9a-f]{64}")
USUAL_READER = "delimited"
"""How a row was read that does not say it."""
USUAL_CONFIDENCE = 50
"""How sure a link is that does not say it."""
ENDS = frozenset(("source", "target", "object"))
TYPED = frozenset(
    ("startTime", "endTime", "precision", "amount", "currency", "proof", "confidence")
)
NAMES_OF_TERMS = frozenset(("role", "usesTechnique"))
"""Values that are names of classes of the ontology: they stand as its IRIs."""
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


def fact_text(
    fact: Fact,
    shortcut: str = "",
    described: set[Evidence] | None = None,
    *,
    terse: bool = False,
) -> str:
    """Return the lines of a fact and of its evidence; ``shortcut`` names its direct edge.

    ``described`` is the evidence that facts before this one have described; it grows. One row
    proves three facts and more, and to describe it each time makes a third of all lines. In a
    ``terse`` text, as stores write it, evidence that is a row of a file does not say what the graph
    that it stands in says already, and nothing says what is usual: how a row was read, how sure a
    link is. Whoever reads the lines (:mod:`kg.rdf.from_quads`) knows it.
    """
    if isinstance(fact, Judgement):
        return "".join(_judgement(fact))
    subject = node(fact.id)
    own = (
        _entity(subject, fact)
        if isinstance(fact, Entity)
        else _link(subject, fact, shortcut, terse=terse)
    )
    return "".join([*own, *_evidence(subject, fact.evidence, described, terse=terse)])


def fact_quads(
    fact: Fact,
    shortcut: str = "",
    described: set[Evidence] | None = None,
    *,
    terse: bool = False,
) -> Iterator[Quad]:
    """Yield the quads of :func:`fact_text`."""
    return quads_of([fact_text(fact, shortcut, described, terse=terse)])


def marker_quads(source: Source) -> Iterator[Quad]:
    """Yield the marker that says: this source is in, and so were its rows counted."""
    return quads_of([marker_text(source)])


def marker_text(source: Source) -> str:
    """Return the lines of :func:`marker_quads`."""
    statements = [(A, named("Source"))]
    statements += [
        (named(to), quoted(getattr(source, field))) for field, to in SOURCE_TEXTS.items()
    ]
    statements += [
        (named(to), integer(getattr(source, field))) for field, to in SOURCE_COUNTS.items()
    ]
    statements.append((named("promoted"), boolean(source.promoted)))
    marked = graph_of(source.sha256)
    return "".join([f"{marked} {name} {value} {MARKERS} .\n" for name, value in statements])


def shortcut_quad(link: Link, shortcut: str) -> Quad:
    """Return the direct edge from a link's source to its target."""
    return Quad(iri(link.source), term(shortcut), iri(link.target), terms.DERIVED)


def _entity(subject: str, entity: Entity) -> list[str]:
    kind = f"{subject} {A} {named(entity.kind)} .\n"
    return [kind, *_values(subject, entity.values, ENTITY_TERMS)]


def _link(subject: str, link: Link, shortcut: str, *, terse: bool) -> list[str]:
    lines = [f"{subject} {A} {named(link.kind)} .\n"]
    lines += [
        f"{subject} {named(name)} {value} .\n" for name, value in _link_terms(link, terse=terse)
    ]
    lines += _values(subject, link.values, LINK_TERMS)
    if shortcut and link.proof is not Proof.EXCLUDED:
        edge = f"{node(link.source)} {named(shortcut)} {node(link.target)}"
        lines.append(f"{edge} {DERIVED} .\n")
    return lines


def _link_terms(link: Link, *, terse: bool) -> Iterator[tuple[str, str]]:
    yield "source", node(link.source)
    yield "target", node(link.target)
    if link.object:
        yield "object", node(link.object)
    if link.start is not None:
        yield "startTime", time(link.start)
    if link.end is not None:
        yield "endTime", time(link.end)
    if link.amount is not None:
        yield "amount", decimal(link.amount)
    if link.currency:
        yield "currency", quoted(link.currency)
    yield "precision", f'"{link.precision.value}"'
    yield "proof", f'"{link.proof.value}"'
    if not terse or link.confidence != USUAL_CONFIDENCE:
        yield "confidence", integer(link.confidence)


def _values(subject: str, values: Values, taken: frozenset[str]) -> list[str]:
    for name in values.keys() & taken:
        raise SchemaError(
            Message("value-may-not-called", name=repr(name)), where=subject.strip("<>")
        )
    return [
        f"{subject} {named(name)} {said(text)} .\n"
        for name, texts in values.items()
        for said in (named if name in NAMES_OF_TERMS else quoted,)
        for text in texts
    ]


def _evidence(
    subject: str,
    evidence: tuple[Evidence, ...],
    described: set[Evidence] | None,
    *,
    terse: bool,
) -> list[str]:
    known = set() if described is None else described
    lines: list[str] = []
    for item in evidence:
        proof, graph = _evidence_node(item), graph_of(item.sha256)
        lines.append(f"{subject} {SUPPORTS} {proof} {graph} .\n")
        if item not in known:
            known.add(item)
            lines += _description(item, proof, graph, terse=terse and is_row(item))
    return lines


def is_row(item: Evidence) -> bool:
    """Say whether evidence is what a reader found at a place in a file, as most evidence is."""
    return bool(item.locator and item.reader and HASH.fullmatch(item.sha256))


def _description(item: Evidence, proof: str, graph: str, *, terse: bool) -> list[str]:
    if terse:
        reader = "" if item.reader == USUAL_READER else item.reader
        texts, kind = ("", item.locator, reader, item.excerpt), []
    else:
        texts = (item.sha256, item.locator, item.reader, item.excerpt)
        kind = [f"{proof} {A} {EVIDENCE} {graph} .\n"]
    statements = zip(DESCRIBED, texts, strict=True)
    return [
        *kind,
        *(f"{proof} {name} {quoted(text)} {graph} .\n" for name, text in statements if text),
    ]


@lru_cache(maxsize=1 << 18)
def _evidence_node(item: Evidence) -> str:
    return str(evidence_iri(item))


def evidence_iri(item: Evidence) -> NamedNode:
    """Return the IRI of one wording of one place in one file."""
    return NamedNode(evidence_id(item))


def _judgement(judgement: Judgement) -> Iterator[str]:
    statements = [(A, named(judgement.kind))]
    statements += [(named("subject"), node(subject)) for subject in judgement.subjects]
    # RDF does not keep the order of subjects, and ids hold no blank
    statements.append((named("subjectOrder"), quoted(" ".join(judgement.subjects))))
    statements += [
        (named(name), quoted(getattr(judgement, name))) for name in ("by", "reason", "at")
    ]
    statements.append((named("holds"), boolean(judgement.holds)))
    for name, value in statements:
        yield f"{node(judgement.id)} {name} {value} {JUDGEMENTS} .\n"


def ntriples(quad: Quad) -> bytes:
    """Return one quad as a line of N-Quads."""
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else f" {quad.graph_name}"
    return f"{quad.subject} {quad.predicate} {quad.object}{graph} .\n".encode()
