"""The refused rows of a case under their files' own headers, with the cell that is at fault."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from kg.case.sharing.export_job import log_files, refuse_unlogged
from kg.case.sharing.output_paths import checked_place, write_out
from kg.case.storage.session import Session
from kg.case.storage.source_store import layout_of, stored_source
from kg.custody import sha256_of
from kg.errors import KgError, UsageError
from kg.exports.problem_workbook import ProblemRow, ProblemSheet, problem_book
from kg.ledger.source_tables import SKIPPED
from kg.messages import Column, Message
from kg.model import Problem, Skipped, Source
from kg.records import read_records
from kg.sources import detect
from kg.sources.detect_layout import LayoutFit, own_names

Words = Callable[[str], str]
Tell = Callable[[Message, str], str]
"""Tells a reason, given the layout whose columns it names, in a person's language."""
_DELIMITERS = "\t,;|"


def write_problems(session: Session, out: Path, word: Words, tell: Tell, *, force: bool) -> int:
    """Write the marked copy and its line in the log; return how many rows it holds."""
    if out.suffix.lower() != ".xlsx":
        raise UsageError(
            Message("problems-written-as-workbook"), where=str(out), hint=Message("out-xlsx")
        )
    checked_place(out, force=force)
    refuse_unlogged(session.folder)
    sheets = list(_sheets(session, tell))
    heads = tuple(map(word, ("place", "cell", "reason")))
    book = problem_book(sheets, heads, word("no-problems"))
    write_out(out, book, force=force, private=True)
    log_files(session.folder, [out], {"result": "problems", "show_values": True})
    return sum(len(sheet.faults) for sheet in sheets)


def _sheets(session: Session, tell: Tell) -> Iterator[ProblemSheet]:
    sources = {source.sha256: source for source in session.sources()}
    for sha256, some in groupby(problems(session), key=lambda problem: problem.sha256):
        source = sources[sha256]
        fits = _fits(session, source)
        fullest = max(fits.values(), key=lambda fit: len(fit.header), default=None)
        headers = fullest.header if fullest else ()
        faults = tuple(
            _fault(
                problem, fits.get(_member(problem), fullest), tell(problem.reason, source.layout)
            )
            for problem in some
        )
        yield ProblemSheet(source.name, headers, faults)


def _fits(session: Session, source: Source) -> Mapping[str, LayoutFit]:
    """Return how each table of a kept file was understood, from its head, read again."""
    place = stored_source(session.folder, source.sha256)
    if place is None or not place.is_there:
        return {}
    if place.linked and sha256_of(place.path) != source.sha256:
        return {}
    try:
        detections = detect(place.path, layout_of(session.folder, source.layout_sha256) or None)
    except KgError:
        # the layout it was read with is another version's: the rows are shown, unmarked
        return {}
    return {member: detection.chosen for member, detection in detections.items()}


def _member(problem: Problem) -> str:
    """Return the table that a locator points into (see kg.text.locator)."""
    if re.match(r"(?:line|entry) [0-9]+$", problem.locator):
        return ""
    marks = (mark for mark in ("#line ", "#entry ") if mark in problem.locator)
    return problem.locator.rpartition(next(marks, "!"))[0]


def _fault(problem: Problem, fit: LayoutFit | None, reason: str) -> ProblemRow:
    texts = _texts(problem.text, fit.header if fit else ())
    marked = _marked(problem.reason, fit) if fit else -1
    row = re.search(r"[0-9]+$", problem.locator)
    cell = f"{_letters(marked)}{row[0]}" if marked >= 0 and row else ""
    return ProblemRow(problem.locator, cell, reason, texts, marked)


def _marked(reason: Message, fit: LayoutFit) -> int:
    """Return the place of the first cell or column that a reason speaks of, or -1."""
    for value in reason.arguments.values():
        if isinstance(value, Column):
            return fit.columns.get(value.name, -1)
        if isinstance(value, Message):
            if value.id == "cell-named":
                return _number(str(value.arguments["cell"]).rstrip("0123456789"))
            if (place := _marked(value, fit)) >= 0:
                return place
    return -1


def _texts(text: str, header: Sequence[str]) -> tuple[str, ...]:
    """Return the cells of a refused row: kept as JSON by header, or as its line."""
    if text.startswith("{"):
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            return (text,)
        names = own_names(header) if header else list(row)
        return tuple(str(row.get(name, "")) for name in names)
    for delimiter in _DELIMITERS:
        cells = next(csv.reader([text], delimiter=delimiter), [])
        if len(cells) == len(header):
            return tuple(cells)
    return (text,)


def _letters(place: int) -> str:
    """Return the letters of a column.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    letters, rest = "", place + 1
    while rest:
        rest, at = divmod(rest - 1, 26)
        letters = chr(65 + at) + letters
    return letters


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def problems(session: Session) -> Iterator[Problem]:
    """Yield the refused rows of every source that is in, in the order of loading."""
    for source in session.sources():
        path = session.folder.problems / f"{session.shelf(source)}.jsonl"
        yield from read_records(Problem, path)


def skipped(session: Session) -> Iterator[tuple[Source, Skipped]]:
    """Yield the rows of every source that are rightly no facts, in the order of loading."""
    for source in session.sources():
        path = session.folder.ledger / session.shelf(source) / SKIPPED
        yield from ((source, row) for row in read_records(Skipped, path))
