"""Who holds a network together: figures of its things, what falls apart without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.messages import Message
from kg.requests import KeyRequest
from kg.text.html_table import html_table


@dataclass(frozen=True, slots=True)
class KeyThing:
    """A thing of a network and its figures, each to six decimals, normalised as in networkx.

    ``into`` and ``out`` are its ties by direction. The errors are three standard errors, 0 where
    nothing was estimated. ``brokerage`` counts the pairs between which it stands, by the role of
    Gould and Fernandez; ``pieces`` are the sizes of what its part falls into without it, empty
    where that stays whole; ``group`` is its community, from 1. Of the ``rows`` that tie it
    ``links`` are the first.
    """

    thing: str
    degree: int
    into: int
    out: int
    betweenness: float
    betweenness_error: float
    closeness: float
    closeness_error: float
    pagerank: float
    brokerage: Mapping[str, int]
    pieces: tuple[int, ...]
    group: int
    rows: int
    links: tuple[str, ...]
    said: Message


@dataclass(frozen=True, slots=True)
class KeyTie:
    """A tie without which its part falls in two: how many things either side has, and its rows."""

    source: str
    target: str
    sides: tuple[int, int]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """A community: its number, its first things by figure, how many it has, and ties inside."""

    number: int
    things: tuple[str, ...]
    size: int
    inside: int


@dataclass(frozen=True, slots=True)
class KeyLeader:
    """A thing that leads a phase, and its figure there."""

    thing: str
    figure: float


@dataclass(frozen=True, slots=True)
class KeyPhase:
    """The network of one phase: its size, and who leads it by each figure, best first."""

    name: str
    things: int
    ties: int
    rows: int
    largest: int
    leaders: Mapping[str, tuple[KeyLeader, ...]]


@dataclass(frozen=True, slots=True)
class StillReaching:
    """How much traced money still comes to an end of the trace when some accounts are excluded.

    All in whole units of the currency, of which ``scale`` are one. ``reaching`` is by the ``rule``
    of the trace, ``low`` and ``high`` over all ``rules`` that conserve and were computed.
    """

    currency: str
    scale: int
    rule: str
    total: int
    reaching: int
    low: int
    high: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Removal:
    """A thing that was taken out: its figure then, the largest part after, what still arrives."""

    thing: str
    figure: float
    largest: int
    money: tuple[StillReaching, ...] = ()


@dataclass(frozen=True, slots=True)
class Dismantling:
    """Things taken out one after the other, each time the one with the highest figure.

    ``recomputed`` says whether the figure was computed anew after each removal.
    """

    order: str
    recomputed: bool
    before: int
    removals: tuple[Removal, ...]
    said: Message


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is left without some things: a sentence, and the figures behind it.

    ``measure`` is cards (accounts or numbers are blocked), nails (a person and all that is recorded
    to be theirs) or flow (rows that bring people). ``excluded`` are the accounts beyond which money
    was not followed, ``rows`` what was left out of the network.
    """

    measure: str
    things: tuple[str, ...]
    excluded: tuple[str, ...]
    rows: int
    before: int
    after: int
    money: tuple[StillReaching, ...]
    said: tuple[Message, ...]


@dataclass(frozen=True, slots=True, repr=False)
class KeyThings:
    """The key things of a network, best first, and all that a reader must know of them.

    ``network`` is money, people, calls, or the kind of the saved result; ``things`` and ``ties``
    are its size, ``parts`` how many things each connected part has. ``measures`` are the figures
    by which ``key`` is cut. ``innocent`` is how somebody comes to stand in the middle without any
    crime.
    """

    network: str
    things: int
    ties: int
    rows: int
    parts: tuple[int, ...]
    key: tuple[KeyThing, ...]
    bridges: tuple[KeyTie, ...]
    groups: tuple[KeyGroup, ...]
    phases: tuple[KeyPhase, ...]
    dismantled: tuple[Dismantling, ...]
    what_if: tuple[WhatIf, ...]
    innocent: Message
    parameters: Mapping[str, str]
    warnings: tuple[Message, ...] = ()
    cut: Mapping[str, int] = field(default_factory=dict)
    request: KeyRequest | None = None

    def __repr__(self) -> str:
        return f"<KeyThings of {self.network}: {self.things:,} things, {self.ties:,} ties>"

    def _repr_html_(self) -> str:
        """Return the figures, best first, as a notebook shows them."""
        columns = ("thing", "ties", "betweenness", "closeness", "PageRank", "group")
        rows = (
            (one.thing, one.degree, one.betweenness, one.closeness, one.pagerank, one.group)
            for one in self.key
        )
        return html_table(repr(self), columns, rows)
