"""JSON-LD with its context in it: no address is asked what a name means.

What is known stands in the default graph, what proves it in a graph for each source, as in TriG.
Numbers and times are texts whose type the context tells, so that no reader rounds them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, TypeAlias

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.exports.base import Material
from kg.model import Entity, Link
from kg.rdf import fact_quads, marker_quads
from kg.rdf.terms import CC, TYPE, XSD

Object: TypeAlias = dict[str, Any]
HERE = DefaultGraph()
TYPES = {
    "startTime": "xsd:dateTime", "endTime": "xsd:dateTime", "amount": "xsd:decimal",
    "confidence": "xsd:integer", "fileSize": "xsd:integer", "rowsRead": "xsd:integer",
    "rowsStored": "xsd:integer", "rowsSkipped": "xsd:integer", "rowsRefused": "xsd:integer",
    "flowRows": "xsd:integer", "loadNumber": "xsd:integer", "promoted": "xsd:boolean",
}  # fmt: skip
CONTEXT: Object = {
    "@vocab": CC,
    "xsd": XSD,
    "crimechain": "urn:crimechain:",
    **{name: {"@type": kind} for name, kind in TYPES.items()},
}


def jsonld(material: Material) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one file."""
    yield "", _document(material)


def _document(material: Material) -> Iterator[str]:
    context = json.dumps(CONTEXT, ensure_ascii=False, sort_keys=True)
    yield f'{{"@context": {context},\n"@id": "urn:crimechain:graph:about",\n'
    yield f'"comment": {json.dumps(material.said(), ensure_ascii=False)},\n"@included": [\n'
    graphs: dict[str, dict[Quad, None]] = {}
    before = ""
    for quads in _facts(material):
        own = [quad for quad in quads if quad.graph_name == HERE]
        for quad in quads:
            if quad.graph_name != HERE:
                graphs.setdefault(_value(quad.graph_name), {})[quad] = None
        for told in _objects(own):
            yield before + _line(told)
            before = ",\n"
    for name, told_there in sorted(graphs.items()):
        graph = [dict(sorted(told.items())) for told in _objects(list(told_there))]
        yield before + _line({"@id": name, "@graph": graph})
        before = ",\n"
    yield "\n]}\n"


def _facts(material: Material) -> Iterator[list[Quad]]:
    facts: list[Entity | Link] = [*material.entities, *material.links]
    markers = (list(marker_quads(source)) for source in material.sources)
    told = (list(fact_quads(f, material.schema.kind(f.kind).shortcut)) for f in facts)
    return chain(markers, told)


def _objects(quads: Sequence[Quad]) -> Iterator[Object]:
    """Yield one object for each subject, its properties by name."""
    told: dict[str, dict[str, list[Any]]] = {}
    for quad in quads:
        name = "@type" if quad.predicate == TYPE else quad.predicate.value.removeprefix(CC)
        told.setdefault(_value(quad.subject), {}).setdefault(name, []).append(_object(quad, name))
    for subject, properties in sorted(told.items()):
        shown = {
            name: values if len(values) > 1 else values[0] for name, values in properties.items()
        }
        yield {"@id": subject, **dict(sorted(shown.items()))}


def _object(quad: Quad, name: str) -> Any:
    if name == "@type":
        return _value(quad.object).removeprefix(CC)
    if isinstance(quad.object, NamedNode):
        return {"@id": quad.object.value}
    assert isinstance(quad.object, Literal)
    kind = quad.object.datatype.value.replace(XSD, "xsd:")
    if TYPES.get(name, "xsd:string") == kind:
        return quad.object.value
    return {"@value": quad.object.value, "@type": kind}


def _value(term: Any) -> str:
    assert isinstance(term, NamedNode), "there are no blank nodes in a case"
    return term.value


def _line(told: Object) -> str:
    return json.dumps(told, ensure_ascii=False)
