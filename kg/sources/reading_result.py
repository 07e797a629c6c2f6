"""What the reading of a file gives: counts, problems, and how each table of it was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.messages import Message
from kg.model import Problem, Skipped, UnreadColumn

NO_LAYOUT = "no_layout"
"""Code of the problem that a table is which no layout fits, while others of its file are read."""
UNKNOWN_WORDS = "words-can-be-told"
"""The message that names words of a graph that no list knows."""
EVERY_COLUMN = "*"
"""Said instead of a column's name to ignore each column that is not read."""


@dataclass(frozen=True, slots=True)
class MemberReport:
    """One table of the file: where it lies, which layout it has, where its header stands.

    ``unread`` are its filled columns of which no fact is made.
    """

    member: str
    layout: str
    header_row: int
    rows: int
    why: Message
    hidden: bool = False
    unread: tuple[UnreadColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What one file gave: read = stored + skipped + problems; the rows lie in ``scratch``.

    ``batch`` counts what a file of leaked data holds, by property; of other files it is empty.
    ``scope`` names the files with which this one shares its identifiers. ``origin`` is the hash of
    the file in a lake whose rows an extract holds, ``lake`` the state of the lake; of other files
    both are empty.
    """

    sha256: str
    name: str
    size: int
    reader: str
    members: tuple[MemberReport, ...]
    layout: str
    layout_sha256: str
    read: int
    stored: int
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Message, ...] = ()
    encoding: str = ""
    flows: int = 0
    content_sha256: str = ""
    batch: Mapping[str, int] = field(default_factory=dict)
    scope: str = ""
    origin: str = ""
    lake: str = ""

    @property
    def unread(self) -> tuple[UnreadColumn, ...]:
        """The filled columns of all tables of which no fact is made."""
        return tuple(column for member in self.members for column in member.unread)


@dataclass(frozen=True, slots=True)
class DryRun:
    """A reading that was thrown away, with the first rows as facts, table by table."""

    reading: SourceReading
    mapped: dict[str, tuple[dict[str, Any], ...]]
