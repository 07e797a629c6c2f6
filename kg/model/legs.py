"""A leg of money that no row records: proposed by a rule, never summed, judged by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kg.messages import Message
from kg.model.findings import Measure

PROPOSED, AMBIGUOUS, ACCEPTED, REJECTED = "proposed", "ambiguous", "accepted", "rejected"


@dataclass(frozen=True, slots=True)
class InferredLeg:
    """Money that may have gone off the record from where it was paid to where it came out again.

    ``paid`` are recorded payments that reached ``source``, ``got`` recorded ones that left
    ``target``; that the one is the other is inferred by ``rule``. ``rate`` is what one unit of the
    goods (coin, gift, order) comes to in money, ``fee`` what was kept of the goods, ``gap`` the
    seconds between the two. ``alternatives`` counts what else lay within the rate and the window.
    ``state`` is proposed, ambiguous, accepted or rejected; the judged carry who, when and why.
    """

    id: str
    rule: str
    version: str
    label: Message
    source: str
    target: str
    paid: tuple[str, ...]
    got: tuple[str, ...]
    paid_amount: Decimal
    paid_currency: str
    got_amount: Decimal
    got_currency: str
    rate: Decimal
    fee: Decimal
    first: datetime
    last: datetime
    gap: int
    score: int
    parts: tuple[Measure, ...]
    alternatives: int
    said: Message
    assumption: Message
    innocent: Message
    parameters: Mapping[str, str] = field(default_factory=dict)
    state: str = PROPOSED
    by: str = ""
    at: str = ""
    reason: str = ""

    @property
    def rows(self) -> tuple[str, ...]:
        """The recorded payments on either side."""
        return (*self.paid, *self.got)


@dataclass(frozen=True, slots=True)
class Legs:
    """Every leg that was proposed, best first, and what a reader must know of the search."""

    legs: tuple[InferredLeg, ...]
    warnings: tuple[Message, ...] = ()
