"""What a case is made of: frozen values, stable ids, no input and no output.

An :class:`Entity` is somebody or something; a :class:`Link` is one fact between two entities
that at least one row of a file reports; :class:`Evidence` says which row; a :class:`Problem` is
a row that could not become a fact. The rooms return :class:`Trace` and :class:`Chain`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

Values = Mapping[str, tuple[str, ...]]


def stable_id(kind: str, *parts: str) -> str:
    """Return the IRI that the same kind and parts always get, on every machine.

    Parts are length-delimited (in UTF-8 bytes) before hashing, so ``("a.b", "c")`` and
    ``("a", "b.c")`` stay two; the hash is SHA-256 cut to 128 bits.

    >>> stable_id("Account", "", "6222")
    'urn:crimechain:account:f1aa47a7a0de80f1f8a4b3a2a2c33f3a'
    """
    text = "".join(f"{len(part.encode())}:{part}" for part in parts)
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return f"urn:crimechain:{snake_case(kind)}:{digest}"


def snake_case(term: str) -> str:
    """Return an ontology term as its lower-case name in ids and SQL views.

    >>> snake_case("HoldsAccount")
    'holds_account'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", term).lower()


class Proof(StrEnum):
    """How far a fact is proven (印证程度); weakest first."""

    CLUE = "clue"
    SINGLE = "single"
    CORROBORATED = "corroborated"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    EXCLUDED = "excluded"


class Precision(StrEnum):
    """How finely a time is known; the true moment lies inside ``[start, start + width)``."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Whether a row of a flow flows, and if not, why."""

    OK = "ok"
    FAILED = "failed"
    REVERSED = "reversed"
    REVERSAL = "reversal"
    SUMMARY = "summary"
    UNDATED = "undated"
    INVERTED = "inverted"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact is written: the file by its hash, the place in it, what stands there."""

    sha256: str
    locator: str
    reader: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something: ``kind`` is an ontology class, ``values`` its properties."""

    id: str
    kind: str
    values: Values = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()

    def first(self, name: str) -> str:
        """Return the first value of a property, or the empty text."""
        return next(iter(self.values.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Link:
    """One reported fact between two entities; ``object`` is a third one, such as a data set."""

    id: str
    kind: str
    source: str
    target: str
    object: str = ""
    start: datetime | None = None
    end: datetime | None = None
    precision: Precision = Precision.UNKNOWN
    amount: Decimal | None = None
    currency: str = ""
    values: Values = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    proof: Proof = Proof.SINGLE
    confidence: int = 50


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence for a person, in Chinese and in English."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        """Return the sentence in the language asked for; Chinese unless it is ``en``.

        >>> Said("线索", "a lead").in_("en")
        'a lead'
        """
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that could not become a fact, with the reason and the text that stands there."""

    sha256: str
    locator: str
    code: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that was rightly not read as a fact: a title, a blank line, a total, foreign text."""

    locator: str
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's or a named rule's reversible word about one or two things."""

    id: str
    kind: str
    subjects: tuple[str, ...]
    by: str
    reason: str
    at: str = ""
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """One loaded file and how its rows were counted: read = stored + skipped + problems."""

    sha256: str
    name: str
    size: int
    layout: str
    layout_sha256: str
    read: int
    stored: int
    skipped: int
    problems: int
    flows: int
    promoted: bool
    number: int = 0


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What one load did, in the words of :class:`Source`, with what a person must know."""

    source: Source
    already: bool = False
    layouts: tuple[str, ...] = ()
    skipped_reasons: Mapping[str, int] = field(default_factory=dict)
    problem_reasons: Mapping[str, int] = field(default_factory=dict)
    first_problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    counterparties: int = 0
    counterparties_matched: int = 0
    balances_checked: int = 0
    balances_failed: int = 0
    pairs: int = 0
    pairs_ambiguous: int = 0
    reversals: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One transfer that a trace follows; amounts are in the kernel's unit (see Trace.scale)."""

    link: str
    source: str
    target: str
    level: int
    start: datetime
    amount: int
    traced: int
    currency: str
    order_proven: bool = True


@dataclass(frozen=True, slots=True)
class TraceAccount:
    """What a trace says of one account in one currency: all amounts in kernel units."""

    account: str
    level: int
    currency: str
    received: int
    passed_on: int
    kept: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class TraceStop:
    """Where and why the trace did not go on, and what a person can do about it.

    ``amount`` is the traced money that stayed there or left there; ``said`` is the sentence.
    """

    account: str
    reason: str
    detail: str = ""
    amount: int = 0
    currency: str = ""
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of one seed's money was last seen at an account; ``left``: why it went on untraced.

    ``seed`` is the position in ``Trace.seeds``; an empty ``left`` means the money is still there.
    """

    seed: int
    victim: str
    account: str
    currency: str
    amount: int
    left: str = ""


@dataclass(frozen=True, slots=True)
class Seed:
    """Where a trace begins: an account, one transfer, or a victim's reported payment."""

    account: str
    link: str = ""
    victim: str = ""
    amount: int = 0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """Money followed in time from its seeds, by one named rule, with everything cut off said.

    For a conserving rule, each currency and each seed: the seed's amount = the sum of its
    holdings (what accounts kept + what left by a stop), in whole units; ``scale`` units are one.
    """

    name: str
    direction: str
    rule: str
    parameters: Mapping[str, str]
    seeds: tuple[Seed, ...]
    steps: tuple[TraceStep, ...]
    accounts: tuple[TraceAccount, ...]
    stops: tuple[TraceStop, ...]
    warnings: tuple[Said, ...] = ()
    unproven: int = 0
    scale: Mapping[str, int] = field(default_factory=dict)
    holdings: tuple[Holding, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainNode:
    """An entity at its place in the chain, with the reason why it stands there.

    ``basis`` is role, links, trace, holder, kind or none, and ``why`` says it in a sentence;
    ``roles`` are ``alleged:CardSeller`` (a row says so) or ``computed:CardSeller`` (a rule does).
    """

    entity: Entity
    stage: str
    basis: str
    level: int = 0
    roles: tuple[str, ...] = ()
    handle: str = ""
    masked: bool = False
    why: Said | None = None


@dataclass(frozen=True, slots=True)
class ChainEdge:
    """All links of one kind from one entity to another, summed by currency, oldest first."""

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
class Chain:
    """Entities and links arranged by stage, what was left off, and what must be said.

    ``objects`` are third entities of links (the data set that was sold): they label the edges and
    are not drawn as nodes.
    """

    name: str
    title: str
    nodes: tuple[ChainNode, ...]
    edges: tuple[ChainEdge, ...]
    objects: tuple[Entity, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    gaps: tuple[Said, ...] = ()
    banners: tuple[Said, ...] = ()
    sources: tuple[Source, ...] = ()
    digest: str = ""
    ask_again: Mapping[str, str] = field(default_factory=dict)
