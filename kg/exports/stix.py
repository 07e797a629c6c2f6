"""A STIX 2.1 bundle: things as domain and observable objects, every link a relationship.

A person is an ``identity``, whatever role is alleged: nobody is typed as a threat actor. Exact
money, proof and values stand in a property extension that the bundle defines, so no property is
custom. Ids come from ours by UUIDv5, and ``created`` is the same instant in every object: a case
has no clock, and the same facts are the same bytes. Evidence is a ``note`` on what rests on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from kg.exports.base import Material
from kg.exports.exhibits import undescribed
from kg.exports.stix_facts import end_object, entity_object, note_objects, relationship
from kg.exports.stix_frame import Frame, Object, identified


def stix(material: Material) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one bundle."""
    yield "", _bundle(material)


def _bundle(material: Material) -> Iterator[str]:
    bundle = identified("bundle", "\n".join(material.said()))
    yield f'{{"type": "bundle", "id": "{bundle}", "objects": [\n'
    before = ""
    for told in _objects(material):
        yield before + json.dumps(told, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"


def _objects(material: Material) -> Iterator[Object]:
    frame = Frame(material)
    yield from frame.opening()
    yield from frame.files()
    for entity in material.entities:
        yield entity_object(entity, frame)
    for end in undescribed(material):
        yield end_object(end, frame)
    for link in material.links:
        yield relationship(link, frame)
    yield from note_objects(frame)
