"""What ``kg undo`` took back, done again by the verb that did it: from the log and the kept bytes.

It is an action like any other, with a line of its own that names the line it repeats; until another
action is done, the bytes of files that were taken back stay in the case.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.case.chains import saved_chains
from kg.case.evidence.load_files import FileLoad, load_files
from kg.case.evidence.unload import unload
from kg.case.judgements import decisions, marks
from kg.case.judgements.decisions import set_windows
from kg.case.judgements.undo import Step, step_of
from kg.case.money import traces
from kg.case.storage.case_log import check_facts, logged_case
from kg.case.storage.folder import CaseFolder
from kg.case.storage.saved_requests import kept_request
from kg.case.storage.session import Desk
from kg.case.storage.source_store import kept, layout_of, show_under
from kg.errors import EvidenceMoved, UsageError
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Finding
from kg.records import from_plain
from kg.requests import ChainRequest, LoadRequest, TraceRequest
from kg.trace.typologies.finding_as_trace import open_as_trace

if TYPE_CHECKING:
    from collections.abc import Iterator

Entry = Mapping[str, Any]


def next_to_redo(folder: CaseFolder) -> Step:
    """Return what :func:`redo` would do again.

    Raises:
        UsageError: Nothing was taken back since the last action.
    """
    undone = logged_case(folder.log.entries()).undone
    if not undone:
        raise UsageError(Message("nothing-to-redo"), hint=Message("redo-follows-undo"))
    return step_of(*undone[-1])


def redo(desk: Desk) -> str:
    """Do again what was taken back last, and say which action it was.

    Raises:
        UsageError: Nothing was taken back since the last action, or its request is not kept.
        EvidenceMoved: A file of it, of which only the place is kept, is no longer there.
    """
    step = next_to_redo(desk.folder)
    _, entry = logged_case(desk.folder.log.entries()).undone[-1]
    check_facts(entry["action"], entry, desk.folder.log.path.name)
    desk.redoing = step.line
    try:
        _AGAIN[step.action](desk, entry)
    finally:
        desk.redoing = 0
    return f"{step.action} {step.about}"


def _load(desk: Desk, entry: Entry) -> None:
    with _under_their_names(desk, entry) as files:
        _, refusals = load_files(desk, files)
    if refusals:
        raise refusals[0]


@contextmanager
def _under_their_names(desk: Desk, entry: Entry) -> Iterator[list[FileLoad]]:
    """Lend the files of a load: of each the bytes that the case kept, under its old name."""
    with tempfile.TemporaryDirectory(prefix="kg-redo-") as room:
        files = []
        for number, one in enumerate(entry["sources"]):
            place = kept(desk.folder, one["sha256"])
            if place is None or not place.is_there:
                what = Message("not-where-loaded-from")
                raise EvidenceMoved(what, where=one["source"], hint=Message("load-again"))
            path = place.path
            if not place.linked:
                path = Path(room) / str(number) / (Path(one["source"]).name or one["sha256"])
                path.parent.mkdir()
                show_under(path, place.path)
            files.append(_file(desk, path, one, again=bool(entry.get("again"))))
        yield files


def _file(desk: Desk, path: Path, one: Entry, *, again: bool) -> FileLoad:
    changed: dict[str, Any] = dict(one.get("limits", {}))
    request = LoadRequest(
        layout=layout_of(desk.folder, one["layout_sha256"]) or one.get("named_layout", ""),
        encoding=one.get("encoding", ""),
        scope=one.get("scope", ""),
        again=again,
        link_only=bool(one.get("link_only")),
        ignore=one.get("ignored", ()),
        limits=replace(LIMITS, **changed),
    )
    return FileLoad(path, request, one.get("said", ""))


def _unload(desk: Desk, entry: Entry) -> None:
    unload(desk, entry["sha256"])


def _trace(desk: Desk, entry: Entry) -> None:
    kind, request = _request(desk, entry)
    if kind == "finding":
        found = from_plain(Finding, request["finding"])
        trace = open_as_trace(desk.index().flow_index(), found, request["name"])
    else:
        trace = traces.follow(desk, TraceRequest.of(**request))
    traces.save(desk, trace, kind, request)


def _chain(desk: Desk, entry: Entry) -> None:
    _, request = _request(desk, entry)
    view = ChainRequest.of(**request)
    saved_chains.replace(desk, saved_chains.chart(desk, view), view)


def _request(desk: Desk, entry: Entry) -> tuple[str, Mapping[str, Any]]:
    found = kept_request(desk.folder, entry.get("request", ""))
    if found is None:
        raise UsageError(
            Message("request-not-kept"), where=entry["action"], hint=Message("ask-anew")
        )
    return found["kind"], found["request"]


def _promote(desk: Desk, entry: Entry) -> None:
    decisions.promote(desk, entry["links"])


def _reject(desk: Desk, entry: Entry) -> None:
    decisions.reject_pair(desk, entry["link"], entry["reason"])


def _mark(desk: Desk, entry: Entry) -> None:
    marks.mark(desk, entry["link"], entry["proof"] or marks.TAKEN_BACK[0], entry["reason"])


def _leg(desk: Desk, entry: Entry) -> None:
    said = entry["said"]
    decisions.judge_leg(desk, entry["link"], said["word"], said["reason"], said["by"])


def _window(desk: Desk, entry: Entry) -> None:
    set_windows(desk, entry["windows"], entry["reason"])


_AGAIN: Mapping[str, Callable[[Desk, Entry], None]] = {
    "load": _load,
    "unload": _unload,
    "trace": _trace,
    "chain": _chain,
    "promote": _promote,
    "reject": _reject,
    "mark": _mark,
    "leg": _leg,
    "window": _window,
}
"""By action, what does it again from the facts of its line."""
