"""Each constraint as a test of what is said of one fact.

What the model itself promises (a link has one source, its time is a time) is not asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from kg.model import Evidence
from kg.rdf.terms import XSD, decimal_literal, time_literal
from kg.rdf.write import evidence_iri
from kg.schema.turtle import CC
from kg.shapes.compiling import COMPARED
from kg.shapes.terms import Constraint, Shape

SaidOf: TypeAlias = "dict[str, tuple[Any, ...]]"
Kinds = Mapping[str, str]
"""The kind of each thing that a fact may name, by id."""
Test = Callable[[SaidOf], Iterable[str | None]]
"""Yields the values that break a constraint, "" where there is none to name, None for the thing."""
Wrong = Callable[[Any, Kinds], bool]
"""Says whether one value breaks a constraint."""

THINGS = frozenset(("source", "target", "object", "supportedBy", "type"))
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


class Demands:
    """Makes tests of constraints; ``descendants`` knows which classes descend from one."""

    def __init__(self, descendants: Callable[[str], Iterable[str]]) -> None:
        self._descendants = descendants

    def wrong(self, path: str, constraint: Constraint) -> Wrong | None:
        """Return the test of one value by itself, or nothing where there is none to fail."""
        term = constraint.terms[0].value if constraint.terms else ""
        if constraint.name == "class":
            return None if path == "supportedBy" else self._class(term)
        if constraint.name == "nodeKind":
            return None if term.endswith("#IRI") is (path in THINGS) else _never
        if constraint.name == "datatype":
            kind = TYPED.get(path, "" if path in THINGS else "string")
            return None if term == XSD + kind else _never
        make = _WRONG.get(constraint.name)
        return make(path, constraint) if make else None

    def test(self, path: str, constraint: Constraint) -> Test | None:
        """Return the test of all that is said at once, or nothing where no fact can fail it."""
        if constraint.shapes:
            return self._inner(constraint)
        if constraint.name in ("minCount", "maxCount"):
            return _counted(path, constraint)
        if constraint.name == "hasValue":
            return _absent(path, constraint.term.value)
        if constraint.name == "lessThanOrEquals":
            return _after(path, constraint.term.value.removeprefix(CC))
        return None

    def _class(self, wanted: str) -> Wrong:
        allowed = frozenset(iri.removeprefix(CC) for iri in self._descendants(wanted))
        return lambda value, kinds: kinds.get(value) not in allowed

    def _inner(self, constraint: Constraint) -> Test:
        """Return the test of a constraint that joins inner shapes; it names the thing itself."""
        fails = [self._fails(shape) for shape in constraint.shapes]
        if constraint.name == "or":
            return lambda said: (None,) if all(fail(said) for fail in fails) else ()
        if constraint.name == "not":
            return lambda said: () if fails[0](said) else (None,)
        return lambda said: (None,) if any(fail(said) for fail in fails) else ()

    def _fails(self, shape: Shape) -> Callable[[SaidOf], bool]:
        path = shape.path_name
        tests = [self._whole(path, one) for one in shape.constraints]
        return lambda said: any(True for test in tests if test for _ in test(said))

    def _whole(self, path: str, constraint: Constraint) -> Test | None:
        wrong = self.wrong(path, constraint)
        if wrong is None:
            return self.test(path, constraint)
        return lambda said: [written(v) for v in said.get(path, ()) if wrong(v, _NOBODY)]


_NOBODY: Kinds = {}


def hangs_on_presence(constraint: Constraint) -> bool:
    """Say whether a constraint asks only which properties there are, and how many values each."""
    if constraint.shapes:
        return all(hangs_on_presence(one) for each in constraint.shapes for one in each.constraints)
    return constraint.name in ("minCount", "maxCount")


def _never(value: Any, kinds: Kinds) -> bool:
    return True


def _counted(path: str, constraint: Constraint) -> Test | None:
    number = constraint.number
    if constraint.name == "minCount":
        sure = path in ALWAYS and number <= 1
        return None if sure else lambda said: ("",) if _count(said, path) < number else ()
    sure = path in ONCE and number >= 1
    return None if sure else lambda said: ("",) if _count(said, path) > number else ()


def _count(said: SaidOf, path: str) -> int:
    return len(set(said.get(path, ())))


def _absent(path: str, wanted: str) -> Test:
    return lambda said: () if wanted in map(str, said.get(path, ())) else ("",)


def _after(path: str, other: str) -> Test:
    """Return the test that no value lies behind another property's; texts are compared as such."""
    return lambda said: [
        written(value)
        for value in said.get(path, ())
        for limit in said.get(other, ())
        if type(value) is not type(limit) or value > limit
    ]


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
