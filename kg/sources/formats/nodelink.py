"""Node-link JSON: a graph as networkx, D3 and notebooks write it, a list of nodes and one of links.

A node is a row and a link is a row; its place is its number in the file, nodes first. An id may be
a number or a text: 17 and "17" are two nodes. Where no node has an id, links name nodes by their
places in the list, from 0, as D3 does. Source: ``networkx.node_link_data`` (``nodes``, ``links`` or
``edges``, ``id``, ``source``, ``target``, ``key``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from kg.errors import FormatError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
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
_SHOWN = 2_000


def is_node_link(start: bytes) -> bool:
    r"""Say whether a text begins as such a graph.

    >>> is_node_link(b'{"directed": true, "nodes": []'), is_node_link(b'{"messages": []')
    (True, False)
    """
    return _BEGINS.match(start) is not None


def read_node_link(text: str, where: str, limits: Limits) -> RecordList:
    """Return the nodes and links of a graph.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.

    Raises:
        FormatError: It is no JSON, or has no list of nodes and none of links.
        LimitExceeded: It is deeper than ``record_depth``.
    """
    document = _document(text, where, limits)
    nodes, links = _lists(document, where)
    by_place = not any(isinstance(node, dict) and ID in node for node in nodes)
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
