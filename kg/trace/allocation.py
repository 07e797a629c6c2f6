"""The allocation by a rule, summed by account and by seed as the model's records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from kg.errors import KgError
from kg.ledger.base import FlowIndex, Units
from kg.messages import Message
from kg.model import FilteredOut, Holding, TraceAccount
from kg.trace.base import Flows, KernelTerms, RuleOutcome
from kg.trace.replay_order import ReplayOrder, places_of
from kg.trace.seeds import Seeding
from kg.trace.stops import REASON_OF_STATE
from kg.trace.times import time_of
from kg.trace.traversal import TraversalResult

Place = tuple[int, int]
"""An account and a currency, by their positions in the index."""


@dataclass(frozen=True, slots=True)
class TraceAllocation:
    """All that a trace found: what was reached, in which order it is replayed, what the rule says.

    ``played`` and ``outcome`` are None where no rule is run, as in a trace backward.
    """

    index: FlowIndex
    flows: Flows
    terms: KernelTerms
    seeding: Seeding
    reached: TraversalResult
    played: ReplayOrder | None
    outcome: RuleOutcome | None
    left_out: tuple[FilteredOut, ...] = ()

    @property
    def conserves(self) -> bool:
        """Whether the rule's figures add up, or each stands for itself."""
        return self.outcome is None or not self.outcome.whole.shape[1]


def traced_units(allocation: TraceAllocation) -> Units:
    """Return the seed units that each step carries, in the order of the steps."""
    steps = allocation.reached.steps
    if allocation.played is None or allocation.outcome is None:
        return np.zeros(len(steps), np.int64)
    units: Units = allocation.outcome.traced[places_of(allocation.played.position, steps)]
    return units


def trace_holdings(allocation: TraceAllocation) -> tuple[Holding, ...]:
    """Sum what is held and what left by seed, account, currency and reason."""
    sums: Counter[tuple[int, int, int, str]] = Counter()
    if allocation.played is None or allocation.outcome is None:
        return ()
    played, outcome = allocation.played, allocation.outcome
    account, currency = played.slot_account.tolist(), played.slot_currency.tolist()
    held_parts = zip(outcome.held_slot, outcome.held_seed, outcome.held_amount, strict=True)
    for slot, seed, units in held_parts:
        sums[int(seed), account[slot], currency[slot], ""] += int(units)
    left = zip(outcome.left_payment, outcome.left_seed, outcome.left_amount, strict=True)
    for payment, seed, units in left:
        sums[int(seed), *_left_at(allocation, played, int(payment))] += int(units)
    holdings = tuple(
        _holding(allocation, *key, units) for key, units in sorted(sums.items()) if units
    )
    if allocation.conserves:
        _check_conserved(allocation, holdings)
    return holdings


def pooled_holdings(allocation: TraceAllocation) -> tuple[Holding, ...]:
    """Return what is held and what left, all seeds together.

    Where a rule conserves these are its holdings; else the parts of several seeds overlap, and
    this is what they come to together. ``seed`` is 0 throughout, then.
    """
    if allocation.conserves or allocation.played is None or allocation.outcome is None:
        return trace_holdings(allocation)
    played, outcome = allocation.played, allocation.outcome
    sums: Counter[tuple[int, int, str]] = Counter()
    for slot in np.flatnonzero(outcome.whole[2]).tolist():
        place = int(played.slot_account[slot]), int(played.slot_currency[slot])
        sums[*place, ""] += int(outcome.whole[2, slot])
    for payment in np.flatnonzero(~played.money.onward & (outcome.traced > 0)).tolist():
        sums[_left_at(allocation, played, payment)] += int(outcome.traced[payment])
    return tuple(_holding(allocation, 0, *key, units) for key, units in sorted(sums.items()))


def _left_at(
    allocation: TraceAllocation, played: ReplayOrder, payment: int
) -> tuple[int, int, str]:
    """Return whose payment out of the trace this is, in what, and why it was not followed."""
    at = int(played.position[payment])
    why = REASON_OF_STATE[int(allocation.reached.state[at])]
    return int(allocation.flows.src[at]), int(allocation.flows.currency[at]), why


