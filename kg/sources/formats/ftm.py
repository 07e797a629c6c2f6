"""FollowTheMoney: entities or statements, one JSON object a line, or entities as one JSON array.

Statements may be a table in CSV too, as ``ftm`` and OpenSanctions write them. Entities may hold
others in place of their ids, as in ``targets.nested.json`` of OpenSanctions: each is one of them.

What a schema is called in ours the tables say (:mod:`kg.sources.formats.foreign_model`). A relation
without both its ends is kept as a thing; a payment between accounts is one even where its payer is
named beside them. Of statements each line is a row, which keeps the data set, the original value
and the days on which it was seen; a relation stands on the first of its lines. A file that kg wrote
says the kind, the values and the proof of its facts in lines of notes: they are read from there.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.errors import FormatError, KgError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.foreign_model import STRUCTURE, ForeignModel, foreign_model
from kg.sources.formats.graph_records import ForeignFact, GraphRecords
from kg.sources.formats.json_text import parse_json, texts_of, written
from kg.sources.formats.records import RecordList, lines_of
from kg.sources.tables import BLANK_LINE

_ENTITY = re.compile(rb'"schema"\s*:\s*"[A-Z][A-Za-z]{2,40}"')
_PARTS = re.compile(rb'"properties"\s*:\s*\{')
_STATEMENT = re.compile(rb'"(?:prop|prop_type|entity_id|canonical_id)"\s*:')
_BEGINS = re.compile(rb"(?:\[\s*)?\{\s*\"")
_COLUMNS = frozenset(("entity_id", "prop", "schema", "value", "dataset"))
"""What every table of statements has."""
_OWN = re.compile(r"([A-Za-z:]{1,60}): (.*)", re.DOTALL)
OWN_ID = "urn:crimechain:"
_ENDS = ("source", "target", "object")
_MADE = re.compile(r"(?:case|source|holder|holding)-[0-9a-f]{40}")
"""What kg adds to a file of its own: the case, its files, whoever holds an account."""
MOST_PAIRS = 10_000
"""How many pairs of ends one relation may have."""


def is_ftm(start: bytes) -> bool:
    r"""Say whether a text begins as entities or statements of FollowTheMoney.

    >>> is_ftm(b'{"id": "a", "schema": "Person", "properties": {}}'), is_ftm(b'{"id": "a"}')
    (True, False)
    >>> is_ftm(b"canonical_id,entity_id,prop,prop_type,schema,value,dataset\nQ1,a,name,")
    True
    """
    if not _BEGINS.match(start):
        return _is_statement_table(start[:4_096].decode(errors="replace"))
    line = start.partition(b"\n{")[0][:65_536]
    return bool(_ENTITY.search(line) and (_PARTS.search(line) or _STATEMENT.search(line)))


def _is_statement_table(text: str) -> bool:
    """Say whether a text begins with the header of a table of statements."""
    header, line_end, _ = text.partition("\n")
    return bool(line_end) and {cell.strip().strip('"') for cell in header.split(",")} >= _COLUMNS


def read_ftm(text: str, where: str, limits: Limits) -> RecordList:
    """Return the entities of a file as rows, each at its line, or at its number in an array.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep an entity goes.

    Raises:
        FormatError: An array is no JSON.
        LimitExceeded: It is deeper or wider than is allowed.
    """
    graph = GraphRecords(foreign_model("ftm"), where, limits)
    reader = _FtmReader(graph)
    for place, item, shown in _items(text, where, limits, graph):
        reader.take(place, item, shown)
    reader.finish()
    found = graph.records()
    found.reader = "FollowTheMoney list" if text.lstrip().startswith("[") else ""
    return found


def _items(
    text: str, where: str, limits: Limits, graph: GraphRecords
) -> Iterator[tuple[int, Any, str]]:
    if text.lstrip().startswith("["):
        items = parse_json(text, where, limits)
        if not isinstance(items, list):
            raise FormatError(Message("is-no-ftm"), where=where)
        for number, item in enumerate(items, 1):
            yield number, item, json.dumps(item, ensure_ascii=False)
        return
    if _is_statement_table(text):
        yield from _table_items(text, where, graph)
        return
    for number, line in enumerate(lines_of(text), 1):
        if not line.strip():
            graph.skipped.append((number, BLANK_LINE))
            continue
        try:
            item = parse_json(line, f"{where} line {number}", limits)
        except KgError as error:
            graph.refuse(number, error.what, line)
            continue
        yield number, item, line


def _table_items(
    text: str, where: str, graph: GraphRecords
) -> Iterator[tuple[int, Mapping[str, str], str]]:
    """Yield the statements of a table in CSV, each at its first line."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [cell.strip() for cell in next(rows)]
    first = rows.line_num + 1
    try:
        for row in rows:
            place, first = first, rows.line_num + 1
            if not any(row):
                graph.skipped.append((place, BLANK_LINE))
            elif len(row) != len(header):
                reason = Message("cells-of-a-row", found=len(row), wanted=len(header))
                graph.refuse(place, reason, ",".join(row))
            else:
                yield place, dict(zip(header, row, strict=True)), ",".join(row)
    except csv.Error as error:
        what = Message("reader-cannot-read", error=str(error))
        raise FormatError(what, where=f"{where} line {first}") from error


