"""Rules that follow from the ontology's own words: what stands above what, what reads back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from kg.rules.terms import Atom, Inference
from kg.schema import Schema
from kg.schema.axioms import Axioms

Form = Callable[[str, Mapping[str, Any], Schema, Axioms], Iterable[Inference]]


def kinds_below(schema: Schema, name: str) -> tuple[str, ...]:
    """Return a kind and all that descend from it, as far as they can stand in a case."""
    return _below(schema).get(name, ())


@lru_cache(maxsize=2)
def _below(schema: Schema) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind in schema.kinds():
        for one in () if kind.abstract else (kind.name, *kind.ancestors):
            found[one] = (*found.get(one, ()), kind.name)
    return found


def _nothing(
    name: str, told: Mapping[str, Any], schema: Schema, axioms: Axioms
) -> Iterator[Inference]:
    """Yield nothing: shortcut edges are written and taken away with their links."""
    yield from ()


def _superclass(
    name: str, told: Mapping[str, Any], schema: Schema, axioms: Axioms
) -> Iterator[Inference]:
    """Yield one inference for each kind that others descend from."""
    facts = [kind for kind in schema.kinds() if kind.is_entity or kind.is_link]
    for above in facts:
        below = tuple(one for one in kinds_below(schema, above.name) if one != above.name)
        if below and above.name not in told["without"]:
            yield Inference(name, "x", above.name, "", (Atom("x", below, "", "kind"),))


def _superproperty(
    name: str, told: Mapping[str, Any], schema: Schema, axioms: Axioms
) -> Iterator[Inference]:
    for above in told["concludes"]:
        atom = Atom("x", axioms.below[above], "y", "edge")
        yield Inference(name, "x", schema.property(above).name, "y", (atom,))


def _inverse(
    name: str, told: Mapping[str, Any], schema: Schema, axioms: Axioms
) -> Iterator[Inference]:
    for one in told["concludes"]:
        other = axioms.inverse[one]
        atom = Atom("x", axioms.below.get(other, (other,)), "y", "edge")
        yield Inference(name, "y", schema.property(one).name, "x", (atom,))


FORMS: Mapping[str, Form] = {
    "shortcut": _nothing,
    "superclass": _superclass,
    "superproperty": _superproperty,
    "inverse": _inverse,
}
