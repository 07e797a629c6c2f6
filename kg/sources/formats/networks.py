"""Networks of any writing as things and relations: nodes and edges with attributes.

What a node is an attribute says (``kind``, ``type``, ``category`` …), and the tables know its word,
or the ontology does. An edge is the relation that its own word names, where its ends may have it.
A network that kg wrote says the kind of each in our words, and its values by our properties.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any

from kg.errors import FormatError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.foreign_model import (
    EDGE_PARTS,
    EDGE_STATES,
    STRUCTURE,
    ForeignModel,
    foreign_model,
)
from kg.sources.formats.graph_records import ForeignFact, GraphRecords
from kg.sources.formats.json_text import parse_json, texts_of, written
from kg.sources.formats.records import RecordList
from kg.sources.layout import GraphBetween, GraphWords
from kg.sources.reading_result import UNKNOWN_WORDS
from kg.text import path_number
from kg.values import Refused
from kg.values.accounts import is_iban, normal_account
from kg.values.wallets import parse_wallet

_OWN = re.compile(rb'\{"directed": true, "multigraph": true, "graph": \{"about": \[')
_ESCAPED = re.compile(r"\\(.)")
_PARTS = " | "
_SIDES = ("source", "target")
NODE, EDGE = "node", "edge"
"""The words of what says of itself what it is in none."""
_NAMED = 10
"""How many words are named that no list knows, the most frequent first."""
WordsOf = Callable[["NetworkRecords"], GraphWords | None]
"""What a person says of the words of a network that was read, or nothing."""


def no_words(network: NetworkRecords) -> GraphWords | None:
    """Return that nobody says what the words of a network mean: the lists decide alone."""
    return None


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

    @property
    def is_own(self) -> bool:
        """Say whether kg wrote it: its words are those of the ontology."""
        begins = str(foreign_model("network").reading["own"]["begins"])
        return any(id_.startswith(begins) for id_ in self.nodes)

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

    def records(self, words: WordsOf = no_words) -> RecordList:
        """Return the rows of all nodes and edges; ``words`` tells what a person says of theirs."""
        graph = GraphRecords(foreign_model("network"), self.where, self.limits)
        reader = _NetworkReader(graph, words(self) or GraphWords())
        labels = {id_: self.words[id_] or _labels(fact) for id_, fact in self.nodes.items()}
        reader.base = _base_words(labels.values())
        for fact in self.nodes.values():
            reader.read_node(fact, labels[fact.id])
        reader.read_between(self.nodes, self.edges)
        kinds = {id_: fact.kind or graph.model.general_thing for id_, fact in self.nodes.items()}
        for id_, kind in reader.stands_for.items():
            reader.read_edge(self.nodes[id_], kinds, kind)
        for fact in self.edges:
            if fact.facts:
                reader.read_edge(fact, kinds)
        for id_, fact in self.nodes.items():
            if id_ not in reader.stands_for:
                reader.read_numbers(fact)
        for id_, (kind, numbers) in self.ends.items():
            if graph.model.schema.has_kind(kind) and graph.model.schema.kind(kind).is_entity:
                graph.end_with(id_, kind, numbers)
        graph.facts += [*self.nodes.values(), *self.edges, *self.others]
        graph.warnings += [*self.warnings, *reader.warnings()]
        for place, reason, text in self.refused:
            graph.refuse(place, reason, text)
        return graph.records()


def _labels(fact: ForeignFact) -> Sequence[str]:
    """Return the labels that stand in one attribute, as APOC writes them in GraphML: ``:A:B``."""
    said = _first(fact.said, ["labels"])
    return said[1:].split(":") if said.startswith(":") and said != ":" else ()


def _base_words(every: Iterable[Sequence[str]]) -> set[str]:
    """Return the words that tell nothing apart: two others or more stand beside them alone.

    Tools give all nodes of theirs a label of their own, or one to find them by.

    >>> _base_words([["Node", "A"], ["Node", "B"], ["C", "D"], ["C"]])
    {'Node'}
    """
    alone, beside = Counter[str](), Counter[tuple[str, str]]()
    for words in every:
        alone.update(words)
        beside.update((one, other) for one in words for other in words if one != other)
    narrower = Counter(one for (one, other), count in beside.items() if count == alone[other])
    return {word for word, count in narrower.items() if count > 1}


@dataclass(slots=True)
class _NetworkReader:
    graph: GraphRecords
    told: GraphWords
    base: set[str] = field(default_factory=set)
    """Labels that tell nothing apart."""
    stands_for: dict[str, str] = field(default_factory=dict)
    """What the nodes are, by id, that stand for a relation."""
    misfits: Counter[tuple[str, str]] = field(default_factory=Counter)
    endless: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    """Words that neither a person nor a list says anything of."""

    @property
    def model(self) -> ForeignModel:
        return self.graph.model

    def read_node(self, fact: ForeignFact, words: Sequence[str] = ()) -> None:
        """Settle the kind, the word and the values of a node."""
        fact.type = self._label(words) if words else self._word(fact, "node")
        if self._is_own(fact) and self.model.schema.has_kind(fact.type):
            self._read_own(fact, fact.type)
            return
        word, fact.type = fact.type, fact.type or NODE
        fact.word = fact.type
        self._note_used(fact, (*self.told.node_word,), fact.type)
        fact.kind = self._kind(word) if word else self.told.nodes.get(NODE, self._kind(""))
        fact.values = self._mapped(fact)
        told = fact.type in self.told.nodes or fact.type in self.told.between
        told = told or self.model.schema.has_kind(word)
        if word and fact.kind == self.model.general_thing and not told:
            self.unknown[word] += 1
        numbers = self.model.schema.kind(fact.kind).label_properties
        if own := self._number_of_id(fact):
            fact.values[own] = [fact.id]
        if not any(fact.values.get(name) for name in ("name", *numbers)):
            fact.values["name"] = [fact.id]

    def _number_of_id(self, fact: ForeignFact) -> str:
        """Return which number of an account or a wallet its id is, where check digits prove it."""
        keys = self.model.schema.kind(fact.kind).key_properties
        if any(fact.values.get(name) for name in keys):
            return ""
        with suppress(Refused):
            if "walletAddress" in keys and parse_wallet(fact.id):
                return "walletAddress"
            if "accountNumber" in keys:
                is_card = normal_account(fact.id).form == "card"
                return "accountNumber" if is_card or is_iban(fact.id) else ""
        return ""

    def _label(self, words: Sequence[str]) -> str:
        """Return which label of a node decides: one that a person names, else the first known.

        Where none is, it is the first that tells the node from others.
        """
        said = (word for word in words if word in self.told.nodes or word in self.told.between)
        known = (word for word in words if self._kind(word) != self.model.general_thing)
        listed = (word for word in words if self._listed_between(word))
        own = (word for word in words if word not in self.base)
        return next(chain(said, known, listed, own, words))

    def read_between(self, nodes: Mapping[str, ForeignFact], edges: Sequence[ForeignFact]) -> None:
        """Make relations of the nodes that stand for one, where their ends are told.

        The relations that lead to the ends, and all others of such a node, stay as rows.
        """
        forms = {id_: form for id_, fact in nodes.items() if (form := self._between(fact))}
        ends = self._ends_of(forms, edges) if forms else {}
        for id_, form in forms.items():
            found = [other for side in _SIDES for other in ends[id_, side]]
            each = all(len(ends[id_, side]) == 1 for side in _SIDES)
            is_told = nodes[id_].type in self.told.between
            if each and (is_told or self._may_be_between(form.kind, found, nodes)):
                nodes[id_].source, nodes[id_].target = found
                self.stands_for[id_] = form.kind
                self.unknown[nodes[id_].type] -= 1
            elif is_told:
                self.endless[nodes[id_].type] += 1
        for edge in edges if self.stands_for else ():
            if {edge.source, edge.target} & self.stands_for.keys():
                edge.type, edge.facts = self._edge_word(edge) or EDGE, False
                edge.said = {**edge.said, "source": [edge.source], "target": [edge.target]}
                self.graph.used.update(("id", "type", *_SIDES))

    def _ends_of(
        self, forms: Mapping[str, GraphBetween], edges: Iterable[ForeignFact]
    ) -> Mapping[tuple[str, str], list[str]]:
        """Return, of nodes that may stand for a relation, what lies at each side of theirs."""
        ends: dict[tuple[str, str], list[str]] = defaultdict(list)
        for edge in edges:
            word = plain_word(self._edge_word(edge))
            for id_, other in ((edge.source, edge.target), (edge.target, edge.source)):
                form = forms.get(id_)
                for side in _SIDES if form else ():
                    if word in map(plain_word, getattr(form, side)):
                        ends[id_, side].append(other)
        return ends

    def _may_be_between(
        self, kind: str, ends: Sequence[str], nodes: Mapping[str, ForeignFact]
    ) -> bool:
        """Say whether a relation may be between two nodes, neither of which stands for one."""
        kinds = [nodes[end].kind if end in nodes else self.model.general_thing for end in ends]
        return self.model.fits(kind, *kinds)

    def _between(self, fact: ForeignFact) -> GraphBetween | None:
        """Return the relation that a node stands for: told by a person, or by the lists."""
        if own := self.told.between.get(fact.type):
            return own
        listed = self._listed_between(fact.type) if fact.type not in self.told.nodes else None
        amounts = self.model.reading["money"]["amount"]
        has_amount = any(plain_word(name) in map(plain_word, amounts) for name in fact.said)
        return listed if has_amount and not self._is_own(fact) else None

    def _listed_between(self, word: str) -> GraphBetween | None:
        for kind, listed in self.model.reading["between"].items():
            if plain_word(word) in listed["labels"]:
                return GraphBetween(kind, tuple(listed["source"]), tuple(listed["target"]))
        return None

    def read_edge(self, fact: ForeignFact, kinds: Mapping[str, str], stands_for: str = "") -> None:
        """Settle the kind, the word, the times and the money of an edge.

        Of a node ``stands_for`` is the relation that it stands for.
        """
        word = fact.type if stands_for else self._edge_word(fact)
        fact.word = ""
        money = self.model.reading["money"]
        fact.money = {n: text for n, names in money.items() if (text := _first(fact.said, names))}
        if self._is_own(fact) and self.model.schema.has_kind(word):
            self._read_own(fact, word)
            fact.object = _first(fact.said, ["object"])
            fact.money |= {"precision": _first(fact.said, ["precision"])}
            return
        fact.type = word or EDGE
        self._note_used(fact, (*self.told.edge_word, *self.model.reading["words"]["edge"]), word)
        fact.money |= self._told_money(fact)
        self._settle_link(fact, word, stands_for, kinds)
        fact.values = self._mapped(fact)
        if fact.kind == self.model.general_link:
            fact.values["recordedAs"] = [fact.type]
        if self.model.flows(fact.kind) and (state := self._state(fact)):
            fact.values["status"] = [state]
        fact.values.pop("name", None)

    def _settle_link(
        self, fact: ForeignFact, word: str, stands_for: str, kinds: Mapping[str, str]
    ) -> None:
        """Settle what a relation is, and which way it goes."""
        general = self.model.general_thing
        own = None if stands_for else self.told.edges.get(fact.type)
        if own and own.reversed:
            fact.source, fact.target = fact.target, fact.source
        ends = [kinds.get(end, general) for end in (fact.source, fact.target)]
        if said := stands_for or (own.kind if own else ""):
            fact.kind = said if self.model.fits(said, *ends) else self.model.general_link
            self.misfits[word, said] += fact.kind != said
        else:
            fact.kind = self._link(word, *ends) or self._listed_link(word, fact, *ends)
            # money between two of whom no word says what it is may be a payment too
            is_open = bool(word) or "amount" in fact.money
            is_new = is_open and not self.model.schema.has_kind(word)
            self.unknown[fact.type] += is_new and fact.kind == self.model.general_link

    def _told_money(self, fact: ForeignFact) -> dict[str, str]:
        """Return times, amount and currency under the names that a person says they have."""
        parts = {"startTime": "start", "endTime": "end"}
        found: dict[str, str] = {}
        for name, texts in fact.said.items():
            ours = self._told_property(fact, name)
            if ours in EDGE_PARTS and texts and texts[0]:
                found[parts.get(ours, ours)] = texts[0]
                self.graph.used.add(name)
        return found

    def _told_property(self, fact: ForeignFact, name: str) -> str | None:
        """Return what a person says that a property is; None where nobody says anything."""
        told = self.told.properties
        return told.get(f"{fact.type}.{name}", told.get(name))

    def warnings(self) -> Iterator[Message]:
        """Yield what could not be read as a person says."""
        for (word, kind), count in self.misfits.items():
            if count:
                yield Message("relation-does-not-fit", type=repr(word), kind=kind, count=count)
        for label, count in self.endless.items():
            yield Message("node-without-two-ends", label=repr(label), count=count)
        if unknown := +self.unknown:
            named = [word for word, _ in unknown.most_common(_NAMED)]
            rest = len(unknown) - len(named)
            yield Message(UNKNOWN_WORDS, words=[*named, *(["…"] if rest else [])])

    def read_numbers(self, fact: ForeignFact) -> None:
        """Add a link to each telephone that stands as an attribute of somebody."""
        if self._is_own(fact) and fact.type == fact.kind:
            return
        for name, texts in fact.said.items():
            told = self._told_property(fact, name)
            form = self.model.number_of("", plain_word(name)) if told is None else {}
            if told in self.model.things:
                form = {"kind": told or "", **self.model.things[told or ""]}
            if form and self.model.fits(form["link"], fact.kind, form["kind"]):
                self.graph.number(fact, plain_word(name), texts, name, form)

    def _note_used(self, fact: ForeignFact, names: Sequence[str], word: str) -> None:
        """Note which attribute said what a fact is."""
        self.graph.used.update(name for name in names if fact.said.get(name) == [word])

    def _edge_word(self, fact: ForeignFact) -> str:
        return fact.word or self._word(fact, "edge")

    def _word(self, fact: ForeignFact, what: str) -> str:
        """Return the word that an attribute of a node or an edge says; blank if none does."""
        told = self.told.node_word if what == "node" else self.told.edge_word
        return _first(fact.said, (*told, *self.model.reading["words"][what]))

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
        """Return the kind that a word means: as told, one of the lists, else the ontology's."""
        schema = self.model.schema
        if kind := self.told.nodes.get(word):
            return kind
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
        for name in self.model.reading["links"].get(plain_word(word), ()):
            said = name != "Transfer" or "amount" in fact.money
            if said and self.model.fits(name, source, target):
                return str(name)
        return self.model.general_link

    def _mapped(self, fact: ForeignFact) -> dict[str, list[str]]:
        """Return the values that a person or the tables know by name, and those called as ours."""
        values: dict[str, list[str]] = {}
        listed, special = self.model.reading["properties"], self._special(fact.kind)
        told = {
            name: said
            for name in fact.said
            if (said := self._told_property(fact, name)) is not None
        }
        ours = (name for name in fact.said if self._is_ours(name, fact.kind))
        known = (name for name in fact.said if plain_word(name) in special)
        for name in dict.fromkeys((*told, *known, *listed, *ours)):  # a name comes before a label
            own = special.get(plain_word(name)) or self.model.property_of("", name) or name
            own = told.get(name, own)
            texts = [text for text in fact.said.get(name, ()) if own != "name" or text != fact.id]
            if texts and own and own not in self.model.things and own not in EDGE_PARTS:
                values.setdefault(own, []).extend(texts)
        values.pop("status", None)  # its words decide: see below
        if len(parts := [name for name, own in told.items() if own == "name"]) > 1:
            # a name in parts is written together, in the order in which they are told
            parts.sort(key=self._place_told)
            self.graph.used.update(parts)
            texts = [t for name in parts for t in fact.said[name] if t != fact.id]
            values["name"] = [" ".join(dict.fromkeys(texts))] if texts else []
        return values

    def _place_told(self, name: str) -> int:
        return next(
            place
            for place, told in enumerate(self.told.properties)
            if told == name or told.endswith(f".{name}")
        )

    def _state(self, fact: ForeignFact) -> str:
        """Return why an edge moved nothing, where the file says that it did not."""
        states = self.model.reading["states"]
        own = [name for name in fact.said if self._told_property(fact, name) == "status"]
        for name in (*own, *(name for name in states["names"] if name in fact.said)):
            word = _first(fact.said, [name]).strip().casefold()
            for state in EDGE_STATES:
                if word in (*states[state], *map(str.casefold, self.told.states.get(state, ()))):
                    self.graph.used.add(name)
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


@lru_cache(maxsize=4096)
def plain_word(name: str) -> str:
    """Return a name as the lists have it: small letters without blanks, hyphens, underscores."""
    return re.sub(r"[\s_-]", "", name.casefold())


def _first(said: Mapping[str, Sequence[str]], names: Sequence[str]) -> str:
    return next((texts[0] for name in names if (texts := said.get(name)) and texts[0]), "")


def parted(text: str) -> Iterator[str]:
    """Yield the values that an export joined in one text."""
    for part in text.split(_PARTS):
        yield _ESCAPED.sub(lambda match: "" if match[1] == "e" else match[1], part)
