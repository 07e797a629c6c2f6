"""Who, whom, what and when a fact says, and its rows read again from the files as received."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kg.case.evidence.problem_rows import holders
from kg.case.storage.resolve import one_of
from kg.case.storage.session import Desk
from kg.case.storage.source_store import kept
from kg.errors import NotFound
from kg.explain import Explanation, File, Material, Party, ends, party
from kg.explain import explain as explain_fact
from kg.messages import Message
from kg.model import Concluded, Entity, Link, Source
from kg.rules import load_rules
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
    source: Party | None
    target: Party | None
    rule: str
    version: str
    words: str
    facts: tuple[Explanation, ...]
    handles: tuple[str, ...]
    more: int


def conclusions(desk: Desk, what: str, other: str, lang: str) -> list[Conclusion]:
    """Return what rules conclude of one thing, or of two; what takes several facts comes first."""
    thing, beside = one_of(desk, what), one_of(desk, other) if other else ""
    found = desk.store.conclusions(thing, beside, LINKS)
    said = in_words(desk, {end for one in found for end in (one.source, one.target) if end}, lang)
    told = [_told(desk, one, said, lang) for one in found]
    return sorted(told, key=lambda one: (one.target is None, len(one.facts) == 1, one.name))


def _told(desk: Desk, one: Concluded, said: Mapping[str, Party], lang: str) -> Conclusion:
    rule = next(rule for rule in load_rules() if rule.name == one.rule)
    term = desk.schema.property(one.name) if one.target else desk.schema.kind(one.name)
    return Conclusion(
        name=one.name,
        label=term.label(lang),
        source=said.get(one.source),
        target=said.get(one.target),
        rule=one.rule,
        version=one.version,
        words=rule.words(lang),
        facts=tuple(explain(desk, one.links, lang)),
        handles=tuple(desk.handles.of(link) for link in one.links),
        more=one.more,
    )
