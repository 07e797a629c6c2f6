"""Messages passed on by calls, and numbers that may have taken over from others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kg.messages import Message
from kg.model.findings import Measure


@dataclass(frozen=True, slots=True)
class ContactStep:
    """One call or message by which something could be passed from ``source`` to ``target``.

    ``by`` and ``to`` are the numbers of the row itself, where persons stand for their numbers.
    ``seconds`` is how long they spoke: -1 where the file does not say, or it was written.
    """

    link: str
    source: str
    target: str
    by: str
    to: str
    start: datetime
    seconds: int
    written: bool
    order_proven: bool


@dataclass(frozen=True, slots=True)
class Informed:
    """Who could have been informed: when at the earliest (backward: the latest), by which calls.

    ``chain`` runs in order of time. ``occasions`` counts the calls by which it could have come,
    from ``tellers`` different ones; the chain ends in the first of them.
    """

    who: str
    at: datetime
    hops: int
    chain: tuple[ContactStep, ...]
    occasions: int
    tellers: int
    order_proven: bool


@dataclass(frozen=True, slots=True)
class ContactStop:
    """Who could have been informed and is not followed on: a service number, or a hub."""

    who: str
    at: datetime
    link: str
    reason: str
    counterparties: int
    said: Message


@dataclass(frozen=True, slots=True)
class MessagePassed:
    """Who could have been informed of what a start knew, by the records; not that anybody was.

    ``told`` is in order of time; with a goal it is the goal alone, or nothing, and ``others`` are
    the calls by which word could have come there as well. ``rows`` counts the calls and messages
    that were looked at, ``silent`` those of them in which nobody spoke.
    """

    starts: tuple[str, ...]
    goal: tuple[str, ...]
    direction: str
    parameters: Mapping[str, str]
    told: tuple[Informed, ...]
    others: tuple[ContactStep, ...]
    stops: tuple[ContactStop, ...]
    rows: int
    silent: int
    reached: int
    cut: int
    joined: Mapping[str, tuple[str, ...]]
    warnings: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class SharedContact:
    """A number with which the old and the new one were both in touch, with the rows of each.

    ``weight`` is its share of the score, in points of a hundred: ``known_by`` numbers of the
    case were in touch with it, and who is everybody's contact says little. Where the contact is
    itself proposed to have changed its number, ``moved_to`` is the new one, and ``after`` with it.
    """

    number: str
    known_by: int
    weight: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class SharedPlace:
    """A handset or a mast that both numbers used: a clue of its own, no part of the score."""

    what: str
    which: str
    used_by: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A number that takes over when another is given up, with the same contacts: a clue, no merger.

    ``score`` is the weighted share of contacts in common, 0 to 100. ``between`` are calls between
    the two numbers, which speak against one user of both; ``strays`` rows of the old number after
    it was given up; ``doubts`` what else speaks against it.
    """

    old: str
    new: str
    last: datetime
    first: datetime
    score: int
    shared: tuple[SharedContact, ...]
    only_before: int
    only_after: int
    places: tuple[SharedPlace, ...]
    between: tuple[str, ...]
    strays: tuple[str, ...]
    measures: tuple[Measure, ...]
    doubts: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Renumbering:
    """Which numbers may have taken over from which, best score first, and how it was looked for."""

    newcomers: tuple[Newcomer, ...]
    parameters: Mapping[str, str]
    numbers: int
    silent: int
    cut: int
    warnings: tuple[Message, ...]
