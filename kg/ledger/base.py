"""The ledger's contract: flows as columns in time order, for the rooms that follow them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Int8: TypeAlias = NDArray[np.int8]
Int16: TypeAlias = NDArray[np.int16]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]
Bool: TypeAlias = NDArray[np.bool_]


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

    def __len__(self) -> int:
        return len(self.src)

    def link_id(self, position: int) -> str:
        """Return the id of the link at a position."""
        return self.links[position]


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
