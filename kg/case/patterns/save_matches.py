"""Keeps the matches of a pattern as a chain: their things and rows, to be drawn and exported."""

from __future__ import annotations

from kg.case.chains import saved_chains
from kg.case.chains.facts_chain import chain_of_facts
from kg.case.storage.session import Session
from kg.chain.notes import LEAD
from kg.errors import NotFound
from kg.messages import Message
from kg.model import Chain, PatternMatches
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
    return chain_of_facts(
        session,
        (thing for match in found.matches for thing in match.things.values()),
        (row for match in found.matches for link in match.links for row in link.rows),
        name=request.name.strip(),
        title=f"{session.folder.settings().name} · {found.pattern}",
        banners=_banners(session, found),
        command=command(request),
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
