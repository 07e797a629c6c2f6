"""Answers questions about contacts in time: who could have been told, and changed numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.errors import NotFound, UsageError
from kg.ledger.contacts import ContactWords, contact_rows
from kg.messages import Message
from kg.model import MessagePassed, Proof, Renumbering
from kg.requests import ContactsRequest, RenumberedRequest
from kg.values.moments import named_zone, parse_time
from kg.values.refused import Refused

if TYPE_CHECKING:
    from kg.ledger.base import ContactRows
    from kg.trace.contacts.call_directions import DirectedContacts, PhoneUse
    from kg.trace.contacts.message_passing import MessageTerms

MESSAGE, USES = "Message", "UsesPhone"


def pass_word(session: Session, request: ContactsRequest) -> MessagePassed:
    """Return who could have been told what a start knew, by calls and messages in order."""
    from kg.trace.contacts import message_result
    from kg.trace.contacts.call_directions import directed_contacts

    talk = directed_contacts(call_rows(session), () if request.apart else _uses(session))
    starts = _parties(session, talk, request.start)
    goal = _parties(session, talk, request.to) if request.to else []
    if set(starts) & set(goal):
        raise UsageError(Message("start-is-goal"), where=request.to)
    return message_result.pass_message(
        talk, _terms(session, talk, request), starts, goal, request.rows
    )


def renumbered(session: Session, request: RenumberedRequest) -> Renumbering:
    """Return the numbers that may have taken over from one, or from any that fell silent."""
    from kg.trace.contacts import number_changes as hands
    from kg.trace.contacts.contact_terms import RENUMBERED, values

    if request.before and not request.number:
        raise UsageError(Message("date-is-of-one-number"), hint=Message("renumbered-example"))
    thresholds, rows = values(RENUMBERED, request.thresholds), call_rows(session)
    old = _number(session, rows, request.number) if request.number else None
    until = _moment(session, request.before)
    return hands.renumbered(rows, thresholds, old=old, until=until, limit=request.rows)


def call_rows(session: Session) -> ContactRows:
    """Return every call and message of the case in time order.

    Raises:
        NotFound: The case holds none.
    """
    from kg.trace.contacts.contact_terms import channel_patterns

    messages = [
        kind.name for kind in session.schema.kinds() if session.schema.is_a(kind.name, MESSAGE)
    ]
    rows = contact_rows(session.index(), ContactWords(messages, **channel_patterns()))
    if not len(rows):
        raise NotFound(Message("no-calls-in-case"), hint=Message("load-call-records-first"))
    return rows


def _uses(session: Session) -> list[PhoneUse]:
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
        for link in session.index().links_of_kind(USES)
        if link.proof is not Proof.EXCLUDED
    ]


def _terms(session: Session, talk: DirectedContacts, request: ContactsRequest) -> MessageTerms:
    from kg.trace.base import SECOND
    from kg.trace.contacts.contact_terms import CONTACTS, values
    from kg.trace.contacts.message_passing import MessageTerms
    from kg.trace.typologies.catalogue import length

    thresholds = values(CONTACTS, request.all_thresholds)
    through = [code for typed in request.through for code in _parties(session, talk, typed)]
    since, until = _moment(session, request.since), _moment(session, request.until)
    if since is not None and until is not None and since >= until:
        raise UsageError(Message("period-ends-before-begins"), where=request.until)
    return MessageTerms(
        direction="in" if request.backward else "out",
        within=length(thresholds["within"]),
        hops=thresholds["hops"],
        since=since,
        until=until,
        hub=thresholds["hub"],
        skew=request.skew * SECOND,
        strict_order=request.strict_order,
        through=frozenset(through),
    )


def _parties(session: Session, talk: DirectedContacts, typed: str) -> list[int]:
    """Return the parties that a person or a number stands for: all numbers of a person."""
    from kg.trace.contacts.call_directions import parties_of

    thing = resolve_thing(session, typed)
    numbers = [
        link.target
        for link in session.index().links_of([thing])
        if link.kind == USES and link.source == thing and link.proof is not Proof.EXCLUDED
    ]
    parties = parties_of(talk, [thing, *numbers])
    if not parties:
        raise NotFound(Message("no-calls-of-this"), where=typed)
    return parties


def _number(session: Session, rows: ContactRows, typed: str) -> int:
    thing = resolve_thing(session, typed)
    if thing not in rows.ends:
        raise NotFound(Message("no-calls-of-this"), where=typed)
    return rows.ends.index(thing)


def _moment(session: Session, text: str) -> int | None:
    """Return a moment as it is typed, on the case's clock."""
    if not text:
        return None
    try:
        return parse_time(text, zone=named_zone(session.folder.settings().zone)).us
    except Refused as error:
        raise UsageError(
            Message("not-a-time", text=repr(text)), hint=Message("write-a-date")
        ) from error
