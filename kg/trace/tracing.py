"""The door of the room: follow money in time from its seeds, by a named rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache

import numpy as np

from kg.errors import UsageError
from kg.ledger.base import FlowIndex
from kg.ledger.ends import distinct
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Seed, Trace
from kg.trace.base import (
    SECOND,
    Bool,
    Direction,
    Kinds,
    Terms,
    alone,
    clocks_of,
    flows_of,
    unknown,
)
from kg.trace.compare import compare
from kg.trace.follow import follow
from kg.trace.left_out import left_out
from kg.trace.lengths import duration
from kg.trace.moments import moment_of
from kg.trace.placing import place
from kg.trace.play import Played, play
from kg.trace.rules import RULES, known
from kg.trace.seeds import account_at, sow
from kg.trace.sums import Story
from kg.trace.telling import tell
from kg.trace.whole_numbers import played_by

HALF_RANGE, MOST = 1 << 62, (1 << 63) - 1


def trace(
    index: FlowIndex,
    seeds: Sequence[Seed],
    *,
    direction: Direction = "out",
    rule: str = "fifo",
    rules: Sequence[str] = (),
    within: timedelta | str = timedelta(hours=LIMITS.window_hours),
    hops: int = LIMITS.hops,
    floor: Decimal | str = Decimal(0),
    since: datetime | None = None,
    until: datetime | None = None,
    hub: int = LIMITS.hub,
    skew: int = LIMITS.cross_source_skew,
    strict_order: bool = False,
    through: Collection[str] = (),
    exclude: Collection[str] = (),
    channels: Sequence[str] = (),
    in_channel: Bool | None = None,
    edges: int = LIMITS.trace_edges,
    called: Mapping[str, str] | None = None,
    kinds: Kinds = unknown,
    beside: Callable[[str], Sequence[str]] = alone,
    zone: tzinfo = UTC,
    name: str = "",
) -> Trace:
    """Follow the seeds' money; every unit of it is held by an account or left by a named stop.

    What follows what is said in :mod:`kg.trace.follow`, whose money it is in the rule's module.
    ``skew`` is in seconds, between sources; ``through`` names the hubs (accounts) to pass,
    ``exclude`` the accounts beyond which nothing is followed; ``in_channel`` marks the payments of
    the ``channels``; ``since`` and ``until`` are half open, and told in the ``zone``.
    ``called`` says by account what company's it is, so that a stop can name whom to ask, ``beside``
    which other accounts its holder has, ``kinds`` what accounts are and who has them, so that
    levels and computed roles can.
    With ``rules`` the trace is by the first of them, and carries what the others and the floor say.
    """
    wanted = known(rules or [rule])
    terms = Terms(
        direction=direction,
        within=duration(within) // timedelta(microseconds=1),
        hops=hops,
        floor=Decimal(floor),
        since=None if since is None else moment_of(since),
        until=None if until is None else moment_of(until),
        hub=hub,
        skew_across=skew * SECOND,
        strict_order=strict_order,
        through=frozenset(account_at(index, account) for account in through),
        excluded=frozenset(account_at(index, account) for account in exclude),
        channels=tuple(channels),
        in_channel=in_channel,
        edges=edges,
        called=dict(called or {}),
        kinds=kinds,
        beside=beside,
        zone=zone,
    )
    return run(index, seeds, terms, wanted, name, compared=bool(rules))


def run(
    index: FlowIndex,
    seeds: Sequence[Seed],
    terms: Terms,
    rules: Sequence[str],
    name: str,
    *,
    compared: bool = False,
) -> Trace:
    """Follow, play and tell under terms that are made."""
    _check(terms, compared=compared)
    flows = flows_of(index)
    seeding = sow(index, flows, terms, seeds)
    lots = seeding.columns()
    clocks = clocks_of(index, terms)
    reached = follow(index, flows, clocks, terms, distinct(lots.position))
    kept_out = left_out(index, flows, clocks, terms, reached, seeding)
    if terms.direction == "in":
        back = Story(index, flows, terms, seeding, reached, None, None, kept_out)
        return tell(back, rules[0], name)
    played = play(index, flows, clocks, reached, lots)
    _refuse_overflow(played)

    @cache
    def story(rule: str) -> Story:
        outcome = played_by(RULES[rule].play, played.money, played.wide)
        return Story(index, flows, terms, seeding, reached, played, outcome, kept_out)

    found = place(tell(story(rules[0]), rules[0], name), rules, story)
    return compare(found, rules, story) if compared else found


def _check(terms: Terms, *, compared: bool) -> None:
    if terms.direction not in ("out", "in"):
        raise UsageError(
            Message("no-direction-called", direction=terms.direction), hint=Message("out-or-in")
        )
    if terms.hops < 1 or terms.within < 0 or terms.edges < 1 or terms.hub < 0:
        raise UsageError(Message("trace-limits-start-at"))
    if compared and terms.direction == "in":
        raise UsageError(Message("backward-has-no-rules"))


def _refuse_overflow(played: Played) -> None:
    """Refuse what int64 units of one account cannot hold; no wrong digit is ever printed."""
    money = played.money
    for ends in (money.payer, money.payee):
        mine = (ends >= 0) & ~played.wide
        slots = len(money.plays)
        near = np.bincount(ends[mine], money.amount[mine].astype(np.float64), slots)
        near = np.where(near > 0, near + money.opening.astype(np.float64), 0)
        for slot in np.flatnonzero(near > HALF_RANGE).tolist():
            if sum(money.amount[ends == slot].tolist(), int(money.opening[slot])) > MOST:
                raise UsageError(
                    Message("amounts-beyond-exact-count"),
                    hint=Message("narrow-the-trace"),
                )
