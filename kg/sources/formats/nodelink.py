"""Node-link JSON: a graph as networkx, D3 and notebooks write it, a list of nodes and one of links.

A node is a row and a link is a row; its place is its number in the file, nodes first. An id may be
a number or a text: 17 and "17" are two nodes. Where no node has an id, links name nodes by their
places in the list, from 0, as D3 does. Where links have amounts, or a layout says what the words
mean, the graph is read as networks are: kinds, payments and relations by their words. So is the
JSON of Cytoscape, in which each node and edge lies under ``data``.

Source: ``networkx.node_link_data`` (``nodes``, ``links`` or ``edges``, ``id``, ``source``,
``target``, ``key``); https://js.cytoscape.org/#notation/elements-json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from kg.errors import FormatError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.json_text import texts_of
from kg.sources.formats.networks import NetworkRecords, WordsOf, no_words
from kg.sources.formats.records import RecordList
from kg.sources.record_lists import depth_of, json_fault

NODES, LINKS = "nodes", ("links", "edges")
ID, ENDS = "id", ("source", "target")
NAMES = ("name", "label", "title")
"""What a node's own name stands under, the first that it has; else its id is its name."""
COLUMNS = (
    *("node", "node id is", "node name", "link source", "source id is"),
    *("link target", "target id is", "link key"),
)
_NUMBER, _TEXT, _PLACE = "number", "text", "place"
_BEGINS = re.compile(rb'\{\s*"(?:directed|multigraph|graph|nodes|links|edges)"\s*:')
_CYTOSCAPE = re.compile(
    rb'\{(?:\s*"[a-z_]+"\s*:\s*(?:"[^"]*"|\{[^{}]*\}|true|false)\s*,)*\s*"elements"\s*:\s*[\[{]'
)
_AMOUNTS = ("amount", "price", "value")
"""Attributes of links that say more than that there is one: see ``never`` of the layout."""
_SHOWN = 2_000


def is_node_link(start: bytes) -> bool:
    r"""Say whether a text begins as such a graph.

    >>> is_node_link(b'{"directed": true, "nodes": []'), is_node_link(b'{"messages": []')
    (True, False)
    """
    return _BEGINS.match(start) is not None


def is_cytoscape(start: bytes) -> bool:
    r"""Say whether a text begins as the JSON of Cytoscape.

    >>> is_cytoscape(b'{"format_version": "1.0", "data": {"name": "x"}, "elements": {"nodes": []')
    True
    >>> is_cytoscape(b'{"nodes": []')
    False
    """
    return _CYTOSCAPE.match(start) is not None


def read_cytoscape(text: str, where: str, limits: Limits, words: WordsOf = no_words) -> RecordList:
    """Return the nodes and edges of the JSON of Cytoscape; as :func:`read_node_link`."""
    elements = _document(text, where, limits).get("elements")
    if isinstance(elements, list):
        every = [one.get("data") if isinstance(one, dict) else one for one in elements]
        ends = [isinstance(one, dict) and ENDS[0] in one for one in every]
        nodes = [one for one, is_edge in zip(every, ends, strict=True) if not is_edge]
        links = [one for one, is_edge in zip(every, ends, strict=True) if is_edge]
    else:
        lists = _lists(elements if isinstance(elements, dict) else {}, where)
        nodes, links = (
            [one.get("data") if isinstance(one, dict) else one for one in some] for some in lists
        )
    return _network(nodes, links, where, limits).records(words)


def read_node_link(text: str, where: str, limits: Limits, words: WordsOf = no_words) -> RecordList:
    """Return the nodes and links of a graph.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.
        words: What a person says of the words in it.

    Raises:
        FormatError: It is no JSON, or has no list of nodes and none of links.
        LimitExceeded: It is deeper than ``record_depth``.
    """
    document = _document(text, where, limits)
    nodes, links = _lists(document, where)
    by_place = not any(isinstance(node, dict) and ID in node for node in nodes)
    network = _network(nodes, links, where, limits)
    told = words(network)
    if told or any(isinstance(link, dict) and link.keys() & set(_AMOUNTS) for link in links):
        read = network.records(lambda network: told)
        read.reader = "node-link"
        return read
    extras = [f"node {name}" for name in _names(nodes, (ID, *NAMES))]
    extras += [f"link {name}" for name in _names(links, (*ENDS, "key"))]
    found = RecordList((*COLUMNS, *extras), limits)
    known: set[tuple[str, str]] = set()
    for number, node in enumerate(nodes):
        _add_node(found, number, node, known, by_place=by_place)
    strangers = _add_links(found, len(nodes), links, known, by_place=by_place)
    if strangers:
        found.warn(Message("links-name-unlisted-nodes", count=strangers))
    if document.get("directed") is False:
        found.warn(Message("graph-without-directions"))
    return found


