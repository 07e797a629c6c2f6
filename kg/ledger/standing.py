"""Which payments and facts still stand in an index, by whatever id a row of theirs was told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.ledger import raw

if TYPE_CHECKING:
    from kg.ledger.index import Index

Ends = tuple[str, str]

_FLOWS = """
SELECT id, source, target FROM {flow} WHERE id IN (FROM wanted)
UNION ALL
SELECT told.id, source, target
FROM (SELECT unnest(members) AS told, source, target FROM {flow} WHERE members IS NOT NULL)
WHERE told.id IN (FROM wanted)"""


def standing(index: Index, ids: Iterable[str]) -> dict[str, Ends]:
    """Return source and target of each link that stands; one paired away stands as its pair."""
    if not index.want(ids):
        return {}  # not a glance at millions of rows for nothing
    asked = [_FLOWS.replace("{flow}", raw.flow_table(kind)) for kind in index.flow_classes]
    asked.append("SELECT id, source, target FROM link WHERE id IN (FROM wanted)")
    return {
        link: (source, target)
        for query in asked
        for link, source, target in index.con.execute(query).fetchall()
    }
