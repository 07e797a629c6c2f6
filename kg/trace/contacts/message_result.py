"""The result of message passing: who can have been informed, when, by which calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kg.ledger.account_flows import distinct
from kg.messages import Message
from kg.model import ContactStep, ContactStop, Informed, MessagePassed
from kg.trace.base import SECOND, Int32, Int64
from kg.trace.contacts.call_directions import DirectedContacts
from kg.trace.contacts.contact_terms import counted, stop_message, warnings
from kg.trace.contacts.message_passing import MessageReach, MessageTerms, follow_message
from kg.trace.contacts.propagation import earlier_contact
from kg.trace.payment_order import PROVEN
from kg.trace.stops import window_text
from kg.trace.times import time_of


@dataclass(frozen=True)
class MessageAllocation:
    """What one request found: the contacts, its terms and starts, and whom they can reach."""

    contacts: DirectedContacts
    terms: MessageTerms
    starts: Int32
    reach: MessageReach

    @cached_property
    def far(self) -> Int32:
        """The party that each contact informs (backward: that informs)."""
        return self.contacts.flows.src if self.terms.backward else self.contacts.flows.dst

    @cached_property
    def arrivals(self) -> dict[int, Int64]:
        """The contacts by which a message can have come to each party, first (or last) first."""
        flows, reach = self.contacts.flows, self.reach
        arriving = np.flatnonzero((reach.level > 0) & ~np.isin(self.far, self.starts))
        when = -flows.start[arriving] if self.terms.backward else flows.start[arriving]
        order = np.lexsort((arriving, reach.level[arriving], reach.state[arriving] != PROVEN, when))
        arriving = arriving[order]
        arriving = arriving[np.argsort(self.far[arriving], kind="stable")]
        parties, first = np.unique(self.far[arriving], return_index=True)
        last = [*first[1:].tolist(), len(arriving)]
        spans = zip(parties.tolist(), first.tolist(), last, strict=False)
        return {party: arriving[begin:end] for party, begin, end in spans}


def pass_message(
    contacts: DirectedContacts,
    terms: MessageTerms,
    starts: Sequence[int],
    goal: Sequence[int] = (),
    rows: int = 200,
) -> MessagePassed:
    """Return who could have been told, in order of time; with a goal, how it could come there."""
    begun = np.array(sorted(starts), np.int32)
    allocation = MessageAllocation(contacts, terms, begun, follow_message(contacts, terms, begun))
    shown_parties = [
        p for p in allocation.arrivals if (p in goal if goal else not allocation.reach.barred[p])
    ]
    shown_parties.sort(key=lambda p: (*_when(allocation, p), contacts.parties[p]))
    shown = shown_parties[:1] if goal else shown_parties[:rows]
    informed = tuple(_informed(allocation, party) for party in shown)
    others = tuple(_others(allocation, shown[0], rows)) if goal and shown else ()
    return MessagePassed(
        starts=tuple(contacts.parties[p] for p in begun.tolist()),
        goal=tuple(contacts.parties[p] for p in sorted(goal)),
        direction=terms.direction,
        parameters=_parameters(contacts, terms),
        told=informed,
        others=others,
        stops=_stops(allocation),
        rows=len(contacts.rows),
        silent=int(contacts.rows.silent.sum()),
        reached=sum(not allocation.reach.barred[p] for p in allocation.arrivals),
        cut=0 if goal else len(shown_parties) - len(shown),
        joined=_joined(allocation, [*begun.tolist(), *shown]),
        warnings=_warnings(allocation),
    )


def _when(allocation: MessageAllocation, party: int) -> tuple[int, int]:
    came = allocation.arrivals[party][0]
    start, level = int(allocation.contacts.flows.start[came]), int(allocation.reach.level[came])
    return (-start if allocation.terms.backward else start), level


def _informed(allocation: MessageAllocation, party: int) -> Informed:
    came = allocation.arrivals[party]
    chain = _chain(allocation, int(came[0]))
    near = (
        allocation.contacts.flows.dst
        if allocation.terms.backward
        else allocation.contacts.flows.src
    )
    return Informed(
        who=allocation.contacts.parties[party],
        at=time_of(int(allocation.contacts.flows.start[came[0]])),
        hops=len(chain),
        chain=chain,
        occasions=len(distinct(allocation.contacts.row[came])),
        tellers=len(distinct(near[came])),
        order_proven=all(step.order_proven for step in chain),
    )


def _chain(allocation: MessageAllocation, last: int) -> tuple[ContactStep, ...]:
    """Return the contacts from the start to this one (backward: from this one to the start)."""
    contacts, reach, backward = allocation.contacts, allocation.reach, allocation.terms.backward
    ptr, idx = (
        (contacts.out_ptr, contacts.out_idx) if backward else (contacts.in_ptr, contacts.in_idx)
    )
    steps, here = [], last
    while reach.level[here] > 1:
        before, order = earlier_contact(
            contacts.flows, contacts.row, reach.clocks, ptr, idx, reach.level, here, backward
        )
        steps.append((here, order == PROVEN))
        here = int(before)
    steps.append((here, True))
    steps_from_start = [_step(contacts, at, proven) for at, proven in steps]
    return tuple(steps_from_start if backward else reversed(steps_from_start))


def _step(contacts: DirectedContacts, at: int, proven: bool) -> ContactStep:
    rows, row = contacts.rows, int(contacts.row[at])
    return ContactStep(
        link=rows.links[row],
        source=contacts.parties[contacts.flows.src[at]],
        target=contacts.parties[contacts.flows.dst[at]],
        by=rows.ends[contacts.by[at]],
        to=rows.ends[contacts.to[at]],
        start=time_of(int(rows.start[row])),
        seconds=-1 if rows.written[row] else int(rows.seconds[row]),
        written=bool(rows.written[row]),
        order_proven=proven,
    )


def _others(allocation: MessageAllocation, party: int, rows: int) -> list[ContactStep]:
    """Return the other calls by which it can have come, each row once, in their order."""
    came = allocation.arrivals[party]
    proven = allocation.reach.state[came] == PROVEN
    return [
        _step(allocation.contacts, int(at), bool(sure))
        for at, sure in zip(came[1 : rows + 1], proven[1 : rows + 1], strict=True)
    ]


def _stops(allocation: MessageAllocation) -> tuple[ContactStop, ...]:
    stops = []
    for party, came in allocation.arrivals.items():
        if not allocation.reach.barred[party]:
            continue
        at, count = int(came[0]), int(allocation.contacts.counterparties[party])
        reason = "service" if allocation.contacts.service[party] else "hub"
        row = int(allocation.contacts.row[at])
        stops.append(
            ContactStop(
                who=allocation.contacts.parties[party],
                at=time_of(int(allocation.contacts.flows.start[at])),
                link=allocation.contacts.rows.links[row],
                reason=reason,
                counterparties=count,
                said=stop_message(reason, count),
            )
        )
    return tuple(sorted(stops, key=lambda stop: (stop.at, stop.who)))


def _joined(allocation: MessageAllocation, parties: Sequence[int]) -> dict[str, tuple[str, ...]]:
    """Return the numbers for which a person stands here."""
    contacts, numbers = allocation.contacts, defaultdict[int, set[str]](set)
    is_of_parties = np.isin(contacts.flows.src, list(parties))
    spoke = np.stack((contacts.flows.src[is_of_parties], contacts.by[is_of_parties]))
    for party, number in np.unique(spoke, axis=1).T.tolist():
        if contacts.parties[party] != contacts.rows.ends[number]:
            numbers[party].add(contacts.rows.ends[number])
    return {contacts.parties[p]: tuple(sorted(mine)) for p, mine in sorted(numbers.items())}


def _warnings(allocation: MessageAllocation) -> tuple[Message, ...]:
    rows = allocation.contacts.rows
    unknown = int(((rows.seconds < 0) & ~rows.written & ~rows.silent).sum())
    return (
        *warnings(
            allocation.terms.hops,
            allocation.reach.beyond,
            allocation.terms.edges * allocation.reach.cut,
        ),
        *counted(unknown, rows.left_out),
    )


def _parameters(contacts: DirectedContacts, terms: MessageTerms) -> dict[str, str]:
    return {
        "direction": terms.direction,
        "within": window_text(terms.within),
        "hops": str(terms.hops),
        "hub": str(terms.hub),
        "skew": f"{terms.skew // SECOND}s",
        "strict_order": str(terms.strict_order).lower(),
        "through": " ".join(sorted(contacts.parties[p] for p in terms.through)),
        "since": "" if terms.since is None else time_of(terms.since).isoformat(),
        "until": "" if terms.until is None else time_of(terms.until).isoformat(),
    }
