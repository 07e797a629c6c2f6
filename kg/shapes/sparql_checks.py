"""One constraint of one shape as the SPARQL query that finds what breaks it.

A pattern binds ``?thing`` and, where there is one, the ``?value`` at fault. Inside ``sh:or`` and
its like breaches of the inner shapes are joined, united or taken away: nothing is asked for each
thing anew, as FILTER NOT EXISTS does (measured: 12 s against 0.05 s by MINUS). Classes are listed
with all that descend from them: the ontology knows, and no path is walked over the data.

To look up a property of each thing costs 20 µs, to scan the property 1 µs. So where a shape is
about many things, breaches are found by scans, and only then asked for their class.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Breach
from kg.rdf.terms import DERIVED
from kg.schema.turtle import CC
from kg.shapes.shape import Constraint, Onward, Shape, ShapePath, Target

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
COMPARED = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}
FEW = 0.03
NODE_KINDS = {"IRI": "isIRI", "Literal": "isLiteral", "BlankNode": "isBlank"}


@dataclass(frozen=True, slots=True)
class ShapeQuery:
    """A query whose rows are the breaches of one constraint: the thing and, if any, the value."""

    shape: Shape
    constraint: Constraint
    query: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a constraint is looked at: what binds the things, and the path to their values.

    ``first`` is what to bind before values are looked at: nothing, where the things are many.
    """

    things: str
    first: str
    path: ShapePath | None

    @property
    def value(self) -> str:
        return "?value" if self.path else "?thing"

    @property
    def edge(self) -> str:
        if isinstance(self.path, Onward):
            # links have direct edges: beside them, or, in a case, among what follows from them
            on = f"?next {self.path.then}+ ?value"
            follows = f"{{ {on} }} UNION {{ GRAPH {DERIVED} {{ {on} }} }}"
            return f"?thing {self.path.first} ?next . {follows}"
        return f"?thing {self.path} ?value ." if self.path else ""

    @property
    def values(self) -> str:
        return f"{self.first} {self.edge}" if self.path else self.things


