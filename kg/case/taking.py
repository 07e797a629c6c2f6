"""One file, read and believed: its rows lie in a scratch folder, and nothing is in the case yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import sources
from kg.case.desk import Desk
from kg.case.filing import file_copy, file_link, has_copy
from kg.case.history import taken_out
from kg.case.keeping import SUFFIX, keep_layout
from kg.case.logged import log_facts
from kg.custody import sha256_of, sync
from kg.files import write_atomically
from kg.ledger import BalanceReport, balance_check
from kg.ledger.shelf import SKIPPED
from kg.limits import changed_limits
from kg.model import Problem, Skipped, Source
from kg.records import to_json
from kg.requests import LoadRequest
from kg.sources import Reading

Phase = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FileLoad:
    """One file to load, and how.

    ``said`` are the words of a fact that a person typed, of which the file is made; ``on_phase`` is
    told how far the load is.
    """

    path: Path
    request: LoadRequest
    said: str = ""
    on_phase: Phase = lambda phase: None


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was read, on its way in; ``known`` is the earlier reading that it replaces."""

    file: FileLoad
    scratch: Path
    reading: Reading
    balances: BalanceReport
    marker: Source
    known: Source | None
    seconds: float

    def log_facts(self, desk: Desk) -> dict[str, Any]:
        """Return what the custody log says of the file: all that is needed to read it again."""
        said = log_facts(self.marker, desk.free_shelf(self.marker))
        if self.file.request.layout and not self.file.request.layout.endswith(SUFFIX):
            said["named_layout"] = self.file.request.layout
        if self.file.request.encoding:
            said["encoding"] = self.file.request.encoding
        if self.file.request.scope:
            said["scope"] = self.file.request.scope
        if changed := changed_limits(self.file.request.limits):
            said["limits"] = changed
        if ignored := sorted({one.name for one in self.reading.unread if one.ignored}):
            said["ignored"] = ignored
        if self.is_linked(desk):
            said["link_only"] = True
        return said

    def is_linked(self, desk: Desk) -> bool:
        """Say whether the case will have only the hash and the path of the file.

        Of leaked data nothing else is kept; where a copy is in already, it stays and is used.
        """
        kept = has_copy(desk.folder, self.reading.sha256)
        return bool(self.reading.batch) or (self.file.request.link_only and not kept)

    def place(self, desk: Desk, shelf: str) -> None:
        """Put file, rows and problems where nothing looks for them yet."""
        keep_layout(desk.folder, self.file.request.layout, self.reading.layout_sha256)
        if self.reading.batch or self.file.request.link_only:
            file_link(desk.folder, self.file.path, self.reading.sha256)
        else:
            file_copy(desk.folder, self.file.path, self.reading.sha256)
        problems = desk.folder.problems / f"{shelf}.jsonl"
        write_atomically(problems, lines_of(self.reading.problems))
        sync(desk.folder.problems)
        (self.scratch / SKIPPED).write_bytes(lines_of(self.reading.skipped))
        desk.ledger().publish(self.scratch, self.reading, shelf)


def lines_of(rows: Iterable[Problem | Skipped]) -> bytes:
    """Return refused or skipped rows as they are kept: one JSON line each."""
    return "".join(to_json(row) + "\n" for row in rows).encode()


def take(
    desk: Desk, file: FileLoad, scratch: Path, held: Iterable[Source], known: Source | None
) -> Taken:
    """Read one file into a scratch folder; ``held`` are the sources that go in before it."""
    started, request = time.monotonic(), file.request
    reading = sources.read(
        file.path,
        layout=request.layout or None,
        encoding=request.encoding or None,
        limits=request.limits,
        scratch=scratch,
        key=desk.folder.key(),
        ignore=request.ignore,
        scope=request.scope,
    )
    balances = balance_check(scratch, name=reading.name, limits=request.limits)
    number = _next_number(desk, held)
    marker = marker_of(held, reading, request.limits.promoted_flows, number)
    return Taken(file, scratch, reading, balances, marker, known, time.monotonic() - started)


def known_among(held: Iterable[Source], path: Path) -> Source | None:
    """Return the source with the same content; only files of the same size are hashed for it."""
    size = path.stat().st_size
    alike = [source for source in held if source.size == size]
    if not alike:
        return None
    sha256 = sha256_of(path)
    return next((source for source in alike if source.sha256 == sha256), None)


def _next_number(desk: Desk, held: Iterable[Source]) -> int:
    """Return a number that no source has, nor any that ``kg undo`` may bring back."""
    gone = [out["number"] for out in taken_out(desk.folder)]
    return max([*gone, *(one.number for one in (*desk.sources(), *held))], default=0) + 1


def marker_of(held: Iterable[Source], reading: Reading, promoted_flows: int, number: int) -> Source:
    """Return the source that a reading gives, beside those that are in before it.

    Its flows stand in the graph while the case has at most ``promoted_flows`` of them.
    """
    flows = sum(source.flows for source in held) + reading.flows
    return Source(
        sha256=reading.sha256,
        name=reading.name,
        size=reading.size,
        layout=reading.layout,
        layout_sha256=reading.layout_sha256,
        read=reading.read,
        stored=reading.stored,
        skipped=len(reading.skipped),
        problems=len(reading.problems),
        flows=reading.flows,
        promoted=flows <= promoted_flows,
        number=number,
    )
