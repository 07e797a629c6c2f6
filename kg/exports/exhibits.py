"""What facts rest on and point at: each place of a file once, the files, ends nobody describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from kg.exports.material import ExportMaterial
from kg.model import Entity, Evidence, Link, evidence_id

Fact = Entity | Link
HASH = re.compile(r"[0-9a-f]{64}")
NAMESPACE = UUID("ae799da9-be0e-599f-8f87-4dd8ebfa8d56")
"""UUIDv5 of our address; from it and our id the UUID of every fact follows, for ever."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One piece of evidence, by its id, with the facts that rest on it."""

    id: str
    item: Evidence
    facts: tuple[Fact, ...]


def exhibits(material: ExportMaterial) -> Iterator[Exhibit]:
    """Yield every piece of evidence once, in the order of their ids."""
    resting: dict[str, tuple[Evidence, dict[str, Fact]]] = {}
    for fact in _facts(material):
        for item in fact.evidence:
            _, facts = resting.setdefault(evidence_id(item), (item, {}))
            facts[fact.id] = fact
    for key, (item, facts) in sorted(resting.items()):
        yield Exhibit(key, item, tuple(facts.values()))


def hashes(material: ExportMaterial) -> list[str]:
    """Return the hash of every file that is a source, or that evidence names."""
    named = {item.sha256 for fact in _facts(material) for item in fact.evidence} - {""}
    return sorted(named | {source.sha256 for source in material.sources})


def undescribed(material: ExportMaterial) -> list[str]:
    """Return the ends and third things of links that are not among the entities."""
    link_ends = ((link.source, link.target, link.object) for link in material.links)
    known = {entity.id for entity in material.entities}
    return sorted({end for ends in link_ends for end in ends if end} - known)


def _facts(material: ExportMaterial) -> Iterator[Fact]:
    yield from material.entities
    yield from material.links
