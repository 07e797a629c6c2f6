"""GraphML: every tool that draws networks reads it; edges are directed and may be parallel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from kg.exports.material import ExportMaterial
from kg.exports.network import EDGE, NODE, Cell, edges, value_names, vertices
from kg.exports.xml_text import in_xml

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
OPENED = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
TYPES = {str: "string", int: "int", float: "double"}


def graphml(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one file."""
    yield "", _document(material)


def _document(material: ExportMaterial) -> Iterator[str]:
    yield HEAD + OPENED
    yield f"<desc>{in_xml(' · '.join(material.said()))}</desc>\n"
    nodes = _keys("node", NODE, value_names((e.values for e in material.entities), NODE))
    lines = _keys("edge", EDGE, value_names((one.values for one in material.links), EDGE))
    for domain, keys in (("node", nodes), ("edge", lines)):
        yield from _declared(domain, keys, EDGE if domain == "edge" else NODE)
    yield '<graph id="case" edgedefault="directed">\n'
    for one in vertices(material):
        yield f"<node id={_attribute(one.id)}>{_data(one.told, nodes)}</node>\n"
    for edge in edges(material):
        ends = f"source={_attribute(edge.source)} target={_attribute(edge.target)}"
        yield f"<edge id={_attribute(edge.id)} {ends}>{_data(edge.told, lines)}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _keys(domain: str, typed: Mapping[str, type], values: list[str]) -> dict[str, str]:
    """Return the key of each attribute in the file."""
    return {name: f"{domain[0]}{number}" for number, name in enumerate((*typed, *values))}


def _declared(domain: str, keys: Mapping[str, str], typed: Mapping[str, type]) -> Iterator[str]:
    for name, key in keys.items():
        kind = TYPES[typed.get(name, str)]
        yield (
            f'<key id="{key}" for="{domain}" attr.name={_attribute(name)} attr.type="{kind}"/>\n'
        )


def _data(told: Mapping[str, Cell], keys: Mapping[str, str]) -> str:
    return "".join(
        f'<data key="{keys[name]}">{in_xml(_text(value))}</data>' for name, value in told.items()
    )


def _text(value: Cell) -> str:
    return repr(value) if isinstance(value, float) else str(value)


def _attribute(text: str) -> str:
    return quoteattr(in_xml(text, escaped=False))
