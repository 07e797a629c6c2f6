"""What lies between two things of a case, counted and summed once: the lines of a map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kg.limits import LIMITS
from kg.model.facts import Entity


@dataclass(frozen=True, slots=True)
class PairSum:
    """All links of one kind, one word and one currency from one thing to another.

    Args:
        source: The id of the thing that they start from.
        target: The id of the thing that they lead to.
        kind: The ontology's class.
        word: The word by which the file calls the relation, if it has one of its own.
        currency: The code of the currency, or nothing where there is no amount.
        count: How many links.
        total: The sum of their amounts; None where none of them has one.
        largest: The largest of their amounts.
        first_us: When the first of them began, in microseconds since 1970.
        last_us: When the last of them began.
        link: The id of one of them, the same for the same case.
        is_object: Whether ``target`` is the third party of links that ``source`` starts, which
            are pairs with their other end already.
    """

    source: str
    target: str
    kind: str
    word: str = ""
    currency: str = ""
    count: int = 1
    total: Decimal | None = None
    largest: Decimal | None = None
    first_us: int | None = None
    last_us: int | None = None
    link: str = ""
    is_object: bool = False


@dataclass(frozen=True, slots=True)
class CaseMap:
    """A whole case as its map shows it; names as they may leave the case, ids as the case has them.

    Args:
        title: What stands above the map.
        things: The things by id, each with the one name by which it is called, and with the word of
            its file's system for what it is, where there is one.
        pairs: What joins them; both ends are among the things.
        handles: The handle of each thing and link that has one, by id.
        left_out: How many things of each kind are not in the file.
        pairs_left: How many pairs of each thing in the file are not in it, by its id.
        stages: The stage of each thing that has one, by id.
        most: How many things and pairs the map holds at most.
        marking: The case's classification.
        shows_values: Whether names and numbers are the real ones.
    """

    title: str
    things: tuple[Entity, ...]
    pairs: tuple[PairSum, ...]
    handles: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    pairs_left: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    most: tuple[int, int] = (LIMITS.map_things, LIMITS.map_pairs)
    marking: str = ""
    shows_values: bool = False
