"""Small ledgers for tests, written as rows, and as the arrays that the room reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.ledger.base import FlowIndex

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 86_400 * SECOND


@dataclass(frozen=True)
class Row:
    src: int
    dst: int
    start: int
    amount: int
    width: int = SECOND
    currency: int = 0
    seq: int = -1
    source: int = 0
    reporter: int = -1


def ordered(rows: Sequence[Row]) -> list[Row]:
    """The order of the index: time, source, proven order, as written."""
    return sorted(rows, key=lambda row: (row.start, row.source, row.seq))


def index_of(
    rows: Sequence[Row],
    accounts: int | None = None,
    ends: Sequence[int] = (),
    hubs: Sequence[int] = (),
    currencies: Sequence[str] = ("CNY", "USDT"),
    openings: Sequence[tuple[int, int, int, int]] = (),
    scales: Sequence[int] = (100, 1_000_000),
) -> FlowIndex:
    """``openings`` are (account, currency, units, moment).

    A currency that adds up to what 62 bits do not hold is wide, as in a ledger.
    """
    rows = ordered(rows)
    totals = Counter[int]()
    for code, units in [(r.currency, r.amount) for r in rows] + [one[1:3] for one in openings]:
        totals[code] += units
    wide = [code for code, total in totals.items() if total >= 1 << 62]
    apart = [at for at, row in enumerate(rows) if row.currency in wide]
    high, low = halves([rows[at].amount for at in apart])
    opened = halves([one[2] if one[1] in wide else 0 for one in openings])
    size = accounts or 1 + max((max(row.src, row.dst) for row in rows), default=0)
    src = np.array([row.src for row in rows], np.int32)
    dst = np.array([row.dst for row in rows], np.int32)
    others: list[set[int]] = [set() for _ in range(size)]
    for row in rows:
        if row.src != row.dst:
            others[row.src].add(row.dst)
            others[row.dst].add(row.src)

    def lines(ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        idx = np.argsort(ends, kind="stable").astype(np.int32)
        ptr = np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=size)))).astype(np.int64)
        return ptr, idx

    out_ptr, out_idx = lines(src)
    in_ptr, in_idx = lines(dst)
    return FlowIndex(
        src=src,
        dst=dst,
        start=np.array([row.start for row in rows], np.int64),
        width=np.array([row.width for row in rows], np.int64),
        amount=np.array([-1 if row.currency in wide else row.amount for row in rows], np.int64),
        currency=np.array([row.currency for row in rows], np.int16),
        seq=np.array([row.seq for row in rows], np.int64),
        source_no=np.array([row.source for row in rows], np.int32),
        reporter=np.array([row.reporter for row in rows], np.int32),
        links=[f"link{i}" for i in range(len(rows))],
        accounts=[f"a{i}" for i in range(size)],
        currencies=tuple(currencies),
        scales=tuple(scales)[: len(currencies)],
        out_ptr=out_ptr,
        out_idx=out_idx,
        in_ptr=in_ptr,
        in_idx=in_idx,
        counterparties=np.array([len(o) for o in others], np.int32),
        hub_kind=np.isin(np.arange(size), list(hubs)),
        is_end=np.isin(np.arange(size), list(ends)),
        opening_account=np.array([one[0] for one in openings], np.int32),
        opening_currency=np.array([one[1] for one in openings], np.int16),
        opening_amount=np.array([0 if one[1] in wide else one[2] for one in openings], np.int64),
        opening_at=np.array([one[3] for one in openings], np.int64),
        wide=tuple(sorted(wide)),
        wide_at=np.array(apart, np.int64),
        wide_high=high,
        wide_low=low,
        opening_high=opened[0],
        opening_low=opened[1],
    )


def halves(units: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """The upper and lower 64 bits of whole numbers."""
    both = [divmod(one, 1 << 64) for one in units]
    upper, lower = ([one[half] for one in both] for half in (0, 1))
    return np.array(upper, np.int64), np.array(lower, np.uint64)
