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
from kg.case.judgements import decisions, marks, same
from kg.case.judgements.decisions import set_windows
from kg.case.judgements.undo import UndoableAction, step_of
from kg.case.money.save_trace import save_trace
from kg.case.money.traces import trace_money
from kg.case.saved.asked_again import save_again
from kg.case.storage.case_log import check_facts, logged_case
from kg.case.storage.folder import CaseFolder
from kg.case.storage.saved_requests import saved_request
from kg.case.storage.session import Session
from kg.case.storage.source_store import layout_of, show_under, stored_source
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


def next_to_redo(folder: CaseFolder) -> UndoableAction:
    """Return what :func:`redo` would do again.

    Raises:
        UsageError: Nothing was taken back since the last action.
    """
    undone = logged_case(folder.log.entries()).undone
    if not undone:
        raise UsageError(Message("nothing-to-redo"), hint=Message("redo-follows-undo"))
    return step_of(*undone[-1])


def redo(session: Session) -> str:
    """Do again what was taken back last, and say which action it was.

    Raises:
        UsageError: Nothing was taken back since the last action, or its request is not kept.
        EvidenceMoved: A file of it, of which only the place is kept, is no longer there.
    """
    step = next_to_redo(session.folder)
    _, entry = logged_case(session.folder.log.entries()).undone[-1]
    check_facts(entry["action"], entry, session.folder.log.path.name)
    session.redoing = step.line
    try:
        _AGAIN[step.action](session, entry)
    finally:
        session.redoing = 0
    return f"{step.action} {step.about}"


def repeat(session: Session, action: str, entry: Entry) -> None:
    """Do an action again by the facts that its line in a log has, as the verb itself does it.

    Raises:
        UsageError: There is no such action, or its request is not kept.
        NotFound: What it was about is not in the case.
    """
    if action not in _AGAIN:
        raise UsageError(Message("transfer-unknown-action"), where=repr(action))
    _AGAIN[action](session, entry)


def _load(session: Session, entry: Entry) -> None:
    with _under_their_names(session, entry) as files:
        _, refusals = load_files(session, files)
    if refusals:
        raise refusals[0]


@contextmanager
def _under_their_names(session: Session, entry: Entry) -> Iterator[list[FileLoad]]:
    """Lend the files of a load: of each the bytes that the case kept, under its old name."""
    with tempfile.TemporaryDirectory(prefix="kg-redo-") as room:
        files = []
        for number, source in enumerate(entry["sources"]):
            place = stored_source(session.folder, source["sha256"])
            if place is None or not place.is_there:
                what = Message("not-where-loaded-from")
                raise EvidenceMoved(what, where=source["source"], hint=Message("load-again"))
            path = place.path
            if not place.linked:
                path = Path(room) / str(number) / (Path(source["source"]).name or source["sha256"])
                path.parent.mkdir()
                show_under(path, place.path)
            files.append(_file(session, path, source, again=bool(entry.get("again"))))
        yield files


def _file(session: Session, path: Path, source: Entry, *, again: bool) -> FileLoad:
    changed: dict[str, Any] = dict(source.get("limits", {}))
    request = LoadRequest(
        layout=layout_of(session.folder, source["layout_sha256"]) or source.get("named_layout", ""),
        encoding=source.get("encoding", ""),
        scope=source.get("scope", ""),
        account=source.get("account", ""),
        again=again,
        link_only=bool(source.get("link_only")),
        ignore=source.get("ignored", ()),
        limits=replace(LIMITS, **changed),
    )
    return FileLoad(path, request, source.get("said", ""))


def _unload(session: Session, entry: Entry) -> None:
    unload(session, entry["sha256"])


def _trace(session: Session, entry: Entry) -> None:
    kind, request = _request(session, entry)
    if kind == "finding":
        finding = from_plain(Finding, request["finding"])
        trace = open_as_trace(session.index().flow_index(), finding, request["name"])
    else:
        trace = trace_money(session, TraceRequest.of(**request))
    save_trace(session, trace, kind, request)


def _chain(session: Session, entry: Entry) -> None:
    _, request = _request(session, entry)
    view = ChainRequest.of(**request)
    saved_chains.keep(session, saved_chains.chain_of(session, view), view)


def _answer(session: Session, entry: Entry) -> None:
    save_again(session, *_request(session, entry))


def _request(session: Session, entry: Entry) -> tuple[str, Mapping[str, Any]]:
    request = saved_request(session.folder, entry.get("request", ""))
    if request is None:
        raise UsageError(
            Message("request-not-kept"), where=entry["action"], hint=Message("ask-anew")
        )
    return request["kind"], request["request"]


def _promote(session: Session, entry: Entry) -> None:
    decisions.promote(session, entry["links"])


def _reject(session: Session, entry: Entry) -> None:
    decisions.reject_pair(session, entry["link"], entry["reason"])


def _mark(session: Session, entry: Entry) -> None:
    marks.mark(session, entry["link"], entry["proof"] or marks.TAKEN_BACK[0], entry["reason"])


def _leg(session: Session, entry: Entry) -> None:
    decision = entry["said"]
    decisions.judge_leg(
        session, entry["link"], decision["word"], decision["reason"], decision["by"]
    )


def _same(session: Session, entry: Entry) -> None:
    said = entry["said"]
    pairs = [f"{pair['one']}={pair['other']}" for pair in entry["pairs"]]
    when = said.get("when", "") if session.first_said else ""
    same.judge(session, pairs, said.get("word", ""), entry["reason"], said.get("by", ""), when)


def _window(session: Session, entry: Entry) -> None:
    set_windows(session, entry["windows"], entry["reason"])


_AGAIN: Mapping[str, Callable[[Session, Entry], None]] = {
    "load": _load,
    "unload": _unload,
    "trace": _trace,
    "chain": _chain,
    "answer": _answer,
    "promote": _promote,
    "reject": _reject,
    "mark": _mark,
    "leg": _leg,
    "window": _window,
    "same": _same,
}
"""By action, what does it again from the facts of its line."""
