"""The ledger's contract: flows as columns in time order, for the rooms that follow them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg.model import Money

Int8: TypeAlias = NDArray[np.int8]
Int16: TypeAlias = NDArray[np.int16]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]
Bool: TypeAlias = NDArray[np.bool_]
UInt64: TypeAlias = NDArray[np.uint64]
Units: TypeAlias = NDArray[Any]
"""Amounts in whole units: 64 bits each, or Python's own whole numbers where a currency is wide."""
LARGEST = (1 << 63) - 1
"""A bound that amounts of 64 bits are held to; none of a currency that is not wide reaches it."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class FlowIndex:
    """The flows of one link class that can be followed in time, one payment per position.

    Positions are sorted by ``(start, source_no, seq, row)``; a payment that two statements
    report stands once. Only flows with a known time are here: undated, inverted, summary, failed
    and reversed ones are not, and ``left_out`` says how many of each a person must know about.

    Per flow: ``src`` and ``dst`` are positions in ``accounts``; ``start`` is UTC microseconds and
    the true moment lies in ``[start, start + width)`` (second 1e6, minute 6e7, day 8.64e10);
    ``amount`` is in whole units of ``currencies[currency]``, ``scales[currency]`` units to one of
    that currency (CNY 100); ``seq`` is the order proven inside one ``source_no`` (bigger is later,
    -1 not proven), comparable between two rows of the same ``reporter`` (the account whose
    statement the row is, -1 nobody's). Where the other end's statement tells the payment too,
    ``also_seq``, ``also_source_no`` and ``also_reporter`` say the same of that row; else -1.

    ``out_idx[out_ptr[a]:out_ptr[a + 1]]`` are the positions of the flows that leave account a, in
    time order; ``in_*`` those that reach it. ``hub_kind`` is 1 for a payment company's account, 2
    for an exchange's, else 0. ``links`` gives the link's id for a position, lazily.

    ``opening_*`` are what statements say: before the payment at ``opening_at``, the first of its
    own statement, ``opening_account`` held ``opening_amount`` units of ``opening_currency``.

    The currencies at the places ``wide`` add up to more units than 64 bits hold. ``amount`` is -1
    for their payments; ``wide_high`` and ``wide_low`` are the upper and lower 64 bits of the
    payments at ``wide_at``, which is sorted, ``opening_high`` and ``opening_low`` of the openings
    (``opening_amount`` is 0 there). Ask :meth:`units`, which puts them together.

    Where the flows are part of a larger ledger, ``widest`` is the width of its widest, and
    ``many`` says that several sources tell those: clocks are compared as there; ``partial`` are
    the accounts, sorted, of which the larger one has more flows.
    """

    src: Int32
    dst: Int32
    start: Int64
    width: Int64
    amount: Int64
    currency: Int16
    seq: Int64
    source_no: Int32
    reporter: Int32
    links: Sequence[str]
    accounts: Sequence[str]
    currencies: tuple[str, ...]
    scales: tuple[int, ...]
    out_ptr: Int64
    out_idx: Int32
    in_ptr: Int64
    in_idx: Int32
    counterparties: Int32
    hub_kind: Int8
    is_end: Bool
    left_out: Mapping[str, int] = field(default_factory=dict)
    also_seq: Int64 = field(default_factory=lambda: np.empty(0, np.int64))
    also_source_no: Int32 = field(default_factory=lambda: np.empty(0, np.int32))
    also_reporter: Int32 = field(default_factory=lambda: np.empty(0, np.int32))
    opening_account: Int32 = field(default_factory=lambda: np.empty(0, np.int32))
    opening_currency: Int16 = field(default_factory=lambda: np.empty(0, np.int16))
    opening_amount: Int64 = field(default_factory=lambda: np.empty(0, np.int64))
    opening_at: Int64 = field(default_factory=lambda: np.empty(0, np.int64))
    wide: tuple[int, ...] = ()
    wide_at: Int64 = field(default_factory=lambda: np.empty(0, np.int64))
    wide_high: Int64 = field(default_factory=lambda: np.empty(0, np.int64))
    wide_low: UInt64 = field(default_factory=lambda: np.empty(0, np.uint64))
    opening_high: Int64 = field(default_factory=lambda: np.empty(0, np.int64))
    opening_low: UInt64 = field(default_factory=lambda: np.empty(0, np.uint64))
    widest: int = 0
    many: bool = False
    partial: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.src)

    def link_id(self, position: int) -> str:
        """Return the id of the link at a position."""
        return self.links[position]

    def units(self, positions: NDArray[np.integer[Any]]) -> Units:
        """Return the amounts of payments in whole units, whatever size they have."""
        amounts = np.asarray(self.amount)[positions]
        if not self.wide or not (mine := self.is_wide(positions)).any():
            return np.asarray(amounts, np.int64)
        units: Units = amounts.astype(object)
        place = np.searchsorted(self.wide_at, positions[mine])
        units[mine] = joined(self.wide_high[place], self.wide_low[place])
        return units

    def units_at(self, position: int) -> int:
        """Return the amount of one payment in whole units."""
        return int(self.units(np.array([position]))[0])

    def money(self, units: int, currency: int) -> Money:
        """Return whole units of the currency at a place as money."""
        return Money(units, self.currencies[currency], self.scales[currency])

    def openings(self) -> Units:
        """Return the opening balances in whole units."""
        amounts: Units = np.asarray(self.opening_amount, np.int64)
        mine = np.isin(self.opening_currency, self.wide)
        if not mine.any():
            return amounts
        units = amounts.astype(object)
        units[mine] = joined(self.opening_high[mine], self.opening_low[mine])
        return units

    def is_wide(self, positions: NDArray[np.integer[Any]]) -> Bool:
        """Say which payments are in a currency that 64 bits do not hold."""
        wide: Bool = np.isin(np.asarray(self.currency)[positions], self.wide)
        return wide

    def at_least(self, sums: Sequence[int]) -> Bool:
        """Mark the payments of at least so many units; ``sums`` has one for each currency."""
        least = np.array([max(-1, min(units, LARGEST)) for units in sums] or [0], np.int64)
        # of one currency no column of bounds is made
        bound = least[0] if len(least) == 1 else np.take(least, self.currency)
        marks: Bool = np.asarray(self.amount) >= bound
        for of_it, rows in self._wide_rows():
            high, low = divmod(sums[of_it], 1 << 64)
            above, same = self.wide_high[rows] > high, self.wide_high[rows] == high
            marks[self.wide_at[rows]] = above | (same & (self.wide_low[rows] >= np.uint64(low)))
        return marks

    def multiples(self, units: Sequence[int]) -> Bool:
        """Mark the payments of a multiple of so many units; where it is 0, none of the currency."""
        unit = np.array([unit if unit <= LARGEST else 0 for unit in units] or [0], np.int64)
        unit[list(self.wide)] = 0
        unit = np.take(unit, self.currency)
        marks: Bool = (unit > 0) & (np.asarray(self.amount) % np.maximum(unit, 1) == 0)
        for of_it, rows in self._wide_rows():
            if units[of_it] > 0:
                amounts = joined(self.wide_high[rows], self.wide_low[rows])
                marks[self.wide_at[rows]] = amounts % units[of_it] == 0
        return marks

    def _wide_rows(self) -> Iterator[tuple[int, Bool]]:
        """Yield the wide currencies, and which of the payments at ``wide_at`` are in each."""
        for code in self.wide:
            yield code, np.asarray(self.currency)[self.wide_at] == code


def joined(high: Int64, low: UInt64) -> Units:
    """Return whole numbers of any size from their upper and lower 64 bits.

    >>> joined(np.array([1, -1]), np.array([5, 2**64 - 1], np.uint64)).tolist()
    [18446744073709551621, -1]
    """
    units: Units = high.astype(object) * (1 << 64) + low.astype(object)
    return units


def whole_numbers(values: Sequence[int]) -> Units:
    """Return whole numbers as 64 bits each, or of any size where one does not fit."""
    try:
        return np.array(values, np.int64)
    except OverflowError:
        return np.array(values, object)


@dataclass(frozen=True, slots=True)
class ContactRows:
    """Calls and messages in time order: who was in touch with whom, and whether they spoke.

    ``src`` and ``dst`` are positions in ``ends``; times, ``seq`` and ``reporter`` as in
    :class:`FlowIndex`. ``seconds`` is how long they spoke, -1 where the file does not say;
    ``silent`` says that nothing was said (not answered); ``written`` that it is a message, which
    tells the receiver only. ``own`` says whose record the row is: 0 the source's, 1 the target's,
    -1 nobody's; ``device`` and ``cell`` (positions in ``devices`` and ``cells``, else -1) are that
    end's. ``service`` marks ends that are service numbers by their form. ``left_out`` counts the
    rows that stand in no order of time, by the reason.
    """

    src: Int32
    dst: Int32
    start: Int64
    width: Int64
    seq: Int64
    source_no: Int32
    reporter: Int32
    seconds: Int64
    silent: Bool
    written: Bool
    own: Int8
    device: Int32
    cell: Int32
    links: Sequence[str]
    ends: Sequence[str]
    devices: Sequence[str]
    cells: Sequence[str]
    service: Bool
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.src)


class PathRow(NamedTuple):
    """A row behind a step: its class and ends, when it begins and ends in UTC microseconds."""

    id: str
    kind: str
    source: str
    target: str
    start: int | None
    end: int | None
    flows: bool


@dataclass(frozen=True, slots=True, eq=False)
class PathRows:
    """Facts and flows as steps between things, as columns.

    ``src`` and ``dst`` are positions in ``ends``, which are sorted; ``kinds`` are theirs. ``start``
    and ``until`` are in UTC microseconds, the smallest and the largest number where no row tells
    them; of a flow (``flows``) both are its moment.
    """

    src: Int32
    dst: Int32
    start: Int64
    until: Int64
    flows: Bool
    ends: Sequence[str]
    kinds: Sequence[str]


@dataclass(frozen=True, slots=True)
class FactTie:
    """A fact between two things: its class, its ends, and when it begins, in UTC microseconds."""

    id: str
    kind: str
    source: str
    target: str
    start: int | None


@dataclass(frozen=True, slots=True, eq=False)
class ActionRows:
    """What accounts did to objects, in time order: posts, sign-ins, calls or payments.

    ``actor`` and ``object`` are positions in ``actors`` and ``objects``, which are sorted;
    ``content`` tells rows that are one content (a post's number) from others; ``start`` is in UTC
    microseconds and the true moment lies in ``[start, start + width)``; ``texts`` is what was
    written, empty where nothing is. ``undated`` counts the rows that stand in no order of time.
    """

    actor: Int64
    object: Int64
    content: Int64
    start: Int64
    width: Int64
    links: Sequence[str]
    actors: Sequence[str]
    objects: Sequence[str]
    texts: Sequence[str] = ()
    undated: int = 0

    def __len__(self) -> int:
        return len(self.actor)
