"""A whole chain: entities and links arranged by stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kg.messages import Message
from kg.model.facts import Entity, Link
from kg.model.loads import Source
from kg.model.traces import TraceTerms
from kg.notebook_frames import notebook_frame
from kg.requests import ChainRequest


@dataclass(frozen=True, slots=True)
class TracedMoney:
    """What the trace of a chain says of one account in one currency, in currency units."""

    currency: str
    received: Decimal
    passed_on: Decimal
    kept: Decimal


@dataclass(frozen=True, slots=True)
class ChainNode:
    """An entity at its place in the chain, with the reason why it stands there.

    ``basis`` is role, links, trace, holder, kind or none, and ``why`` says it in a sentence;
    ``roles`` are ``alleged:CardSeller`` (a row says so) or ``computed:CardSeller`` (a rule does).
    ``listed`` says which published lists name its address, and nothing beyond that. ``traced`` is
    what the trace that the chain is drawn on says of an account.
    """

    entity: Entity
    stage: str
    basis: str
    level: int = 0
    roles: tuple[str, ...] = ()
    handle: str = ""
    masked: bool = False
    why: Message | None = None
    listed: tuple[Message, ...] = ()
    traced: tuple[TracedMoney, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainEdge:
    """All links of one kind and own name from one entity to another, oldest first.

    Sums are by currency. What the files call the relation (``recordedAs``) is the same in all
    ``links``.
    """

    source: str
    target: str
    kind: str
    family: str
    links: tuple[Link, ...]
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    traced: Mapping[str, Decimal] = field(default_factory=dict)
    unproven: int = 0


@dataclass(frozen=True, slots=True)
class Hidden:
    """How many entities of a kind at a stage were left off the picture."""

    stage: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """All links within some ``hops`` of the ``starts``.

    With ``facts_only`` nothing that flows is followed, and calls are taken that stay among
    whatever was reached.
    """

    starts: tuple[str, ...]
    hops: int
    facts_only: bool = False


@dataclass(frozen=True, slots=True)
class ChainBounds:
    """Where a chain was looked for, so that its facts can be queried again.

    ``crowded`` was not looked behind; of ``pools`` (accounts of payment companies) only who owns
    them was. ``by_money`` are links that no nearness but a trace or a sum brought in, ``left_off``
    are entities that were found and are not drawn.
    """

    spreads: tuple[Neighbourhood, ...] = ()
    crowded: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()
    by_money: tuple[str, ...] = ()
    left_off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Chain:
    """Entities and links arranged by stage, what was left off, and what must be said.

    ``objects`` are third entities of links (the data set that was sold): they label the edges and
    are not drawn as nodes. ``follows`` are the terms of the trace that it is drawn on, by which
    payments follow each other; without any, those that a trace has by default. ``terms`` has them
    in words, in chains that an older version saved. ``request`` is what was asked.
    """

    name: str
    title: str
    nodes: tuple[ChainNode, ...]
    edges: tuple[ChainEdge, ...]
    objects: tuple[Entity, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    gaps: tuple[Message, ...] = ()
    banners: tuple[Message, ...] = ()
    sources: tuple[Source, ...] = ()
    digest: str = ""
    ask_again: Mapping[str, str] = field(default_factory=dict)
    bounds: ChainBounds = ChainBounds()
    terms: Mapping[str, str] = field(default_factory=dict)
    request: ChainRequest | None = None
    follows: TraceTerms | None = None

    def __repr__(self) -> str:
        facts = sum(len(edge.links) for edge in self.edges)
        return f"<Chain {self.name!r}: {len(self.nodes):,} things, {facts:,} facts>"

    def _repr_html_(self) -> str:
        """Return the picture, as a notebook shows it: a page in a frame that reaches nothing."""
        return notebook_frame(self)
