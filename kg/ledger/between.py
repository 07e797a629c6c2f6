"""The payments between some accounts, each with its place in time, by the id of its link."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from kg.ledger.base import FlowIndex


def places_of(index: FlowIndex, ids: Collection[str]) -> dict[str, int]:
    """Return the positions of those that pay or are paid, by id."""
    found: dict[str, int] = {}
    for one in sorted(ids):
        try:
            found[one] = index.accounts.index(one)
        except ValueError:
            continue
    return found


def payments_between(
    index: FlowIndex, ids: Collection[str]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the link of each payment between two of these, and its numbers.

    They are start, width, source_no, reporter, seq, also_source_no, also_reporter and also_seq of
    :class:`FlowIndex`; -1 where the index does not have the column.
    """
    drawn = np.array(sorted(places_of(index, ids).values()), np.int32)
    columns = (
        *(index.start, index.width, index.source_no, index.reporter, index.seq),
        *(index.also_source_no, index.also_reporter, index.also_seq),
    )
    for at in drawn.tolist():
        out = index.out_idx[index.out_ptr[at] : index.out_ptr[at + 1]]
        for position in out[np.isin(index.dst[out], drawn)].tolist():
            numbers = tuple(int(one[position]) if len(one) else -1 for one in columns)
            yield index.links[position], numbers
