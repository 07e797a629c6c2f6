"""A STIX 2.1 bundle: things as domain and observable objects, every link a relationship.

A person is an ``identity``, whatever role is alleged: nobody is typed as a threat actor. Exact
money, proof and values stand in a property extension that the bundle defines, so no property is
custom. Ids come from ours by UUIDv5, and ``created`` is the same instant in every object: a case
has no clock, and the same facts are the same bytes. Evidence is a ``note`` on what rests on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain

from kg.exports.exhibits import exhibits, undescribed
from kg.exports.handed_lines import handed_bundle
from kg.exports.material import ExportMaterial
from kg.exports.stix_types import THING, Object, StixFrame, identified
from kg.model import Entity, Evidence, Link, Values, snake_case
from kg.rdf.terms import decimal_text, time_text


def stix(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one bundle."""
    yield "", _bundle(material)


def _bundle(material: ExportMaterial) -> Iterator[str]:
    bundle = identified("bundle", "\n".join(material.said()))
    yield f'{{"type": "bundle", "id": "{bundle}", "objects": [\n'
    objects = (json.dumps(one, ensure_ascii=False) for one in _objects(material))
    before = ""
    for text in chain(handed_bundle(material), objects):
        yield before + text
        before = ",\n"
    yield "\n]}\n"


def _objects(material: ExportMaterial) -> Iterator[Object]:
    frame = StixFrame(material)
    yield from frame.opening()
    yield from frame.files()
    for entity in material.entities:
        yield entity_object(entity, frame)
    for end in undescribed(material):
        yield end_object(end, frame)
    for link in material.links:
        yield relationship(link, frame)
    yield from note_objects(frame)


def entity_object(entity: Entity, frame: StixFrame) -> Object:
    """Return an entity as the best type that STIX has for it."""
    stix_object = frame.chosen(entity)
    if stix_object["type"] == "user-account" and (name := entity.first("name")):
        stix_object["display_name"] = name
    fact = {"id": entity.id, "kind": entity.kind, **_values(entity.values)}
    return frame.dressed(stix_object, entity.id, fact)


def end_object(identifier: str, frame: StixFrame) -> Object:
    """Return the end of a link that is not described here, so that no reference hangs."""
    return frame.dressed({"type": THING, "name": identifier}, identifier, {"id": identifier})


def relationship(link: Link, frame: StixFrame) -> Object:
    """Return a link: money goes from its source to its target, its exact amount beside it."""
    stix_object = {
        "type": "relationship",
        "relationship_type": snake_case(link.kind).replace("_", "-"),
        "description": _sentence(link, frame),
        "source_ref": frame.ref(link.source),
        "target_ref": frame.ref(link.target),
        "confidence": link.confidence,
        "labels": [link.proof.value],
    }
    native, fact = _times(link)
    fact |= {"id": link.id, "kind": link.kind, "proof": link.proof.value}
    fact |= {"precision": link.precision.value, **_money(link), **_values(link.values)}
    fact |= {"object_ref": frame.ref(link.object)} if link.object else {}
    return frame.dressed({**stix_object, **native}, link.id, fact)


def _sentence(link: Link, frame: StixFrame) -> str:
    label = frame.material.schema.kind(link.kind).called(link.values, frame.material.lang)
    return " ".join((label, *_money(link).values()))


def _money(link: Link) -> Object:
    amount = {} if link.amount is None else {"amount": decimal_text(link.amount)}
    return amount | ({"currency": link.currency} if link.currency else {})


def _times(link: Link) -> tuple[Object, Object]:
    """Return the times that a relationship may bear, and the end that it may not."""
    start, end = link.start, link.end
    native = {} if start is None else {"start_time": time_text(start)}
    if end is None:
        return native, {}
    # STIX wants an end that is later than the start
    if start is None or end > start:
        return {**native, "stop_time": time_text(end)}, {}
    return native, {"end_time": time_text(end)}


def _values(values: Values) -> Object:
    """Return values as a list: names of ours are no names of properties."""
    listed = [{"name": name, "texts": list(texts)} for name, texts in values.items() if texts]
    return {"values": listed} if listed else {}


def note_objects(frame: StixFrame) -> Iterator[Object]:
    """Yield every piece of evidence once, as a note on the facts that rest on it."""
    names = {source.sha256: source.name for source in frame.material.sources}
    for exhibit in exhibits(frame.material):
        note = _note(exhibit.item, names.get(exhibit.item.sha256, exhibit.item.sha256[:12]))
        note["object_refs"] = [frame.fact_ref(fact) for fact in exhibit.facts]
        yield frame.dressed(note, exhibit.id, {"id": exhibit.id, **_place(exhibit.item, frame)})


def _note(item: Evidence, file: str) -> Object:
    place = f"{file} · {item.locator}"
    return {"type": "note", "abstract": place, "content": item.excerpt or place}


def _place(item: Evidence, frame: StixFrame) -> Object:
    fields = {name: getattr(item, name) for name in ("locator", "reader", "excerpt")}
    file = {"file_ref": identified("file", item.sha256)} if item.sha256 else {}
    return {**file, **{name: text for name, text in fields.items() if text}}
