"""Contacts in time as a person asks for them: word passed on, and numbers that took over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.case.storage.resolve import one_of
from kg.case.storage.session import Desk
from kg.errors import NotFound, UsageError
from kg.ledger.contacts import Reading, contact_rows
from kg.messages import Message
from kg.model import Proof, Renumbering, WordPassed
from kg.requests import ContactsRequest, RenumberedRequest
from kg.values.moments import named_zone, parse_time
from kg.values.refused import Refused

if TYPE_CHECKING:
    from kg.ledger.base import ContactRows
    from kg.trace.contacts.call_directions import PhoneUse, Speech
    from kg.trace.contacts.message_passing import WordTerms

MESSAGE, USES = "Message", "UsesPhone"


def pass_word(desk: Desk, request: ContactsRequest) -> WordPassed:
    """Return who could have been told what a start knew, by calls and messages in order."""
    from kg.trace.contacts import message_result
    from kg.trace.contacts.call_directions import speech

    talk = speech(_rows(desk), () if request.apart else _uses(desk))
    starts = _parties(desk, talk, request.start)
    goal = _parties(desk, talk, request.to) if request.to else []
    if set(starts) & set(goal):
        raise UsageError(Message("start-is-goal"), where=request.to)
    return message_result.pass_word(talk, _terms(desk, talk, request), starts, goal, request.rows)


def renumbered(desk: Desk, request: RenumberedRequest) -> Renumbering:
    """Return the numbers that may have taken over from one, or from any that fell silent."""
    from kg.trace.contacts import number_changes as hands
    from kg.trace.contacts.contact_terms import RENUMBERED, values

    if request.before and not request.number:
        raise UsageError(Message("date-is-of-one-number"), hint=Message("renumbered-example"))
    held, rows = values(RENUMBERED, request.thresholds), _rows(desk)
    old = _number(desk, rows, request.number) if request.number else None
    until = _moment(desk, request.before)
    return hands.renumbered(rows, held, old=old, until=until, limit=request.rows)


def _rows(desk: Desk) -> ContactRows:
    from kg.trace.contacts.contact_terms import words

    messages = [kind.name for kind in desk.schema.kinds() if desk.schema.is_a(kind.name, MESSAGE)]
    rows = contact_rows(desk.index(), Reading(messages, **words()))
    if not len(rows):
        raise NotFound(Message("no-calls-in-case"), hint=Message("load-call-records-first"))
    return rows


def _uses(desk: Desk) -> list[PhoneUse]:
    """Return who is recorded to use which number, and when."""
    from kg.trace.contacts.call_directions import EVER, PhoneUse
    from kg.trace.typologies.search_rows import microseconds

    return [
        PhoneUse(
            link.target,
            link.source,
            -EVER if link.start is None else microseconds(link.start),
            EVER if link.end is None else microseconds(link.end),
        )
        for link in desk.index().links_of_kind(USES)
        if link.proof is not Proof.EXCLUDED
    ]


def _terms(desk: Desk, talk: Speech, request: ContactsRequest) -> WordTerms:
    from kg.trace.base import SECOND
    from kg.trace.contacts.contact_terms import CONTACTS, values
    from kg.trace.contacts.message_passing import WordTerms
    from kg.trace.typologies.catalogue import length

    held = values(CONTACTS, request.all_thresholds)
    through = [code for typed in request.through for code in _parties(desk, talk, typed)]
    since, until = _moment(desk, request.since), _moment(desk, request.until)
    if since is not None and until is not None and since >= until:
        raise UsageError(Message("period-ends-before-begins"), where=request.until)
    return WordTerms(
        direction="in" if request.backward else "out",
        within=length(held["within"]),
        hops=held["hops"],
        since=since,
        until=until,
        hub=held["hub"],
        skew=request.skew * SECOND,
        strict_order=request.strict_order,
        through=frozenset(through),
    )


def _parties(desk: Desk, talk: Speech, typed: str) -> list[int]:
    """Return the parties that a person or a number stands for: all numbers of a person."""
    from kg.trace.contacts.call_directions import parties_of

    thing = one_of(desk, typed)
    numbers = [
        link.target
        for link in desk.index().links_of([thing])
        if link.kind == USES and link.source == thing and link.proof is not Proof.EXCLUDED
    ]
    found = parties_of(talk, [thing, *numbers])
    if not found:
        raise NotFound(Message("no-calls-of-this"), where=typed)
    return found


def _number(desk: Desk, rows: ContactRows, typed: str) -> int:
    thing = one_of(desk, typed)
    if thing not in rows.ends:
        raise NotFound(Message("no-calls-of-this"), where=typed)
    return rows.ends.index(thing)


def _moment(desk: Desk, text: str) -> int | None:
    """Return a moment as it is typed, on the case's clock."""
    if not text:
        return None
    try:
        return parse_time(text, zone=named_zone(desk.folder.settings().zone)).us
    except Refused as error:
        raise UsageError(
            Message("not-a-time", text=repr(text)), hint=Message("write-a-date")
        ) from error
