"""Turtle and TriG: the facts as RDF that a person can read and any tool can load.

Turtle is one flat graph of entities, links, evidence and sources. TriG keeps the graphs of the
case: evidence under its source, shortcut edges in the derived graph. Same facts, same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kg.exports.handed_lines import handed_graph
from kg.exports.material import ExportMaterial
from kg.exports.statements import Statement, Statements
from kg.rdf import PREFIXES
from kg.rdf.terms import CC, TYPE, XSD

PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
TYPED = re.compile(r"\"(.*)\"\^\^<(.*)>", re.DOTALL)
BARE = {XSD + "integer": re.compile(r"-?[0-9]+"), XSD + "boolean": re.compile("true|false")}
A = str(TYPE)


def turtle(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one Turtle file."""
    yield "", _turtle(material)


def trig(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one TriG file."""
    yield "", _trig(material)


def _turtle(material: ExportMaterial) -> Iterator[str]:
    yield from _head(material)
    for statements in Statements(material).flat():
        yield _blocks(statements)


def _trig(material: ExportMaterial) -> Iterator[str]:
    yield from _head(material)
    yield from handed_graph(material)
    statements = Statements(material)
    for fact in statements.facts():
        yield _blocks(fact)
    for name, graph in statements.graphs():
        yield f"{name} {{\n"
        yield from map(_blocks, graph)
        yield "}\n\n"


def _head(material: ExportMaterial) -> Iterator[str]:
    for line in material.said():
        yield f"# {line}\n"
    for prefix in ("cc", "xsd"):
        yield f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n"
    yield "\n"


def _blocks(statements: Iterable[Statement]) -> str:
    """Return one block for each subject: its class first, then its properties by name."""
    subjects: dict[str, dict[str, set[str]]] = {}
    for statement in statements:
        name = " a" if statement.predicate == A else _short(statement.predicate)
        subjects.setdefault(statement.subject, {}).setdefault(name, set()).add(
            _term(statement.object)
        )
    return "".join(_block(subject, properties) for subject, properties in sorted(subjects.items()))


def _block(subject: str, properties: dict[str, set[str]]) -> str:
    lines = [f"{name.strip()} {_listed(properties[name])}" for name in sorted(properties)]
    return f"{subject}\n    " + " ;\n    ".join(lines) + " .\n\n"


def _listed(objects: set[str]) -> str:
    return " ,\n        ".join(sorted(objects))


def _term(text: str) -> str:
    """Return an object as Turtle spells it: names short, whole numbers and truths bare."""
    if text.startswith("<"):
        return _short(text)
    typed = TYPED.fullmatch(text)
    if typed is None:
        return text
    value, kind = typed.groups()
    if kind in BARE and BARE[kind].fullmatch(value):
        return str(value)
    return f'"{value}"^^xsd:{kind.removeprefix(XSD)}' if kind.startswith(XSD) else text


@lru_cache(maxsize=1 << 12)
def _short(node: str) -> str:
    local = node[1:-1].removeprefix(CC)
    return f"cc:{local}" if node[1:-1] != local and PLAIN_NAME.fullmatch(local) else node
