"""Which payments can follow which: levels outward (or backward) from the seeds, in time.

Payment b **follows** a when the receiver of a is the payer of b, in the same currency, and b is
later. *Later* is decided by :func:`kg.trace.order.later`: by the times where their precision
(and, across sources, the clocks) lets them; else by the proven order of one statement; else the
hop is followed, marked *order not proven* and counted (``strict_order`` drops it). A hop spans at
most ``within`` from start to start. A payment below the amount floor, surely outside the period or
of another channel is not followed; neither is anything after an end (cash, fee), a hub or an
excluded account.

The seeds are level 1. The **level** of a payment is the least number of hops from a seed, found
level by level: what one level reaches is never extended inside that level, so no path is longer
than its level says. A payment is *order not proven* when every hop from the level before it is.
Backward is the mirror: a precedes b under the same test.

A trace of more than ``edges`` payments keeps the earliest of the level that breaks the limit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.ledger.base import FlowIndex
from kg.trace.base import Bool, Clocks, Flows, Int8, Int32, Int64, Terms
from kg.trace.walk import HOPS, LIMIT, ORDER, Walked, least_units, walk

__all__ = [
    "CHANNEL",
    "FLOOR",
    "HOPS",
    "LIMIT",
    "OPEN",
    "ORDER",
    "PERIOD",
    "Followed",
    "follow",
    "states",
]

OPEN, FLOOR, PERIOD, CHANNEL = 0, 3, 4, 8
"""States of a payment that is not in the trace; OPEN: no hop inside the window leads to it.

Those that were come to have HOPS, LIMIT or ORDER.
"""


class Followed(NamedTuple):
    """What was reached: ``steps`` by level, account and time; ``state`` and ``level`` of each flow.

    ``level`` is 0 outside the trace; ``state`` is PROVEN or UNPROVEN inside it, else why not.
    ``followed`` are the accounts whose onward payments were looked at, ``beyond`` the payments that
    a limit or a doubtful order kept out; ``cut`` says that the limit of payments was reached.
    """

    steps: Int64
    level: Int32
    state: Int8
    followed: Bool
    cut: bool
    beyond: Int64 = np.zeros(0, np.int64)


def follow(index: FlowIndex, flows: Flows, clocks: Clocks, terms: Terms, seeds: Int64) -> Followed:
    """Return everything that the seeds' money can have reached under these terms."""
    walked = walk(index, flows, clocks, terms, seeds)
    level = np.zeros(len(index), np.int32)
    level[walked.steps] = walked.level
    followed = np.zeros(len(index.accounts), bool)
    followed[walked.led] = True
    state = _states(index, flows, terms, walked)
    return Followed(walked.steps, level, state, followed, walked.cut, walked.beyond)


def _states(index: FlowIndex, flows: Flows, terms: Terms, walked: Walked) -> Int8:
    state = states(index, flows, terms)
    state[walked.steps] = walked.state
    state[walked.beyond] = walked.why
    return state


def states(index: FlowIndex, flows: Flows, terms: Terms) -> Int8:
    """Return OPEN for each payment that may be followed, else FLOOR, PERIOD or CHANNEL."""
    state = np.zeros(len(index), np.int8)
    if terms.floor > 0:
        state[~index.at_least(least_units(index, terms.floor))] = FLOOR
    if terms.in_channel is not None:
        state[~terms.in_channel] = CHANNEL
    if terms.since is not None:
        state[flows.start + flows.width <= terms.since] = PERIOD
    if terms.until is not None:
        state[flows.start >= terms.until] = PERIOD
    return state
