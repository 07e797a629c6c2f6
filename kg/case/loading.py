"""Files go into the case: each whole, once, under the lock, or not at all.

What one call names goes in together, a group at a time: each file is read and believed by itself,
then one write puts the facts and markers of all into the graph. The order is what makes a kill
harmless: rows are mapped into scratch folders; files, rows and problems take their places under
names that nothing reads yet; then comes that one write. Before it the load never happened; after it
only handles and the log line can be missing, and the next writer adds them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.case.acting import acting
from kg.case.desk import Desk
from kg.case.following import Turn, asked
from kg.case.history import promoted_links
from kg.case.reports import log_facts, report, with_counts
from kg.case.taking import Order, Taken, known_among, take
from kg.case.tracing import saved_traces
from kg.case.unloading import left_behind, promoted_anew
from kg.errors import SourceError
from kg.model import LoadReport, Source

__all__ = ["Order", "load", "load_files"]


def load(desk: Desk, order: Order) -> LoadReport:
    """Load one file; a file whose content is in already changes nothing, or is read again."""
    reports, refusals = load_files(desk, [order])
    if refusals:
        raise refusals[0]
    return reports[0]


def load_files(
    desk: Desk, orders: Iterable[Order], on_file: Callable[[Path], None] = lambda path: None
) -> tuple[list[LoadReport], list[SourceError]]:
    """Load files in their order; one that is refused leaves the others in."""
    group, reports, refusals = _Group(desk), list[LoadReport](), list[SourceError]()
    try:
        for order in orders:
            on_file(order.path)
            known = known_among(group.held(), order.path)
            if known and not order.again:
                group.ready.append(LoadReport(source=known, already=True))
                continue
            if known or group.is_full:
                reports += group.put_in()
            try:
                group.take(order, known)
            except SourceError as refused:
                refusals.append(refused)
            if known:
                reports += group.put_in()
        return reports + group.put_in(), refusals
    finally:
        group.clear()


@dataclass(slots=True)
class _Group:
    """Files that go in together; one that is read anew goes alone.

    ``ready`` are the reports so far, in the order of the files.
    """

    desk: Desk
    taken: list[Taken] = field(default_factory=list)
    scratches: list[Path] = field(default_factory=list)
    ready: list[LoadReport] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether the group is so large that the next files had better wait for the next one."""
        rows = sum(one.marker.read for one in self.taken)
        return bool(self.taken) and rows >= self.taken[-1].order.limits.group_rows

    def held(self) -> list[Source]:
        """Return the sources that will be in, those of the group last."""
        return [*self.desk.sources(), *(one.marker for one in self.taken)]

    def take(self, order: Order, known: Source | None) -> None:
        """Read a file, to go in with the others."""
        order.on_phase("read")
        others = [source for source in self.held() if source != known]
        if known:
            others = promoted_anew(others, order.limits)
        self.scratches.append(self.desk.folder.new_scratch())
        one = take(self.desk, order, self.scratches[-1], others, known)
        self.taken.append(one)
        self.ready.append(report(one))

    def put_in(self) -> list[LoadReport]:
        """Put what was taken into the case in one action, and return the reports of all."""
        ready = self.ready
        if self.taken:
            turn = self._act()
            ready = [self._counted(one, turn) for one in ready] if turn else ready
        self.clear()
        return ready

    def clear(self) -> None:
        """Let go of the scratch folders."""
        for scratch in self.scratches:
            shutil.rmtree(scratch, ignore_errors=True)
        self.taken, self.scratches, self.ready = [], [], []

    def _act(self) -> Turn | None:
        tell = self.taken[-1].order.on_phase
        markers = [one.marker for one in self.taken]
        tell("parquet")
        shelves = [one.place(self.desk) for one in self.taken]
        tell("quads")
        turn = None if self._can_wait(markers) else self._turn(markers, shelves)
        with acting(self.desk, "load", sources=list(map(log_facts, markers)), **self._replaced()):
            tell("marker")
            turn.take(self.desk, markers) if turn else self.desk.keep((), markers=markers)
            tell("log")
        if turn:
            self.desk.ledger().keep_only(turn.was.index.digest, turn.now.index.digest)
        return turn

    def _replaced(self) -> dict[str, object]:
        known = self.taken[0].known
        return {"again": True, "out": left_behind(self.desk, known)} if known else {}

    def _can_wait(self, markers: Sequence[Source]) -> bool:
        """Say whether the graph holds no fact, before and after: then no index is needed yet.

        The first question to the case derives it; millions of rows go in at the speed of reading.
        """
        if any(not marker.flows or marker.promoted for marker in markers):
            return False
        if self.taken[0].known or self.desk.store.count().all_entities:
            return False
        return not promoted_links(self.desk.folder) and not saved_traces(self.desk.folder)

    def _turn(self, markers: Sequence[Source], shelves: Sequence[str]) -> Turn:
        was, known = asked(self.desk), self.taken[0].known
        index = self.desk.ledger(plus=shelves, without=[known.sha256] if known else ()).index()
        others = [source for source in self.desk.sources() if source != known]
        if known:
            others = promoted_anew(others, self.taken[0].order.limits)
        return Turn(was, replace(was, index=index, sources=[*others, *markers]))

    def _counted(self, one: LoadReport, turn: Turn) -> LoadReport:
        if one.already:
            return one
        told = with_counts(one, turn)
        known = self.taken[0].known
        return replace(told, again=True, resting=turn.resting(self.desk)) if known else told
