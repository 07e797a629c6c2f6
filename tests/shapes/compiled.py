"""What the compiled shapes find in a store, in the form of the reference's findings."""

from __future__ import annotations

from pyoxigraph import QuerySolutions, Store
from reference import Finding

from kg.model import Breach
from kg.query.run_sparql import stated
from kg.shapes import Ask, Shape, breaches_in, descendants
from kg.shapes.sparql_checks import ShapeCompiler, found_in

ALL = 10**9


def asking(store: Store) -> Ask:
    def ask(text: str, limit: int) -> tuple[list[tuple[str, ...]], bool]:
        rows = store.query(text, default_graph=stated(store))
        assert isinstance(rows, QuerySolutions)
        found = [tuple(cell.value for cell in row) for row in rows]
        return found[:limit], len(found) > limit

    return ask


def compiled_findings(store: Store) -> set[Finding]:
    return {as_finding(one) for found in breaches_in(asking(store), ALL) for one in found.breaches}


def findings_of(shapes: tuple[Shape, ...], store: Store) -> set[Finding]:
    compiled = found_in(
        asking(store), shapes, lambda present: ShapeCompiler(descendants, present), ALL
    )
    return {as_finding(one) for found in compiled for one in found.breaches}


def as_finding(one: Breach) -> Finding:
    return (one.shape, one.thing, one.path, one.component, one.severity, one.value)
