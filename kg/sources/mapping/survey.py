"""One look at every row of a flow, before it is written: order, twins, and what must be refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import duckdb

Int64 = NDArray[np.int64]
UInt64 = NDArray[np.uint64]
_UNDATED = -(2**63)


@dataclass(frozen=True, slots=True)
class Survey:
    """The rows in file order: place, reporter's hash, moment, hash of what makes two rows twins.

    ``nobody``, ``below`` and ``zero`` count rows without a party, below zero, and of zero. Of a
    file of several sheets ``sheet`` tells them apart, and ``again`` is what two twins on two sheets
    share when they are one row told twice.
    """

    pos: Int64
    reporter: UInt64
    us: Int64
    same: UInt64
    nobody: int
    below: int
    zero: int
    sheet: UInt64 | None = None
    again: UInt64 | None = None

    def dated(self) -> tuple[UInt64, Int64]:
        """Return reporter and moment of the rows that have one."""
        known = self.us != _UNDATED
        return self.reporter[known], self.us[known]

    def twins(self) -> tuple[Int64, Int64]:
        """Return the places of rows that have a twin, and which of their twins each one is."""
        order = np.argsort(self.same, kind="stable")
        ranked = self.same[order]
        fresh = np.concatenate(([True], ranked[1:] != ranked[:-1])) if len(ranked) else ranked > 0
        starts = np.flatnonzero(fresh)
        sizes = np.diff(starts, append=len(ranked))
        nth = np.arange(len(ranked)) - np.repeat(starts, sizes)
        several = np.repeat(sizes > 1, sizes)
        if self.sheet is None or self.again is None:
            return self.pos[order[several]], nth[several]
        rows = np.sort(order[several])
        return self.pos[rows], _on_sheets(self.same[rows], self.sheet[rows], self.again[rows])


def _on_sheets(same: UInt64, sheet: UInt64, again: UInt64) -> Int64:
    """Return which of its twins each row is, where the n-th of a sheet is the n-th of another."""
    told, count = Counter[tuple[int, int, int]](), Counter[int]()
    ordinals = dict[tuple[int, int, int], int]()
    found = np.empty(len(same), np.int64)
    rows = zip(same.tolist(), sheet.tolist(), again.tolist(), strict=True)
    for place, (twins, where, what) in enumerate(rows):
        row = (twins, what, told[twins, where, what])
        told[twins, where, what] += 1
        if row not in ordinals:
            ordinals[row] = count[twins]
            count[twins] += 1
        found[place] = ordinals[row]
    return found


def survey(
    con: duckdb.DuckDBPyConnection,
    rows: str,
    *,
    reporter: str,
    moment: str,
    same: Sequence[str],
    amount: str,
    nobody: str,
    again: str = "",
) -> Survey:
    """Look at the rows of a FROM clause; the other arguments are SQL over them.

    With ``again`` the rows stand on several sheets; where it is NULL a row has no like on another.
    """
    sheets = f", hash(p.member) AS sheet, coalesce({again}, hash(p.pos)) AS again" if again else ""
    found = con.execute(
        f"SELECT p.pos, coalesce(hash({reporter}), 0) AS reporter, "
        f"coalesce(({moment})::BIGINT, {_UNDATED}) AS us, "
        f"hash({', '.join([reporter, *same])}) AS same, ({nobody}) AS nobody, "
        f"coalesce(sign({amount}), 1)::TINYINT AS sign{sheets} FROM {rows}"
    ).fetchnumpy()
    order = np.argsort(found["pos"], kind="stable")
    pos, us = (found[name][order].astype(np.int64) for name in ("pos", "us"))
    who, key = (found[name][order].astype(np.uint64) for name in ("reporter", "same"))
    told = [found[name][order].astype(np.uint64) for name in ("sheet", "again") if again]
    nameless, sign = int(found["nobody"].sum()), found["sign"]
    below, zero = int((sign < 0).sum()), int((sign == 0).sum())
    return Survey(pos, who, us, key, nameless, below, zero, *told)
