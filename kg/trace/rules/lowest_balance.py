"""Lowest intermediate balance: the holder's own money leaves first, and the seeds' money last.

What stays of the seeds in an account is never more than its lowest balance since it came; what a
payment takes beyond the holder's own money goes on with it, of the seeds pro rata.
"""

from __future__ import annotations

from kg.trace.base import ReplayPayments, RuleOutcome
from kg.trace.shares import allocate


def lowest(money: ReplayPayments) -> RuleOutcome:
    """Allocate the payments, the clean money first; see :mod:`kg.trace.shares`."""
    return allocate(money, True)
