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
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from kg import sources
from kg.case.evidence.input_files import IgnoredPath, found_in
from kg.case.evidence.proposed_layouts import (
    kept_layout,
    proposal_for,
    proposed_layout,
    refuse_a_reading_of_nothing,
    with_proposal,
)
from kg.case.evidence.told_already import Beside, check_not_told_already
from kg.case.evidence.unload import left_behind, promoted_anew
from kg.case.questions.shape_check import LoadCheck
from kg.case.storage.case_log import log_facts, promoted_ceilings, taken_out, was_in_clear
from kg.case.storage.graph_sync import SyncChange, holds_no_fact, sync_scope
from kg.case.storage.session import Session
from kg.case.storage.source_store import (
    SUFFIX,
    file_copy,
    file_link,
    has_copy,
    is_linked,
    store_layout,
)
from kg.case.storage.transaction import transaction
from kg.custody import sha256_of, sync
from kg.errors import FormatError, LayoutError, SourceError
from kg.files import write_atomically
from kg.ledger import BalanceReport, Index, balance_check
from kg.ledger.extracts import check_extract
from kg.ledger.similar_identifiers import NONE_APART, KeptApart, kept_apart
from kg.ledger.source_tables import SKIPPED
from kg.limits import Limits, changed_limits
from kg.messages import Message
from kg.model import BrokenRule, LoadReport, Problem, Skipped, Source
from kg.records import to_json
from kg.requests import LoadRequest
from kg.sources import DryRun, SourceReading
from kg.sources.reading_result import NO_LAYOUT, UNKNOWN_WORDS
from kg.system_errors import as_kg_errors
from kg.text import file_name

__all__ = ["FileLoad", "load", "load_files"]


def load(session: Session, file: FileLoad) -> LoadReport:
    """Load one file; a file whose content is in already changes nothing, or is read again."""
    reports, refusals = load_files(session, [file])
    if refusals:
        raise refusals[0]
    return reports[0]


def files_of(
    places: Sequence[Path],
    request: LoadRequest,
    on_phase: Callable[[str], None],
    on_left_out: Callable[[IgnoredPath], None],
) -> list[FileLoad]:
    """Return the files of these places, each to be loaded as requested.

    What of a folder is left out is told; meanwhile the worker that will read the files starts.
    """
    sources.start()
    paths, left_out = found_in(places)
    for ignored in left_out:
        on_left_out(ignored)
    return [FileLoad(path, request, on_phase=on_phase) for path in paths]


