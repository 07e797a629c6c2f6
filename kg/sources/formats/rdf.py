"""RDF in every writing, CASE/UCO among it: nodes as things and relations, at their place.

A node of our namespace is what it says; of any other the tables decide what its class and its
properties are called in ours. A node that names another one of the file is related to it, and that
is one more row. Who keeps a record of provenance on a node, and the graph that tells it, stay
behind its facts as their source reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from kg.limits import Limits
from kg.messages import Message
from kg.schema import Kind
from kg.sources.formats.foreign_model import STRUCTURE, EdgeForm, ForeignModel, foreign_model
from kg.sources.formats.graph_records import ForeignFact, GraphRecords
from kg.sources.formats.rdf_nodes import (
    RdfDocument,
    RdfNode,
    nodes_of,
    parse_json_ld,
    parse_rdf_text,
    parse_rdf_xml,
    short,
)
from kg.sources.formats.records import RecordList

OURS = "cc:"
MOST_PAIRS = 10_000
_MONEY = {name: name for name in ("precision", "amount", "currency")}


def read_rdf_text(text: str, where: str, limits: Limits) -> RecordList:
    """Return the nodes of Turtle, TriG, N-Triples or N-Quads as rows, each at its first line.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes that are read.

    Raises:
        FormatError: It is none of these.
    """
    return _records(parse_rdf_text(text, where), where, limits)


def read_rdf_xml(data: bytes, where: str, limits: Limits, encoding: str = "") -> RecordList:
    """Return the nodes of RDF/XML as rows, each at the line that names it.

    Raises:
        FormatError: It is none, or has a document type.
    """
    return _records(parse_rdf_xml(data, where, limits, encoding), where, limits)


def read_json_ld(text: str, where: str, limits: Limits) -> RecordList:
    """Return the nodes of JSON-LD as rows, each at the pointer of the item that tells it.

    Raises:
        FormatError: It is none, or its context is not in the file.
        LimitExceeded: It is deeper than ``record_depth``.
    """
    return _records(parse_json_ld(text, where, limits), where, limits)


def _records(document: RdfDocument, where: str, limits: Limits) -> RecordList:
    graph = GraphRecords(foreign_model("rdf"), where, limits)
    provenance = graph.model.reading["provenance"]
    parts = frozenset(graph.model.reading["parts"]["properties"])
    is_thing = lambda type_: graph.model.kind_of(type_) != graph.model.general_thing  # noqa: E731
    dropped = frozenset(provenance["graphs"])
    nodes = nodes_of(document, parts, dropped, limits.record_depth, is_thing)
    reader = _RdfReader(graph, document, {node.id: node for node in nodes})
    for node in nodes:
        reader.take(node)
    for place, reason, text in document.refused:
        graph.refuse(place, reason, text)
    if document.raw:
        names = sorted({name for said in document.raw.values() for name in said})
        graph.warnings.append(Message("names-without-meaning", names=names))
    found = graph.records()
    found.reader = document.reader
    return found


@dataclass(slots=True)
class _RdfReader:
    graph: GraphRecords
    document: RdfDocument
    nodes: Mapping[str, RdfNode]
    behind: dict[str, list[str]] = field(default_factory=dict)
    """What records of provenance say of nodes, by the id of the node."""

    def __post_init__(self) -> None:
        provenance = self._model.reading["provenance"]
        for node in self.nodes.values():
            if not any(type_ in provenance["records"] for type_ in node.types):
                continue
            names = _first(node.said, provenance["names"])
            for name in provenance["lists"]:
                for of in node.named.get(name, ()):
                    self.behind.setdefault(of, []).extend(names)
        for node in self.nodes.values():
            for name in provenance["supports"]:
                for evidence in node.named.get(name, ()):
                    said = self.nodes[evidence].said if evidence in self.nodes else {}
                    texts = said.get("cc:locator") or [evidence]
                    self.behind.setdefault(node.id, []).extend(texts)

    @property
    def _model(self) -> ForeignModel:
        return self.graph.model

    def take(self, node: RdfNode) -> None:
        """Take a node as its thing or relation, and what it names beside that."""
        raw = self.document.raw.get(node.place, {})
        said = {**node.said, **({"types": node.types} if node.types[1:] else {})}
        if node.graphs:
            said["graph"] = list(node.graphs)
        fact = ForeignFact(node.place, node.id, self._type(node), {**said, **raw}, node.text)
        kind = self._own_kind(node)
        reading = self._model.reading["provenance"]
        is_term = any(type_ in reading["types"] for type_ in node.types)
        ours = any(type_.startswith(OURS) for type_ in node.types)
        made = node.id.startswith(reading["made"])
        if is_term or ((ours or made) and kind is None):
            fact.facts = False  # no thing of a case, a judgement of ours, or whence a fact is
        if kind is not None:
            fact.kind = kind.name
            fact.values = dict(self._own_values(node))
        else:
            fact.values = self._joined(node)
        origins = dict.fromkeys(
            (*fact.values.get("sourceReference", ()), *self.behind.get(node.id, ()))
        )
        if origins:
            fact.values = {**fact.values, "sourceReference": list(origins)}
        self.graph.facts += list(self._facts(fact, node, kind)) if fact.facts else [fact]

    def _type(self, node: RdfNode) -> str:
        """Return the type that says most: the first that is read as more than the general kind."""
        general = self._model.reading["general"]["thing"]
        for type_ in node.types:
            if self._model.edge(type_) or self._model.kind_of(type_) != general:
                return type_
        return node.types[0] if node.types else "rdf:Resource"

    def _own_kind(self, node: RdfNode) -> Kind | None:
        """Return the kind that a node of our namespace says it is."""
        schema = self._model.schema
        names = (unquote(type_[len(OURS) :]) for type_ in node.types if type_.startswith(OURS))
        kinds = (schema.kind(name) for name in names if schema.has_kind(name))
        links = {kind.name for kind in schema.link_kinds()}
        return next((kind for kind in kinds if kind.is_entity or kind.name in links), None)

    def _joined(self, node: RdfNode) -> dict[str, list[str]]:
        """Return the names that are told in pieces alone, such as a surname beside a given name."""
        found: dict[str, list[str]] = {}
        joined: Mapping[str, Sequence[str]] = self._model.reading["joined"]
        for own, names in joined.items():
            whole = [n for n in node.said if self._model.property_of(self._type(node), n) == own]
            pieces = [text for name in names for text in node.said.get(name, ())[:1]]
            if pieces and not whole:
                found[own] = [" ".join(pieces)]
        return found

    def _own_values(self, node: RdfNode) -> Iterator[tuple[str, list[str]]]:
        without = {*STRUCTURE, "supportedBy"}
        for name, texts in node.said.items():
            bare = unquote(name[len(OURS) :])
            is_value = name.startswith(OURS) and name not in node.named
            is_ours = self._model.schema.has_property(bare)
            if is_ours and (bare == "role" or (is_value and bare not in without)):
                yield bare, [text.removeprefix(OURS) for text in texts]

    def _facts(self, fact: ForeignFact, node: RdfNode, kind: Kind | None) -> Iterator[ForeignFact]:
        is_link = kind is not None and not kind.is_entity
        edge = (
            self._model.edge("cc:Link" if is_link else fact.type)
            if kind is None or is_link
            else None
        )
        pairs = self._pairs(node, edge) if edge else []
        if is_link and not pairs:
            self.graph.refuse(fact.place, Message("link-without-ends"), fact.text)
            return
        if len(pairs) > MOST_PAIRS:
            self.graph.refuse(fact.place, Message("amount-among-several-ends"), fact.text)
            return
        others: Sequence[tuple[str, str]] = ()
        if edge and pairs:
            self._read_relation(fact, node, edge)
            (fact.source, fact.target), *others = pairs
        yield fact
        for number, ends in enumerate(others, 2):
            yield ForeignFact(
                fact.place, f"{fact.id} {number}", fact.type, {}, fact.text, *ends,
                kind=fact.kind, values=fact.values, word=fact.word, money=fact.money,
            )  # fmt: skip
        if kind is None and not fact.is_link:
            yield from self._references(fact, node)

    def _pairs(self, node: RdfNode, edge: EdgeForm) -> list[tuple[str, str]]:
        sources, targets = _first(node.named, edge.source), _first(node.named, edge.target)
        return [(source, target) for source in sources for target in targets]

    def _read_relation(self, fact: ForeignFact, node: RdfNode, edge: EdgeForm) -> None:
        times = {"start": _first(node.said, edge.start), "end": _first(node.said, edge.end)}
        money = {own: node.said.get(f"{OURS}{name}", []) for own, name in _MONEY.items()}
        fact.money = {name: texts[0] for name, texts in (times | money).items() if texts}
        fact.proof = next(iter(node.said.get(f"{OURS}proof", ())), "")
        fact.object = next(iter(node.named.get(f"{OURS}object", ())), "")
        fact.word = next(iter(_first(node.said, edge.word)), short(fact.type))
        if edge.word and not fact.kind:
            fact.type = fact.word

    def _references(self, fact: ForeignFact, node: RdfNode) -> Iterator[ForeignFact]:
        """Yield a relation to each other node of the file that a node names."""
        without = self._model.reading["provenance"]["references"]
        for name, others in node.named.items():
            if name in without:
                continue
            for other in dict.fromkeys(others):
                if other in self.nodes and other != node.id:
                    id_ = f"{fact.id} {name}"
                    yield ForeignFact(fact.place, id_, name, {}, fact.text, fact.id, other)


def _first(said: Mapping[str, Sequence[str]], names: Sequence[str]) -> Sequence[str]:
    return next((texts for name in names if (texts := said.get(name))), ())
