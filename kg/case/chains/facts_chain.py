"""A chain of exactly some things and facts, such as those of an answer, and nothing around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.case.storage.session import Session
from kg.chain.arrange import draw_edges, placed_nodes
from kg.chain.stages import Stages
from kg.messages import Message
from kg.model import Chain
from kg.records import with_digest


def chain_of_facts(
    session: Session,
    things: Iterable[str],
    facts: Iterable[str],
    *,
    name: str,
    title: str,
    banners: Sequence[Message],
    command: str,
) -> Chain:
    """Return the chain of some things and of some facts with their ends.

    Args:
        session: The case.
        things: Ids of things that are drawn whether or not a fact names them.
        facts: Ids of facts and payments; one that the case has no longer is passed over.
        name: Under which the chain goes.
        title: What stands above it.
        banners: What must be read first.
        command: The command that makes it again.
    """
    index, schema = session.index(), session.schema
    wanted = set(facts)
    links = {link.id: link for link in index.links(wanted)}
    if more := sorted(wanted - links.keys()):
        links |= {link.id: link for link in session.store.links(more)}
    ends = {end for link in links.values() for end in (link.source, link.target)}
    ids = sorted({*map(session.canonical, things), *ends})
    entities = {entity.id: entity for entity in index.entities(ids)}
    if left := [id_ for id_ in ids if id_ not in entities]:
        entities |= {entity.id: entity for entity in session.store.entities(left)}
    stages = Stages([*links.values(), *index.role_links(ids)], entities, (), schema)
    places = {key: stages.place(entity) for key, entity in entities.items()}
    nodes = placed_nodes(places, entities, stages, session.handles.of, schema)
    edges = draw_edges(links.values(), entities.keys(), {}, schema)
    cited = {item.sha256 for link in links.values() for item in link.evidence}
    return with_digest(
        Chain(
            name=name,
            title=title,
            nodes=tuple(nodes),
            edges=edges,
            banners=tuple(banners),
            sources=tuple(source for source in session.sources() if source.sha256 in cited),
            ask_again={"kg": command},
        )
    )
