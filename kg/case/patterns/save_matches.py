"""Keeps the matches of a pattern as a chain: their things and rows, to be drawn and exported."""

from __future__ import annotations

from kg.case.chains import saved_chains
from kg.case.storage.session import Session
from kg.chain.arrange import draw_edges, stage_order
from kg.chain.notes import LEAD
from kg.chain.stages import Stages
from kg.errors import NotFound
from kg.messages import Message
from kg.model import Chain, ChainNode, PatternMatches
from kg.records import with_digest
from kg.requests import PatternRequest, command

NAMED = 10
"""Of so many matches a banner says who has which role; the table of ``kg pattern`` has all."""


def save_matches(session: Session, found: PatternMatches) -> Chain:
    """Keep the listed matches as a chain under the name of their request, and log it.

    Raises:
        NotFound: Nothing matches.
    """
    request = found.request or PatternRequest(found.pattern)
    if not found.matches:
        raise NotFound(Message("no-match-to-save"), where=found.pattern)
    chain = chain_of_matches(session, found, request)
    saved_chains.save(session, chain)
    return chain


def chain_of_matches(session: Session, found: PatternMatches, request: PatternRequest) -> Chain:
    """Return the chain of exactly the things and listed rows of some matches."""
    index, schema = session.index(), session.schema
    ids = sorted({thing for match in found.matches for thing in match.things.values()})
    rows = {row for match in found.matches for link in match.links for row in link.rows}
    entities = {entity.id: entity for entity in index.entities(ids)}
    links = {link.id: link for link in index.links(rows)}
    if more := sorted(rows - links.keys()):
        links |= {link.id: link for link in session.store.links(more)}
    stages = Stages([*links.values(), *index.role_links(ids)], entities, (), schema)
    order, nodes = stage_order(schema), []
    for key, entity in entities.items():
        place = stages.place(entity)
        nodes.append(
            ChainNode(
                entity,
                place.stage,
                place.basis,
                place.level,
                stages.roles(entity),
                session.handles.of(key) or "",
                why=place.why,
            )
        )
    nodes.sort(key=lambda node: (order[node.stage], node.level, node.entity.id))
    edges = draw_edges(links.values(), entities.keys(), {}, schema)
    cited = {item.sha256 for link in links.values() for item in link.evidence}
    return with_digest(
        Chain(
            name=request.name.strip(),
            title=f"{session.folder.settings().name} · {found.pattern}",
            nodes=tuple(nodes),
            edges=edges,
            banners=tuple(_banners(session, found)),
            sources=tuple(source for source in session.sources() if source.sha256 in cited),
            ask_again={"kg": command(request)},
        )
    )


def _banners(session: Session, found: PatternMatches) -> list[Message]:
    banners = [LEAD, Message("pattern-on-page", title=found.title, innocent=found.innocent)]
    for number, match in enumerate(found.matches[:NAMED], 1):
        roles = [
            Message("pattern-who-is", thing=session.handles.of(thing) or thing, role=name)
            for name, thing in match.things.items()
        ]
        banners.append(Message("pattern-match-number", number=number, roles=roles))
    return [*banners, *found.warnings]
