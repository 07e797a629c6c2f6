"""One action on a case, whole or not at all: the graph's write, the files beside it, the log line.

The one write into the graph decides; of an action that writes nothing there, its line in the log
does. Before it the case notes what is about to be done; after it come the sources' own names, the
saved files, the judgement and the line in the log, which carries digests of all that the action
derived. A process that died before the write did nothing, and its note is forgotten with what it
had put into place; one that died after it did the action, and whoever next opens the case for
writing does the rest from the note.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.case.cleaning import withdraw_load
from kg.case.digests import add_line
from kg.case.facts import check_facts
from kg.case.filing import keep_loaded
from kg.case.folder import CaseFolder
from kg.case.judgements import judge_leg, judge_pair, judge_proof, judge_window
from kg.case.logged import BESIDE, REDONE
from kg.custody import HASHED
from kg.errors import StoreCorrupt, StoreError
from kg.files import write_atomically
from kg.messages import Message
from kg.system_errors import as_kg_error

if TYPE_CHECKING:
    from kg.case.desk import Desk

Facts = Mapping[str, Any]


_DONE = Message("action-done-make-room")
_NOTE_HINT = Message("restore-note-from-copy")


@dataclass(frozen=True, slots=True)
class Note:
    """What is under way: the log line to be, the graph's state and the log's length before it."""

    action: str
    facts: Facts
    state: str
    lines: int


@contextmanager
def acting(desk: Desk, action: str, **facts: Any) -> Iterator[None]:
    """Do one action: the write into the graph inside decides whether it happened."""
    note = _leave_note(desk, action, facts)
    is_done = False
    try:
        yield
        is_done = True
    finally:
        if not is_done and _happened(desk, note):
            desk.name_the_nameless()
        _settle(desk, note)


def act_beside(desk: Desk, action: str, **facts: Any) -> None:
    """Do one action that writes nothing into the graph: its line in the log decides."""
    note = _leave_note(desk, action, facts)
    add_line(desk.folder, action, **note.facts)
    finish_beside(desk.folder)


def _leave_note(desk: Desk, action: str, facts: Facts) -> Note:
    said = {**facts, REDONE: desk.redoing} if desk.redoing else facts
    note = Note(action, said, desk.state(), len(list(desk.folder.log.entries())))
    text = json.dumps(asdict(note), ensure_ascii=False, sort_keys=True)
    write_atomically(desk.folder.under_way, text.encode())
    return note


def finish_beside(folder: CaseFolder) -> None:
    """Do what an action beside the graph has still to do once its line is in the log.

    Whoever calls this holds the case's lock. A note of any other action stays.
    """
    if not folder.under_way.exists():
        return
    note = read_note(folder.under_way)
    if not is_beside(folder, note):
        return
    if _is_logged(folder, note):
        _REST[note.action](folder, note.facts)
    folder.under_way.unlink(missing_ok=True)


def is_beside(folder: CaseFolder, note: Note) -> bool:
    """Say whether a note is of an action that writes nothing into the graph."""
    if note.action != "undo":
        return note.action == BESIDE
    lines = list(folder.log.entries())
    of = int(note.facts["of"])
    return 0 < of <= len(lines) and lines[of - 1]["action"] == BESIDE


def finish(desk: Desk) -> list[str]:
    """Do the rest of a killed action, or forget it; return what got its log line only now."""
    finish_beside(desk.folder)
    place = desk.folder.under_way
    if not place.exists():
        return []
    note = read_note(place)
    if _happened(desk, note):
        desk.name_the_nameless()
    return [called(note.facts)] if _settle(desk, note, recovered=True) else []


def read_note(place: Path) -> Note:
    """Return the note of a killed action; one that kg did not write raises StoreCorrupt."""
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
        note = Note(**told)
    except (ValueError, TypeError, RecursionError) as error:
        raise StoreCorrupt(
            Message("not-an-action-note"), where=place.name, hint=_NOTE_HINT
        ) from error
    kinds = {"action": str, "facts": dict, "state": str, "lines": int}
    if not all(isinstance(told[key], kind) for key, kind in kinds.items()):
        raise StoreCorrupt(Message("not-an-action-note"), where=place.name, hint=_NOTE_HINT)
    check_facts(note.action, note.facts, place.name)
    return note


def called(facts: Facts) -> str:
    """Return what an action was about: the names of files, a trace's, a link's id."""
    if loaded := facts.get("sources"):
        return ", ".join(_named(one) for one in loaded)
    names = (str(facts[key]) for key in ("source", "name", "link", "what") if facts.get(key))
    return next(names, "")


def _named(loaded: Facts) -> str:
    """Return what a person typed, of which the file was made, or else the file's name."""
    said = str(loaded.get("said", ""))
    return str(loaded["source"]) if not said or said.startswith(HASHED) else said


