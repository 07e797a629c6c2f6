"""The network of some rows: each pair of things that a row ties is one tie, however many rows.

Things stand in the order of their ids, so that every list that is sorted by a figure has its equals
in the order of their ids, on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kg.ledger.base import Bool, Int32, Int64

UNDATED = np.iinfo(np.int64).min
"""The time of a row that tells none."""


@dataclass(frozen=True, slots=True, eq=False)
class TieRows:
    """Rows that tie one thing to another, as columns.

    ``src`` and ``dst`` are positions in ``ends``, which are sorted and each of which some row ties
    to another; ``start`` is in UTC microseconds, ``UNDATED`` where the row tells no time. ``loops``
    counts the rows that tie a thing to itself: they are in no column.
    """

    src: Int32
    dst: Int32
    start: Int64
    links: Sequence[str]
    ends: Sequence[str]
    loops: int = 0

    def __len__(self) -> int:
        return len(self.src)

    def among(self, rows: Bool) -> TieRows:
        """Return some of the rows, with the things that these tie."""
        links = [self.links[place] for place in np.flatnonzero(rows).tolist()]
        return tie_rows(self.src[rows], self.dst[rows], self.start[rows], links, self.ends)


def tie_rows(
    src: Int32, dst: Int32, start: Int64, links: Sequence[str], ends: Sequence[str]
) -> TieRows:
    """Return rows with their things sorted, those that nothing ties left out.

    Args:
        src: The position in ``ends`` of what each row comes from.
        dst: The position of what it goes to.
        start: When it begins, in UTC microseconds.
        links: The id of each row.
        ends: The ids of things, in any order.
    """
    ties = np.asarray(src) != np.asarray(dst)
    src, dst = np.asarray(src)[ties], np.asarray(dst)[ties]
    used = np.unique(np.concatenate([src, dst]))
    order = sorted(used.tolist(), key=lambda place: ends[place])
    place_of = np.zeros(len(ends), np.int32)
    place_of[order] = np.arange(len(order), dtype=np.int32)
    kept = links if ties.all() else [links[place] for place in np.flatnonzero(ties).tolist()]
    return TieRows(
        place_of[src],
        place_of[dst],
        np.asarray(start, np.int64)[ties],
        kept,
        [ends[place] for place in order],
        int(len(ties) - ties.sum()),
    )


@dataclass(frozen=True, eq=False)
class Network:
    """Things and the ties between them.

    Attributes:
        size: How many things there are.
        near_ptr: ``near[near_ptr[v]:near_ptr[v + 1]]`` are the neighbours of v, in order.
        near: Neighbours in either direction, each once.
        tails: Where the directed ties come from, each pair once, sorted.
        heads: Where they go to.
    """

    size: int
    near_ptr: Int64
    near: Int32
    tails: Int32
    heads: Int32

    @property
    def ties(self) -> int:
        """How many pairs of things are tied."""
        return len(self.near) // 2

    @cached_property
    def degrees(self) -> Int64:
        """How many others each thing is tied to."""
        return np.diff(self.near_ptr)

    @cached_property
    def neighbours(self) -> list[list[int]]:
        """The neighbours of each thing, for what goes from one to the next."""
        flat, ptr = self.near.tolist(), self.near_ptr.tolist()
        return [flat[ptr[v] : ptr[v + 1]] for v in range(self.size)]

    def without(self, gone: Bool) -> Network:
        """Return the network less some things, which stay in it as things without ties."""
        tails = np.repeat(np.arange(self.size, dtype=np.int32), self.degrees)
        left = ~(gone[tails] | gone[self.near])
        directed = ~(gone[self.tails] | gone[self.heads])
        return Network(
            self.size,
            _pointers(tails[left], self.size),
            self.near[left],
            self.tails[directed],
            self.heads[directed],
        )


def network_of(size: int, src: Int32, dst: Int32) -> Network:
    """Return the network of so many things with these ties, in any order and number.

    Args:
        size: How many things there are.
        src: Where each tie comes from: a position below ``size``.
        dst: Where it goes to. What ties a thing to itself does not count.
    """
    out = np.asarray(src, np.int64), np.asarray(dst, np.int64)
    keep = out[0] != out[1]
    key = np.unique(out[0][keep] * size + out[1][keep])
    tails, heads = key // max(size, 1), key % max(size, 1)
    both = np.unique(np.concatenate([key, heads * size + tails]))
    one = both // max(size, 1)
    return Network(
        size,
        _pointers(one, size),
        (both % max(size, 1)).astype(np.int32),
        tails.astype(np.int32),
        heads.astype(np.int32),
    )


def network_of_rows(rows: TieRows) -> Network:
    """Return the network of some rows."""
    return network_of(len(rows.ends), rows.src, rows.dst)


def _pointers(sorted_tails: Int32 | Int64, size: int) -> Int64:
    counts = np.bincount(sorted_tails, minlength=size).astype(np.int64)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def components(network: Network) -> Int32:
    """Return to which connected part each thing belongs; parts are numbered as they are met."""
    part = [-1] * network.size
    neighbours, number = network.neighbours, 0
    for start in range(network.size):
        if part[start] >= 0:
            continue
        part[start], stack = number, [start]
        while stack:
            for other in neighbours[stack.pop()]:
                if part[other] < 0:
                    part[other] = number
                    stack.append(other)
        number += 1
    return np.array(part, np.int32)


def largest_part(network: Network, gone: Bool | None = None) -> int:
    """Return how many things the largest connected part has, of those that are not gone."""
    parts = components(network)
    counted = parts if gone is None else parts[~gone]
    return int(np.bincount(counted).max()) if len(counted) else 0
