"""What the ontology says of its properties beyond their descriptions: ``ontology/axioms/*.ttl``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.schema.turtle import read_modules


@dataclass(frozen=True, slots=True)
class Axioms:
    """Which properties stand below another, and which property reads another the other way."""

    below: Mapping[str, tuple[str, ...]]
    inverse: Mapping[str, str]


def read_axioms(files: Iterable[Path]) -> Axioms:
    """Return those axioms of Turtle files that rules of inference rest on."""
    below: dict[str, tuple[str, ...]] = {}
    inverse: dict[str, str] = {}
    for one in read_modules(files).values():
        for above in one.all("subPropertyOf"):
            below[above] = (*below.get(above, ()), one.name)
        if other := one.one("inverseOf"):
            inverse[one.name] = other
    return Axioms(below, inverse)
