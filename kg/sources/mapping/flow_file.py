"""The Parquet file of a flow, written in stretches of rows so that the file's order is kept.

DuckDB promises no order behind a join, and sorting rows this wide costs more than making them:
so each stretch is asked for by one thread, two at a time, and they are written one after another.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from kg.sources.mapping.flow_rows import flow_rows

if TYPE_CHECKING:
    import pyarrow as pa

    from kg.sources.mapping.flows import FlowMap

STRETCH = 122_880
_THREADS = 2
#: Columns whose texts hardly repeat: a dictionary of them would only cost.
_UNIQUE = ("id", "time_text", "serial", "start_us", "balance", "seq", "row_no")


def write_flows(of: FlowMap, path: Path) -> int:
    """Write the flows of all rows that are not refused; return how many."""
    import pyarrow.parquet as pq

    of.frame.con.execute("SET threads = 1")
    try:
        stretches = _stretches(of)
        first = next(stretches)
        repeated = [name for name in first.column_names if name not in _UNIQUE]
        with pq.ParquetWriter(
            path, first.schema, compression="lz4", use_dictionary=repeated, write_statistics=False
        ) as out:
            out.write_table(first)
            return len(first) + sum(_written(out, more) for more in stretches)
    finally:
        of.frame.con.execute("RESET threads")


def _written(out: object, rows: pa.Table) -> int:
    if len(rows):
        out.write_table(rows)  # type: ignore[attr-defined]
    return len(rows)


def _stretches(of: FlowMap) -> Iterator[pa.Table]:
    """Yield the rows stretch by stretch, at least one; a few are made ahead."""
    begins = iter(range(0, max(of.last, 0) + 1, STRETCH))
    ahead: list[Future[pa.Table]] = []
    with ThreadPoolExecutor(_THREADS) as pool:
        for begin in begins:
            ahead.append(pool.submit(_stretch, of, begin))
            if len(ahead) > _THREADS:
                yield ahead.pop(0).result()
        for one in ahead:
            yield one.result()


def _stretch(of: FlowMap, begin: int) -> pa.Table:
    within = f"p.pos >= {begin} AND p.pos < {begin + STRETCH}"
    with of.frame.con.cursor() as cursor:
        cursor.execute("SET disabled_optimizers = 'build_side_probe_side'")
        return cursor.sql(flow_rows(of, within)).to_arrow_table()
