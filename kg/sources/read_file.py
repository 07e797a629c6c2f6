"""Reads one file: Parquet in a scratch folder, every row stored, skipped or a problem."""

from __future__ import annotations

import glob
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kg.errors import FormatError, LayoutError
from kg.limits import LIMITS, MIB, Limits
from kg.messages import Message, joined
from kg.model import Problem, Skipped, UnreadColumn
from kg.sources.chooser import Chooser
from kg.sources.detect_layout import LayoutFit, duplicate_column
from kg.sources.extract_file import is_extract, read_extract
from kg.sources.layout import Layout
from kg.sources.mapping import sql
from kg.sources.misread_rows import FORM_CODES, refuse_misread, with_headers
from kg.sources.open_tables import tables
from kg.sources.reading_result import EVERY_COLUMN, MemberReport, SourceReading
from kg.sources.row_files import SPACES, RowPart, SourceRows, keep
from kg.sources.sections import LARGEST, sections_of
from kg.sources.source_file import SourceFile
from kg.sources.tables import Refusal
from kg.sources.title_lines import check_other_titles
from kg.sources.transfer_file import refuse_transfer
from kg.sources.unread_columns import column_uses, ids_as_persons
from kg.text import locator, visible
from kg.workers import CallCeiling

if TYPE_CHECKING:
    import duckdb

    from kg.sources.mapping.map_layout import Mapped


_UNSAID = frozenset({"day_or_month", "balance", "calendar", "number_form"})
"""Why rows are refused that another layout could read: it says what this one does not."""
MEMORY = 1335 * MIB
"""What DuckDB may have for one file."""


@dataclass(slots=True)
class _Gathered:
    """What the layouts of one source said, layout by layout."""

    stored: int = 0
    flows: int = 0
    problems: list[Refusal] = field(default_factory=list)
    statuses: dict[int, str] = field(default_factory=dict)
    warnings: list[Message] = field(default_factory=list)
    batch: Mapping[str, int] = field(default_factory=dict)
    left_out: list[Skipped] = field(default_factory=list)

    def add(self, mapped: Mapped) -> None:
        self.stored += mapped.rows - len(mapped.problems)
        self.flows += sum(mapped.flows.values())
        self.problems += mapped.problems
        self.warnings += mapped.warnings
        for pos, status in mapped.statuses:
            self.statuses.setdefault(pos, status)

    def leave_out(self, rows: Iterable[tuple[RowPart, int, int, str]]) -> None:
        """Count rows of which no fact was to be made."""
        for part, pos, row_no, member in rows:
            place = locator(member or "", row_no, part.table.reader)
            self.left_out.append(Skipped(place, Message("row-left-out")))
            self.statuses[pos] = "left out"


