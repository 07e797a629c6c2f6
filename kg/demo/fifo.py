"""First in, first out, in the plainest words: the answer that the real kernels must give.

This file knows nothing of ``kg.trace``. It moves coins: every account is a queue of lots, a
lot belongs to one victim's payment or to nobody, and what is paid takes lots from the front.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.demo.cast import Account
from kg.demo.events import Payment

Lot = tuple[int, int]  # (which victim's payment, fen); payment -1 is nobody's
NOBODY = -1


@dataclass(slots=True)
class FifoOutcome:
    """Where each victim's payment ended, and how far every account is from the victims.

    ``moved`` is what of the victims' money went from one place to another, all victims together.
    """

    held: dict[int, dict[str, int]] = field(default_factory=dict)
    level: dict[str, int] = field(default_factory=dict)
    moved: dict[tuple[str, str], int] = field(default_factory=dict)

    def received(self, place: str) -> int:
        """Return what of the victims' money came to a place."""
        return sum(fen for (_, target), fen in self.moved.items() if target == place)

    def passed(self, place: str) -> int:
        """Return what of the victims' money left a place."""
        return sum(fen for (source, _), fen in self.moved.items() if source == place)


def follow(
    payments: Iterable[Payment], seeds: Sequence[Payment], stops: Sequence[Account]
) -> FifoOutcome:
    """Move every lot of every payment that flowed, in time order."""
    queues: dict[str, deque[Lot]] = defaultdict(deque)
    stopped = {account.card for account in stops}
    level: dict[str, int] = {}
    moved: dict[tuple[str, str], int] = defaultdict(int)
    number = {seed: place for place, seed in enumerate(seeds)}
    flowing = [payment for payment in payments if payment.outcome == "ok"]
    for payment in sorted(flowing, key=lambda payment: payment.at):
        source, target = _ends(payment)
        if payment in number:
            lots = [(number[payment], payment.fen)]
            _lower(level, target, 1)
        else:
            free = source in stopped or payment.payer is None
            lots = [(NOBODY, payment.fen)] if free else _take(queues[source], payment.fen)
            if any(owner != NOBODY for owner, _ in lots):
                _lower(level, target, level[source] + 1)
        queues[target].extend(lots)
        if ours := sum(fen for owner, fen in lots if owner != NOBODY):
            moved[source, target] += ours
    return FifoOutcome(_held_by_victim(queues, len(number)), level, dict(moved))


def _ends(payment: Payment) -> tuple[str, str]:
    """Name both ends; cash, fees and purchases end at a place of the account's own."""
    payer = payment.payer.card if payment.payer else f"{payment.kind}-in"
    if payment.payee:
        return payer, payment.payee.card
    return payer, f"{payment.kind}:{payer}"


def _lower(level: dict[str, int], account: str, value: int) -> None:
    level[account] = min(value, level.get(account, value))


def _take(queue: deque[Lot], fen: int) -> list[Lot]:
    """Take so much from the front; what an account pays beyond its queue is its own."""
    taken: list[Lot] = []
    while fen and queue:
        owner, size = queue.popleft()
        used = min(size, fen)
        taken.append((owner, used))
        if used < size:
            queue.appendleft((owner, size - used))
        fen -= used
    return [*taken, (NOBODY, fen)] if fen else taken


def _held_by_victim(queues: dict[str, deque[Lot]], count: int) -> dict[int, dict[str, int]]:
    held: dict[int, dict[str, int]] = {number: {} for number in range(count)}
    for account, queue in queues.items():
        for owner, fen in queue:
            if owner != NOBODY:
                held[owner][account] = held[owner].get(account, 0) + fen
    return held
