"""Who, whom, what and when a fact says, and its rows read again from the files as received."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kg.case.lookup.holders import holders
from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.case.storage.source_store import stored_source
from kg.errors import NotFound
from kg.explain import ExplainedFile, ExplainMaterial, Explanation, NamedParty, ends, party
from kg.explain import explain as explain_fact
from kg.messages import Message
from kg.model import Concluded, Entity, Link, Source
from kg.rules import load_rules
from kg.values.moments import named_zone

Fact = TypeVar("Fact", Link, Entity, Link | Entity)


def explain(session: Session, whats: Sequence[str], lang: str) -> list[Explanation]:
    """Return everything that each fact, named by a handle, an id, a number or a name, rests on."""
    things = [resolve_thing(session, what) for what in whats]
    facts = _facts(session, things)
    zone = named_zone(session.folder.settings().zone)
    material = ExplainMaterial(files(session), _parties(session, facts.values(), lang), zone)
    return [explain_fact(facts[thing], material, session.schema, lang) for thing in things]


def files(session: Session) -> dict[str, ExplainedFile]:
    """Return every loaded file with the place where its bytes are kept."""
    origins = {shelf.sha256: shelf.origin() for shelf in session.ledger().shelves()}
    return {
        source.sha256: _file(session, source, origins.get(source.sha256, source.sha256))
        for source in session.sources()
    }


def _file(session: Session, source: Source, origin: str) -> ExplainedFile:
    place, elsewhere = stored_source(session.folder, source.sha256), ""
    if origin != source.sha256:
        elsewhere = origin
    if place is None:
        return ExplainedFile(source, origin=elsewhere)
    return ExplainedFile(source, place.path, linked=place.linked, origin=elsewhere)


def _parties(
    session: Session, facts: Iterable[Link | Entity], lang: str
) -> Mapping[str, NamedParty]:
    """Return everybody and everything that the facts are about, in words, by id."""
    return named_parties(session, {thing for fact in facts for thing in ends(fact).values()}, lang)


def named_parties(session: Session, things: Iterable[str], lang: str) -> Mapping[str, NamedParty]:
    """Return entities as a person knows them, by id."""
    ids = sorted(things)
    names, handles = holders(session, ids), session.handles
    return {
        thing: party(
            entity, session.schema, lang, handle=handles.of(thing), holders=names.get(thing, ())
        )
        for thing, entity in _entities(session, ids).items()
    }


def _facts(session: Session, things: Sequence[str]) -> dict[str, Link | Entity]:
    """Return each thing from the ledger, or else from the graph."""
    index = session.index()
    facts: dict[str, Link | Entity] = {**_entities(session, things), **_by_id(index.links(things))}
    if missing := [thing for thing in things if thing not in facts]:
        facts |= _by_id(session.store.links(missing))
    return {thing: _known(facts, thing) for thing in things}


def _entities(session: Session, things: Sequence[str]) -> dict[str, Entity]:
    """Return the entities among these things, from the ledger or else from the graph."""
    entities = _by_id(session.index().entities(things))
    missing = [thing for thing in things if thing not in entities]
    return entities | _by_id(session.store.entities(missing))


def _by_id(facts: Iterable[Fact]) -> dict[str, Fact]:
    return {fact.id: fact for fact in facts}


def _known(facts: Mapping[str, Fact], thing: str) -> Fact:
    if thing not in facts:
        raise NotFound(Message("no-such-fact"), where=thing)
    return facts[thing]


LINKS = 5
"""So many facts are shown behind one conclusion; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """An edge that no row says, or a kind: between whom, by which rule, from which facts.

    A fact of which a kind is concluded has no ``source``: it is the one that was asked for.
    ``handles`` are those of the facts, ``more`` how many of these are left off.
    """

    name: str
    label: str
    source: NamedParty | None
    target: NamedParty | None
    rule: str
    version: str
    words: str
    facts: tuple[Explanation, ...]
    handles: tuple[str, ...]
    more: int


def conclusions(session: Session, what: str, other: str, lang: str) -> list[Conclusion]:
    """Return what rules conclude of one thing, or of two; what takes several facts comes first."""
    thing, beside = resolve_thing(session, what), resolve_thing(session, other) if other else ""
    conclusions = session.store.conclusions(thing, beside, LINKS)
    parties = named_parties(
        session,
        {end for concluded in conclusions for end in (concluded.source, concluded.target) if end},
        lang,
    )
    described = [_conclusion(session, concluded, parties, lang) for concluded in conclusions]
    return sorted(
        described,
        key=lambda conclusion: (
            conclusion.target is None,
            len(conclusion.facts) == 1,
            conclusion.name,
        ),
    )


def _conclusion(
    session: Session, concluded: Concluded, parties: Mapping[str, NamedParty], lang: str
) -> Conclusion:
    rule = next(rule for rule in load_rules() if rule.name == concluded.rule)
    term = (
        session.schema.property(concluded.name)
        if concluded.target
        else session.schema.kind(concluded.name)
    )
    return Conclusion(
        name=concluded.name,
        label=term.label(lang),
        source=parties.get(concluded.source),
        target=parties.get(concluded.target),
        rule=concluded.rule,
        version=concluded.version,
        words=rule.words(lang),
        facts=tuple(explain(session, concluded.links, lang)),
        handles=tuple(session.handles.of(link) for link in concluded.links),
        more=concluded.more,
    )
