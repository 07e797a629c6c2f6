"""Turtle and TriG: the facts as RDF that a person can read and any tool can load.

Turtle is one flat graph of entities, links, evidence and sources. TriG keeps the graphs of the
case: evidence under its source, shortcut edges in the derived graph. Same facts, same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.exports.base import Material
from kg.model import Entity, Link
from kg.rdf import PREFIXES, fact_quads, marker_quads
from kg.rdf.terms import CC, DERIVED, TYPE, XSD

PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
BARE = {XSD + "integer": re.compile(r"-?[0-9]+"), XSD + "boolean": re.compile("true|false")}
HERE = DefaultGraph()


def turtle(material: Material) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one Turtle file."""
    yield "", _turtle(material)


def trig(material: Material) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one TriG file."""
    yield "", _trig(material)


def _turtle(material: Material) -> Iterator[str]:
    yield from _head(material)
    shown: set[Quad] = set()
    for quads in _all_quads(material):
        flat = {Quad(*list(quad)[:3]) for quad in quads if quad.graph_name != DERIVED}
        yield from _blocks(flat - shown)
        # only evidence can be told twice; remembering it is enough
        shown |= {quad for quad in flat if ":evidence:" in str(quad.subject)}


def _trig(material: Material) -> Iterator[str]:
    yield from _head(material)
    graphs: dict[str, set[Quad]] = {}
    for quads in _all_quads(material):
        own = list(quads)
        yield from _blocks(quad for quad in own if quad.graph_name == HERE)
        for quad in own:
            if quad.graph_name != HERE:
                graphs.setdefault(str(quad.graph_name), set()).add(quad)
    for name, told in sorted(graphs.items()):
        yield f"{name} {{\n"
        yield from _blocks(told)
        yield "}\n\n"


def _head(material: Material) -> Iterator[str]:
    for line in material.said():
        yield f"# {line}\n"
    for prefix in ("cc", "xsd"):
        yield f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n"
    yield "\n"


def _all_quads(material: Material) -> Iterator[Iterable[Quad]]:
    for source in material.sources:
        yield marker_quads(source)
    facts: list[Entity | Link] = [*material.entities, *material.links]
    for fact in facts:
        yield fact_quads(fact, material.schema.kind(fact.kind).shortcut)


def _blocks(quads: Iterable[Quad]) -> Iterator[str]:
    """Yield one block for each subject: its class first, then its properties by name."""
    told: dict[str, dict[str, set[str]]] = {}
    for quad in quads:
        name = " a" if quad.predicate == TYPE else _term(quad.predicate)
        told.setdefault(str(quad.subject), {}).setdefault(name, set()).add(_term(quad.object))
    for subject, properties in sorted(told.items()):
        lines = [f"{name.strip()} {_listed(properties[name])}" for name in sorted(properties)]
        yield f"{subject}\n    " + " ;\n    ".join(lines) + " .\n\n"


def _listed(objects: set[str]) -> str:
    return " ,\n        ".join(sorted(objects))


def _term(term: object) -> str:
    if isinstance(term, NamedNode):
        return _short(term)
    assert isinstance(term, Literal)
    kind = term.datatype.value
    if kind in BARE and BARE[kind].fullmatch(term.value):
        return term.value
    if kind.startswith(XSD) and kind != XSD + "string":
        return f"{Literal(term.value)}^^xsd:{kind.removeprefix(XSD)}"
    return str(term)


def _short(node: NamedNode) -> str:
    local = node.value.removeprefix(CC)
    return f"cc:{local}" if node.value.startswith(CC) and PLAIN_NAME.fullmatch(local) else str(node)
