"""Message passing in time: whom a start could have informed, hop by hop, and where it stops.

A contact b **passes on** what a brought when the one who was informed in a takes part in b, b is
later (:func:`kg.trace.payment_order.later`: times where their precision and the clocks let them
decide, else the proven order of one record, else it is followed and marked *order not proven*;
``strict_order`` drops it), b is another row, and b begins at most ``within`` after a began. Two
calls of one second are in no proven order. Who is informed again may pass on again: the time at
each hop counts from the last contact. A start knows all along from ``since`` on. A message may pass
during a call, so a contact counts from its start. Backward is the mirror: who could have informed
the start.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kg.limits import LIMITS
from kg.trace.base import SECOND, Bool, Clocks, Direction, Int8, Int32, Int64
from kg.trace.contacts.call_directions import DirectedContacts
from kg.trace.contacts.propagation import OPEN, PERIOD, next_contacts
from kg.trace.payment_order import PROVEN, UNPROVEN


@dataclass(frozen=True, slots=True)
class MessageTerms:
    """What is followed: longest time at each hop, hops, period, hubs and clocks.

    ``within``, ``since``, ``until`` and ``skew`` are in microseconds, ``since`` and ``until`` in
    UTC and half open. A party with more than ``hub`` others passes nothing on unless it is in
    ``through``; ``edges`` is the most contacts that are followed.
    """

    direction: Direction = "out"
    within: int = 24 * 3600 * SECOND
    hops: int = 6
    since: int | None = None
    until: int | None = None
    hub: int = 200
    skew: int = LIMITS.cross_source_skew * SECOND
    strict_order: bool = False
    through: frozenset[int] = frozenset()
    edges: int = LIMITS.trace_edges

    @property
    def backward(self) -> bool:
        """Whether those are looked for who could have informed the start."""
        return self.direction == "in"


@dataclass(frozen=True, slots=True)
class MessageReach:
    """The contacts by which a message can have passed: their ``level`` (0: none) and ``state``.

    ``beyond`` counts the parties that one hop more would add, ``cut`` says that the limit of
    contacts was reached.
    """

    level: Int32
    state: Int8
    barred: Bool
    clocks: Clocks
    beyond: int
    cut: bool


def follow_message(contacts: DirectedContacts, terms: MessageTerms, starts: Int32) -> MessageReach:
    """Return the contacts by which a message from the starts (or to them) can have passed.

    Args:
        contacts: Who could inform whom, by direction and in time order.
        terms: What may be followed.
        starts: The positions of the parties that begin.
    """
    flows = contacts.flows
    widest = int(flows.width.max()) if len(flows.width) else 0
    clocks = Clocks(terms.within, 0, terms.skew, widest)
    state, level = _states(contacts, terms), np.zeros(len(flows.src), np.int32)
    barred = _barred(contacts, terms)
    barred[starts] = False
    near = flows.dst if terms.backward else flows.src
    frontier = np.flatnonzero(np.isin(near, starts) & (state == OPEN)).astype(np.int64)
    state[frontier] = PROVEN
    cut, reached, last = False, 0, frontier
    for height in range(1, terms.hops + 1):
        frontier, cut = _room(frontier, terms.edges - reached, state)
        level[frontier] = height
        reached += len(frontier)
        last = frontier
        if cut or not len(frontier) or height == terms.hops:
            break
        frontier = _next(contacts, terms, clocks, state, barred, frontier)
    beyond = 0 if cut else _beyond(contacts, terms, clocks, state, barred, level, last, starts)
    return MessageReach(level, state, barred, clocks, beyond, cut)


def _states(contacts: DirectedContacts, terms: MessageTerms) -> Int8:
    flows = contacts.flows
    state = np.full(len(flows.src), OPEN, np.int8)
    if terms.since is not None:
        state[flows.start + flows.width <= terms.since] = PERIOD
    if terms.until is not None:
        state[flows.start >= terms.until] = PERIOD
    return state


def _barred(contacts: DirectedContacts, terms: MessageTerms) -> Bool:
    barred: Bool = contacts.service | (contacts.counterparties > terms.hub)
    barred[sorted(terms.through)] = False
    return barred


def _room(frontier: Int64, room: int, state: Int8) -> tuple[Int64, bool]:
    """Keep the earliest contacts that there is room for; say whether any was dropped."""
    frontier = np.sort(frontier)
    state[frontier[room:]] = OPEN
    return frontier[:room], len(frontier) > room


def _next(
    contacts: DirectedContacts,
    terms: MessageTerms,
    clocks: Clocks,
    state: Int8,
    barred: Bool,
    frontier: Int64,
) -> Int64:
    flows = contacts.flows
    far = flows.src if terms.backward else flows.dst
    ptr, idx = (
        (contacts.in_ptr, contacts.in_idx)
        if terms.backward
        else (contacts.out_ptr, contacts.out_idx)
    )
    leading = frontier[~barred[far[frontier]]]
    leading = leading[np.argsort(far[leading], kind="stable")]
    required = PROVEN if terms.strict_order else UNPROVEN
    return next_contacts(
        flows, contacts.row, clocks, ptr, idx, state, leading, far, terms.backward, required
    )


def _beyond(
    contacts: DirectedContacts,
    terms: MessageTerms,
    clocks: Clocks,
    state: Int8,
    barred: Bool,
    level: Int32,
    last: Int64,
    starts: Int32,
) -> int:
    """Count the parties that only one hop more would add."""
    far = contacts.flows.src if terms.backward else contacts.flows.dst
    more = _next(contacts, terms, clocks, state.copy(), barred, last)
    return len(np.setdiff1d(far[more], np.concatenate((far[level > 0], starts))))