def _holding(
    allocation: TraceAllocation, seed: int, account: int, currency: int, left: str, units: int
) -> Holding:
    index = allocation.index
    victim = allocation.seeding.seeds[seed].victim
    return Holding(seed, victim, index.accounts[account], index.currencies[currency], units, left)


def _check_conserved(allocation: TraceAllocation, holdings: tuple[Holding, ...]) -> None:
    sums: Counter[int] = Counter()
    for holding in holdings:
        sums[holding.seed] += holding.amount
    for number, seed in enumerate(allocation.seeding.seeds):
        if sums[number] != seed.amount:
            raise KgError(Message("rule-lost-units", amount=seed.amount, sums=sums[number]))


def trace_accounts(allocation: TraceAllocation, traced: Units) -> tuple[TraceAccount, ...]:
    """Sum by account and currency; a seed's own money is received where the seed pays it."""
    index, accounts = allocation.index, []
    sums = _added_up(allocation, traced) if allocation.conserves else _by_the_rule(allocation)
    for place, (level, first, last) in _spans(allocation).items():
        iri, currency = index.accounts[place[0]], index.currencies[place[1]]
        received, passed, kept = (units[place] for units in sums.values())
        moments = time_of(first), time_of(last)
        accounts.append(TraceAccount(iri, level, currency, received, passed, kept, *moments))
    return tuple(sorted(accounts, key=lambda a: (a.level, a.account, a.currency)))


def _spans(allocation: TraceAllocation) -> dict[Place, tuple[int, int, int]]:
    """Return (level, first, last) of each account and currency that a step touches."""
    flows, reached = allocation.flows, allocation.reached
    spans: dict[Place, tuple[int, int, int]] = {}
    backward = allocation.terms.direction == "in"
    near, far = (flows.dst, flows.src) if backward else (flows.src, flows.dst)
    columns = (near, far, flows.currency, flows.start, reached.level)
    lines = (column[reached.steps].tolist() for column in columns)
    for payer, payee, code, start, height in zip(*lines, strict=True):
        for account, low in ((payer, height - 1), (payee, height)):
            level, first, last = spans.get((account, code), (low, start, start))
            spans[account, code] = min(level, low), min(first, start), max(last, start)
    return spans


def _added_up(allocation: TraceAllocation, traced: Units) -> dict[str, Counter[Place]]:
    """Add up what came by the steps and what is kept; the rest was passed on."""
    steps, got, kept = allocation.reached.steps, _own_money(allocation), Counter[Place]()
    payees, codes = allocation.flows.dst[steps].tolist(), allocation.flows.currency[steps].tolist()
    for payee, code, units in zip(payees, codes, traced.tolist(), strict=True):
        got[payee, code] += units
    if allocation.played is not None and allocation.outcome is not None:
        played, outcome = allocation.played, allocation.outcome
        for slot, units in zip(outcome.held_slot.tolist(), outcome.held_amount, strict=True):
            kept[int(played.slot_account[slot]), int(played.slot_currency[slot])] += int(units)
    passed = Counter({place: units - kept[place] for place, units in got.items()})
    return {"received": got, "passed_on": passed, "kept": kept}


def _by_the_rule(allocation: TraceAllocation) -> dict[str, Counter[Place]]:
    """Return what the rule itself says of each account, and what the seeds pay of their own."""
    sums = {
        "received": _own_money(allocation),
        "passed_on": _own_money(allocation),
        "kept": Counter[Place](),
    }
    if allocation.played is not None and allocation.outcome is not None:
        for name, row in zip(sums, allocation.outcome.whole, strict=True):
            for slot in np.flatnonzero(row).tolist():
                account = int(allocation.played.slot_account[slot])
                sums[name][account, int(allocation.played.slot_currency[slot])] += int(row[slot])
    return sums


def _own_money(allocation: TraceAllocation) -> Counter[Place]:
    """Return what the seeds pay of their own, where a rule is run."""
    own, flows = Counter[Place](), allocation.flows
    if allocation.outcome is not None:
        for position, units, _ in allocation.seeding.lots:
            own[int(flows.src[position]), int(flows.currency[position])] += units
    return own
