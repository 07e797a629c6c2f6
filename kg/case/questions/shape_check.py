"""What in a case breaks the shapes of the ontology: all of the graph, or what a load puts in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.case.questions.raw_questions import seen
from kg.case.storage.session import Session
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Breach, BrokenRule, Entity, Link
from kg.query import QueryRunner
from kg.rdf import CC
from kg.rdf.terms import RDF, SOURCE_GRAPH
from kg.shapes import USUAL, Ask, Rows, breaches_in, fact_checks
from kg.shapes.fact_checks import CleanEvidence

SEVERITIES = ("Violation", "Warning", "Info")
"""The gravest first."""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ShapeBreach:
    """A breach of a shape: the thing with its handle and name, and the row it came from.

    ``value`` is the value at fault in the same words: a thing's handle, a term's name, a text.
    """

    breach: Breach
    thing: LocatedThing
    value: str


@dataclass(frozen=True, slots=True)
class ShapeReport:
    """What breaks the shapes, gravest first; ``rules`` were asked, those in ``cut`` found more."""

    broken: tuple[ShapeBreach, ...]
    rules: int
    facts: int
    cut: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()

    def count(self, severity: str) -> int:
        """Return how many of the breaches listed are so grave."""
        return sum(one.breach.severity == severity for one in self.broken)


def check(
    session: Session, questions: QueryRunner, seconds: float = 0, rows: int = 0
) -> ShapeReport:
    """Ask the newest checkpoint every rule that something in it could break."""
    graph, count = session.store.checkpoint(), session.store.count()
    clock = seconds or LIMITS.check_seconds

    def ask(text: str, limit: int) -> Rows:
        answer = questions.sparql(text, graph=graph, seconds=clock, rows=limit, union=True)
        return answer.rows, answer.truncated

    found = list(breaches_in(ask, rows or LIMITS.check_rows, USUAL))
    breaches = [breach for each in found for breach in each.breaches]
    places = placed(session, ask, {breach.thing for breach in breaches})
    broken = [
        ShapeBreach(breach, places[breach.thing], _value(session, breach)) for breach in breaches
    ]
    return ShapeReport(
        broken=tuple(sorted(broken, key=_order)),
        rules=len(found),
        facts=count.all_entities + count.all_links,
        cut=tuple(dict.fromkeys(each.check.shape.said for each in found if each.cut)),
        notes=seen(session),
    )


def _value(session: Session, one: Breach) -> str:
    """Return the value at fault; where the thing itself is at fault there is none to name."""
    if one.value == one.thing:
        return ""
    return session.handles.of(one.value) or one.value.removeprefix(CC)


def _order(one: ShapeBreach) -> tuple[object, ...]:
    breach, thing = one.breach, one.thing
    rank = SEVERITIES.index(breach.severity)
    return (rank, breach.shape, breach.component, thing.file, thing.place, breach.thing)


class LoadCheck:
    """Holds the facts of a load to the rules while they go by, in their order.

    They are not kept: but from the first link on whose ends are not known yet they have to wait.

    Args:
        session: The case.
        taken: The hashes of the files that are taken in.
    """

    def __init__(self, session: Session, taken: Collection[str]) -> None:
        self._session = session
        self._taken = list(taken)
        self._found: dict[str, dict[Key, BrokenRule]] = {sha256: {} for sha256 in taken}
        self._kinds: dict[str, str] = {}
        self._clean: CleanEvidence = set()
        self._waiting: list[Entity | Link] = []

    def note(self, fact: Entity | Link) -> None:
        """Hold one fact to the rules."""
        self._kinds[fact.id] = fact.kind
        if self._waiting or not all(end in self._kinds for end in _named_by(fact)):
            self._waiting.append(fact)
        else:
            self._check(fact)

    def broken(self) -> Mapping[str, tuple[BrokenRule, ...]]:
        """Return which rules the facts break, for each file.

        What none of these files proves is named with the last of them, so that nothing is lost.
        """
        named = {end for fact in self._waiting for end in _named_by(fact)} - self._kinds.keys()
        before = self._session.store.entities(named)
        self._kinds |= {entity.id: entity.kind for entity in before}
        for fact in self._waiting:
            self._check(fact)
        self._waiting = []
        return {
            sha256: tuple(sorted(rules.values(), key=_rank))
            for sha256, rules in self._found.items()
        }

    def _check(self, fact: Entity | Link) -> None:
        for breach in fact_checks().breaches_of(fact, self._kinds, self._clean):
            places = {item.sha256: item.locator for item in reversed(fact.evidence)}
            own = [sha256 for sha256 in self._taken if sha256 in places] or self._taken[-1:]
            for sha256 in own:
                _count(self._found[sha256], breach, places.get(sha256, ""))


def _named_by(fact: Entity | Link) -> list[str]:
    """Return the things that a fact names."""
    if isinstance(fact, Entity):
        return []
    return [end for end in (fact.source, fact.target, fact.object) if end]


def _count(rules: dict[Key, BrokenRule], breach: Breach, place: str) -> None:
    key = (breach.shape, breach.component)
    known = rules.get(key)
    if known is None:
        rules[key] = BrokenRule(breach, place, 1)
    else:
        rules[key] = BrokenRule(known.first, known.place, known.count + 1)


def _rank(rule: BrokenRule) -> tuple[int, int, str, str]:
    first = rule.first
    return (SEVERITIES.index(first.severity), -rule.count, first.shape, first.component)


AT_ONCE, ROWS = 500, 100_000
_MINTED = re.compile(r"urn:crimechain:[\w:-]+", re.ASCII)
"""An id of ours; another one might not be safe inside a query, and has no row to show."""
PROPERTIES = """
SELECT ?thing ?predicate ?value WHERE {{ VALUES ?thing {{ {things} }} ?thing ?predicate ?value }}"""
PROVEN = """
SELECT ?thing ?sha256 ?place WHERE {{ VALUES ?thing {{ {things} }}
  {{ ?thing cc:supportedBy ?item }} UNION {{ ?thing a cc:Evidence BIND(?thing AS ?item) }}
  GRAPH ?source {{ ?item cc:locator ?place }}
  BIND(STRAFTER(STR(?source), "{graph}") AS ?sha256) }}"""
PropertiesByThing = Mapping[str, Mapping[str, list[str]]]
"""The values of each thing, by its id and by property."""


@dataclass(frozen=True, slots=True)
class LocatedThing:
    """A thing with its kind, handle and name, and the first place where it is written."""

    id: str
    kind: str
    handle: str
    name: str
    file: str
    sha256: str
    place: str


def placed(session: Session, ask: Ask, things: Collection[str]) -> dict[str, LocatedThing]:
    """Return each thing with what a person knows it by, and the first of its places."""
    properties = _properties(ask, things)
    properties |= _properties(
        ask, {end for thing in things for end in _ends(properties[thing])} - properties.keys()
    )
    places = _places(ask, things)
    files = {source.sha256: source.name for source in session.sources()}
    found = {}
    for thing in things:
        own, kind = properties[thing], _kind(properties[thing])
        sha256, place = places.get(thing) or (_first(own, "sha256"), "")
        handle, name = session.handles.of(thing), _name(session, properties, thing)
        found[thing] = LocatedThing(thing, kind, handle, name, files.get(sha256, ""), sha256, place)
    return found


def _properties(ask: Ask, things: Collection[str]) -> dict[str, dict[str, list[str]]]:
    properties: dict[str, dict[str, list[str]]] = {thing: {} for thing in things}
    for thing, predicate, value in _rows(ask, PROPERTIES, things):
        name = predicate.removeprefix(CC).removeprefix(RDF)
        properties[thing].setdefault(name, []).append(value)
    return properties


def _places(ask: Ask, things: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the first place of each thing; a file's comes before that of a computation."""
    places = dict[str, tuple[str, str]]()
    for thing, sha256, place in _rows(ask, PROVEN, things):
        known = places.get(thing)
        if known is None or (not sha256, sha256, place) < (not known[0], *known):
            places[thing] = (sha256, place)
    return places