def load_files(
    session: Session, files: Iterable[FileLoad], on_file: Callable[[Path], None] = lambda path: None
) -> tuple[list[LoadReport], list[SourceError]]:
    """Load files in their order; one that is refused leaves the others in."""
    group, reports, refusals = _LoadGroup(session), list[LoadReport](), list[SourceError]()
    try:
        for file in files:
            on_file(file.path)
            try:
                known = known_among(group.held(), file.path)
            except OSError as error:
                refusals.append(_unreadable(file.path, error))
                continue
            if known and not file.request.again:
                group.named.append(already_in(session, known))
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
class _LoadGroup:
    """Files that go in together; one that is read anew goes alone.

    ``named`` is what the call named, in its order: files that were taken, and what is told of those
    that are in already.
    """

    session: Session
    named: list[ReadFile | LoadReport] = field(default_factory=list)
    scratches: list[Path] = field(default_factory=list)

    @property
    def taken(self) -> list[ReadFile]:
        """The files that are to go in."""
        return [file for file in self.named if isinstance(file, ReadFile)]

    @property
    def is_full(self) -> bool:
        """Whether the group is so large that the next files had better wait for the next one."""
        taken = self.taken
        rows = sum(file.marker.read for file in taken)
        return bool(taken) and rows >= taken[-1].file.request.limits.group_rows

    def held(self) -> list[Source]:
        """Return the sources that will be in, those of the group last."""
        return [*self.session.sources(), *(file.marker for file in self.taken)]

    def take(self, file: FileLoad, known: Source | None) -> None:
        """Read a file, to go in with the others."""
        file.on_phase("read")
        self.scratches.append(self.session.folder.new_scratch())
        others = _without(self.session, self.held(), known)
        beside = [
            Beside(other.reading.name, other.reading.layout, other.scratch) for other in self.taken
        ]
        self.named.append(take(self.session, file, self.scratches[-1], others, known, beside))

    def put_in(self) -> list[LoadReport]:
        """Put what was taken into the case in one action, and return the reports of all."""
        check = LoadCheck(self.session, [file.marker.sha256 for file in self.taken])
        turn = self._act(check) if self.taken else None
        reports = iter(with_broken(load_reports(self.session, self.taken, turn), check.broken()))
        ready = [next(reports) if isinstance(file, ReadFile) else file for file in self.named]
        self.clear()
        return ready

    def clear(self) -> None:
        """Let go of the scratch folders."""
        for scratch in self.scratches:
            shutil.rmtree(scratch, ignore_errors=True)
        self.named, self.scratches = [], []

    def _act(self, check: LoadCheck) -> SyncChange | None:
        session, taken = self.session, self.taken
        tell, markers = taken[-1].file.on_phase, [file.marker for file in taken]
        facts_of = [{**file.log_facts(session), **_typed_fields(file.file)} for file in taken]
        with transaction(session, "load", sources=facts_of, **_out(session, taken)):
            tell("parquet")
            shelves = [str(facts["shelf"]) for facts in facts_of]
            for file, shelf in zip(taken, shelves, strict=True):
                file.place(session, shelf)
            tell("quads")
            turn = None if self._can_wait(taken) else self._turn(taken, shelves)
            afresh = any(was_read_in_clear(session, file) for file in taken)
            tell("marker")
            if turn:
                turn.take(session, markers, afresh=afresh, on_put=check.note)
            else:
                session.write_facts((), markers=markers, afresh=afresh)
            tell("log")
        if turn:
            session.ledger().keep_only(turn.was.index.digest, turn.now.index.digest)
        return turn

    def _can_wait(self, taken: Sequence[ReadFile]) -> bool:
        """Say whether the graph holds no fact, before and after: then no index is needed yet.

        The first question to the case derives it; millions of rows go in at the speed of reading.
        """
        if any(file.known for file in taken) or self.session.store.count().all_entities:
            return False
        return holds_no_fact(self.session, (file.marker for file in taken))

    def _turn(self, taken: Sequence[ReadFile], shelves: Sequence[str]) -> SyncChange:
        was, known = sync_scope(self.session), taken[0].known
        index = self.session.ledger(plus=shelves, without=[known.sha256] if known else ()).index()
        others = _without(self.session, self.session.sources(), known)
        return SyncChange(
            was, replace(was, index=index, sources=[*others, *(t.marker for t in taken)])
        )


def _without(session: Session, before: Sequence[Source], known: Source | None) -> list[Source]:
    """Return the sources as if ``known`` had never been."""
    if known is None:
        return list(before)
    others = (source for source in before if source != known)
    return promoted_anew(others, promoted_ceilings(session.folder))


def _typed_fields(file: FileLoad) -> dict[str, str]:
    return {"said": file.said} if file.said else {}


