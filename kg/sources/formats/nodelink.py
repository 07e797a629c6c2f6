"""Node-link JSON: a graph as networkx, D3, graphology and notebooks write it: nodes and links.

A node is a row and a link is a row; its place is its number in the file, nodes first. An id may be
a number or a text: 17 and "17" are two nodes. Where no node has an id, links name nodes by their
places in the list, from 0, as D3 does. What others call edges, ``from`` and ``to``, ``key`` for an
id, or put below ``attributes``, is the same; the graph may lie deeper in the file. Where links have
amounts, or a layout says what the words mean, the graph is read as networks are: kinds, payments
and relations by their words. So is the JSON of Cytoscape, in which each lies under ``data``.

Source: ``networkx.node_link_data`` (``nodes``, ``links`` or ``edges``, ``id``, ``source``,
``target``, ``key``); https://js.cytoscape.org/#notation/elements-json;
https://graphology.github.io/serialization.html; https://jsongraphformat.info (nodes by id,
``metadata``); https://visjs.github.io/vis-network/docs/network/ (``from``, ``to``).
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from kg.errors import FormatError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.json_records import pointer, record_paths
from kg.sources.formats.json_text import texts_of
from kg.sources.formats.networks import NetworkRecords, WordsOf, no_words
from kg.sources.formats.records import RecordList
from kg.sources.record_lists import depth_of, json_fault

NODES, LINKS = ("nodes", "vertices"), ("links", "edges", "relationships")
ID, ENDS = "id", ("source", "target")
OTHER_ID, OTHER_ENDS = "key", (("from", "to"), ("startNode", "endNode"))
"""How others call an id of a node, and the ends of a link."""
PARTS = ("attributes", "metadata", "properties")
"""Under which others put what a node or a link has besides."""
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
_DEPTH = 4
"""How many objects may lie around a graph."""
_NAMED = 20
"""How many of the lists are named that are not read."""


class _Item(NamedTuple):
    """A node or a link: by the names that networkx uses, and as it stands."""

    told: Mapping[str, Any] | None
    text: str


@dataclass(frozen=True, slots=True)
class _NodeLinkGraph:
    nodes: Sequence[_Item]
    links: Sequence[_Item]
    is_directed: bool = True
    """Not, where the file says so."""
    paths: tuple[str, ...] = ()
    """Where its nodes and links lie in the file, as JSON pointers."""

    @property
    def by_place(self) -> bool:
        """Say whether no node has an id, so that links name nodes by their places."""
        return not any(node.told and ID in node.told for node in self.nodes)


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
        every = [_data(element) for element in elements]
        ends = [isinstance(one, dict) and ENDS[0] in one for one in every]
        nodes = [one for one, is_edge in zip(every, ends, strict=True) if not is_edge]
        links = [one for one, is_edge in zip(every, ends, strict=True) if is_edge]
    else:
        lists = _lists(elements) if isinstance(elements, dict) else None
        if not lists:
            raise _no_graph(where)
        nodes, links = ([_data(one) for one in some] for some in lists.values())
    return _network(_graph(nodes, links), where, limits).records(words)


def _data(element: Any) -> Any:
    return element.get("data") if isinstance(element, dict) else element


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
    graph = _graph_in(document)
    if not graph:
        raise _no_graph(where)
    network = _network(graph, where, limits)
    told = words(network)
    if told or any(link.told and link.told.keys() & set(_AMOUNTS) for link in graph.links):
        read = network.records(lambda network: told)
        read.reader = "node-link"
        _name_unread(read, graph, document)
        return read
    extras = [f"node {name}" for name in _names(graph.nodes, (ID, *NAMES))]
    extras += [f"link {name}" for name in _names(graph.links, (*ENDS, "key"))]
    found = RecordList((*COLUMNS, *extras), limits)
    known: set[tuple[str, str]] = set()
    for number, node in enumerate(graph.nodes):
        _add_node(found, number, node, known, by_place=graph.by_place)
    strangers = _add_links(found, graph, known)
    if strangers:
        found.warn(Message("links-name-unlisted-nodes", count=strangers))
    if not graph.is_directed:
        found.warn(Message("graph-without-directions"))
    _name_unread(found, graph, document)
    return found


def _name_unread(found: RecordList, graph: _NodeLinkGraph, document: Any) -> None:
    """Name the lists of objects in the file that are neither the nodes nor the links."""
    paths = (path for path in record_paths(document) if path not in graph.paths)
    inside = tuple(f"{path}/" for path in graph.paths)
    if others := [path for path in paths if not path.startswith(inside)]:
        found.warn(Message("json-lists-not-read", paths=others[:_NAMED]))


def _network(graph: _NodeLinkGraph, where: str, limits: Limits) -> NetworkRecords:
    """Return a graph as a network; an id that stands as a number and as a text is two."""
    network = NetworkRecords(where, limits)
    by_place = graph.by_place
    ids = [_identity(node.told.get(ID)) for node in graph.nodes if node.told]
    twice = {word for word, form in ids if form == _NUMBER} & {w for w, f in ids if f == _TEXT}

    def id_of(value: Any) -> str:
        if by_place and isinstance(value, _Number):
            value = _ListPlace(value)
        word, form = _identity(value)
        return f"{form}:{word}" if word in twice and form == _NUMBER else word

    for number, node in enumerate(graph.nodes):
        id_ = id_of(_Number(number) if by_place else (node.told or {}).get(ID))
        network.node(number + 1, id_, _said(node.told, (ID,)), node.text)
    for number, link in enumerate(graph.links, 1):
        ends = [id_of((link.told or {}).get(end)) for end in ENDS]
        said = _said(link.told, (*ENDS, "key"))
        place = len(graph.nodes) + number
        network.edge(place, f"link {number}", (ends[0], ends[1]), said, link.text)
    return network


def _said(told: Mapping[str, Any] | None, without: Sequence[str]) -> dict[str, list[str]]:
    return {name: texts_of(value) for name, value in (told or {}).items() if name not in without}


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


def _no_graph(where: str) -> FormatError:
    hint = Message("node-link-has-both-lists")
    return FormatError(Message("is-no-node-link"), where=where, hint=hint)


def holds_graph(document: Any) -> bool:
    """Say whether a list of nodes and one of links between them lie together in a document.

    >>> holds_graph({"model": {"nodes": [{"key": "a"}], "edges": [{"from": "a", "to": "a"}]}})
    True
    >>> holds_graph({"nodes": [{"host": "a"}], "links": [{"href": "b"}]})
    False
    """
    found = _graph_in(document)
    return found is not None and any(
        link.told and all(end in link.told for end in ENDS) for link in found.links
    )


def _graph_in(document: Any) -> _NodeLinkGraph | None:
    """Return the outermost graph of a document."""
    waiting = deque([("", document, 0)])
    while waiting:
        path, value, depth = waiting.popleft()
        if not isinstance(value, dict):
            continue
        if lists := _lists(value):
            graph = _graph(*lists.values(), is_directed=_is_directed(value))
            return replace(graph, paths=tuple(pointer(path, name) for name in lists))
        if depth < _DEPTH:
            waiting += [(pointer(path, n), one, depth + 1) for n, one in value.items()]
    return None


def _lists(value: Mapping[str, Any]) -> dict[str, list[Any]] | None:
    """Return the nodes and links that an object holds, by their names there, in that order.

    Of nodes that stand by id each has it.
    """
    names = [next((n for n in names if n in value), "") for names in (NODES, LINKS)]
    nodes, links = (value.get(name) for name in names)
    if isinstance(nodes, dict) and all(isinstance(node, dict) for node in nodes.values()):
        nodes = [{ID: name, **one} for name, one in nodes.items()]
    if not isinstance(nodes, list) or not isinstance(links, list):
        return None
    return {names[0]: nodes, names[1]: links}


def _is_directed(graph: Mapping[str, Any]) -> bool:
    options = graph.get("options")
    kind = options.get("type") if isinstance(options, dict) else ""
    return graph.get("directed") is not False and kind != "undirected"


def _graph(
    nodes: Sequence[Any], links: Sequence[Any], *, is_directed: bool = True
) -> _NodeLinkGraph:
    """Return nodes and links by the names that networkx uses, whatever theirs are."""
    has_id = any(isinstance(one, dict) and ID in one for one in nodes)
    ids = {} if has_id else {OTHER_ID: ID}
    return _NodeLinkGraph(
        [_item(node, ids) for node in nodes],
        [_item(link, _names_of_ends(link)) for link in links],
        is_directed,
    )


def _names_of_ends(link: Any) -> dict[str, str]:
    """Return what a link calls its ends, where it has not both under the usual names."""
    names = link.keys() if isinstance(link, dict) else ()
    ends = next((two for two in (ENDS, *OTHER_ENDS) if all(end in names for end in two)), ENDS)
    return dict(zip(ends, ENDS, strict=True))


def _item(item: Any, names: Mapping[str, str]) -> _Item:
    """Return a node or a link with what lies below it beside what it has itself."""
    if not isinstance(item, dict):
        return _Item(None, _shown(item))
    below = [part for name, part in item.items() if name in PARTS and isinstance(part, dict)]
    own = {n: part for n, part in item.items() if n not in PARTS or not isinstance(part, dict)}
    told = {names[name]: part for name, part in own.items() if name in names}
    # what has the name of an id or an end, and is none here, keeps its value under another name
    told |= {
        f"own {name}" if name in told else name: part
        for name, part in own.items()
        if name not in names
    }
    for part in below:
        told |= {name: value for name, value in part.items() if name not in told}
    return _Item(told, _shown(item))


def _names(items: Sequence[_Item], without: Sequence[str]) -> list[str]:
    """Return the other attributes of nodes or links, in the order in which they are met."""
    names = dict.fromkeys(name for item in items for name in item.told or ())
    return [name for name in names if name not in without]


def _add_node(
    found: RecordList, number: int, node: _Item, known: set[tuple[str, str]], *, by_place: bool
) -> None:
    place, told = number + 1, node.told
    word, form = _identity(_ListPlace(number) if by_place else (told or {}).get(ID))
    if told is None or not word:
        found.refuse(place, "record", Message("node-without-id"), node.text)
        return
    if (form, word) in known:
        found.refuse(place, "record", Message("node-listed-twice", id=repr(word)), node.text)
        return
    known.add((form, word))
    name = next((_word(told[key]) for key in NAMES if _word(told.get(key))), word)
    cells = {"node": word, "node id is": form, "node name": name}
    cells |= {f"node {key}": _word(value) for key, value in told.items() if key not in (ID, *NAMES)}
    found.add(place, cells, node.text)


def _add_links(found: RecordList, graph: _NodeLinkGraph, known: set[tuple[str, str]]) -> int:
    """Add the links behind the nodes; return how many ends no node of the list has."""
    strangers: set[tuple[str, str]] = set()
    for place, link in enumerate(graph.links, len(graph.nodes) + 1):
        told = link.told or {}
        ends = [told.get(end) for end in ENDS]
        if graph.by_place:
            ends = [_ListPlace(end) if isinstance(end, _Number) else end for end in ends]
        (source, source_form), (target, target_form) = map(_identity, ends)
        if not source or not target:
            found.refuse(place, "record", Message("link-without-ends"), link.text)
            continue
        strangers |= {(source_form, source), (target_form, target)} - known
        cells = {
            "link source": source, "source id is": source_form, "link target": target,
            "target id is": target_form, "link key": _word(told.get("key")),
        }  # fmt: skip
        others = {key: value for key, value in told.items() if key not in (*ENDS, "key")}
        cells |= {f"link {key}": _word(value) for key, value in others.items()}
        found.add(place, cells, link.text)
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
