"""One loaded file, and what its load did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.messages import Message
from kg.model.facts import Problem


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
class UnreadColumn:
    """A filled column of a source of which no fact is made: its cells stand in the rows only.

    Args:
        name: Its header; ``column 5`` where it has none.
        known: Whether the layout names it: then it is kept in the row by that name.
        looks: What its header and cells look like: ``time``, ``amount``, ``account`` and the like;
            empty where they look like nothing that a fact could need.
        ignored: Whether a fact of the file needs it, and a person said to leave it unread.
        member: The table that it stands in, where the file has several.
    """

    name: str
    known: bool = False
    looks: str = ""
    ignored: bool = False
    member: str = ""


@dataclass(frozen=True, slots=True)
class Resting:
    """A judgement whose rows went with a source; it is kept, and obeyed again when they are back.

    ``kind`` is the action that made it: reject, leg, promote or trace; ``what`` the link's id, or
    the trace's name, of whose payments ``rows`` are gone.
    """

    kind: str
    what: str
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Unloaded:
    """The source that was taken out, and the judgements that rest until its rows are back."""

    source: Source
    resting: tuple[Resting, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What one load did, in the words of :class:`Source`, with what a person must know.

    ``counted`` is false where counterparties, pairs and reversals wait for the first question.
    ``rails`` are payments that a bank and a payment company both tell.
    ``again`` says that the file was in and was read anew; ``resting`` what rests since then.
    ``linked`` says that the case keeps only the file's hash and path, ``batch`` what a file of
    leaked data holds, by property, ``listed`` how many of the case's numbers and persons were newly
    found in leaked data, ``in_clear`` that an earlier reading of it stays until undo lets it go.
    ``scope`` names the files with which this one shares its identifiers; ``kept_apart`` counts
    those of its identifiers that look the same in a file of another scope and are not taken to be
    the same, ``kept_apart_like`` is one of them.
    ``broken`` are the shapes that facts of the file break; the facts are stored all the same.
    ``unread`` are the filled columns of which no fact is made.
    """

    source: Source
    already: bool = False
    layouts: tuple[str, ...] = ()
    skipped_reasons: Mapping[Message, int] = field(default_factory=dict)
    problem_reasons: Mapping[Message, int] = field(default_factory=dict)
    first_problems: tuple[Problem, ...] = ()
    warnings: tuple[Message, ...] = ()
    counterparties: int = 0
    counterparties_matched: int = 0
    balances_checked: int = 0
    balances_failed: int = 0
    pairs: int = 0
    pairs_ambiguous: int = 0
    rails: int = 0
    rails_ambiguous: int = 0
    reversals: int = 0
    reversals_alone: int = 0
    conflicts: int = 0
    counted: bool = True
    seconds: float = 0.0
    again: bool = False
    resting: tuple[Resting, ...] = ()
    linked: bool = False
    batch: Mapping[str, int] = field(default_factory=dict)
    listed: int = 0
    in_clear: bool = False
    scope: str = ""
    kept_apart: int = 0
    kept_apart_like: str = ""
    broken: tuple[BrokenRule, ...] = ()
    unread: tuple[UnreadColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that breaks one constraint of a shape; names are local, without a namespace.

    ``value`` is the value at fault, as it is written; nothing where a value is missing or where
    there are too many.
    """

    shape: str
    thing: str
    path: str
    component: str
    severity: str
    value: str
    said: Message


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """How often the facts of one file break one constraint, and where the first one stands."""

    first: Breach
    place: str
    count: int


TRANSFER = "kg-transfer"
"""What begins each line by which a case is handed over whole; see kg.sources.transfer_file."""
TRANSFER_OBJECT = "x-crimechain-line"
TRANSFER_LINE = "urn:crimechain:transfer:"
"""How such a line is called where the form is RDF, before its number."""
