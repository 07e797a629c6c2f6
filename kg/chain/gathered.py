"""What was found for a chain while it is being looked for, and where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from kg.model import Bounds, Entity, Link, Proof, Spread


@dataclass(slots=True)
class Gathered:
    """Everything found, what was not looked behind, and how many excluded links there were."""

    entities: dict[str, Entity] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    near: set[str] = field(default_factory=set)
    spreads: list[Spread] = field(default_factory=list)
    crowded: set[str] = field(default_factory=set)
    pools: set[str] = field(default_factory=set)
    pooled: set[str] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)
    not_in_graph: int = 0

    def add(self, links: Iterable[Link]) -> set[str]:
        """Keep the links that nobody excluded; return their ends."""
        ends: set[str] = set()
        for link in links:
            if link.proof is Proof.EXCLUDED:
                self.excluded.add(link.id)
                continue
            self.links[link.id] = link
            ends |= {link.source, link.target}
        return ends

    def add_near(self, links: Sequence[Link]) -> set[str]:
        """Keep links because of where they stand, whatever they carry; return their ends."""
        self.near |= {link.id for link in links}
        return self.add(links)

    def bounds(self, drawn: Collection[str]) -> Bounds:
        """Return where all of this was looked for, and what of it is not among the drawn."""
        shown = (k for k in self.links.values() if k.source in drawn and k.target in drawn)
        return Bounds(
            spreads=tuple(self.spreads),
            crowded=tuple(sorted(self.crowded)),
            pools=tuple(sorted(self.pools)),
            by_money=tuple(sorted({link.id for link in shown} - self.near)),
            left_off=tuple(sorted(self.entities.keys() - set(drawn))),
        )
