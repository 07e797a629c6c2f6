"""What cases have in common, and which leaked data their victims and called numbers stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kg.messages import Message

REGISTERED, NUMBER, CLUE = "registered", "number", "clue"
GRADES = (REGISTERED, NUMBER, CLUE)
"""How much a shared identifier says, most first."""
MEET, APART, UNDATED = "meet", "apart", "undated"
"""Whether the times in which two cases speak of a thing meet."""
VICTIMS, CALLED, BATCH = "victims", "called", "batch"
"""What a batch of leaked data is held against."""


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """One of the cases that are compared: what it is called, and by which letter tables name it."""

    letter: str
    name: str
    sources: int


@dataclass(frozen=True, slots=True)
class SharedSide:
    """What one case says of a shared thing: how many facts, from when to when, and their rows.

    ``places`` are the first rows, each with the number of its file in the case; ``roles`` are what
    rows allege, ``harmed`` says that it reported a loss there.
    """

    case: str
    thing: str
    handle: str
    facts: int
    first: datetime | None = None
    last: datetime | None = None
    roles: tuple[str, ...] = ()
    harmed: bool = False
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedThing:
    """One identifier that several cases know, with what each says of whoever has it.

    ``shown`` is the identifier, masked unless real values were asked for. ``periods`` is meet,
    apart or undated, ``caution`` is what the identifier does not say.
    """

    kind: str
    identifier: str
    shown: str
    grade: str
    periods: str
    sides: tuple[SharedSide, ...]
    caution: Message


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How many different people's records of a class of information are in an overlap."""

    information: str
    people: int


@dataclass(frozen=True, slots=True)
class LeakOverlap:
    """A batch of leaked data held against a list: who of it stands in the batch, only as counts.

    ``against`` is victims, called or batch. Of ``listed`` different people or numbers ``found``
    stand in the batch. ``after`` were first in touch after the data was first sold (``sold``), of
    whom ``found_after`` stand in it; ``share`` is the latter part of the former, ``batch_share``
    what they are of the batch. Where no sale is dated, both count everybody and ``sold`` is None.
    ``subset`` says that all of them stand in it. ``order`` is the share of pairs that were reached
    in the order of the batch (0.5 is chance), of ``pairs`` pairs. ``classes`` counts the found
    after the sale by class of information.
    """

    batch_case: str
    batch: str
    batch_people: int
    case: str
    against: str
    list: str
    listed: int
    found: int
    after: int
    found_after: int
    share: Decimal
    batch_share: Decimal
    subset: bool
    sold: datetime | None = None
    first: datetime | None = None
    order: Decimal | None = None
    pairs: int = 0
    classes: tuple[ClassCount, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class CaseLinks:
    """What cases have in common.

    ``shared`` is by grade, what most cases share first; ``leaks`` by how much of a list is in a
    batch. ``counts`` has how many shared things there are by grade, before ``cut`` of them were
    left off.
    """

    cases: tuple[LinkedCase, ...]
    shared: tuple[SharedThing, ...]
    leaks: tuple[LeakOverlap, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    cut: int = 0
    warnings: tuple[Message, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<CaseLinks of {len(self.cases):,} cases: {sum(self.counts.values()):,} shared "
            f"things, {len(self.leaks):,} lists beside leaked data>"
        )
