"""Writes the flows of a source to Parquet: the columns of the contract, as one query.

A row has an id here only where its issuer numbers the rows; any other id is made of these very
columns, and whoever reads the file makes it (:func:`kg.sources.mapping.flow_id.flow_id`).
"""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model import snake_case
from kg.sources.layout import LayoutFlow
from kg.sources.mapping import flow_amounts, sql
from kg.sources.mapping.flow_id import flow_id
from kg.sources.mapping.flows import FlowMap
from kg.sources.mapping.parties import SOURCE

if TYPE_CHECKING:
    import pyarrow as pa


_MONEY = "DECIMAL(38,18)"


def flow_rows(of: FlowMap, within: str = "true") -> str:
    """Return the query of a flow: what each row says, then its ends, then the id it has, if any.

    ``within`` is a condition on the rows ``p``.
    """
    extras = "".join(f", {sql.name(name)}" for name in _more(of))
    return (
        f"SELECT {_id(of)}source, target, start_us, end_us, precision, time_text, amount, "
        "currency, tx_count, status, serial, ordinal, reporter, direction, balance, seq, "
        f"counter_name, memo, channel, row_no, member{extras} "
        f"FROM (SELECT *, {_ends(of.flow)} FROM ({_rows_query(of)} WHERE {within}))"
    )


def end_entities(of: FlowMap) -> str:
    """Return the query of the ends that rows without a counterparty reach."""
    if not of.flow.own:
        return ""
    values = sql.json_object([("endOf", "own"), ("direction", "way")])
    return (
        f"SELECT {end_id()} AS id, end_kind AS kind, '' AS name, {values} AS values, "
        f"min(pos) AS pos FROM ({_rows_query(of)} WHERE {of.other.id} IS NULL) "
        "GROUP BY own, end_kind, way"
    )


def end_id() -> str:
    """Return SQL for the id of an account's own end, by class and direction."""
    return f"({sql.stable_id('MoneyEnd', ['own', 'end_kind', 'way'])})"


def _ends(flow: LayoutFlow) -> str:
    if not flow.own:
        return "own AS source, other AS target, '' AS reporter"
    there = f"coalesce(other, {end_id()})"
    return (
        f"CASE WHEN direction = 'in' THEN {there} ELSE own END AS source, "
        f"CASE WHEN direction = 'in' THEN own ELSE {there} END AS target, "
        f"{'own' if flow.reporter else chr(39) * 2} AS reporter"
    )


def _id(of: FlowMap) -> str:
    if not of.flow.number:
        return ""
    kind = of.parties.schema.kind(of.flow.kind).key_kind
    return f"{sql.stable_id(kind, [sql.lit(of.flow.scope), 'number'])} AS id, "


def _more(of: FlowMap) -> tuple[str, ...]:
    """Return the columns that not every flow has."""
    return (*_numbered(of), *flow_amounts.token(of.frame, of.flow), *of.flow.extras)


def _numbered(of: FlowMap) -> dict[str, str]:
    """Return what the ledger must know to tell which rows under one number tell one payment."""
    if not of.flow.issuer:
        return {}
    known = [f"({end.form} <> {sql.lit(SOURCE)})::INTEGER" for end in (of.own, of.other)]
    return {
        "issuer": sql.lit(of.flow.issuer),
        "reporter_form": of.own.form,
        "reporter_name": of.own_name(),
        "known_ends": " + ".join(known),
    }


def _rows_query(of: FlowMap) -> str:
    """Return the query of what each row says, before its ends are settled."""
    columns = ", ".join(f"{value} AS {sql.name(name)}" for name, value in _columns(of).items())
    return f"SELECT {columns} FROM {of.rows()} {of.joins()}"


def _columns(of: FlowMap) -> dict[str, str]:
    flow, frame = of.flow, of.frame
    number = [f"({frame.value(name)})::VARCHAR" for name in flow.number]
    return {
        "pos": "p.pos",
        "row_no": "p.row_no",
        "member": "p.member",
        "own": of.own.id,
        "other": of.other.id,
        "end_kind": f"CASE WHEN other IS NULL THEN {of.end_kind()} END",
        "direction": of.direction(),
        # a row that only tells a balance has none, and its end must have one
        "way": f"coalesce({of.direction()}, 'out')",
        "start_us": f"({frame.value(flow.time)})::BIGINT",
        "end_us": f"({frame.value(flow.end)})::BIGINT",
        "precision": "CASE WHEN start_us IS NULL THEN 'unknown' ELSE "
        f"{frame.precision(flow.time, flow.precision)} END",
        "time_text": _time_text(of),
        "amount": f"({of.amount()})::{_MONEY}",
        "currency": flow_amounts.currency(frame, flow),
        "tx_count": f"({frame.value(flow.tx_count)})::BIGINT",
        "status": of.status(),
        "serial": f"coalesce({frame.text(flow.serial)}, '')",
        "ordinal": of.ordinal(),
        "balance": f"({frame.value(flow.balance)})::{_MONEY}",
        "seq": of.seq(),
        "counter_name": f"({frame.value(flow.counter_name)})::VARCHAR",
        "memo": of.first_text(flow.memo),
        "channel": of.first_text(flow.channel),
        "number": f"concat_ws('#', {', '.join(number)})" if number else "''",
        **_numbered(of),
        **flow_amounts.token(frame, flow),
        **{name: f"({frame.text(column)})::VARCHAR" for name, column in flow.extras.items()},
    }


