"""Facts as nodes and relationships, in rows that a statement or a file takes as they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from kg.lpg.amounts import amount_properties
from kg.lpg.labels import ENTITY, JUDGEMENT, LINK, SOURCE, NodeShape, property_name
from kg.model import RECORDED_AS, Entity, Evidence, Judgement, Link, Source, Values, evidence_id
from kg.rdf.terms import term
from kg.rdf.to_quads import SOURCE_COUNTS, SOURCE_TEXTS

Value: TypeAlias = str | bool | int | float | datetime | list[str]
Properties: TypeAlias = dict[str, Value]
LONG, TAIL = 8, 4
NAMED = ("sha256", "locator", "reader", "excerpt")
COUNTED = {**SOURCE_TEXTS, **SOURCE_COUNTS, "promoted": "promoted"}
"""Fields of a source and the properties that hold them, as RDF names them."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its labels, the first of which it is keyed under, and the evidence it rests on."""

    id: str
    labels: tuple[str, ...]
    properties: Properties
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkNode:
    """A link: its node, the ids of its ends by name, and its one native relationship.

    ``roles`` are the nodes of the classes of roles that the link says somebody has.
    """

    node: Node
    ends: Mapping[str, str]
    type: str
    edge: Properties
    roles: tuple[Node, ...] = ()

    @property
    def id(self) -> str:
        """The link's id."""
        return self.node.id


Row: TypeAlias = Node | LinkNode


def root_of(node: Node) -> str:
    """Return the label that a node is keyed under."""
    return node.labels[0]


def fact_row(fact: Entity | Link | Judgement, shape: NodeShape) -> Row:
    """Return a fact as it stands in a property graph; its digest tells whether it still does."""
    if isinstance(fact, Link):
        return _tie(fact, shape)
    if isinstance(fact, Judgement):
        properties: Properties = {
            **asdict(fact),
            "subjects": list(fact.subjects),
            "case": shape.case,
        }
        return _digested(Node(fact.id, (JUDGEMENT,), properties))
    own: Properties = {"case": shape.case, "id": fact.id, "kind": fact.kind}
    own["caption"] = caption_of(fact, shape)
    labels = shape.labels(fact.kind, ENTITY)
    return _digested(Node(fact.id, labels, {**_values(fact.values), **own}, _proofs(fact)))


def caption_of(entity: Entity, shape: NodeShape) -> str:
    """Return what a picture writes on a node: the end of a long number, a name, or the kind."""
    names = map(entity.first, shape.schema.kind(entity.kind).label_properties)
    text = next(filter(None, names), "") or entity.first("name") or entity.kind
    return f"…{text[-TAIL:]}" if text.isdigit() and len(text) > LONG else text


def source_row(source: Source, shape: NodeShape) -> Node:
    """Return a source with its counts; it is keyed by its hash."""
    properties: Properties = {name: getattr(source, field) for field, name in COUNTED.items()}
    properties |= {"id": source.sha256, "case": shape.case}
    return _digested(Node(source.sha256, (SOURCE,), properties))


def evidence_rows(items: Iterable[Evidence], shape: NodeShape) -> Iterator[Properties]:
    """Yield the properties of each piece of evidence once, with the hash of its source."""
    for key, item in sorted({evidence_id(item): item for item in items}.items()):
        properties = {name: text for name in NAMED if (text := getattr(item, name))}
        yield {**properties, "case": shape.case, "id": key}


def _tie(link: Link, shape: NodeShape) -> LinkNode:
    typed = dict(_typed(link))
    own: Properties = {"case": shape.case, "id": link.id, "kind": link.kind}
    labels = shape.labels(link.kind, LINK)
    node = Node(link.id, labels, {**_values(link.values), **typed, **own}, _proofs(link))
    ends = {name: end for name in ("source", "target", "object") if (end := getattr(link, name))}
    kind = shape.type_for(link)
    edge: Properties = {"case": shape.case, "linkId": link.id, **typed}
    word = _values({name: texts for name, texts in link.values.items() if name == RECORDED_AS})
    edge |= word  # a picture of the graph writes it on the relationship
    roles = tuple(_role(name, shape) for name in sorted(link.values.get("role", ())))
    named = [role.id for role in roles]
    return LinkNode(_digested(node, kind, *ends.values(), *word, *named), ends, kind, edge, roles)


def _role(name: str, shape: NodeShape) -> Node:
    identity = term(name).value
    properties: Properties = {"case": shape.case, "id": identity, "name": name}
    return Node(identity, shape.role_labels(name), properties)


def _typed(link: Link) -> Iterator[tuple[str, Value]]:
    if link.start is not None:
        yield "startTime", link.start.astimezone(UTC)
    if link.end is not None:
        yield "endTime", link.end.astimezone(UTC)
    if link.amount is not None:
        yield from amount_properties(link.amount, link.currency)
    if link.currency:
        yield "currency", link.currency
    yield "precision", link.precision.value
    yield "proof", link.proof.value
    yield "confidence", link.confidence


def _values(values: Values) -> Properties:
    """Return each property as a text, or as a list of texts if it has several values."""
    properties: Properties = {}
    for name, texts in sorted(values.items()):
        several = sorted(set(texts))
        if several:
            properties[property_name(name)] = several[0] if len(several) == 1 else several
    return properties


def _proofs(fact: Entity | Link) -> tuple[str, ...]:
    return tuple(sorted({evidence_id(item) for item in fact.evidence}))


def _digested(node: Node, *more: str) -> Node:
    """Return a node that says by a hash what it and its relationships were written as."""
    parts = [node.labels, sorted(node.properties.items()), node.evidence, more]
    text = json.dumps(parts, ensure_ascii=True, default=str)
    node.properties["digest"] = hashlib.sha256(text.encode()).hexdigest()[:24]
    return node
