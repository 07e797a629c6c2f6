"""Rows of text on their way: kept at once as ``row_<n>.parquet``, and mapped from there.

Parquet keeps a column's distinct texts apart, so that what is asked of a text is asked once.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.sources.detect_layout import LayoutFit, plain_header
from kg.sources.layout import LayoutColumn
from kg.sources.mapping import sql
from kg.sources.patterns import read_pattern
from kg.sources.sealed_rows import sealed
from kg.sources.tables import Job, SourceTable
from kg.sources.text_survey import TextSurvey
from kg.text import locator_sql
from kg.values.currencies import minor_words
from kg.values.statement_days import BETWEEN

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
class RowPart:
    """The data rows of one table in a file of their own; ``pos`` counts them over the source."""

    table: SourceTable
    path: Path
    first: int
    contents: ColumnContents
    rows: int = 0
    looks: TextSurvey = field(default_factory=TextSurvey)
    without: frozenset[str] = frozenset()
    """The places of rows of which no fact is to be made, as evidence names them."""

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
            f"FROM read_parquet({sql.lit(glob.escape(str(self.path)))}, file_row_number = true)"
        )

    def counts(self) -> str:
        """Return the condition that a row is not one of those that are left out."""
        if not self.without:
            return "true"
        place = locator_sql("coalesce(member, '')", "row_no", self.table.reader)
        return f"{place} NOT IN ({', '.join(map(sql.lit, sorted(self.without)))})"

    def filled_share(self, places: Sequence[int]) -> float:
        """Return the share of the rows that have a cell in one of some columns of the file."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        filled, blank = 0, self._blank_words()
        names = [self.table.names[place] for place in places]
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(columns=names):
                bare = (pc.utf8_trim(column, EDGES) for column in batch.columns)
                lacks = [pc.is_in(pc.fill_null(column, ""), value_set=blank) for column in bare]
                filled += len(batch) - pc.sum(reduce(pc.and_, lacks)).as_py()
        return filled / self.rows if self.rows else 0.0

    def words(self, place: int) -> list[str]:
        """Return the cells of a column of the file, each once."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        column = pq.read_table(self.path, columns=[self.table.names[place]]).column(0)
        found: list[str] = pc.unique(pc.utf8_trim(pc.fill_null(column, ""), EDGES)).to_pylist()
        return found

    def _blank_words(self) -> pa.Array:
        import pyarrow as pa

        return pa.array(["", *self.table.detection.chosen.layout.blank])

    def texts(self, places: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Yield the cells of some rows as JSON, reading only the groups in which they lie."""
        import pyarrow.parquet as pq

        rows = np.array(sorted(places), np.int64)
        with pq.ParquetFile(self.path) as file:
            start = self.first
            for group in range(file.num_row_groups):
                end = start + file.metadata.row_group(group).num_rows
                here = rows[np.searchsorted(rows, start) : np.searchsorted(rows, end)]
                if len(here):
                    some = file.read_row_group(group).take(here - start).to_pylist()
                    yield from zip(map(int, here), map(_cells, some), strict=True)
                start = end


@dataclass(slots=True)
class _Writer:
    """Gathers batches into groups of rows that are worth a dictionary."""

    part: RowPart
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


def keep(table: SourceTable, path: Path, first: int, key: bytes) -> RowPart:
    """Run a table's jobs on a second thread, write their rows on a third, and return the part.

    The rows of a sealed table are sealed with the key before anything of them is written.
    """
    import pyarrow as pa

    contents = ColumnContents.of(table)
    table = replace(table, jobs=contents.watched(table.jobs))
    if table.detection.chosen.layout.sealed:
        table = sealed(table, key)
    part = RowPart(table, path, first, contents, looks=TextSurvey.of(table))
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
            for future in waiting:
                future.result()
        finally:  # where one failed, what waits is not worth doing
            parsing.shutdown(cancel_futures=True)
            writing.shutdown(cancel_futures=True)


