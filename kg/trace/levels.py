"""The level of every account (一级卡, 二级卡 and so on), by the money and not by one path.

**Definition.** Each traced unit begins with a seed's payment (a victim's) and goes along payments
that follow one another in time as :mod:`kg.trace.traversal` says; the trace's rule decides which
units a payment carries, :mod:`kg.trace.path_lengths` in which order they leave. A unit comes to an
account *at step n within the window* when the n-th payment of its own way brings it there and each
payment of the way follows the one before: not earlier, and within the trace's window (``within``,
from start to start), so that it rested in no account for longer.

An account is **of level n**, in one currency, when of all traced units that it received at least
the share of ``levels.toml`` (one half) came at step n within the window. Each arrival of a unit
counts: what comes back is received again, at its later step. Where several steps have the share,
the least is the level and the others are told beside it; where none has, no level is said, and
the steps are told with what came by each. What came outside the window is told as step 0.

Where the trace's rule does not share the money out, the first of the compared rules that does
decides, else first in, first out; the parameter ``level_rule`` says which.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from functools import cache, reduce
from pathlib import Path
from typing import Any

import numpy as np

from kg.ledger.account_flows import distinct
from kg.messages import Message
from kg.model import AccountLevel, LevelStep
from kg.schema.meanings import ACCOUNT, BANK_ACCOUNT
from kg.trace.allocation import TraceAllocation
from kg.trace.base import Int64, clocks_of
from kg.trace.lot_order import NEWEST_FIRST
from kg.trace.path_lengths import Pieces
from kg.trace.payment_order import PROVEN, UNPROVEN
from kg.trace.whole_numbers import path_lengths

FINEST = 4
"""Decimals of a share."""
CARDS = (BANK_ACCOUNT, ACCOUNT)
"""Kinds of account whose level is called that of a card."""


@dataclass(frozen=True, slots=True)
class SharedTrace:
    """A trace by a rule that shares, and the pieces of traced money that its payments carry.

    ``known`` says of each account that pays or gets some, by its position, what is known of it.
    """

    allocation: TraceAllocation
    pieces: Pieces
    known: Mapping[int, Collection[str]]

    @property
    def from_victims(self) -> bool:
        """Whether all of the money is victims'."""
        return all(seed.victim for seed in self.allocation.seeding.seeds)

    def arrivals(self) -> tuple[Int64, Int64]:
        """Return the pieces that came to an account of the trace, and at which slot."""
        assert self.allocation.played is not None
        money, payment = self.allocation.played.money, self.pieces.payment
        came = np.flatnonzero(money.onward[payment]).astype(np.int64)
        return came, money.payee[payment[came]].astype(np.int64)


def shared_trace(allocation: TraceAllocation, rule: str) -> SharedTrace:
    """Return a trace with the pieces of traced money that each payment carries.

    Args:
        allocation: The trace by a rule that shares.
        rule: The name of that rule.
    """
    assert allocation.played is not None and allocation.outcome is not None
    played, terms = allocation.played, allocation.terms
    clocks, required = (
        clocks_of(allocation.index, terms),
        PROVEN if terms.strict_order else UNPROVEN,
    )
    ways = (allocation.flows, clocks, played.position, required, rule in NEWEST_FIRST)
    pieces = path_lengths(played.money, played.wide, allocation.outcome.traced, *ways)
    at = played.position[pieces.payment]
    ends = distinct(np.concatenate((allocation.flows.src[at], allocation.flows.dst[at])))
    names = {int(end): allocation.index.accounts[end] for end in ends}
    known = allocation.terms.kinds(list(names.values()))
    return SharedTrace(
        allocation, pieces, {end: known.get(name, ()) for end, name in names.items()}
    )


def share_needed() -> Decimal:
    """Return which share of an account's money must have come by one step."""
    return Decimal(str(_table()["share"]["default"]))


