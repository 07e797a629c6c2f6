"""GEXF: nodes and edges with the attributes that it declares, their defaults, times and weights.

Nodes inside nodes are nodes like any other. A value that holds for a time only stands with that
time; a spell of an edge is when it held. Source: the GEXF 1.2 and 1.3 primers, and what Gephi and
networkx write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.limits import Limits
from kg.sources.formats.networks import NetworkRecords, WordsOf, no_words
from kg.sources.formats.records import RecordList
from kg.sources.formats.xml import XmlNode, elements
from kg.text import path_number

_BEGINS = re.compile(rb"(?:<\?xml[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*+<(?:\w+:)?gexf[\s>]")


def is_gexf(start: bytes) -> bool:
    """Say whether a text begins as GEXF.

    >>> is_gexf(b"<?xml version='1.0'?><gexf version='1.3'>"), is_gexf(b"<graph>")
    (True, False)
    """
    return _BEGINS.match(start) is not None


def read_gexf(
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
    reader = _GexfReader(NetworkRecords(where, limits))
    kept = ("attributes", "node", "edge")
    for event, node in elements(data, kept, (), where, limits, encoding):
        if event == "kept":
            reader.take(node)
    found = reader.network.records(words)
    found.reader = "GEXF"
    return found


@dataclass(slots=True)
class _GexfReader:
    network: NetworkRecords
    names: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Title and default of an attribute, by what it is of and its id."""
    counts: dict[str, int] = field(default_factory=dict)

    def take(self, node: XmlNode) -> None:
        """Take declared attributes, a node with those inside it, or an edge."""
        if node.tag == "attributes":
            of = node.attributes.get("class", "node")
            for one in node.all("attribute"):
                id_ = one.attributes.get("id", "")
                title = one.attributes.get("title") or id_
                self.names[of, id_] = (title, one.said("default"))
            return
        self.counts[node.tag] = count = self.counts.get(node.tag, 0) + 1
        place = path_number(count, 0 if node.tag == "node" else 1)
        waiting = [node]
        while waiting:
            one = waiting.pop(0)
            self._add(one, place)
            waiting += [*one.all("nodes/node"), *one.all("edges/edge")]

    def _add(self, node: XmlNode, place: int) -> None:
        said: dict[str, list[str]] = {}
        for name, text in self._said(node):
            said.setdefault(name, []).append(text)
        shown = json.dumps({**node.attributes, **said}, ensure_ascii=False)
        id_ = node.attributes.get("id", "")
        if node.tag == "node":
            self.network.node(place, id_, said, shown)
        else:
            ends = (node.attributes.get("source", ""), node.attributes.get("target", ""))
            self.network.edge(place, id_, ends, said, shown)

    def _said(self, node: XmlNode) -> Iterator[tuple[str, str]]:
        known = ("id", "source", "target")
        # how an edge is drawn is no kind of relation
        drawn = (
            {"type"} if node.attributes.get("type") in ("directed", "undirected", "mutual") else ()
        )
        for name, text in node.attributes.items():
            if name not in known:
                yield (f"edge {name}" if name in drawn else name), text
        told = set()
        for value in node.all("attvalues/attvalue"):
            of = value.attributes.get("for") or value.attributes.get("id", "")
            title, _ = self.names.get((node.tag, of), (of, ""))
            told.add(of)
            times = [value.attributes.get(end, "") for end in ("start", "end")]
            while_ = f" [{'–'.join(times)}]" if any(times) else ""
            yield title, f"{value.attributes.get('value', '')}{while_}"
        for (of, id_), (title, default) in self.names.items():
            if of == node.tag and default and id_ not in told:
                yield title, default
        for spell in node.all("spells/spell"):
            yield from ((name, text) for name, text in spell.attributes.items())
