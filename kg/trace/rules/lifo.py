"""Last in, first out: of what an account holds, the newest leaves first."""

from __future__ import annotations

from kg.trace.base import ReplayPayments, RuleOutcome
from kg.trace.lots import allocate_lots
from kg.trace.whole_numbers import form_for


def lifo(money: ReplayPayments) -> RuleOutcome:
    """Allocate the payments, last in first out; see :mod:`kg.trace.lots`."""
    outcome: RuleOutcome = form_for(allocate_lots, money.amount)(money, True)
    return outcome
