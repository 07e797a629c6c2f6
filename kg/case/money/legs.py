"""Legs that no row records, as a case has them: proposed, judged, obeyed; links that say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.case.storage.judgement_store import judged_legs
from kg.case.storage.session import Session
from kg.case.storage.transaction import give_handles
from kg.errors import StoreBusy, StoreReadOnly
from kg.ledger.payments import standing
from kg.messages import Message
from kg.model import InferredLeg, Legs, Link, Proof, Trace
from kg.model.legs import ACCEPTED, AMBIGUOUS, PROPOSED, REJECTED
from kg.records import to_json
from kg.values.moments import named_zone

if TYPE_CHECKING:
    from kg.ledger import Index
    from kg.trace.bridge.propose import BridgeFacts

KIND = "InferredLeg"
CONFIDENCE = 20
NOT_NUMBERED = Message("legs-unnumbered-while-written")
READ_ONLY = Message("legs-unnumbered-read-only")


def legs(session: Session) -> Legs:
    """Return every leg that is proposed now, and those that persons judged, best first."""
    from kg.trace.bridge.propose import propose, rank

    index, judged = session.index(), judged_legs(session.folder)
    if "transfer" not in index.flow_classes:
        return Legs(())
    found = propose(
        index.flow_index(),
        _known(session, index),
        zone=named_zone(session.folder.settings().zone),
        accepted=[key for key, leg in judged.items() if leg.state == ACCEPTED],
        rejected=[key for key, leg in judged.items() if leg.state == REJECTED],
    )
    kept = current_legs(session).values()
    new = [leg for leg in found.legs if leg.id not in judged]
    return replace(found, legs=tuple(sorted([*kept, *new], key=rank)))


def current_legs(session: Session) -> dict[str, InferredLeg]:
    """Return the legs that persons judged and whose rows are all in the case."""
    judged = judged_legs(session.folder)
    rows = standing(session.index(), [row for leg in judged.values() for row in leg.rows])
    return {key: leg for key, leg in judged.items() if rows.keys() >= set(leg.rows)}


def listed_legs(session: Session) -> Legs:
    """Return the legs of :func:`legs`; each gets a handle by which a person judges it."""
    found = legs(session)
    try:
        with session.folder.writing():
            give_handles(session, "number", KIND, (leg.id for leg in found.legs))
    except StoreBusy:
        return replace(found, warnings=(*found.warnings, NOT_NUMBERED))
    except StoreReadOnly:
        return replace(found, warnings=(*found.warnings, READ_ONLY))
    return found


def legs_of_trace(
    session: Session, trace: Trace
) -> tuple[tuple[InferredLeg, ...], tuple[Message, ...]]:
    """Return the legs by which a trace's money may have gone on, and what is ambiguous in words."""
    from kg.trace.bridge.leg_kinds import kinds

    payments = {step.link for step in trace.steps} | {one.link for one in trace.seeds if one.link}
    forward = trace.direction == "out"

    def is_met(leg: InferredLeg) -> bool:
        beside = leg.rule in kinds() and kinds()[leg.rule].beside
        rows = leg.rows if beside else leg.paid if forward else leg.got
        return not payments.isdisjoint(rows)

    met = [leg for leg in legs(session).legs if is_met(leg)]
    doubtful = sum(leg.state == AMBIGUOUS for leg in met)
    said = (_doubtful(doubtful),) if doubtful else ()
    return tuple(leg for leg in met if leg.state in (PROPOSED, ACCEPTED)), said


def with_current_legs(session: Session, trace: Trace) -> Trace:
    """Return a saved trace with its legs as they are judged now; without those that lost a row."""
    if not trace.inferred:
        return trace
    rows = standing(session.index(), [row for leg in trace.inferred for row in leg.rows])
    now = as_judged(trace.inferred, judged_legs(session.folder))
    return replace(trace, inferred=tuple(leg for leg in now if rows.keys() >= set(leg.rows)))


def as_judged(some: Iterable[InferredLeg], judged: Mapping[str, InferredLeg]) -> list[InferredLeg]:
    """Return legs as persons judged them, those that they rejected left out."""
    now = [judged.get(leg.id) or leg for leg in some]
    return [leg for leg in now if leg.state != REJECTED]


def links_of_legs(index: Index, legs: Iterable[InferredLeg]) -> list[Link]:
    """Return legs as links without amount, with the evidence of the rows that they rest on."""
    some = list(legs)
    if not some:
        return []
    rows = {link.id: link for link in index.links({row for leg in some for row in leg.rows})}
    return [_link(leg, rows) for leg in some]


def _link(leg: InferredLeg, rows: Mapping[str, Link]) -> Link:
    evidence = [one for row in leg.rows if row in rows for one in rows[row].evidence]
    values = {
        "rule": (leg.rule,),
        "ruleVersion": (leg.version,),
        "parameters": (to_json({**leg.parameters, "assumption": leg.assumption.text("zh")}),),
        "score": (str(leg.score),),
        "inferredFrom": leg.rows,
        "grounds": (leg.said.text("zh"), leg.said.text("en")),
        "decision": (leg.state,),
    }
    return Link(
        id=leg.id,
        kind=KIND,
        source=leg.source,
        target=leg.target,
        start=min(leg.first, leg.last),
        end=max(leg.first, leg.last),
        values=values,
        evidence=tuple(dict.fromkeys(evidence)),
        proof=Proof.CLUE,
        confidence=CONFIDENCE,
    )


def _known(session: Session, index: Index) -> BridgeFacts:
    """Return what rows of the case say of dealers, bound cards, gifts and orders."""
    from kg.ledger.payments import ORDER, commissions, gifts
    from kg.trace.bridge.propose import BridgeFacts

    bound: dict[str, set[str]] = {}
    for link in _standing(index, "BindsCard"):
        bound.setdefault(link.source, set()).add(link.target)
    cards = {key: frozenset(found) for key, found in bound.items()}
    known = BridgeFacts(dealers=_dealers(session, index), bound=cards, gifts=gifts(index))
    if ORDER not in index.flow_classes:
        return known
    return replace(known, orders=index.flow_index(ORDER), commissions=commissions(index))


def _dealers(session: Session, index: Index) -> frozenset[str]:
    """Return the accounts and wallets that coin dealers are recorded to hold or control."""
    schema = session.schema
    people = {link.source for link in _standing(index, "ConvertsFor")}
    for link in _standing(index, "HoldsRole"):
        roles = [role for role in link.values.get("role", ()) if schema.has_kind(role)]
        if any(schema.is_a(role, "OtcDealer") for role in roles):
            people.add(link.source)
    owned = [
        link.target
        for link in index.links_of(people)
        if link.source in people
        and link.proof is not Proof.EXCLUDED
        and (schema.is_a(link.kind, "Holding") or schema.is_a(link.kind, "Controls"))
    ]
    return frozenset(owned)


def _standing(index: Index, kind: str) -> list[Link]:
    return [link for link in index.links_of_kind(kind) if link.proof is not Proof.EXCLUDED]


def _doubtful(count: int) -> Message:
    return Message("ambiguous-legs-not-shown", count=count)
