"""Legs that no row records, as a case has them: proposed, judged, obeyed; links that say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from kg.case.storage.judgement_store import judged_legs
from kg.case.storage.session import Session
from kg.case.storage.transaction import give_handles
from kg.errors import StoreBusy, StoreReadOnly
from kg.ledger.extracts import lake_legs
from kg.ledger.payments import standing
from kg.messages import Message
from kg.model import InferredLeg, Legs, Link, Proof, Trace
from kg.model.legs import ACCEPTED, AMBIGUOUS, PROPOSED, REJECTED
from kg.schema.meanings import DEALS_FOR, INFERRED_LEG, ROLE_CLAIM
from kg.trace.bridge.legs import as_judged, coin_dealers, leg_link, legs_met
from kg.values.moments import named_zone

if TYPE_CHECKING:
    from kg.ledger import Index
    from kg.schema import Schema
    from kg.trace.bridge.propose import BridgeFacts

NOT_NUMBERED = Message("legs-unnumbered-while-written")
READ_ONLY = Message("legs-unnumbered-read-only")


def legs(session: Session) -> Legs:
    """Return every leg that is proposed now, and those that persons judged, best first.

    Legs between payments that came out of a lake were weighed there, against all that competes
    with them; legs between others are looked for here.
    """
    from kg.trace.bridge.propose import rank

    index, judged = session.index(), judged_legs(session.folder)
    if "transfer" not in index.flow_classes:
        return Legs(())
    found = legs_between(
        session.schema,
        index,
        named_zone(session.folder.settings().zone),
        accepted=[key for key, leg in judged.items() if leg.state == ACCEPTED],
        rejected=[key for key, leg in judged.items() if leg.state == REJECTED],
    )
    new = [leg for leg in found.legs if leg.id not in judged]
    kept = current_legs(session).values()
    return replace(found, legs=tuple(sorted([*kept, *new], key=rank)))


def legs_between(
    schema: Schema,
    index: Index,
    zone: tzinfo,
    accepted: Collection[str] = (),
    rejected: Collection[str] = (),
) -> Legs:
    """Return every leg between payments of an index, as looked for there or told by lakes.

    Args:
        schema: Which facts say who deals in coin.
        index: The payments.
        zone: The time zone of the periods in which gifts are added up.
        accepted: The ids of legs that a person accepted.
        rejected: The ids of legs that a person rejected.
    """
    from kg.trace.bridge.propose import propose

    weighed = lake_legs(index)
    found = propose(
        index.flow_index(),
        bridge_facts(schema, index),
        zone=zone,
        accepted=accepted,
        rejected=rejected,
        told=weighed.legs,
        settled=weighed.payments,
    )
    if not weighed.legs:
        return found
    here = standing(index, [row for leg in found.legs for row in leg.rows])
    # what competes with a leg may have stayed in the lake
    return replace(found, legs=tuple(leg for leg in found.legs if here.keys() >= set(leg.rows)))


def current_legs(session: Session) -> dict[str, InferredLeg]:
    """Return the legs that persons judged and whose rows are all in the case."""
    judged = judged_legs(session.folder)
    rows = standing(session.index(), [row for leg in judged.values() for row in leg.rows])
    return {key: leg for key, leg in judged.items() if rows.keys() >= set(leg.rows)}


def listed_legs(session: Session) -> Legs:
    """Return the legs of :func:`legs`; each gets a handle by which a person judges it."""
    result = legs(session)
    try:
        with session.folder.writing():
            give_handles(session, "number", INFERRED_LEG, (leg.id for leg in result.legs))
    except StoreBusy:
        return replace(result, warnings=(*result.warnings, NOT_NUMBERED))
    except StoreReadOnly:
        return replace(result, warnings=(*result.warnings, READ_ONLY))
    return result


def legs_of_trace(
    session: Session, trace: Trace
) -> tuple[tuple[InferredLeg, ...], tuple[Message, ...]]:
    """Return the legs by which a trace's money may have gone on, and what is ambiguous in words."""
    met = legs_met(trace, legs(session).legs)
    doubtful = sum(leg.state == AMBIGUOUS for leg in met)
    ambiguous = (_doubtful(doubtful),) if doubtful else ()
    return tuple(leg for leg in met if leg.state in (PROPOSED, ACCEPTED)), ambiguous


def with_current_legs(session: Session, trace: Trace) -> Trace:
    """Return a saved trace with its legs as they are judged now; without those that lost a row."""
    if not trace.inferred:
        return trace
    rows = standing(session.index(), [row for leg in trace.inferred for row in leg.rows])
    now = as_judged(trace.inferred, judged_legs(session.folder))
    return replace(trace, inferred=tuple(leg for leg in now if rows.keys() >= set(leg.rows)))


def links_of_legs(index: Index, legs: Iterable[InferredLeg]) -> list[Link]:
    """Return legs as links without amount, with the evidence of the rows that they rest on."""
    some = list(legs)
    if not some:
        return []
    rows = {link.id: link for link in index.links({row for leg in some for row in leg.rows})}
    return [leg_link(leg, rows) for leg in some]


def bridge_facts(schema: Schema, index: Index) -> BridgeFacts:
    """Return what rows say of dealers, bound cards, gifts and orders."""
    from kg.ledger.payments import ORDER, commissions, gifts

    known = replace(recorded_ties(schema, index), gifts=gifts(index))
    if ORDER not in index.flow_classes:
        return known
    return replace(known, orders=index.flow_index(ORDER), commissions=commissions(index))


def recorded_ties(schema: Schema, index: Index) -> BridgeFacts:
    """Return which accounts are a dealer's, and which belong to an account of a platform."""
    from kg.trace.bridge.propose import BridgeFacts

    bound: dict[str, set[str]] = {}
    for link in _standing(index, "BindsCard"):
        bound.setdefault(link.source, set()).add(link.target)
    cards = {key: frozenset(cards_of_holder) for key, cards_of_holder in bound.items()}
    return BridgeFacts(dealers=_dealers(schema, index), bound=cards)


def _dealers(schema: Schema, index: Index) -> frozenset[str]:
    """Return the accounts and wallets that coin dealers are recorded to hold or control."""
    people = coin_dealers(schema, (*_standing(index, DEALS_FOR), *_standing(index, ROLE_CLAIM)))
    owned = [link for link in index.links_of(people) if link.source in people]
    return frozenset(
        link.target
        for link in owned
        if link.proof is not Proof.EXCLUDED
        and (schema.is_holding(link.kind) or schema.is_control(link.kind))
    )


def _standing(index: Index, kind: str) -> list[Link]:
    return [link for link in index.links_of_kind(kind) if link.proof is not Proof.EXCLUDED]


def _doubtful(count: int) -> Message:
    return Message("ambiguous-legs-not-shown", count=count)
