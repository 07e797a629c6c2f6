"""GraphML: every tool that draws networks reads it; edges are directed and may be parallel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.exports.material import ExportMaterial
from kg.exports.network import EDGE, NODE, Cell, edges, text_of_cell, value_names, vertices
from kg.exports.xml_writer import XmlWriter

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
TYPES = {str: "string", int: "int", float: "double"}


def graphml(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one file."""
    yield "", _document(material)


def _document(material: ExportMaterial) -> Iterator[str]:
    xml = XmlWriter()
    nodes = _keys("node", NODE, value_names((e.values for e in material.entities), NODE))
    lines = _keys("edge", EDGE, value_names((link.values for link in material.links), EDGE))
    with xml.element("graphml", {"xmlns": NAMESPACE}):
        xml.line()
        xml.leaf("desc", {}, " · ".join(material.said()))
        xml.line()
        _declare("node", nodes, NODE, xml)
        _declare("edge", lines, EDGE, xml)
        with xml.element("graph", {"id": "case", "edgedefault": "directed"}):
            xml.line()
            for node in vertices(material):
                with xml.element("node", {"id": node.id}):
                    _write_cells(node.told, nodes, xml)
                xml.line()
                yield from xml.pieces()
            for edge in edges(material):
                ends = {"id": edge.id, "source": edge.source, "target": edge.target}
                with xml.element("edge", ends):
                    _write_cells(edge.told, lines, xml)
                xml.line()
                yield from xml.pieces()
        xml.line()
    xml.line()
    yield from xml.pieces()


def _keys(domain: str, typed: Mapping[str, type], values: list[str]) -> dict[str, str]:
    """Return the key of each attribute in the file."""
    return {name: f"{domain[0]}{number}" for number, name in enumerate((*typed, *values))}


def _declare(
    domain: str, keys: Mapping[str, str], typed: Mapping[str, type], xml: XmlWriter
) -> None:
    for name, key in keys.items():
        kind = TYPES[typed.get(name, str)]
        xml.leaf("key", {"id": key, "for": domain, "attr.name": name, "attr.type": kind})
        xml.line()


def _write_cells(cells: Mapping[str, Cell], keys: Mapping[str, str], xml: XmlWriter) -> None:
    for name, value in cells.items():
        xml.leaf("data", {"key": keys[name]}, text_of_cell(value))
