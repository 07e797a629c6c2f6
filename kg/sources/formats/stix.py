"""STIX 2.1 bundles: every object a row, every relationship a relation, at its JSON pointer.

What a type is called in ours the tables say (:mod:`kg.sources.formats.foreign_model`). An object
that names another one in a property (``…_ref``, ``…_refs``) is related to it, and that is one more
row. Who made an object and its external references stay behind each fact as its source reference.
A bundle that kg wrote tells the kind, exact money, proof and values of its facts in an extension;
its notes are the places on which they rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.errors import FormatError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.foreign_model import ForeignModel, foreign_model
from kg.sources.formats.graph_records import ForeignFact, GraphRecords
from kg.sources.formats.json_text import parse_json, texts_of, written
from kg.sources.formats.records import RecordList

_BEGINS = re.compile(rb"\{\s*\"")
_BUNDLE = re.compile(rb'"type"\s*:\s*"bundle"|"id"\s*:\s*"bundle--[0-9a-f-]{36}"')
_OBJECTS = re.compile(rb'"objects"\s*:\s*\[')
_REFERENCE = re.compile(r"[a-z_0-9]+_refs?")
_BARE = re.compile(rb"\[?\s*\{\s*\"")
_ID = re.compile(
    rb'"id"\s*:\s*"([a-z0-9][a-z0-9-]+)--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"'
)
MOST_PAIRS = 10_000
OWN_NAME = "crimechain"
"""Who says to have made a bundle that kg wrote."""


def is_stix(start: bytes) -> bool:
    r"""Say whether a text begins as a bundle, as an object without one, or as a list of objects.

    >>> is_stix(b'{"type": "bundle", "objects": []}'), is_stix(b'{"objects": []}')
    (True, False)
    >>> one = b'{"type": "tool", "id": "tool--242f3da3-4425-4d11-8f5c-b842886da966", "name": "x"}'
    >>> is_stix(one), is_stix(b"[" + one + b"]"), is_stix(one.replace(b"tool--", b"t--"))
    (True, True, False)
    """
    head = start[:65_536]
    if not _BEGINS.match(start) or not (match := _BUNDLE.search(head)):
        return _is_bare(head)
    objects = _OBJECTS.search(head)
    return objects is None or match.start() < objects.start() or _is_of_top(head)


def _is_bare(head: bytes) -> bool:
    """Say whether a head begins with an object whose id names its type."""
    if not _BARE.match(head) or not (named := _ID.search(head)):
        return False
    return re.search(rb'"type"\s*:\s*"' + named[1] + rb'"', head) is not None


def _is_of_top(head: bytes) -> bool:
    """Say whether a head whose list of objects comes first has objects with ids of STIX."""
    return re.search(rb'"spec_version"\s*:\s*"2\.', head) is not None


def read_stix(text: str, where: str, limits: Limits) -> RecordList:
    """Return the objects of a bundle as rows.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.

    Raises:
        FormatError: It is no JSON, or has no list of objects.
        LimitExceeded: It is deeper or wider than is allowed.
    """
    bundle = parse_json(text, where, limits)
    objects, name = bundle, "STIX list"
    if isinstance(bundle, dict):
        is_bundle = bundle.get("type") == "bundle" or "objects" in bundle
        objects, name = (bundle.get("objects"), "STIX") if is_bundle else ([bundle], "STIX object")
    if not isinstance(objects, list):
        raise FormatError(Message("is-no-stix-bundle"), where=where)
    graph = GraphRecords(foreign_model("stix"), where, limits)
    reader = _StixReader(graph, objects)
    for place, item in enumerate(objects, 1):
        reader.take(place, item)
    found = graph.records()
    found.reader = name
    return found


@dataclass(slots=True)
class _StixReader:
    graph: GraphRecords
    objects: Sequence[Any]
    named: dict[str, str] = field(default_factory=dict)
    """What makers are called, by the id of their identity."""
    places: dict[str, list[str]] = field(default_factory=dict)
    """Where the facts of a bundle that kg wrote rest, by the id of their object."""

    def __post_init__(self) -> None:
        for item in self.objects:
            if isinstance(item, dict) and item.get("type") == "identity":
                self.named[str(item.get("id"))] = written(item.get("name"))
            if isinstance(item, dict) and item.get("type") == "note" and _extension(item):
                for of in texts_of(item.get("object_refs")):
                    self.places.setdefault(of, []).append(written(item.get("abstract")))

    @property
    def _model(self) -> ForeignModel:
        return self.graph.model

    def take(self, place: int, item: Any) -> None:
        """Take an object; what has no type or no id is refused."""
        shown = json.dumps(item, ensure_ascii=False)
        if not isinstance(item, dict) or not all(
            isinstance(item.get(name), str) and item[name] for name in ("type", "id")
        ):
            self.graph.refuse(place, Message("object-without-type-or-id"), shown)
            return
        fact = ForeignFact(place, str(item["id"]), str(item["type"]), dict(_said(item)), shown)
        own = _extension(item)
        if own is not None and isinstance(own.get("kind"), str):
            self._read_own(fact, own)
        elif own is not None or self._is_provenance(fact):
            fact.facts = False
        fact.values = {**fact.values, **self._origins(fact, item)}
        self.graph.facts += list(self._facts(fact)) if fact.facts else [fact]

    def _is_provenance(self, fact: ForeignFact) -> bool:
        made = fact.type == "identity" and fact.said.get("identity_class") == ["system"]
        own = made and fact.said.get("name") == [OWN_NAME]
        return own or fact.type in self._model.reading["provenance"]["types"]

    def _read_own(self, fact: ForeignFact, own: Mapping[str, Any]) -> None:
        """Take what an extension of ours says: kind, values, money and proof."""
        if not self._model.schema.has_kind(own["kind"]):
            return
        fact.kind = own["kind"]
        listed = own.get("values") if isinstance(own.get("values"), list) else []
        fact.values = {
            str(one["name"]): texts_of(one.get("texts"))
            for one in listed or []
            if isinstance(one, dict) and isinstance(one.get("name"), str)
        }
        money = {name: own.get(name) for name in ("precision", "amount", "currency")}
        fact.money = {name: written(value) for name, value in money.items() if value is not None}
        fact.money = fact.money | ({"end": written(own["end_time"])} if "end_time" in own else {})
        fact.proof, fact.object = written(own.get("proof")), written(own.get("object_ref"))

    def _facts(self, fact: ForeignFact) -> Iterator[ForeignFact]:
        """Yield an object as its thing or relation, then the relations that it names."""
        edge = self._model.edge(fact.type)
        used = {*edge.source, *edge.target} if edge else set[str]()
        pairs = []
        if edge:
            sources, targets = (_first(fact.said, names) for names in (edge.source, edge.target))
            pairs = [(source, target) for source in sources for target in targets]
        if len(pairs) > MOST_PAIRS:
            self.graph.refuse(fact.place, Message("amount-among-several-ends"), fact.text)
            return
        if edge and pairs:
            times = {"start": _first(fact.said, edge.start), "end": _first(fact.said, edge.end)}
            own = {name: texts[0] for name, texts in times.items() if texts}
            fact.money = {**own, **fact.money}
            fact.word = next(iter(_first(fact.said, edge.word)), fact.type)
            if edge.word:
                fact.type = fact.word
            (fact.source, fact.target), *others = pairs
        else:
            others, used = [], set()
        yield fact
        for number, ends in enumerate(others, 2):
            yield ForeignFact(
                fact.place, f"{fact.id} {number}", fact.type, {}, fact.text, *ends,
                kind=fact.kind, values=fact.values, word=fact.word, money=fact.money,
            )  # fmt: skip
        if not fact.kind and not fact.is_link:
            yield from self._references(fact, used)

    def _references(self, fact: ForeignFact, used: set[str]) -> Iterator[ForeignFact]:
        without = {*used, *self._model.reading["provenance"]["references"]}
        backwards = self._model.reading["backwards"]["references"]
        for name, others in fact.said.items():
            if _REFERENCE.fullmatch(name) and name not in without:
                for other in others:
                    ends = (other, fact.id) if name in backwards else (fact.id, other)
                    yield ForeignFact(fact.place, f"{fact.id} {name}", name, {}, fact.text, *ends)

    def _origins(self, fact: ForeignFact, item: Mapping[str, Any]) -> dict[str, list[str]]:
        made_by = written(item.get("created_by_ref"))
        external = item.get("external_references")
        listed = external if isinstance(external, list) else []
        origins = [self.named.get(made_by) or made_by] if made_by else []
        origins += [_external(one) for one in listed if isinstance(one, dict)]
        own = [*fact.values.get("sourceReference", ()), *self.places.get(fact.id, ())]
        found = list(dict.fromkeys(text for text in (*own, *origins) if text))
        return {"sourceReference": found} if found else {}


def _said(item: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield the properties of an object by name; what is inside one has both names."""
    for name, value in item.items():
        if not before and name in ("type", "id"):
            continue
        if isinstance(value, dict) and value and name != "extensions" and before.count(".") < 2:
            yield from _said(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", texts_of(value)


def _extension(item: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what an object says in an extension of ours, or None where it has none.

    A fact of ours has our id; a file of ours says its layout, a note its place.
    """
    extensions = item.get("extensions")
    for one in extensions.values() if isinstance(extensions, dict) else ():
        if not isinstance(one, dict) or one.get("extension_type") != "property-extension":
            continue
        if str(one.get("id", "")).startswith("urn:crimechain:") or "layout_sha256" in one:
            return one
    return None


def _external(one: Mapping[str, Any]) -> str:
    texts = (written(one.get(name)) for name in ("source_name", "external_id", "url"))
    return " · ".join(filter(None, texts))


def _first(said: Mapping[str, Sequence[str]], names: Sequence[str]) -> Sequence[str]:
    return next((texts for name in names if (texts := said.get(name))), ())
