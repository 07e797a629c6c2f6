"""The small contract of tracing: the terms of a trace, the kernels' columns, what a rule returns.

A rule is a function ``(Money) -> Outcome``; ``kg.trace.rules.RULES`` names them. Whoever writes
a faster kernel keeps these shapes and the twins in ``tests/trace`` judge it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, cast
from weakref import WeakKeyDictionary

import numba
import numpy as np
from numpy.typing import NDArray

from kg.ledger.base import FlowIndex, Units
from kg.limits import LIMITS
from kg.trace.kernel_cache import VARIABLE, kernel_cache

os.environ[VARIABLE] = str(kernel_cache())  # before the first kernel: it decides where each is
numba.config.reload_config()  # type: ignore[no-untyped-call]

Int8: TypeAlias = NDArray[np.int8]
Int16: TypeAlias = NDArray[np.int16]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]
Bool: TypeAlias = NDArray[np.bool_]
Direction = Literal["out", "in"]
Known = Mapping[str, Collection[str]]
"""By account: its kind, and the kinds and roles of those recorded to hold or control it."""
Kinds = Callable[[Collection[str]], Known]
Kernel = TypeVar("Kernel", bound=Callable[..., Any])

SECOND = 1_000_000
"""Microseconds."""


def kernel(function: Kernel) -> Kernel:
    """Compile a function of arrays and numbers once, and keep the machine code on disk."""
    return cast(Kernel, numba.njit(cache=True, nogil=True)(function))


def unknown(accounts: Collection[str]) -> Known:
    """Return that nothing is known of any account but its payments."""
    return dict.fromkeys(accounts, ())


def alone(account: str) -> Sequence[str]:
    """Return no other account: nobody said whose an account is."""
    return ()


def part_of_kernel(function: Kernel) -> Kernel:
    """Write a small function into each kernel that calls it.

    It is given single columns, never a tuple of them: a kernel takes its columns out of their
    tuple once, else each look at one counts its references (0.4 us for a dozen).
    """
    return cast(Kernel, numba.njit(cache=True, nogil=True, inline="always")(function))


@dataclass(frozen=True, slots=True)
class KernelTerms:
    """What is followed: window per hop, hops, amount floor, period, hubs, clocks.

    ``called`` are the names of those who hold an account, for the words of a stop; ``kinds`` says
    what accounts are and who has them, for levels and computed roles; ``beside`` which other
    accounts whoever holds one has. Money that reaches an ``excluded`` account stays there. Of a
    filter on words of rows (``channel``) ``words`` has what was asked for, and ``marks`` which
    payments it lets pass. Times are UTC microseconds, ``since`` and ``until`` half open, told in
    ``zone``; ``floor`` is in currency units.
    """

    direction: Direction = "out"
    within: int = LIMITS.window_hours * 3600 * SECOND
    hops: int = LIMITS.hops
    floor: Decimal = Decimal(0)
    since: int | None = None
    until: int | None = None
    hub: int = LIMITS.hub
    skew: int = 0
    skew_across: int = LIMITS.cross_source_skew * SECOND
    strict_order: bool = False
    through: frozenset[int] = frozenset()
    edges: int = LIMITS.trace_edges
    excluded: frozenset[int] = frozenset()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    marks: Mapping[str, Bool] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    kinds: Kinds = unknown
    beside: Callable[[str], Sequence[str]] = alone
    zone: tzinfo = UTC


class Flows(NamedTuple):
    """The columns that kernels read, of one type each, so that each kernel compiles once.

    Whose currency is wide has the amount -1 here: see :meth:`kg.ledger.base.FlowIndex.units`.
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
    also_seq: Int64
    also_source_no: Int32
    also_reporter: Int32


class Clocks(NamedTuple):
    """How two times are compared: the window of a hop and how far clocks may be apart."""

    within: int
    skew: int
    across: int
    widest: int


class SeedLots(NamedTuple):
    """Seed money by payment: at ``position``, ``amount`` units belong to seed ``number``."""

    position: Int64
    amount: Units
    number: Int32


