"""Where an account stands in a trace, by how its money came and by what its numbers look like."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kg.messages import Message
from kg.model.findings import Measure


@dataclass(frozen=True, slots=True)
class LevelStep:
    """What of the traced money came to an account by the n-th payment of its way, by which rows.

    Step 0 is what came outside the window: it rested too long in some account on its way.
    """

    step: int
    units: int
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountLevel:
    """At which level an account stands: the least step by which enough of the money came there.

    ``level`` is 0 where no step has the share, ``also`` are further steps that have it. ``share``
    is that of the level, else of the leading step, rounded down. ``steps`` add up to ``received``.
    """

    account: str
    currency: str
    level: int
    also: tuple[int, ...]
    share: Decimal
    received: int
    steps: tuple[LevelStep, ...]
    said: Message

    @property
    def leading(self) -> int:
        """The step by which most came inside the window, the least of equals; 0: by none."""
        inside = [step for step in self.steps if step.step]
        return max(inside, key=lambda came: (came.units, -came.step)).step if inside else 0


@dataclass(frozen=True, slots=True)
class ComputedRole:
    """What an account looks like in a trace by its numbers: computed, never said to be so.

    ``role`` is a term of the ontology, ``links`` the rows of the numbers in time order, ``said``
    the numbers in a sentence, ``innocent`` how such numbers come about without any crime.
    """

    account: str
    currency: str
    role: str
    version: str
    label: Message
    measures: tuple[Measure, ...]
    links: tuple[str, ...]
    said: Message
    innocent: Message
