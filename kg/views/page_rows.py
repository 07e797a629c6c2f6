"""Rows on a chain's page: times, third entities, files by number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from kg.model import Chain, Evidence, Link
from kg.text import visible
from kg.values.moments import began
from kg.views import legend
from kg.views.amount_text import plain
from kg.views.page_details import Place, excerpt_of

if TYPE_CHECKING:
    from kg.schema import Schema

Json = dict[str, object]

EVIDENCE_PER_ROW = 20


@dataclass(frozen=True, slots=True)
class RowFormat:
    """How rows are written: names of third entities, the zone, files and rows by number."""

    names: Mapping[str, str]
    zone: tzinfo
    hashes: list[str]
    rows: Mapping[Place, int] = field(default_factory=dict)

    def cited(self, evidence: tuple[Evidence, ...]) -> list[list[object]]:
        """Return where facts are written: number of the file, place, reader, excerpt."""
        return [
            [
                bisect_left(self.hashes, e.sha256),
                *map(visible, (e.locator, e.reader)),
                excerpt_of(e, self.rows),
            ]
            for e in evidence
        ]

    def time(self, moment: datetime | None) -> str:
        """Return a moment on the clock of the case, or nothing."""
        return moment.astimezone(self.zone).isoformat(timespec="seconds") if moment else ""

    def start(self, link: Link) -> str:
        """Return when a fact began on the clock of the case, or nothing."""
        return self.time(link.start and began(link.start, link.precision, self.zone))

    def row(self, link: Link) -> Json:
        """Return one row with all that the panel shows; what it does not have is left out."""
        fields: Json = {
            "id": link.id,
            "proof": str(link.proof),
            "confidence": link.confidence,
            "precision": str(link.precision),
            "start": self.start(link),
            "end": self.time(link.end),
            "amount": "" if link.amount is None else plain(link.amount),
            "currency": link.currency,
            "object": visible(self.names.get(link.object, "")),
            "values": texts(link.values),
            "evidence": self.cited(link.evidence[:EVIDENCE_PER_ROW]),
            "more": max(0, len(link.evidence) - EVIDENCE_PER_ROW),
        }
        return {name: value for name, value in fields.items() if value not in ("", [], 0)}


def third_names(chain: Chain, schema: Schema) -> dict[str, str]:
    """Return what the third entities of links are called, drawn or not."""
    drawn = {node.entity.id: legend.label(schema, node.entity) for node in chain.nodes}
    return {entity.id: legend.label(schema, entity) for entity in chain.objects} | drawn


def cited_hashes(chain: Chain) -> list[str]:
    """Return the files that are cited, each once; evidence names them by number."""
    links = [link for edge in chain.edges for link in edge.links]
    cited = [node.entity.evidence for node in chain.nodes] + [link.evidence for link in links]
    return sorted({piece.sha256 for evidence in cited for piece in evidence})


def texts(values: Mapping[str, tuple[str, ...]]) -> list[list[object]]:
    """Return properties and what stands in them, in order of their names."""
    return [[name, [visible(text) for text in values[name]]] for name in sorted(values)]
