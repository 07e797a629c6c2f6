"""Identifiers that look the same in several files and are kept apart: each holds in its own file.

What ten files of one export call ``12`` is ten things until a person says that the files share a
scope (``kg load --scope``, or ``scope`` of a layout). The readers write the identifiers that hold
in one file or scope only as ``alike.parquet``: the id, the text without the file, as it is written.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kg.ledger import all_rows
from kg.ledger.duck import connect
from kg.ledger.source_tables import Shelf

ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class KeptApart:
    """How many identifiers of a file look like those of files of another scope, and one of them."""

    count: int = 0
    like: str = ""


NONE_APART = KeptApart()


def kept_apart(shelves: Sequence[Shelf], shas: Collection[str]) -> dict[str, KeptApart]:
    """Return what some sources have that looks the same in other sources and is not.

    Args:
        shelves: The rows of every source that is in.
        shas: The hashes of the sources that are asked about.

    Returns:
        Counts by hash; a source that shares no text with another one is left out.
    """
    files = {shelf.sha256: path for shelf in shelves if (path := shelf.table(ALIKE))}
    if len(files) < 2 or not files.keys() & set(shas):
        return {}
    tellings = " UNION ALL ".join(
        f"SELECT {all_rows.text(sha256)} AS sha256, * FROM {all_rows.parquet(path)}"
        for sha256, path in files.items()
    )
    hashes = ", ".join(map(all_rows.text, sorted(files.keys() & set(shas))))
    con = connect()
    try:
        rows = con.execute(
            # the kind in an id tells a person 12 from an account 12
            f"WITH told AS (SELECT *, split_part(id, ':', 3) AS kind FROM ({tellings})), "
            "several AS (SELECT kind, alike FROM told GROUP BY kind, alike "
            "HAVING count(DISTINCT id) > 1) "
            "SELECT sha256, count(DISTINCT id), coalesce(arg_min(shown, (length(shown), shown)) "
            "FILTER (shown <> ''), min(alike)) "
            f"FROM told SEMI JOIN several USING (kind, alike) WHERE sha256 IN ({hashes}) "
            "GROUP BY sha256"
        ).fetchall()
    finally:
        con.close()
    return {sha256: KeptApart(count, like) for sha256, count, like in rows}
