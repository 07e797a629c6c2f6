"""The readers as the worker answers with them: see :mod:`kg.sources.sandboxed`."""

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
from kg.sources import drafting, reading, starts, trying
from kg.sources.detect import Detection
from kg.sources.drafting import Guesses
from kg.sources.layout_files import layouts
from kg.sources.results import Reading
from kg.sources.starts import StartList
from kg.workers.messages import fields_of

Told = dict[str, Any]


def warm_up() -> None:
    """Read what every file needs while none has been asked for yet: the layouts, the schema."""
    with suppress(KgError):  # whoever reads a file is told
        layouts()


def read(
    path: str,
    limits: Told,
    layout: str | None,
    encoding: str | None,
    scratch: str,
    key: str,
    ignore: list[str],
    scope: str,
) -> Told:
    """Answer :func:`kg.sources.read`."""
    found = reading.read(
        path, layout, limits=Limits(**limits), encoding=encoding, scratch=Path(scratch),
        key=bytes.fromhex(key), ignore=ignore, scope=scope,
    )  # fmt: skip
    return _told(found)


def detect(
    path: str, limits: Told, layout: str | None, encoding: str | None
) -> Mapping[str, Detection]:
    """Answer :func:`kg.sources.detect`."""
    return trying.detect(path, layout, limits=Limits(**limits), encoding=encoding)


def dry_run(
    path: str,
    limits: Told,
    layout: str | None,
    encoding: str | None,
    ignore: list[str],
    scope: str,
    scratch: str,
) -> Told:
    """Answer :func:`kg.sources.dry_run`."""
    found = trying.dry_run(
        path, layout, limits=Limits(**limits), encoding=encoding, ignore=ignore, scope=scope,
        scratch=Path(scratch) if scratch else None,
    )  # fmt: skip
    return {"reading": _told(found.reading), "mapped": found.mapped}


def guess(path: str, limits: Told, encoding: str) -> Guesses:
    """Answer :func:`kg.sources.guess`."""
    return drafting.guess(Path(path), limits=Limits(**limits), encoding=encoding)


def read_starts(path: str, limits: Told) -> StartList:
    """Answer :func:`kg.sources.read_starts`."""
    return starts.read_starts(path, limits=Limits(**limits))


def _told(found: Reading) -> Told:
    """Return a reading as it passes the pipe: of many rows only what differs between them."""
    told = fields_of(dataclasses.replace(found, problems=(), skipped=()))
    reasons: dict[Message, int] = {}
    for reason in chain((p.reason for p in found.problems), (s.reason for s in found.skipped)):
        reasons.setdefault(reason, len(reasons))
    told["reasons"] = list(reasons)
    told["problems"] = [(p.locator, p.code, reasons[p.reason], p.text) for p in found.problems]
    told["skipped"] = [(one.locator, reasons[one.reason]) for one in found.skipped]
    return told
