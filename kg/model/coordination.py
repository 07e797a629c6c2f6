"""Accounts that act together: the ties between them, what stands behind, and the order of acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kg.messages import Message
from kg.requests import CoordinatedRequest
from kg.text.html_table import html_table


@dataclass(frozen=True, slots=True)
class TogetherTie:
    """Two accounts and how many pairs of rows they have: strong if more than the median."""

    one: str
    other: str
    weight: int
    objects: int
    strong: bool
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind accounts that act together: a device, user, manager or payer.

    ``accounts`` are those that lead there, ``by`` what lies between (the user whom somebody pays),
    ``links`` the rows that say so.
    """

    role: str
    thing: str
    accounts: tuple[str, ...]
    by: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TogetherGroup:
    """A connected part of accounts that act together, most ties first; ``size`` counts all."""

    number: int
    accounts: tuple[str, ...]
    size: int
    ties: int
    strong: int
    objects: int
    pairs: int
    first: datetime
    last: datetime
    behind: tuple[Behind, ...]


@dataclass(frozen=True, slots=True)
class ActStep:
    """One step of an order of acts: what it is, its first time, and the rows that tell it."""

    step: str
    at: datetime | None
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExtortionOrder:
    """A content with the steps post, contact, payment, deletion, as far as rows tell them.

    ``in_order`` says that all four are told and each comes after the one before; ``said`` says it
    in a sentence.
    """

    content: str
    subjects: tuple[str, ...]
    steps: tuple[ActStep, ...]
    in_order: bool
    said: Message


@dataclass(frozen=True, slots=True, repr=False)
class Coordination:
    """Accounts that act together, and all that a reader must know of it.

    ``rows`` were looked at; ``pairs`` of them concern ``objects`` objects and ``accounts``
    accounts, in parts of ``parts`` accounts each. Of the ``edges`` between them ``strong`` are
    heavier than the ``median``.
    """

    action: str
    rows: int
    pairs: int
    objects: int
    accounts: int
    parts: tuple[int, ...]
    edges: int
    strong: int
    median: float
    ties: tuple[TogetherTie, ...]
    groups: tuple[TogetherGroup, ...]
    orders: tuple[ExtortionOrder, ...]
    innocent: Message
    parameters: Mapping[str, str]
    said: Message
    warnings: tuple[Message, ...] = ()
    cut: Mapping[str, int] = field(default_factory=dict)
    request: CoordinatedRequest | None = None

    def __repr__(self) -> str:
        return f"<Coordination: {self.pairs:,} pairs of {self.accounts:,} accounts>"

    def _repr_html_(self) -> str:
        """Return the ties, the heaviest first, as a notebook shows them."""
        rows = ((tie.one, tie.other, tie.weight, tie.objects, tie.strong) for tie in self.ties)
        return html_table(repr(self), ("account", "account", "pairs", "objects", "strong"), rows)
