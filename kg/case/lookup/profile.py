"""What is known of one thing: its names and numbers, who holds it, its money, roles and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kg.case.evidence.problem_rows import problems
from kg.case.money.current_results import is_current
from kg.case.money.saved_traces import saved_traces
from kg.case.storage.judgement_store import judgements
from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.errors import NotFound
from kg.explain.fact_words import NamedParty, details, party, said_roles
from kg.ledger.masked_numbers import may_be
from kg.ledger.search import properties
from kg.ledger.totals import Flowed, Total, flowed, sources_of, totals
from kg.ledger.value_sources import ValueSource, value_sources
from kg.messages import Message
from kg.model import AccountLevel, ComputedRole, Entity, Link, Problem, Source
from kg.schema.meanings import FINDING

if TYPE_CHECKING:
    from kg.ledger import Index

SHORTEST_NUMBER = 4
"""A shorter number or name in the text of a problem is hardly this thing's."""


@dataclass(frozen=True, slots=True)
class NearbyThing:
    """A thing joined to the one shown, with the label of their relation."""

    party: NamedParty
    word: str


@dataclass(frozen=True, slots=True)
class LinkCount:
    """How many facts of one kind and name start at the thing shown, or end there."""

    kind: str
    word: str
    out: bool
    count: int


@dataclass(frozen=True, slots=True)
class TracePlace:
    """Where a saved trace has an account: its level and computed roles, in one currency.

    ``current`` is false where payments that the trace follows are gone or excluded since.
    """

    trace: str
    current: bool
    account: NamedParty
    level: AccountLevel
    roles: tuple[ComputedRole, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """All that the case says of one entity.

    ``in_part`` are those of its accounts of which an extract has only single rows: a lake has more.
    """

    entity: Entity
    party: NamedParty
    details: tuple[tuple[str, str], ...]
    holders: tuple[NearbyThing, ...]
    holdings: tuple[NearbyThing, ...]
    roles: tuple[str, ...]
    totals: tuple[Total, ...]
    flows: tuple[Flowed, ...]
    links: tuple[LinkCount, ...]
    may_be: tuple[NearbyThing, ...]
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    judgements: tuple[Mapping[str, Any], ...]
    in_part: tuple[NamedParty, ...] = ()
    placed: tuple[TracePlace, ...] = ()
    value_sources: tuple[ValueSource, ...] = ()

    @property
    def first(self) -> datetime | None:
        """When the first of its flows began."""
        return min((flow.first for flow in self.flows if flow.first), default=None)

    @property
    def last(self) -> datetime | None:
        """When the last of its flows began."""
        return max((flow.last for flow in self.flows if flow.last), default=None)


def show(session: Session, what: str, lang: str) -> Profile | str:
    """Return what is known of the thing that is meant; of a fact, its id: it is explained."""
    thing = resolve_thing(session, what)
    if session.schema.kind(session.schema.kind_of_id(thing)).is_link:
        return thing
    index = session.index()
    entities = index.entities([thing]) or session.store.entities([thing])
    if not entities:
        is_finding = session.schema.kind_of_id(thing) == FINDING
        message, hint = Message("no-such-thing"), Message("try-kg-search")
        if is_finding:
            message, hint = Message("is-finding-without-row"), Message("open-finding", finding=what)
        raise NotFound(message, where=what, hint=hint)
    (entity,) = entities
    around = index.links_of([thing])
    holds = [link for link in around if session.schema.is_holding(link.kind)]
    own = owned(thing, holds)
    files = sources_of(index, own) + [e.sha256 for link in around for e in link.evidence]
    return Profile(
        entity=entity,
        party=_parties(session, [thing], lang)[thing],
        details=tuple(details(entity, session.schema, lang)),
        holders=_near(session, {k.source: k for k in holds if k.target == thing}, lang),
        holdings=_near(session, {k.target: k for k in holds if k.source == thing}, lang),
        roles=tuple(role.words(session.schema, lang) for role in said_roles(around).get(thing, ())),
        totals=tuple(total for kind in ("transfer",) for total in totals(index, own, kind)),
        flows=tuple(flowed(index, own)),
        links=_counted(around, thing, session, lang),
        may_be=_may_be(session, entity, lang),
        sources=tuple(source for source in session.sources() if source.sha256 in set(files)),
        problems=tuple(_naming(entity, problems(session))),
        judgements=tuple(_judged(session, own)),
        in_part=_in_part(session, own, lang),
        placed=tuple(_placed(session, own, lang)),
        value_sources=_value_sources(index, entity),
    )


def _in_part(session: Session, own: Collection[str], lang: str) -> tuple[NamedParty, ...]:
    """Return which of the thing's accounts have more rows in a lake than here."""
    accounts = sorted(session.index().accounts_in_part().intersection(own))
    parties = _parties(session, accounts, lang)
    return tuple(parties[account] for account in accounts if account in parties)


def _value_sources(index: Index, entity: Entity) -> tuple[ValueSource, ...]:
    """Return who says what, where a property has several values; else no row is read."""
    several = any(len(values) > 1 for values in entity.values.values())
    return value_sources(index, entity.id) if several else ()


def owned(thing: str, holdings: Iterable[Link]) -> list[str]:
    """Return the thing itself and what it holds: their sums are added."""
    return [thing, *(link.target for link in holdings if link.source == thing)]


def _parties(session: Session, things: Iterable[str], lang: str) -> dict[str, NamedParty]:
    """Return things in words, by id."""
    entities = session.index().entities(things)
    handles = session.handles
    return {
        entity.id: party(entity, session.schema, lang, handle=handles.of(entity.id))
        for entity in entities
    }


def _near(session: Session, links: Mapping[str, Link], lang: str) -> tuple[NearbyThing, ...]:
    parties = _parties(session, links, lang)
    words = {thing: session.schema.kind(link.kind).verb(lang) for thing, link in links.items()}
    return tuple(NearbyThing(parties[thing], words[thing]) for thing in sorted(parties))


def _counted(
    around: Iterable[Link], thing: str, session: Session, lang: str
) -> tuple[LinkCount, ...]:
    counts = Counter(
        (link.kind, session.schema.kind(link.kind).said(link.values, lang), link.source == thing)
        for link in around
    )
    return tuple(
        LinkCount(kind, word, out, count)
        for (kind, word, out), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _may_be(session: Session, entity: Entity, lang: str) -> tuple[NearbyThing, ...]:
    """Return what may be the same by a masked name or number; nothing is merged by it."""
    candidates = may_be(session.index(), entity)
    parties = _parties(session, {candidate.entity for candidate in candidates}, lang)
    return tuple(
        NearbyThing(parties[candidate.entity], f"{candidate.mask} ~ {candidate.word}")
        for candidate in candidates
    )


def _placed(session: Session, own: Collection[str], lang: str) -> Iterable[TracePlace]:
    """Yield what each saved trace says of the thing, or of an account that is held by it."""
    for name, trace in saved_traces(session.folder).items():
        mine, roles = (
            [level for level in trace.levels if level.account in own],
            trace.roles_by_place(),
        )
        parties = _parties(session, [level.account for level in mine], lang)
        for level in mine:
            here = roles.get((level.account, level.currency), ())
            yield TracePlace(
                name, is_current(session, trace), parties[level.account], level, tuple(here)
            )


def _naming(entity: Entity, refused: Iterable[Problem]) -> Iterable[Problem]:
    """Yield the refused rows whose text holds one of the thing's numbers or names."""
    names = (*properties("number"), *properties("name"))
    words = [word for name in names for word in entity.values.get(name, ())]
    telling = [word for word in words if len(word) >= SHORTEST_NUMBER or not word.isascii()]
    for problem in refused:
        if any(word in problem.text for word in telling if len(word) > 1):
            yield problem


def _judged(session: Session, own: list[str]) -> Iterable[Mapping[str, Any]]:
    """Yield what persons judged about the thing, or about a fact in which it takes part."""
    subjects_by_judgement = [
        (judgement, _subjects(judgement)) for judgement in judgements(session.folder)
    ]
    facts = session.index().links(thing for _, things in subjects_by_judgement for thing in things)
    mine = {fact.id for fact in facts if {fact.source, fact.target, fact.object} & set(own)}
    return [subject for subject, things in subjects_by_judgement if things & (mine | set(own))]


def _subjects(judgement: Mapping[str, Any]) -> set[str]:
    listed = judgement.get("subjects", ())
    named = [judgement.get(key) for key in ("link", "subject", "thing")]
    return {str(subject) for subject in (*listed, *named) if subject}
