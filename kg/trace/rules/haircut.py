"""Haircut (pro rata): every payment carries the same share of the seeds as the balance does."""

from __future__ import annotations

from kg.trace.base import Money, Outcome
from kg.trace.shares import shared


def haircut(money: Money) -> Outcome:
    """Play the payments, pro rata; see :mod:`kg.trace.shares`."""
    return shared(money, False)
