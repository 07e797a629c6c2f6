"""JSON-LD with its context in it: no address is asked what a name means.

What is known stands in the default graph, what proves it in a graph for each source, as in TriG.
Numbers and times are texts whose type the context tells, so that no reader rounds them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TypeAlias

from kg.exports.handed_lines import handed_objects
from kg.exports.material import ExportMaterial
from kg.exports.statements import Statement, Statements
from kg.rdf.terms import CC, TYPE, XSD, unquoted

Object: TypeAlias = dict[str, Any]
A = str(TYPE)
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


def jsonld(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one file."""
    yield "", _document(material)


def _document(material: ExportMaterial) -> Iterator[str]:
    context = json.dumps(CONTEXT, ensure_ascii=False, sort_keys=True)
    yield f'{{"@context": {context},\n"@id": "urn:crimechain:graph:about",\n'
    yield f'"comment": {json.dumps(material.said(), ensure_ascii=False)},\n"@included": [\n'
    items = chain(([text] for text in handed_objects(material)), _items(Statements(material)))
    for number, item in enumerate(items):
        yield ",\n" if number else ""
        yield from item
    yield "\n]}\n"


def _items(statements: Statements) -> Iterator[Iterable[str]]:
    """Yield each fact, then each other graph with whatever it states, as pieces of text."""
    for fact in statements.facts():
        yield from ([text] for text in _texts([fact]))
    for name, graph in statements.graphs():
        yield _graph(name[1:-1], graph)


def _graph(name: str, graph: Iterable[Iterable[Statement]]) -> Iterator[str]:
    yield f'{{"@id": {json.dumps(name)}, "@graph": [\n'
    for number, text in enumerate(_texts(graph)):
        yield ",\n" if number else ""
        yield text
    yield "\n]}"


def _texts(groups: Iterable[Iterable[Statement]]) -> Iterator[str]:
    for some in groups:
        yield from (json.dumps(item, ensure_ascii=False) for item in _objects(some))


def _objects(statements: Iterable[Statement]) -> Iterator[Object]:
    """Yield one object for each subject, its properties by name."""
    subjects: dict[str, dict[str, list[Any]]] = {}
    for statement in statements:
        name = "@type" if statement.predicate == A else statement.predicate[1:-1].removeprefix(CC)
        subjects.setdefault(statement.subject[1:-1], {}).setdefault(name, []).append(
            _object(statement, name)
        )
    for subject, properties in sorted(subjects.items()):
        shown = {
            name: values if len(values) > 1 else values[0] for name, values in properties.items()
        }
        yield {"@id": subject, **dict(sorted(shown.items()))}


def _object(statement: Statement, name: str) -> Any:
    if statement.object.startswith("<"):
        identifier = statement.object[1:-1]
        return identifier.removeprefix(CC) if name == "@type" else {"@id": identifier}
    text, _, kind = (
        statement.object.rpartition("^^")
        if statement.object.endswith(">")
        else (statement.object, "", "")
    )
    value = unquoted(text)
    declared = kind[1:-1].replace(XSD, "xsd:") or "xsd:string"
    if TYPES.get(name, "xsd:string") == declared:
        return value
    return {"@value": value, "@type": declared}
