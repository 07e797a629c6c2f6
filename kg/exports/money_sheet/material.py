"""Data of the money sheet: a trace, its sums, and all that its rows speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.exports.material import ExportMaterial
from kg.model import Entity, Link, Source, Trace
from kg.schema import Schema


@dataclass(frozen=True, slots=True)
class MoneyMaterial:
    """A trace as it may leave the case, with all that its rows speak of."""

    case: str
    marking: str
    trace: Trace
    entities: Mapping[str, Entity]
    links: Mapping[str, Link]
    sources: Mapping[str, Source]
    handles: Mapping[str, str] = field(default_factory=dict)
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def facts(self, schema: Schema, lang: str) -> ExportMaterial:
        """Return the payments and the things that the trace speaks of, as facts."""
        return ExportMaterial(
            self.case,
            tuple(sorted(self.entities.values(), key=lambda entity: entity.id)),
            tuple(sorted(self.links.values(), key=lambda link: link.id)),
            tuple(self.sources.values()),
            schema,
            self.marking,
            lang,
        )

    def listed_by(self, account: str, lang: str) -> str:
        """Return which published lists name an account, with the row of each."""
        names = {sha256: source.name for sha256, source in self.sources.items()}
        return "; ".join(
            f"{listing.said.text(lang)} ({names.get(place.sha256, '')} {place.locator})"
            for listing in self.trace.listed
            if listing.account == account
            for place in listing.evidence
        )