def read(
    path: Path | str,
    layout: str | None = None,
    *,
    limits: Limits = LIMITS,
    encoding: str | None = None,
    scratch: Path,
    key: bytes = b"",
    ignore: Sequence[str] = (),
    scope: str = "",
    account: str = "",
    without: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
) -> SourceReading:
    """Read one file into Parquet under ``scratch``; every row is stored, skipped or a problem.

    Args:
        path: The file: delimited text, JSON, a tagpack, a workbook, these packed, or an extract.
        layout: The name or the path of a layout; None: the one that fits its header best.
        limits: The largest sizes and counts that are read.
        encoding: The encoding of a text; None: found out.
        scratch: The folder for the Parquet files.
        key: The key with which leaked data is sealed; empty: a secret that nobody keeps.
        ignore: Columns that need not be read, whatever the facts need (``*``: any).
        scope: The name of the files with which this one shares its identifiers; blank: those of
            the layout's scope, or none.
        account: Whose statement it is, where the layout asks for it.
        without: Places of rows of which no fact is made, as evidence names them: they are skipped.
        columns: Columns of all rows of a Parquet file that the file itself has not, by name.

    Returns:
        The counts, the problems, and how each table was understood.

    Raises:
        SourceError: The file must be refused; the reason names the place.
    """
    if is_extract(Path(path)):
        return read_extract(Path(path), scratch, limits)
    refuse_transfer(Path(path))
    source = SourceFile(Path(path), limits)
    answers = {"account": account} if account else {}
    chooser = Chooser(layout, source.name, answers, columns=columns or {})
    if source.name != source.path.name:
        chooser.warnings.append(Message("name-in-gb18030"))
    work = scratch / ".rows"
    work.mkdir(parents=True, exist_ok=True)
    try:
        key = key or secrets.token_bytes(32)
        terms = (encoding, scratch, key, scope, frozenset(without))
        parts, gathered = _parts_and_facts(source, chooser, *terms)
        if cuts := _sections(source, parts, gathered):
            _clear(scratch, work)
            chooser = Chooser(layout, source.name, answers, cuts=cuts)
            parts, gathered = _parts_and_facts(source, chooser, *terms)
        own = bool(layout) and str(layout).endswith(".toml")
        uses = [column_uses(part, part.where(source.name), ignore, own=own) for part in parts]
        for header in filter(None, map(ids_as_persons, parts if not layout else ())):
            chooser.warnings.append(Message("ids-taken-for-persons", column=header))
        _refuse_other_accounts(gathered, source.name, parts)
        _refuse_unsaid(gathered, source.name, parts)
        if not layout and EVERY_COLUMN not in ignore:
            refuse_misread(source, parts, gathered.problems, limits, encoding or "")
            _refuse_all_alike(gathered, source.name, parts)
        source.check_unmoved()
        for part in parts:
            part.path.rename(scratch / part.path.name)
    except LayoutError:
        for facts in scratch.glob("*.parquet"):
            facts.unlink()
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return _reading(source, chooser, parts, uses, gathered, scope)


def _parts_and_facts(
    source: SourceFile,
    chooser: Chooser,
    encoding: str | None,
    scratch: Path,
    key: bytes,
    scope: str,
    without: frozenset[str],
) -> tuple[list[RowPart], _Gathered]:
    """Read the tables of a file and map their rows; the facts lie in ``scratch``."""
    work = scratch / ".rows"
    parts = list(parts_of(source, chooser, source.limits, encoding, work, key))
    if not parts:
        warnings = joined("first-then", chooser.warnings or [Message("it-is-empty")])
        raise LayoutError(Message("holds-no-readable-table", said=warnings), where=source.name)
    source.hash()
    for part in parts:
        part.without = without
    return parts, _map(parts, source, scratch, work, scope)


def _sections(
    source: SourceFile, parts: Sequence[RowPart], gathered: _Gathered
) -> Mapping[str, Sequence[int]]:
    """Return where further tables begin in the sheets or texts of a file that is not too large."""
    return sections_of(parts, gathered.problems) if source.size <= LARGEST else {}


def _clear(scratch: Path, work: Path) -> None:
    for facts in (*scratch.glob("*.parquet"), *work.glob("*.parquet")):
        facts.unlink()


def _refuse_unsaid(gathered: _Gathered, name: str, parts: Sequence[RowPart]) -> None:
    """Refuse a file of which no row is stored because its layout does not say how it is meant."""
    unsaid = [problem for problem in gathered.problems if problem.code in _UNSAID]
    if unsaid and not gathered.stored:
        _refuse_for(unsaid[0], 0, name, parts)


def _refuse_all_alike(gathered: _Gathered, name: str, parts: Sequence[RowPart]) -> None:
    """Refuse a file all of whose rows, two or more, are refused for one and the same fault."""
    told = {(problem.code, problem.reason.id) for problem in gathered.problems}
    alike = len(told) == 1 and {code for code, _ in told} <= FORM_CODES
    if alike and not gathered.stored and len(gathered.problems) > 1:
        _refuse_for(gathered.problems[0], len(gathered.problems), name, parts)


