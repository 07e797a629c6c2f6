"""Rows of text on their way: kept once as Arrow while mapped, then as ``row.parquet``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.sources.cells import cells
from kg.sources.mapping import sql
from kg.sources.tables import Job, Table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_AHEAD = 3


@dataclass(slots=True)
class Part:
    """The data rows of one table in a file of their own; ``pos`` counts them over the source."""

    table: Table
    path: Path
    first: int
    rows: int = 0

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows again, in order."""
        import pyarrow as pa

        with pa.OSFile(str(self.path)) as file, pa.ipc.open_file(file) as reader:
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number)

    def dataset(self) -> object:
        """Return the rows as DuckDB reads them, column by column."""
        import pyarrow.dataset as ds

        return ds.dataset(str(self.path), format="ipc")


def keep(table: Table, path: Path, first: int) -> Part:
    """Run a table's jobs on a second thread, ahead of its reading, and keep their rows."""
    import pyarrow as pa

    part = Part(table, path, first)
    schema = pa.schema([("pos", pa.int64()), ("row_no", pa.int64()), ("member", pa.string())])
    for name in table.names:
        schema = schema.append(pa.field(name, pa.string()))
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema, options=options) as out:

        def write(job: Job) -> None:
            batch = job()
            if len(batch):
                out.write_batch(_numbered(batch, part, schema))
                part.rows += len(batch)

        _in_turn(table.jobs, write)
    return part


def _in_turn(jobs: Iterator[Job], write: object) -> None:
    waiting: list[Future[None]] = []
    with ThreadPoolExecutor(1) as pool:
        for job in jobs:
            waiting.append(pool.submit(write, job))  # type: ignore[arg-type]
            if len(waiting) >= _AHEAD:
                waiting.pop(0).result()
        for one in waiting:
            one.result()


def _numbered(batch: pa.RecordBatch, part: Part, schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    first = part.first + part.rows
    pos = pa.array(np.arange(first, first + len(batch), dtype=np.int64))
    member = pa.repeat(part.table.member, len(batch))
    row_no, *columns = batch.columns
    return pa.record_batch([pos, row_no, member, *columns], schema=schema)


@dataclass(slots=True)
class Rows:
    """All parts of one source inside a DuckDB connection."""

    con: duckdb.DuckDBPyConnection
    parts: Sequence[Part]
    _names: dict[int, str] = field(default_factory=dict)

    def attach(self) -> None:
        """Make the parts visible as ``part_0`` … and all their places as ``place``."""
        for number, part in enumerate(self.parts):
            self.con.register(f"part_{number}", part.dataset())
            self._names[id(part)] = f"part_{number}"
        some = [f"SELECT pos, row_no, member FROM {name}" for name in self._names.values()]
        self.con.execute(f"CREATE VIEW place AS {' UNION ALL '.join(some)}")

    def as_raw(self, parts: Sequence[Part]) -> list[str]:
        """Make ``raw`` of the parts of one layout; return the layout's columns that it needs."""
        selects: list[str] = []
        seen: dict[str, None] = {}
        for part in parts:
            columns = cells(part.table.detection.chosen, part.table.names)
            seen |= dict.fromkeys(columns)
            picked = "".join(f", {text} AS {sql.name(n)}" for n, text in columns.items())
            selects.append(f"SELECT pos, row_no, member{picked} FROM {self._names[id(part)]}")
        self.con.execute(f"CREATE OR REPLACE VIEW raw AS {' UNION ALL BY NAME '.join(selects)}")
        layout = parts[0].table.detection.chosen.layout
        used = layout.used()
        return [name for name in layout.columns if name in seen and name in used]

    def texts(self, places: Sequence[int]) -> dict[int, str]:
        """Return the cells of some rows as JSON, as the file has them."""
        import pyarrow as pa

        wanted = pa.table({"pos": pa.array(places, pa.int64())})
        self.con.register("wanted", wanted)
        found: dict[int, str] = {}
        for name in self._names.values():
            cursor = self.con.execute(f"SELECT p.* FROM {name} p SEMI JOIN wanted USING (pos)")
            names = [column[0] for column in cursor.description or ()]
            found |= {row[0]: _cells(names, row) for row in cursor.fetchall()}
        return found

    def write(self, path: Path, statuses: Mapping[int, str]) -> None:
        """Write ``row.parquet``: every data row as the file has it, with its status."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        names = list(dict.fromkeys(n for part in self.parts for n in part.table.names))
        schema = pa.schema(
            [("row_no", pa.int64()), ("member", pa.string()), ("status", pa.string())]
        )
        for name in names:
            schema = schema.append(pa.field(name, pa.string()))
        places = np.array(sorted(statuses), np.int64)
        with pq.ParquetWriter(
            path, schema, compression="lz4", use_dictionary=["member", "status"]
        ) as out:
            for part in self.parts:
                for batch in part.batches():
                    out.write_batch(_with_status(batch, schema, places, statuses))


def _with_status(
    batch: pa.RecordBatch, schema: pa.Schema, places: np.ndarray, statuses: Mapping[int, str]
) -> pa.RecordBatch:
    import pyarrow as pa

    first = batch.column(0)[0].as_py()
    here = places[np.searchsorted(places, first) : np.searchsorted(places, first + len(batch))]
    said = np.full(len(batch), "ok", object)
    for place in here:
        said[place - first] = statuses[int(place)]
    status = pa.array(said, pa.string()) if len(here) else pa.repeat("ok", len(batch))
    own = dict(zip(batch.schema.names, batch.columns, strict=True)) | {"status": status}
    return pa.record_batch(
        [own.get(name, pa.nulls(len(batch), pa.string())) for name in schema.names], schema=schema
    )


def _cells(names: Sequence[str], row: Sequence[object]) -> str:
    cells = {n: v for n, v in zip(names[3:], row[3:], strict=True) if v is not None}
    return json.dumps(cells, ensure_ascii=False)
