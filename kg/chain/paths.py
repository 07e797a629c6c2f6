"""Ways through the chain: who lies between its source and its exit, what money is connected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kg.chain.stages import UNDETERMINED, Place
from kg.model import Link

if TYPE_CHECKING:
    from kg.schema import Schema


def on_a_path(links: Iterable[Link], places: Mapping[str, Place], schema: Schema) -> frozenset[str]:
    """Return everything on a way from the first stage that has somebody to the last one.

    Money is followed as it flows, everything else onward in the order of the stages.
    """
    import networkx as nx

    order = {stage.name: stage.order for stage in schema.stages()}
    placed = {key: order[p.stage] for key, p in places.items() if p.stage != UNDETERMINED}
    if not placed:
        return frozenset()
    graph = nx.DiGraph(pair for link in links for pair in _onward(link, placed, schema))
    graph.add_nodes_from(placed)
    ends = {stage: {k for k, at in placed.items() if at == stage} for stage in placed.values()}
    after = _reached(graph, ends[min(ends)])
    before = _reached(graph.reverse(copy=False), ends[max(ends)])
    return frozenset(after & before)


def money_components(links: Iterable[Link], schema: Schema) -> Mapping[str, int]:
    """Return a number for each entity that money flows through; equal numbers are connected."""
    import networkx as nx

    graph = nx.Graph((link.source, link.target) for link in links if _is_money(link, schema))
    parts = sorted(nx.connected_components(graph), key=min)
    return {entity: number for number, part in enumerate(parts) for entity in part}


def _onward(link: Link, placed: Mapping[str, int], schema: Schema) -> Iterator[tuple[str, str]]:
    if _is_money(link, schema):
        yield link.source, link.target
        return
    one, two = placed.get(link.source), placed.get(link.target)
    if one is None or two is None or one <= two:
        yield link.source, link.target
    if one is None or two is None or two <= one:
        yield link.target, link.source


def _is_money(link: Link, schema: Schema) -> bool:
    kind = schema.kind(link.kind)
    return kind.flows and kind.family == "money"


def _reached(graph: object, starts: Iterable[str]) -> set[str]:
    import networkx as nx

    seen = set(starts)
    for layer in nx.bfs_layers(graph, sorted(seen)):
        seen |= set(layer)
    return seen
