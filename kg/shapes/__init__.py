"""Shapes: what must hold of the facts of a case, checked on a whole store by SPARQL.

The shapes are SHACL (``ontology/shapes/*.ttl``), and so the same text that other tools read;
pySHACL is the reference in the tests. Each constraint becomes one query that finds what breaks it
(:func:`breaches_in`), or a test of facts on their way into the graph (:func:`fact_checks`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from kg.schema import load_schema, shape_files
from kg.schema.turtle import CC
from kg.shapes.fact_checks import FactChecks
from kg.shapes.shape import Constraint, Shape, read_shapes, shape_triples
from kg.shapes.sparql_checks import Ask, Rows, ShapeCompiler, ShapeQuery, ShapeQueryResult, found_in

__all__ = [
    "USUAL",
    "Ask",
    "Constraint",
    "FactChecks",
    "Rows",
    "Shape",
    "ShapeQuery",
    "ShapeQueryResult",
    "breaches_in",
    "checks",
    "descendants",
    "fact_checks",
    "form_of",
    "load_shapes",
]

KNOWN_BY = {f"{CC}Evidence": f"{CC}locator"}
"""A store does not say of a file's rows that they are evidence: they alone have a place."""
USUAL = frozenset((f"{CC}confidence",))
"""The graph of a case says how sure a link is only where it is more or less so than usual."""


@lru_cache(maxsize=1)
def load_shapes() -> tuple[Shape, ...]:
    """Return the shapes that are shipped with the ontology, read once per process."""
    return read_shapes(shape_triples(shape_files()))


def checks(present: Mapping[str, int] | None = None) -> Iterator[ShapeQuery]:
    """Yield one query for each constraint that something in a store could break.

    ``present`` says how many things of each class the store holds.
    """
    return ShapeCompiler(descendants, present, KNOWN_BY).checks(load_shapes())


def breaches_in(ask: Ask, limit: int, usual: Collection[str] = ()) -> Iterator[ShapeQueryResult]:
    """Yield what in a store breaks each constraint of the shipped shapes, at most so many each.

    Args:
        ask: Asks the store.
        limit: How many breaches of a constraint are told.
        usual: The properties of which the store leaves out the usual value.
    """
    compiled = lambda present: ShapeCompiler(descendants, present, KNOWN_BY, usual)  # noqa: E731
    return found_in(ask, load_shapes(), compiled, limit)


@lru_cache(maxsize=16)
def form_of(name: str, kind: str) -> tuple[re.Pattern[str], ...]:
    """Return the forms that the shapes ask of a property's values in things of a kind."""
    return tuple(
        re.compile(constraint.term.value)
        for shape in load_shapes()
        if shape.path_name == name
        and any(CC + kind in descendants(target.term.value) for target in shape.targets)
        for constraint in shape.constraints
        if constraint.name == "pattern"
    )


@lru_cache(maxsize=1)
def fact_checks() -> FactChecks:
    """Return the same shapes as tests of facts that are on their way into a store."""
    return FactChecks(load_shapes(), descendants)


def descendants(iri: str) -> tuple[str, ...]:
    """Return a class and every class that descends from it, as the ontology says."""
    return _descendants().get(iri, (iri,))


@lru_cache(maxsize=1)
def _descendants() -> dict[str, tuple[str, ...]]:
    kinds_below: dict[str, list[str]] = {}
    for kind in load_schema().kinds():
        for name in (kind.name, *kind.ancestors):
            kinds_below.setdefault(CC + name, []).append(CC + kind.name)
    return {iri: tuple(kinds) for iri, kinds in kinds_below.items()}
