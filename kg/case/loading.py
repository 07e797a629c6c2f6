"""Files go into the case: each whole, once, under the lock, or not at all.

What one call names goes in together, a group at a time: each file is read and believed by itself,
then one write puts the facts and markers of all into the graph. The order is what makes a kill
harmless: rows are mapped into scratch folders; what is about to be done is noted; files, rows and
problems take places where nothing reads them yet; then comes that one write. Before it the load
never happened, and the next writer takes back what the note names; after it only handles, the
files' own names and the log line can be missing, and the next writer adds them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg import sources
from kg.case.acting import acting
from kg.case.checking import broken_rules
from kg.case.desk import Desk
from kg.case.following import Turn, asked, holds_no_fact
from kg.case.intake import LeftOut, found_in
from kg.case.reports import already_in, told, was_read_in_clear, with_broken
from kg.case.taking import FileLoad, Taken, known_among, take
from kg.case.unloading import left_behind, promoted_anew
from kg.errors import FormatError, SourceError
from kg.limits import Limits
from kg.messages import Message
from kg.model import Entity, Link, LoadReport, Source
from kg.requests import LoadRequest
from kg.text import file_name

__all__ = ["FileLoad", "load", "load_files"]


def load(desk: Desk, file: FileLoad) -> LoadReport:
    """Load one file; a file whose content is in already changes nothing, or is read again."""
    reports, refusals = load_files(desk, [file])
    if refusals:
        raise refusals[0]
    return reports[0]


def files_of(
    places: Sequence[Path],
    request: LoadRequest,
    on_phase: Callable[[str], None],
    on_left_out: Callable[[LeftOut], None],
) -> list[FileLoad]:
    """Return the files of these places, each to be loaded as requested.

    What of a folder is left out is told; meanwhile the worker that will read the files starts.
    """
    sources.start()
    found, left_out = found_in(places)
    for one in left_out:
        on_left_out(one)
    return [FileLoad(path, request, on_phase=on_phase) for path in found]


def load_files(
    desk: Desk, files: Iterable[FileLoad], on_file: Callable[[Path], None] = lambda path: None
) -> tuple[list[LoadReport], list[SourceError]]:
    """Load files in their order; one that is refused leaves the others in."""
    group, reports, refusals = _Group(desk), list[LoadReport](), list[SourceError]()
    try:
        for file in files:
            on_file(file.path)
            try:
                known = known_among(group.held(), file.path)
            except OSError as error:
                refusals.append(_unreadable(file.path, error))
                continue
            if known and not file.request.again:
                group.named.append(already_in(desk, known))
                continue
            if known or group.is_full:
                reports += group.put_in()
            try:
                group.take(file, known)
            except SourceError as refused:
                refusals.append(refused)
            if known:
                reports += group.put_in()
        return reports + group.put_in(), refusals
    finally:
        group.clear()


def _unreadable(path: Path, error: OSError) -> SourceError:
    return FormatError(
        Message("cannot-be-opened", strerror=error.strerror or str(error)), where=file_name(path)
    )


@dataclass(slots=True)
class _Group:
    """Files that go in together; one that is read anew goes alone.

    ``named`` is what the call named, in its order: files that were taken, and what is told of those
    that are in already.
    """

    desk: Desk
    named: list[Taken | LoadReport] = field(default_factory=list)
    scratches: list[Path] = field(default_factory=list)

    @property
    def taken(self) -> list[Taken]:
        """The files that are to go in."""
        return [one for one in self.named if isinstance(one, Taken)]

    @property
    def is_full(self) -> bool:
        """Whether the group is so large that the next files had better wait for the next one."""
        taken = self.taken
        rows = sum(one.marker.read for one in taken)
        return bool(taken) and rows >= taken[-1].file.request.limits.group_rows

    def held(self) -> list[Source]:
        """Return the sources that will be in, those of the group last."""
        return [*self.desk.sources(), *(one.marker for one in self.taken)]

    def take(self, file: FileLoad, known: Source | None) -> None:
        """Read a file, to go in with the others."""
        file.on_phase("read")
        self.scratches.append(self.desk.folder.new_scratch())
        others = _without(self.held(), known, file.request.limits)
        self.named.append(take(self.desk, file, self.scratches[-1], others, known))

    def put_in(self) -> list[LoadReport]:
        """Put what was taken into the case in one action, and return the reports of all."""
        turn, facts = self._act() if self.taken else (None, [])
        broken = broken_rules(self.desk, facts, [one.marker.sha256 for one in self.taken])
        reports = iter(with_broken(told(self.desk, self.taken, turn), broken))
        ready = [next(reports) if isinstance(one, Taken) else one for one in self.named]
        self.clear()
        return ready

    def clear(self) -> None:
        """Let go of the scratch folders."""
        for scratch in self.scratches:
            shutil.rmtree(scratch, ignore_errors=True)
        self.named, self.scratches = [], []

    def _act(self) -> tuple[Turn | None, list[Entity | Link]]:
        desk, taken, facts = self.desk, self.taken, list[Entity | Link]()
        tell, markers = taken[-1].file.on_phase, [one.marker for one in taken]
        facts_of = [{**one.log_facts(desk), **_said(one.file)} for one in taken]
        with acting(desk, "load", sources=facts_of, **_out(desk, taken)):
            tell("parquet")
            shelves = [str(one["shelf"]) for one in facts_of]
            for one, shelf in zip(taken, shelves, strict=True):
                one.place(desk, shelf)
            tell("quads")
            turn = None if self._can_wait(taken) else self._turn(taken, shelves)
            afresh = any(was_read_in_clear(desk, one) for one in taken)
            tell("marker")
            if turn:
                facts = turn.take(desk, markers, afresh=afresh)
            else:
                desk.keep((), markers=markers, afresh=afresh)
            tell("log")
        if turn:
            desk.ledger().keep_only(turn.was.index.digest, turn.now.index.digest)
        return turn, facts

    def _can_wait(self, taken: Sequence[Taken]) -> bool:
        """Say whether the graph holds no fact, before and after: then no index is needed yet.

        The first question to the case derives it; millions of rows go in at the speed of reading.
        """
        if any(one.known for one in taken) or self.desk.store.count().all_entities:
            return False
        return holds_no_fact(self.desk, (one.marker for one in taken))

    def _turn(self, taken: Sequence[Taken], shelves: Sequence[str]) -> Turn:
        was, known = asked(self.desk), taken[0].known
        index = self.desk.ledger(plus=shelves, without=[known.sha256] if known else ()).index()
        others = _without(self.desk.sources(), known, taken[0].file.request.limits)
        return Turn(was, replace(was, index=index, sources=[*others, *(t.marker for t in taken)]))


def _without(held: Sequence[Source], known: Source | None, limits: Limits) -> list[Source]:
    """Return the sources as if ``known`` had never been."""
    if known is None:
        return list(held)
    return promoted_anew((source for source in held if source != known), limits)


def _said(file: FileLoad) -> dict[str, str]:
    return {"said": file.said} if file.said else {}


def _out(desk: Desk, taken: Sequence[Taken]) -> dict[str, object]:
    known = taken[0].known
    return {"again": True, "out": left_behind(desk, known)} if known else {}
