"""The numbers that keep two names, cards or sheets with one mask apart: given once, never again.

Each record says that the thing with a keyed hash has a number among those with the same mask:
``["name", "张某", 2, "5d41…"]``. Records are only ever added. Nothing in them is more than a masked
export shows, and without the case's key nobody can tell whose they are. Masks are kept in Chinese;
each export says them in its own language (:mod:`kg.masking.pseudonyms`) with the same number.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass

Record = tuple[str, str, int, str]
"""Sort, mask, number and keyed hash."""
THING, NAME, VALUE, PLACE = "thing", "name", "value", "place"
"""What a record is of: an entity by its id, a written name, a number of somebody, a sheet."""
SORTS = (THING, NAME, VALUE, PLACE)
SHARED = 0
"""The number of a written name that several entities have: it stands for none of them."""


@dataclass(frozen=True, slots=True)
class NumberedItem:
    """A thing to be numbered: its sort, its identity, its mask.

    ``names`` are an entity's own names: each stands for that entity wherever it is written.
    """

    sort: str
    text: str
    mask: str
    names: tuple[str, ...] = ()


class Numbering:
    """Gives numbers by mask in the order of asking, and keeps to those that were given before.

    Args:
        key: The case's key.
        records: What was given before, in the order in which it was given.
    """

    def __init__(self, key: bytes, records: Iterable[Record] = ()) -> None:
        self.new: list[Record] = []
        self._key = key
        self._hashes: dict[tuple[str, str], str] = {}
        self._given: dict[str, tuple[str, int]] = {}
        self._places: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._owned: set[tuple[str, int]] = set()
        self._count = 0
        for record in records:
            self.learn(record)

    def copy(self) -> Numbering:
        """Return the same numbering, to which an export may add what was not numbered before."""
        other = Numbering(self._key)
        other._given, other._places = dict(self._given), dict(self._places)
        other._last, other._owned = dict(self._last), set(self._owned)
        other._count = self._count
        return other

    def lacks(self, item: NumberedItem) -> bool:
        """Say whether :meth:`give` would add a record for this item."""
        mine = self._given.get(self._hash(item.sort, item.text))
        return mine is None or any(self._is_to_own(name, mine) for name in item.names)

    def give(self, item: NumberedItem) -> tuple[str, int]:
        """Return the mask and the number of an item, which gets them now if it has none.

        An entity takes over the number under which its name was written before there was an entity
        of that name.
        """
        key = self._hash(item.sort, item.text)
        if key not in self._given:
            self._add(item.sort, item.mask, self._number(item), key)
        for name in item.names:
            self._own(name, self._given[key])
        return self._given[key]

    def place(self, sort: str, text: str) -> int:
        """Return the place of an item's first record among all: no other one has that number."""
        return self._places[self._hash(sort, text)]

    def _number(self, item: NumberedItem) -> int:
        before = self._given_to(item.names[0]) if item.names else None
        if before and before[0] == item.mask and before[1] and before not in self._owned:
            return before[1]
        return self._last.get(item.mask, 0) + 1

    def _own(self, name: str, mine: tuple[str, int]) -> None:
        if not self._is_to_own(name, mine):
            return
        before = self._given_to(name)
        mask, number = (before[0], SHARED) if before and before in self._owned else mine
        self._add(NAME, mask, number, self._hash(NAME, name))

    def _is_to_own(self, name: str, mine: tuple[str, int]) -> bool:
        before = self._given_to(name)
        return before != mine and (before is None or before[1] != SHARED)

    def _given_to(self, name: str) -> tuple[str, int] | None:
        return self._given.get(self._hash(NAME, name))

    def _add(self, sort: str, mask: str, number: int, key: str) -> None:
        record = (sort, mask, number, key)
        self.new.append(record)
        self.learn(record)

    def learn(self, record: Record) -> None:
        """Take in what was given before."""
        sort, mask, number, key = record
        self._count += 1
        self._given[key] = mask, number
        self._places.setdefault(key, self._count)
        self._last[mask] = max(number, self._last.get(mask, 0))
        if sort == THING:
            self._owned.add((mask, number))

    def _hash(self, sort: str, text: str) -> str:
        digest = self._hashes.get((sort, text))
        if digest is None:
            digest = self._hashes[sort, text] = keyed_hash(self._key, f"numbered {sort}", text)
        return digest


def as_line(record: Record) -> str:
    """Return a record as a line of the case's file."""
    return json.dumps(record, ensure_ascii=False) + "\n"


def read_line(line: str) -> Record | None:
    """Return the record of a line, or nothing for a line that is none."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, list) or [type(field) for field in fields] != [str, str, int, str]:
        return None
    sort, mask, number, key = fields
    return (sort, mask, number, key) if sort in SORTS and number >= SHARED else None


DIGITS = 32
"""Hex digits of a keyed hash: 128 bits, as ids have."""


def keyed_hash(key: bytes, sort: str, text: str) -> str:
    """Return the hash of a text of some sort (``phone``, ``residentId``) under a case's key.

    >>> keyed_hash(b"k", "phone", "+8613800000000") == keyed_hash(b"k", "phone", "+8613800000000")
    True
    >>> keyed_hash(b"k", "phone", "110") == keyed_hash(b"k", "residentId", "110")
    False
    """
    return hmac.digest(key, f"{sort}:{text}".encode(), "sha256").hex()[:DIGITS]
