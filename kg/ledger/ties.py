"""Facts between people and bodies as columns, and the files that tell a row."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from kg.ledger import all_rows
from kg.ledger.base import FactTie

if TYPE_CHECKING:
    from kg.ledger.index_tables import IndexTables


def facts_between(
    index: IndexTables, kinds: Collection[str], without: Collection[str] = ()
) -> list[FactTie]:
    """Return the facts that do not flow and whose both ends are of these kinds, sorted by id.

    Args:
        index: The index of the case.
        kinds: Kinds of things.
        without: Classes of facts that are left out. What somebody excluded is left out as well.
    """
    things, left_out = (", ".join(map(all_rows.text, some)) or "''" for some in (kinds, without))
    rows = index.con.execute(
        "SELECT link.id, link.kind, source, target, start_us FROM link"
        " JOIN entity s ON s.id = source JOIN entity t ON t.id = target"
        f" WHERE s.kind IN ({things}) AND t.kind IN ({things}) AND link.kind NOT IN ({left_out})"
        " AND proof <> 'excluded' AND source <> target ORDER BY link.id"
    ).fetchall()
    return [FactTie(*row) for row in rows]


def files_of_rows(index: IndexTables, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the hashes of the files that tell each of these facts and payments, sorted."""
    if not index.want(ids):
        return {}
    told = "list_sort(list_distinct({}))"
    parts = [f"SELECT id, {told.format('shas')} AS files FROM link WHERE id IN (FROM wanted)"]
    flow = (
        "list_filter(list_append(coalesce(list_transform(members, lambda m: m.sha256), [sha256]),"
        " beside.sha256), lambda s: s IS NOT NULL)"
    )
    parts += [
        f"SELECT id, {told.format(flow)} AS files FROM {all_rows.flow_table(kind)}"
        " WHERE id IN (FROM wanted)"
        for kind in index.flow_classes
    ]
    rows = index.con.execute(" UNION ALL ".join(parts)).fetchall()
    return {key: tuple(files) for key, files in rows}