def _out(session: Session, taken: Sequence[ReadFile]) -> dict[str, object]:
    known = taken[0].known
    return {"again": True, "out": left_behind(session, known)} if known else {}


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
class ReadFile:
    """A file that was read, on its way in; ``known`` is the earlier reading that it replaces."""

    file: FileLoad
    scratch: Path
    reading: SourceReading
    balances: BalanceReport
    marker: Source
    known: Source | None
    seconds: float

    def log_facts(self, session: Session) -> dict[str, Any]:
        """Return what the custody log says of the file: all that is needed to read it again."""
        facts = log_facts(self.marker, session.free_shelf(self.marker))
        if self.file.request.layout and not self.file.request.layout.endswith(SUFFIX):
            facts["named_layout"] = self.file.request.layout
        if self.file.request.encoding:
            facts["encoding"] = self.file.request.encoding
        if self.file.request.scope:
            facts["scope"] = self.file.request.scope
        if self.file.request.account:
            facts["account"] = self.file.request.account
        if changed := changed_limits(self.file.request.limits):
            facts["limits"] = changed
        if ignored := sorted({table.name for table in self.reading.unread if table.ignored}):
            facts["ignored"] = ignored
        if self.is_linked(session):
            facts["link_only"] = True
        return facts

    def is_linked(self, session: Session) -> bool:
        """Say whether the case will have only the hash and the path of the file.

        Of leaked data nothing else is kept; where a copy is in already, it stays and is used.
        """
        kept = has_copy(session.folder, self.reading.sha256)
        return bool(self.reading.batch) or (self.file.request.link_only and not kept)

    def place(self, session: Session, shelf: str) -> None:
        """Put file, rows and problems where nothing looks for them yet."""
        layout = self.file.request.layout
        store_layout(session.folder, layout, self.reading.layout_sha256)
        if layout and Path(layout).parent == self.scratch:
            Path(layout).unlink()  # a proposed one: now it is kept with the case's layouts
        if self.reading.batch or self.file.request.link_only:
            file_link(session.folder, self.file.path, self.reading.sha256)
        else:
            file_copy(session.folder, self.file.path, self.reading.sha256)
        problems = session.folder.problems / f"{shelf}.jsonl"
        write_atomically(problems, lines_of(self.reading.problems))
        sync(session.folder.problems)
        (self.scratch / SKIPPED).write_bytes(lines_of(self.reading.skipped))
        session.ledger().publish(self.scratch, self.reading, shelf)


def lines_of(rows: Iterable[Problem | Skipped]) -> bytes:
    """Return refused or skipped rows as they are kept: one JSON line each."""
    return "".join(to_json(row) + "\n" for row in rows).encode()


def take(
    session: Session,
    file: FileLoad,
    scratch: Path,
    before: Iterable[Source],
    known: Source | None,
    beside: Sequence[Beside] = (),
) -> ReadFile:
    """Read one file into a scratch folder.

    ``before`` are the sources that go in first, ``beside`` the files that go in with it.
    """
    started = time.monotonic()
    file, reading = _read_as_said(session, file, scratch)
    check_not_told_already(session, scratch, reading, before, beside)
    request = file.request
    with as_kg_errors(session.folder.root):  # of one file: it leaves the others in
        balances = _believed(reading, scratch, request.limits)
    number = _next_number(session, before)
    marker = marker_of(before, reading, request.limits.promoted_flows, number)
    return ReadFile(file, scratch, reading, balances, marker, known, time.monotonic() - started)


def _believed(reading: SourceReading, scratch: Path, limits: Limits) -> BalanceReport:
    """Check the balances of a reading; an extract has single rows, and is checked in its form."""
    if reading.origin:
        check_extract(scratch, reading.name)
        return BalanceReport()
    return balance_check(scratch, name=reading.name, limits=limits)


def _read_as_said(
    session: Session, file: FileLoad, scratch: Path
) -> tuple[FileLoad, SourceReading]:
    """Read a file; return it with its layout named where it is no shipped one.

    A proposal is taken where that was accepted and something was answered, or where no layout that
    is shipped or was kept reads all of the file. Named it is read in the same way whenever the case
    is built again.
    """
    request = file.request
    if request.layout:
        return file, _read(session, file, scratch)
    if not (request.propose and _answers_beside_the_account(request)):
        if kept := kept_layout(file.path, request, session.folder):
            file = replace(file, request=replace(request, layout=str(kept)))
        if not request.propose:
            return file, _read(session, file, scratch)
        if (reading := _read_by_known(session, file, scratch)) is not None:
            return file, reading
    layout = proposed_layout(file.path, request, scratch)
    file = replace(file, request=replace(request, layout=layout))
    reading = _read(session, file, scratch)
    refuse_a_reading_of_nothing(reading)
    return file, reading


