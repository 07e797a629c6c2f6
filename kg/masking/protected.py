"""Who stays masked whatever is asked: victims, people under 18, and what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from kg.model import Entity, Link, Source
from kg.schema.meanings import STATES
from kg.schema.schema import HARMED
from kg.values.identities import parse_resident_id
from kg.values.refused import Refused

if TYPE_CHECKING:
    from kg.schema import Schema

PROTECTED_SPEAKERS = frozenset(("victim", "witness"))
"""The kinds of statements whose speakers stay masked."""


def victims(links: Iterable[Link], schema: Schema) -> frozenset[str]:
    """Return the people who stand at the victims' stage by a link or by a role, and witnesses.

    Who makes the statement of a victim or a witness is one; a suspect who speaks is none by that.
    """
    return frozenset(link.source for link in links if _makes_victim(link, schema))


def minors(
    entities: Iterable[Entity],
    links: Iterable[Link],
    schema: Schema,
    first_of_all: date | None = None,
) -> frozenset[str]:
    """Return the people who were under 18 when the first act of theirs is dated.

    Without a dated act of their own the first date of all stands in for it: of the whole case
    where it is given, else of these links.
    """
    first = _first_days(links, schema)
    otherwise = first_of_all or first.get("")
    return frozenset(e.id for e in entities if _was_minor(e, first.get(e.id, otherwise)))


def may_be_minor(entity: Entity, first_of_all: date) -> bool:
    """Say whether this one was under 18 on the first day of all: who was not is no minor later."""
    return _was_minor(entity, first_of_all)


def holdings(links: Iterable[Link], people: frozenset[str], schema: Schema) -> frozenset[str]:
    """Return the accounts, wallets and phones of these people."""
    return frozenset(k.target for k in links if k.source in people and is_holding(k, schema))


def published(
    entities: Iterable[Entity], links: Iterable[Link], sources: Iterable[Source], schema: Schema
) -> frozenset[str]:
    """Return the published lists of addresses that call themselves by a title.

    Their names may be shown: who reads that an address is listed must read by whom. A list that
    is only called by its file stays masked, as the file is.
    """
    files = {source.name for source in sources}
    lists = {
        link.target
        for link in links
        if schema.is_listing(link.kind) and schema.is_money_party(schema.kind_of_id(link.source))
    }
    return frozenset(e.id for e in entities if e.id in lists and e.first("name") not in files)


def is_holding(link: Link, schema: Schema) -> bool:
    """Say whether by this link somebody has an account, a wallet, a phone as their own."""
    return schema.is_holding(link.kind)


def _makes_victim(link: Link, schema: Schema) -> bool:
    if link.kind == STATES:
        return not PROTECTED_SPEAKERS.isdisjoint(link.values.get("statementKind", ()))
    if schema.kind(link.kind).source_stage == HARMED:
        return True
    roles = [role for role in link.values.get("role", ()) if schema.has_kind(role)]
    return any(schema.kind(role).stage == HARMED for role in roles)


def _first_days(links: Iterable[Link], schema: Schema) -> Mapping[str, date]:
    """Return the first day of each entity's links, of its holdings' too, and of all ("")."""
    holders: dict[str, list[str]] = {}
    days: dict[str, date] = {}
    every = list(links)
    for link in every:
        if is_holding(link, schema):
            holders.setdefault(link.target, []).append(link.source)
    for link in every:
        if link.start is None or is_holding(link, schema):
            continue
        ends = [link.source, link.target]
        for thing in ["", *ends, *(h for end in ends for h in holders.get(end, ()))]:
            days[thing] = min(days.get(thing, link.start.date()), link.start.date())
    return days


def _was_minor(entity: Entity, day: date | None) -> bool:
    return day is not None and any(
        _born_too_late(text, day)
        for name in ("residentId", "certificateNumber")
        for text in entity.values.get(name, ())
    )


def _born_too_late(text: str, day: date) -> bool:
    try:
        return parse_resident_id(text).minor_at(day)
    except Refused:
        return False
