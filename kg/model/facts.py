"""Ids, entities, links and what is said about them: the facts of a case."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from kg.messages import Message

Values = Mapping[str, tuple[str, ...]]

RECORDED_AS = "recordedAs"
"""The property whose value is the word by which the system that a file comes from calls a fact."""


def stable_id(kind: str, *parts: str) -> str:
    """Return the IRI that the same kind and parts always get, on every machine.

    Parts are length-delimited (in UTF-8 bytes) before hashing, so ``("a.b", "c")`` and
    ``("a", "b.c")`` stay two; the hash is SHA-256 cut to 128 bits.

    >>> stable_id("Account", "", "6222")
    'urn:crimechain:account:fe73828b168c93de3a57ce5683b82fe1'
    """
    text = "".join(f"{len(part.encode())}:{part}" for part in parts)
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return f"urn:crimechain:{snake_case(kind)}:{digest}"


@lru_cache(maxsize=1024)
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


def evidence_id(item: Evidence) -> str:
    """Return the id of one wording of one place in one file.

    The reader and the excerpt are part of it: two excerpts of one row are two pieces of evidence,
    so that neither is lost and none is mixed up.
    """
    return stable_id("Evidence", item.sha256, item.locator, item.reader, item.excerpt)


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
class Problem:
    """A row that could not become a fact, with the reason and the text that stands there."""

    sha256: str
    locator: str
    code: str
    reason: Message
    text: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that was rightly not read as a fact: a title, a blank line, a total, foreign text."""

    locator: str
    reason: Message


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
class Concluded:
    """What a rule of inference concludes: an edge to a target, or (without one) a kind.

    ``links`` are those that the rule found, ``more`` how many of them are left off.
    """

    rule: str
    version: str
    name: str
    source: str
    target: str
    links: tuple[str, ...]
    more: int = 0
