"""The same constraints as plain tests of facts that are on their way into the graph.

A second reading of the constraints, not a second list of them: tests hold it to what the queries
find. A plan keeps, for each kind of fact, only the tests that a fact of it can fail, and remembers
which values and which sets of properties passed: of a hundred thousand payments few are new in
that (8 µs a fact, where writing one into the graph takes ten times as long, and more).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from kg.model import Breach, Entity, Evidence, Link
from kg.rdf.terms import XSD, decimal_literal, term, time_literal
from kg.rdf.to_quads import NAMES_OF_TERMS, evidence_iri
from kg.schema.turtle import CC
from kg.shapes.shape import Constraint, Onward, Shape
from kg.shapes.sparql_checks import COMPARED, breach_of

Fact: TypeAlias = "Entity | Link"
CleanEvidence: TypeAlias = "set[tuple[str, str, bool]]"
"""File, reader and whether there is a place, of evidence that broke nothing: others are alike."""
REMEMBERED = 4_096
_ENDS = ("source", "target")
_REST = ("object", "startTime", "endTime", "amount", "currency")


class FactChecks:
    """Tests of facts by kind, made from shapes when a kind is first met."""

    def __init__(
        self, shapes: Iterable[Shape], descendants: Callable[[str], Iterable[str]]
    ) -> None:
        self._shapes = tuple(shapes)
        self._descendants = descendants
        self._demands = FactTestMaker(descendants)
        self._plans: dict[tuple[str, tuple[str, ...]], _Plan] = {}

    def breaches(self, facts: Iterable[Fact], kinds: Kinds) -> Iterator[tuple[Fact, Breach]]:
        """Yield each fact with what it breaks, its evidence with it; ``kinds`` knows the ends."""
        clean: CleanEvidence = set()
        for fact in facts:
            for breach in self.breaches_of(fact, kinds, clean):
                yield fact, breach

    def breaches_of(self, fact: Fact, kinds: Kinds, clean: CleanEvidence) -> Iterator[Breach]:
        """Yield what one fact breaks; ``clean`` grows by what of its evidence breaks nothing."""
        yield from self._plan_of(fact).broken(fact.id, _properties_of(fact), kinds)
        for item in fact.evidence:
            key = (item.sha256, item.reader, bool(item.locator))
            if key not in clean:
                breaches = self._of_evidence(item, kinds)
                clean.update(() if breaches else (key,))
                yield from breaches

    def _of_evidence(self, item: Evidence, kinds: Kinds) -> list[Breach]:
        texts = {"sha256": item.sha256, "locator": item.locator, "reader": item.reader}
        properties: Properties = {name: (text,) for name, text in texts.items() if text}
        return self._plan("Evidence", ()).broken(evidence_iri(item).value, properties, kinds)

    def _plan_of(self, fact: Fact) -> _Plan:
        named = ("supportedBy",) if fact.evidence else ()
        return self._plan(fact.kind, (*named, *_ENDS) if isinstance(fact, Link) else named)

    def _plan(self, kind: str, named: tuple[str, ...]) -> _Plan:
        plan = self._plans.get((kind, named))
        if plan is None:
            plan = self._plans[kind, named] = _Plan(self._demands, self._about(kind, named))
        return plan

    def _about(self, kind: str, named: tuple[str, ...]) -> Iterator[Shape]:
        """Yield the shapes that are about facts of a kind, or about all that name these things."""
        subjects = {CC + name for name in named}
        for shape in self._shapes:
            if not isinstance(shape.path, Onward) and any(
                target.term.value in subjects
                if target.by == "subjects"
                else target.by == "class" and CC + kind in self._descendants(target.term.value)
                for target in shape.targets
            ):
                yield shape


@dataclass(slots=True)
class _Values:
    """The tests of a property's values, and which values have passed them already."""

    rules: list[tuple[Shape, Constraint, Wrong]] = field(default_factory=list)
    good: set[object] = field(default_factory=set)
    lasting: bool = True

    def try_value(self, thing: str, value: object, kinds: Kinds, breaches: list[Breach]) -> None:
        """Add what a value breaks, or remember that it breaks nothing."""
        before = len(breaches)
        for shape, constraint, wrong in self.rules:
            if wrong(value, kinds):
                breaches.append(breach_of(shape, constraint.component, thing, written(value)))
        if self.lasting and len(breaches) == before and len(self.good) < REMEMBERED:
            self.good.add(value)