def account_levels(shared: SharedTrace) -> tuple[AccountLevel, ...]:
    """Return the level of every account that traced money came to, by account and currency."""
    allocation, levels = shared.allocation, []
    for slot, steps in _by_slot(shared):
        assert allocation.played is not None
        at = int(allocation.played.slot_account[slot])
        currency = allocation.index.currencies[allocation.played.slot_currency[slot]]
        levels.append(_level(shared, at, currency, tuple(steps)))
    return tuple(
        sorted(levels, key=lambda level: (level.level or 1 << 30, level.account, level.currency))
    )


def percent(share: Decimal) -> str:
    """Return a share as a person reads it, never more than it is.

    >>> percent(Decimal("0.99996"))
    '99.9%'
    """
    text = f"{(share * 100).quantize(Decimal('0.1'), ROUND_FLOOR):f}"
    return f"{text.removesuffix('.0')}%"


def _by_slot(shared: SharedTrace) -> Iterator[tuple[int, list[LevelStep]]]:
    """Yield each slot with what came to it by each step."""
    assert shared.allocation.played is not None
    pieces, links = shared.pieces, shared.allocation.index.links
    came, slot = shared.arrivals()
    order = np.lexsort((pieces.payment[came], pieces.step[came], slot))
    came, slot = came[order], slot[order]
    step = pieces.step[came]
    cuts = np.flatnonzero((np.diff(slot) != 0) | (np.diff(step) != 0)) + 1
    position = shared.allocation.played.position[pieces.payment[came]]
    last, steps = -1, list[LevelStep]()
    for part in np.split(np.arange(len(came)), cuts) if len(came) else []:
        here = int(slot[part[0]])
        if here != last and steps:
            yield last, steps
            steps = []
        rows = tuple(links[at] for at in distinct(position[part]).tolist())
        units = sum(pieces.units[came[part]].tolist())
        steps.append(LevelStep(int(step[part[0]]), units, rows))
        last = here
    if steps:
        yield last, steps


def _level(
    shared: SharedTrace, account: int, currency: str, steps: tuple[LevelStep, ...]
) -> AccountLevel:
    received, needed = sum(step.units for step in steps), Fraction(share_needed())
    enough = [
        step.step for step in steps if step.step and Fraction(step.units) >= needed * received
    ]
    shares = {step.step: share_of(step.units, received) for step in steps}
    level, also = (enough[0], tuple(enough[1:])) if enough else (0, ())
    share = shares[level] if level else max([shares[n] for n in shares if n], default=Decimal(0))
    is_card = any(kind in CARDS for kind in shared.known[account])
    message = (
        _levels_message((level, *also), shares, shared.from_victims, is_card)
        if level
        else _none(shares)
    )
    name = shared.allocation.index.accounts[account]
    return AccountLevel(name, currency, level, also, share, received, steps, message)


def share_of(part: int, whole: int) -> Decimal:
    """Return a share to four decimals, rounded down; none of nothing is none."""
    return Decimal(part * 10**FINEST // whole).scaleb(-FINEST) if whole else Decimal(0)


def _levels_message(
    levels: Sequence[int], shares: Mapping[int, Decimal], victims: bool, is_card: bool
) -> Message:
    """Say the levels, each with its share."""
    first, *others = (
        Message(
            "level-with-share", level=_name(level, victims, is_card), share=percent(shares[level])
        )
        for level in levels
    )
    return reduce(
        lambda message, level: Message("level-also", level=message, also=level), others, first
    )


def _none(shares: Mapping[int, Decimal]) -> Message:
    """Say that no step has the share, and what came by each."""
    return Message("level-none", steps=[_step(step, part) for step, part in shares.items()])


def _step(step: int, part: Decimal) -> Message:
    if step:
        return Message("level-share-of-step", step=str(step), share=percent(part))
    return Message("level-share-outside-window", share=percent(part))


def _name(level: int, victims: bool, is_card: bool) -> Message:
    """Name a level as the trade does; only what victims paid has cards of a level."""
    if not victims:
        return Message("level-steps-away", count=level)
    number = Message("level-number", level=level)
    return Message("level-of-card" if is_card else "level-of-account", level=number)


@cache
def _table() -> Mapping[str, Any]:
    path = Path(__file__).with_name("levels.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
