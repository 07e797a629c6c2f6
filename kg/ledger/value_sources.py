"""Which rows say which value of a thing, where a property has several.

Two birth dates of one person stand side by side; which of them to believe is weighed by the files
that say each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.ledger import all_rows, index_facts
from kg.ledger.build_index import make_canon
from kg.ledger.duck import connect
from kg.model import Evidence

if TYPE_CHECKING:
    from kg.ledger.index import Index

TOLD = """
WITH row_of AS (
    SELECT w.values::JSON::MAP(VARCHAR, VARCHAR[]) AS v, w.sha256, w.source_no, w.member, w.row_no
    FROM written w LEFT JOIN canon c ON c.raw = w.id WHERE coalesce(c.id, w.id) = $thing
), pair AS (
    SELECT unnest(map_entries(v)) AS e, sha256, source_no, member, row_no FROM row_of
), said AS (
    SELECT e.key AS name, unnest(e.value) AS value, sha256, source_no, member, row_no FROM pair
)
SELECT name, value, count(DISTINCT sha256), {'sha256': arg_min(sha256, (source_no, member, row_no)),
    'member': arg_min(member, (source_no, member, row_no)),
    'row_no': arg_min(row_no, (source_no, member, row_no))}
FROM said GROUP BY name, value ORDER BY name, value
"""


ROWS = """
WITH row_of AS (
    SELECT id, values::JSON::MAP(VARCHAR, VARCHAR[]) AS v, sha256, source_no, member, row_no
    FROM written WHERE id IN (SELECT unnest($things))
), pair AS (
    SELECT id, unnest(map_entries(v)) AS e, sha256, source_no, member, row_no FROM row_of
), said AS (
    SELECT id, unnest(e.value) AS value, sha256, source_no, member, row_no FROM pair
)
SELECT id, value, (list({'sha256': sha256, 'member': member, 'row_no': row_no}
    ORDER BY source_no, member, row_no))[1:3]
FROM said GROUP BY id, value ORDER BY id, value
"""


@dataclass(frozen=True, slots=True)
class ValueSource:
    """A value of a property, how many files say it, and the first row that does."""

    name: str
    value: str
    files: int
    first: Evidence


def value_sources(index: Index, thing: str) -> tuple[ValueSource, ...]:
    """Return who says what of each property of a thing that has several values.

    Args:
        index: The rows of the sources that are in.
        thing: The id of an entity.

    Returns:
        By property, then by value; nothing of properties with one value.
    """
    con = connect()
    with con:
        all_rows.gather(con, "written", index.shelves, "entity", all_rows.ENTITY_COLUMNS)
        make_canon(con, index.shelves, index.same.items())
        rows = con.execute(TOLD, {"thing": thing}).fetchall()
    several = {name for name, *_ in rows if sum(row[0] == name for row in rows) > 1}
    return tuple(
        ValueSource(name, value, files, *index_facts.evidence([place], index.readers))
        for name, value, files, place in rows
        if name in several
    )


def rows_of_values(
    index: Index, things: Iterable[str]
) -> dict[tuple[str, str], tuple[Evidence, ...]]:
    """Return which rows say which value of which thing, the first three of each.

    Args:
        index: The rows of the sources that are in.
        things: Ids of entities, as single rows name them.

    Returns:
        By thing and value.
    """
    con = connect()
    with con:
        all_rows.gather(con, "written", index.shelves, "entity", all_rows.ENTITY_COLUMNS)
        rows = con.execute(ROWS, {"things": sorted(set(things))}).fetchall()
    return {
        (thing, value): index_facts.evidence(places, index.readers) for thing, value, places in rows
    }
