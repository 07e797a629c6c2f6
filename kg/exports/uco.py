"""CASE/UCO JSON-LD: things as UCO has them, every link a directed relationship, evidence exhibits.

Each node is of a class of UCO and of ours, ``owl:sameAs`` the thing of the RDF exports, and keeps
its values under our names: UCO has no word for money. Ids are ours by UUIDv5. The context is in
the file, so that no address is asked. A role is alleged in a relationship, never a class.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from kg.exports.base import Material
from kg.exports.exhibits import undescribed
from kg.exports.uco_facts import entity_node, exhibit_nodes, link_node
from kg.exports.uco_frame import Frame, Node, context


def uco(material: Material) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one document."""
    yield "", _document(material)


def _document(material: Material) -> Iterator[str]:
    yield f'{{"@context": {json.dumps(context())},\n"@graph": [\n'
    before = ""
    for told in _nodes(material):
        yield before + json.dumps(told, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"


def _nodes(material: Material) -> Iterator[Node]:
    frame = Frame(material)
    yield from frame.opening()
    yield from frame.files()
    for entity in material.entities:
        yield entity_node(entity, frame)
    for end in undescribed(material):
        yield frame.marked({"@id": frame.id(end), "@type": "uco-core:UcoObject"}, end)
    for link in material.links:
        yield link_node(link, frame)
    yield from exhibit_nodes(frame)
