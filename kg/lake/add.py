"""Takes files into a lake: read and mapped as for a case, then decided over all rows together."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg import sources
from kg.custody import sha256_of
from kg.errors import FormatError, SourceError
from kg.files import private_files
from kg.lake.layout import ADDING, TABLES, VERSION, Lake, LakeFile
from kg.lake.tables import LakeTables, tables_digest
from kg.ledger import balance_check
from kg.ledger.build_index import IndexTerms
from kg.ledger.source_tables import derived
from kg.locking import remove_unused
from kg.messages import Message
from kg.model import Problem
from kg.records import to_json
from kg.requests import LoadRequest
from kg.sources.extract_file import is_extract
from kg.sources.table_files import TableFile

PROBLEMS = "problems.jsonl"
"""Beside the rows of a source: those that could not be stored, each with place and reason."""


@dataclass(frozen=True, slots=True)
class LakeAdded:
    """A file that was given to a lake: its rows, and whether it was in already."""

    file: LakeFile
    already: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """A table that was given to a lake: its files, those refused, and what is no part of it."""

    added: Sequence[LakeAdded]
    refused: Sequence[SourceError]
    left_out: Sequence[str]


def add_files(
    lake: Lake,
    paths: Sequence[Path],
    request: LoadRequest,
    on_step: Callable[[str], None] = lambda step: None,
) -> tuple[list[LakeAdded], list[SourceError]]:
    """Read files into a lake and derive its tables anew; what is in already changes nothing.

    The settings are written last, in one step: whoever kills this before then finds the lake as it
    was, and the same command begins again.

    Args:
        lake: Where the rows go.
        paths: The files.
        request: How they are read.
        on_step: Told what is done next.

    Returns:
        What went in, and what was refused.

    Raises:
        StoreBusy: Another process is writing into the lake.
    """
    with lake.writing():
        return add_table_files(lake, [TableFile(str(path), "") for path in paths], request, on_step)


def attach_table(
    lake: Lake,
    table: Path,
    request: LoadRequest,
    on_step: Callable[[str], None] = lambda step: None,
) -> Attached:
    """Read the files of an existing table into a lake; those that are in already change nothing.

    What is in the lake and no longer in the table stays: it was received. Given again after the
    table has grown, only what is new is read.

    Args:
        lake: Where the rows go.
        table: A folder of Parquet files, a table of Iceberg, or the metadata of one of its states.
        request: How they are read; ``layout`` says what the columns mean, if none is known.
        on_step: Told what is done next.

    Returns:
        What went in, what was refused, and what in the folder is no part of the table.

    Raises:
        NotATableError: Nothing there is a table that can be read.
        StoreBusy: Another process is writing into the lake.
    """
    with lake.writing():
        found = sources.files_of_table(table, limits=request.limits)
        return Attached(*add_table_files(lake, found.files, request, on_step), found.left_out)


def add_table_files(
    lake: Lake, files: Sequence[TableFile], request: LoadRequest, on_step: Callable[[str], None]
) -> tuple[list[LakeAdded], list[SourceError]]:
    """Read files of tables into a lake that is held for writing: see :func:`add_files`."""
    added, refused = list[LakeAdded](), list[SourceError]()
    known = {file.sha256: file for file in lake.settings.files}
    for file in files:
        on_step(file.name or Path(file.path).name)
        try:
            one = _add(lake, file, request, known)
        except SourceError as error:
            refused.append(error)
            continue
        known[one.file.sha256] = one.file
        added.append(one)
    if not all(one.already for one in added) or (added and lake.settings.version < VERSION):
        _derive(lake, tuple(known.values()), request.limits.lake_bytes, on_step)
        for one in added:
            if not one.already:
                lake.log.append("add", name=one.file.name, sha256=one.file.sha256)
    return added, refused


def _add(
    lake: Lake, given: TableFile, request: LoadRequest, known: dict[str, LakeFile]
) -> LakeAdded:
    path = Path(given.path)
    if path.is_file() and (file := known.get(sha256_of(path))):
        if given.columns and _in_table(file.name) != _in_table(given.name):
            # the same bytes elsewhere in a table are other rows, and rows are known by their bytes
            raise FormatError(Message("same-bytes-elsewhere", name=file.name), where=given.name)
        return LakeAdded(file, already=True)
    if path.is_file() and is_extract(path):
        raise FormatError(Message("extract-into-a-lake"), where=path.name)
    ledger = lake.ledger()
    scratch = lake.folder / f"{ADDING}{secrets.token_hex(6)}"
    try:
        with private_files():
            scratch.mkdir()
            reading = sources.read(
                path,
                request.layout or None,
                encoding=request.encoding or None,
                limits=request.limits,
                ignore=request.ignore,
                scope=request.scope,
                account=request.account,
                scratch=scratch.absolute(),  # the worker may have been started in another folder
                columns=given.columns,
            )
            reading = replace(reading, name=given.name or reading.name)
            if reading.batch:
                raise FormatError(Message("leaked-data-into-a-lake"), where=path.name)
            balance_check(scratch, name=reading.name, limits=request.limits)
            (scratch / PROBLEMS).write_text(_lines(reading.problems), encoding="utf-8")
            ledger.publish(scratch, reading)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return LakeAdded(LakeFile(reading.sha256, reading.name, reading.stored, len(reading.problems)))


def _in_table(name: str) -> str:
    """Return the place of a file in its table, whatever the table is called."""
    return name.partition(" ")[2]


def _lines(problems: Sequence[Problem]) -> str:
    return "".join(f"{to_json(problem)}\n" for problem in problems)


def _derive(
    lake: Lake, files: tuple[LakeFile, ...], memory: int, on_step: Callable[[str], None]
) -> None:
    """Derive the tables of all files, make them the current ones, and remove those before."""
    settings = lake.settings
    shelves = lake.ledger([file.sha256 for file in files]).shelves()
    terms = IndexTerms((), settings.pair_seconds, settings.rail_seconds)
    digest = tables_digest(shelves, terms, settings.buckets)
    derived(
        lake.folder / TABLES / digest,
        lambda work: LakeTables(work, shelves, settings.buckets, on_step, memory).run(terms),
    )
    lake.save(replace(settings, version=VERSION, files=files, tables=digest))
    for place in (lake.folder / TABLES).iterdir():
        if place.name != digest:
            remove_unused(place)  # what an extract reads meanwhile stays until the next time
