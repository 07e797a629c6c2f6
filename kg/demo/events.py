"""The events of a demo in the making, and the clock that keeps them apart."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from kg.demo.cast import Account

Kind = Literal["transfer", "cash", "fee", "interest", "purchase"]
Outcome = Literal["ok", "failed", "reversed", "reversal"]

#: Two events of one account are at least so far apart, so that their order is beyond doubt.
APART = timedelta(seconds=300)


@dataclass(frozen=True, slots=True)
class Payment:
    """One movement of money; where one side is ``None`` it is cash, a fee, a purchase."""

    at: datetime
    payer: Account | None
    payee: Account | None
    fen: int
    kind: Kind = "transfer"
    memo: str = "转账"
    outcome: Outcome = "ok"
    twin: str = ""
    serial: bool = True
    undone: str = ""
    merchant: str = ""

    @property
    def parties(self) -> tuple[Account, ...]:
        """Return the accounts that take part."""
        return tuple(account for account in (self.payer, self.payee) if account)

    @property
    def told_twice(self) -> bool:
        """Say whether both sides' statements are among the files."""
        return len(self.parties) == 2 and all(account.queried for account in self.parties)


@dataclass(slots=True)
class Diary:
    """All payments so far, and when each account is busy."""

    rng: Random
    payments: list[Payment] = field(default_factory=list)
    busy: defaultdict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    turns: Counter[str] = field(default_factory=Counter)

    def next_of(self, targets: Sequence[Account]) -> Account:
        """Return one of the accounts that had the fewest turns so far."""
        fewest = min(self.turns[target.card] for target in targets)
        chosen = self.rng.choice([t for t in targets if self.turns[t.card] == fewest])
        self.turns[chosen.card] += 1
        return chosen

    def write(self, payment: Payment) -> Payment:
        """Enter a payment at the time it names."""
        self.payments.append(payment)
        for account in payment.parties:
            insort(self.busy[account.card], payment.at)
        return payment

    def is_free(self, at: datetime, *accounts: Account | None) -> bool:
        """Say whether none of the accounts has an event near that time."""
        return all(self._is_free(at, account) for account in accounts if account)

    def _is_free(self, at: datetime, account: Account) -> bool:
        times = self.busy[account.card]
        place = bisect_left(times, at)
        return all(abs(near - at) >= APART for near in times[max(0, place - 1) : place + 1])

    def free(self, at: datetime, *accounts: Account | None) -> datetime:
        """Return the first time from ``at`` on at which none of the accounts has an event."""
        while not self.is_free(at, *accounts):
            at += timedelta(seconds=self.rng.randrange(31, 97))
        return at

    def received(self, account: Account) -> list[Payment]:
        """Return what flowed into an account, oldest first."""
        flowed = (p for p in self.payments if p.payee == account and p.outcome == "ok")
        return sorted(flowed, key=lambda payment: payment.at)
