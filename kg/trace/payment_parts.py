"""Splits the traced money of each payment by the steps of the accounts that it leaves and enters.

A trace says how much of the seeds' money each payment carries, not where in its way that part is.
In the order of time every account keeps its traced money apart by the step at which it came, and a
payment takes of it as the rule does (:mod:`kg.trace.lot_order`). So money that comes back to an
account stands at a later step there. It needs the saved trace alone, not the ledger.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.model import Seed
from kg.model.money_flow import LAST_STEP, CurrencyFigures
from kg.trace.lot_order import TAKE, Purse, newest, oldest


@dataclass(frozen=True, slots=True)
class PaymentPart:
    """A part of a payment: from which step of the payer's to which step of the payee's."""

    at: int
    leaves: int
    enters: int
    units: int


@dataclass(slots=True)
class ReplayedParts:
    """All parts of all payments, and what lies at each account in the end, by step.

    ``owed`` is what an account paid on before it came: the order of those rows is not proven.
    """

    parts: list[PaymentPart] = field(default_factory=list)
    rests: dict[str, Purse] = field(default_factory=dict)
    owed: Counter[str] = field(default_factory=Counter)


def replay(figures: CurrencyFigures, seeds: Sequence[Seed]) -> ReplayedParts:
    """Return the parts of every payment; no unit is lost, whatever order the rows are in."""
    return _Replay(figures, seeds).run()


class _Replay:
    """Payments are played in time; one that must wait for its money waits."""

    def __init__(self, figures: CurrencyFigures, seeds: Sequence[Seed]) -> None:
        self.figures, self.steps = figures, figures.steps
        self.level = {key: account.level for key, account in figures.accounts.items()}
        self.own = own_money(figures, seeds)
        self.take = TAKE.get(figures.rule, oldest)
        self.purses: dict[str, Purse] = defaultdict(list)
        self.there: Counter[str] = Counter()
        self.waiting: dict[str, list[int]] = {}
        self.done = ReplayedParts()

    def run(self) -> ReplayedParts:
        """Play all payments; what waits is tried again when money comes to its payer."""
        queue = self._in_time()
        ready = list(range(len(queue)))
        while ready or self.waiting:
            turn = heapq.heappop(ready) if ready else self._let_go(queue)
            step = self.steps[queue[turn]]
            if self._short(queue[turn]) > 0:
                self.waiting.setdefault(step.source, []).append(turn)
                continue
            self._pay(queue[turn])
            for waits in self.waiting.pop(step.target, ()):
                heapq.heappush(ready, waits)
        self.done.rests = {key: purse for key, purse in self.purses.items() if purse}
        return self.done

    def _in_time(self) -> list[int]:
        traced = (at for at, units in enumerate(self.figures.traced) if units)
        return sorted(traced, key=lambda at: (self.steps[at].start, self.steps[at].level, at))

    def _short(self, at: int) -> int:
        needed = self.figures.traced[at] - self.own[at]
        return needed - self.there[self.steps[at].source]

    def _let_go(self, queue: Sequence[int]) -> int:
        """Let the first payment go whose money only comes later, and note what is owed for it."""
        turn = min(turn for turns in self.waiting.values() for turn in turns)
        payer, short = self.steps[queue[turn]].source, self._short(queue[turn])
        self.waiting[payer].remove(turn)
        if not self.waiting[payer]:
            del self.waiting[payer]
        self._bring(payer, [(self.level[payer], short)])
        self.done.owed[payer] += short
        return turn

    def _pay(self, at: int) -> None:
        step, own = self.steps[at], self.own[at]
        needed = self.figures.traced[at] - own
        taken = [(self.level[step.source], own)] if own else []
        if needed:
            parts, rest = self.take(self.purses[step.source], needed)
            self.purses[step.source] = rest
            taken += parts
        self.there[step.source] -= needed
        arrives = [(self._enters(step.target, leaves), units) for leaves, units in taken]
        for (leaves, units), (enters, _) in zip(taken, arrives, strict=True):
            self.done.parts.append(PaymentPart(at, leaves, enters, units))
        self._bring(step.target, arrives)

    def _enters(self, account: str, leaves: int) -> int:
        """Return the account's own level, or the next step where the money is past that."""
        level = self.level[account]
        return level if level > leaves else min(leaves + 1, LAST_STEP + 1)

    def _bring(self, account: str, lots: Purse) -> None:
        purse = self.purses[account]
        # of one payment's parts the first is on top, and leaves first, where the newest does
        for enters, units in lots if self.take is not newest else reversed(lots):
            if purse and purse[-1][0] == enters:
                units += purse.pop()[1]
            purse.append((enters, units))
        self.there[account] += sum(units for _, units in lots)


def own_money(figures: CurrencyFigures, seeds: Sequence[Seed]) -> list[int]:
    """Return, by payment, the units that starts bring with it: what had not come before."""
    claims: Counter[str] = Counter()
    for seed in seeds:
        if seed.link and seed.currency == figures.currency:
            claims[seed.link] += seed.amount
    whole = {seed.account for seed in seeds if not seed.link}
    brought = _brought(figures)
    own = [0] * len(figures.steps)
    for at, step in enumerate(figures.steps):
        claimed = claims[step.link] or (step.amount if step.source in whole else 0)
        own[at] = min(claimed, figures.traced[at], brought.get(step.source, 0))
        brought[step.source] = brought.get(step.source, 0) - own[at]
    return own


def _brought(figures: CurrencyFigures) -> dict[str, int]:
    """Return what each account received beyond what payments brought it: the starts' money."""
    brought = {key: account.received for key, account in figures.accounts.items()}
    for step, units in zip(figures.steps, figures.traced, strict=True):
        brought[step.target] -= units
    return brought