def _time_text(of: FlowMap) -> str:
    start, end = of.frame.text(of.flow.time), of.frame.text(of.flow.end)
    return f"concat_ws(' – ', {start}, {end})" if of.flow.end else start


STRETCH = 122_880
_THREADS = 2
#: Columns whose texts hardly repeat: a dictionary of them would only cost.
_UNIQUE = ("id", "time_text", "serial", "start_us", "balance", "seq", "row_no")
#: Columns of numbers that mostly rise: kept as differences.
_RISING = ("start_us", "seq", "row_no")
_DICTIONARY = 16 << 20
"""Bytes of a dictionary: by pyarrow's own limit, 1 MiB, one of ids is given up halfway."""


def write_flows(of: FlowMap, path: Path) -> int:
    """Write the prepared flows of all rows that are not refused to a Parquet file.

    A file that another layout of the same source wrote is added to: a zip or a workbook may hold
    tables of several layouts that all pay.

    Returns:
        How many flows were written.
    """
    of.frame.con.execute("SET threads = 1")
    try:
        if not path.exists():
            return _write(path, _stretches(of))
        more, joined = (path.with_suffix(f".{part}.parquet") for part in ("more", "joined"))
        written = _write(more, _stretches(of))
        _write(joined, _joined(of, [path, more]))
        joined.replace(path)
        more.unlink()
        return written
    finally:
        of.frame.con.execute("RESET threads")


def _write(path: Path, tables: Iterator[pa.Table]) -> int:
    import pyarrow.parquet as pq

    first = next(tables)
    repeated = [name for name in first.column_names if name not in _UNIQUE]
    with pq.ParquetWriter(
        path,
        first.schema,
        # measured on a million invented payments: 41 bytes a row, 131 by lz4 with neither of
        # these; written a third slower, read a sixth faster
        compression="zstd",
        use_dictionary=repeated,
        dictionary_pagesize_limit=_DICTIONARY,
        column_encoding=dict.fromkeys(_RISING, "DELTA_BINARY_PACKED"),
        write_statistics=False,
    ) as out:
        out.write_table(first)
        return len(first) + sum(_written(out, more) for more in tables)


def _written(out: object, rows: pa.Table) -> int:
    if len(rows):
        out.write_table(rows)  # type: ignore[attr-defined]
    return len(rows)


def _joined(of: FlowMap, paths: Sequence[Path]) -> Iterator[pa.Table]:
    """Yield the rows of files in order, each with the columns of all; ids are in all or in none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with_ids = ["id" in pq.read_schema(path).names for path in paths]
    made = f"{flow_id(snake_case(of.flow.kind))} AS id, "
    parts = [
        f"SELECT {made if any(with_ids) and not has_id else ''}* "
        f"FROM read_parquet({sql.lit(glob.escape(str(path)))})"
        for path, has_id in zip(paths, with_ids, strict=True)
    ]
    with of.frame.con.cursor() as cursor:
        reader = cursor.sql(" UNION ALL BY NAME ".join(parts)).to_arrow_reader(STRETCH)
        yield reader.schema.empty_table()
        yield from (pa.Table.from_batches([batch]) for batch in reader)


def _stretches(of: FlowMap) -> Iterator[pa.Table]:
    """Yield the rows stretch by stretch, at least one; a few are made ahead."""
    begins = iter(range(0, max(of.last, 0) + 1, STRETCH))
    ahead: list[Future[pa.Table]] = []
    with ThreadPoolExecutor(_THREADS) as pool:
        for begin in begins:
            ahead.append(pool.submit(_stretch, of, begin))
            if len(ahead) > _THREADS:
                yield ahead.pop(0).result()
        for future in ahead:
            yield future.result()


def _stretch(of: FlowMap, begin: int) -> pa.Table:
    within = f"p.pos >= {begin} AND p.pos < {begin + STRETCH}"
    with of.frame.con.cursor() as cursor:
        cursor.execute("SET disabled_optimizers = 'build_side_probe_side'")
        return cursor.sql(flow_rows(of, within)).to_arrow_table()
