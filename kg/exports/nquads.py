"""N-Quads: one line a statement, each in its graph, as the case's own store dumps them."""

from __future__ import annotations

from collections.abc import Iterator

from kg.exports.handed_lines import handed_quads
from kg.exports.material import ExportMaterial
from kg.model import Entity, Evidence, Link
from kg.rdf.terms import DERIVED, encoded
from kg.rdf.to_quads import fact_text, marker_text

EDGE = f" {DERIVED} .\n"


def nquads(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one file."""
    yield "", _lines(material)


def _lines(material: ExportMaterial) -> Iterator[str]:
    for line in material.said():
        yield f"# {line}\n"
    yield from handed_quads(material)
    for source in material.sources:
        yield encoded([marker_text(source)]).decode()
    described, edges = set[Evidence](), set[str]()
    facts: list[Entity | Link] = [*material.entities, *material.links]
    for fact in facts:
        text = fact_text(fact, material.schema.kind(fact.kind).shortcut, described)
        encoded([text])  # a half character is refused here, where it is known whose it is
        yield _once(text, edges)


def _once(text: str, edges: set[str]) -> str:
    """Return the lines of a fact; one direct edge stands for every link between the same two."""
    end = text.find(EDGE) + len(EDGE)
    if end < len(EDGE):
        return text
    begin = text.rfind("\n", 0, end - 1) + 1
    line = text[begin:end]
    if line in edges:
        return text[:begin] + text[end:]
    edges.add(line)
    return text
