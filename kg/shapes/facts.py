"""The same constraints as plain tests of facts that are on their way into the graph.

A second reading of the constraints, not a second list of them: tests hold it to what the queries
find. What the model itself promises (a link has one source, its time is a time) is not asked of
each fact: a plan keeps, for each kind of fact, only the tests that a fact of it can fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from kg.model import Breach, Entity, Evidence, Link
from kg.rdf.terms import XSD, decimal_literal, time_literal
from kg.rdf.write import evidence_iri
from kg.schema.turtle import CC
from kg.shapes.asking import told
from kg.shapes.compiling import COMPARED
from kg.shapes.terms import Constraint, Shape

Fact: TypeAlias = "Entity | Link"
SaidOf: TypeAlias = "dict[str, tuple[Any, ...]]"
Kinds = Mapping[str, str]
"""The kind of each thing that a fact may name, by id."""
Test = Callable[[SaidOf, Kinds], Iterable[str | None]]
"""Yields the values that break a constraint, or None where there is no value to name."""

THINGS = frozenset(("source", "target", "object", "supportedBy", "type"))
ALWAYS = frozenset(("source", "target", "precision", "proof", "confidence", "type"))
ONCE = ALWAYS | {"object", "startTime", "endTime", "amount", "currency"}
TYPED = {
    "startTime": "dateTime",
    "endTime": "dateTime",
    "amount": "decimal",
    "confidence": "integer",
}
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}
NUMBERS = ("integer", "decimal")


class FactChecks:
    """Tests of facts by kind, made from shapes when a kind is first met."""

    def __init__(
        self, shapes: Iterable[Shape], descendants: Callable[[str], Iterable[str]]
    ) -> None:
        self._shapes = tuple(shapes)
        self._descendants = descendants
        self._plans: dict[str, list[tuple[Shape, Constraint, Test]]] = {}

    def breaches(self, facts: Iterable[Fact], kinds: Kinds) -> Iterator[tuple[Fact, Breach]]:
        """Yield each fact with what it breaks, its evidence with it; ``kinds`` knows the ends."""
        clean: set[tuple[str, str, bool]] = set()
        for fact in facts:
            yield from ((fact, one) for one in self._broken(fact.kind, fact.id, _said(fact), kinds))
            for item in fact.evidence:
                key = (item.sha256, item.reader, bool(item.locator))
                if key not in clean:
                    found = list(self._of_evidence(item, kinds))
                    clean.update(() if found else (key,))
                    yield from ((fact, one) for one in found)

    def _of_evidence(self, item: Evidence, kinds: Kinds) -> Iterator[Breach]:
        texts = {"sha256": item.sha256, "locator": item.locator, "reader": item.reader}
        said: SaidOf = {name: (text,) for name, text in texts.items() if text}
        return self._broken("Evidence", evidence_iri(item).value, said, kinds)

    def _broken(self, kind: str, thing: str, said: SaidOf, kinds: Kinds) -> Iterator[Breach]:
        plan = self._plans.get(kind)
        if plan is None:
            plan = self._plans[kind] = list(self._plan(kind))
        for shape, constraint, test in plan:
            for value in test(said, kinds):
                yield told(shape, constraint.component, thing, thing if value is None else value)

    def _plan(self, kind: str) -> Iterator[tuple[Shape, Constraint, Test]]:
        for shape in self._shapes:
            if self._is_about(shape, kind):
                for constraint in shape.constraints:
                    if test := self._test(shape.path_name, constraint):
                        yield shape, constraint, test

    def _is_about(self, shape: Shape, kind: str) -> bool:
        """Say whether a shape is about facts of a kind: all of them rest on evidence."""
        classes = [target.term.value for target in shape.targets if target.by == "class"]
        if any(CC + kind in self._descendants(name) for name in classes):
            return True
        subjects = [target.term.value for target in shape.targets if target.by == "subjects"]
        return kind != "Evidence" and CC + "supportedBy" in subjects

    def _test(self, path: str, constraint: Constraint) -> Test | None:
        """Return the test of one constraint, or nothing where no fact can fail it."""
        if constraint.shapes:
            return self._inner(constraint)
        if constraint.name in ("minCount", "maxCount"):
            return _counted(path, constraint)
        if constraint.name == "hasValue":
            return _absent(path, constraint.term.value)
        if constraint.name == "lessThanOrEquals":
            return _after(path, constraint.term.value.removeprefix(CC))
        return self._of_values(path, constraint)

    def _inner(self, constraint: Constraint) -> Test:
        """Return the test of a constraint that joins inner shapes; it names the thing itself."""
        fails = [self._fails(shape) for shape in constraint.shapes]
        if constraint.name == "or":
            return lambda said, kinds: (None,) if all(f(said, kinds) for f in fails) else ()
        if constraint.name == "not":
            return lambda said, kinds: () if fails[0](said, kinds) else (None,)
        return lambda said, kinds: (None,) if any(f(said, kinds) for f in fails) else ()

    def _fails(self, shape: Shape) -> Callable[[SaidOf, Kinds], bool]:
        tests = [t for one in shape.constraints if (t := self._test(shape.path_name, one))]
        return lambda said, kinds: any(True for test in tests for _ in test(said, kinds))

    def _of_values(self, path: str, constraint: Constraint) -> Test | None:
        """Return the test of each value by itself."""
        if constraint.name == "class":
            return None if path == "supportedBy" else self._class(path, constraint.term.value)
        if constraint.name == "nodeKind":
            is_thing = constraint.term.value.endswith("#IRI")
            return None if is_thing is (path in THINGS) else _each(path, lambda value: True)
        if constraint.name == "datatype":
            kind = TYPED.get(path, "" if path in THINGS else "string")
            fits = constraint.term.value == XSD + kind
            return None if fits else _each(path, lambda value: True)
        return _each(path, _WRONG[constraint.name](path, constraint))

    def _class(self, path: str, wanted: str) -> Test:
        allowed = frozenset(iri.removeprefix(CC) for iri in self._descendants(wanted))
        return lambda said, kinds: [
            value for value in said.get(path, ()) if kinds.get(value) not in allowed
        ]


def _said(fact: Fact) -> SaidOf:
    """Return what a fact says, as the graph would: things by id, numbers and times as they are."""
    said: SaidOf = {**fact.values, "type": (CC + fact.kind,)}
    if fact.evidence:
        said["supportedBy"] = fact.evidence
    if isinstance(fact, Entity):
        return said
    said |= {
        "source": (fact.source,),
        "target": (fact.target,),
        "precision": (fact.precision,),
        "proof": (fact.proof,),
        "confidence": (fact.confidence,),
    }
    rest = (fact.object, fact.start, fact.end, fact.amount, fact.currency)
    for name, value in zip(_REST, rest, strict=True):
        if value is not None and value != "":
            said[name] = (value,)
    return said


_REST = ("object", "startTime", "endTime", "amount", "currency")


def _counted(path: str, constraint: Constraint) -> Test | None:
    number = constraint.number
    if constraint.name == "minCount":
        sure = path in ALWAYS and number <= 1
        return None if sure else lambda said, kinds: ("",) if _count(said, path) < number else ()
    sure = path in ONCE and number >= 1
    return None if sure else lambda said, kinds: ("",) if _count(said, path) > number else ()


def _count(said: SaidOf, path: str) -> int:
    found = said.get(path, ())
    return len(found) if len(found) < 2 else len(set(found))


def _absent(path: str, wanted: str) -> Test:
    return lambda said, kinds: () if wanted in map(str, said.get(path, ())) else ("",)


def _after(path: str, other: str) -> Test:
    """Return the test that no value lies behind another property's; texts are compared as such."""
    return lambda said, kinds: [
        written(value)
        for value in said.get(path, ())
        for limit in said.get(other, ())
        if type(value) is not type(limit) or value > limit
    ]


def _each(path: str, wrong: Callable[[Any], bool]) -> Test:
    return lambda said, kinds: [
        written(value) for value in dict.fromkeys(said.get(path, ())) if wrong(value)
    ]


def _unlisted(path: str, constraint: Constraint) -> Callable[[Any], bool]:
    listed = frozenset(term.value for term in constraint.terms)
    return lambda value: value not in listed


def _unlike(path: str, constraint: Constraint) -> Callable[[Any], bool]:
    text = constraint.term.value
    # Python's $ stands before a last line break as well, SPARQL's does not
    form = re.compile(text[:-1] + r"\Z" if text.endswith("$") else text)
    return lambda value: form.search(value if isinstance(value, str) else written(value)) is None


def _out_of_bounds(path: str, constraint: Constraint) -> Callable[[Any], bool]:
    if TYPED.get(path) not in NUMBERS:
        return lambda value: True
    limit, fits = Decimal(constraint.term.value), COMPARE[COMPARED[constraint.name]]
    return lambda value: not fits(value, limit)


_WRONG: Mapping[str, Callable[[str, Constraint], Callable[[Any], bool]]] = {
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
