"""What a running balance proves: which way each sort of row moved it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

_FEWEST, _MOSTLY = 2, 0.8


@dataclass(frozen=True, slots=True)
class BalancedRow:
    """One row: whose balance it is, what sort of row, how much it moved, what was left."""

    group: str
    sort: str
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class BalanceVotes:
    """How rows next to each other bear each other out.

    ``pairs`` are the neighbours that could be compared, ``explained`` those whose balances differ
    by just the amount of the later row; ``rises`` and ``falls`` count these by the sort of row.
    ``before`` says that each balance is that before its row, as a few banks tell it.
    """

    pairs: int = 0
    explained: int = 0
    rises: dict[str, int] = field(default_factory=dict)
    falls: dict[str, int] = field(default_factory=dict)
    before: bool = False

    @property
    def is_proof(self) -> bool:
        """Whether the balances follow the amounts so often that it cannot be chance."""
        return self.explained >= _FEWEST and self.explained >= self.pairs * _MOSTLY

    def side(self, sort: str) -> str:
        """Return the way a sort of row moves the balance: ``in`` raises it, ``out`` lowers it.

        Nothing where no row tells it, or rows tell both.
        """
        up, down = self.rises.get(sort, 0), self.falls.get(sort, 0)
        if up == down or min(up, down) * 5 > max(up, down):
            return ""
        return "in" if up > down else "out"


def balance_votes(runs: Sequence[Sequence[BalancedRow]], order: int = 0) -> BalanceVotes:
    """Return how the balances follow the amounts, read in the order that explains more of them.

    Balances that follow against the order of time are those before each row.

    Args:
        runs: Stretches of rows in the order of the file, in which no row is left out.
        order: 1 where the rows run on in time, -1 where they run back, 0 where nothing tells it.

    >>> rows = [BalancedRow("", "x", Decimal(n), Decimal(b)) for n, b in ((5, 5), (2, 7), (1, 8))]
    >>> balance_votes([rows]).side("x")
    'in'
    >>> rows = [BalancedRow("", "x", Decimal(n), Decimal(b)) for n, b in ((5, 1), (2, 6), (1, 8))]
    >>> votes = balance_votes([rows], order=1)
    >>> votes.before, votes.side("x")
    (True, 'in')
    """
    votes = {step: _votes(runs, step) for step in (order or 1, -(order or 1))}
    step = max(votes, key=lambda one: votes[one].explained)
    best = votes[step]
    if order and step != order and best.is_proof:
        return replace(best, rises=best.falls, falls=best.rises, before=True)
    return best


def _votes(runs: Sequence[Sequence[BalancedRow]], step: int) -> BalanceVotes:
    rises: defaultdict[str, int] = defaultdict(int)
    falls: defaultdict[str, int] = defaultdict(int)
    pairs = explained = 0
    for run in runs:
        before: dict[str, Decimal] = {}
        for row in run[::step]:
            earlier = before.get(row.group)
            before[row.group] = row.balance
            if earlier is None or not row.amount:
                continue
            pairs += 1
            moved = row.balance - earlier
            if abs(moved) == abs(row.amount):
                explained += 1
                (rises if moved > 0 else falls)[row.sort] += 1
    return BalanceVotes(pairs, explained, dict(rises), dict(falls))