class ShapeCompiler:
    """Turns constraints into queries, for a store that holds things of certain classes only.

    Args:
        descendants: The classes that descend from one, itself among them.
        present: How many things of each class the store holds; nothing where that is not known.
        known_by: By class, the property by which things of it are known that do not say their
            class.
        usual: The properties that need no value: without one they have the usual one.
    """

    def __init__(
        self,
        descendants: Callable[[str], Iterable[str]],
        present: Mapping[str, int] | None = None,
        known_by: Mapping[str, str] | None = None,
        usual: Collection[str] = (),
    ) -> None:
        self._descendants = descendants
        self._present = present
        self._known_by = known_by or {}
        self._usual = usual
        self._few = sum(present.values()) * FEW if present else 0

    def checks(self, shapes: Iterable[Shape]) -> Iterator[ShapeQuery]:
        """Yield one query for each constraint that something in the store could break."""
        for shape in shapes:
            things = self._things(shape.targets)
            first = things if self._are_few(shape.targets) else ""
            for constraint in shape.constraints if things else ():
                if constraint.name == "minCount" and shape.path and shape.path.value in self._usual:
                    continue
                place = _Place(things, first, shape.path)
                yield ShapeQuery(shape, constraint, self._query(place, constraint))

    def _query(self, place: _Place, constraint: Constraint) -> str:
        broken = self._broken(place, constraint)
        if not place.first and constraint.name not in ("minCount", "hasValue"):
            named = "?thing ?value" if place.path and constraint.has_value else "?thing"
            broken = f"{{ SELECT DISTINCT {named} WHERE {{ {broken} }} }} {place.things}"
        value = f" (STR({place.value}) AS ?said)" if constraint.has_value else ""
        return f"SELECT DISTINCT ?thing{value} WHERE {{ {broken} }}"

    def _are_few(self, targets: Iterable[Target]) -> bool:
        """Say whether it is cheaper to go from thing to thing than to scan a property."""
        if self._present is None or any(target.by != "class" for target in targets):
            return False
        kinds = self._classes(target.term.value for target in targets)
        return sum(self._present[kind] for kind in kinds) <= self._few

    def _things(self, targets: Iterable[Target]) -> str:
        """Return a pattern that binds ?thing to the things that a shape is about, or nothing."""
        classes = [target.term.value for target in targets if target.by == "class"]
        named = self._classes(classes)
        patterns = [f"{self._values_of('?kind', named)} ?thing {RDF_TYPE} ?kind ."] if named else []
        for target in targets:
            if target.by == "subjects":
                patterns.append(f"?thing {target.term} ?other .")
            if target.by == "objects":
                patterns.append(f"?other {target.term} ?thing .")
        if len(patterns) < 2:
            return "".join(patterns)
        united = " UNION ".join(f"{{ {pattern} }}" for pattern in patterns)
        return f"{{ SELECT DISTINCT ?thing WHERE {{ {united} }} }}"

    def _classes(self, classes: Iterable[str]) -> list[str]:
        known = {kind for name in classes for kind in self._descendants(name)}
        return sorted(known if self._present is None else known & set(self._present))

    def _values_of(self, variable: str, iris: Iterable[str]) -> str:
        return f"VALUES {variable} {{ {' '.join(f'<{iri}>' for iri in iris)} }}"

    def _broken(self, place: _Place, constraint: Constraint) -> str:
        """Return a pattern that binds the things, and the values, that break a constraint."""
        if constraint.name in COUNTED:
            return COUNTED[constraint.name](place, constraint)
        if constraint.name in FILTERED:
            test = FILTERED[constraint.name](place.value, constraint)
            return f"{place.values} FILTER({test})"
        inner: Mapping[str, Callable[[_Place, Constraint], str]] = {
            "class": self._class,
            "in": self._in,
            "not": self._not,
            "or": self._or,
            "and": self._and,
            "node": self._and,
            "property": self._property,
        }
        return inner[constraint.name](place, constraint)

    def _class(self, place: _Place, constraint: Constraint) -> str:
        required = constraint.term.value
        kinds = self._values_of("?k", self._classes([required]))
        others = f"{place.values} MINUS {{ {kinds} {place.value} {RDF_TYPE} ?k . }}"
        if required in self._known_by:
            others += f" MINUS {{ {place.value} <{self._known_by[required]}> ?told . }}"
        return others

    def _in(self, place: _Place, constraint: Constraint) -> str:
        listed = " ".join(map(str, constraint.terms))
        return f"{place.values} MINUS {{ VALUES {place.value} {{ {listed} }} }}"

    def _not(self, place: _Place, constraint: Constraint) -> str:
        if (named := self._named_classes(constraint.shapes[0])) is not None:
            kinds = self._values_of("?k", self._classes(named))
            return f"{kinds} {place.value} {RDF_TYPE} ?k . {place.values}"
        return f"{place.values} MINUS {{ {self._breaches(place, constraint.shapes[0])} }}"

    def _named_classes(self, shape: Shape) -> list[str] | None:
        """Return the classes of which a shape asks one, or nothing where it asks for more.

        What is known to be of a class without saying so is said to be of no other.
        """
        if shape.path or len(shape.constraints) != 1:
            return None
        [constraint] = shape.constraints
        if constraint.name == "class":
            return [constraint.term.value]
        named = [self._named_classes(one) for one in constraint.shapes]
        if constraint.name != "or" or None in named:
            return None
        return [name for names in named for name in names or ()]

    def _or(self, place: _Place, constraint: Constraint) -> str:
        return " ".join(f"{{ {self._breaches(place, shape)} }}" for shape in constraint.shapes)

    def _and(self, place: _Place, constraint: Constraint) -> str:
        return " UNION ".join(
            f"{{ {self._breaches(place, shape)} }}" for shape in constraint.shapes
        )

    def _property(self, place: _Place, constraint: Constraint) -> str:
        return self._breaches(place, constraint.shapes[0])

    def _breaches(self, place: _Place, shape: Shape) -> str:
        """Return a pattern that binds those things of a place that break an inner shape."""
        within = _Place(place.things, place.first, shape.path)
        some = [f"{{ {self._broken(within, constraint)} }}" for constraint in shape.constraints]
        return f"SELECT DISTINCT ?thing WHERE {{ {' UNION '.join(some) or 'FILTER(false)'} }}"