class _Plan:
    """What facts of one kind are held to: their values one by one, then all that they say."""

    def __init__(self, demands: FactTestMaker, shapes: Iterable[Shape]) -> None:
        self._values: dict[str, _Values] = {}
        self._presence: list[tuple[Shape, Constraint, Test]] = []
        self._others: list[tuple[Shape, Constraint, Test]] = []
        self._complete: set[tuple[str, ...]] = set()
        for shape in shapes:
            for constraint in shape.constraints:
                self._add(demands, shape, constraint)

    def _add(self, demands: FactTestMaker, shape: Shape, constraint: Constraint) -> None:
        path = shape.path_name
        if wrong := demands.wrong(path, constraint):
            values = self._values.setdefault(path, _Values())
            values.rules.append((shape, constraint, wrong))
            values.lasting &= constraint.name != "class"  # an end's kind may be another later
        elif test := demands.test(path, constraint):
            on_presence = hangs_on_presence(constraint)
            (self._presence if on_presence else self._others).append((shape, constraint, test))

    def broken(self, thing: str, properties: Properties, kinds: Kinds) -> list[Breach]:
        """Return what is broken by what is said of a thing."""
        breaches = list[Breach]()
        for name, tried in self._values.items():
            if name in properties:
                values = properties[name]
                for value in values if len(values) == 1 else dict.fromkeys(values):
                    if value not in tried.good:
                        tried.try_value(thing, value, kinds, breaches)
        self._try_presence(thing, properties, breaches)
        self._try(thing, properties, self._others, breaches)
        return breaches

    def _try_presence(self, thing: str, properties: Properties, breaches: list[Breach]) -> None:
        names, before = tuple(properties), len(breaches)
        single = sum(map(len, properties.values())) == len(names)
        if single and names in self._complete:
            return
        self._try(thing, properties, self._presence, breaches)
        if single and len(breaches) == before and len(self._complete) < REMEMBERED:
            self._complete.add(names)

    def _try(
        self,
        thing: str,
        properties: Properties,
        tests: list[tuple[Shape, Constraint, Test]],
        breaches: list[Breach],
    ) -> None:
        for shape, constraint, test in tests:
            for value in test(properties):
                text = thing if value is None else value
                breaches.append(breach_of(shape, constraint.component, thing, text))


def _properties_of(fact: Fact) -> Properties:
    """Return what a fact says, as the graph would: things by id, numbers and times as they are."""
    properties: Properties = {name: values for name, values in fact.values.items() if values}
    for name in NAMES_OF_TERMS & properties.keys():
        properties[name] = tuple(term(value).value for value in properties[name])
    properties["type"] = (CC + fact.kind,)
    if fact.evidence:
        properties["supportedBy"] = fact.evidence
    if isinstance(fact, Entity):
        return properties
    properties["source"], properties["target"] = (fact.source,), (fact.target,)
    properties["precision"], properties["proof"] = (fact.precision,), (fact.proof,)
    properties["confidence"] = (fact.confidence,)
    rest = (fact.object, fact.start, fact.end, fact.amount, fact.currency)
    for name, value in zip(_REST, rest, strict=True):
        if value is not None and value != "":
            properties[name] = (value,)
    return properties


Properties: TypeAlias = "dict[str, tuple[Any, ...]]"
Kinds = Mapping[str, str]
"""The kind of each thing that a fact may name, by id."""
Test = Callable[[Properties], Iterable[str | None]]
"""Yields the values that break a constraint, "" where there is none to name, None for the thing."""
Wrong = Callable[[Any, Kinds], bool]
"""Says whether one value breaks a constraint."""

THINGS = frozenset(("source", "target", "object", "supportedBy", "type")) | NAMES_OF_TERMS
ALWAYS = frozenset(("source", "target", "precision", "proof", "confidence", "type"))
ONCE = ALWAYS | {"object", "startTime", "endTime", "amount", "currency"}
TYPED = {
    "startTime": "dateTime",
    "endTime": "dateTime",
    "amount": "decimal",
    "confidence": "integer",
}
NUMBERS = ("integer", "decimal")
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": lambda a, b: bool(a >= b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    "<": lambda a, b: bool(a < b),
}


