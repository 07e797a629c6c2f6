"""Facts and flows of a case as steps between things, and the rows behind single steps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg.ledger import all_rows, index_facts
from kg.ledger.base import PathRow, PathRows

if TYPE_CHECKING:
    from kg.ledger.index_tables import IndexTables

UNDATED = np.iinfo(np.int64).min
OPEN = np.iinfo(np.int64).max
"""The end of what no row says has ended."""


def path_rows(
    index: IndexTables, *, without: Collection[str], only: Collection[str] = ()
) -> PathRows:
    """Return every fact and flow of the case as a step.

    Args:
        index: The index of the case.
        without: Classes of facts that are no steps.
        only: The classes that are; without any, all others.

    Returns:
        The steps as columns; what a person excluded and what was not carried out is none.
    """
    con = index.con
    con.execute(
        "CREATE OR REPLACE TEMP TABLE path_end AS"
        " SELECT id, kind, (row_number() OVER (ORDER BY id) - 1)::INTEGER AS n FROM entity"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE path_row AS {' UNION ALL '.join(_selects(index))}")
    asked = [f"r.kind NOT IN ({_texts(without)})"]
    asked += [f"r.kind IN ({_texts(only)})"] if only else []
    cells = con.execute(
        "SELECT s.n AS src, t.n AS dst, coalesce(start_us, $1) AS start,"
        " coalesce(CASE WHEN flows THEN start_us ELSE end_us END, $2) AS until, flows"
        " FROM path_row r JOIN path_end s ON s.id = r.source JOIN path_end t ON t.id = r.target"
        f" WHERE s.n <> t.n AND {' AND '.join(asked)}",
        [UNDATED, OPEN],
    ).fetchnumpy()
    ends = con.execute("SELECT id, kind FROM path_end ORDER BY n").fetchall()
    return PathRows(
        src=np.asarray(cells["src"], np.int32),
        dst=np.asarray(cells["dst"], np.int32),
        start=np.asarray(cells["start"], np.int64),
        until=np.asarray(cells["until"], np.int64),
        flows=np.asarray(cells["flows"], np.bool_),
        ends=[row[0] for row in ends],
        kinds=[row[1] for row in ends],
    )


def rows_of_steps(
    index: IndexTables,
    steps: Sequence[tuple[str, str]],
    *,
    without: Collection[str],
    only: Collection[str] = (),
) -> dict[tuple[str, str], list[PathRow]]:
    """Return the rows behind steps, either way, in order of time and id; after :func:`path_rows`.

    Args:
        index: The index of the case.
        steps: Pairs of things.
        without: Classes of facts that are no steps.
        only: The classes that are; without any, all others.
    """
    if not index.want({end for step in steps for end in step}):
        return {}
    asked = [f"kind NOT IN ({_texts(without)})"]
    asked += [f"kind IN ({_texts(only)})"] if only else []
    rows = index.con.execute(
        "SELECT id, kind, source, target, start_us, end_us, flows FROM path_row"
        f" WHERE source IN (FROM wanted) AND target IN (FROM wanted) AND {' AND '.join(asked)}"
        " ORDER BY start_us NULLS LAST, id"
    ).fetchall()
    found: dict[tuple[str, str], list[PathRow]] = {step: [] for step in steps}
    for told in map(PathRow._make, rows):
        for step in {(told.source, told.target), (told.target, told.source)}:
            if step in found:
                found[step].append(told)
    return found


def _selects(index: IndexTables) -> list[str]:
    """Return the SELECTs of facts, of the object that a fact concerns, and of every flow."""
    counted = "proof IS DISTINCT FROM 'excluded'"
    fact = "start_us, end_us, false AS flows FROM link"
    selects = [
        f"SELECT id, kind, source, target, {fact} WHERE {counted}",
        f"SELECT id, kind, source, object AS target, {fact} WHERE {counted} AND object <> ''",
    ]
    for kind in index.flow_classes:
        name = all_rows.text(index_facts.class_name(kind))
        selects.append(
            f"SELECT id, {name} AS kind, source, target, start_us, end_us, true AS flows"
            f" FROM {all_rows.flow_table(kind)}"
            " WHERE status = 'ok' AND judged IS DISTINCT FROM 'excluded'"
        )
    return selects


def _texts(names: Collection[str]) -> str:
    return ", ".join(map(all_rows.text, sorted(names))) or "''"
