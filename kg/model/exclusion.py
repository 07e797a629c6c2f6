"""What hangs on one piece of evidence: each conclusion of a case with it and without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kg.messages import Message
from kg.model.facts import Evidence

FALLS, LESS, OTHERWISE, STANDS, UNKNOWN = "falls", "less", "otherwise", "stands", "unknown"
"""A conclusion that is gone, has less, has something else or more, is the same, or could not be
drawn again with what the case holds now."""
STATES = (FALLS, LESS, OTHERWISE, UNKNOWN, STANDS)
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class LeftOutItem:
    """One thing that is left out, as a person typed it, and what of the files goes with it.

    ``kind`` is file, row, paper (a document that rows name as their ground), fact or thing;
    ``name`` is the file's name, the paper's, or the id of the fact or thing. ``rows`` counts the
    rows that go, ``places`` has them where single rows go; of a whole file it is empty.
    """

    typed: str
    kind: str
    name: str
    files: tuple[str, ...] = ()
    rows: int = 0
    places: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a conclusion with the item and without it; money has a currency."""

    name: str
    before: Decimal
    after: Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True)
class HangingConclusion:
    """A conclusion of the case beside itself without the item.

    ``kind`` is trace, chain, finding, leg, pair, judgement or question; ``name`` is how it is
    called in the case. ``rows`` are those of the item's rows that it rests on, ``facts`` the links
    that it loses, ``why`` says what was not possible without the item.
    """

    kind: str
    name: str
    state: str
    figures: tuple[Figure, ...] = ()
    rows: tuple[Evidence, ...] = ()
    facts: tuple[str, ...] = ()
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that rests on fewer rows, or is proven otherwise, without the item."""

    fact: str
    kind: str
    proof: str
    proof_without: str
    rows: int
    rows_without: int


@dataclass(frozen=True, slots=True)
class FactEffect:
    """Of one class of things or facts: how many there are, fall, and stay with fewer rows."""

    kind: str
    before: int
    falls: int
    weaker: int
    new: int = 0
    """Facts that only stand without the item: the two rows of a payment, of which one remains."""


@dataclass(frozen=True, slots=True, repr=False)
class Exclusion:
    """Everything in a case that hangs on some items, computed again as if they had never been in.

    ``facts`` counts by class; ``weaker`` has the facts that stay with less; ``conclusions`` all
    that was drawn from them, those that fall first. ``titles`` has, by name, the title of each
    question. The case itself is as it was.
    """

    items: tuple[LeftOutItem, ...]
    facts: tuple[FactEffect, ...]
    weaker: tuple[FactChange, ...]
    conclusions: tuple[HangingConclusion, ...]
    titles: Mapping[str, Message] = field(default_factory=dict)
    warnings: tuple[Message, ...] = ()

    def __repr__(self) -> str:
        fallen = sum(conclusion.state == FALLS for conclusion in self.conclusions)
        return (
            f"<Exclusion of {len(self.items):,} items: {sum(fact.falls for fact in self.facts):,} "
            f"facts fall, {fallen:,} of {len(self.conclusions):,} conclusions>"
        )

    def of_state(self, state: str) -> tuple[HangingConclusion, ...]:
        """Return the conclusions of a state."""
        return tuple(conclusion for conclusion in self.conclusions if conclusion.state == state)