def _min_count(place: _Place, constraint: Constraint) -> str:
    if constraint.number == 1:
        return f"{place.things} MINUS {{ {place.edge} }}"
    return f"{place.things} MINUS {{ {_counted(place, f'>= {constraint.number}')} }}"


def _max_count(place: _Place, constraint: Constraint) -> str:
    return f"{{ {_counted(place, f'> {constraint.number}')} }}"


def _counted(place: _Place, test: str) -> str:
    return (
        f"SELECT ?thing WHERE {{ {place.values} }} GROUP BY ?thing "
        f"HAVING (COUNT(DISTINCT {place.value}) {test})"
    )


def _has_value(place: _Place, constraint: Constraint) -> str:
    if place.path is None:
        return f"{place.things} FILTER(!sameTerm({place.value}, {constraint.term}))"
    return f"{place.things} MINUS {{ ?thing {place.path} {constraint.term} . }}"


def _less_than_or_equals(place: _Place, constraint: Constraint) -> str:
    limit = f"?thing {constraint.term} ?limit ."
    return f"{place.values} {limit} FILTER(!COALESCE({place.value} <= ?limit, false))"


def _disjoint(place: _Place, constraint: Constraint) -> str:
    return f"{place.values} ?thing {constraint.term} {place.value} ."


def _datatype(value: str, constraint: Constraint) -> str:
    kind = constraint.term
    read = "true" if kind.value == XSD_STRING else f'STR({kind}(STR({value}))) != ""'
    return f"!COALESCE(DATATYPE({value}) = {kind} && {read}, false)"


def _node_kind(value: str, constraint: Constraint) -> str:
    names = constraint.term.value.rpartition("#")[2].split("Or")
    return f"!({' || '.join(f'{NODE_KINDS[name]}({value})' for name in names)})"


def _pattern(value: str, constraint: Constraint) -> str:
    return f"isBlank({value}) || !REGEX(STR({value}), {constraint.term})"


def _compared(value: str, constraint: Constraint) -> str:
    return f"!COALESCE({value} {COMPARED[constraint.name]} {constraint.term}, false)"


COUNTED: Mapping[str, Callable[[_Place, Constraint], str]] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "hasValue": _has_value,
    "lessThanOrEquals": _less_than_or_equals,
    "disjoint": _disjoint,
}
FILTERED: Mapping[str, Callable[[str, Constraint], str]] = {
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "pattern": _pattern,
    **dict.fromkeys(COMPARED, _compared),
}


SHAPE = CC + "shape/"
Rows = tuple[Sequence[Sequence[object]], bool]
Ask = Callable[[str, int], Rows]
"""Asks the union of a store's graphs for so many rows; also returns whether there were more."""
CLASSES = 100_000
PRESENT = f"SELECT ?kind (COUNT(*) AS ?n) WHERE {{ ?thing {RDF_TYPE} ?kind }} GROUP BY ?kind"


@dataclass(frozen=True, slots=True)
class ShapeQueryResult:
    """What one query found, and whether it found more than it might say."""

    check: ShapeQuery
    breaches: tuple[Breach, ...]
    cut: bool


def found_in(
    ask: Ask, shapes: Sequence[Shape], compiled: Compiled, limit: int
) -> Iterator[ShapeQueryResult]:
    """Yield what breaks each constraint of which the store holds things, at most so many each."""
    rows, _ = ask(PRESENT, CLASSES)
    present = {str(kind): int(str(count)) for kind, count in rows}
    for check in compiled(present).checks(shapes):
        rows, cut = ask(check.query, limit)
        texts = sorted(tuple(map(str, row)) for row in rows)
        yield ShapeQueryResult(check, tuple(breach(check, *row) for row in texts), cut)


Compiled = Callable[[Mapping[str, int]], ShapeCompiler]


def breach(check: ShapeQuery, thing: str, value: str = "") -> Breach:
    """Return what one row of a check's query says."""
    return breach_of(check.shape, check.constraint.component, thing, value)


def breach_of(shape: Shape, component: str, thing: str, value: str = "") -> Breach:
    """Return a breach of one constraint of a shape."""
    return Breach(
        shape=shape.name.removeprefix(SHAPE),
        thing=thing,
        path=shape.path_name,
        component=component,
        severity=shape.severity,
        value=value,
        said=shape.said,
    )