def _settle(desk: Desk, note: Note, **marks: bool) -> bool:
    """Do what is left of an action that happened, and say whether its line was missing."""
    happened = _happened(desk, note)
    missing = happened and not _is_logged(desk.folder, note)
    with _telling(desk.folder, happened=happened):
        if missing:
            _REST.get(note.action, _nothing)(desk.folder, note.facts)
            add_line(desk.folder, note.action, **note.facts, **marks)
        elif not happened:
            withdraw_load(desk, note.facts)
        desk.folder.under_way.unlink(missing_ok=True)
    return missing


@contextmanager
def _telling(folder: CaseFolder, *, happened: bool) -> Iterator[None]:
    """Say of what fails after the deciding write that the action is not to be done again."""
    try:
        yield
    except (OSError, StoreError) as error:
        meant = as_kg_error(error, folder.root)
        if happened and meant:
            raise type(meant)(meant.what, where=meant.where, hint=_DONE) from error
        raise


def give_handles(desk: Desk, action: str, kind: str, things: Iterable[str], **facts: Any) -> None:
    """Give handles to things that no graph holds (findings, inferred legs), and log it.

    Whoever calls this holds the case's lock. Without a new thing and other facts nothing is logged.
    """
    new = [thing for thing in dict.fromkeys(things) if not desk.handles.of(thing)]
    letter = desk.initial(kind)
    desk.handles.give(((thing, kind) for thing in new), lambda _: letter)
    if new or facts:
        add_line(desk.folder, action, things=new, **facts)


def _happened(desk: Desk, note: Note) -> bool:
    return desk.state() != note.state


def _is_logged(folder: CaseFolder, note: Note) -> bool:
    """Look for the line among the later ones: an export may have been logged meanwhile."""
    later = list(folder.log.entries())[note.lines :]
    return any(entry["action"] == note.action for entry in later)


def _nothing(folder: CaseFolder, facts: Facts) -> None:
    """Most actions are whole with the graph's write."""


def _put_in_place(folder: CaseFolder, facts: Facts) -> None:
    """Move a saved result from its draft to its name; what it replaces is kept for undo."""
    for name in facts["kept"]:
        draft, place = folder.drafts / name, folder.saved / name
        if draft.exists() and facts["before"]:
            write_atomically(folder.saved / facts["before"], place.read_bytes())
        if draft.exists():
            draft.replace(place)


def _judge(folder: CaseFolder, facts: Facts) -> None:
    judge_pair(folder, facts["link"], facts["reason"], holds=True)


def _mark(folder: CaseFolder, facts: Facts) -> None:
    judge_proof(folder, facts["link"], facts["proof"], facts["reason"])


def _leg(folder: CaseFolder, facts: Facts) -> None:
    judge_leg(folder, facts["link"], facts["said"])


def _windows(folder: CaseFolder, facts: Facts) -> None:
    for which, seconds in facts["windows"].items():
        judge_window(folder, which, seconds, facts["reason"])


def _take_back(folder: CaseFolder, facts: Facts) -> None:
    """Undo what an action did beside the graph: its saved files, its judgement."""
    entries = list(folder.log.entries())
    if not 0 < facts["of"] <= len(entries):
        raise StoreCorrupt(
            Message("log-has-no-line", facts=facts["of"]), where=folder.log.path.name
        )
    entry = entries[facts["of"] - 1]
    check_facts(entry["action"], entry, folder.log.path.name)
    if entry["action"] == "reject":
        judge_pair(folder, entry["link"], "undo", holds=False)
    if entry["action"] == "mark":
        judge_proof(folder, entry["link"], entry["earlier"], "undo")
    if entry["action"] == "leg":
        judge_leg(folder, entry["link"], entry["earlier"])
    if entry["action"] == "window":
        _windows(folder, {"windows": entry["earlier"], "reason": "undo"})
    for name in entry.get("kept", ()):
        _bring_back(folder, name, entry.get("before", ""))


def _bring_back(folder: CaseFolder, name: str, before: str) -> None:
    """Take a saved result away, or put the one back that it replaced."""
    if not before:
        (folder.saved / name).unlink(missing_ok=True)
    elif (folder.saved / before).exists():
        (folder.saved / before).replace(folder.saved / name)


JUDGING: Mapping[str, Callable[[CaseFolder, Facts], None]] = {
    "reject": _judge,
    "mark": _mark,
    "leg": _leg,
    "window": _windows,
    "undo": _take_back,
}
"""What an action's line in the log adds to the judgements of its case."""
_REST: Mapping[str, Callable[[CaseFolder, Facts], None]] = {
    "load": keep_loaded,
    "trace": _put_in_place,
    BESIDE: _put_in_place,
    **JUDGING,
}
