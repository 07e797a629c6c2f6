"""Which entities the picture holds, in which order, and the lines between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.chain.chain_money import Share
from kg.chain.connected import connected, on_a_path
from kg.chain.gather import is_named_exit
from kg.chain.stages import UNDETERMINED, StagePlace, Stages
from kg.masking.protected import is_holding
from kg.messages import Message
from kg.model import RECORDED_AS, ChainEdge, ChainNode, Entity, Hidden, Link, TracedMoney
from kg.schema.schema import HARMED
from kg.values.money import plus

if TYPE_CHECKING:
    from kg.schema import Schema

_FIRST, _BACKBONE, _VICTIM, _MONEY, _KNOWN, _ON_PATH, _PLACED, _REST = range(8)
_NO_EXITS = ("FeeEnd", "InterestEnd")
_UNDATED = datetime(9999, 12, 31, tzinfo=UTC)
Rank = tuple[int, Decimal, int, int, str]
_Bundle = tuple[str, str, str, tuple[str, ...]]
"""What the links of one line have in common: both ends, the kind, the file's own word for it."""


def choose(
    entities: Mapping[str, Entity],
    links: Collection[Link],
    places: Mapping[str, StagePlace],
    shares: Mapping[str, Share],
    first: Sequence[str],
    schema: Schema,
    limit: int,
) -> list[str]:
    """Return the ids to draw: starts, the actors from source to exit, victims, largest flows.

    After them what its own links, role or kind give a stage, whatever else lies on a way from
    source to exit, what stands at a stage beside it, and the rest; each with whatever joins it to
    the starts. What no link joins to them is not drawn, but for an exit that a row names.
    """
    path = on_a_path(links, places, schema)
    flows = _largest_flow(links, shares, schema)
    degree = Counter(end for link in links for end in {link.source, link.target})
    joined = _joined(links, places)

    def rank(entity: Entity) -> Rank:
        place, flow = places[entity.id], flows.get(entity.id, Decimal(0))
        is_actor = schema.kind(entity.kind).family == "actor"
        ways = (entity.id in path, entity.id in joined)
        group = _group(entity, place, flow, is_actor, ways, first)
        return (group, -flow, int(is_actor), -degree[entity.id], entity.id)

    ranked = [entity.id for entity in sorted(entities.values(), key=rank)]
    pairs = ((link.source, link.target) for link in links)
    exits = [key for key in ranked if is_named_exit(entities[key], schema)]
    return connected(ranked, pairs, first, limit, apart=exits)


def _group(
    entity: Entity,
    place: StagePlace,
    flow: Decimal,
    is_actor: bool,
    ways: tuple[bool, bool],
    first: Collection[str],
) -> int:
    is_on_path, is_joined = ways
    if entity.id in first:
        return _FIRST
    if is_actor and place.stage == HARMED:
        return _VICTIM
    is_known = place.basis in ("role", "links", "kind")
    if is_actor and is_on_path and is_known:
        return _BACKBONE
    if flow:
        return _MONEY
    if place.stage == UNDETERMINED:
        return _REST
    if is_known and is_joined:
        return _KNOWN
    return _ON_PATH if is_on_path else _PLACED


def _joined(links: Iterable[Link], places: Mapping[str, StagePlace]) -> frozenset[str]:
    """Return whatever a link joins with something else that has a stage."""
    pairs = ((link.source, link.target) for link in links if link.source != link.target)
    placed = {key for key, place in places.items() if place.stage != UNDETERMINED}
    both = (pair for one, two in pairs for pair in ((one, two), (two, one)))
    return frozenset(id_ for id_, other in both if other in placed)


def _largest_flow(
    links: Iterable[Link], shares: Mapping[str, Share], schema: Schema
) -> Mapping[str, Decimal]:
    """Return each entity's largest traced flow with one other, as a part of all in its currency.

    A holder counts with what flows through the account held.
    """
    pairs: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    totals: dict[str, Decimal] = defaultdict(Decimal)
    every = list(links)
    for link in every:
        for currency, amount in (shares[link.id].traced if link.id in shares else {}).items():
            pairs[link.source, link.target, currency] += amount
            totals[currency] += amount
    largest: dict[str, Decimal] = defaultdict(Decimal)
    for (source, target, currency), amount in pairs.items():
        for end in (source, target):
            largest[end] = max(largest[end], amount / (totals[currency] or 1))
    for link in every:
        if link.target in largest and is_holding(link, schema):
            largest[link.source] = max(largest[link.source], largest[link.target])
    return largest