@dataclass(slots=True)
class SourceRows:
    """All parts of one source inside a DuckDB connection."""

    con: duckdb.DuckDBPyConnection
    parts: Sequence[RowPart]

    def attach(self) -> None:
        """Make the places of all rows visible as ``place``."""
        some = [f"SELECT pos, row_no, member FROM ({part.view()})" for part in self.parts]
        self.con.execute(f"CREATE VIEW place AS {' UNION ALL '.join(some)}")

    def as_raw(self, parts: Sequence[RowPart]) -> tuple[list[str], TextSurvey]:
        """Make ``raw`` of one layout's parts; return the columns it needs and how they look."""
        selects: list[str] = []
        seen: dict[str, None] = {}
        for part in parts:
            columns = cells(part.table.detection.chosen, part.table.names, self._numbers(part))
            seen |= dict.fromkeys(columns)
            picked = "".join(f", {text} AS {sql.name(n)}" for n, text in columns.items())
            # what a cell takes from rows above it, it takes from those that are left out too
            all_rows = f"SELECT pos, row_no, member{picked} FROM ({part.view()})"
            selects.append(f"FROM ({all_rows}) WHERE {part.counts()}")
        self.con.execute(f"CREATE OR REPLACE VIEW raw AS {' UNION ALL BY NAME '.join(selects)}")
        layout = parts[0].table.detection.chosen.layout
        used = layout.used()
        present = [name for name in layout.columns if name in seen and name in used]
        return present, TextSurvey.together(part.looks for part in parts)

    def left_out(self) -> list[tuple[RowPart, int, int, str]]:
        """Return the rows that are left out: their part, place, number and member."""
        return [
            (part, *row)
            for part in self.parts
            if part.without
            for row in self.con.execute(
                f"SELECT pos, row_no, member FROM ({part.view()}) WHERE NOT ({part.counts()})"
            ).fetchall()
        ]

    def _numbers(self, part: RowPart) -> list[str]:
        """Return the columns of times of day that a spreadsheet has made numbers of."""
        columns = timed(part.table.detection.chosen, part.table.names)
        if not columns:
            return []
        like = [f"regexp_matches({text}, {sql.lit(AS_NUMBER)})" for text in columns.values()]
        query = f"SELECT {', '.join(f'bool_or({test})' for test in like)} FROM ({part.view()})"
        numbers = self.con.execute(query).fetchall()[0]
        return [name for name, is_number in zip(columns, numbers, strict=True) if is_number]

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


#: A text that states a day itself needs no other cell for it (RE2).
_WHOLE = r"^\s*(?:[0-9]{4}[-/.年]|[0-9]{14})"

#: A time of day without colons, and with them. A number has lost its leading zeros.
_SIX, _SPELT = r"^([0-9]{1,2})([0-9]{2})([0-9]{2})$", r"\1:\2:\3"
_NUMBER = "^[0-9]{1,6}$"
AS_NUMBER = "^[0-9]{5}$"
"""A time of day that can only be a number; then all of its column are: 3011 is 00:30:11."""
#: What may stand around a cell, as an SQL literal.
SPACES = sql.lit("\t\r\n \u00a0\u3000\ufeff")


def cells(fit: LayoutFit, names: Sequence[str], numbers: Collection[str] = ()) -> dict[str, str]:
    """Return SQL for each column of the layout, over a table whose columns have these names.

    ``numbers`` are the columns of times of day that are written as numbers.
    """
    own = {column: _cell(fit, column, names, column in numbers) for column in fit.columns}
    carried = [column for column in fit.layout.carry if column in own]
    own |= {column: _carried(own, carried, column) for column in carried}
    return own | {column: sql.lit(text) for column, text in fit.heads.items()}


def timed(fit: LayoutFit, names: Sequence[str]) -> dict[str, str]:
    """Return SQL for the bare text of each column whose day stands in another cell."""
    return {column: _bare(sql.name(names[fit.columns[column]])) for column in fit.dates}


def _decimals(text: str) -> str:
    """Return SQL for how many decimals a cell says; the money of a state is counted in its own."""
    known = [(sql.any_of(f"lower({text})", words), sql.lit(str(n))) for n, words in minor_words()]
    return sql.case(known, text)


def _cell(fit: LayoutFit, column: str, names: Sequence[str], is_number: bool) -> str:
    about = fit.layout.columns[column]
    text = _picked(names[fit.columns[column]], about)
    if column in fit.others:
        other = _picked(names[fit.others[column]], about)
        text = f"coalesce(nullif({_bare(text)}, ''), {other})"
    if column in fit.afters:
        several = (text, *(sql.name(names[place]) for place in fit.afters[column]))
        filled = [f"nullif({_bare(part)}, '')" for part in several]
        text = f"nullif(concat_ws(' ', {', '.join(filled)}), '')"
    if column in fit.scales:
        said = _bare(sql.name(names[fit.scales[column]]))
        # what is no whole number, or has no decimals, can be read as nothing, and so is refused
        whole = f"regexp_matches({_bare(text)}, '^[0-9]+$')"
        of_money = f"NOT regexp_matches({said}, '^[0-9]{{1,2}}$')"
        below = f"regexp_matches({_bare(text)}, '^-[0-9]+$') AND {of_money}"
        between = f"CASE WHEN {whole} OR ({below}) THEN 'e-' ELSE ' e-' END"
        text = f"nullif({_bare(text)}, '') || {between} || coalesce({_decimals(said)}, '')"
    if about.until:  # a day without a year is read with what names the statement's last month
        until = f"{BETWEEN}{fit.heads.get(about.until, '')}"
        return f"nullif({_bare(text)}, '') || {sql.lit(until)}"
    if column not in fit.dates:
        return text
    day = sql.name(names[fit.dates[column]])
    whole = f"regexp_matches({text}, {sql.lit(_WHOLE)})"
    clock = _bare(text)
    if is_number:
        clock = sql.case(
            [(f"regexp_matches({clock}, {sql.lit(_NUMBER)})", f"lpad({clock}, 6, '0')")], clock
        )
    spelt = f"regexp_replace({clock}, {sql.lit(_SIX)}, {sql.lit(_SPELT)})"
    # a spreadsheet writes midnight behind a day
    only_day = f"regexp_replace({_unquoted(day)}, '[ T]0?0:00(:00(\\.0+)?)?$', '')"
    joined = f"nullif(concat_ws(' ', {only_day}, {_unquoted(spelt)}), '')"
    return sql.case([(whole, text)], joined)


