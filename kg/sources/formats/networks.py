"""Networks of any writing as things and relations: nodes and edges with attributes.

What a node is an attribute says (``kind``, ``type``, ``category`` …), and the tables know its word,
or the ontology does. An edge is the relation that its own word names, where its ends may have it.
A network that kg wrote says the kind of each in our words, and its values by our properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.errors import FormatError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.foreign_model import STRUCTURE, ForeignModel, foreign_model
from kg.sources.formats.graph_records import ForeignFact, GraphRecords
from kg.sources.formats.json_text import parse_json, texts_of, written
from kg.sources.formats.records import RecordList
from kg.text import path_number

_OWN = re.compile(rb'\{"directed": true, "multigraph": true, "graph": \{"about": \[')
_ESCAPED = re.compile(r"\\(.)")
_PARTS = " | "


def is_own_network(start: bytes) -> bool:
    """Say whether a text begins as the node-link JSON that kg writes.

    >>> is_own_network(b'{"directed": true, "multigraph": true, "graph": {"about": ["x"]},')
    True
    """
    return _OWN.match(start) is not None


def read_own_network(text: str, where: str, limits: Limits) -> RecordList:
    """Return the nodes and edges of node-link JSON that kg wrote.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.

    Raises:
        FormatError: It is no JSON, or lacks one of the two lists.
        LimitExceeded: It is deeper or wider than is allowed.
    """
    document = parse_json(text, where, limits)
    lists = [document.get(name) for name in ("nodes", "links")]
    if not all(isinstance(one, list) for one in lists):
        what = Message("is-no-node-link")
        raise FormatError(what, where=where, hint=Message("node-link-has-both-lists"))
    network = NetworkRecords(where, limits)
    nodes, links = (one if isinstance(one, list) else [] for one in lists)
    for number, node in enumerate(nodes, 1):
        network.node(number, _texts(node, "id"), _said(node, ("id",)), written(node))
    for number, link in enumerate(links, 1):
        ends = [_texts(link, name) for name in ("source", "target", "key")]
        said = _said(link, ("source", "target", "key"))
        network.edge(path_number(number, 1), ends[2], (ends[0], ends[1]), said, written(link))
    return network.records()


def _texts(item: Any, name: str) -> str:
    return written(item.get(name)) if isinstance(item, dict) else ""


def _said(item: Any, without: Sequence[str]) -> dict[str, list[str]]:
    told = item.items() if isinstance(item, dict) else ()
    return {name: texts_of(value) for name, value in told if name not in without}


@dataclass(slots=True)
class NetworkRecords:
    """Gathers the nodes and edges of a file, then reads them all."""

    where: str
    limits: Limits
    nodes: dict[str, ForeignFact] = field(default_factory=dict)
    edges: list[ForeignFact] = field(default_factory=list)
    words: dict[str, Sequence[str]] = field(default_factory=dict)
    refused: list[tuple[int, Message, str]] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)
    ends: dict[str, tuple[str, Sequence[str]]] = field(default_factory=dict)
    others: list[ForeignFact] = field(default_factory=list)

    def node(
        self,
        place: int,
        id_: str,
        said: Mapping[str, list[str]],
        text: str,
        words: Sequence[str] = (),
    ) -> None:
        """Add a node; one without an id, or a second of an id, is refused.

        ``words`` say what it is, where the format has a place of its own for that: the first that
        is known counts, and no attribute.
        """
        if not id_:
            self.refused.append((place, Message("node-without-id"), text))
        elif id_ in self.nodes:
            self.refused.append((place, Message("node-listed-twice", id=repr(id_)), text))
        else:
            self.nodes[id_] = ForeignFact(place, id_, "", said, text)
            self.words[id_] = words

    def edge(
        self,
        place: int,
        id_: str,
        ends: tuple[str, str],
        said: Mapping[str, list[str]],
        text: str,
        word: str = "",
    ) -> None:
        """Add an edge; one that lacks an end is refused. ``word`` is as the words of a node."""
        if not all(ends):
            self.refused.append((place, Message("link-without-ends"), text))
            return
        number = id_ or f"edge {len(self.edges) + 1}"
        self.edges.append(ForeignFact(place, number, "", said, text, *ends, word=word))

    def end(self, id_: str, kind: str, numbers: Sequence[str]) -> None:
        """Note what an edge of kg says of an end: its kind and its numbers."""
        self.ends.setdefault(id_, (kind, numbers))

    def kept(self, place: int, table: str, said: Mapping[str, list[str]]) -> None:
        """Add a row of which no fact is made, and what its table is called."""
        self.others.append(ForeignFact(place, f"{table} {place}", table, said, facts=False))

    def records(self) -> RecordList:
        """Return the rows of all nodes and edges."""
        graph = GraphRecords(foreign_model("network"), self.where, self.limits)
        reader = _NetworkReader(graph.model)
        for fact in self.nodes.values():
            reader.read_node(fact, self.words[fact.id])
        kinds = {id_: fact.kind or graph.model.general_thing for id_, fact in self.nodes.items()}
        for fact in self.edges:
            reader.read_edge(fact, kinds, graph)
        for fact in self.nodes.values():
            reader.read_numbers(fact, graph)
        for id_, (kind, numbers) in self.ends.items():
            if graph.model.schema.has_kind(kind) and graph.model.schema.kind(kind).is_entity:
                graph.end_with(id_, kind, numbers)
        graph.facts += [*self.nodes.values(), *self.edges, *self.others]
        graph.warnings += self.warnings
        for place, reason, text in self.refused:
            graph.refuse(place, reason, text)
        return graph.records()


@dataclass(slots=True)
class _NetworkReader:
    model: ForeignModel

    def read_node(self, fact: ForeignFact, words: Sequence[str] = ()) -> None:
        """Settle the kind, the word and the values of a node."""
        known = (one for one in words if self._kind(one) != self.model.general_thing)
        word = next(known, words[0]) if words else self._word(fact, "node")
        if self._is_own(fact) and self.model.schema.has_kind(word):
            self._read_own(fact, word)
            return
        fact.type = word or "node"
        fact.word = fact.type
        fact.kind = self._kind(word)
        fact.values = self._mapped(fact)
        numbers = self.model.schema.kind(fact.kind).label_properties
        if not any(fact.values.get(name) for name in ("name", *numbers)):
            fact.values["name"] = [fact.id]

    def read_edge(self, fact: ForeignFact, kinds: Mapping[str, str], graph: GraphRecords) -> None:
        """Settle the kind, the word, the times and the money of an edge."""
        word = fact.word or self._word(fact, "edge")
        fact.word = ""
        money = self.model.reading["money"]
        fact.money = {n: text for n, names in money.items() if (text := _first(fact.said, names))}
        if self._is_own(fact) and self.model.schema.has_kind(word):
            self._read_own(fact, word)
            fact.object = _first(fact.said, ["object"])
            fact.money |= {"precision": _first(fact.said, ["precision"])}
            return
        fact.type = word or "edge"
        ends = [kinds.get(end, self.model.general_thing) for end in (fact.source, fact.target)]
        fact.kind = self._link(word, *ends) or self._listed_link(word, fact, *ends)
        fact.values = self._mapped(fact)
        if fact.kind == self.model.general_link:
            fact.values["recordedAs"] = [fact.type]
        if self.model.flows(fact.kind) and (state := self._state(fact, graph)):
            fact.values["status"] = [state]
        fact.values.pop("name", None)

    def read_numbers(self, fact: ForeignFact, graph: GraphRecords) -> None:
        """Add a link to each telephone that stands as an attribute of somebody."""
        if self._is_own(fact) and fact.type == fact.kind:
            return
        for name, texts in fact.said.items():
            form = self.model.number_of("", _plain(name))
            if form and self.model.fits(form["link"], fact.kind, form["kind"]):
                graph.number(fact, _plain(name), texts, name)

    def _word(self, fact: ForeignFact, what: str) -> str:
        return _first(fact.said, self.model.reading["words"][what])

    def _is_own(self, fact: ForeignFact) -> bool:
        return fact.id.startswith(self.model.reading["own"]["begins"])

    def _read_own(self, fact: ForeignFact, kind: str) -> None:
        own = self.model.reading["own"]
        fact.type = fact.kind = kind
        values: dict[str, list[str]] = {}
        for name, texts in fact.said.items():
            bare = name.removeprefix(own["moved"])
            if (name in own["taken"] and bare == name) or bare in STRUCTURE - {"role"}:
                continue
            if self.model.schema.has_property(bare):
                values[bare] = [part for text in texts for part in parted(text)]
        evidence = fact.said.get("evidence", ())
        if evidence:
            values["sourceReference"] = [*values.get("sourceReference", ()), *evidence]
        fact.values = values
        fact.proof = _first(fact.said, ["proof"])

    def _kind(self, word: str) -> str:
        """Return the kind that a word means: one of the lists, else of the ontology's words."""
        schema = self.model.schema
        if schema.has_kind(word) and schema.kind(word).is_entity:
            return word
        listed: Mapping[str, str] = self.model.reading["kinds"]
        if kind := listed.get(word.strip(":").casefold().replace(" ", "_")):
            return kind
        found = [kind for kind in schema.resolve(word, "entity") if kind.is_entity] if word else []
        return found[0].name if len(found) == 1 else self.model.general_thing

    def _link(self, word: str, source: str, target: str) -> str:
        schema = self.model.schema
        found = [kind.name for kind in schema.resolve(word, "link")] if word else []
        names = [word] if schema.has_kind(word) else found
        return next((name for name in names if self.model.fits(name, source, target)), "")

    def _listed_link(self, word: str, fact: ForeignFact, source: str, target: str) -> str:
        """Return the link that the lists have for a word; of money only where some is said."""
        for name in self.model.reading["links"].get(_plain(word), ()):
            said = name != "Transfer" or "amount" in fact.money
            if said and self.model.fits(name, source, target):
                return str(name)
        return self.model.general_link

    def _mapped(self, fact: ForeignFact) -> dict[str, list[str]]:
        """Return the values that the tables know by name, and those that are called as ours are."""
        values: dict[str, list[str]] = {}
        listed, special = self.model.reading["properties"], self._special(fact.kind)
        ours = (name for name in fact.said if self._is_ours(name, fact.kind))
        known = (name for name in fact.said if _plain(name) in special)
        for name in dict.fromkeys((*known, *listed, *ours)):  # a name comes before a label
            own = special.get(_plain(name)) or self.model.property_of("", name) or name
            texts = [text for text in fact.said.get(name, ()) if own != "name" or text != fact.id]
            if texts:
                values.setdefault(own, []).extend(texts)
        return values

    def _state(self, fact: ForeignFact, graph: GraphRecords) -> str:
        """Return why an edge moved nothing, where the file says that it did not."""
        states = self.model.reading["states"]
        for name in (name for name in states["names"] if name in fact.said):
            word = _first(fact.said, [name]).strip().casefold()
            if state := next((s for s in ("failed", "reversed") if word in states[s]), ""):
                graph.used.add(name)
                return state
        return ""

    def _special(self, kind: str) -> Mapping[str, str]:
        """Return what things of a kind are known by, our property by the plain name of theirs."""
        tables: Mapping[str, Mapping[str, Sequence[str]]] = self.model.reading["own_properties"]
        own = (table for of, table in tables.items() if self.model.schema.is_a(kind, of))
        return {name: ours for table in own for ours, names in table.items() for name in names}

    def _is_ours(self, name: str, kind: str) -> bool:
        """Say whether things of a kind are known or called by a property of that name."""
        known = self.model.schema.kind(kind)
        return name in known.key_properties or name in known.label_properties


def _plain(name: str) -> str:
    """Return a name as the lists have it: small letters without blanks, hyphens, underscores."""
    return re.sub(r"[\s_-]", "", name.casefold())


def _first(said: Mapping[str, Sequence[str]], names: Sequence[str]) -> str:
    return next((texts[0] for name in names if (texts := said.get(name)) and texts[0]), "")


def parted(text: str) -> Iterator[str]:
    """Yield the values that an export joined in one text."""
    for part in text.split(_PARTS):
        yield _ESCAPED.sub(lambda match: "" if match[1] == "e" else match[1], part)
