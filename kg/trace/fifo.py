"""First in, first out: of what an account holds, the oldest leaves first."""

from __future__ import annotations

from kg.trace.base import Money, Outcome
from kg.trace.lots import play_lots


def fifo(money: Money) -> Outcome:
    """Play the payments, first in first out; see :mod:`kg.trace.lots`."""
    outcome: Outcome = play_lots(money, False)
    return outcome