def draw_edges(
    links: Iterable[Link], drawn: Collection[str], shares: Mapping[str, Share], schema: Schema
) -> tuple[ChainEdge, ...]:
    """Return one line for all links of a kind from one drawn entity to another, oldest first.

    Links that a file calls by different words have a line each.
    """
    bundles: dict[_Bundle, list[Link]] = defaultdict(list)
    for link in links:
        if link.source in drawn and link.target in drawn:
            word = link.values.get(RECORDED_AS, ())
            bundles[link.source, link.target, link.kind, word].append(link)
    return tuple(_edge(key, bundles[key], shares, schema) for key in sorted(bundles))


def _edge(
    key: _Bundle, links: list[Link], shares: Mapping[str, Share], schema: Schema
) -> ChainEdge:
    source, target, kind, _ = key
    known = [shares[link.id] for link in links if link.id in shares]
    paid = [(k.currency, k.amount) for k in links if k.amount is not None]
    return ChainEdge(
        source,
        target,
        kind,
        schema.kind(kind).family,
        tuple(sorted(links, key=lambda link: (link.start or _UNDATED, link.id))),
        _sums(paid),
        _sums(pair for share in known for pair in share.traced.items()),
        sum(share.unproven for share in known),
    )


def _sums(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in amounts:
        sums[currency] = plus(sums[currency], amount)
    return {currency: sums[currency] for currency in sorted(sums)}


def set_aside(entities: Mapping[str, Entity], links: Iterable[Link], schema: Schema) -> set[str]:
    """Return what joins nobody in a traced chain: fees, interest, a number without calls or user.

    A number that two people use stays, with or without calls.
    """
    beside: dict[str, set[str]] = defaultdict(set)
    known: set[str] = set()
    for link in links:
        beside[link.source].add(link.target)
        beside[link.target].add(link.source)
        if not schema.kind(link.kind).flows:
            known |= {link.source, link.target}
    return {
        key
        for key, entity in entities.items()
        if entity.kind in _NO_EXITS
        or (
            schema.kind(entity.kind).family == "communication"
            and (key not in known or len(beside[key]) < 2)
        )
    }


def count_hidden(
    entities: Mapping[str, Entity],
    drawn: Collection[str],
    places: Mapping[str, StagePlace],
    schema: Schema,
) -> tuple[Hidden, ...]:
    """Return how many entities were left off, by stage and kind, in the order of the chain."""
    order = stage_order(schema)
    counts = Counter((places[k].stage, e.kind) for k, e in entities.items() if k not in drawn)
    keys = sorted(counts, key=lambda key: (order[key[0]], key[1]))
    return tuple(Hidden(stage, kind, counts[stage, kind]) for stage, kind in keys)


def placed_nodes(
    places: Mapping[str, StagePlace],
    entities: Mapping[str, Entity],
    stages: Stages,
    handle_of: Callable[[str], str | None],
    schema: Schema,
    *,
    listed: Mapping[str, tuple[Message, ...]] = MappingProxyType({}),
    traced: Mapping[str, tuple[TracedMoney, ...]] = MappingProxyType({}),
) -> list[ChainNode]:
    """Return what is drawn as nodes, in the order of the chain.

    Args:
        places: Where each thing that is drawn stands, by its id.
        entities: The things, by id.
        stages: What knows their roles.
        handle_of: Says the handle of an id, if it has one.
        schema: The ontology, which orders the stages.
        listed: What published lists say of an address, by id.
        traced: What traces say of an account, by id.
    """
    nodes = [
        ChainNode(
            entities[key],
            place.stage,
            place.basis,
            place.level,
            stages.roles(entities[key]),
            handle_of(key) or "",
            why=place.why,
            listed=listed.get(key, ()),
            traced=traced.get(key, ()),
        )
        for key, place in places.items()
    ]
    order = stage_order(schema)
    return sorted(nodes, key=lambda node: (order[node.stage], node.level, node.entity.id))


def stage_order(schema: Schema) -> Mapping[str, int]:
    """Return each stage's place in the chain; what is undetermined comes last."""
    names = [stage.name for stage in schema.stages() if stage.name != UNDETERMINED]
    return {name: number for number, name in enumerate([*names, UNDETERMINED])}