class ReplayPayments(NamedTuple):
    """The payments of one trace in the order in which a rule replays them, between slots.

    A slot is an account in one currency. ``payer`` is -1 where the payer's money is not replayed
    (its account was not followed), ``payee`` is -1 where nothing can arrive. ``onward`` says
    that the payment is in the trace, ``plays`` that the slot pays from what it received.
    ``lot_ptr[k]:lot_ptr[k + 1]`` are the seed lots of payment k. ``opening`` is what a slot held,
    clean, before the first payment that is played: as its statement says, else 0. Amounts are
    Python's own whole numbers where some are of a currency that 64 bits do not hold.
    """

    payer: Int32
    payee: Int32
    amount: Units
    onward: Bool
    plays: Bool
    lot_ptr: Int64
    lot_seed: Int32
    lot_amount: Units
    opening: Units


class RuleOutcome(NamedTuple):
    """The allocation by a rule: traced units by payment, what is held, what left, what is assumed.

    ``held_*`` are triples (slot, seed, units); ``left_*`` triples (payment, seed, units) of money
    that went on by a payment outside the trace; ``assumed`` is per slot the clean money that must
    have been there because more was paid than had been received.

    A rule that conserves leaves ``whole`` without columns. The figures of one that does not are
    of each seed by itself and overlap; ``whole`` has, for all seeds together, what each slot
    received, passed on and kept (three rows).
    """

    traced: Units
    held_slot: Int64
    held_seed: Int64
    held_amount: Units
    left_payment: Int64
    left_seed: Int64
    left_amount: Units
    assumed: Units
    whole: Units


SUMS = np.zeros((3, 0), np.int64)
"""The ``whole`` of a rule that conserves: its parts add up."""

Rule = Callable[[ReplayPayments], RuleOutcome]


_KNOWN: WeakKeyDictionary[FlowIndex, tuple[Flows, int, bool]] = WeakKeyDictionary()


def flows_of(index: FlowIndex) -> Flows:
    """Return the index's columns as plain arrays of exactly the kernels' types."""
    return _known(index)[0]


def _known(index: FlowIndex) -> tuple[Flows, int, bool]:
    """Return the columns, the widest payment, and whether one source tells all; worked out once."""
    known = _KNOWN.get(index)
    if known is None:
        flows = _flows_of(index)
        widest = max(index.widest, int(flows.width.max()) if len(index) else 0)
        known = _KNOWN[index] = flows, widest, _one_source(flows) and not index.many
    return known


def _one_source(flows: Flows) -> bool:
    source = flows.source_no[:1]
    also = flows.also_source_no
    return bool((flows.source_no == source).all() and ((also == -1) | (also == source)).all())


def _flows_of(index: FlowIndex) -> Flows:
    columns = (
        (index.src, np.int32),
        (index.dst, np.int32),
        (index.start, np.int64),
        (index.width, np.int64),
        (index.amount, np.int64),
        (index.currency, np.int16),
        (index.seq, np.int64),
        (index.source_no, np.int32),
        (index.reporter, np.int32),
        (index.also_seq, np.int64),
        (index.also_source_no, np.int32),
        (index.also_reporter, np.int32),
    )
    return Flows(*(_column(column, dtype, len(index)) for column, dtype in columns))


def _column(column: NDArray[Any], dtype: type[np.generic], size: int) -> NDArray[Any]:
    """Return a column as it is kept; one that the index does not have says -1 everywhere."""
    if len(column) != size:
        return np.full(size, -1, dtype)
    return np.asarray(column, dtype)


def clocks_of(index: FlowIndex, terms: KernelTerms) -> Clocks:
    """Return the clocks of a trace; clocks of two sources never agree better than one source's."""
    _, widest, one_source = _known(index)
    across = terms.skew if one_source else max(terms.skew, terms.skew_across)
    return Clocks(terms.within, terms.skew, across, widest)
