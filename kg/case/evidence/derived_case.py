"""A case derived anew, in a folder of its own: from the sources, the log and the texts beside it.

``kg verify`` compares it with what the case has, ``kg rebuild`` puts it in its place. Nothing in
the case is written here. What was saved at an earlier line of the log is derived in the state that
the case had then.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from kg import sources
from kg.case.chains.saved_chains import chain_of
from kg.case.evidence.load_files import lines_of, marker_of
from kg.case.evidence.unload import promoted_anew
from kg.case.money.traces import trace_money
from kg.case.saved.answers import VERBS
from kg.case.saved.derived_answers import derived_answer
from kg.case.storage.case_graph import CaseGraph, state_of
from kg.case.storage.case_log import (
    Entry,
    LoggedCase,
    LoggedSource,
    copy_log,
    logged_case,
    logged_settings,
)
from kg.case.storage.folder import CaseFolder
from kg.case.storage.graph_sync import holds_no_fact, sync_scope
from kg.case.storage.handles import LINE
from kg.case.storage.log_digests import logged_bytes
from kg.case.storage.saved_requests import saved_request
from kg.case.storage.session import Session, open_graph
from kg.case.storage.source_store import layout_of, show_under, stored_source
from kg.custody import FAR, sha256_of
from kg.errors import KgError
from kg.graph import Store
from kg.graph.quad_diff import dump_state
from kg.ledger import Ledger, Promotion
from kg.ledger.index_changes import changes
from kg.ledger.source_tables import SKIPPED
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.model import Finding, Source
from kg.rdf import Fact
from kg.records import from_plain, to_json
from kg.requests import ChainRequest, TraceRequest
from kg.sources import EVERY_COLUMN, SourceReading
from kg.trace.typologies.finding_as_trace import open_as_trace

_Key = tuple[
    tuple[tuple[str, LoggedSource], ...], int, int, tuple[tuple[str, int], ...], frozenset[str]
]
"""What tells states apart: sources, bytes of judgements and of handles, saved traces, promoted."""
Step = Callable[[str, str], None]
"""Is told what is done and of what: ``read`` and a file's name, ``index``, ``graph``."""


class DerivedSession(Session):
    """A state of a case derived anew; its graph is built when first asked for.

    States share the folder ``indexes``: of those with the same rows and judgements one index is
    derived.
    """

    def __init__(self, folder: CaseFolder, sources: Sequence[Source], indexes: Path) -> None:
        super().__init__(folder, None)
        self._sources = list(sources)
        self._indexes = indexes

    def sources(self) -> list[Source]:
        """Return the sources that are in by the log, oldest first."""
        return list(self._sources)

    def facts(self) -> Iterator[Fact]:
        """Yield everything that the graph of this state holds.

        Where it holds no fact, no index is derived: a million rows are verified without one.
        """
        if holds_no_fact(self):
            return iter(())
        scope = sync_scope(self)
        facts = changes(None, scope.index, Promotion(), scope.promotion).new
        results: Iterable[Fact] = scope.results().values()
        return chain(facts, results)

    @cached_property
    def store(self) -> Store:
        """The graph of this state."""
        store = open_graph(self.folder, self.schema, read_only=False)
        writing = CaseGraph(store, self.folder, self.index, self.schema)
        try:
            writing.apply(self.facts(), markers=self._sources, whole=True)
        finally:
            writing.close()
        reading = open_graph(self.folder, self.schema, read_only=True)
        return CaseGraph(reading, self.folder, self.index, self.schema, state_of(self.folder))

    def let_go(self) -> None:
        """Close the graph if it was opened."""
        if "store" in vars(self):
            self.store.close()
            del self.store


@dataclass(frozen=True, slots=True)
class DerivedSource:
    """A source read again: its tables in the derived ledger, and the marker it gives."""

    logged: LoggedSource
    shelf: str
    marker: Source


