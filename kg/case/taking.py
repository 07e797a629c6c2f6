"""One file, read and believed: its rows lie in a scratch folder, and nothing is in the case yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kg import sources
from kg.case.desk import Desk
from kg.case.filing import file_copy, file_link
from kg.case.history import taken_out
from kg.case.keeping import keep_layout
from kg.custody import sha256_of
from kg.files import write_atomically
from kg.ledger import BalanceReport, balance_check
from kg.ledger.shelf import SKIPPED
from kg.limits import LIMITS, Limits
from kg.model import Problem, Skipped, Source
from kg.records import to_json
from kg.sources import Reading

Phase = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What to load and how: the file, and what a person says about it.

    ``said`` are the words of a fact that a person typed, of which the file is made.
    """

    path: Path
    layout: str = ""
    encoding: str = ""
    again: bool = False
    link_only: bool = False
    said: str = ""
    limits: Limits = LIMITS
    on_phase: Phase = lambda phase: None


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was read, on its way in; ``known`` is the earlier reading that it replaces."""

    order: Order
    scratch: Path
    reading: Reading
    balances: BalanceReport
    marker: Source
    known: Source | None
    seconds: float

    def place(self, desk: Desk) -> str:
        """Put file, rows and problems where nothing looks for them yet; return the shelf."""
        keep_layout(desk.folder, self.order.layout, self.reading.layout_sha256)
        shelf = desk.free_shelf(self.marker)
        if self.reading.batch or self.order.link_only:
            only = bool(self.reading.batch)
            file_link(desk.folder, self.order.path, self.reading.sha256, only=only)
        else:
            file_copy(desk.folder, self.order.path, self.reading.sha256)
        write_atomically(desk.folder.problems / f"{shelf}.jsonl", _lines(self.reading.problems))
        (self.scratch / SKIPPED).write_bytes(_lines(self.reading.skipped))
        desk.ledger().publish(self.scratch, self.reading, shelf)
        return shelf


def _lines(rows: Iterable[Problem | Skipped]) -> bytes:
    return "".join(to_json(row) + "\n" for row in rows).encode()


def take(
    desk: Desk, order: Order, scratch: Path, held: Iterable[Source], known: Source | None
) -> Taken:
    """Read one file into a scratch folder; ``held`` are the sources that go in before it."""
    started = time.monotonic()
    reading = sources.read(
        order.path,
        layout=order.layout or None,
        encoding=order.encoding or None,
        limits=order.limits,
        scratch=scratch,
        key=desk.folder.key(),
    )
    balances = balance_check(scratch, name=reading.name, limits=order.limits)
    marker = _marker(held, reading, order.limits, _next_number(desk, held))
    return Taken(order, scratch, reading, balances, marker, known, time.monotonic() - started)


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


def _marker(held: Iterable[Source], reading: Reading, limits: Limits, number: int) -> Source:
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
        promoted=flows <= limits.promoted_flows,
        number=number,
    )