def _refuse_for(first: Refusal, rows: int, name: str, parts: Sequence[RowPart]) -> NoReturn:
    """Raise LayoutError for the first of the rows that no layout reads, and their number, if any.

    Raises:
        LayoutError: Always.
    """
    part = next(part for part in parts if part.table.tally.member == first.member)
    place = locator(first.member, first.row_no, part.table.reader)
    what = with_headers(first.reason, part.table.detection.chosen)
    if rows:
        what = Message("no-row-can-be-stored", rows=rows, reason=what)
    hint = Message("draft-a-layout-that-says-it")
    raise LayoutError(what, where=f"{name} {place}", hint=hint)


def _refuse_other_accounts(gathered: _Gathered, name: str, parts: Sequence[RowPart]) -> None:
    """Refuse a file of which a table holds the rows of another account, under its own title."""
    for part in parts:
        tally = part.table.tally
        refused = [p for p in (*tally.problems, *gathered.problems) if p.member == tally.member]
        if not part.is_sealed:
            check_other_titles(part.table.detection.chosen, refused, ",;\t|", part.where(name))


def parts_of(
    source: SourceFile,
    chooser: Chooser,
    limits: Limits,
    encoding: str | None,
    work: Path,
    key: bytes,
) -> Iterator[RowPart]:
    """Yield each table of a file with its rows kept as Parquet in ``work``; none is mapped yet."""
    first = 0
    for number, opened in enumerate(tables(source, chooser, limits, encoding)):
        path = work / f"row_{number}.parquet"
        part = opened.kept(lambda table: keep(table, path, first, key))  # noqa: B023
        if not part.table.tally.agrees:
            raise FormatError(Message("rows-lost-in-reading"), where=source.name)
        first += part.rows
        yield part


def _map(
    parts: Sequence[RowPart], source: SourceFile, scratch: Path, work: Path, scope: str
) -> _Gathered:
    from kg.sources.leaked_lists import map_batch
    from kg.sources.mapping.map_layout import LayoutMapping, prepare, write_facts

    gathered, con = _Gathered(), engine(work, scratch, _memory(source))
    try:
        rows = SourceRows(con, parts)
        rows.attach()
        _refuse_twins(con, parts, source.name)
        prepare(con)
        left_out = rows.left_out()
        batch = [part for part in parts if part.is_sealed]
        if batch:
            gathered.batch = map_batch(con, batch, source.sha256, source.name, scratch)
            sealed_out = sum(part.is_sealed for part, *_ in left_out)
            gathered.stored += sum(part.rows for part in batch) - sealed_out
        for layout, some in _by_layout(part for part in parts if not part.is_sealed).values():
            present, looks = rows.as_raw(some)
            serial = some[0].table.serial
            mapping = LayoutMapping(con, layout, source.sha256, rows.texts, serial, scope)
            gathered.add(mapping.run(present, looks, scratch))
        write_facts(con, scratch)
        gathered.leave_out(left_out)
        rows.write_statuses(scratch, gathered.statuses)
    finally:
        con.close()
    return gathered


def _refuse_twins(con: duckdb.DuckDBPyConnection, parts: Sequence[RowPart], name: str) -> None:
    """Refuse a table of which two filled columns have one name that the layout needs."""
    for part in parts:
        fit = part.table.detection.chosen
        blank = ", ".join(map(sql.lit, ["", *fit.layout.blank]))
        for place, twin in fit.twins() if not part.is_sealed else ():
            text = f"trim({sql.name(part.table.names[twin])}, {SPACES})"
            query = f"SELECT 1 FROM ({part.view()}) WHERE {text} NOT IN ({blank}) LIMIT 1"
            if con.execute(query).fetchone():
                raise duplicate_column(fit, place, twin, f"{name} {part.table.member}".strip())


