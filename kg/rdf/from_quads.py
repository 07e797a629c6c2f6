"""Quads as facts: the way back, whatever graph they came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from itertools import pairwise

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import FormatError
from kg.messages import Message
from kg.model import Entity, Evidence, Judgement, Link, Precision, Proof, Source
from kg.rdf.terms import CC, DERIVED, SOURCE_GRAPH, TYPE, local_name, read_time
from kg.rdf.to_quads import (
    ENDS,
    LINK_TERMS,
    NAMES_OF_TERMS,
    SOURCE_COUNTS,
    SOURCE_TEXTS,
    SUPPORTED_BY,
    USUAL_CONFIDENCE,
    USUAL_READER,
    evidence_iri,
)

Texts = dict[str, list[str]]


def read_facts(quads: Iterable[Quad]) -> tuple[list[Entity], list[Link]]:
    """Return the entities and links that the quads tell, each list sorted by id."""
    quads_of: dict[str, list[Quad]] = {}
    for quad in quads:
        if quad.graph_name != DERIVED:
            quads_of.setdefault(_key(quad), []).append(quad)
    proofs = {key: read_evidence(rows) for key, rows in quads_of.items() if _is_a(rows, "Evidence")}
    entities, links = [], []
    for key in sorted(quads_of.keys() - proofs.keys()):
        if is_link(quads_of[key]):
            links.append(read_link(key, quads_of[key], proofs))
        elif not _is_a(quads_of[key], "Source") and _kind(quads_of[key]):
            entities.append(read_entity(key, quads_of[key], proofs))
    return entities, links


def _key(quad: Quad) -> str:
    assert isinstance(quad.subject, NamedNode), "there are no blank nodes in a case"
    return quad.subject.value


def is_link(quads: Iterable[Quad]) -> bool:
    """Tell a link from an entity: it alone has a source that is a thing."""
    return any(
        q.predicate.value == CC + "source" and isinstance(q.object, NamedNode) for q in quads
    )


def read_entity(key: str, quads: Iterable[Quad], proofs: Mapping[str, Evidence]) -> Entity:
    """Return the entity that its own quads and the evidence tell."""
    rows = list(quads)
    values = {name: tuple(sorted(set(texts))) for name, texts in sorted(_texts(rows).items())}
    return Entity(key, _kind(rows), values, _evidence(rows, proofs))


def read_link(key: str, quads: Iterable[Quad], proofs: Mapping[str, Evidence]) -> Link:
    """Return the link that its own quads and the evidence tell."""
    rows = list(quads)
    texts = _texts(rows)
    own = {name: texts[name][0] for name in LINK_TERMS & texts.keys()}
    values = {n: tuple(sorted(set(t))) for n, t in sorted(texts.items()) if n not in LINK_TERMS}
    try:
        return _link(key, _kind(rows), own, values, _evidence(rows, proofs))
    except (KeyError, ValueError, ArithmeticError) as error:
        raise FormatError(
            Message("not-whole-link"), where=key, hint=Message("said-by-program", text=str(error))
        ) from error


def _link(
    key: str,
    kind: str,
    own: Mapping[str, str],
    values: Mapping[str, tuple[str, ...]],
    evidence: tuple[Evidence, ...],
) -> Link:
    return Link(
        id=key,
        kind=kind,
        source=own["source"],
        target=own["target"],
        object=own.get("object", ""),
        start=read_time(own["startTime"]) if "startTime" in own else None,
        end=read_time(own["endTime"]) if "endTime" in own else None,
        precision=Precision(own["precision"]),
        amount=Decimal(own["amount"]) if "amount" in own else None,
        currency=own.get("currency", ""),
        values=values,
        evidence=evidence,
        proof=Proof(own["proof"]),
        confidence=int(own.get("confidence", USUAL_CONFIDENCE)),
    )


def read_evidence(quads: Iterable[Quad]) -> Evidence:
    """Return the evidence that the quads of its node tell.

    Where they do not say that it is evidence they are terse: then the graph that they stand in says
    the file, and what read it is the usual reader, unless another one is named.
    """
    rows = list(quads)
    own = {name: texts[0] for name, texts in _texts(rows).items()}
    if rows and not _is_a(rows, "Evidence"):
        named = rows[0].graph_name.value  # type: ignore[union-attr]
        sha256 = named.removeprefix(SOURCE_GRAPH)
        own = {"sha256": sha256, "reader": USUAL_READER, **own}
    return Evidence(
        own.get("sha256", ""), own.get("locator", ""), own.get("reader", ""), own.get("excerpt", "")
    )


def read_source(quads: Iterable[Quad]) -> Source:
    """Return the source that a marker describes."""
    own = {name: texts[0] for name, texts in _texts(list(quads)).items()}
    texts = {field: own[name] for field, name in SOURCE_TEXTS.items()}
    counts = {field: int(own[name]) for field, name in SOURCE_COUNTS.items()}
    return Source(**texts, **counts, promoted=own["promoted"] == "true")  # type: ignore[arg-type]


def read_judgement(key: str, quads: Iterable[Quad]) -> Judgement:
    """Return the judgement that its quads tell, its subjects in their order."""
    rows = list(quads)
    own = {name: texts[0] for name, texts in _texts(rows).items()}
    subjects = tuple(own["subjectOrder"].split())
    holds = own["holds"] == "true"
    return Judgement(key, _kind(rows), subjects, own["by"], own["reason"], own["at"], holds)


def tidy_entity(entity: Entity) -> Entity:
    """Return the entity as RDF gives it back: sets sorted, empty values gone."""
    return replace(
        entity, values=_sorted_values(entity.values), evidence=_sorted_evidence(entity.evidence)
    )


def tidy_link(link: Link) -> Link:
    """Return the link as RDF gives it back: sets sorted, empty values gone, times in UTC."""
    if _is_tidy(link):
        return link
    return replace(
        link,
        values=_sorted_values(link.values),
        evidence=_sorted_evidence(link.evidence),
        start=link.start and link.start.astimezone(UTC),
        end=link.end and link.end.astimezone(UTC),
    )


def _is_tidy(link: Link) -> bool:
    """Say whether nothing of a link is to be sorted: so it is of most payments."""
    names = list(link.values)
    return (
        len(link.evidence) < 2
        and all(len(texts) == 1 for texts in link.values.values())
        and all(one < other for one, other in pairwise(names))
        and (link.start is None or link.start.tzinfo is UTC)
        and (link.end is None or link.end.tzinfo is UTC)
    )


def _sorted_values(values: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(sorted(set(texts))) for name, texts in sorted(values.items()) if texts}


def _sorted_evidence(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(set(evidence), key=lambda e: (e.sha256, e.locator, evidence_iri(e).value)))


def _evidence(rows: Iterable[Quad], proofs: Mapping[str, Evidence]) -> tuple[Evidence, ...]:
    return _sorted_evidence(
        proofs[q.object.value]  # type: ignore[union-attr]
        for q in rows
        if q.predicate == SUPPORTED_BY
    )


def _texts(rows: Iterable[Quad]) -> Texts:
    texts: Texts = {}
    for quad in rows:
        name = local_name(quad.predicate)
        # a shortcut edge read from plain Turtle is no value: it points at a thing
        if isinstance(quad.object, Literal) or name in ENDS:
            texts.setdefault(name, []).append(quad.object.value)  # type: ignore[union-attr]
        elif name in NAMES_OF_TERMS and isinstance(quad.object, NamedNode):
            texts.setdefault(name, []).append(local_name(quad.object))
    return texts


def _kind(rows: Iterable[Quad]) -> str:
    kinds = (q.object for q in rows if q.predicate == TYPE)
    return next((local_name(kind) for kind in kinds if isinstance(kind, NamedNode)), "")


def _is_a(rows: Iterable[Quad], kind: str) -> bool:
    return any(
        q.predicate == TYPE and isinstance(q.object, NamedNode) and q.object.value == CC + kind
        for q in rows
    )
