"""Paths between two things: hop by hop the facts and payments that join them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kg.messages import Message
from kg.requests import PathRequest


@dataclass(frozen=True, slots=True)
class PathHop:
    """One step: from whom to whom, and the rows that join the two.

    ``forward`` says that a row leads that way, ``back`` that one leads the other; ``kinds`` are
    their classes. Of ``count`` rows ``links`` are the first, in order of time; ``at`` is when the
    step was taken, where paths are in time.
    """

    source: str
    target: str
    kinds: tuple[str, ...]
    links: tuple[str, ...]
    count: int
    forward: bool
    back: bool
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PathFound:
    """One path: the things on it from end to end, and its steps."""

    things: tuple[str, ...]
    hops: tuple[PathHop, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Paths:
    """The shortest paths between two things, or why there is none.

    ``nearest`` is the length of the shortest path by any order of time, None where nothing joins
    the two; ``hubs`` are things that were reached and not passed, with how many neighbours each
    has. ``looked_at`` is how many pairs of things the case has.
    """

    one: str
    other: str
    paths: tuple[PathFound, ...]
    nearest: int | None
    looked_at: int
    hubs: Mapping[str, int] = field(default_factory=dict)
    innocent: Message = field(default_factory=lambda: Message("path-innocent"))
    warnings: tuple[Message, ...] = ()
    request: PathRequest | None = None

    def __repr__(self) -> str:
        return f"<Paths: {len(self.paths):,}, nearest {self.nearest} hops>"
