"""Some rows of each table of a file, read as a load would read them, to judge its columns by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.errors import FormatError, LayoutError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.chooser import Chooser
from kg.sources.detect_layout import Detection, LayoutFit, choose
from kg.sources.formats import RecordFormat, format_of
from kg.sources.formats.json_records import LINES
from kg.sources.formats.networks import NetworkRecords, WordsOf
from kg.sources.header_rows import header_place
from kg.sources.headerless import (
    RowsBelowNothing,
    column_names,
    look_of,
    rows_without_header,
)
from kg.sources.layout import Layout, LayoutColumn
from kg.sources.layout_files import find_layout
from kg.sources.open_tables import tables
from kg.sources.proposal.guess_column import role_of_header
from kg.sources.record_lists import form_of
from kg.sources.source_file import SourceFile, kind_of, no_table, text_form
from kg.sources.tables import Job, SourceTable
from kg.sources.text_survey import QUOTES, SPACES
from kg.sources.two_row_header import header_at, header_goes_on
from kg.text import file_name
from kg.text.display import JSON_RECORDS

RUN = 2_000
"""How many rows in a row are looked at, at the head, in the middle and at the end of a table."""
_HEAD = 1 << 16
_FIRST_ROWS = 1 << 20
"""So many bytes of a text hold more rows than a person looks at."""
_WHEN, _HOW_MUCH = {"time", "booked", "clock"}, {"amount", "debit", "credit"}
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSample:
    """Rows of one table: ``runs`` are stretches of it in which no row is left out.

    ``titles`` are the lines above the header, which stands in row ``header_row`` (from 1);
    ``layout`` is the shipped layout of a file that is no table but of a known format. Of a table
    without a header ``no_header`` says what the cells of each column look like. ``network`` is the
    graph of a file whose words are a person's own, ``records`` the path to the rows in JSON.
    ``has_rows`` says whether there is anything below the header, read or refused.
    """

    member: str
    where: str
    titles: tuple[Cells, ...]
    header: Cells
    header_row: int
    runs: tuple[tuple[Cells, ...], ...]
    layout: str = ""
    no_header: tuple[str, ...] = ()
    network: NetworkRecords | None = None
    records: str = ""
    has_rows: bool = True

    @property
    def rows(self) -> Iterator[Cells]:
        """Yield all rows that are looked at."""
        for run in self.runs:
            yield from run

    def column(self, place: int) -> list[str]:
        """Return the filled cells of a column, without blanks around them."""
        return [cell for row in self.rows if (cell := row[place])]


@dataclass(slots=True)
class _Sampler(Chooser):
    """Takes the likeliest header of each table, and every column of it as text."""

    titles: dict[str, tuple[Cells, ...]] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    networks: dict[str, NetworkRecords] = field(default_factory=dict)

    def of(self, where: str) -> Callable[[Sequence[Sequence[str]]], Detection]:
        """Return the choice for a table at a place."""

        def likeliest(rows: Sequence[Sequence[str]]) -> Detection:
            if begin := rows_without_header(rows):
                return self._without_header(where, rows, begin)
            place = header_place(rows)
            if place is None:
                raise LayoutError(Message("no-header-no-words"), where=where)
            place += header_goes_on(rows, place)
            header = header_at(rows, place)
            columns = {f"c{n}": LayoutColumn((name,)) for n, name in enumerate(header) if name}
            places = {f"c{n}": n for n, name in enumerate(header) if name}
            self.titles[where] = tuple(tuple(row) for row in rows[:place])
            layout = Layout("", {}, "UTC", columns)
            return Detection(LayoutFit(layout, place, header, places, ()))

        return likeliest

    def known(self, where: str) -> Callable[[Sequence[Sequence[str]]], object]:
        """Return what refuses rows of a page none of which heads a table that moves something."""
        shipped = Chooser.of(self, where)

        def told(rows: Sequence[Sequence[str]]) -> object:
            place = header_place(rows)
            roles = {role_of_header(cell) for cell in rows[place]} if place is not None else set()
            return roles if roles & _WHEN and roles & _HOW_MUCH else shipped(rows)

        return told

    def _without_header(
        self, where: str, rows: Sequence[Sequence[str]], begin: RowsBelowNothing
    ) -> Detection:
        header = column_names(begin.width)
        columns = {f"c{n}": LayoutColumn((name,)) for n, name in enumerate(header)}
        self.titles[where] = tuple(tuple(row) for row in rows[: begin.first])
        places = {name: n for n, name in enumerate(columns)}
        layout = Layout("", {}, "UTC", columns)
        return Detection(LayoutFit(layout, -1, header, places, (), data_from=begin.first))

    def of_format(
        self, where: str, found: RecordFormat
    ) -> Callable[[Sequence[Sequence[str]]], Detection]:
        """Return the choice for a file of a format: its columns as its reader makes them."""
        self.formats[where] = found.layout
        # its own default currency is not asked for here: that is what a proposal may ask
        chosen = [
            replace(one, flows=tuple(replace(f, default_currency="CNY") for f in one.flows))
            for one in map(find_layout, found.layouts)
        ]
        return lambda rows: choose(rows, chosen, where, forced=True)

    def words_of(self, where: str) -> WordsOf:
        """Return what notes a network, and says nothing of its words."""

        def note(network: NetworkRecords) -> None:
            self.networks[where] = network

        return note


def samples(
    path: Path, *, limits: Limits, encoding: str = "", lists_passed: int = 0
) -> list[TableSample]:
    """Return some rows of each table of a file that has a header.

    Args:
        path: The file.
        limits: The largest sizes that are read.
        encoding: The encoding of a text; blank: found out.
        lists_passed: How many of the longest lists of JSON are passed over.

    Raises:
        SourceError: No list of JSON is left, or the file holds no table, or cannot be read.
    """
    source = SourceFile(path, limits)
    head = source.head(_HEAD)
    form = "" if format_of(head) or form_of(head) else text_form(head)
    if kind_of(head) == "text" and form not in ("", "JSON"):
        raise no_table(form, source.name)
    is_json = form == "JSON" or (form_of(head) == "json" and not format_of(head))
    if lists_passed and not is_json:
        raise no_table("", source.name)
    sampler = _Sampler(None, source.name, parts_as_columns=True, lists_passed=lists_passed)
    taken: list[TableSample] = []
    with suppress(LayoutError):
        for opened in tables(source, sampler, limits, encoding or None):
            table = opened.tried()
            taken.append(_sample(table, sampler, file_name(path)))
    if not taken:
        raise FormatError(Message("no-header-no-words"), where=file_name(path))
    return taken


def first_rows(path: Path, folder: Path) -> Path:
    """Return a file of the first rows of a long text table, under its name in a folder.

    Of any other file, and of a text whose lines end in more than one byte, the file itself is
    returned.

    >>> first_rows(Path(__file__), Path()) == Path(__file__)
    True
    """
    with path.open("rb") as file:
        head = file.read(_FIRST_ROWS)
    rows = head[: head.rfind(b"\n") + 1]
    is_text = kind_of(head) == "text" and not (format_of(head) or form_of(head))
    if len(head) < _FIRST_ROWS or not is_text or b"\0" in head or not rows:
        return path
    part = folder / path.name
    part.write_bytes(rows)
    return part


def _sample(table: SourceTable, sampler: _Sampler, name: str) -> TableSample:
    fit = table.detection.chosen
    joint = "!" if table.reader == "workbook" else "#"
    where = f"{name}{joint}{table.member}" if table.member else name
    runs = _runs(table)
    looks: tuple[str, ...] = ()
    if fit.row < 0 and not sampler.formats.get(where):
        columns = list(zip(*(row for run in runs for row in run), strict=True))
        looks = tuple(look_of([c for c in cells if c], "" in cells) for cells in columns)
    return TableSample(
        table.member, where, sampler.titles.get(where, ()), fit.header, fit.row + 1, runs,
        sampler.formats.get(where, ""), looks, sampler.networks.get(where), _path_of(table),
        bool(table.tally.rows or table.tally.problems),
    )  # fmt: skip


def _path_of(table: SourceTable) -> str:
    """Return the path by which a layout finds the rows of JSON; blank for all other tables."""
    if table.reader == LINES:
        return "."
    is_json = table.reader.startswith(JSON_RECORDS)
    return table.reader.removeprefix(JSON_RECORDS) if is_json else ""


def _bare(cell: str) -> str:
    """Return a cell without what suppliers hang around it: blanks, and quotes at its beginning."""
    plain = cell.strip(SPACES)
    return plain.strip(QUOTES + SPACES) if plain[:1] in QUOTES else plain


def _runs(table: SourceTable) -> tuple[tuple[Cells, ...], ...]:
    """Return the first rows, and of a large table some in the middle and the last ones."""
    jobs, count = dict[int, Job](), 0
    for count, job in enumerate(table.jobs, 1):
        # each holds a block of the file: of all those passed only few may be kept
        jobs = {n: kept for n, kept in jobs.items() if n & (n - 1) == 0} | {count - 1: job}
    middle = min(jobs, key=lambda place: abs(place - count // 2), default=0)
    runs: list[tuple[Cells, ...]] = []
    for place in sorted({0, middle, count - 1}) if jobs else ():
        batch = jobs[place]()
        some = batch.slice(0 if place == 0 else max(0, len(batch) - RUN), RUN)
        columns = [column.to_pylist() for column in some.columns[1:]]
        rows = zip(*columns, strict=True)
        runs.append(tuple(tuple(_bare(cell or "") for cell in row) for row in rows))
    if len(runs) > 1 and not runs[0]:
        runs = runs[1:]
    return tuple(run for run in runs if run)
