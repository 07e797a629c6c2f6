"""Builds a whole chain from a store and traces: gathered, placed, trimmed, with its gaps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.chain import notes
from kg.chain.arrange import choose, count_hidden, draw_edges, placed_nodes, set_aside
from kg.chain.chain_money import shares, traced_money
from kg.chain.gaps import find_gaps, named
from kg.chain.gather import (
    FAN,
    Gathered,
    add_neighbours,
    drop_traced_duplicates,
    entities_of,
    gather,
)
from kg.chain.stages import Stages
from kg.graph.base import Store
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Chain, ChainBounds, ChainEdge, Hidden, Source, Status, Trace
from kg.records import with_digest
from kg.requests import ChainRequest, command
from kg.schema.meanings import INFERRED_LEG

if TYPE_CHECKING:
    from kg.schema import Schema


def build_chain(
    store: Store,
    schema: Schema,
    *,
    start: Sequence[str] = (),
    traces: Sequence[Trace] = (),
    victims: bool = False,
    hops: int = 2,
    limit: int = LIMITS.chain_nodes,
    name: str = "",
    title: str = "",
    sources: Sequence[Source] = (),
    request: ChainRequest | None = None,
    handles: Mapping[str, str] | None = None,
    warnings: Sequence[Message] = (),
) -> Chain:
    """Return the chain around the starts and of the traces, the same for the same store.

    Args:
        store: The graph of the case.
        schema: The ontology.
        start: The ids of entities that the chain is drawn around.
        traces: The traces that belong to it.
        victims: Whether every victim of the traces is drawn before anything else.
        hops: How many links from a start an entity may be.
        limit: The most entities that are drawn; the others are counted.
        name: The name under which the chain is saved.
        title: What is written above it.
        sources: The files of the case, by which evidence is told apart.
        request: What was asked, as it is stored with the chain.
        handles: The handle of each entity that has one, by id.
        warnings: What must be said of the graph besides.
    """
    gathered = gather(store, schema, start, traces, hops)
    stages = Stages(gathered.links.values(), gathered.entities, traces, schema)
    places = {key: stages.place(entity) for key, entity in gathered.entities.items()}
    traced = shares(traces)
    links = list(gathered.links.values())
    first = [*start, *_beginnings(traces, victims=victims or not start)]
    aside = set_aside(gathered.entities, links, schema) - set(first) if traces else set()
    drawable = {key: one for key, one in gathered.entities.items() if key not in aside}
    chosen = choose(drawable, links, places, traced, first, schema, limit)
    drawn = set(chosen)
    edges = draw_edges(links, drawn, traced, schema)
    nodes = placed_nodes(
        {key: places[key] for key in chosen},
        gathered.entities,
        stages,
        (handles or {}).get,
        schema,
        listed=_listed(traces),
        traced=traced_money(traces),
    )
    cut = count_hidden(drawable, drawn, places, schema)
    apart = count_hidden({key: gathered.entities[key] for key in aside}, drawn, places, schema)
    return with_digest(
        Chain(
            name=name,
            title=title,
            nodes=tuple(nodes),
            edges=edges,
            objects=tuple(entities_of(store, schema, _objects(edges, drawn)).values()),
            hidden=count_hidden(gathered.entities, drawn, places, schema),
            gaps=find_gaps(nodes, edges, gathered.entities, links, schema),
            banners=(
                *_banners(gathered, edges, cut, apart, traces, schema, limit),
                *notes.listed([(n.handle, one) for n in nodes for one in n.listed]),
                *warnings,
            ),
            sources=tuple(source for source in sources if source.sha256 in _cited(edges)),
            ask_again={"kg": command(request.as_typed())} if request else {},
            bounds=gathered.bounds(drawn),
            request=request,
            follows=traces[0].terms if traces else None,
        )
    )


def _beginnings(traces: Sequence[Trace], *, victims: bool) -> list[str]:
    """Return the victims of traces, or the accounts that they begin at where no victim is told."""
    seeds = [seed for trace in traces for seed in trace.seeds] if victims else []
    return sorted({seed.victim or seed.account for seed in seeds} - {""})


def _listed(traces: Sequence[Trace]) -> Mapping[str, tuple[Message, ...]]:
    """Return by account what published lists say of it."""
    messages: dict[str, dict[Message, None]] = {}
    for listing in (listing for trace in traces for listing in trace.listed):
        messages.setdefault(listing.account, {})[listing.said] = None
    return {account: tuple(distinct) for account, distinct in messages.items()}


def _banners(
    gathered: Gathered,
    edges: Sequence[ChainEdge],
    cut: Sequence[Hidden],
    apart: Sequence[Hidden],
    traces: Sequence[Trace],
    schema: Schema,
    limit: int,
) -> tuple[Message, ...]:
    banners = [notes.LEAD] if traces or any(edge.family == "money" for edge in edges) else []
    if any(_is_summary(edge, schema) for edge in edges):
        banners.append(notes.REPORTS)
    if cut:
        banners.append(notes.left_off(schema, cut, limit))
    if apart:
        banners.append(notes.set_aside(schema, apart))
    if gathered.excluded:
        banners.append(notes.excluded(len(gathered.excluded)))
    if gathered.crowded:
        names = [named(gathered.entities[key], schema) for key in gathered.crowded]
        banners.append(notes.crowded(names, FAN))
    if gathered.pooled:
        banners.append(
            notes.pooled([named(gathered.entities[key], schema) for key in gathered.pooled])
        )
    if gathered.not_in_graph:
        banners.append(notes.only_in_ledger(gathered.not_in_graph))
    if inferred := sum(len(edge.links) for edge in edges if edge.kind == INFERRED_LEG):
        banners.append(notes.inferred(inferred))
    if unproven := sum(edge.unproven for edge in edges):
        banners.append(notes.unproven(unproven))
    return (*banners, *(warning for trace in traces for warning in trace.warnings))


def _is_summary(edge: ChainEdge, schema: Schema) -> bool:
    """Say whether a line holds a row that stands for payments over a period."""
    if not schema.kind(edge.kind).flows or edge.family != "money":
        return False
    return any(
        Status.SUMMARY in link.values.get("status", ())
        or link.values.get("txCount")
        or (link.end and link.start and link.end > link.start)
        for link in edge.links
    )


def _objects(edges: Sequence[ChainEdge], drawn: Collection[str]) -> set[str]:
    return {k.object for edge in edges for k in edge.links if k.object} - set(drawn)


def _cited(edges: Sequence[ChainEdge]) -> frozenset[str]:
    return frozenset(e.sha256 for edge in edges for link in edge.links for e in link.evidence)


def refreshed_bounds(
    store: Store, schema: Schema, bounds: ChainBounds
) -> tuple[ChainBounds, frozenset[str]]:
    """Return the bounds as the graph has them now, and the ids of all links within them."""
    gathered = Gathered()
    gathered.add(store.links(bounds.by_money))
    for spread in bounds.spreads:
        add_neighbours(store, schema, gathered, spread)
    drop_traced_duplicates(gathered, schema)
    off = set(bounds.left_off)
    links = {k.id for k in gathered.links.values() if not {k.source, k.target} & off}
    now = replace(
        bounds, crowded=tuple(sorted(gathered.crowded)), pools=tuple(sorted(gathered.pools))
    )
    return now, frozenset(links)
