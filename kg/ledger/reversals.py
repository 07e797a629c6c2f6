"""Reversals (冲正): which earlier row each one takes back; neither flows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Rows of every statement, counterpart and amount that has a reversal, oldest first. Blank
#: counterparts of one account differ by direction only, so they count as the same nobody.
CANDIDATES = """
WITH seen AS (
    SELECT told.rid, told.id, status, start_us, seq, source_no, member, row_no, r, currency,
        abs(amount) AS size,
        CASE WHEN r = t AND s <> t THEN (CASE WHEN src.is_end THEN -1 ELSE s END)
             WHEN r = s THEN (CASE WHEN dst.is_end THEN -1 ELSE t END)
             ELSE least(s, t) * 4294967296::BIGINT + greatest(s, t) END AS other
    FROM told JOIN account src ON src.code = s JOIN account dst ON dst.code = t
    WHERE status IN ('ok', 'reversed', 'reversal')
)
SELECT (r, other, size, currency), rid, id, status, start_us IS NOT NULL FROM seen
WHERE hash(r, other, size, currency) IN (
    SELECT hash(r, other, size, currency) FROM seen WHERE status = 'reversal')
ORDER BY r, other, size, currency, start_us NULLS LAST, status = 'reversal', coalesce(seq, -1),
    source_no, member, row_no, rid
"""


@dataclass(frozen=True, slots=True)
class Reversal:
    """A row that takes another back: ``state`` is 'paired', or 'alone' when no row is found."""

    rid: int
    id: str
    reverses: str
    reversed_rid: int
    state: str


def find_reversals(con: DuckDBPyConnection) -> None:
    """Make the tables ``reversal`` and ``undone`` (rids that do not flow) from ``told``."""
    found = list(match_reversals(con.execute(CANDIDATES).fetchall()))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE reversal (id VARCHAR, reverses VARCHAR, state VARCHAR,"
        " rid BIGINT, reversed_rid BIGINT);"
        "CREATE OR REPLACE TEMP TABLE undone (rid BIGINT, status VARCHAR)"
    )
    if found:
        con.executemany(
            "INSERT INTO reversal VALUES (?, ?, ?, ?, ?)",
            [(f.id, f.reverses, f.state, f.rid, f.reversed_rid) for f in found],
        )
        gone = [(f.rid, "reversal") for f in found]
        gone += [(f.reversed_rid, "reversed") for f in found if f.state == "paired"]
        con.executemany("INSERT INTO undone VALUES (?, ?)", gone)


def match_reversals(rows: Iterable[tuple[object, int, str, str, bool]]) -> Iterator[Reversal]:
    """Pair each reversal with the nearest earlier row not yet taken back, one to one.

    Rows come as ``(group, rid, id, status, dated)``, oldest first in each group. A row that the
    bank itself marks as reversed is taken before an unmarked one.
    """
    open_rows: dict[object, list[tuple[int, str, bool]]] = defaultdict(list)
    for group, rid, link, status, dated in rows:
        if status != "reversal":
            open_rows[group].append((rid, link, status == "reversed"))
        elif not dated or not open_rows[group]:
            yield Reversal(rid, link, "", -1, "alone")
        else:
            taken = _take(open_rows[group])
            yield Reversal(rid, link, taken[1], taken[0], "paired")


def _take(rows: list[tuple[int, str, bool]]) -> tuple[int, str, bool]:
    marked = [place for place, row in enumerate(rows) if row[2]]
    return rows.pop(marked[-1] if marked else -1)
