"""A property graph as Neo4j's APOC writes it in JSON: nodes with labels, relationships with a type.

One object a line (``JSON_LINES``, what ``apoc.export.json.all`` writes by itself), one array of
them (``ARRAY_JSON``), or two lists (``JSON``); or the records of a query as Neo4j Browser exports
them, in which nodes, relationships and paths stand. What a node is its labels say, a relationship
its type: those that the ontology or the tables of networks know, else the general kind, recorded as
the own word. What ``kg load bolt://…`` reads from a server is kept in the first form, with a line
before it that says from where and when.

Source: https://neo4j.com/docs/apoc/current/export/json/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from kg.errors import FormatError, KgError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.json_text import parse_json, texts_of, written
from kg.sources.formats.networks import NetworkRecords, WordsOf, no_words
from kg.sources.formats.records import RecordList, lines_of

NODE, RELATIONSHIP, ABOUT = "node", "relationship", "about"
LISTS = ("nodes", "rels")
_BEGINS = re.compile(rb'(?:\[\s*|\{\s*"nodes"\s*:\s*\[\s*)?\{\s*"(?:type|id)"\s*:')
_TYPE = re.compile(rb'"type"\s*:\s*"([^"]*)"')
_TYPES = (b"node", b"relationship", b"about")
_STIX = re.compile(rb'"relationship--[0-9a-f]{8}-')
_RECORDS = re.compile(
    rb'\[\s*\{[^[\]]*?"identity"\s*:\s*[0-9]+\s*,\s*"(?:labels|start)"\s*:'
    rb'|\[\s*\{\s*"[^"]*"\s*:\s*\[[^]]*?"identity"\s*:\s*[0-9]+\s*,\s*"(?:labels|start)"\s*:'
)
"""In the first record stands a node or a relationship, behind other values or in a list."""
_HEAD = 4_096
Item = tuple[int, Any, str]


def is_property_graph(start: bytes) -> bool:
    r"""Say whether a text begins as such a graph.

    >>> is_property_graph(b'{"type":"node","id":"0","labels":["User"]}')
    True
    >>> is_property_graph(b'{"type": "bundle", "id": "bundle--1"}')
    False
    """
    head = start[:_HEAD]
    if _RECORDS.match(head):
        return True
    said = _TYPE.search(head) if _BEGINS.match(head) else None
    return said is not None and said[1] in _TYPES and not _STIX.search(head)


def read_property_graph(
    text: str, where: str, limits: Limits, words: WordsOf = no_words
) -> RecordList:
    """Return the nodes and relationships of a graph, each at its line, or by its number.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.
        words: What a person says of the words in it.

    Raises:
        FormatError: It is one document, and no JSON or not of these lists.
        LimitExceeded: It is deeper or wider than is allowed.
    """
    network = NetworkRecords(where, limits)
    about: list[tuple[int, Message]] = []
    relationships = set[str]()
    for place, item, shown in _items(text, where, limits, network, about):
        kind = item.get("type") if isinstance(item, dict) else None
        if kind == NODE:
            _add_node(network, place, item, shown)
        elif kind == RELATIONSHIP:
            _add_relationship(network, place, item, shown, relationships)
        elif kind == ABOUT:
            about.append((place, Message("line-says-whence")))
            if (pushed := written(item.get("pushed"))).isdecimal() and int(pushed):
                network.warnings.append(Message("server-holds-cases-besides", count=int(pushed)))
        else:
            network.refused.append((place, Message("not-a-node-or-relationship"), shown))
    found = network.records(words)
    found.skipped += about
    return found


def _items(
    text: str,
    where: str,
    limits: Limits,
    network: NetworkRecords,
    skipped: list[tuple[int, Message]],
) -> Iterator[Item]:
    """Yield what stands in a file with its place and its text."""
    if _is_one_document(text):
        document = parse_json(text, where, limits)
        if _RECORDS.match(text[:_HEAD].encode("utf-8", "replace").lstrip()):
            yield from _recorded(document, skipped)
        else:
            yield from _listed(document, where)
        return
    for number, line in enumerate(lines_of(text), 1):
        if not line.strip():
            continue
        try:
            yield number, parse_json(line, f"{where} line {number}", limits), line
        except KgError as error:
            network.refused.append((number, error.what, line))


def _is_one_document(text: str) -> bool:
    start = text[:_HEAD].lstrip()
    return start.startswith("[") or re.match(r'\{\s*"nodes"', start) is not None


def _listed(document: Any, where: str) -> Iterator[Item]:
    if isinstance(document, dict):
        lists = [document.get(name, []) for name in LISTS]
        if not all(isinstance(one, list) for one in lists):
            raise FormatError(Message("is-no-property-graph"), where=where)
        nodes, relationships = lists
        items = [{"type": NODE, **node} if isinstance(node, dict) else node for node in nodes]
        items += relationships
    else:
        items = document
    for number, item in enumerate(items, 1):
        yield number, item, json.dumps(item, ensure_ascii=False)


def _recorded(records: Any, skipped: list[tuple[int, Message]]) -> Iterator[Item]:
    """Yield the nodes and relationships in the records of a query, what is told alike once.

    Its place is the number of the record in which it stands first.
    """
    seen = set[str]()
    for number, record in enumerate(records, 1):
        any_new = False
        for item in _within(record):
            shown = json.dumps(item, ensure_ascii=False)
            if shown not in seen:
                seen.add(shown)
                any_new = True
                yield number, item, shown
        if not any_new:
            skipped.append((number, Message("record-tells-nothing-new")))


def _within(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the nodes and relationships in a value, however deep, in the form of APOC."""
    if isinstance(value, list):
        for one in value:
            yield from _within(one)
    elif isinstance(value, dict) and {"identity", "labels"} <= value.keys():
        yield {"type": NODE, **value, "id": value.get("elementId", value["identity"])}
    elif isinstance(value, dict) and {"identity", "start", "end", "type"} <= value.keys():
        ends = {name: value.get(f"{name}NodeElementId", value[name]) for name in ("start", "end")}
        id_ = value.get("elementId", value["identity"])
        yield {**value, **ends, "type": RELATIONSHIP, "label": value["type"], "id": id_}
    elif isinstance(value, dict):
        for one in value.values():
            yield from _within(one)


def _add_node(network: NetworkRecords, place: int, item: dict[str, Any], shown: str) -> None:
    labels = texts_of(item.get("labels"))
    said = {"labels": labels, **_said(item)} if labels else _said(item)
    network.node(place, written(item.get("id")), said, shown, labels or [NODE])


def _add_relationship(
    network: NetworkRecords, place: int, item: dict[str, Any], shown: str, known: set[str]
) -> None:
    """Add a relationship; a second of a number is refused, or a payment would count twice.

    It and a node may have the same number.
    """
    source, target = (_end(item.get(name)) for name in ("start", "end"))
    number, word = written(item.get("id")), written(item.get("label"))
    if number in known:
        what = Message("relationship-listed-twice", id=repr(number))
        network.refused.append((place, what, shown))
        return
    known.update([number] if number else ())
    said = {"label": [word], **_said(item)}
    network.edge(
        place, number and f"{RELATIONSHIP} {number}", (source, target), said, shown, word or "edge"
    )


def _said(item: dict[str, Any]) -> dict[str, list[str]]:
    properties = item.get("properties")
    told = properties.items() if isinstance(properties, dict) else ()
    return {name: texts for name, value in told if (texts := texts_of(value))}


def _end(end: Any) -> str:
    return written(end.get("id")) if isinstance(end, dict) else written(end)
