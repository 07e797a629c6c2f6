"""The readers as the worker answers with them: see :mod:`kg.sources.reader_client`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.limits import Limits
from kg.messages import Message
from kg.requests import TableAnswers
from kg.sources import read_file, start_list, table_files, trial_read
from kg.sources.detect_layout import Detection
from kg.sources.layout_files import layouts
from kg.sources.proposal.proposal import Proposal
from kg.sources.proposal.propose import propose as _propose
from kg.sources.reading_result import SourceReading
from kg.sources.start_list import StartList
from kg.sources.table_files import TableFiles
from kg.sources.transfer_file import Transferred
from kg.sources.transfer_file import unpack_transfer as _unpack_transfer
from kg.workers.wire import fields_of

Document = dict[str, Any]


def warm_up() -> None:
    """Read what every file needs while none has been asked for yet: the layouts, the schema."""
    with suppress(KgError):  # whoever reads a file is told
        layouts()


def read(
    path: str,
    limits: Document,
    layout: str | None,
    encoding: str | None,
    scratch: str,
    key: str,
    ignore: list[str],
    scope: str,
    account: str,
    without: list[str],
    columns: dict[str, str],
) -> Document:
    """Answer :func:`kg.sources.read`."""
    reading = read_file.read(
        path, layout, limits=Limits(**limits), encoding=encoding, scratch=Path(scratch),
        key=bytes.fromhex(key), ignore=ignore, scope=scope, account=account,
        without=without, columns=columns,
    )  # fmt: skip
    return _as_document(reading)


def files_of_table(path: str, limits: Document) -> TableFiles:
    """Answer :func:`kg.sources.files_of_table`."""
    return table_files.files_of_table(path, Limits(**limits))


def unpack_transfer(path: str, limits: Document, scratch: str) -> Transferred:
    """Answer :func:`kg.sources.unpack_transfer`."""
    return _unpack_transfer(Path(path), Path(scratch), Limits(**limits))


def detect(
    path: str,
    limits: Document,
    layout: str | None,
    encoding: str | None,
    account: str,
    kept: list[str],
) -> Mapping[str, Detection]:
    """Answer :func:`kg.sources.detect_layout`."""
    return trial_read.detect(
        path, layout, limits=Limits(**limits), encoding=encoding, account=account, kept=kept
    )


def dry_run(
    path: str,
    limits: Document,
    layout: str | None,
    encoding: str | None,
    ignore: list[str],
    scope: str,
    account: str,
    scratch: str,
) -> Document:
    """Answer :func:`kg.sources.dry_run`."""
    trial = trial_read.dry_run(
        path, layout, limits=Limits(**limits), encoding=encoding, ignore=ignore, scope=scope,
        account=account, scratch=Path(scratch) if scratch else None,
    )  # fmt: skip
    return {"reading": _as_document(trial.reading), "mapped": trial.mapped}


def propose(
    path: str, limits: Document, answers: Document, encoding: str, name: str, lang: str
) -> Proposal:
    """Answer :func:`kg.sources.propose`."""
    return _propose(
        path,
        TableAnswers(**answers),
        limits=Limits(**limits),
        encoding=encoding,
        name=name,
        lang=lang,
    )


def read_starts(path: str, limits: Document) -> StartList:
    """Answer :func:`kg.sources.read_starts`."""
    return start_list.read_starts(path, limits=Limits(**limits))


def _as_document(reading: SourceReading) -> Document:
    """Return a reading as it passes the pipe: of many rows only what differs between them."""
    document = fields_of(dataclasses.replace(reading, problems=(), skipped=()))
    reasons: dict[Message, int] = {}
    for reason in chain((p.reason for p in reading.problems), (s.reason for s in reading.skipped)):
        reasons.setdefault(reason, len(reasons))
    document["reasons"] = list(reasons)
    document["problems"] = [
        (p.locator, p.code, reasons[p.reason], p.text) for p in reading.problems
    ]
    document["skipped"] = [
        (skipped.locator, reasons[skipped.reason]) for skipped in reading.skipped
    ]
    return document