def _read_by_known(session: Session, file: FileLoad, scratch: Path) -> SourceReading | None:
    """Read a file by the layouts that are known; None where a proposal reads more of it.

    Of a graph it does where no list knows some of its words.
    """
    with suppress(LayoutError):
        reading = _read(session, file, scratch)
        is_read = all(problem.code != NO_LAYOUT for problem in reading.problems)
        if is_read and all(warning.id != UNKNOWN_WORDS for warning in reading.warnings):
            return reading
        try:
            proposal_for(file.path, file.request)
        except LayoutError:
            return reading  # what is left is no table of anything: it stays a problem
        for facts in scratch.glob("*.parquet"):
            facts.unlink()
    return None


def _answers_beside_the_account(request: LoadRequest) -> tuple[str, ...]:
    """Return what was answered that only a proposal asks; the account is asked by layouts too."""
    return replace(request, account="").answers


def _read(session: Session, file: FileLoad, scratch: Path) -> SourceReading:
    """Read a file; where no layout is known for it, the refusal brings one that is proposed.

    Raises:
        LayoutUnknown: No layout fits, and one can be proposed.
        SourceError: The file is refused for another reason.
    """
    request = file.request
    try:
        reading = sources.read(
            file.path,
            layout=request.layout or None,
            encoding=request.encoding or None,
            limits=request.limits,
            scratch=scratch,
            key=session.folder.key(),
            ignore=request.ignore,
            scope=request.scope,
            account=request.account,
        )
    except LayoutError as refused:
        raise with_proposal(refused, file.path, request) from refused
    unheard = _answers_beside_the_account(request)
    if unheard and not request.propose:
        raise LayoutError(
            Message("answers-unheard", options=unheard, layout=reading.layout),
            where=reading.name, hint=Message("propose-to-be-heard"),
        )  # fmt: skip
    return reading


def known_among(before: Iterable[Source], path: Path) -> Source | None:
    """Return the source with the same content; only files of the same size are hashed for it."""
    size = path.stat().st_size
    alike = [source for source in before if source.size == size]
    if not alike:
        return None
    sha256 = sha256_of(path)
    return next((source for source in alike if source.sha256 == sha256), None)


def _next_number(session: Session, before: Iterable[Source]) -> int:
    """Return a number that no source has, nor any that ``kg undo`` may bring back."""
    gone = [out["number"] for out in taken_out(session.folder)]
    return max([*gone, *(source.number for source in (*session.sources(), *before))], default=0) + 1


def marker_of(
    before: Iterable[Source], reading: SourceReading, promoted_flows: int, number: int
) -> Source:
    """Return the source that a reading gives, beside those that are in before it.

    Its flows stand in the graph while the case has at most ``promoted_flows`` of them.
    """
    flows = sum(source.flows for source in before) + reading.flows
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


SHOWN = 20
PAIR, RAIL, REVERSAL, LISTED = "SameTransfer", "SamePayment", "reversal", "listed"
CONFLICT = "conflict"
_Shared: TypeAlias = "Counter[tuple[int, str, str]]"
"""How often a file, by its number, completed something of a kind in a state."""


def already_in(session: Session, known: Source) -> LoadReport:
    """Return what is said of a file whose content is in the case already."""
    return LoadReport(source=known, already=True, linked=is_linked(session.folder, known.sha256))


def was_read_in_clear(session: Session, taken: ReadFile) -> bool:
    """Say whether leaked data was read before by a layout that keeps its texts."""
    return bool(taken.reading.batch) and was_in_clear(session.folder, taken.marker)


def load_reports(
    session: Session, taken: Sequence[ReadFile], turn: SyncChange | None
) -> list[LoadReport]:
    """Return the reports of files that went in; without a turn their rows met no others yet."""
    apart = kept_apart(session.ledger().shelves(), [file.marker.sha256 for file in taken])
    reports = [_report(session, file, apart.get(file.marker.sha256, NONE_APART)) for file in taken]
    if turn is None:
        return reports
    shared = _shared(turn)
    reports = [_with_counts(report, turn.now.index, shared) for report in reports]
    if taken and taken[0].known:
        return [replace(report, again=True, resting=turn.resting(session)) for report in reports]
    return reports


