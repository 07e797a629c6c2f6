"""Who, whom, what and when a fact says, and its rows read again from the files as received."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from kg.case.desk import Desk
from kg.case.filing import kept
from kg.case.listing import holders
from kg.case.naming import one_of
from kg.errors import NotFound
from kg.explain import Explanation, File, Material, Party, ends, party
from kg.explain import explain as explain_fact
from kg.messages import Message
from kg.model import Entity, Link, Source
from kg.values.moments import named_zone

Fact = TypeVar("Fact", Link, Entity, Link | Entity)


def explain(desk: Desk, whats: Sequence[str], lang: str) -> list[Explanation]:
    """Return everything that each fact, named by a handle, an id, a number or a name, rests on."""
    things = [one_of(desk, what) for what in whats]
    facts = _facts(desk, things)
    zone = named_zone(desk.folder.settings().zone)
    material = Material(files(desk), _parties(desk, facts.values(), lang), zone)
    return [explain_fact(facts[thing], material, desk.schema, lang) for thing in things]


def files(desk: Desk) -> dict[str, File]:
    """Return every loaded file with the place where its bytes are kept."""
    return {source.sha256: _file(desk, source) for source in desk.sources()}


def _file(desk: Desk, source: Source) -> File:
    place = kept(desk.folder, source.sha256)
    return File(source, place.path, linked=place.linked) if place else File(source)


def _parties(desk: Desk, facts: Iterable[Link | Entity], lang: str) -> Mapping[str, Party]:
    """Return everybody and everything that the facts are about, in words, by id."""
    return in_words(desk, {thing for fact in facts for thing in ends(fact).values()}, lang)


def in_words(desk: Desk, things: Iterable[str], lang: str) -> Mapping[str, Party]:
    """Return entities as a person knows them, by id."""
    wanted = sorted(things)
    held, handles = holders(desk, wanted), desk.handles
    return {
        thing: party(
            entity, desk.schema, lang, handle=handles.of(thing), holders=held.get(thing, ())
        )
        for thing, entity in _entities(desk, wanted).items()
    }


def _facts(desk: Desk, things: Sequence[str]) -> dict[str, Link | Entity]:
    """Return each thing as the ledger tells it, or else as the graph does."""
    index = desk.index()
    found: dict[str, Link | Entity] = {**_entities(desk, things), **_by_id(index.links(things))}
    if missing := [thing for thing in things if thing not in found]:
        found |= _by_id(desk.store.links(missing))
    return {thing: _known(found, thing) for thing in things}


def _entities(desk: Desk, things: Sequence[str]) -> dict[str, Entity]:
    """Return the entities among these things, from the ledger or else from the graph."""
    found = _by_id(desk.index().entities(things))
    missing = [thing for thing in things if thing not in found]
    return found | _by_id(desk.store.entities(missing))


def _by_id(facts: Iterable[Fact]) -> dict[str, Fact]:
    return {fact.id: fact for fact in facts}


def _known(found: Mapping[str, Fact], thing: str) -> Fact:
    if thing not in found:
        raise NotFound(Message("no-such-fact"), where=thing)
    return found[thing]