class FactTestMaker:
    """Makes tests of constraints; ``descendants`` knows which classes descend from one."""

    def __init__(self, descendants: Callable[[str], Iterable[str]]) -> None:
        self._descendants = descendants

    def wrong(self, path: str, constraint: Constraint) -> Wrong | None:
        """Return the test of one value by itself, or nothing where there is none to fail."""
        demanded = constraint.terms[0].value if constraint.terms else ""
        if constraint.name == "class":
            return None if path == "supportedBy" else self._class(demanded)
        if constraint.name == "nodeKind":
            return None if demanded.endswith("#IRI") is (path in THINGS) else _never
        if constraint.name == "datatype":
            kind = TYPED.get(path, "" if path in THINGS else "string")
            return None if demanded == XSD + kind else _never
        make = _WRONG.get(constraint.name)
        return make(path, constraint) if make else None

    def test(self, path: str, constraint: Constraint) -> Test | None:
        """Return the test of all that is said at once, or nothing where no fact can fail it."""
        if constraint.name == "not" and _asks_for_class(constraint.shapes[0]):
            return None  # a fact has one kind, and no kind descends from two that are apart
        if constraint.shapes:
            return self._inner(constraint)
        if constraint.name in ("minCount", "maxCount"):
            return _counted(path, constraint)
        if constraint.name == "hasValue":
            return _absent(path, constraint.term.value)
        if constraint.name in _PAIRS:
            return _PAIRS[constraint.name](path, constraint.term.value.removeprefix(CC))
        return None

    def _class(self, required: str) -> Wrong:
        allowed = frozenset(iri.removeprefix(CC) for iri in self._descendants(required))
        return lambda value, kinds: kinds.get(value) not in allowed

    def _inner(self, constraint: Constraint) -> Test:
        """Return the test of a constraint that joins inner shapes; it names the thing itself."""
        fails = [self._fails(shape) for shape in constraint.shapes]
        if constraint.name == "or":
            return lambda properties: (None,) if all(fail(properties) for fail in fails) else ()
        if constraint.name == "not":
            return lambda properties: () if fails[0](properties) else (None,)
        return lambda properties: (None,) if any(fail(properties) for fail in fails) else ()

    def _fails(self, shape: Shape) -> Callable[[Properties], bool]:
        if isinstance(shape.path, Onward):
            return lambda properties: False  # where a path leads is known of the graph alone
        path = shape.path_name
        tests = [self._whole(path, constraint) for constraint in shape.constraints]
        return lambda properties: any(True for test in tests if test for _ in test(properties))

    def _whole(self, path: str, constraint: Constraint) -> Test | None:
        wrong = self.wrong(path, constraint)
        if wrong is None:
            return self.test(path, constraint)
        return lambda properties: [
            written(v) for v in properties.get(path, ()) if wrong(v, _NOBODY)
        ]


_NOBODY: Kinds = {}


def hangs_on_presence(constraint: Constraint) -> bool:
    """Say whether a constraint asks only which properties there are, and how many values each."""
    if constraint.shapes:
        return all(
            hangs_on_presence(inner) for each in constraint.shapes for inner in each.constraints
        )
    return constraint.name in ("minCount", "maxCount")


def _asks_for_class(shape: Shape) -> bool:
    """Say whether a shape asks for nothing but the classes of the thing itself."""
    return not shape.path and all(
        all(map(_asks_for_class, constraint.shapes))
        if constraint.shapes
        else constraint.name == "class"
        for constraint in shape.constraints
    )


def _never(value: Any, kinds: Kinds) -> bool:
    return True


def _counted(path: str, constraint: Constraint) -> Test | None:
    number = constraint.number
    if constraint.name == "minCount":
        sure = path in ALWAYS and number <= 1
        return (
            None if sure else lambda properties: ("",) if _count(properties, path) < number else ()
        )
    sure = path in ONCE and number >= 1
    return None if sure else lambda properties: ("",) if _count(properties, path) > number else ()


def _count(properties: Properties, path: str) -> int:
    return len(set(properties.get(path, ())))


def _absent(path: str, required: str) -> Test:
    return lambda properties: () if required in map(str, properties.get(path, ())) else ("",)


def _after(path: str, other: str) -> Test:
    """Return the test that no value lies behind another property's; texts are compared as such."""
    return lambda properties: [
        written(value)
        for value in properties.get(path, ())
        for limit in properties.get(other, ())
        if type(value) is not type(limit) or value > limit
    ]


def _shared(path: str, other: str) -> Test:
    """Return the test that no value is one of another property as well."""
    return lambda properties: [
        written(value)
        for value in dict.fromkeys(properties.get(path, ()))
        if value in properties.get(other, ())
    ]


_PAIRS: Mapping[str, Callable[[str, str], Test]] = {"lessThanOrEquals": _after, "disjoint": _shared}


def _unlisted(path: str, constraint: Constraint) -> Wrong:
    listed = frozenset(term.value for term in constraint.terms)
    return lambda value, kinds: value not in listed


def _unlike(path: str, constraint: Constraint) -> Wrong:
    text = constraint.term.value
    # Python's $ stands before a last line break as well, SPARQL's does not
    form = re.compile(text[:-1] + r"\Z" if text.endswith("$") else text)
    return lambda value, kinds: form.search(written(value)) is None


def _out_of_bounds(path: str, constraint: Constraint) -> Wrong:
    if TYPED.get(path) not in NUMBERS:
        return _never
    limit, fits = Decimal(constraint.term.value), COMPARE[COMPARED[constraint.name]]
    return lambda value, kinds: not fits(value, limit)


_WRONG: Mapping[str, Callable[[str, Constraint], Wrong]] = {
    "in": _unlisted,
    "pattern": _unlike,
    **dict.fromkeys(COMPARED, _out_of_bounds),
}


def written(value: Any) -> str:
    """Return a value as it is written into the graph."""
    if isinstance(value, Evidence):
        return evidence_iri(value).value
    if isinstance(value, Decimal):
        return decimal_literal(value).value
    return time_literal(value).value if isinstance(value, datetime) else str(value)
