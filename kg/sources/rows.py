"""Rows of text on their way: kept at once as ``row_<n>.parquet``, and mapped from there.

Parquet keeps a column's distinct texts apart, so that what is asked of a text is asked once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.sources.cells import cells
from kg.sources.columns import EDGES, ColumnContents
from kg.sources.looks import Looks
from kg.sources.mapping import sql
from kg.sources.sealing import sealed
from kg.sources.tables import Job, Table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    import pyarrow.parquet as pq

_AHEAD = 14
"""Blocks parsed while a group of about ten is written: with fewer one thread waits for another."""
_WIDE, _AHEAD_OF_WIDE = 500, 2
"""Blocks of so many columns take several times their bytes once parsed: few are parsed ahead."""
_GROUP = 122_880
_GROUP_CELLS = 4_000_000
"""A group of a wide table ends sooner: a cell takes some ten bytes until its group is written."""
_PLACES = 2
_UNIQUE = 0.9


@dataclass(slots=True)
class Part:
    """The data rows of one table in a file of their own; ``pos`` counts them over the source."""

    table: Table
    path: Path
    first: int
    contents: ColumnContents
    rows: int = 0
    looks: Looks = field(default_factory=Looks)

    @property
    def is_sealed(self) -> bool:
        """Say whether no text of the rows is kept."""
        return self.table.detection.chosen.layout.sealed

    def where(self, name: str) -> str:
        """Return how a message names the table in the file of a name."""
        joint = "!" if self.table.reader == "workbook" else "#"
        return f"{name}{joint}{self.table.member}" if self.table.member else name

    def view(self) -> str:
        """Return the query of the rows with their places."""
        return (
            f"SELECT file_row_number + {self.first} AS pos, * EXCLUDE (file_row_number) "
            f"FROM read_parquet({sql.lit(str(self.path))}, file_row_number = true)"
        )

    def filled_share(self, places: Sequence[int]) -> float:
        """Return the share of the rows that have a cell in one of some columns of the file."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        filled, blank = 0, self._blank_words()
        names = [self.table.names[place] for place in places]
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(columns=names):
                bare = (pc.utf8_trim(column, EDGES) for column in batch.columns)
                lacks = [pc.is_in(pc.fill_null(one, ""), value_set=blank) for one in bare]
                filled += len(batch) - pc.sum(reduce(pc.and_, lacks)).as_py()
        return filled / self.rows if self.rows else 0.0

    def _blank_words(self) -> pa.Array:
        import pyarrow as pa

        return pa.array(["", *self.table.detection.chosen.layout.blank])

    def texts(self, places: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Yield the cells of some rows as JSON, reading only the groups in which they lie."""
        import pyarrow.parquet as pq

        wanted = np.array(sorted(places), np.int64)
        with pq.ParquetFile(self.path) as file:
            start = self.first
            for group in range(file.num_row_groups):
                end = start + file.metadata.row_group(group).num_rows
                here = wanted[np.searchsorted(wanted, start) : np.searchsorted(wanted, end)]
                if len(here):
                    some = file.read_row_group(group).take(here - start).to_pylist()
                    yield from zip(map(int, here), map(_cells, some), strict=True)
                start = end


@dataclass(slots=True)
class _Writer:
    """Gathers batches into groups of rows that are worth a dictionary."""

    part: Part
    schema: pa.Schema
    waiting: list[pa.RecordBatch] = field(default_factory=list)
    out: pq.ParquetWriter | None = None

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if not failed:
            self.flush()
        self._file().close()

    def add(self, job: Future[pa.RecordBatch]) -> None:
        """Take the next batch; write what has gathered once it makes a group."""
        batch = job.result()
        self.part.looks.see(batch)
        self.waiting.append(batch)
        self.part.rows += len(batch)
        rows = sum(map(len, self.waiting))
        if rows >= _GROUP or rows * len(self.schema) >= _GROUP_CELLS:
            self.flush()

    def flush(self) -> None:
        """Write what has gathered."""
        import pyarrow as pa

        some = [self._placed(batch) for batch in self.waiting if len(batch)]
        self.waiting.clear()
        if some:
            self._file(some[0]).write_table(pa.Table.from_batches(some))

    def _file(self, first: pa.RecordBatch | None = None) -> pq.ParquetWriter:
        """Return the open file; its first rows tell which columns are worth a dictionary."""
        import pyarrow.parquet as pq

        if self.out is None:
            repeated = _repeated(first) if first is not None else False
            self.out = pq.ParquetWriter(
                self.part.path, self.schema, compression="lz4",
                use_dictionary=repeated, write_statistics=False,
            )  # fmt: skip
        return self.out

    def _placed(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        import pyarrow as pa

        row_no, *columns = batch.columns
        member = pa.repeat(self.part.table.member, len(batch))
        return pa.record_batch([row_no, member, *columns], schema=self.schema)


def _repeated(rows: pa.RecordBatch) -> list[str]:
    """Return the columns of which at least one text in ten has stood before."""
    import pyarrow.compute as pc

    most = len(rows) * _UNIQUE
    return [
        name
        for name, column in zip(rows.schema.names, rows.columns, strict=True)
        if pc.count_distinct(column).as_py() <= most
    ]


def keep(table: Table, path: Path, first: int, key: bytes) -> Part:
    """Run a table's jobs on a second thread, write their rows on a third, and return the part.

    The rows of a sealed table are sealed with the key before anything of them is written.
    """
    import pyarrow as pa

    contents = ColumnContents.of(table)
    table = replace(table, jobs=contents.watched(table.jobs))
    if table.detection.chosen.layout.sealed:
        table = sealed(table, key)
    part = Part(table, path, first, contents, looks=Looks.of(table))
    places = [("row_no", pa.int64()), ("member", pa.string())]
    schema = pa.schema([*places, *((name, pa.string()) for name in table.names)])
    with _Writer(part, schema) as writer:
        _in_turn(table.jobs, writer, _AHEAD if len(table.names) <= _WIDE else _AHEAD_OF_WIDE)
    return part


def _in_turn(jobs: Iterator[Job], writer: _Writer, ahead: int) -> None:
    waiting: list[Future[None]] = []
    with ThreadPoolExecutor(1) as parsing, ThreadPoolExecutor(1) as writing:
        try:
            for job in jobs:
                waiting.append(writing.submit(writer.add, parsing.submit(job)))
                if len(waiting) >= ahead:
                    waiting.pop(0).result()
            for one in waiting:
                one.result()
        finally:  # where one failed, what waits is not worth doing
            parsing.shutdown(cancel_futures=True)
            writing.shutdown(cancel_futures=True)


@dataclass(slots=True)
class Rows:
    """All parts of one source inside a DuckDB connection."""

    con: duckdb.DuckDBPyConnection
    parts: Sequence[Part]

    def attach(self) -> None:
        """Make the places of all rows visible as ``place``."""
        some = [f"SELECT pos, row_no, member FROM ({part.view()})" for part in self.parts]
        self.con.execute(f"CREATE VIEW place AS {' UNION ALL '.join(some)}")

    def as_raw(self, parts: Sequence[Part]) -> tuple[list[str], Looks]:
        """Make ``raw`` of one layout's parts; return the columns it needs and how they look."""
        selects: list[str] = []
        seen: dict[str, None] = {}
        for part in parts:
            columns = cells(part.table.detection.chosen, part.table.names)
            seen |= dict.fromkeys(columns)
            picked = "".join(f", {text} AS {sql.name(n)}" for n, text in columns.items())
            selects.append(f"SELECT pos, row_no, member{picked} FROM ({part.view()})")
        self.con.execute(f"CREATE OR REPLACE VIEW raw AS {' UNION ALL BY NAME '.join(selects)}")
        layout = parts[0].table.detection.chosen.layout
        used = layout.used()
        present = [name for name in layout.columns if name in seen and name in used]
        return present, Looks.together(part.looks for part in parts)

    def texts(self, places: Sequence[int]) -> dict[int, str]:
        """Return the cells of some rows as JSON, as the file has them."""
        return {pos: text for part in self.parts for pos, text in part.texts(places)}

    def write_statuses(self, folder: Path, statuses: Mapping[int, str]) -> None:
        """Write, beside each part, the rows that are not simply well: place and status."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        for number, part in enumerate(self.parts):
            here = sorted(p for p in statuses if part.first <= p < part.first + part.rows)
            rows = {"place": [p - part.first for p in here], "status": [statuses[p] for p in here]}
            schema = pa.schema([("place", pa.int64()), ("status", pa.string())])
            pq.write_table(pa.table(rows, schema=schema), folder / f"status_{number}.parquet")


def _cells(row: Mapping[str, object]) -> str:
    cells = list(row.items())[_PLACES:]
    return json.dumps({n: v for n, v in cells if v is not None}, ensure_ascii=False)
