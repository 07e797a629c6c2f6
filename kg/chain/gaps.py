"""What the chain does not show: stages with nobody, stages and money that no row links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.chain import notes
from kg.chain.connected import money_components
from kg.chain.gather import unreached
from kg.chain.stages import UNDETERMINED
from kg.masking.protected import is_holding
from kg.messages import Message
from kg.model import ChainEdge, ChainNode, Entity, Link
from kg.schema.meanings import INFERRED_LEG

if TYPE_CHECKING:
    from kg.schema import Schema


def find_gaps(
    nodes: Sequence[ChainNode],
    edges: Sequence[ChainEdge],
    entities: Mapping[str, Entity],
    links: Collection[Link],
    schema: Schema,
) -> tuple[Message, ...]:
    """Return every gap as a sentence; a chain without any stage has none to speak of.

    What is only inferred closes no gap.
    """
    recorded = [edge for edge in edges if edge.kind != INFERRED_LEG]
    gaps = [*_stage_gaps(nodes, recorded, schema), *_money_gaps(entities, links, schema)]
    gaps += _exit_gaps(recorded, entities, links, schema)
    single = sum(_rests_on_one(edge) for edge in recorded)
    if single:
        gaps.append(notes.single_source(single, len(recorded)))
    return tuple(gaps)


def _stage_gaps(
    nodes: Sequence[ChainNode], edges: Sequence[ChainEdge], schema: Schema
) -> list[Message]:
    at = {node.entity.id: node.stage for node in nodes}
    present = set(at.values()) - {UNDETERMINED}
    stages = [stage.name for stage in schema.stages() if stage.name != UNDETERMINED]
    empty = [stage for stage in stages if stage not in present]
    if not present:
        return []
    gaps = [notes.empty_stages(schema, empty)] if empty else []
    joined = {frozenset((at[edge.source], at[edge.target])) for edge in edges}
    inhabited = [stage for stage in stages if stage in present]
    for before, after in pairwise(inhabited):
        if frozenset((before, after)) not in joined:
            gaps.append(notes.unlinked_stages(schema, before, after))
    return gaps


def _money_gaps(
    entities: Mapping[str, Entity], links: Collection[Link], schema: Schema
) -> list[Message]:
    """Return who holds two things whose money no row connects, such as a card and a wallet."""
    part = money_components(links, schema)
    gaps = []
    for holder, holdings in sorted(_holdings(links, schema).items()):
        by_part = {
            part[holding]: holding for holding in sorted(holdings, reverse=True) if holding in part
        }
        holding, *others = sorted(by_part.values()) or [""]
        for other in others:
            names = (named(entities[key], schema) for key in (holder, holding, other))
            gaps.append(notes.unlinked_holdings(*names))
    return gaps


def _exit_gaps(
    edges: Sequence[ChainEdge],
    entities: Mapping[str, Entity],
    links: Collection[Link],
    schema: Schema,
) -> list[Message]:
    """Return the exits whose money no row connects with the money that was traced."""
    part = money_components(links, schema)
    traced = {part[edge.source] for edge in edges if edge.traced and edge.source in part}
    gaps = []
    for key, holdings in unreached(entities, _holdings(links, schema), schema).items():
        apart = sorted(
            holding for holding in holdings if traced and part.get(holding, -1) not in traced
        )
        gaps += [
            notes.unreached_exit(named(entities[key], schema), named(entities[holding], schema))
            for holding in apart
        ]
    return gaps


def _holdings(links: Iterable[Link], schema: Schema) -> Mapping[str, set[str]]:
    holdings: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if is_holding(link, schema):
            holdings[link.source].add(link.target)
    return holdings


def _rests_on_one(edge: ChainEdge) -> bool:
    return len({evidence.sha256 for link in edge.links for evidence in link.evidence}) == 1


def named(entity: Entity, schema: Schema) -> str | Message:
    """Return what a person calls the entity: its first label property, else its kind."""
    kind = schema.kind(entity.kind)
    names = (entity.first(name) for name in (*kind.label_properties, "name"))
    return next((name for name in names if name), kind.labelled())