@dataclass(slots=True)
class _StatedEntity:
    """An entity that statements tell: its schema, and the rows of its lines."""

    schema: str
    properties: dict[str, list[str]] = field(default_factory=dict)
    rows: list[ForeignFact] = field(default_factory=list)


@dataclass(slots=True)
class _FtmReader:
    graph: GraphRecords
    joined: dict[str, str] = field(default_factory=dict)
    """The id under which an entity was joined with others, by its own id."""
    naming: set[str] = field(default_factory=set)
    """The properties of statements that name other entities."""
    stated: dict[str, _StatedEntity] = field(default_factory=dict)
    relations: dict[str, tuple[bool, Mapping[str, Sequence[str]]]] = field(default_factory=dict)
    """Whether an entity holds a relation, and its properties, by its id.

    One that is held stands in both of its ends, and is one.
    """

    @property
    def _model(self) -> ForeignModel:
        return self.graph.model

    def take(self, place: int, item: Any, shown: str) -> None:
        """Take an entity or a statement; what is neither is refused."""
        if not isinstance(item, dict) or not _is_id(item.get("schema")):
            self.graph.refuse(place, Message("not-an-ftm-entity"), shown)
        elif isinstance(item.get("properties"), dict) and _is_id(item.get("id")):
            for entity, holder in _entities(item):
                is_outer = not holder
                self._complete(entity, holder)
                self._entity(
                    place, entity, shown if is_outer else written(entity), held=not is_outer
                )
        elif _is_id(_subject(item)) and isinstance(item.get("prop"), str):
            self._statement(place, item, shown)
        else:
            self.graph.refuse(place, Message("not-an-ftm-entity"), shown)

    def finish(self) -> None:
        """Make facts of what the statements told; a relation stands on its first line."""
        refused: set[int] = set()
        self._join()
        for gathered in self.stated.values():
            if self._model.edge(gathered.schema) is None:
                continue
            first, *others = gathered.rows
            facts = self._facts(first, gathered.properties, {})
            if not facts:  # it is a problem of its first line
                refused.add(id(first))
            for row in others:
                row.facts = bool(facts) and not first.is_link
            self.graph.facts += [fact for fact in facts if fact is not first]
        if refused:
            self.graph.facts = [fact for fact in self.graph.facts if id(fact) not in refused]

    def _join(self) -> None:
        """Let what names an entity by its own id name what it was joined to."""
        if not self.joined:
            return
        for gathered in self.stated.values():
            for prop in self.naming & gathered.properties.keys():
                texts = gathered.properties[prop]
                gathered.properties[prop] = [self.joined.get(text, text) for text in texts]
        for fact in self.graph.facts:
            if fact.is_link:
                fact.source = self.joined.get(fact.source, fact.source)
                fact.target = self.joined.get(fact.target, fact.target)

    def _complete(self, entity: dict[str, Any], holder: str) -> None:
        """Let a relation that names one end only have whoever holds it for the other."""
        edge = self._model.edge(entity["schema"]) if holder else None
        if edge:
            ends = [
                [n for n in names if entity["properties"].get(n)]
                for names in (edge.source, edge.target)
            ]
            for names, told, other in zip(
                (edge.source, edge.target), ends, ends[::-1], strict=True
            ):
                if other and not told:
                    entity["properties"][names[0]] = [holder]

    def _entity(self, place: int, item: Mapping[str, Any], shown: str, *, held: bool) -> None:
        properties = {name: texts_of(value) for name, value in item["properties"].items()}
        beside = {
            name: texts_of(value)
            for name, value in item.items()
            if name not in ("id", "schema", "properties")
        }
        said = {**properties, **{n: t for n, t in beside.items() if n not in properties}}
        fact = ForeignFact(place, str(item["id"]), str(item["schema"]), said, shown)
        was_held, before = self.relations.get(fact.id, (False, properties))
        if (held or was_held) and before != properties:
            self.graph.refuse(place, Message("relation-told-otherwise", id=repr(fact.id)), shown)
            return
        if _MADE.fullmatch(fact.id) or (fact.id in self.relations and (held or was_held)):
            fact.facts = False
            self.graph.facts.append(fact)
            return
        if self._model.edge(fact.type) is not None:
            self.relations[fact.id] = (held or was_held, properties)
        self.graph.facts += self._facts(fact, properties, beside)
        self._numbers(fact, properties)

    def _numbers(self, fact: ForeignFact, properties: Mapping[str, Sequence[str]]) -> None:
        if not fact.is_link and not fact.kind:
            for name, texts in properties.items():
                self.graph.number(fact, name, texts)

    def _statement(self, place: int, item: Mapping[str, Any], shown: str) -> None:
        """Take a line that tells one value of one property; its entity is gathered from all."""
        id_, prop, schema = str(_subject(item)), str(item["prop"]), str(item["schema"])
        said = {name: texts_of(value) for name, value in item.items() if name != "schema"}
        gathered = self.stated.setdefault(id_, _StatedEntity(schema))
        if schema in self._model.kin(gathered.schema):
            schema = gathered.schema
        elif gathered.schema in self._model.kin(schema):
            gathered.schema = schema
        fact = ForeignFact(place, id_, schema, said, shown)
        value = texts_of(item.get("value"))
        if item.get("prop_type") == "entity":
            self.naming.add(prop)
        own_id = item.get("entity_id")
        if isinstance(own_id, str) and own_id != id_:
            self.joined[own_id] = id_
        if prop != "id":
            gathered.properties.setdefault(prop, []).extend(value)
            if own := self._model.property_of(schema, prop):
                fact.values = {own: value}
        fact.values = {**fact.values, **self._origins(said)}
        gathered.rows.append(fact)
        self.graph.facts.append(fact)
        self._numbers(fact, {prop: value})
        if prop in self._references():
            self.graph.facts += self._named(fact, {prop: value}, (prop,))

    def _facts(
        self, fact: ForeignFact, properties: Mapping[str, Sequence[str]],
        beside: Mapping[str, Sequence[str]],
    ) -> list[ForeignFact]:  # fmt: skip
        """Return an entity as its thing or relation, then what else it names."""
        fact.values = {**fact.values, **self._origins({**properties, **beside})}
        own = _own_lines(properties, self._model)
        if own.get("kind"):
            _read_own(fact, own)
        if self._model.edge(fact.type) is None:
            return [fact, *self._named(fact, properties, self._references())]
        return self._edge(fact, properties, own)

    def _edge(
        self, fact: ForeignFact, properties: Mapping[str, Sequence[str]],
        own: Mapping[str, list[str]],
    ) -> list[ForeignFact]:  # fmt: skip
        edge = self._model.edge(fact.type)
        assert edge is not None, "the caller asked"
        sources, targets = _first(properties, edge.source), _first(properties, edge.target)
        pairs = [(source, target) for source in sources for target in targets]
        if not pairs:
            fact.word = fact.type
            fact.kind = ""
            return [fact, *self._named(fact, properties, self._references())]
        money = self._money(fact.type, properties)
        if (len(pairs) > 1 and money.get("amount")) or len(pairs) > MOST_PAIRS:
            self.graph.refuse(fact.place, Message("amount-among-several-ends"), fact.text)
            return []
        fact.word = " · ".join(_first(properties, edge.word)) or fact.type
        told = ("precision", "amount", "currency")
        fact.money = {**money, **{name: own[name][0] for name in told if own.get(name)}}
        fact.proof = own.get("proof", [""])[0]
        fact.object = own.get("object", [""])[0]
        (fact.source, fact.target), *others = pairs
        more = [
            ForeignFact(fact.place, f"{fact.id} {number}", fact.type, {}, fact.text, *ends,
                        kind=fact.kind, values=fact.values, word=fact.word, money=money)
            for number, ends in enumerate(others, 2)
        ]  # fmt: skip
        return [fact, *more]

    def _money(self, type_: str, properties: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """Return the times and the money of a relation; of several amounts all, as a list."""
        edge, times = self._model.edge(type_), self._model.reading["times"]
        assert edge is not None, "the caller asked"
        found = {
            "start": _one(_first(properties, edge.start or times["start"])),
            "end": _one(_first(properties, edge.end or times["end"])),
        }
        for amount, currency in edge.amounts:
            if texts := properties.get(amount):
                said = [currency[1:]] if currency[0] == "=" else properties.get(currency, ())
                found |= {"amount": _one(texts), "currency": _one(said)}
                break
        return {name: text for name, text in found.items() if text}

    def _origins(self, said: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        names = self._model.reading["references"]["origins"]
        origins = list(dict.fromkeys(text for name in names for text in said.get(name, ())))
        return {"sourceReference": origins} if origins else {}

    def _references(self) -> Sequence[str]:
        names: Sequence[str] = self._model.reading["references"]["names"]
        return names

    def _named(
        self, fact: ForeignFact, properties: Mapping[str, Sequence[str]], names: Sequence[str]
    ) -> list[ForeignFact]:
        """Return a relation for each other thing that a thing names in one of some properties."""
        owners: Sequence[str] = self._model.reading["references"]["owners"]
        return [
            ForeignFact(
                fact.place, f"{fact.id} {name}", name, {}, fact.text,
                *((other, fact.id) if name in owners else (fact.id, other)),
            )
            for name in names
            for other in properties.get(name, ())
            if other != fact.id
        ]  # fmt: skip


def _entities(item: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield an entity with the ids of those that it holds, then each of these with its holder's.

    What one that is held says of its holder, the holder need not say again.
    """
    waiting: deque[tuple[Mapping[str, Any], str]] = deque([(item, "")])
    while waiting:
        one, holder = waiting.popleft()
        properties: dict[str, Any] = {}
        for name, value in one["properties"].items():
            values = value if isinstance(value, list) else [value]
            inner = [held for held in values if _is_entity(held)]
            told = [said for said in values if not _is_entity(said)]
            told += [held["id"] for held in inner if not _names(held, one["id"])]
            waiting += [(held, one["id"]) for held in inner]
            properties[name] = told if inner else value
        yield {**one, "properties": properties}, holder


def _is_entity(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("properties"), dict)
        and _is_id(value.get("id"))
        and _is_id(value.get("schema"))
    )


def _names(entity: Mapping[str, Any], id_: object) -> bool:
    """Say whether an entity names another one in its properties."""
    return any(id_ in value for value in entity["properties"].values() if isinstance(value, list))


def _own_lines(
    properties: Mapping[str, Sequence[str]], model: ForeignModel
) -> dict[str, list[str]]:
    """Return what kg wrote of a fact in lines of notes, by name; nothing if it did not."""
    lines = [*properties.get("notes", ()), *properties.get("description", ())]
    found: dict[str, list[str]] = {}
    for line in lines:
        if match := _OWN.fullmatch(line):
            found.setdefault(match[1], []).append(match[2])
    ours = any(
        text.startswith(OWN_ID) for text in [*found.get("id", ()), *properties.get("recordId", ())]
    )
    kind = found.get("kind", [""])[0]
    return found if ours and model.schema.has_kind(kind) else {}


def _read_own(fact: ForeignFact, own: Mapping[str, list[str]]) -> None:
    fact.kind = own["kind"][0]
    taken = {"kind", "id", "evidence", *_ENDS} | STRUCTURE
    values = {name: texts for name, texts in own.items() if name not in taken}
    evidence = own.get("evidence", [])
    origins = [*values.get("sourceReference", ()), *evidence]
    model = foreign_model("ftm")
    numbers = [n for n in _NUMBERS if n in model.schema.kind(fact.kind).key_properties]
    for name, texts in fact.said.items():
        mapped = model.property_of(fact.type, name)
        if mapped and mapped not in ("note", "sourceReference"):
            if mapped == "name" and numbers:  # where the other model has no property for a number
                mapped = numbers[0]
            values.setdefault(mapped, []).extend(texts)
    fact.values = {**values, "sourceReference": origins} if origins else values


_NUMBERS = ("msisdn", "ip")
"""What an export writes as the name of a thing that has no other."""


def _subject(item: Mapping[str, Any]) -> Any:
    return item.get("canonical_id") or item.get("entity_id")


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _first(properties: Mapping[str, Sequence[str]], names: Sequence[str]) -> Sequence[str]:
    return next((texts for name in names if (texts := properties.get(name))), ())


def _one(texts: Sequence[str]) -> str:
    """Return the only text; several stand as a list, which is no time and no amount."""
    return written(list(texts)) if len(texts) > 1 else next(iter(texts), "")
