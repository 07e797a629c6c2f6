"""Where facts and flows are written: the document that a row names, the rows of flows by file."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from kg.ledger import all_rows
from kg.ledger.duck import connect, fill
from kg.model import FlowRows, RowReference, snake_case
from kg.text import locator

if TYPE_CHECKING:
    from kg.ledger.index import Index

REFERENCES = """
SELECT sha256, coalesce(member, ''), row_no, min(values ->> '$.sourceReference[0]'), min(proof)
FROM written WHERE json_exists(values, '$.sourceReference') OR proof <> 'single'
GROUP BY ALL ORDER BY ALL
"""
FLOWS = """
WITH counted AS (
    SELECT {by} AS subject, id, unnest(coalesce(list_transform(members, lambda m:
        {{'sha256': m.sha256, 'member': m.member, 'row_no': m.row_no}}),
        [{{'sha256': sha256, 'member': member, 'row_no': row_no}}])) AS place
    FROM {table} WHERE judged IS DISTINCT FROM 'excluded' AND {ends}
)
SELECT subject, place.sha256 AS sha,
    min_by(place, (coalesce(place.member, ''), place.row_no)) AS first,
    min_by(id, (coalesce(place.member, ''), place.row_no)) AS link,
    count(*) FROM counted GROUP BY subject, sha ORDER BY subject, sha
"""


def row_references(index: Index) -> dict[tuple[str, str], RowReference]:
    """Return by row (the hash of its file, its locator) what it says of where its fact is from.

    Of a fact that several rows tell the index has their documents together; here each row has its
    own. A row that names no document and is an ordinary source is left out.
    """
    con = connect()
    with con:
        all_rows.gather(con, "written", index.shelves, "link", all_rows.LINK_COLUMNS)
        rows = con.execute(REFERENCES).fetchall()
    readers = index.readers
    return {
        (sha256, locator(member, row_no, readers.get(sha256, "delimited"))): RowReference(
            document or "", proof or ""
        )
        for sha256, member, row_no, document, proof in rows
    }


def flow_rows(
    index: Index,
    kind: str,
    sources: Collection[str] | None = None,
    targets: Collection[str] | None = None,
    by: str = "",
) -> list[FlowRows]:
    """Return which files report flows of a class, each with its first row and how many.

    Args:
        index: The rows of the sources that are in.
        kind: The class, as the ontology names it.
        sources: Among which sources they begin; None: any.
        targets: At which targets they end; None: any.
        by: ``source`` or ``target`` counts for each of them apart; blank: together.

    Returns:
        By subject and file; payments that a person excluded are left out. A payment that two files
        report is counted in both.
    """
    name = snake_case(kind)
    if name not in index.flow_classes:
        return []
    con, ends = index.con, []
    for column, ids in (("source", sources), ("target", targets)):
        if ids is not None:
            con.execute(f"CREATE OR REPLACE TEMP TABLE {column}_among (id VARCHAR)")
            fill(con, f"{column}_among", sorted(ids))
            ends.append(f"{column} IN (FROM {column}_among)")
    query = FLOWS.format(
        by=by or "''", table=all_rows.flow_table(name), ends=" AND ".join(ends) or "true"
    )
    readers = index.readers
    return [
        FlowRows(
            subject,
            sha256,
            locator(first["member"] or "", first["row_no"], readers.get(sha256, "delimited")),
            link,
            rows,
        )
        for subject, sha256, first, link, rows in con.execute(query).fetchall()
    ]
