"""Reads an extract: rows that were cut out of a lake, with what was decided of them there.

Nothing is mapped: the rows were read by kg when they went into the lake, and what they are is in
the tables of the zip. ``kg extract`` writes it; rows keep the places that they have in the file
that they come from, so evidence is named as there. So is each file of a case that was handed over
(:mod:`kg.sources.transfer_file`): all rows of one file, with what became no fact.
"""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg.errors import FormatError
from kg.limits import Limits
from kg.messages import Message
from kg.model import Problem, Skipped, UnreadColumn
from kg.records import from_plain, read_records
from kg.sources.reading_result import MemberReport, SourceReading
from kg.sources.source_file import SourceFile
from kg.sources.unpack import Gauge, opened_zip

EXTRACT = "crimechain-extract"
"""What an extract calls its form."""
EXTRACT_VERSION = 1
ABOUT = "extract.json"
PLACES = "place_"
"""Of a class of flows: where in the lake each row lies."""
SEEN = "seen_"
"""Of a class of flows: what the whole lake knows of each account."""
LAKE_LEGS = "lake_leg"
"""The legs that no row records and that rest on payments of the file, as weighed over the lake."""
LINES = "line"
"""Of a case handed over: in which line of it each row lies."""
PROBLEMS, SKIPPED = "problems.jsonl", "skipped.jsonl"
"""Of a case handed over: the rows that became no fact."""
SUFFIX = ".extract.zip"
BLOCK = 4 << 20
TABLE = re.compile(
    r"(?:flow|place|seen|unit)_[a-z_]+|entity|link|alias|row_\d+"
    r"|lake_(?:pair|reversal|conflict|leg)|listed|listed_known|alike|line|status_\d+"
)
"""The tables that the rows of one file are packed in."""
_OF_A_CASE = ("listed", "alike", "status", LINES)
"""How the names of tables begin that only files of a case handed over have."""


def is_extract(path: Path) -> bool:
    """Say whether a file is an extract, by what it holds."""
    if not zipfile.is_zipfile(path):
        return False
    with opened_zip(path) as archive:
        return ABOUT in archive.namelist()


def read_extract(path: Path, scratch: Path, limits: Limits) -> SourceReading:
    """Take the tables of an extract into ``scratch``; the ledger checks what they hold.

    Raises:
        SourceError: It is broken, of a newer version, larger than the limits, or holds a file that
            no extract has.
    """
    source = SourceFile(path, limits)
    with opened_zip(path) as archive:
        about = about_extract(archive, source.name)
        tables = [info for info in archive.infolist() if info.filename != ABOUT]
        gauge = Gauge(limits, source.name)
        for info in tables:
            if not _is_known(info.filename, is_transfer="transfer" in about):
                raise _broken(Message("extract-has-another-file", name=info.filename), source.name)
            _take(archive, info, scratch / info.filename, gauge)
    source.hash()
    source.check_unmoved()
    rows = int(about["rows"])
    layout = str(about["layout"])
    reading = SourceReading(
        sha256=source.sha256,
        name=source.name,
        size=source.size,
        reader=str(about["reader"]),
        members=(MemberReport("", layout, 0, rows, Message("extract-of-a-lake")),),
        layout=layout,
        layout_sha256=str(about["layout_sha256"]),
        read=rows,
        stored=rows,
        skipped=(),
        problems=(),
        flows=int(about["flows"]),
        origin=str(about["origin"]),
        lake=str(about["tables"]),
    )
    return _of_a_case(reading, about, scratch) if "transfer" in about else reading


def _is_known(name: str, *, is_transfer: bool) -> bool:
    """Say whether the rows of one file have a table, or a list of rows left, of this name."""
    if is_transfer and name in (PROBLEMS, SKIPPED):
        return True
    stem, dot, ending = name.partition(".")
    known = f"{dot}{ending}" == ".parquet" and TABLE.fullmatch(stem) is not None
    return known and (is_transfer or not stem.startswith(_OF_A_CASE))


def _of_a_case(reading: SourceReading, about: dict[str, Any], scratch: Path) -> SourceReading:
    """Return the reading of a file of a case handed over: named and counted as it was there."""
    problems, skipped = scratch / PROBLEMS, scratch / SKIPPED
    unread = tuple(from_plain(UnreadColumn, column) for column in about["unread"])
    handed = Message("file-of-a-case", name=str(about["transfer"]["name"]))
    report = MemberReport("", reading.layout, 0, reading.read, handed, unread=unread)
    name = Path(str(about["name"])).name
    told = replace(
        reading,
        name=reading.name if name in ("", "..") else name,
        members=(report,),
        stored=int(about["stored"]),
        skipped=tuple(read_records(Skipped, skipped)),
        problems=tuple(
            replace(problem, sha256=reading.sha256) for problem in read_records(Problem, problems)
        ),
    )
    problems.unlink(missing_ok=True)
    skipped.unlink(missing_ok=True)
    return told


def about_extract(archive: zipfile.ZipFile, where: str) -> dict[str, Any]:
    """Return what an extract says of itself.

    Raises:
        FormatError: It says it in no form that is known here.
    """
    try:
        about: Any = json.loads(archive.read(ABOUT))
    except (ValueError, RecursionError, zipfile.BadZipFile) as error:
        raise _broken(Message("extract-says-nothing"), where) from error
    known = isinstance(about, dict) and about.get("format") == EXTRACT
    if not known or about.get("version") != EXTRACT_VERSION:
        raise _broken(Message("extract-of-another-form"), where)
    texts = ("reader", "layout", "layout_sha256", "name", "tables")
    whole = all(isinstance(about.get(name), str) for name in texts)
    whole &= re.fullmatch(r"[0-9a-f]{64}", str(about.get("origin"))) is not None
    whole &= all(
        type(about.get(name)) is int and about[name] >= 0 for name in ("rows", "flows", "sources")
    )
    if "transfer" in about:
        brought = about["transfer"]
        whole &= isinstance(brought, dict) and isinstance(brought.get("name"), str)
        whole &= type(about.get("stored")) is int and isinstance(about.get("unread"), list)
    if not whole:
        raise _broken(Message("extract-says-nothing"), where)
    return dict(about)


def _take(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, gauge: Gauge) -> None:
    gauge.packed += info.compress_size
    try:
        with archive.open(info) as packed, path.open("wb") as table:
            while block := packed.read(BLOCK):
                table.write(gauge.passed(block))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise _broken(Message("extract-is-cut-off"), gauge.where) from error


def _broken(why: Message, where: str) -> FormatError:
    return FormatError(why, where=where, hint=Message("extract-it-again"))
