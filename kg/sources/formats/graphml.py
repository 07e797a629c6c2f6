"""GraphML: nodes and edges with the attributes that its keys declare, their defaults too.

A graph inside a node belongs to the network like any other; what is drawn (yEd's labels) names a
node or an edge, and an entity of Maltego says its type and its properties. An edge of more than two
ends is refused. Source: the GraphML primer, and the files that networkx, Gephi, igraph, yEd and
Maltego write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.networks import NetworkRecords, WordsOf, no_words
from kg.sources.formats.records import FormatRecord, RecordList
from kg.sources.formats.xml import XmlNode, elements
from kg.text import path_number

_BEGINS = re.compile(rb"(?:<\?xml[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*+<(?:\w+:)?graphml[\s>]")
_DRAWN = ("NodeLabel", "EdgeLabel")
_LABEL = "label"
_ENTITY, _LINK = "MaltegoEntity", "MaltegoLink"
_LINK_LABEL = "maltego.link.manual.type"


def is_graphml(start: bytes) -> bool:
    """Say whether a text begins as GraphML.

    >>> is_graphml(b"<?xml version='1.0'?><graphml xmlns='x'>"), is_graphml(b"<graph>")
    (True, False)
    """
    return _BEGINS.match(start) is not None


def read_graphml(
    data: bytes, where: str, limits: Limits, encoding: str = "", words: WordsOf = no_words
) -> RecordList:
    """Return the nodes and edges of a file, each at its XML path.

    Args:
        data: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.
        encoding: The encoding that a person named; else what the file declares.
        words: What a person says of the words in it.

    Raises:
        FormatError: It is not well formed, or has a document type.
        LimitExceeded: It is deeper or wider than is allowed.
    """
    reader = _GraphmlReader(NetworkRecords(where, limits))
    graphs = 0
    kept = ("key", "node", "edge", "hyperedge")
    for event, node in elements(data, kept, ("graph",), where, limits, encoding):
        if event == "kept":
            reader.take(node)
        graphs += event == "start"
    found = reader.network.records(words)
    # of several graphs a path would count anew in each: there the line is the place
    found.reader = "GraphML" if graphs < 2 else "GraphML lines"
    if graphs > 1:
        found.records = [reader.with_line(record) for record in found.records]
    return found


@dataclass(slots=True)
class _AttributeKey:
    name: str
    default: str


@dataclass(slots=True)
class _GraphmlReader:
    network: NetworkRecords
    keys: dict[str, _AttributeKey] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)

    def take(self, node: XmlNode) -> None:
        """Take a declared attribute, a node with what is inside it, or an edge."""
        if node.tag == "key":
            name = node.attributes.get("attr.name") or node.attributes.get("id", "")
            self.keys[node.attributes.get("id", "")] = _AttributeKey(name, node.said("default"))
            return
        self.counts[node.tag] = count = self.counts.get(node.tag, 0) + 1
        place = path_number(count, 0 if node.tag == "node" else 1)
        self.lines[place] = node.line
        for inner in _inside(node):
            self._add(inner, place)

    def with_line(self, record: FormatRecord) -> FormatRecord:
        """Return a record whose place is its line."""
        return replace(record, place=self.lines.get(record.place, record.place))

    def _add(self, node: XmlNode, place: int) -> None:
        said = dict(self._said(node))
        shown = json.dumps({**node.attributes, **said}, ensure_ascii=False)
        if node.tag == "hyperedge":
            self.network.refused.append((place, Message("edge-of-many-ends"), shown))
        elif node.tag == "node":
            self.network.node(place, node.attributes.get("id", ""), said, shown)
        else:
            ends = (node.attributes.get("source", ""), node.attributes.get("target", ""))
            self.network.edge(place, node.attributes.get("id", ""), ends, said, shown)

    def _said(self, node: XmlNode) -> Iterator[tuple[str, list[str]]]:
        known = ("id", "source", "target")
        yield from ((n, [text]) for n, text in node.attributes.items() if n not in known)
        told, names = set[str](), set[str]()
        drawn, plotted = "", dict[str, str]()
        for data in node.all("data"):
            key = self.keys.get(data.attributes.get("key", ""))
            name = key.name if key else data.attributes.get("key", "data")
            told.add(data.attributes.get("key", ""))
            drawn = drawn or _drawn(data)
            plotted |= dict(_plotted(data))
            if text := data.text.strip():
                names.add(name)
                yield name, [text]
        for id_, key in self.keys.items():
            if key.default and id_ not in told:
                names.add(key.name)
                yield key.name, [key.default]
        plotted = ({_LABEL: drawn} if drawn else {}) | plotted
        yield from ((name, [text]) for name, text in plotted.items() if name not in names)


def _inside(node: XmlNode) -> Iterator[XmlNode]:
    """Yield an element and the nodes and edges of the graphs inside it."""
    waiting = [node]
    while waiting:
        one = waiting.pop(0)
        yield one
        inner = [
            child for graph in one.children if graph.tag == "graph" for child in graph.children
        ]
        waiting += [child for child in inner if child.tag in ("node", "edge", "hyperedge")]


def _plotted(data: XmlNode) -> Iterator[tuple[str, str]]:
    """Yield what an entity or a link of Maltego says: its type, its properties, its label.

    The label of an entity is the property that it is known by.
    """
    for one in (child for child in data.children if child.tag in (_ENTITY, _LINK)):
        if one.tag == _ENTITY:
            yield "type", one.attributes.get("type", "").rpartition(".")[2]
        held = one.first("Properties")
        known_by = held.attributes.get("value", "") if held else ""
        for told in held.all("Property") if held else ():
            name, text = told.attributes.get("name", ""), told.said("Value")
            if name and text:
                yield name, text
                if name == (known_by if one.tag == _ENTITY else _LINK_LABEL):
                    yield _LABEL, text


def _drawn(data: XmlNode) -> str:
    """Return the label that a drawing program gives a node or an edge, if it does."""
    waiting = list(data.children)
    while waiting:
        one = waiting.pop(0)
        if one.tag in _DRAWN and one.text.strip():
            return one.text.strip()
        waiting += one.children
    return ""
