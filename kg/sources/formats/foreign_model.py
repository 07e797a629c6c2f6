"""What the types, relations and properties of another model are called in ours: read from tables.

The rows of ``ontology/mappings/NAME.sssom.tsv`` decide: exact, then close, then those of which
theirs is the narrower term; of a type that has none, those of what it descends from. What the
table leaves open ``NAME.reading.toml`` beside it says: what descends from what, which kind is the
nearest where theirs is the broader term, and by which properties a relation names its ends. A
relation is of the first of its kinds whose ends the two things may be, else of the general one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from kg.schema import Schema, load_schema, ontology_files
from kg.schema.mappings import TermMapping, read_mappings

_NEAR = ("exact", "close", "narrow")
"""How a term of theirs may relate to one of ours to be read as it; theirs is the narrower last."""
STRUCTURE = frozenset(
    {"source", "target", "object", "startTime", "endTime", "amount", "currency", "role"}
    | {"confidence", "precision", "proof"}
)
"""Properties of ours that are parts of a relation, no values of it."""
EDGE_PARTS = ("startTime", "endTime", "amount", "currency")
"""Those of them that are times and money, which a property of a relation may be read as."""
EDGE_STATES = ("failed", "reversed")
"""Why a relation moved nothing."""
_DECIDING = STRUCTURE | {"status", "txCount"}
"""What no property of another model is read as: its own word would decide whether money moved."""


@dataclass(frozen=True, slots=True)
class EdgeForm:
    """By which properties a relation of another model names its ends, its times and its money.

    ``source`` and ``target`` are names of properties, the first that is filled; ``amounts`` pairs
    the property of an amount with that of its currency, or with ``=EUR`` where the name says it.
    """

    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    word: tuple[str, ...] = ()
    amounts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignModel:
    """One other model: its name, the prefix of its terms, the rows and the choices for reading."""

    name: str
    near: Mapping[str, Sequence[TermMapping]]
    reading: Mapping[str, Any]
    schema: Schema
    known: dict[tuple[str, ...], Any] = field(default_factory=dict)
    """What was found out before, by what was asked: a file asks the same thing a thousand times."""

    def kin(self, type_: str) -> tuple[str, ...]:
        """Return a type and what it descends from, nearest first, each once."""
        if ("kin", type_) not in self.known:
            self.known["kin", type_] = tuple(self._kin(type_))
        found: tuple[str, ...] = self.known["kin", type_]
        return found

    def _kin(self, type_: str) -> Iterator[str]:
        parents: Mapping[str, Sequence[str]] = self.reading.get("parents", {})
        root = self.reading["general"].get("root", "")
        seen, waiting = set[str](), [type_]
        if root and type_ not in parents and type_ not in self.reading.get("edges", {}):
            waiting.append(root)  # a type of which nothing is known is a thing like any other
        while waiting:
            one = waiting.pop(0)
            if one not in seen:
                seen.add(one)
                yield one
                waiting += parents.get(one, ())

    def is_known(self, type_: str) -> bool:
        """Say whether a table names a type itself, and not only what it descends from."""
        return type_ in self.near or type_ in self.reading.get("kinds", {})

    def kind_of(self, type_: str, has: Mapping[str, Sequence[str]] | None = None) -> str:
        """Return the kind of thing that a type is read as.

        Args:
            type_: The type, as the other model calls it.
            has: The thing's properties: a row of the table may hold only where it has one.
        """
        for one in self.kin(type_):
            for name in self._kinds(one, has or {}):
                if self.schema.has_kind(name) and self._may_stand(name):
                    return name
        return self.general_thing

    def _may_stand(self, name: str) -> bool:
        kind = self.schema.kind(name)
        return kind.is_entity and not kind.abstract

    def _kinds(self, type_: str, has: Mapping[str, Sequence[str]]) -> Iterator[str]:
        conditioned = [row for row in self.rows(type_) if row.condition]
        yield from (row.subject for row in conditioned if _holds(row.condition, has))
        yield from (row.subject for row in self.near.get(type_, ()) if not row.condition)
        if kind := self.reading.get("kinds", {}).get(type_):
            yield kind

    def rows(self, type_: str) -> Sequence[TermMapping]:
        """Return every row of the table about a type, however near."""
        rows: Mapping[str, Sequence[TermMapping]] = self.reading["rows"]
        return rows.get(type_, ())

    def link_of(self, type_: str, source: str, target: str) -> str:
        """Return the kind of link that a relation between two kinds of things is read as."""
        key = ("link", type_, source, target)
        if key not in self.known:
            self.known[key] = self._link(type_, source, target)
        return str(self.known[key])

    def _link(self, type_: str, source: str, target: str) -> str:
        for one in self.kin(type_):
            named = [row.subject for row in self.near.get(one, ())]
            named.sort(key=lambda name: not self.flows(name))  # what moves first, where it may
            named += self.reading.get("links", {}).get(one, ())
            for name in named:
                if self.fits(name, source, target):
                    return name
        return self.general_link

    def flows(self, link: str) -> bool:
        """Say whether a kind of link is one that moves something."""
        return self.schema.has_kind(link) and bool(self.schema.kind(link).flows)

    def fits(self, link: str, source: str, target: str) -> bool:
        """Say whether a kind of link may be between two kinds of things."""
        if not self.schema.has_kind(link):
            return False
        kind, is_a = self.schema.kind(link), self.schema.is_a
        ends = bool(kind.domain and kind.range) and not kind.abstract
        return ends and is_a(source, kind.domain) and is_a(target, kind.range)

    @property
    def general_thing(self) -> str:
        """The kind of thing that says no more than that there is something."""
        return str(self.reading["general"]["thing"])

    @property
    def general_link(self) -> str:
        """The link that says no more than that there is a relation."""
        return str(self.reading["general"]["link"])

    def property_of(self, type_: str, name: str) -> str:
        """Return the property of ours that holds a property of a type, or nothing."""
        key = ("property", type_, name)
        if key not in self.known:
            self.known[key] = self._property(type_, name)
        return str(self.known[key])

    def _property(self, type_: str, name: str) -> str:
        own: Mapping[str, str] = self.reading.get("properties", {})
        between = str(self.reading["general"].get("between", ":"))
        for one in self.kin(type_):
            written = f"{one}{between}{name}"
            if written in own:
                return own[written]
            near = [row.subject for row in self.near.get(written, ()) if row.relation != "narrow"]
            for subject in near:
                if self.schema.has_property(subject) and subject not in _DECIDING:
                    return subject
        if name in own:
            return own[name]
        kind, rows = self.kind_of(type_), self.near.get(name, ())
        subjects = (row.subject for row in rows if row.relation != "narrow")
        return next((one for one in subjects if self._may_have(kind, one)), "")

    def _may_have(self, kind: str, name: str) -> bool:
        """Say whether a name is that of a property that things of a kind may have."""
        if not self.schema.has_property(name) or name in _DECIDING:
            return False
        return self.schema.is_a(kind, self.schema.property(name).domain)

    def number_of(self, type_: str, name: str) -> Mapping[str, str]:
        """Return kind, key and link of a number that is a thing of ours, a property of theirs."""
        numbers: Mapping[str, Mapping[str, str]] = self.reading.get("numbers", {})
        if not numbers:
            return {}
        between = str(self.reading["general"].get("between", ":"))
        written = (f"{one}{between}{name}" for one in self.kin(type_))
        return next((numbers[one] for one in (*written, name) if one in numbers), {})

    @property
    def things(self) -> Mapping[str, Mapping[str, str]]:
        """The kinds of numbers that are things of their own: by kind its key and its link."""
        told: Mapping[str, Mapping[str, str]] = self.reading.get("things", {})
        return told

    def edge(self, type_: str) -> EdgeForm | None:
        """Return how a type names its ends, or None where it is no relation."""
        if ("edge", type_) not in self.known:
            self.known["edge", type_] = self._edge(type_)
        found: EdgeForm | None = self.known["edge", type_]
        return found

    def _edge(self, type_: str) -> EdgeForm | None:
        forms: Mapping[str, Mapping[str, Any]] = self.reading.get("edges", {})
        for one in self.kin(type_):
            if one in forms:
                return EdgeForm(**{name: _frozen(value) for name, value in forms[one].items()})
        return None


@cache
def foreign_model(name: str) -> ForeignModel:
    """Return a model by the name of its table; ``rdf`` is every table, its terms with prefixes."""
    folder = ontology_files()[0].parent / "mappings"
    reading = tomllib.loads((folder / f"{name}.reading.toml").read_text(encoding="utf-8"))
    prefixes = tuple(reading["general"]["prefixes"])
    every: dict[str, list[TermMapping]] = {}
    for row in read_mappings(folder):
        if not prefixes:
            every.setdefault(row.target, []).append(row)
        elif row.table == name and (prefix := next(filter(row.target.startswith, prefixes), "")):
            every.setdefault(row.target.removeprefix(prefix), []).append(row)
    near = {
        target: sorted(some, key=lambda row: _NEAR.index(row.relation))
        for target, rows in every.items()
        if (some := [row for row in rows if row.relation in _NEAR])
    }
    return ForeignModel(name, near, {**reading, "rows": every}, load_schema())


_PREFIX = re.compile(r"#   ([A-Za-z][\w.-]*): (\S+)")


@cache
def _reading_of_rdf() -> Mapping[str, Any]:
    folder = ontology_files()[0].parent / "mappings"
    return tomllib.loads((folder / "rdf.reading.toml").read_text(encoding="utf-8"))


def known_contexts() -> Mapping[str, str]:
    """Return the sites whose JSON-LD context only puts one vocabulary before every name."""
    contexts: Mapping[str, str] = _reading_of_rdf()["contexts"]
    return contexts


def vocabulary_addresses() -> Iterator[tuple[str, str]]:
    """Yield each address of a vocabulary with its prefix, other addresses of it among them."""
    addresses = {address: prefix for prefix, address in prefixes_of_tables().items()}
    yield from addresses.items()
    for other, address in _reading_of_rdf()["same"].items():
        yield other, addresses[address]


@cache
def prefixes_of_tables() -> Mapping[str, str]:
    """Return the prefixes that the tables declare, each with its address."""
    folder = ontology_files()[0].parent / "mappings"
    found: dict[str, str] = dict(_reading_of_rdf()["prefixes"])
    for path in sorted(folder.glob("*.sssom.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        matches = filter(None, map(_PREFIX.fullmatch, lines))
        found |= {match[1]: match[2] for match in matches}
    return found


def _holds(condition: str, has: Mapping[str, Sequence[str]]) -> bool:
    name, _, value = condition.partition("=")
    return value in has.get(name, ())


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
