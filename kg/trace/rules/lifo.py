"""Last in, first out: of what an account holds, the newest leaves first."""

from __future__ import annotations

from kg.trace.base import Money, Outcome
from kg.trace.lots import play_lots
from kg.trace.whole_numbers import form_for


def lifo(money: Money) -> Outcome:
    """Play the payments, last in first out; see :mod:`kg.trace.lots`."""
    outcome: Outcome = form_for(play_lots, money.amount)(money, True)
    return outcome
