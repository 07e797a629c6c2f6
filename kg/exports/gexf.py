"""GEXF 1.3 for Gephi: the network with the time of every edge, so that it can be played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.exports.material import ExportMaterial
from kg.exports.network import (
    EDGE,
    NODE,
    Cell,
    NetworkEdge,
    edges,
    text_of_cell,
    value_names,
    vertices,
)
from kg.exports.xml_writer import XmlWriter

NAMESPACE = "http://gexf.net/1.3"
TYPES = {str: "string", int: "integer", float: "double"}
SAID_ELSEWHERE = ("label",)
"""What the element itself says is no attribute beside it."""


def gexf(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one file."""
    yield "", _document(material)


def _document(material: ExportMaterial) -> Iterator[str]:
    xml = XmlWriter()
    nodes = _keys(NODE, value_names((e.values for e in material.entities), NODE))
    lines = _keys(EDGE, value_names((link.values for link in material.links), EDGE))
    # "dateTime" would be the exact word; networkx knows "date" alone, Gephi reads times under both
    graph = {"mode": "dynamic", "defaultedgetype": "directed", "timeformat": "date"}
    with xml.element("gexf", {"xmlns": NAMESPACE, "version": "1.3"}):
        xml.line()
        with xml.element("meta", {}):
            xml.leaf("description", {}, " · ".join(material.said()))
        xml.line()
        with xml.element("graph", graph):
            xml.line()
            _declare("node", nodes, NODE, xml)
            _declare("edge", lines, EDGE, xml)
            with xml.element("nodes", {}):
                xml.line()
                for node in vertices(material):
                    ends = {"id": node.id, "label": text_of_cell(node.told["label"])}
                    with xml.element("node", ends):
                        _write_cells(node.told, nodes, xml)
                    xml.line()
                    yield from xml.pieces()
            xml.line()
            with xml.element("edges", {}):
                xml.line()
                for edge in edges(material):
                    with xml.element("edge", _ends_of(edge)):
                        _write_cells(edge.told, lines, xml)
                    xml.line()
                    yield from xml.pieces()
            xml.line()
        xml.line()
    xml.line()
    yield from xml.pieces()


def _ends_of(edge: NetworkEdge) -> dict[str, str]:
    ends = {"id": edge.id, "source": edge.source, "target": edge.target}
    times = {"start": edge.told.get("startTime"), "end": edge.told.get("endTime")}
    label = {"label": text_of_cell(edge.told["label"])}
    return {**ends, **label, **{name: text_of_cell(time) for name, time in times.items() if time}}


def _keys(typed: Mapping[str, type], values: list[str]) -> dict[str, int]:
    names = [name for name in (*typed, *values) if name not in SAID_ELSEWHERE]
    return {name: number for number, name in enumerate(names)}


def _declare(
    domain: str, keys: Mapping[str, int], typed: Mapping[str, type], xml: XmlWriter
) -> None:
    with xml.element("attributes", {"class": domain, "mode": "static"}):
        xml.line()
        for name, key in keys.items():
            kind = TYPES[typed.get(name, str)]
            xml.leaf("attribute", {"id": str(key), "title": name, "type": kind})
            xml.line()
    xml.line()


def _write_cells(cells: Mapping[str, Cell], keys: Mapping[str, int], xml: XmlWriter) -> None:
    there = [(keys[name], value) for name, value in cells.items() if name in keys]
    if not there:
        return
    with xml.element("attvalues", {}):
        for key, value in there:
            xml.leaf("attvalue", {"for": str(key), "value": text_of_cell(value)})
