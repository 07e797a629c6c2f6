"""The readers, each called in a worker process: a file may kill the worker, never kg.

Every function here does what its namesake does in the module that it is taken from, with the same
results and errors; the functions that begin with ``serve_`` are their other end, in the worker.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from kg import workers
from kg.limits import LIMITS, Limits
from kg.model import Problem, Skipped
from kg.records import from_plain
from kg.sources import reading, starts, trying
from kg.sources.detect import Detection
from kg.sources.drafting import Guesses
from kg.sources.drafting import guess as guess_here
from kg.sources.reading import Reading
from kg.sources.starts import StartList
from kg.sources.trying import DryRun
from kg.workers.messages import fields_of

T = TypeVar("T")
Told = dict[str, Any]


def start() -> None:
    """Start the worker while other work goes on, so that the first file need not wait for it."""
    workers.start(__name__)


def read(
    path: Path | str,
    layout: str | None = None,
    *,
    limits: Limits = LIMITS,
    encoding: str | None = None,
    scratch: Path,
    key: bytes = b"",
) -> Reading:
    """Read one file into Parquet under ``scratch``: :func:`kg.sources.reading.read`."""
    more = {"layout": layout, "encoding": encoding, "scratch": str(scratch), "key": key.hex()}
    return _reading(_call("serve_read", path, limits, **more))


def detect(
    path: Path | str,
    layout: str | None = None,
    *,
    limits: Limits = LIMITS,
    encoding: str | None = None,
) -> dict[str, Detection]:
    """Return the layout of each member: :func:`kg.sources.trying.detect`."""
    told = _call("serve_detect", path, limits, layout=layout, encoding=encoding)
    return {member: from_plain(Detection, one) for member, one in told.items()}


def dry_run(
    path: Path | str,
    layout: str | None = None,
    *,
    limits: Limits = LIMITS,
    encoding: str | None = None,
) -> DryRun:
    """Read the whole file and store nothing: :func:`kg.sources.trying.dry_run`."""
    told = _call("serve_dry_run", path, limits, layout=layout, encoding=encoding)
    return DryRun(_reading(told["reading"]), {n: tuple(some) for n, some in told["mapped"].items()})


def guess(path: Path, *, limits: Limits = LIMITS, encoding: str = "") -> Guesses:
    """Return what the columns of a file may be: :func:`kg.sources.drafting.guess`."""
    return from_plain(Guesses, _call("serve_guess", path, limits, encoding=encoding))


def read_starts(path: Path | str, *, limits: Limits = LIMITS) -> StartList:
    """Return every row of a list of starts: :func:`kg.sources.starts.read_starts`."""
    return from_plain(StartList, _call("serve_starts", path, limits))


def serve_read(path: str, limits: Told, layout: str, encoding: str, scratch: str, key: str) -> Told:
    """Answer :func:`read` in the worker."""
    found = reading.read(
        path, layout, limits=Limits(**limits), encoding=encoding, scratch=Path(scratch),
        key=bytes.fromhex(key),
    )  # fmt: skip
    return _told(found)


def serve_detect(path: str, limits: Told, layout: str, encoding: str) -> Mapping[str, Detection]:
    """Answer :func:`detect` in the worker."""
    return trying.detect(path, layout, limits=Limits(**limits), encoding=encoding)


def serve_dry_run(path: str, limits: Told, layout: str, encoding: str) -> Told:
    """Answer :func:`dry_run` in the worker."""
    found = trying.dry_run(path, layout, limits=Limits(**limits), encoding=encoding)
    return {"reading": _told(found.reading), "mapped": found.mapped}


def serve_guess(path: str, limits: Told, encoding: str) -> Guesses:
    """Answer :func:`guess` in the worker."""
    return guess_here(Path(path), limits=Limits(**limits), encoding=encoding)


def serve_starts(path: str, limits: Told) -> StartList:
    """Answer :func:`read_starts` in the worker."""
    return starts.read_starts(path, limits=Limits(**limits))


def _call(function: str, path: Path | str, limits: Limits, **more: object) -> Any:
    told = {"path": os.fspath(path), "limits": fields_of(limits), **more}
    return workers.call(f"{__name__}:{function}", told, workers.Ceiling.of_file(Path(path), limits))


def _told(found: Reading) -> Told:
    """Return a reading as it passes the pipe: of many rows only what differs between them."""
    told = fields_of(dataclasses.replace(found, problems=(), skipped=()))
    told["problems"] = [(one.locator, one.code, one.reason, one.text) for one in found.problems]
    told["skipped"] = [(one.locator, one.reason) for one in found.skipped]
    return told


def _reading(told: Told) -> Reading:
    problems, skipped = told.pop("problems"), told.pop("skipped")
    found = from_plain(Reading, {**told, "problems": [], "skipped": []})
    return dataclasses.replace(
        found,
        problems=tuple(Problem(found.sha256, *one) for one in problems),
        skipped=tuple(Skipped(*one) for one in skipped),
    )