def _rows(ask: Ask, query: str, things: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    ids = sorted(thing for thing in things if _MINTED.fullmatch(thing))
    for start in range(0, len(ids), AT_ONCE):
        part = " ".join(f"<{thing}>" for thing in ids[start : start + AT_ONCE])
        rows, _ = ask(query.format(things=part, graph=SOURCE_GRAPH), ROWS)
        for row in rows:
            first, second, third = ("" if cell is None else str(cell) for cell in row)
            yield first, second, third


def _name(session: Session, properties: PropertiesByThing, thing: str) -> str:
    """Return what a thing is called: a link by what stands at its ends."""
    own = properties[thing]
    if ends := _ends(own):
        return " → ".join(
            session.handles.of(end)
            or (_name(session, properties, end) if end in properties else "")
            or end
            for end in ends
            if end != thing
        )
    kind = _kind(own)
    keys = (
        session.schema.kind(kind).label_properties if session.schema.has_kind(kind) else ("name",)
    )
    return next((_first(own, key) for key in keys if key in own), "")


def _kind(own: Mapping[str, list[str]]) -> str:
    return min((kind.removeprefix(CC) for kind in own.get("type", ())), default="")


def _first(own: Mapping[str, list[str]], name: str) -> str:
    return min(own.get(name, ()), default="")


def _ends(own: Mapping[str, list[str]]) -> list[str]:
    ends = (_first(own, "source"), _first(own, "target"))
    return [end for end in ends if end.startswith("urn:crimechain:")]
