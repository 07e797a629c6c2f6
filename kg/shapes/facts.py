"""The same constraints as plain tests of facts that are on their way into the graph.

A second reading of the constraints, not a second list of them: tests hold it to what the queries
find. A plan keeps, for each kind of fact, only the tests that a fact of it can fail, and remembers
which values and which sets of properties passed: of a hundred thousand payments few are new in
that (8 µs a fact, where writing one into the graph takes ten times as long, and more).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from kg.model import Breach, Entity, Evidence, Link
from kg.rdf.write import evidence_iri
from kg.schema.turtle import CC
from kg.shapes.asking import told
from kg.shapes.demands import Demands, Kinds, SaidOf, Test, Wrong, hangs_on_presence, written
from kg.shapes.terms import Constraint, Shape

Fact: TypeAlias = "Entity | Link"
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
        self._demands = Demands(descendants)
        self._plans: dict[tuple[str, tuple[str, ...]], _Plan] = {}

    def breaches(self, facts: Iterable[Fact], kinds: Kinds) -> Iterator[tuple[Fact, Breach]]:
        """Yield each fact with what it breaks, its evidence with it; ``kinds`` knows the ends."""
        clean: set[tuple[str, str, bool]] = set()
        for fact in facts:
            for one in self._plan_of(fact).broken(fact.id, _said(fact), kinds):
                yield fact, one
            for item in fact.evidence:
                key = (item.sha256, item.reader, bool(item.locator))
                if key not in clean:
                    found = self._of_evidence(item, kinds)
                    clean.update(() if found else (key,))
                    yield from ((fact, one) for one in found)

    def _of_evidence(self, item: Evidence, kinds: Kinds) -> list[Breach]:
        texts = {"sha256": item.sha256, "locator": item.locator, "reader": item.reader}
        said: SaidOf = {name: (text,) for name, text in texts.items() if text}
        return self._plan("Evidence", ()).broken(evidence_iri(item).value, said, kinds)

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
            if any(
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

    def try_value(self, thing: str, value: object, kinds: Kinds, found: list[Breach]) -> None:
        """Add what a value breaks, or remember that it breaks nothing."""
        before = len(found)
        for shape, constraint, wrong in self.rules:
            if wrong(value, kinds):
                found.append(told(shape, constraint.component, thing, written(value)))
        if self.lasting and len(found) == before and len(self.good) < REMEMBERED:
            self.good.add(value)


class _Plan:
    """What facts of one kind are held to: their values one by one, then all that they say."""

    def __init__(self, demands: Demands, shapes: Iterable[Shape]) -> None:
        self._values: dict[str, _Values] = {}
        self._presence: list[tuple[Shape, Constraint, Test]] = []
        self._others: list[tuple[Shape, Constraint, Test]] = []
        self._complete: set[tuple[str, ...]] = set()
        for shape in shapes:
            for constraint in shape.constraints:
                self._add(demands, shape, constraint)

    def _add(self, demands: Demands, shape: Shape, constraint: Constraint) -> None:
        path = shape.path_name
        if wrong := demands.wrong(path, constraint):
            held = self._values.setdefault(path, _Values())
            held.rules.append((shape, constraint, wrong))
            held.lasting &= constraint.name != "class"  # an end's kind may be another later
        elif test := demands.test(path, constraint):
            on_presence = hangs_on_presence(constraint)
            (self._presence if on_presence else self._others).append((shape, constraint, test))

    def broken(self, thing: str, said: SaidOf, kinds: Kinds) -> list[Breach]:
        """Return what is broken by what is said of a thing."""
        found = list[Breach]()
        for name, held in self._values.items():
            if name in said:
                values = said[name]
                for value in values if len(values) == 1 else dict.fromkeys(values):
                    if value not in held.good:
                        held.try_value(thing, value, kinds, found)
        self._try_presence(thing, said, found)
        self._try(thing, said, self._others, found)
        return found

    def _try_presence(self, thing: str, said: SaidOf, found: list[Breach]) -> None:
        names, before = tuple(said), len(found)
        single = sum(map(len, said.values())) == len(names)
        if single and names in self._complete:
            return
        self._try(thing, said, self._presence, found)
        if single and len(found) == before and len(self._complete) < REMEMBERED:
            self._complete.add(names)

    def _try(
        self,
        thing: str,
        said: SaidOf,
        tests: list[tuple[Shape, Constraint, Test]],
        found: list[Breach],
    ) -> None:
        for shape, constraint, test in tests:
            for value in test(said):
                text = thing if value is None else value
                found.append(told(shape, constraint.component, thing, text))


def _said(fact: Fact) -> SaidOf:
    """Return what a fact says, as the graph would: things by id, numbers and times as they are."""
    said: SaidOf = {name: values for name, values in fact.values.items() if values}
    said["type"] = (CC + fact.kind,)
    if fact.evidence:
        said["supportedBy"] = fact.evidence
    if isinstance(fact, Entity):
        return said
    said["source"], said["target"] = (fact.source,), (fact.target,)
    said["precision"], said["proof"] = (fact.precision,), (fact.proof,)
    said["confidence"] = (fact.confidence,)
    rest = (fact.object, fact.start, fact.end, fact.amount, fact.currency)
    for name, value in zip(_REST, rest, strict=True):
        if value is not None and value != "":
            said[name] = (value,)
    return said
