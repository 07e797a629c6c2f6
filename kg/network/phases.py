"""The rows of a network by phase: by time, or by the files that tell them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np

from kg.ledger.base import Int64
from kg.network.ties import UNDATED, TieRows

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def by_time(
    rows: TieRows, bounds: Sequence[int], names: Sequence[str]
) -> Iterator[tuple[str, TieRows]]:
    """Yield the rows before the first bound, from each bound to the next, and from the last on.

    Rows that tell no time are in no phase; a phase without rows is left out.

    Args:
        rows: The rows.
        bounds: Moments in UTC microseconds, sorted; one is in the phase that it begins.
        names: What the phases are called: one more than there are bounds.
    """
    place = np.searchsorted(np.array(bounds, np.int64), rows.start, side="right")
    for number, name in enumerate(names):
        mine = (place == number) & (rows.start != UNDATED)
        if mine.any():
            yield name, rows.among(mine)


def months(start: Int64, zone: tzinfo) -> tuple[list[int], list[str]]:
    """Return the bounds of the months in which rows begin, on a clock, and what they are called."""
    dated = start[start != UNDATED]
    if not len(dated):
        return [], [""]
    first, last = (_moment(int(us)).astimezone(zone) for us in (dated.min(), dated.max()))
    month, bounds, names = (first.year, first.month), list[int](), [f"{first:%Y-%m}"]
    while month < (last.year, last.month):
        month = (month[0] + 1, 1) if month[1] == 12 else (month[0], month[1] + 1)
        begin = datetime(*month, 1, tzinfo=zone)
        bounds.append((begin - _EPOCH) // timedelta(microseconds=1))
        names.append(f"{begin:%Y-%m}")
    return bounds, names


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def by_file(
    rows: TieRows, files: Sequence[Sequence[str]], order: Sequence[str]
) -> Iterator[tuple[str, TieRows]]:
    """Yield the rows of each file that tells any; one that several tell is in each of them.

    Args:
        rows: The rows.
        files: The hashes of the files that tell each row.
        order: The hashes of all files, in the order of the phases.
    """
    for sha in order:
        mine = np.array([sha in told for told in files], np.bool_)
        if mine.any():
            yield sha, rows.among(mine)
