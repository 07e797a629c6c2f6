"""RDF of any writing as nodes: each subject with its types and what it says, at its place.

The parser is pyoxigraph; nothing is fetched, and a JSON-LD context that lies elsewhere is refused.
What has no name of its own and is told in one place only belongs to the node that tells it, as does
what a vocabulary calls a part of a thing (the facets of UCO). Blank nodes are numbered as they come
up, so that the same file gives the same ids. Terms are written with the prefixes of the mapping
tables (``uco-obs:Message``), all others in full.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from kg.errors import FormatError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.foreign_model import known_contexts, vocabulary_addresses
from kg.sources.formats.json_text import JsonNumber, parse_json
from kg.sources.formats.records import lines_of

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE, FIRST, REST, NIL = f"{RDF}type", f"{RDF}first", f"{RDF}rest", f"{RDF}nil"
OBJECT = "https://ontology.unifiedcyberontology.org/uco/core/object"
"""By which property a bundle of UCO lists what it holds."""
_COMMENTS = rb"\s*(?:#[^\n]*\n\s*)*+"
_IRI = rb"<[A-Za-z][A-Za-z0-9+.-]{0,20}:[^<>\s/#:]{0,200}[/#:][^<>\s]{0,2000}>"
"""An address in its brackets: no tag of HTML or XML has a slash, a number sign or two colons."""
_SPECIAL = re.compile(_COMMENTS + rb"(?:@?prefix\s+[\w.-]{0,60}:\s*<|@?base\s+<)", re.IGNORECASE)
_STATEMENT = re.compile(
    _COMMENTS + rb"(?:" + _IRI + rb"|_:\w{1,200})\s+" + _IRI + rb"\s+(?:<|\"|_:)"
)
_GRAPH = re.compile(
    _COMMENTS
    + rb"(?:(?:GRAPH\s+)?<[^<>\s]{1,2000}>)?\s*\{\s*(?:"
    + _IRI
    + rb"|_:\w|\[\s*(?:a\s|\]|<))"
)
_NODE = re.compile(_COMMENTS + _IRI + rb"\s+(?:a\s|[A-Za-z][\w-]{0,60}:\w)")
_XML = re.compile(rb"(?:<\?xml[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*+<(?:\w+:)?RDF[\s>]")
_JSON = re.compile(rb'[\[{]\s*[\[{"]')
_PLAIN_NAME = re.compile(r"[A-Za-z0-9:_-]{1,200}")
_CONTEXT = re.compile(
    rb'"@(?:context|graph)"\s*:|"@id"\s*:\s*"(?:_:|[A-Za-z][A-Za-z0-9+.-]{0,20}:)'
)


def is_rdf_text(start: bytes) -> bool:
    r"""Say whether a text begins as Turtle, TriG, N-Triples or N-Quads.

    >>> is_rdf_text(b"@prefix a: <b:> ."), is_rdf_text(b"<urn:x:1> <urn:x:2> <urn:x:3> .")
    (True, True)
    >>> [is_rdf_text(text) for text in (b"<html> <head> <a>", b"base x,y", b"<o:p> <o:q> <o:r>")]
    [False, False, False]
    """
    forms = (_SPECIAL, _STATEMENT, _GRAPH, _NODE)
    return start[:1] in b"@<_#pPbBgG{" and any(form.match(start) for form in forms)


def is_json_ld(start: bytes) -> bool:
    """Say whether a text begins as JSON-LD.

    >>> is_json_ld(b'{"@context": {}}'), is_json_ld(b'{"context": {}}')
    (True, False)
    """
    return _JSON.match(start) is not None and _CONTEXT.search(start[:65_536]) is not None


def is_rdf_xml(start: bytes) -> bool:
    """Say whether a text begins as RDF/XML.

    >>> is_rdf_xml(b"<rdf:RDF xmlns:rdf='x'>"), is_rdf_xml(b"<rdfx>")
    (True, False)
    """
    return _XML.match(start) is not None


@dataclass(slots=True)
class RdfNode:
    """A subject: its id, its types, and the texts and ids that it says, by property.

    ``named`` are the ids among what it says, by property; ``graph`` is in which graph it is told.
    """

    id: str
    place: int
    types: list[str] = field(default_factory=list)
    said: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=dict)
    graphs: list[str] = field(default_factory=list)
    text: str = ""
    listed: set[str] = field(default_factory=set)
    """Properties whose texts have an order: those of lists."""


@dataclass(slots=True)
class RdfDocument:
    """The quads of a file, each with its place, and what is wrong or odd in it."""

    quads: list[tuple[Any, int]] = field(default_factory=list)
    refused: list[tuple[int, Message, str]] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    raw: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    """Names of a JSON-LD item that its context gives no meaning, with their texts."""
    reader: str = ""


def parse_rdf_text(text: str, where: str) -> RdfDocument:
    """Return the quads of Turtle, TriG, N-Triples or N-Quads; a bad line of the last is refused."""
    from pyoxigraph import RdfFormat, parse

    plain = text.encode()
    if _SPECIAL.match(plain[:65_536]) or not _STATEMENT.match(plain[:65_536]):
        return _of_turtle(text, where)
    lines = lines_of(text)
    document = RdfDocument(reader="N-Quads")
    for number, line in enumerate(lines, 1):
        try:
            document.quads += [(quad, number) for quad in parse(line, format=RdfFormat.N_QUADS)]
        except (SyntaxError, ValueError) as error:
            document.refused.append((number, Message("is-no-rdf", error=_said(error)), line))
        if len(document.refused) > max(3, number // 2):  # it goes on over lines: it is Turtle
            return _of_turtle(text, where)
    return document


def _of_turtle(text: str, where: str) -> RdfDocument:
    from pyoxigraph import RdfFormat, parse

    try:
        quads = list(parse(text, format=RdfFormat.TRIG, base_iri=_BASE))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        place = f"{where} line {line}" if line else where
        raise FormatError(Message("is-no-rdf", error=_said(error)), where=place) from error
    lines = _lines_of_subjects(text, {_key(quad.subject) for quad in quads})
    return RdfDocument(
        [(quad, lines.get(_key(quad.subject), 1)) for quad in quads], reader="Turtle"
    )


_BASE = "urn:kg:document:"
_SUBJECT = re.compile(r"[ \t]*(?:<([^<>\s]+)>|([A-Za-z][\w.-]*)?:([^\s;,.<>\[\]()\"']*))")
_PREFIX = re.compile(r"(?i)@?prefix\s+([\w.-]*):\s*<([^<>\s]*)>")


def _lines_of_subjects(text: str, subjects: set[str]) -> dict[str, int]:
    """Return the first line that begins with each subject, as far as a line does."""
    prefixes: dict[str, str] = {}
    found: dict[str, int] = {}
    for number, line in enumerate(lines_of(text), 1):
        if match := _PREFIX.match(line.lstrip()):
            prefixes[match[1]] = match[2]
        elif match := _SUBJECT.match(line):
            iri = match[1] or prefixes.get(match[2] or "", "") + (match[3] or "")
            if iri in subjects and iri not in found:
                found[iri] = number
    return found


def parse_rdf_xml(data: bytes, where: str, limits: Limits, encoding: str) -> RdfDocument:
    """Return the quads of RDF/XML; a document type is refused before anything is read."""
    from pyoxigraph import RdfFormat, parse

    from kg.sources.formats.xml import decoded, elements

    for _ in elements(data, (), (), where, limits, encoding):
        pass
    source = decoded(data, encoding, where)
    text = source if isinstance(source, str) else source.decode("utf-8", "replace")
    try:
        quads = list(parse(source, format=RdfFormat.RDF_XML, base_iri=_BASE))
    except (SyntaxError, ValueError) as error:
        raise FormatError(Message("is-no-rdf", error=_said(error)), where=where) from error
    lines: dict[str, int] = {}
    for number, line in enumerate(lines_of(text), 1):
        for match in re.finditer(r"(?:about|ID|nodeID)\s*=\s*[\"']([^\"']+)[\"']", line):
            lines.setdefault(match[1], number)
    document = RdfDocument(reader="RDF/XML")
    for quad in quads:
        name = _key(quad.subject)
        place = lines.get(name) or lines.get(name.removeprefix(f"{_BASE}#"), 1)
        document.quads.append((quad, place))
    return document


def parse_json_ld(text: str, where: str, limits: Limits) -> RdfDocument:
    """Return the quads of JSON-LD, item by item of its list: each at its own pointer.

    Raises:
        FormatError: It is no JSON-LD, or its context lies elsewhere: nothing is fetched.
        LimitExceeded: It is deeper than ``record_depth``.
    """
    whole = parse_json(text, where, limits)
    context = _here(whole.get("@context")) if isinstance(whole, dict) else None
    if _is_elsewhere(context):
        raise FormatError(
            Message("context-is-elsewhere"), where=where, hint=Message("context-into-the-file")
        )
    reader, items, rest = _items_of(whole, context)
    document = RdfDocument(reader=reader)
    if rest:
        _add_item(document, rest, context, 0)
    for number, item in enumerate(items, 1):
        _add_item(document, item, context, number)
    if not document.quads and document.refused:
        raise FormatError(document.refused[0][1], where=where)
    return document


def _items_of(whole: Any, context: Any) -> tuple[str, list[Any], dict[str, Any]]:
    """Return how items are named, the items, and what stands beside the list of them."""
    if isinstance(whole, list):
        return "JSON-LD list", whole, {}
    beside = {name: value for name, value in whole.items() if name != "@context"}
    for name, value in beside.items():
        is_held = name == "@graph" or _expanded(name, context) == OBJECT
        if is_held and isinstance(value, list) and (name == "@graph" or _are_nodes(value)):
            rest = {other: said for other, said in beside.items() if other != name}
            known = {"@graph": "JSON-LD", "uco-core:object": "UCO bundle"}
            own = f"JSON /{name}" if _PLAIN_NAME.fullmatch(name) else "JSON-LD item"
            return known.get(name, own), value, rest
    return "JSON-LD item", [beside], {}


def _are_nodes(items: Sequence[Any]) -> bool:
    return all(isinstance(item, dict) and len(item) > 1 for item in items) and bool(items)


def _add_item(document: RdfDocument, item: Any, context: Any, number: int) -> None:
    from pyoxigraph import RdfFormat, parse

    shown = json.dumps(item, ensure_ascii=False)
    document.texts[number] = shown
    if not isinstance(item, dict):
        document.refused.append((number, Message("is-no-rdf", error="no object"), shown))
        return
    if "@context" in item:
        item = {**item, "@context": _here(item["@context"])}
    # inside a list of its own an item may narrow the context, never replace it
    one = {"@graph": [item]} if context is None else {"@context": context, "@graph": [item]}
    whole = _reworded(one)
    try:
        quads = list(parse(json.dumps(whole), format=RdfFormat.JSON_LD, base_iri=_BASE))
    except (SyntaxError, ValueError) as error:
        document.refused.append((number, Message("is-no-rdf", error=_said(error)), shown))
        return
    document.quads += [(quad, number) for quad in quads]
    if meaningless := _meaningless(item, context):
        document.raw[number] = meaningless


def _reworded(value: Any) -> Any:
    """Return JSON whose numbers are numbers again: they were read by their digits."""
    if isinstance(value, dict):
        return {name: _reworded(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_reworded(inner) for inner in value]
    if not isinstance(value, JsonNumber):
        return value
    try:
        return int(value)
    except ValueError:
        return str(value)


def _meaningless(item: Mapping[str, Any], context: Any) -> dict[str, list[str]]:
    """Return the names that a context gives no meaning: RDF drops them without a word."""
    contexts = context if isinstance(context, list) else [context]
    tables = [one for one in contexts if isinstance(one, dict)]
    if any("@vocab" in table for table in tables):
        return {}
    known = {name for table in tables for name in table}
    found: dict[str, list[str]] = {}
    waiting: list[Any] = [item]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict) and "@context" not in one:
            for name, value in one.items():
                if name[:1] != "@" and ":" not in name and name not in known:
                    found.setdefault(name, []).append(json.dumps(value, ensure_ascii=False))
                else:
                    waiting.append(value)
    return found


_SITE = re.compile(r"https?://([^/]+)(?:/|/docs/[a-z]+\.jsonld|)")


def _here(context: Any) -> Any:
    """Return a context whose addresses of a known vocabulary are written out, so none is fetched.

    >>> _here("https://schema.org"), _here(["http://schema.org/", {"x": "urn:x"}])
    ({'@vocab': 'https://schema.org/'}, [{'@vocab': 'https://schema.org/'}, {'x': 'urn:x'}])
    """
    if isinstance(context, list):
        return [_here(one) for one in context]
    site = _SITE.fullmatch(context) if isinstance(context, str) else None
    vocabulary = known_contexts().get(site[1]) if site else None
    return {"@vocab": vocabulary} if vocabulary else context


def _is_elsewhere(context: Any) -> bool:
    contexts = context if isinstance(context, list) else [context]
    return any(isinstance(one, str) for one in contexts)


def _expanded(name: str, context: Any) -> str:
    prefix, colon, local = name.partition(":")
    contexts = context if isinstance(context, list) else [context]
    for table in contexts:
        if colon and isinstance(table, dict) and isinstance(table.get(prefix), str):
            return f"{table[prefix]}{local}"
    return name


def _said(error: Exception) -> str:
    return str(getattr(error, "msg", None) or error)[:300]


def _key(term: Any) -> str:
    return str(term.value) if type(term).__name__ == "NamedNode" else str(term)


@cache
def _prefixes() -> tuple[tuple[str, str], ...]:
    """Return the addresses of the tables' vocabularies with their prefixes, the longest first."""
    return tuple(sorted(vocabulary_addresses(), reverse=True))


