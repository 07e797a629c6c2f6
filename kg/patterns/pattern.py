"""What a pattern asks for: roles, the facts between them, and the order of those in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from kg.messages import Message

OUT, IN, EITHER = "out", "in", "either"
"""From the role to the other end, from there to the role, or both."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most of a number or an amount; None: no bound."""

    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is no bound at all."""
        return self.least is None and self.most is None

    def holds(self, value: Decimal | int) -> bool:
        """Say whether a value lies within, the bounds included."""
        above = self.least is None or value >= self.least
        return above and (self.most is None or value <= self.most)


@dataclass(frozen=True, slots=True)
class FactTerms:
    """Which facts count, and how many of them there must be.

    Args:
        kinds: The classes of the ontology, with all below them; none: every recorded fact.
        words: What the file calls them (``recordedAs``), one of these; none: any.
        direction: ``out``, ``in`` or ``either``, seen from the role (or from a link's ``from``).
        currency: Only facts in this currency.
        each: What one fact must amount to, in units of the currency.
        since: The first moment that counts, on the case's clock.
        until: The first moment that does not.
        count: How many facts.
        amount: What they must amount to together.
        within: All that is counted lies in some window of this length.
    """

    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    direction: str = OUT
    currency: str = ""
    each: Bounds = Bounds()
    since: datetime | None = None
    until: datetime | None = None
    count: Bounds = Bounds()
    amount: Bounds = Bounds()
    within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Ties:
    """A condition on all facts at a role: how many, with how many distinct ``things``."""

    facts: FactTerms
    things: Bounds = Bounds()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PatternRole:
    """A thing that is looked for.

    Args:
        name: Its name in the pattern; of a role that several things have, with a number behind it.
        label: What a person calls it.
        kinds: The kinds that it may be of, expanded; none: any.
        roles: The roles of the ontology, one of which must be said of it; none: any.
        stages: The stages, one of which it must stand at by a role, a link or its kind.
        ties: Conditions on the facts at it.
        base: The role of the file that it is one of.
    """

    name: str
    label: Message
    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    ties: tuple[Ties, ...] = ()
    base: str = ""


@dataclass(frozen=True, slots=True)
class PatternLink:
    """Facts between two roles, or (``absent``) that there are none.

    ``base`` is the name of the link of the file of which it is a copy for one of several things.
    """

    name: str
    source: str
    target: str
    facts: FactTerms
    absent: bool = False
    base: str = ""

    @property
    def is_directed(self) -> bool:
        """Whether its ends cannot be swapped."""
        return self.facts.direction != EITHER


@dataclass(frozen=True, slots=True)
class PatternOrder:
    """A fact of one link is not after a fact of another, and at most ``within`` before it."""

    first: str
    then: str
    within: timedelta | None = None


@dataclass(frozen=True)
class RolePattern:
    """A pattern as it was read: every role stands for one thing.

    ``sizes`` says how many things each role of the file stands for; ``chain`` that it is a template
    of a whole chain, to which ``kg chain`` holds what it draws. ``core`` are the roles without one
    of which such a template fits nothing.
    """

    name: str
    sha256: str
    title: Message
    what: Message
    innocent: Message
    roles: tuple[PatternRole, ...]
    links: tuple[PatternLink, ...]
    orders: tuple[PatternOrder, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    chain: bool = False
    core: tuple[str, ...] = ()

    @cached_property
    def role_names(self) -> tuple[str, ...]:
        """The names of the roles, in the order of the file."""
        return tuple(role.name for role in self.roles)

    @cached_property
    def bases(self) -> tuple[PatternRole, ...]:
        """One role for each role of the file."""
        return tuple({role.base: role for role in reversed(self.roles)}.values())[::-1]

    def link(self, name: str) -> PatternLink:
        """Return the link of a name."""
        return next(link for link in self.links if link.name == name)


def apart_pairs(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return every pair of roles: each two are different things."""
    return tuple(combinations(names, 2))
