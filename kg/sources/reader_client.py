"""The readers, each called in a worker process: a file may kill the worker, never kg.

Every function here does what its namesake does in the module that it is taken from, with the same
results and errors; :mod:`kg.sources.reader_worker` is their other end, in the worker.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import workers
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.model import Problem, Skipped
from kg.records import from_plain
from kg.requests import TableAnswers, option_fields
from kg.sources.detect_layout import Detection
from kg.sources.reading_result import DryRun, SourceReading
from kg.workers.wire import fields_of

if TYPE_CHECKING:
    from kg.sources.proposal.proposal import Proposal
    from kg.sources.start_list import StartList
    from kg.sources.table_files import TableFiles
    from kg.sources.transfer_file import Transferred

SERVED = "kg.sources.reader_worker"
Document = dict[str, Any]
NO_ANSWERS = TableAnswers()
_ANSWERS = tuple(field.name for field in option_fields(TableAnswers))


def start() -> None:
    """Start the worker while other work goes on, so that the first file need not wait for it."""
    workers.start(SERVED)


def stop() -> None:
    """End the workers: what other threads read by them fails."""
    workers.stop(SERVED)


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
    """Read one file into Parquet under ``scratch``: :func:`kg.sources.read_file.read`."""
    more = {"layout": layout, "encoding": encoding, "scratch": str(scratch), "key": key.hex()}
    more |= {"scope": scope, "account": account}
    rows = {"ignore": list(ignore), "without": list(without), "columns": dict(columns or {})}
    return _reading(_call("read", path, limits, **more, **rows))


def files_of_table(path: Path | str, *, limits: Limits = LIMITS) -> TableFiles:
    """Return the files of a table: :func:`kg.sources.table_files.files_of_table`."""
    from kg.sources.table_files import TableFiles

    arguments = {"path": os.fspath(path), "limits": fields_of(limits)}
    ceiling = workers.CallCeiling(limits.reader_seconds, limits.reader_bytes, Path(path).name)
    found = workers.call(f"{SERVED}:files_of_table", arguments, ceiling)
    return from_plain(TableFiles, found)


def detect(
    path: Path | str,
    layout: str | None = None,
    *,
    limits: Limits = LIMITS,
    encoding: str | None = None,
    account: str = "",
    kept: Sequence[Path | str] = (),
) -> dict[str, Detection]:
    """Return the layout of each member: :func:`kg.sources.trial_read.detect`."""
    more = {"account": account, "kept": [str(path) for path in kept]}
    detections = _call("detect", path, limits, layout=layout, encoding=encoding, **more)
    return {member: from_plain(Detection, detection) for member, detection in detections.items()}


def dry_run(
    path: Path | str,
    layout: str | None = None,
    *,
    limits: Limits = LIMITS,
    encoding: str | None = None,
    ignore: Sequence[str] = (),
    scope: str = "",
    account: str = "",
    scratch: Path | None = None,
) -> DryRun:
    """Read the whole file and store nothing: :func:`kg.sources.trial_read.dry_run`."""
    more = {"ignore": list(ignore), "scope": scope, "scratch": str(scratch or "")}
    more["account"] = account
    document = _call("dry_run", path, limits, layout=layout, encoding=encoding, **more)
    return DryRun(
        _reading(document["reading"]), {n: tuple(some) for n, some in document["mapped"].items()}
    )


def propose(
    path: Path | str,
    answers: TableAnswers = NO_ANSWERS,
    *,
    limits: Limits = LIMITS,
    encoding: str = "",
    name: str = "",
    lang: str = "zh",
) -> Proposal:
    """Return a layout for a file that none fits: :func:`kg.sources.proposal.propose.propose`."""
    from kg.sources.proposal.proposal import Proposal

    more = {"encoding": encoding, "name": name, "lang": lang}
    given = {name: getattr(answers, name) for name in _ANSWERS}
    return from_plain(Proposal, _call("propose", path, limits, answers=given, **more))


def read_starts(path: Path | str, *, limits: Limits = LIMITS) -> StartList:
    """Return every row of a list of starts: :func:`kg.sources.start_list.read_starts`."""
    from kg.sources.start_list import StartList

    return from_plain(StartList, _call("read_starts", path, limits))


def unpack_transfer(path: Path | str, scratch: Path, *, limits: Limits = LIMITS) -> Transferred:
    """Pack each file of a case handed over: :func:`kg.sources.transfer_file.unpack_transfer`."""
    from kg.sources.transfer_file import Transferred

    return from_plain(Transferred, _call("unpack_transfer", path, limits, scratch=str(scratch)))


def _call(function: str, path: Path | str, limits: Limits, **more: object) -> Any:
    arguments = {"path": os.fspath(path), "limits": fields_of(limits), **more}
    return workers.call(
        f"{SERVED}:{function}", arguments, workers.CallCeiling.of_file(Path(path), limits)
    )


def _reading(document: Document) -> SourceReading:
    problems, skipped = document.pop("problems"), document.pop("skipped")
    reasons = [Message.from_plain(reason) for reason in document.pop("reasons")]
    reading = from_plain(SourceReading, {**document, "problems": [], "skipped": []})
    return dataclasses.replace(
        reading,
        problems=tuple(
            Problem(reading.sha256, place, code, reasons[at], text)
            for place, code, at, text in problems
        ),
        skipped=tuple(Skipped(place, reasons[at]) for place, at in skipped),
    )
