"""Proposals that two things are one: pairs with their grounds, for a person to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from kg.messages import Message
from kg.model.facts import Evidence


@dataclass(frozen=True, slots=True)
class SameGround:
    """What speaks for two things being one, or against it.

    Args:
        name: What it is called: ``phone``, ``birth-differs``.
        points: What it adds; below nought where it speaks against.
        one: The value of the one thing that it rests on, as its file writes it.
        other: The value of the other.
        sharers: How many things of the case share the value, 0 where it is not shared.
        one_facts: The links that give the one thing the value; empty where its own rows do.
        other_facts: The same of the other.
        rows: The rows that say the values: of the one thing, then of the other.
    """

    name: str
    points: int
    one: str = ""
    other: str = ""
    sharers: int = 0
    one_facts: tuple[str, ...] = ()
    other_facts: tuple[str, ...] = ()
    rows: tuple[Evidence, ...] = ()

    @property
    def text(self) -> Message:
        """What it says, without the values."""
        return Message(f"same-{self.name}")


@dataclass(frozen=True, slots=True)
class SamePair:
    """Two things that may be one: nothing is merged until a person says so.

    Args:
        id: What the pair is called in this case; the same two things have the same one.
        one: The id of the one.
        other: The id of the other, the greater.
        family: What they are: ``person``, ``organisation``, ``account`` …
        band: How sure: ``strong``, ``likely``, ``possible``, ``conflict`` or ``apart``.
        points: The sum of its grounds.
        grounds: What speaks for it, and what against, the weightiest first.
        group: The things that would be one if all strong and likely pairs were, as a number.
        state: What a person said of it: ``proposed``, ``accepted`` or ``rejected``.
        records: The source's own numbers of the records of both, where it numbers them.
    """

    id: str
    one: str
    other: str
    family: str
    band: str
    points: int
    grounds: tuple[SameGround, ...]
    group: int = 0
    state: str = "proposed"
    records: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class SameThings:
    """Which things of a case may be one, the surest first, and how it was looked for.

    Args:
        pairs: The proposals.
        counts: How many there are by band, also of those that are not listed.
        things: How many things were looked at.
        compared: How many pairs of them were compared.
        cut: How many proposals are not listed.
        version: That of the weights.
        warnings: What was left out.
    """

    pairs: tuple[SamePair, ...]
    counts: Mapping[str, int]
    things: int
    compared: int
    cut: int
    version: str
    warnings: tuple[Message, ...] = ()

    @property
    def through_others(self) -> list[tuple[str, str, int]]:
        """Every two things of a group that no listed pair joins: by id, with their group."""
        members: dict[int, set[str]] = defaultdict(set)
        for pair in self.pairs:
            if pair.group:
                members[pair.group] |= {pair.one, pair.other}
        listed = {(pair.one, pair.other) for pair in self.pairs}
        return [
            (*two, number)
            for number in sorted(members)
            for two in combinations(sorted(members[number]), 2)
            if two not in listed
        ]


@dataclass(frozen=True, slots=True)
class MergedPair:
    """Two things that a person took for one, and what hangs on it.

    Args:
        pair: The pair's id.
        one: The id of the one, as the files tell it.
        other: The id of the other.
        thing: The id by which both go now.
        by: Who said it.
        at: When.
        reason: Why.
        facts: The links that touch the one, and those that touch the other, without the merge.
        rows: The rows that speak of the one, and of the other.
        results: The saved traces in which either of them stands, or both as one.
    """

    pair: str
    one: str
    other: str
    thing: str
    by: str
    at: str
    reason: str
    facts: tuple[int, int]
    rows: tuple[int, int]
    results: tuple[str, ...] = ()