@dataclass
class DerivedCase:
    """What a case's log and sources give, below ``scratch``.

    Args:
        folder: The case, which is only read.
        scratch: An empty folder on any disk.
        entries: The lines of the log, with that of a killed action that happened.
        judgements: What persons judged, as the log says it.
        handed: Files that are handed in again, by their hash.
        step: Is told what is being done.
        without: Places of rows, by the hash of their file, of which no fact is made.
        key: Under which leaked data is sealed; the case's own if none is given.
    """

    folder: CaseFolder
    scratch: Path
    entries: Sequence[Entry]
    judgements: bytes
    handed: Mapping[str, Path] = field(default_factory=dict)
    step: Step = lambda what, name: None
    without: Mapping[str, Sequence[str]] = field(default_factory=dict)
    key: bytes = b""
    missing: dict[str, Message] = field(default_factory=dict)
    """Sources whose bytes are nowhere, or cannot be read any more, with the reason, by hash."""

    def __post_init__(self) -> None:
        self._read: dict[tuple[str, int], DerivedSource | None] = {}
        self._sessions: dict[_Key, DerivedSession] = {}
        self._handles = self.folder.handles.read_bytes() if self.folder.handles.exists() else b""
        self._hashes: dict[Path, str] = {}
        self._results: dict[int, bytes | None] = {}

    @cached_property
    def logged(self) -> LoggedCase:
        """What the whole log says."""
        return logged_case(self.entries)

    @cached_property
    def now(self) -> DerivedSession:
        """The case as it should be now."""
        return self.at(len(self.entries))

    @cached_property
    def graph_dump(self) -> Path:
        """The graph as it should be now, as a file of N-Quads."""
        state = self.now.store.checkpoint()
        assert state is not None, "a graph that was just written has a state"
        return dump_state(state, self.scratch / "derived.nq")

    def sources(self) -> list[DerivedSource]:
        """Read every source that is in again, oldest first; what cannot be read is ``missing``."""
        derived = (self.source(source) for source in self.logged.sources.values())
        return [source for source in derived if source is not None]

    def source(self, logged: LoggedSource) -> DerivedSource | None:
        """Read one source again, once; nothing where its bytes are not to be had."""
        key = (logged.sha256, logged.line)
        if key not in self._read:
            try:
                self._read[key] = self._again(logged)
            except KgError as error:
                self.missing[logged.sha256] = error.what
                self._read[key] = None
        return self._read[key]

    def _again(self, logged: LoggedSource) -> DerivedSource | None:
        path = self.file_of(logged.sha256)
        if path is None:
            self.missing[logged.sha256] = Message("bytes-not-to-be-had")
            return None
        self.step("read", logged.name)
        folder = self._new_folder("files")
        named = folder / (Path(logged.name).name or logged.sha256)
        show_under(named, path)
        scratch = self._new_folder("readings")
        reading = self._reading(named, scratch, logged)
        shutil.rmtree(folder)
        shelf = logged.shelf or self._stored_shelf(logged)
        (scratch / SKIPPED).write_bytes(lines_of(reading.skipped))
        self.ledger.mkdir(parents=True, exist_ok=True)
        Ledger(self.ledger).publish(scratch, replace(reading, name=logged.name), shelf)
        self.problems.mkdir(exist_ok=True)
        (self.problems / f"{shelf}.jsonl").write_bytes(lines_of(reading.problems))
        flows = _limits(logged).promoted_flows
        marker = marker_of([], replace(reading, name=logged.name), flows, logged.number)
        return DerivedSource(logged, shelf, marker)

    def _reading(self, named: Path, scratch: Path, logged: LoggedSource) -> SourceReading:
        """Read a file as it was read: by the layout that the person named, or by its header."""
        own = layout_of(self.folder, logged.layout_sha256) or logged.named_layout
        how: dict[str, Any] = {
            "encoding": logged.encoding or None,
            "limits": _limits(logged),
            "scratch": scratch,
            "key": self.key or self.folder.key(),
            # what was loaded is read as it was, whatever this version would refuse
            "ignore": (EVERY_COLUMN,),
            "scope": logged.scope,
            "account": logged.account,
        }
        if left_out := self.without.get(logged.sha256):
            how["without"] = sorted(left_out)
        read = sources.read(named, own or None, **how)
        if own or read.layout == logged.layout:
            return read
        # lines of older versions do not say whether the layout was named
        shutil.rmtree(scratch)
        scratch.mkdir()
        return sources.read(named, logged.layout, **how)

    def _stored_shelf(self, logged: LoggedSource) -> str:
        numbered = f"{logged.sha256}.{logged.number}"
        return numbered if (self.folder.ledger / numbered).is_dir() else logged.sha256

    def file_of(self, sha256: str) -> Path | None:
        """Return a file that has exactly these bytes: handed in, in the case, or where a link says.

        ``lost+found`` is looked through as well: what lies there was never thrown away.
        """
        place = stored_source(self.folder, sha256)
        lost = sorted((self.folder.root / "lost+found" / "sources").glob(f"{sha256}*"))
        candidates = [self.handed.get(sha256), place.path if place else None, *lost]
        for path in [*candidates, *self._misnamed]:
            if path is not None and path.is_file() and self.hash_of(path) == sha256:
                return path
        return None

    @cached_property
    def _misnamed(self) -> list[Path]:
        """The files among the sources whose names no line of the log speaks of."""
        there = sorted(self.folder.sources.iterdir()) if self.folder.sources.is_dir() else []
        return [path for path in there if path.name[:64] not in self.logged.ever]

    def hash_of(self, path: Path) -> str:
        """Return the SHA-256 of a file, computed once."""
        if path not in self._hashes:
            self._hashes[path] = sha256_of(path)
        return self._hashes[path]

    @property
    def ledger(self) -> Path:
        """Where the tables of all sources that were read again lie."""
        return self.scratch / "ledger"

    @property
    def problems(self) -> Path:
        """Where their problems lie."""
        return self.scratch / "problems"

    def at(self, line: int) -> DerivedSession:
        """Return the case as it was after a line of its log.

        Raises:
            KgError: A source that was in then is not to be had.
        """
        logged = logged_case(self.entries, line)
        judged, handled = self._judged_until(line), self._handled_until(line)
        promoted = frozenset(logged.promoted_links())
        key = (tuple(logged.sources.items()), judged, handled, _saved_traces(logged), promoted)
        if key not in self._sessions:
            self._sessions[key] = self._session(logged, line)
        return self._sessions[key]

    def _session(self, logged: LoggedCase, line: int) -> DerivedSession:
        read = [self.source(source) for source in logged.sources.values()]
        lacking = [
            source.name
            for source, got in zip(logged.sources.values(), read, strict=True)
            if not got
        ]
        if lacking:
            raise KgError(Message("cannot-read-again"), where=", ".join(lacking))
        here = [derived for derived in read if derived is not None]
        root = self._new_folder("states")
        folder = CaseFolder(root)
        for room in (folder.ledger, folder.saved, folder.problems, folder.sources, folder.layouts):
            room.mkdir()
        for derived in here:
            _link_files(self.ledger / derived.shelf, folder.ledger / derived.shelf)
        folder.rewrite(logged_settings(self.entries) or self.folder.settings())
        folder.handles.write_bytes(_readable(self._handles[: self._handled_until(line)]))
        folder.judgements.write_bytes(self.judgements[: self._judged_until(line)])
        copy_log(self.folder, folder, self.entries[:line])
        for name, made in logged.saved.items():
            if name.startswith("trace-") and name.endswith(".json"):
                text = self._result_or_kept(name, made)
                if text:
                    (folder.saved / name).write_bytes(text)
        return DerivedSession(folder, _promoted(here), self.scratch / "indexes")

    @cached_property
    def known_handles(self) -> Mapping[str, str]:
        """The handles of the case that can be read, by the id of their thing."""
        lines = _readable(self._handles).decode().splitlines()
        return {thing: handle for handle, _, thing in (line.partition("\t") for line in lines)}

    def use_handles(self, text: bytes) -> None:
        """Let every state have its own part of these handles, instead of those the case has."""
        self._handles = text
        for (_, _, end, *_), session in self._sessions.items():
            session.folder.handles.write_bytes(_readable(text[:end]))

    def _handled_until(self, line: int) -> int:
        """Return how many bytes of the handles were there after a line, as far as that is logged.

        A chain shows the handles that its things had when it was saved, and a trace may have been
        asked for by one.
        """
        if line >= len(self.entries) or not logged_bytes(self.entries, "handles"):
            return FAR
        return logged_bytes(self.entries[:line], "handles")

    def _judged_until(self, line: int) -> int:
        """Return how many bytes of the judgements were there after a line."""
        if line >= len(self.entries):
            return len(self.judgements)
        return logged_bytes(self.entries[:line], "judgements")

    def _result_or_kept(self, name: str, line: int) -> bytes:
        """Return a saved trace as it is derived, else as the case has it."""
        derived = self.result(line)
        if derived is not None:
            return derived
        path = self.folder.saved / name
        return path.read_bytes() if path.is_file() else b""

    def result(self, line: int) -> bytes | None:
        """Return the bytes of the result that a line of the log saved, made again, if it can be."""
        if line not in self._results:
            self._results[line] = derived_result(self, line)
        return self._results[line]

    def _new_folder(self, room: str) -> Path:
        place = self.scratch / room
        place.mkdir(parents=True, exist_ok=True)
        folder = place / str(sum(1 for _ in place.iterdir()))
        while folder.exists():
            folder = folder.with_name(f"{folder.name}x")
        folder.mkdir()
        return folder

    def close(self) -> None:
        """Let go of every graph that was opened."""
        for session in self._sessions.values():
            session.let_go()


