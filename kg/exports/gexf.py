"""GEXF 1.3 for Gephi: the network with the time of every edge, so that it can be played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from kg.exports.material import ExportMaterial
from kg.exports.network import EDGE, NODE, Cell, NetworkEdge, edges, value_names, vertices
from kg.exports.xml_text import in_xml

OPENED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
)
TYPES = {str: "string", int: "integer", float: "double"}
SAID_ELSEWHERE = ("label",)
"""What the element itself says is no attribute beside it."""


def gexf(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one file."""
    yield "", _document(material)


def _document(material: ExportMaterial) -> Iterator[str]:
    yield OPENED
    yield f"<meta><description>{in_xml(' · '.join(material.said()))}</description></meta>\n"
    # "dateTime" would be the exact word; networkx knows "date" alone, Gephi reads times under both
    yield '<graph mode="dynamic" defaultedgetype="directed" timeformat="date">\n'
    nodes = _keys(NODE, value_names((e.values for e in material.entities), NODE))
    lines = _keys(EDGE, value_names((one.values for one in material.links), EDGE))
    yield from _declared("node", nodes, NODE)
    yield from _declared("edge", lines, EDGE)
    yield "<nodes>\n"
    for one in vertices(material):
        told = _values(one.told, nodes)
        yield f"<node id={_quoted(one.id)} label={_quoted(one.told['label'])}>{told}</node>\n"
    yield "</nodes>\n<edges>\n"
    for edge in edges(material):
        yield f"<edge {_told_of(edge)}>{_values(edge.told, lines)}</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def _told_of(edge: NetworkEdge) -> str:
    told = {"id": edge.id, "source": edge.source, "target": edge.target}
    named = {"label": edge.told["label"]}
    times = {"start": edge.told.get("startTime"), "end": edge.told.get("endTime")}
    every = {**told, **named, **{name: time for name, time in times.items() if time}}
    return " ".join(f"{name}={_quoted(value)}" for name, value in every.items())


def _keys(typed: Mapping[str, type], values: list[str]) -> dict[str, int]:
    names = [name for name in (*typed, *values) if name not in SAID_ELSEWHERE]
    return {name: number for number, name in enumerate(names)}


def _declared(domain: str, keys: Mapping[str, int], typed: Mapping[str, type]) -> Iterator[str]:
    yield f'<attributes class="{domain}" mode="static">\n'
    for name, key in keys.items():
        kind = TYPES[typed.get(name, str)]
        yield f'<attribute id="{key}" title={_quoted(name)} type="{kind}"/>\n'
    yield "</attributes>\n"


def _values(told: Mapping[str, Cell], keys: Mapping[str, int]) -> str:
    told_there = ((keys[name], value) for name, value in told.items() if name in keys)
    values = "".join(f'<attvalue for="{key}" value={_quoted(value)}/>' for key, value in told_there)
    return f"<attvalues>{values}</attvalues>" if values else ""


def _quoted(value: Cell) -> str:
    text = repr(value) if isinstance(value, float) else str(value)
    return quoteattr(in_xml(text, escaped=False))
