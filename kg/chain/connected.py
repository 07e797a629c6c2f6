"""What is drawn of a chain under a cap: one connected picture, grown from where it starts."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kg.chain.stages import UNDETERMINED, StagePlace
from kg.model import Link

if TYPE_CHECKING:
    from kg.schema import Schema

Pair = tuple[str, str]


def connected(
    ranked: Sequence[str],
    pairs: Iterable[Pair],
    roots: Sequence[str],
    limit: int,
    apart: Sequence[str] = (),
) -> list[str]:
    """Return at most ``limit`` of the ranked, each of them joined with a root by others of them.

    Whoever comes first in ``ranked`` is taken first, together with those on a shortest way to the
    root; where there is no room for the whole way, the next one is tried. Roots that some way
    joins are joined in what is returned; one that no way joins begins a part of its own.

    Args:
        ranked: Whatever can be drawn, the most important first.
        pairs: What joins two of them, in any direction.
        roots: Where the picture starts, the first of them whatever the limit.
        limit: How many are returned at most.
        apart: What is worth a part of its own where no way joins it to a root and all that some
            way does join has room.
    """
    place = {id_: at for at, id_ in enumerate(ranked)}
    ways = list(pairs)
    first = [root for root in roots if root in place] or list(ranked[:1])
    towards = _paths_to_roots(place, ways, first)
    chosen = _grown([*first[:1], *ranked], towards, limit)
    if len(chosen) == len(towards):
        more = _paths_to_roots(place, ways, [*first, *(id_ for id_ in apart if id_ in place)])
        chosen |= _grown([id_ for id_ in ranked if id_ not in chosen], more, limit - len(chosen))
    return sorted(chosen, key=place.__getitem__)


def _grown(ranked: Iterable[str], towards: Mapping[str, str], limit: int) -> dict[str, None]:
    """Return the ranked for whose whole path there is room, in turn, with their paths."""
    chosen: dict[str, None] = {}
    for id_ in ranked:
        way: list[str] = []
        at = id_
        while at in towards and at not in chosen:
            way.append(at)
            at = towards[at]
        if len(chosen) + len(way) <= limit:
            chosen |= dict.fromkeys(way)
    return chosen


def _paths_to_roots(
    place: Mapping[str, int], pairs: Iterable[Pair], roots: Sequence[str]
) -> dict[str, str]:
    """Return the next one on a shortest path to a root, of several the most important."""
    beside: dict[str, set[str]] = defaultdict(set)
    for id_, other in pairs:
        if id_ in place and other in place and id_ != other:
            beside[id_].add(other)
            beside[other].add(id_)
    towards: dict[str, str] = {}
    for root in roots:
        if root in towards:
            continue
        towards[root] = ""
        queue = deque([root])
        while queue:
            here = queue.popleft()
            new = [id_ for id_ in beside[here] if id_ not in towards]
            for id_ in sorted(new, key=place.__getitem__):
                towards[id_] = here
                queue.append(id_)
    return towards


def on_a_path(
    links: Iterable[Link], places: Mapping[str, StagePlace], schema: Schema
) -> frozenset[str]:
    """Return everything on a path from the first stage that has somebody to the last one.

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
