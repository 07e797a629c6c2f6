"""CASE/UCO JSON-LD: things as UCO has them, every link a directed relationship, evidence exhibits.

Each node is of a class of UCO and of ours, ``owl:sameAs`` the thing of the RDF exports, and keeps
its values under our names: UCO has no word for money. Ids are ours by UUIDv5. The context is in
the file, so that no address is asked. A role is alleged in a relationship, never a class.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain

from kg.errors import SchemaError
from kg.exports.exhibits import Exhibit, exhibits, undescribed
from kg.exports.handed_lines import handed_objects
from kg.exports.material import ExportMaterial
from kg.exports.network import label_of
from kg.exports.uco_classes import Node, UcoFrame, context, mapping_tables
from kg.messages import Message
from kg.model import Entity, Link, Values
from kg.rdf.terms import CC, decimal_text, term, time_text
from kg.rdf.to_quads import LINK_TERMS


def uco(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one document."""
    yield "", _document(material)


def _document(material: ExportMaterial) -> Iterator[str]:
    yield f'{{"@context": {json.dumps(context())},\n"@graph": [\n'
    nodes = (json.dumps(node, ensure_ascii=False) for node in _nodes(material))
    before = ""
    for text in chain(handed_objects(material), nodes):
        yield before + text
        before = ",\n"
    yield "\n]}\n"


def _nodes(material: ExportMaterial) -> Iterator[Node]:
    frame = UcoFrame(material)
    yield from frame.opening()
    yield from frame.files()
    for entity in material.entities:
        yield entity_node(entity, frame)
    for end in undescribed(material):
        yield frame.marked({"@id": frame.id(end), "@type": "uco-core:UcoObject"}, end)
    for link in material.links:
        yield link_node(link, frame)
    yield from exhibit_nodes(frame)


def entity_node(entity: Entity, frame: UcoFrame) -> Node:
    """Return an entity as the best class that UCO has for it, with its number in a facet."""
    classes = frame.classes(entity.kind)
    node = {
        "@id": frame.id(entity.id),
        "@type": classes,
        "uco-core:name": label_of(entity, frame.material),
        **_facet(entity, classes[0], frame),
        **_values(entity.values),
    }
    return frame.marked(node, entity.id)


def link_node(link: Link, frame: UcoFrame) -> Node:
    """Return a link as a relationship from its source to its target."""
    for name in link.values.keys() & LINK_TERMS:
        raise SchemaError(Message("value-may-not-called", name=repr(name)), where=link.id)
    confidence = {
        "@id": frame.id(link.id, "confidence"),
        "@type": "uco-core:ConfidenceFacet",
        "uco-core:confidence": str(link.confidence),
    }
    node = {
        "@id": frame.id(link.id),
        "@type": ["uco-core:Relationship", f"cc:{link.kind}"],
        "uco-core:source": {"@id": frame.id(link.source)},
        "uco-core:target": {"@id": frame.id(link.target)},
        "uco-core:isDirectional": True,
        "uco-core:kindOfRelationship": link.kind,
        "uco-core:hasFacet": confidence,
        **dict(_link_properties(link, frame)),
        **_values(link.values),
    }
    return frame.marked(node, link.id)


def _link_properties(link: Link, frame: UcoFrame) -> Iterator[tuple[str, object]]:
    if link.object:
        yield "cc:object", {"@id": frame.id(link.object)}
    if link.start is not None:
        yield "uco-core:startTime", time_text(link.start)
    if link.end is not None:
        yield "uco-core:endTime", time_text(link.end)
    if link.amount is not None:
        yield "cc:amount", decimal_text(link.amount)
    if link.currency:
        yield "cc:currency", link.currency
    yield "cc:precision", link.precision.value
    yield "cc:proof", link.proof.value


def _facet(entity: Entity, target: str, frame: UcoFrame) -> Node:
    form = mapping_tables()["facets"].get(target)
    kind = frame.material.schema.kind(entity.kind)
    texts = (text for name in kind.key_properties for text in entity.values.get(name, ()))
    text = next(filter(None, texts), "")
    if form is None or not text:
        return {}
    facet = {"@id": frame.id(entity.id, "facet"), "@type": form["type"], form["holds"]: text}
    return {"uco-core:hasFacet": facet}


def _values(values: Values) -> Node:
    """Return each value under our name, percent-encoded where it is none of the ontology's."""
    named = {f"cc:{term(name).value.removeprefix(CC)}": texts for name, texts in values.items()}
    return {name: list(texts) for name, texts in named.items() if texts}


def exhibit_nodes(frame: UcoFrame) -> Iterator[Node]:
    """Yield every piece of evidence once: its file, its place in it, and what rests on it."""
    for exhibit in exhibits(frame.material):
        yield frame.marked(_exhibit(exhibit, frame), exhibit.id)


def _exhibit(exhibit: Exhibit, frame: UcoFrame) -> Node:
    item = exhibit.item
    file = [frame.file_id(item.sha256)] if item.sha256 else []
    root = {"case-inv:rootExhibitNumber": item.sha256} if item.sha256 else {}
    described = {"uco-core:description": item.excerpt} if item.excerpt else {}
    return {
        "@id": frame.id(exhibit.id),
        "@type": ["case-inv:ProvenanceRecord", "cc:Evidence"],
        **root,
        "case-inv:exhibitNumber": item.locator,
        **described,
        **({"cc:reader": item.reader} if item.reader else {}),
        "uco-core:object": [
            {"@id": id_} for id_ in (*file, *(frame.id(f.id) for f in exhibit.facts))
        ],
    }