def _network(
    nodes: Sequence[Any], links: Sequence[Any], where: str, limits: Limits
) -> NetworkRecords:
    """Return a graph as a network; an id that stands as a number and as a text is two."""
    network = NetworkRecords(where, limits)
    by_place = not any(isinstance(node, dict) and ID in node for node in nodes)
    ids = [_identity(node.get(ID)) for node in nodes if isinstance(node, dict)]
    twice = {word for word, form in ids if form == _NUMBER} & {w for w, f in ids if f == _TEXT}

    def id_of(value: Any) -> str:
        if by_place and isinstance(value, _Number):
            value = _ListPlace(value)
        word, form = _identity(value)
        return f"{form}:{word}" if word in twice and form == _NUMBER else word

    for number, node in enumerate(nodes):
        id_ = id_of(_Number(number) if by_place else node.get(ID) if isinstance(node, dict) else 0)
        network.node(number + 1, id_, _said(node, (ID,)), _shown(node))
    for number, link in enumerate(links):
        ends = [id_of(link.get(end)) if isinstance(link, dict) else "" for end in ENDS]
        key = f"link {number + 1}"
        said = _said(link, (*ENDS, "key"))
        network.edge(len(nodes) + number + 1, key, (ends[0], ends[1]), said, _shown(link))
    return network


def _said(item: Any, without: Sequence[str]) -> dict[str, list[str]]:
    told = item.items() if isinstance(item, dict) else ()
    return {name: texts_of(value) for name, value in told if name not in without}


def _document(text: str, where: str, limits: Limits) -> dict[str, Any]:
    try:
        document = json.loads(text, parse_float=_Number, parse_int=_Number)
    except RecursionError as error:
        raise LimitExceeded(Message("nested-too-deep"), where=where) from error
    except ValueError as error:
        line = f" line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        what = Message("is-no-json", error=json_fault(error))
        raise FormatError(what, where=f"{where}{line}") from error
    if depth_of(document, limits.record_depth) > limits.record_depth:
        what = Message("deeper-than-record-depth", limit=limits.record_depth)
        raise LimitExceeded(what, where=where)
    return document if isinstance(document, dict) else {}


class _Number(str):
    """A number of the file by its digits: nothing is rounded, and it is told from a text."""

    __slots__ = ()


def _lists(document: Mapping[str, Any], where: str) -> tuple[list[Any], list[Any]]:
    nodes = document.get(NODES)
    links = next((document[name] for name in LINKS if name in document), None)
    if not isinstance(nodes, list) or not isinstance(links, list):
        raise FormatError(
            Message("is-no-node-link"), where=where, hint=Message("node-link-has-both-lists")
        )
    return nodes, links


def _names(items: Sequence[Any], without: Sequence[str]) -> list[str]:
    """Return the other attributes of nodes or links, in the order in which they are met."""
    names = dict.fromkeys(name for item in items if isinstance(item, dict) for name in item)
    return [name for name in names if name not in without]


def _add_node(
    found: RecordList, number: int, node: Any, known: set[tuple[str, str]], *, by_place: bool
) -> None:
    place = number + 1
    identity = _ListPlace(number) if by_place else node.get(ID) if isinstance(node, dict) else None
    word, form = _identity(identity)
    if not isinstance(node, dict) or not word:
        found.refuse(place, "record", Message("node-without-id"), _shown(node))
        return
    if (form, word) in known:
        found.refuse(place, "record", Message("node-listed-twice", id=repr(word)), _shown(node))
        return
    known.add((form, word))
    name = next((_word(node[key]) for key in NAMES if _word(node.get(key))), word)
    cells = {"node": word, "node id is": form, "node name": name}
    cells |= {f"node {key}": _word(value) for key, value in node.items() if key not in (ID, *NAMES)}
    found.add(place, cells, _shown(node))


def _add_links(
    found: RecordList, before: int, links: Sequence[Any], known: set[tuple[str, str]],
    *, by_place: bool,
) -> int:  # fmt: skip
    """Add the links behind so many nodes; return how many ends no node of the list has."""
    strangers: set[tuple[str, str]] = set()
    for number, link in enumerate(links):
        ends = [link.get(end) if isinstance(link, dict) else None for end in ENDS]
        if by_place:
            ends = [_ListPlace(end) if isinstance(end, _Number) else end for end in ends]
        (source, source_form), (target, target_form) = map(_identity, ends)
        place = before + number + 1
        if not source or not target:
            found.refuse(place, "record", Message("link-without-ends"), _shown(link))
            continue
        strangers |= {(source_form, source), (target_form, target)} - known
        cells = {
            "link source": source, "source id is": source_form, "link target": target,
            "target id is": target_form, "link key": _word(link.get("key")),
        }  # fmt: skip
        others = {key: value for key, value in link.items() if key not in (*ENDS, "key")}
        cells |= {f"link {key}": _word(value) for key, value in others.items()}
        found.add(place, cells, _shown(link))
    return len(strangers)


class _ListPlace(str):
    """The place of a node in the list, where nodes have no ids."""

    __slots__ = ()

    def __new__(cls, place: object) -> _ListPlace:
        return super().__new__(cls, str(place))


def _identity(value: Any) -> tuple[str, str]:
    """Return an id as text and what it is: a number, a text, a place; D3 puts the node itself."""
    if isinstance(value, dict):
        value = value.get(ID)
    if isinstance(value, _ListPlace):
        return str(value), _PLACE
    if isinstance(value, _Number):
        return str(value), _NUMBER
    return (value, _TEXT) if isinstance(value, str) else ("", "")


def _word(value: Any) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shown(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False)[:_SHOWN]
