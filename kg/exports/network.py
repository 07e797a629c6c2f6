"""The facts as a network for tools that draw one: every link is an edge of its own.

What such a file cannot hold stands in ``losses.toml``: evidence is named by its first place and
counted, a third party of a link is an attribute of its edge, several values of a name are one text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from kg.exports.csv_tables import joined
from kg.exports.material import ExportMaterial
from kg.lpg.amounts import readable
from kg.model import Entity, Link, Values
from kg.rdf.terms import decimal_text, time_text

Cell: TypeAlias = str | int | float
MOVED = "value:"
NODE = {"kind": str, "label": str, "evidence": str, "evidenceCount": int}
EDGE = {
    "kind": str, "label": str, "object": str, "startTime": str, "endTime": str, "precision": str,
    "amount": float, "amountExact": str, "currency": str, "proof": str, "confidence": int,
    "evidence": str, "evidenceCount": int,
}  # fmt: skip
"""Attributes that every node and every edge may have, with their types."""


@dataclass(frozen=True, slots=True)
class NetworkNode:
    """A node of a network: its id and its attributes."""

    id: str
    told: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class NetworkEdge:
    """An edge of a network: its id, its ends and its attributes."""

    id: str
    source: str
    target: str
    told: Mapping[str, Cell]


def text_of_cell(value: Cell) -> str:
    """Return the text of an attribute; a float with all its digits."""
    return repr(value) if isinstance(value, float) else str(value)


def vertices(material: ExportMaterial) -> Iterator[NetworkNode]:
    """Yield every entity, then the ends of links that are not described."""
    files = _files(material)
    known = set()
    for entity in material.entities:
        known.add(entity.id)
        own = {"kind": entity.kind, "label": label_of(entity, material), **_proofs(entity, files)}
        yield NetworkNode(entity.id, {**own, **_values(entity.values, NODE)})
    ends = {end for link in material.links for end in (link.source, link.target)}
    for end in sorted(ends - known):
        yield NetworkNode(end, {"kind": "", "label": end})


def edges(material: ExportMaterial) -> Iterator[NetworkEdge]:
    """Yield every link."""
    files = _files(material)
    for link in material.links:
        attributes = {**dict(_typed(link, material)), **_proofs(link, files)}
        yield NetworkEdge(
            link.id, link.source, link.target, {**attributes, **_values(link.values, EDGE)}
        )


def value_names(facts_values: Iterable[Values], taken: Mapping[str, type]) -> list[str]:
    """Return under which names the values of some facts stand, sorted."""
    return sorted(
        {moved(name, taken) for values in facts_values for name, texts in values.items() if texts}
    )


def moved(name: str, taken: Mapping[str, type]) -> str:
    """Return where a value stands; a name that an attribute has gets a prefix."""
    return f"{MOVED}{name}" if name in taken or name.startswith(MOVED) else name


def label_of(entity: Entity, material: ExportMaterial) -> str:
    """Return the name or number by which somebody or something is known, or the kind."""
    kind = material.schema.kind(entity.kind)
    names = (entity.first(name) for name in ("name", *kind.label_properties))
    return next(filter(None, names), "") or kind.label(material.lang)


def _typed(link: Link, material: ExportMaterial) -> Iterator[tuple[str, Cell]]:
    yield "kind", link.kind
    yield "label", material.schema.kind(link.kind).called(link.values, material.lang)
    if link.object:
        yield "object", link.object
    if link.start is not None:
        yield "startTime", time_text(link.start)
    if link.end is not None:
        yield "endTime", time_text(link.end)
    yield "precision", link.precision.value
    if link.amount is not None:
        near = readable(link.amount)
        yield from [] if near is None else [("amount", near)]
        yield "amountExact", decimal_text(link.amount)
    if link.currency:
        yield "currency", link.currency
    yield "proof", link.proof.value
    yield "confidence", link.confidence


def _values(values: Values, taken: Mapping[str, type]) -> dict[str, Cell]:
    return {moved(name, taken): joined(texts) for name, texts in values.items() if texts}


def _proofs(fact: Entity | Link, files: Mapping[str, str]) -> dict[str, Cell]:
    if not fact.evidence:
        return {"evidenceCount": 0}
    first = fact.evidence[0]
    place = f"{files.get(first.sha256, first.sha256[:12])} · {first.locator}"
    return {"evidence": place, "evidenceCount": len(fact.evidence)}


def _files(material: ExportMaterial) -> dict[str, str]:
    return {source.sha256: source.name for source in material.sources}
