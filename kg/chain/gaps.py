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
    found = [*_stage_gaps(nodes, recorded, schema), *_money_gaps(entities, links, schema)]
    found += _exit_gaps(recorded, entities, links, schema)
    single = sum(_rests_on_one(edge) for edge in recorded)
    if single:
        found.append(notes.single_source(single, len(recorded)))
    return tuple(found)


def _stage_gaps(
    nodes: Sequence[ChainNode], edges: Sequence[ChainEdge], schema: Schema
) -> list[Message]:
    at = {node.entity.id: node.stage for node in nodes}
    present = set(at.values()) - {UNDETERMINED}
    stages = [stage.name for stage in schema.stages() if stage.name != UNDETERMINED]
    empty = [stage for stage in stages if stage not in present]
    if not present:
        return []
    found = [notes.empty_stages(schema, empty)] if empty else []
    joined = {frozenset((at[edge.source], at[edge.target])) for edge in edges}
    inhabited = [stage for stage in stages if stage in present]
    for before, after in pairwise(inhabited):
        if frozenset((before, after)) not in joined:
            found.append(notes.unlinked_stages(schema, before, after))
    return found


def _money_gaps(
    entities: Mapping[str, Entity], links: Collection[Link], schema: Schema
) -> list[Message]:
    """Return who holds two things whose money no row connects, such as a card and a wallet."""
    part = money_components(links, schema)
    found = []
    for holder, held in sorted(_holdings(links, schema).items()):
        by_part = {part[one]: one for one in sorted(held, reverse=True) if one in part}
        one, *others = sorted(by_part.values()) or [""]
        for other in others:
            names = (named(entities[key], schema) for key in (holder, one, other))
            found.append(notes.unlinked_holdings(*names))
    return found


def _exit_gaps(
    edges: Sequence[ChainEdge],
    entities: Mapping[str, Entity],
    links: Collection[Link],
    schema: Schema,
) -> list[Message]:
    """Return the exits whose money no row connects with the money that was traced."""
    part = money_components(links, schema)
    traced = {part[edge.source] for edge in edges if edge.traced and edge.source in part}
    found = []
    for key, held in unreached(entities, _holdings(links, schema), schema).items():
        apart = sorted(one for one in held if traced and part.get(one, -1) not in traced)
        found += [
            notes.unreached_exit(named(entities[key], schema), named(entities[one], schema))
            for one in apart
        ]
    return found


def _holdings(links: Iterable[Link], schema: Schema) -> Mapping[str, set[str]]:
    held: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if is_holding(link, schema):
            held[link.source].add(link.target)
    return held


def _rests_on_one(edge: ChainEdge) -> bool:
    return len({one.sha256 for link in edge.links for one in link.evidence}) == 1


def named(entity: Entity, schema: Schema) -> str | Message:
    """Return what a person calls the entity: its first label property, else its kind."""
    kind = schema.kind(entity.kind)
    names = (entity.first(name) for name in (*kind.label_properties, "name"))
    return next((name for name in names if name), kind.labelled())