@cache
def short(iri: str) -> str:
    """Return a term with the prefix of its vocabulary, or in full where no table knows it.

    >>> short("https://w3id.org/crimechain/Person"), short("urn:x")
    ('cc:Person', 'urn:x')
    """
    for address, prefix in _prefixes():
        if iri.startswith(address) and len(iri) > len(address):
            return f"{prefix}:{iri[len(address) :]}"
    return iri


def nodes_of(
    document: RdfDocument,
    parts: frozenset[str],
    dropped: frozenset[str],
    deepest: int,
    is_thing: Callable[[str], bool] = lambda type_: False,
) -> list[RdfNode]:
    """Return the nodes of a document in the order in which they come up.

    A blank node that one other names belongs to that one.

    Args:
        document: The quads.
        parts: Properties whose objects are parts of the thing that has them.
        dropped: Graphs that only repeat what others say.
        deepest: How deep what belongs to a node may lie.
        is_thing: Says of a type whether what has it is a thing of its own, without a name too.

    Raises:
        LimitExceeded: Some lies deeper.
    """
    return _Folding(document, parts, dropped, deepest, is_thing).nodes()


class _Folding:
    """Gathers quads by subject, and what belongs to another node into that one."""

    def __init__(
        self,
        document: RdfDocument,
        parts: frozenset[str],
        dropped: frozenset[str],
        deepest: int,
        is_thing: Callable[[str], bool],
    ) -> None:
        self._document, self._parts, self._deepest = document, parts, deepest
        self._is_thing = is_thing
        self._blank: dict[str, str] = {}
        self._quads: dict[str, list[tuple[Any, int]]] = {}
        owners: dict[str, list[tuple[str, str]]] = {}
        for quad, place in document.quads:
            if _key(quad.graph_name) in dropped:
                continue
            subject = self._id(quad.subject)
            self._quads.setdefault(subject, []).append((quad, place))
            if type(quad.object).__name__ in ("NamedNode", "BlankNode"):
                owners.setdefault(self._id(quad.object), []).append(
                    (subject, short(quad.predicate.value))
                )
        self._owned = self._owned_nodes(owners)

    def _id(self, term: Any) -> str:
        """Return the id of a node; blank ones are numbered as they come up."""
        if type(term).__name__ != "BlankNode":
            return _key(term)
        return self._blank.setdefault(str(term), f"_:{len(self._blank) + 1}")

    def _owned_nodes(self, owners: Mapping[str, list[tuple[str, str]]]) -> set[str]:
        """Return the nodes that belong to one other node; none of a circle does."""
        owner_of: dict[str, str] = {}
        for node, by in owners.items():
            if node in self._quads and len({subject for subject, _ in by}) == 1:
                is_part = all(name in self._parts for _, name in by)
                is_bare = node.startswith("_:") and not self._stands_alone(node)
                if (is_bare or is_part) and by[0][0] != node:
                    owner_of[node] = by[0][0]
        sound: dict[str, bool] = {}
        for start in owner_of:
            path, one = dict[str, None](), start
            while one in owner_of and one not in sound and one not in path:
                path[one] = None
                one = owner_of[one]
            ends_well = sound.get(one, one not in owner_of)
            sound |= dict.fromkeys(path, ends_well and one not in path)
        return {node for node, well in sound.items() if well}

    def _stands_alone(self, node: str) -> bool:
        """Say whether one of the types of a node is that of a thing."""
        types = (quad.object for quad, _ in self._quads[node] if quad.predicate.value == TYPE)
        return any(self._is_thing(short(self._id(type_))) for type_ in types)

    def nodes(self) -> list[RdfNode]:
        return [self._node(id_) for id_ in self._quads if id_ not in self._owned]

    def _node(self, id_: str) -> RdfNode:
        rows = self._quads[id_]
        node = RdfNode(id_, rows[0][1], text=self._document.texts.get(rows[0][1], id_))
        # what belongs to it, level by level: deep ones need no stack
        waiting: list[tuple[str, str, int]] = [(id_, "", 0)]
        while waiting:
            one, before, depth = waiting.pop()
            if depth > self._deepest:
                what = Message("deeper-than-record-depth", limit=self._deepest)
                raise LimitExceeded(what, where=node.id)
            for quad, _ in self._quads[one]:
                for other, path in self._take(node, quad, before, is_own=one == id_):
                    waiting.append((other, path, depth + (path != before)))
        for name, texts in node.said.items():
            if name not in node.listed:  # a set: each writing of a graph has its own order
                texts.sort()
        return node

    def _take(
        self, node: RdfNode, quad: Any, before: str, *, is_own: bool
    ) -> Iterable[tuple[str, str]]:
        """Take what a quad says of a node; return what else belongs to it, with its path."""
        predicate, object_ = quad.predicate.value, quad.object
        if is_own and (graph := _key(quad.graph_name)) != "DEFAULT" and graph not in node.graphs:
            node.graphs.append(graph)
        if predicate == TYPE:
            type_ = short(self._id(object_))
            types = node.types if is_own else node.said.setdefault("part", [])
            if type_ not in types:
                types.append(type_)
            return ()
        name = short(predicate)
        path = before if predicate in (FIRST, REST) else f"{before}{name}"
        if predicate == FIRST:
            node.listed.add(path.rstrip("/"))
        if type(object_).__name__ in ("NamedNode", "BlankNode"):
            other = self._id(object_)
            if other in self._owned:
                listed = predicate in (FIRST, REST) or name in self._parts
                return [(other, before if listed else f"{path}/")]
            if other == NIL:
                return ()
            node.named.setdefault(path.rstrip("/"), []).append(other)
            node.said.setdefault(path.rstrip("/"), []).append(short(other))
            return ()
        text = object_.value if hasattr(object_, "value") else str(object_)
        node.said.setdefault(path.rstrip("/"), []).append(text)
        return ()