def _picked(cell: str, about: LayoutColumn) -> str:
    """Return SQL for the piece of a cell that is meant, or for the cell without what is not."""
    text = sql.name(cell)
    if about.strip:
        text = f"regexp_replace({text}, {sql.lit(read_pattern(about.strip).re2)}, '', 'g')"
    if not about.pick:
        return text
    return f"nullif(regexp_extract({text}, {sql.lit(read_pattern(about.pick).re2)}, 1), '')"


def _carried(own: Mapping[str, str], carried: Sequence[str], column: str) -> str:
    """Return a cell, or that of the last row above where some cell of the group was filled."""
    filled = {name: f"nullif({_bare(own[name])}, '')" for name in carried}
    group = ", ".join(f"{sql.name(name)}: {text}" for name, text in filled.items())
    whole = f"CASE WHEN coalesce({', '.join(filled.values())}) IS NOT NULL THEN {{{group}}} END"
    above = f"last_value({whole} IGNORE NULLS) OVER (PARTITION BY member ORDER BY pos)"
    return f"({above}).{sql.name(column)}"


def _bare(text: str) -> str:
    return f"trim({text}, {SPACES})"


def _unquoted(text: str) -> str:
    """Return SQL for a text without the quotes that stand on both sides of it."""
    return f"regexp_replace({_bare(text)}, '^''(.*)''$', '\\1')"


SEEN, FEWEST_SEEN, SEEN_IN_ALL = 200, 20, 100_000
"""How many filled cells are looked at to guess a column; fewer of very many columns."""
_PLACES_BEFORE_CELLS = 1
EDGES = "\t\r\n \u00a0\u3000\ufeff'`\""


@dataclass(slots=True)
class ColumnContents:
    """The first filled cells of some columns of a table, as the batches of its rows go by.

    Args:
        unread: The places of the columns that no fact is made of.
        persons: The places of those that a layout for want of a better one takes for persons.
        blank: Words that stand for a blank cell.
        cells: The cells of both, by place; none where no cell is filled.
    """

    unread: tuple[int, ...]
    persons: tuple[int, ...]
    blank: frozenset[str]
    cells: dict[int, list[str]] = field(default_factory=dict)

    @property
    def seen(self) -> int:
        """How many cells of each column are kept."""
        share = SEEN_IN_ALL // max(1, len(self.cells))
        return min(SEEN, max(FEWEST_SEEN, share))

    @classmethod
    def of(cls, table: SourceTable) -> ColumnContents:
        """Return the contents of a table of which nothing has been seen."""
        chosen = table.detection.chosen
        read, persons = read_places(chosen), tuple(_persons(chosen))
        unread = tuple(n for n in range(len(chosen.header)) if n not in read)
        blank = frozenset(chosen.layout.blank)
        return cls(unread, persons, blank, {place: [] for place in (*unread, *persons)})

    def watched(self, jobs: Iterator[Job]) -> Iterator[Job]:
        """Yield the jobs so that what they return is seen on its way."""
        return (partial(self._seen, job) for job in jobs)

    def _seen(self, job: Job) -> pa.RecordBatch:
        batch, most = job(), self.seen
        for place, seen in self.cells.items():
            column = batch.column(place + _PLACES_BEFORE_CELLS)
            if len(seen) < most and column.null_count < len(column):
                self._take(column, seen, most)
        return batch

    def _take(self, column: pa.Array, seen: list[str], most: int) -> None:
        """Take the next filled cells, looking at few at a time: most columns are filled at once."""
        step = 10 * most
        for start in range(0, len(column), step):
            for text in column.slice(start, step).drop_null().to_pylist():
                cell = text.strip(EDGES)
                if cell and cell not in self.blank:
                    seen.append(cell[: SEEN * 5])
                    if len(seen) >= most:
                        return


def read_places(fit: LayoutFit) -> set[int]:
    """Return the places of the file's columns of which some fact is made.

    Of leaked data every column counts towards its class whose header the layout has, also several
    of one class: an order's number, its time and its sum.
    """
    if not fit.layout.sealed:
        return fit.places_of(fit.layout.used())
    names = set(map(plain_header, fit.layout.headers()))
    return {n for n, text in enumerate(fit.header) if plain_header(text) in names} | set(fit.places)


def _persons(fit: LayoutFit) -> Iterator[int]:
    if not fit.layout.generic or fit.layout.sealed:
        return
    for party in fit.layout.parties.values():
        column = party.values.get("name", "")
        kind_from_column = any(when.column in fit.columns for when in party.kind_when if when.like)
        if party.kind == "Person" and column in fit.columns and not kind_from_column:
            yield fit.columns[column]
