"""One look at every row of a flow, before it is written: order, twins, and what must be refused."""

from __future__ import annotations

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

    ``nobody``, ``below`` and ``zero`` count rows without a party, below zero, and of zero.
    """

    pos: Int64
    reporter: UInt64
    us: Int64
    same: UInt64
    nobody: int
    below: int
    zero: int

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
        return self.pos[order[several]], nth[several]


def survey(
    con: duckdb.DuckDBPyConnection,
    rows: str,
    *,
    reporter: str,
    moment: str,
    same: Sequence[str],
    amount: str,
    nobody: str,
) -> Survey:
    """Look at the rows of a FROM clause; the other arguments are SQL over them."""
    found = con.execute(
        f"SELECT p.pos, coalesce(hash({reporter}), 0) AS reporter, "
        f"coalesce(({moment})::BIGINT, {_UNDATED}) AS us, "
        f"hash({', '.join([reporter, *same])}) AS same, ({nobody}) AS nobody, "
        f"coalesce(sign({amount}), 1)::TINYINT AS sign FROM {rows}"
    ).fetchnumpy()
    order = np.argsort(found["pos"], kind="stable")
    pos, us = (found[name][order].astype(np.int64) for name in ("pos", "us"))
    who, key = (found[name][order].astype(np.uint64) for name in ("reporter", "same"))
    nameless, sign = int(found["nobody"].sum()), found["sign"]
    below, zero = int((sign < 0).sum()), int((sign == 0).sum())
    return Survey(pos, who, us, key, nameless, below, zero)
