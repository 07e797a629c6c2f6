"""The compiled shapes asked of a store: one question to learn what it holds, then one each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Breach
from kg.schema.turtle import CC
from kg.shapes.compiling import RDF_TYPE, Check, Compiler
from kg.shapes.terms import Shape

SHAPE = CC + "shape/"
Rows = tuple[Sequence[Sequence[object]], bool]
Ask = Callable[[str, int], Rows]
"""Asks the union of a store's graphs for so many rows; also returns whether there were more."""
CLASSES = 100_000
PRESENT = f"SELECT ?kind (COUNT(*) AS ?n) WHERE {{ ?thing {RDF_TYPE} ?kind }} GROUP BY ?kind"


@dataclass(frozen=True, slots=True)
class Found:
    """What one query found, and whether it found more than it might say."""

    check: Check
    breaches: tuple[Breach, ...]
    cut: bool


def found_in(ask: Ask, shapes: Sequence[Shape], compiled: Compiled, limit: int) -> Iterator[Found]:
    """Yield what breaks each constraint of which the store holds things, at most so many each."""
    rows, _ = ask(PRESENT, CLASSES)
    present = {str(kind): int(str(count)) for kind, count in rows}
    for check in compiled(present).checks(shapes):
        rows, cut = ask(check.query, limit)
        texts = sorted(tuple(map(str, row)) for row in rows)
        yield Found(check, tuple(breach(check, *row) for row in texts), cut)


Compiled = Callable[[Mapping[str, int]], Compiler]


def breach(check: Check, thing: str, value: str = "") -> Breach:
    """Return what one row of a check's query says."""
    return told(check.shape, check.constraint.component, thing, value)


def told(shape: Shape, component: str, thing: str, value: str = "") -> Breach:
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
