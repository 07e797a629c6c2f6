"""The money of a trace as a flow without cycles: accounts at steps, and what goes between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.model.traces import Holding, TraceAccount, TraceStep

Spot = tuple[str, int]
"""An account, and the step at which it stands."""
AGAIN, RETURNED = "again", "returned"
"""Why an account stands at a later step: another way leads there, or its own money comes back."""
LAST_STEP = 12
"""What goes on from here stands at one step more, however often it is sent round."""


@dataclass(frozen=True, slots=True)
class CurrencyFigures:
    """One rule in one currency: its steps with the units each carries, accounts and holdings."""

    rule: str
    currency: str
    steps: tuple[TraceStep, ...]
    traced: tuple[int, ...]
    accounts: Mapping[str, TraceAccount]
    holdings: tuple[Holding, ...]


@dataclass(slots=True)
class SpotBalance:
    """What a spot got and what became of it, in whole units; ``left`` is by reason."""

    started: int = 0
    came: int = 0
    owed: int = 0
    went: int = 0
    kept: int = 0
    repaid: int = 0
    left: Counter[str] = field(default_factory=Counter)

    @property
    def passes(self) -> int:
        """How much goes through: by this a spot is drawn large or small."""
        return max(self.started + self.came + self.owed, self.went + self.kept + self.repaid)


@dataclass(slots=True)
class MoneyFlow:
    """The money of one rule in one currency, step by step.

    An account's own level is its first step; where money comes to it again from as far or from
    further on, it stands at a later step once more. A ribbon leads to a later step and lists
    (payment, units) by the position among the steps of the figures. At every spot: started + came
    + owed = went + kept + left + repaid.
    """

    figures: CurrencyFigures
    balances: dict[Spot, SpotBalance]
    ribbons: dict[tuple[Spot, Spot], list[tuple[int, int]]]


def is_beyond(spot: Spot) -> bool:
    """Say whether a spot lies past the last step that is told by itself."""
    return spot[1] > LAST_STEP
