"""Groups instead of walls: things of one kind and column that are joined to the same others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.model import RECORDED_AS, Chain, ChainEdge, ChainNode, Entity
from kg.values.money import plus

LEAST = 3
"""So many at least make a group; two are drawn as they are."""
HUBS = (4, 6, 8, 12, 16, 24, 32, 48)
"""Who is joined to so many stays a neighbour of its own where alike neighbours count as one: one
after the other, until few enough groups are left."""
FEW = 60
"""Where more are left than this, those with neighbours of the same kinds are one group too."""
MANY = 200
"""Where more things are drawn than this, a picture lies between the groups and them."""
BETWEEN = 0.7
"""It has at most this part of the things, and the groups at most this part of its nodes."""
Key = tuple[object, ...]
_Bundle = tuple[int, int, str, tuple[str, ...]]


GROUP = "urn:crimechain:group:"
"""How the ids of groups begin."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """A chain with groups as nodes.

    Args:
        chain: The coarser chain: a node for each group, a line for each kind between two of them.
        members: Of each of its nodes, the nodes of the chain that are in it.
        edges: Of each of its lines, the edges of the chain that it stands for.
    """

    chain: Chain
    members: tuple[tuple[int, ...], ...]
    edges: tuple[tuple[int, ...], ...]


def alike(chain: Chain, columns: Sequence[str], alone: frozenset[int]) -> Grouped:
    """Return the coarsest of :func:`groupings`."""
    return groupings(chain, columns, alone)[-1]


def groupings(chain: Chain, columns: Sequence[str], alone: frozenset[int]) -> list[Grouped]:
    """Return the chain with a group for those of one kind, one column and the same neighbours.

    Of a chain of very many things there is a finer one before it, about as many times smaller than
    the chain as the groups are smaller than it.

    Args:
        chain: The chain.
        columns: The column of each node.
        alone: Nodes that are in no group: the start, whoever has a role that rows allege.
    """
    ends = _ends(chain)
    group = list(range(len(chain.nodes)))
    for _ in range(2):  # once those beside it are a group, a second layer may be alike too
        same = [_same(chain, columns, ends, at, group) for at in range(len(group))]
        group = _merged(group, same, alone)
    steps = [group]
    for hub in (*HUBS, len(chain.nodes), 0):
        if len(set(group)) <= FEW:
            break
        similar = [_similar(chain, columns, ends, at, hub) for at in range(len(group))]
        group = _merged(group, similar, alone)
        steps.append(group)
    finer = _between(steps, len(chain.nodes))
    return [contract(chain, columns, one) for one in (finer, group) if one is not None]


def _between(steps: Sequence[list[int]], things: int) -> list[int] | None:
    """Return the step of grouping that is halfway between many things and the last groups."""
    few = len(set(steps[-1]))
    halfway = [
        step
        for step in steps
        if few <= BETWEEN * len(set(step)) and len(set(step)) <= BETWEEN * things
    ]
    if things <= MANY or not halfway:
        return None
    return min(halfway, key=lambda one: abs(len(set(one)) ** 2 - few * things))


def by_kind(chain: Chain, columns: Sequence[str], alone: frozenset[int]) -> Grouped:
    """Return the overview: one node for each kind in each column."""
    first: dict[Key, int] = {}
    group = [
        at if at in alone else first.setdefault((columns[at], node.entity.kind), at)
        for at, node in enumerate(chain.nodes)
    ]
    return contract(chain, columns, group)


def contract(chain: Chain, columns: Sequence[str], group: Sequence[int]) -> Grouped:
    """Return the chain with one node for all that have the same group; sums are added up."""
    members: dict[int, list[int]] = defaultdict(list)
    for at, of in enumerate(group):
        members[of].append(at)
    order = sorted(members)
    place = {of: n for n, of in enumerate(order)}
    nodes = [_node(chain, members[of], n) for n, of in enumerate(order)]
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    bundles: dict[_Bundle, list[int]] = defaultdict(list)
    for at, edge in enumerate(chain.edges):
        a, b = (place[group[number[end]]] for end in (edge.source, edge.target))
        word = edge.links[0].values.get(RECORDED_AS, ()) if edge.links else ()
        if a != b or edge.source == edge.target:
            bundles[a, b, edge.kind, word].append(at)
    keys = sorted(bundles)
    edges = tuple(
        _edge([chain.edges[at] for at in bundles[key]], nodes[key[0]], nodes[key[1]])
        for key in keys
    )
    return Grouped(
        replace(chain, nodes=tuple(nodes), edges=edges),
        tuple(tuple(members[of]) for of in order),
        tuple(tuple(bundles[key]) for key in keys),
    )


def _node(chain: Chain, members: Sequence[int], number: int) -> ChainNode:
    first = chain.nodes[members[0]]
    if len(members) == 1:
        return first
    levels = {chain.nodes[at].level for at in members}
    roles = {chain.nodes[at].roles for at in members}
    entity = Entity(f"{GROUP}{number}", first.entity.kind, {})
    level = levels.pop() if len(levels) == 1 else 0
    return ChainNode(entity, first.stage, "none", level, roles.pop() if len(roles) == 1 else ())


def _edge(edges: Sequence[ChainEdge], source: ChainNode, target: ChainNode) -> ChainEdge:
    first = edges[0]
    sums = (_sums(edge.totals for edge in edges), _sums(edge.traced for edge in edges))
    return replace(
        first,
        source=source.entity.id,
        target=target.entity.id,
        links=tuple(link for edge in edges for link in edge.links),
        totals=sums[0],
        traced=sums[1],
        unproven=sum(edge.unproven for edge in edges),
    )


def _sums(every: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for totals in every:
        for code, amount in totals.items():
            sums[code] = plus(sums[code], amount)
    return dict(sorted(sums.items()))


Ends = Mapping[int, Sequence[tuple[str, bool, int]]]


def _ends(chain: Chain) -> Ends:
    """Return for each node the kind, the direction and the other end of its lines."""
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    ends: dict[int, list[tuple[str, bool, int]]] = {at: [] for at in range(len(chain.nodes))}
    for edge in chain.edges:
        a, b = number[edge.source], number[edge.target]
        if a != b:
            ends[a].append((edge.kind, True, b))
            ends[b].append((edge.kind, False, a))
    return ends


def _look(chain: Chain, columns: Sequence[str], at: int) -> Key:
    node = chain.nodes[at]
    return columns[at], node.entity.kind, node.stage, node.level, node.roles


def _same(chain: Chain, columns: Sequence[str], ends: Ends, at: int, group: Sequence[int]) -> Key:
    beside = frozenset((kind, out, group[other]) for kind, out, other in ends[at])
    return (*_look(chain, columns, at), beside)


def _similar(chain: Chain, columns: Sequence[str], ends: Ends, at: int, hub: int) -> Key:
    """Return what those alike have in common: a neighbour of ``hub`` others counts by itself.

    The others count by kind and column; with 0 no neighbour counts at all.
    """
    node = chain.nodes[at]
    beside = frozenset(
        (
            out,
            other if len(ends[other]) >= hub else (columns[other], chain.nodes[other].entity.kind),
        )
        for _, out, other in ends[at]
    )
    return columns[at], node.entity.kind, node.stage, node.level, node.roles, beside if hub else ()


def _merged(group: Sequence[int], keys: Sequence[Key], alone: frozenset[int]) -> list[int]:
    """Put nodes of one key into one group where at least so many have it."""
    by_key: dict[Key, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        if at not in alone:
            by_key[key].append(at)
    merged = list(group)
    for members in by_key.values():
        roots = {merged[at] for at in members}
        if len(members) >= LEAST and len(roots) > 1:
            first = min(roots)
            merged = [first if of in roots else of for of in merged]
    return merged
