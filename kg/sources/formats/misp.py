"""MISP events: objects and attributes as things, what objects say of each other as relations.

An object is what its template is called in ours, an attribute that stands alone what its type is.
The event, who made it and when stay behind each fact as its source reference; what was deleted
stays in its row. Source: the JSON of MISP's REST interface and of its feeds.
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
from kg.text import path_number

_WRAPPED = re.compile(rb'(?:\{\s*"response"\s*:\s*)?(?:\[\s*)?\{\s*"Event"\s*:\s*\{')
_BARE = re.compile(
    rb'(?:\{\s*"response"\s*:\s*)?(?:\[\s*)?\{\s*"(?:Attribute|Object|Event[A-Z]\w*|Galaxy|Orgc?|Tag'
    rb"|RelatedEvent|ShadowAttribute|analysis|attribute_count|date|distribution|extends_uuid|id|info"
    rb"|org_id|orgc_id|published|publish_timestamp|sharing_group_id|threat_level_id|timestamp"
    rb'|uuid)"'
)
_OWN_WORDS = re.compile(
    rb'"(to_ids|object_relation|threat_level_id|orgc_id|template_uuid|Orgc)"\s*:'
)
_ENOUGH = 2
"""How many words of MISP alone a file without ``Event`` must have at its beginning."""
_ATTRIBUTE, _OBJECT, _EVENT = range(3)
"""The lists of an event that places count in."""
_LISTS = ("Attribute", "Object")
_KNOWN = frozenset((*_LISTS, "info", "uuid", "Orgc", "threat_level_id"))
"""What an event has at least one of."""
_OF_ONE = ("MISP", "MISP event")
"""Readers of files of one event, whose places tell its parts."""


def is_misp(start: bytes) -> bool:
    """Say whether a text begins as an event of MISP, or as several.

    PyMISP writes an event without the ``Event`` around it.

    >>> is_misp(b'{"Event": {"info": "x"}}'), is_misp(b'{"response": [{"Event": {')
    (True, True)
    >>> is_misp(b'{"Attribute": [{"type": "btc", "to_ids": false}], "threat_level_id": "1"}')
    True
    >>> is_misp(b'{"id": 1, "info": "x"}')
    False
    """
    if _WRAPPED.match(start):
        return True
    return bool(_BARE.match(start)) and len(set(_OWN_WORDS.findall(start))) >= _ENOUGH


def read_misp(text: str, where: str, limits: Limits) -> RecordList:
    """Return the objects and attributes of the events of a file as rows.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.

    Raises:
        FormatError: It is no JSON, or holds no event.
        LimitExceeded: It is deeper or wider than is allowed.
    """
    document = parse_json(text, where, limits)
    listed = document.get("response") if isinstance(document, dict) else document
    events = listed if isinstance(listed, list) else [listed or document]
    graph = GraphRecords(foreign_model("misp"), where, limits)
    reader = "MISP list"
    if isinstance(document, dict):
        reader = "MISP response" if isinstance(listed, list) else "MISP"
        reader = reader if listed or "Event" in document else "MISP event"
    for number, wrapped in enumerate(events, 1):
        event = wrapped.get("Event", wrapped) if isinstance(wrapped, dict) else None
        if not isinstance(event, dict) or not _KNOWN.intersection(event):
            shown = json.dumps(wrapped, ensure_ascii=False)
            if len(events) == 1:
                raise FormatError(Message("is-no-misp-event"), where=where)
            graph.refuse(number, Message("is-no-misp-event"), shown)
            continue
        _EventReader(graph, event, 0 if reader in _OF_ONE else number).take()
    found = graph.records()
    found.reader = reader
    return found


@dataclass(slots=True)
class _EventReader:
    graph: GraphRecords
    event: Mapping[str, Any]
    number: int
    """Which event of the file it is; 0: it is the only one, and places tell its parts."""
    of_object: dict[str, str] = field(default_factory=dict)
    """The object that an attribute belongs to, by their uuids."""

    @property
    def _model(self) -> ForeignModel:
        return self.graph.model

    def take(self) -> None:
        """Take the event, its attributes and its objects."""
        whole = self.event
        said = {n: texts_of(value) for n, value in whole.items() if n not in _LISTS}
        id_ = written(whole.get("uuid")) or f"event {self.number}"
        shown = json.dumps({n: t for n, t in said.items() if n != "uuid"}, ensure_ascii=False)
        values = {"name": said.get("info", []), "sourceReference": self._makers()}
        fact = ForeignFact(self._place(1, _EVENT), id_, "Event", said, shown, values=values)
        self.graph.facts.append(fact)
        objects = list(self._listed("Object"))
        for _, item in objects:
            for attribute in _dicts(item.get("Attribute")):
                self.of_object[written(attribute.get("uuid"))] = written(item.get("uuid"))
        for place, item in self._listed("Attribute"):
            self._attribute(place, item)
        for place, item in objects:
            self._object(place, item)

    def _listed(self, name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        items = self.event.get(name)
        part = _LISTS.index(name)
        for count, item in enumerate(items if isinstance(items, list) else [], 1):
            place = self._place(count, part)
            if isinstance(item, dict):
                yield place, item
            else:
                shown = json.dumps(item, ensure_ascii=False)
                self.graph.refuse(place, Message("object-without-type-or-id"), shown)

    def _place(self, count: int, part: int) -> int:
        return path_number(count, part) if not self.number else self.number

    def _makers(self) -> list[str]:
        makers = [self.event.get(name) for name in ("Orgc", "Org")]
        names = [written(maker.get("name")) for maker in makers if isinstance(maker, dict)]
        told = (written(self.event.get(name)) for name in ("info", "uuid", "date"))
        return [" · ".join(filter(None, (*told, *dict.fromkeys(names))))]

    def _attribute(self, place: int, item: Mapping[str, Any]) -> None:
        type_, value = written(item.get("type")), written(item.get("value"))
        shown = json.dumps(item, ensure_ascii=False)
        if not type_ or not value:
            self.graph.refuse(place, Message("object-without-type-or-id"), shown)
            return
        first, _, second = value.partition("|")
        type_, _, beside = type_.partition("|")  # two types in one: filename|sha256
        said = {n: texts_of(v) for n, v in item.items() if n not in ("type", "uuid")}
        if beside:
            said = {**said, "value": [first], beside: [second]}
        id_ = written(item.get("uuid")) or f"attribute {place}"
        fact = ForeignFact(place, id_, type_, said, shown)
        # anything may be called by its value; the second one is no name of what the first tells
        if beside and (own := self._model.property_of(beside, "value")) not in ("", "name"):
            fact.values = {own: [second]}
        self._add(fact, item)

    def _object(self, place: int, item: Mapping[str, Any]) -> None:
        name, shown = written(item.get("name")), json.dumps(item, ensure_ascii=False)
        if not name:
            self.graph.refuse(place, Message("object-without-type-or-id"), shown)
            return
        known = ("name", "uuid", "Attribute", "ObjectReference")
        said = {n: texts_of(value) for n, value in item.items() if n not in known}
        for attribute in _dicts(item.get("Attribute")):
            relation = written(attribute.get("object_relation")) or written(attribute.get("type"))
            said.setdefault(relation or "attribute", []).extend(texts_of(attribute.get("value")))
        id_ = written(item.get("uuid")) or f"object {place}"
        fact = ForeignFact(place, id_, name, said, shown)
        self._relate(fact)
        self._add(fact, item)
        for reference in _dicts(item.get("ObjectReference")):
            other = written(reference.get("referenced_uuid"))
            word = written(reference.get("relationship_type")) or "ObjectReference"
            if other and not fact.is_link:
                ends = (fact.id, self.of_object.get(other, other))
                number = written(reference.get("uuid")) or f"{fact.id} {word}"
                self.graph.facts.append(ForeignFact(place, number, word, {}, shown, *ends))

    def _relate(self, fact: ForeignFact) -> None:
        """Make a relation of an object that names both its ends by number."""
        if (edge := self._model.edge(fact.type)) is None:
            return
        ends = [self._end(fact.said, names) for names in (edge.source, edge.target)]
        if all(ends):
            fact.source, fact.target = ends
            if start := _first(fact.said, edge.start):
                fact.money = {"start": start[0]}

    def _end(self, said: Mapping[str, Sequence[str]], names: Sequence[str]) -> str:
        """Return the id of an end that is told by number or name, noting what it is."""
        for name in names:
            for text in said.get(name, ()):
                form = self._model.reading["ends"][name]
                id_ = f"{form['kind']} {text}"
                self.graph.end(id_, form["kind"], {form["key"]: text} if form["key"] else {})
                return id_
        return ""

    def _add(self, fact: ForeignFact, item: Mapping[str, Any]) -> None:
        fact.facts = item.get("deleted") not in (True, "1")
        fact.values = {**fact.values, "sourceReference": self._makers()}
        self.graph.facts.append(fact)


def _dicts(value: Any) -> Iterator[Mapping[str, Any]]:
    yield from (one for one in (value if isinstance(value, list) else []) if isinstance(one, dict))


def _first(said: Mapping[str, Sequence[str]], names: Sequence[str]) -> Sequence[str]:
    return next((texts for name in names if (texts := said.get(name))), ())