def with_broken(
    reports: Iterable[LoadReport], broken: Mapping[str, tuple[BrokenRule, ...]]
) -> list[LoadReport]:
    """Return the reports with the rules that each file's facts break."""
    return [replace(report, broken=broken.get(report.source.sha256, ())) for report in reports]


def _report(session: Session, taken: ReadFile, apart: KeptApart) -> LoadReport:
    reading = taken.reading
    return LoadReport(
        source=taken.marker,
        layouts=tuple(dict.fromkeys(member.layout for member in reading.members)),
        skipped_reasons=Counter(skipped.reason for skipped in reading.skipped),
        problem_reasons=Counter(problem.reason for problem in reading.problems),
        first_problems=tuple(reading.problems[:SHOWN]),
        warnings=tuple(reading.warnings),
        batch=reading.batch,
        linked=is_linked(session.folder, reading.sha256),
        in_clear=was_read_in_clear(session, taken),
        balances_checked=taken.balances.checked,
        balances_failed=taken.balances.failed,
        counted=False,
        scope=reading.scope,
        kept_apart=apart.count,
        kept_apart_like=apart.like,
        seconds=taken.seconds,
        unread=reading.unread,
    )


def _with_counts(report: LoadReport, index: Index, shared: _Shared) -> LoadReport:
    """Return the report with what the file's rows have in common with those of files before it."""
    number = report.source.number
    met, known = index.counterparties(report.source.sha256)
    return replace(
        report,
        counterparties=met,
        counterparties_matched=known,
        pairs=shared[number, PAIR, "paired"],
        pairs_ambiguous=shared[number, PAIR, "ambiguous"],
        rails=shared[number, RAIL, "paired"],
        rails_ambiguous=shared[number, RAIL, "ambiguous"],
        reversals=shared[number, REVERSAL, "paired"] + shared[number, REVERSAL, "alone"],
        reversals_alone=shared[number, REVERSAL, "alone"],
        conflicts=shared[number, CONFLICT, ""],
        listed=shared[number, LISTED, ""],
        counted=True,
    )


def _shared(turn: SyncChange) -> _Shared:
    """Count what rows of several files say together, with the file that brought the last of them.

    A person stands in a leaked list since the list was in and the first file that knows the person.
    """
    index, numbers = turn.now.index, {source.sha256: source.number for source in turn.now.sources}
    last: Callable[[Iterable[str]], int] = lambda shas: max(map(numbers.__getitem__, shas))  # noqa: E731
    counts: _Shared = Counter()
    counts.update((last(row["shas"]), row["kind"], row["state"]) for row in index.table("pair"))
    counts.update((last(r["shas"]), REVERSAL, r["state"]) for r in index.table("reversal"))
    files: dict[str, set[str]] = {}
    for row in index.table("conflict"):
        files.setdefault(row["id"], set()).add(row["sha256"])
    counts.update((last(shas), CONFLICT, "") for shas in files.values())
    for batch, shas in index.listed():
        since = max(numbers[batch], min(map(numbers.__getitem__, shas)))
        counts[since, LISTED, ""] += 1
    return counts


@dataclass(frozen=True, slots=True)
class TrialReading:
    """A reading that was thrown away, the first facts of it, and what its balances say."""

    run: DryRun
    balances: BalanceReport


def try_load(path: str | Path, request: LoadRequest) -> TrialReading:
    """Read and judge a file as a load would, and keep nothing of it.

    Raises:
        SourceError: The load would refuse the file, for the same reason.
    """
    with tempfile.TemporaryDirectory(prefix="kg-dry-run-") as folder:
        run = sources.dry_run(
            path,
            request.layout or None,
            encoding=request.encoding or None,
            limits=request.limits,
            ignore=request.ignore,
            scope=request.scope,
            account=request.account,
            scratch=Path(folder),
        )
        balances = _believed(run.reading, Path(folder), request.limits)
        return TrialReading(run, balances)