def _limits(logged: LoggedSource) -> Limits:
    """Return the ceilings with which a source was loaded."""
    changed: dict[str, Any] = dict(logged.limits)
    return replace(LIMITS, **changed)


def _promoted(sources: Iterable[DerivedSource]) -> list[Source]:
    """Return the markers of sources, promoted while the case has few enough flows."""
    here = list(sources)
    ceilings = {one.marker.sha256: _limits(one.logged).promoted_flows for one in here}
    return promoted_anew((one.marker for one in here), ceilings)


def _readable(handles: bytes) -> bytes:
    """Return the lines of handles that can be read: what is altered is named elsewhere."""
    lines = handles.decode(errors="replace").splitlines()
    return "".join(f"{line}\n" for line in lines if LINE.fullmatch(line)).encode()


def _saved_traces(logged: LoggedCase) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(item for item in logged.saved.items() if item[0].startswith("trace-")))


def _link_files(folder: Path, place: Path) -> None:
    place.mkdir()
    for path in folder.iterdir():
        try:
            os.link(path, place / path.name)
        except OSError:
            shutil.copyfile(path, place / path.name)


def derived_result(case: DerivedCase, line: int) -> bytes | None:
    """Return what the action of a line of the log saved, made again.

    Args:
        case: The case derived anew.
        line: The number of the line that says the result was saved.

    Returns:
        The bytes of the file, or nothing where the request is not kept or cannot be fulfilled any
        more: a list of starts is gone, or a source of that time.
    """
    digest = case.entries[line - 1].get("request", "")
    kept = saved_request(case.folder, digest) if digest else None
    if kept is None:
        return None
    try:
        return _made(case.at(line - 1), kept["kind"], kept["request"])
    except KgError:
        return None


def _made(session: DerivedSession, kind: str, request: Any) -> bytes | None:
    if kind in VERBS:
        return derived_answer(session, kind, request)
    if kind == "trace":
        return to_json(trace_money(session, TraceRequest.of(**request))).encode()
    if kind == "finding":
        finding = from_plain(Finding, request["finding"])
        return to_json(
            open_as_trace(session.index().flow_index(), finding, request["name"])
        ).encode()
    return to_json(chain_of(session, ChainRequest.of(**request))).encode()
