"""Haircut (pro rata): every payment carries the same share of the seeds as the balance does."""

from __future__ import annotations

from kg.trace.base import ReplayPayments, RuleOutcome
from kg.trace.shares import allocate


def haircut(money: ReplayPayments) -> RuleOutcome:
    """Allocate the payments, pro rata; see :mod:`kg.trace.shares`."""
    return allocate(money, False)
