"""Posts, sign-ins, calls or payments as columns: who did it, to what, when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kg.ledger import all_rows
from kg.ledger.base import ActionRows, Int64

if TYPE_CHECKING:
    from kg.ledger.index_tables import IndexTables

NUMBER, TEXT = "postNumber", "postText"


def action_rows(index: IndexTables, kind: str) -> ActionRows:
    """Return the flows of a class that stand in time, those of one moment in the order of files.

    Args:
        index: The index of the case.
        kind: A flowing class in snake case, such as ``post``.
    """
    empty = np.empty(0, np.int64)
    if kind not in index.flow_classes:
        return ActionRows(empty, empty, empty, empty, empty, (), (), ())
    extras, table = index.extras(kind), all_rows.flow_table(kind)
    number = f"nullif(trim({all_rows.name(NUMBER)}), '')" if NUMBER in extras else "NULL"
    text = f"coalesce({all_rows.name(TEXT)}, '')" if TEXT in extras else "''"
    told = (
        f"SELECT id, source, target, start_us, precision, source_no, row_no, {text} AS told,"
        f" coalesce({number}, id) AS content FROM {table} WHERE in_time"
    )
    rows = index.con.execute(
        "SELECT dense_rank() OVER (ORDER BY source) - 1 AS actor,"
        " dense_rank() OVER (ORDER BY target) - 1 AS object,"
        " dense_rank() OVER (ORDER BY content) - 1 AS content, start_us AS start,"
        " CASE precision WHEN 'second' THEN 1000000 WHEN 'minute' THEN 60000000"
        " WHEN 'day' THEN 86400000000 ELSE 1000000 END AS width, id, told"
        f" FROM ({told}) ORDER BY start_us, source_no, row_no, id"
    ).fetchnumpy()
    left = index.con.execute(f"SELECT count(*) FROM {table} WHERE NOT in_time").fetchall()[0][0]
    return ActionRows(
        actor=_whole(rows["actor"]),
        object=_whole(rows["object"]),
        content=_whole(rows["content"]),
        start=_whole(rows["start"]),
        width=_whole(rows["width"]),
        links=rows["id"].tolist(),
        actors=_sorted(index, table, "source"),
        objects=_sorted(index, table, "target"),
        texts=rows["told"].tolist() if TEXT in extras else (),
        undated=int(left),
    )


def _whole(column: Any) -> Int64:
    return np.asarray(column).astype(np.int64)


def _sorted(index: IndexTables, table: str, column: str) -> list[str]:
    query = f"SELECT DISTINCT {column} AS id FROM {table} WHERE in_time ORDER BY id"
    return [row[0] for row in index.con.execute(query).fetchall()]
