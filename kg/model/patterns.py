"""What a pattern of roles found, with its rows; and how far a chain fits a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kg.messages import Message
from kg.requests import PatternRequest
from kg.text.html_table import html_table


@dataclass(frozen=True, slots=True)
class MatchedLink:
    """The facts by which one link of a pattern is there: ``count`` of them, the first as ``rows``.

    ``source`` and ``target`` are the ids of what has its roles; ``amount`` is in the currency that
    the pattern names, in its units, and None where it names none.
    """

    name: str
    source: str
    target: str
    rows: tuple[str, ...]
    count: int
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MatchedTies:
    """What a condition on all facts at one thing counted: distinct others, facts, their amount."""

    role: str
    things: int
    count: int
    amount: Decimal | None
    wanted: Message


@dataclass(frozen=True, slots=True)
class PatternMatch:
    """One match: which thing has which role, with what each link and condition rests on.

    ``proven`` says that the order in time is; else some facts of it stand at the same moment, or
    their times are known by the day alone.
    """

    things: Mapping[str, str]
    links: tuple[MatchedLink, ...]
    ties: tuple[MatchedTies, ...] = ()
    proven: bool = True


@dataclass(frozen=True, slots=True)
class RoleCandidates:
    """How many things meet the conditions of one role, whatever they are joined to."""

    role: str
    label: Message
    count: int


@dataclass(frozen=True, slots=True, repr=False)
class PatternMatches:
    """All matches of a pattern, or the first of them; a lead, never a verdict on anybody.

    Where nothing matches, ``candidates`` says how many things meet each role's own conditions, and
    ``pairs`` how many pairs of them each link joins: where one is 0, that is what is missing.
    ``sql`` is the SELECT that ``kg query CASE --sql`` answers with the same matches.
    """

    pattern: str
    sha256: str
    title: Message
    what: Message
    innocent: Message
    labels: Mapping[str, Message]
    matches: tuple[PatternMatch, ...]
    total: int
    swapped: tuple[tuple[str, ...], ...] = ()
    candidates: tuple[RoleCandidates, ...] = ()
    pairs: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Message, ...] = ()
    sql: str = ""
    request: PatternRequest | None = None

    def __repr__(self) -> str:
        return f"<PatternMatches of {self.pattern}: {self.total:,}, {len(self.matches):,} listed>"

    def _repr_html_(self) -> str:
        """Return the matches as a notebook shows them: a column for each role."""
        rows = (tuple(match.things.values()) for match in self.matches)
        return html_table(repr(self), tuple(self.labels), rows)


@dataclass(frozen=True, slots=True)
class RoleFit:
    """Who has a role of a template in a chain, by id; nobody: the role is missing."""

    role: str
    label: Message
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkFit:
    """The facts of a chain by which a link of a template is there; none: it is missing."""

    name: str
    source: str
    target: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplateFit:
    """How far a chain fits a template: which roles and links it has, and which not.

    ``fits`` says that all roles are there without which the template means nothing.
    """

    template: str
    title: Message
    innocent: Message
    fits: bool
    roles: tuple[RoleFit, ...]
    links: tuple[LinkFit, ...]

    @property
    def shown(self) -> int:
        """How many roles and links are there."""
        return sum(bool(r.things) for r in self.roles) + sum(bool(k.rows) for k in self.links)

    @property
    def wanted(self) -> int:
        """How many roles and links the template has."""
        return len(self.roles) + len(self.links)