def _memory(source: SourceFile) -> int:
    """Return the bytes that DuckDB may have for a file.

    It is well below what the worker may have: so DuckDB writes to disk before it is refused memory.
    """
    return min(MEMORY, CallCeiling.of_file(source.path, source.limits).bytes // 2)


def engine(work: Path, scratch: Path, memory: int = MEMORY) -> duckdb.DuckDBPyConnection:
    """Return an engine that reads and writes the scratch folder and reaches nothing else."""
    import duckdb

    con = duckdb.connect()
    con.execute(f"SET memory_limit = '{memory // MIB}MiB'")
    con.execute(f"SET temp_directory = {sql.lit(f'{work}/spill')}")
    con.execute("SET TimeZone = 'UTC'")
    # joins probe with the rows and look up in the small table: so rows keep the file's order
    con.execute("SET disabled_optimizers = 'build_side_probe_side'")
    con.execute("SET autoinstall_known_extensions = false")
    con.execute("SET autoload_known_extensions = false")
    con.execute("SET python_enable_replacements = false")
    allowed = ", ".join(map(sql.lit, sorted({str(scratch), glob.escape(str(scratch))})))
    con.execute(f"SET allowed_directories = [{allowed}]")
    con.execute("SET enable_external_access = false")
    return con


def _by_layout(parts: Iterable[RowPart]) -> dict[str, tuple[Layout, list[RowPart]]]:
    parts_by_layout: dict[str, tuple[Layout, list[RowPart]]] = {}
    for part in parts:
        layout = part.table.detection.chosen.layout
        parts_by_layout.setdefault(layout.name, (layout, []))[1].append(part)
    return parts_by_layout


def _under_headers(warnings: Sequence[Message], fits: Sequence[LayoutFit]) -> Sequence[Message]:
    """Return the warnings with the file's headers, where all of its tables have the same."""
    if len({(fit.layout.name, fit.header) for fit in fits}) > 1:
        return warnings
    return [with_headers(warning, fits[0]) for warning in warnings]


def _reading(
    source: SourceFile,
    chooser: Chooser,
    parts: Sequence[RowPart],
    uses: Sequence[tuple[UnreadColumn, ...]],
    gathered: _Gathered,
    scope: str,
) -> SourceReading:
    reader = parts[0].table.reader
    tallies = [part.table.tally for part in parts]
    skipped = [
        Skipped(locator(tally.member, row_no, reader), reason)
        for tally in tallies
        for row_no, reason in tally.skipped
    ] + gathered.left_out
    order = {tally.member: place for place, tally in enumerate(tallies)}
    refused = [*(problem for tally in tallies for problem in tally.problems), *gathered.problems]
    refused += chooser.unread
    refused.sort(key=lambda refusal: (order.get(refusal.member, len(order)), refusal.row_no))
    primary = max(parts, key=lambda part: part.rows).table.detection.chosen.layout
    warnings = [
        *chooser.warnings,
        *(w for p in parts for w in p.table.warnings),
        *_under_headers(gathered.warnings, [part.table.detection.chosen for part in parts]),
    ]
    result = SourceReading(
        sha256=source.sha256,
        name=source.name,
        size=source.size,
        reader=reader,
        members=tuple(map(_member, parts, uses)),
        layout=primary.name,
        # a person's own layout is kept by its hash, though the largest table be of a shipped one
        layout_sha256=chooser.own_layout_sha256 or primary.sha256,
        # a table that no layout fits counts as one line: the problem that names it
        read=sum(tally.read for tally in tallies) + len(chooser.unread),
        stored=gathered.stored,
        skipped=tuple(skipped),
        problems=tuple(_problem(refusal, source.sha256, reader) for refusal in refused),
        warnings=tuple(dict.fromkeys(warnings)),
        encoding=chooser.encoding,
        flows=gathered.flows,
        content_sha256=chooser.content_sha256,
        batch=gathered.batch,
        scope=scope or primary.scope,
    )
    if result.read != result.stored + len(result.skipped) + len(result.problems):
        raise FormatError(Message("row-counts-disagree"), where=source.name)
    return result


def _member(part: RowPart, uses: tuple[UnreadColumn, ...]) -> MemberReport:
    table = part.table
    detection = table.detection
    return MemberReport(
        table.member, detection.chosen.layout.name, table.header_row, part.rows,
        detection.why(), table.hidden, uses,
    )  # fmt: skip


def _problem(refusal: Refusal, sha256: str, reader: str) -> Problem:
    place = locator(refusal.member, refusal.row_no, reader)
    return Problem(sha256, place, refusal.code, refusal.reason, visible(refusal.text))
