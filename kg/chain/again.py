"""A chain's facts looked for again where they were found, in the graph as it is now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.chain.gather import drop_told_twice, look_near
from kg.chain.gathered import Gathered
from kg.graph.base import Store
from kg.model import Bounds

if TYPE_CHECKING:
    from kg.schema import Schema


def found_again(store: Store, schema: Schema, bounds: Bounds) -> tuple[Bounds, frozenset[str]]:
    """Return the bounds as the graph has them now, and the ids of all links within them."""
    found = Gathered()
    found.add(store.links(bounds.by_money))
    for spread in bounds.spreads:
        look_near(store, schema, found, spread)
    drop_told_twice(found, schema)
    off = set(bounds.left_off)
    links = {k.id for k in found.links.values() if not {k.source, k.target} & off}
    now = replace(bounds, crowded=tuple(sorted(found.crowded)), pools=tuple(sorted(found.pools)))
    return now, frozenset(links)
