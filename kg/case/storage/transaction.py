"""Transactions: an action on a case happens whole or not at all, even if the process is killed.

Before an action writes, it notes in the case's folder what it is about to do. The write into the
graph decides whether it happened (or, for actions that write nothing there, its line in the log).
Whatever is left to do after that, the next writer finishes; what did not happen it takes back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.case.storage.case_log import (
    FIRST_SAID,
    LOG_ONLY,
    REDONE,
    check_facts,
    log_facts,
    logged_case,
)
from kg.case.storage.folder import CaseFolder
from kg.case.storage.judgement_store import (
    judge_leg,
    judge_pair,
    judge_proof,
    judge_same,
    judge_window,
)
from kg.case.storage.leftovers import withdraw_load
from kg.case.storage.log_digests import log_action
from kg.case.storage.source_store import is_linked, store_sources, stored_source
from kg.custody import HASHED, sha256_of
from kg.errors import StoreCorrupt, StoreError, StoreUnavailable
from kg.files import write_atomically
from kg.graph.oxigraph_engine import Checkpoints
from kg.messages import Message
from kg.system_errors import as_kg_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.case.storage.session import Session
    from kg.model import Source

_REBUILD = Message("verify-names-rebuild-restores")


def refuse_newer(folder: CaseFolder) -> None:
    """Refuse to write into a case that a later version of kg wrote: this one may drop some of it.

    Raises:
        StoreUnavailable: A line of the log says so.
    """
    from kg.version import __version__

    loads = [source for entry in folder.log.entries() for source in entry.get("sources", ())]
    newest = max((str(load.get("version", "")) for load in loads), key=_ordered, default="")
    if _ordered(newest) > _ordered(__version__):
        raise StoreUnavailable(
            Message("written-by-newer-version", newest=newest, own=__version__),
            where=folder.root.name,
            hint=Message("install-newer-version", newest=newest),
        )


def _ordered(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"[0-9]+", version)[:3]))


def refuse_lost_graph(folder: CaseFolder) -> None:
    """Refuse to write into a case whose graph is gone: a new one would be an empty one.

    Raises:
        StoreCorrupt: The log has actions and there is no state of the graph.
    """
    lines = sum(1 for _ in folder.log.entries())
    if lines and not Checkpoints(folder.graph).numbers():
        raise StoreCorrupt(
            Message("graph-is-gone", lines=lines), where=folder.root.name, hint=_REBUILD
        )


def log_unlogged_loads(session: Session) -> list[str]:
    """Log the loads that were killed before their lines; return the names of their files.

    The graph names their sources, the files are there with the right hashes, and no line of the
    log has ever spoken of them.
    """
    ever = logged_case(session.folder.log.entries()).ever
    unlogged = [source for source in session.sources() if source.sha256 not in ever]
    whole = [source for source in unlogged if _is_whole(session, source)]
    for source in whole:
        facts = log_facts(source, session.shelf(source))
        if is_linked(session.folder, source.sha256):
            facts["link_only"] = True
        store_sources(session.folder, {"sources": [facts]})
        log_action(session.folder, "load", sources=[facts], recovered=True)
    return [source.name for source in whole]


def _is_whole(session: Session, source: Source) -> bool:
    place = stored_source(session.folder, source.sha256)
    shelf = session.shelf(source)
    rows = (session.folder.ledger / shelf).is_dir() and (session.folder.problems / f"{shelf}.jsonl")
    if place is None or not place.is_there or not rows or not rows.is_file():
        return False
    return sha256_of(place.path) == source.sha256


def refuse_disagreement(session: Session) -> None:
    """Refuse to write while the graph and the log name different sources.

    Raises:
        StoreCorrupt: One of them was rolled back, or lost what the other knows.
    """
    logged = logged_case(session.folder.log.entries())
    in_graph = {source.sha256: source.name for source in session.sources()}
    lacking = [
        logged_source.name
        for sha256, logged_source in logged.sources.items()
        if sha256 not in in_graph
    ]
    unknown = [name for sha256, name in in_graph.items() if sha256 not in logged.sources]
    what = None
    if lacking:
        what = Message("graph-lacks-sources", count=len(lacking), name=lacking[0])
    elif unknown:
        what = Message("log-lacks-sources", count=len(unknown), name=unknown[0])
    if what:
        raise StoreCorrupt(what, where=session.folder.root.name, hint=_REBUILD)


Facts = Mapping[str, Any]

_DONE = Message("action-done-make-room")

_PENDING_HINT = Message("restore-note-from-copy")


@dataclass(frozen=True, slots=True)
class PendingAction:
    """An action under way: its log line to be, and the graph's state and log's length before it."""

    action: str
    facts: Facts
    state: str
    lines: int


@contextmanager
def transaction(session: Session, action: str, **facts: Any) -> Iterator[None]:
    """Run one action: it has happened once the write into the graph inside has."""
    note = _note_pending(session, action, facts)
    is_done = False
    try:
        yield
        is_done = True
    finally:
        if not is_done and _happened(session, note):
            session.name_unnamed()
        _settle(session, note)


def log_only(session: Session, action: str, **facts: Any) -> None:
    """Run one action that writes nothing into the graph: it has happened once it is logged."""
    note = _note_pending(session, action, facts)
    log_action(session.folder, action, **note.facts)
    finish_log_only(session.folder)


def _note_pending(session: Session, action: str, facts: Facts) -> PendingAction:
    noted = {**facts, REDONE: session.redoing} if session.redoing else facts
    if session.first_said:
        noted = {**noted, FIRST_SAID: session.first_said}
    note = PendingAction(action, noted, session.state(), len(list(session.folder.log.entries())))
    text = json.dumps(asdict(note), ensure_ascii=False, sort_keys=True)
    write_atomically(session.folder.under_way, text.encode())
    return note


def finish_log_only(folder: CaseFolder) -> None:
    """Do what an action beside the graph has still to do once its line is in the log.

    Whoever calls this holds the case's lock. A note of any other action stays.
    """
    if not folder.under_way.exists():
        return
    note = read_pending(folder.under_way)
    if not is_log_only(folder, note):
        return
    if _is_logged(folder, note):
        _AFTER_THE_GRAPH[note.action](folder, note.facts)
    folder.under_way.unlink(missing_ok=True)


def is_log_only(folder: CaseFolder, note: PendingAction) -> bool:
    """Say whether a note is of an action that writes nothing into the graph."""
    if note.action != "undo":
        return note.action in LOG_ONLY
    lines = list(folder.log.entries())
    of = int(note.facts["of"])
    return 0 < of <= len(lines) and lines[of - 1]["action"] in LOG_ONLY


def finish_pending(session: Session) -> list[str]:
    """Finish or withdraw a killed action; return what got its log line only now."""
    finish_log_only(session.folder)
    place = session.folder.under_way
    if not place.exists():
        return []
    note = read_pending(place)
    if note.action in NUMBERED:
        _finish_numbering(session, note)
        return []
    if _happened(session, note):
        session.name_unnamed()
    return [action_subject(note.facts)] if _settle(session, note, recovered=True) else []


def read_pending(place: Path) -> PendingAction:
    """Return the note of a killed action; one that kg did not write raises StoreCorrupt."""
    try:
        document = json.loads(place.read_text(encoding="utf-8"))
        note = PendingAction(**document)
    except (ValueError, TypeError, RecursionError) as error:
        raise StoreCorrupt(
            Message("not-an-action-note"), where=place.name, hint=_PENDING_HINT
        ) from error
    kinds = {"action": str, "facts": dict, "state": str, "lines": int}
    if not all(isinstance(document[key], kind) for key, kind in kinds.items()):
        raise StoreCorrupt(Message("not-an-action-note"), where=place.name, hint=_PENDING_HINT)
    check_facts(note.action, note.facts, place.name)
    told = (note.facts.get("things"), note.facts.get(_KIND))
    if note.action in NUMBERED and (*map(type, told),) != (list, str):
        raise StoreCorrupt(Message("not-an-action-note"), where=place.name, hint=_PENDING_HINT)
    return note


def action_subject(facts: Facts) -> str:
    """Return what an action was about: the names of files, a trace's, a link's id."""
    if loaded := facts.get("sources"):
        return ", ".join(_file_name(source) for source in loaded)
    names = (str(facts[key]) for key in ("source", "name", "link", "what") if facts.get(key))
    return next(names, "")


def _file_name(loaded: Facts) -> str:
    """Return what a person typed, of which the file was made, or else the file's name."""
    typed = str(loaded.get("said", ""))
    return str(loaded["source"]) if not typed or typed.startswith(HASHED) else typed


def _settle(session: Session, note: PendingAction, **marks: bool) -> bool:
    """Do what is left of an action that happened, and say whether its line was missing."""
    happened = _happened(session, note)
    missing = happened and not _is_logged(session.folder, note)
    with _forbid_repeating(session.folder, happened=happened):
        if missing:
            _AFTER_THE_GRAPH.get(note.action, _do_nothing)(session.folder, note.facts)
            log_action(session.folder, note.action, **note.facts, **marks)
        elif not happened:
            withdraw_load(session, note.facts)
        session.folder.under_way.unlink(missing_ok=True)
    return missing


@contextmanager
def _forbid_repeating(folder: CaseFolder, *, happened: bool) -> Iterator[None]:
    """Say of what fails after the deciding write that the action is not to be done again."""
    try:
        yield
    except (OSError, StoreError) as error:
        meant = as_kg_error(error, folder.root)
        if happened and meant:
            raise type(meant)(meant.what, where=meant.where, hint=_DONE) from error
        raise


NUMBERED = frozenset({"number", "find"})
"""Actions that give handles to things that no graph holds: noted first, logged last."""


def give_handles(
    session: Session,
    action: str,
    kind: str,
    things: Iterable[str],
    save: Callable[[], None] = lambda: None,
    **facts: Any,
) -> None:
    """Give handles to things that no graph holds (findings, inferred legs), and log it.

    Whoever calls this holds the case's lock. Without a new thing and other facts nothing is logged.

    Args:
        session: The case.
        action: What the log calls it: one of :data:`NUMBERED`.
        kind: Of what kind the things are.
        things: Their ids.
        save: Writes the file that holds them; called once it is noted that they get handles.
        facts: What else the log is to say.
    """
    new = [thing for thing in dict.fromkeys(things) if not session.handles.of(thing)]
    if not (new or facts):
        return
    place, said = session.folder.under_way, {"things": new, **facts}
    is_free = not place.exists()  # the note of a killed action is the next writer's
    if is_free:
        lines = len(list(session.folder.log.entries()))
        note = PendingAction(action, {**said, _KIND: kind}, session.state(), lines)
        write_atomically(place, json.dumps(asdict(note), ensure_ascii=False).encode())
    save()
    _number(session, new, kind)
    log_action(session.folder, action, **said)
    if is_free:
        place.unlink(missing_ok=True)


_KIND = "kind"


def _number(session: Session, things: Iterable[str], kind: str) -> None:
    letter = session.initial(kind)
    session.handles.give(((thing, kind) for thing in things), lambda _: letter)


def has_begun_to_number(folder: CaseFolder, note: PendingAction) -> bool:
    """Say whether a note is of an action that gives handles, and the file of the things is written.

    Before that nothing was done: the file is not there yet, or is what the log has a digest of.
    """
    if note.action not in NUMBERED:
        return False
    logged: dict[str, str] = {}
    for entry in folder.log.entries():
        logged |= entry.get("derived", {}).get("saved", {})
    saved = {name: folder.saved / name for name in note.facts.get("kept", ())}
    return all(
        path.is_file() and sha256_of(path) != logged.get(name) for name, path in saved.items()
    )


def _finish_numbering(session: Session, note: PendingAction) -> None:
    """Give the handles that a killed action had begun to give, and log it."""
    facts = {name: value for name, value in note.facts.items() if name != _KIND}
    if has_begun_to_number(session.folder, note) and not _is_logged(session.folder, note):
        _number(session, map(str, facts["things"]), str(note.facts[_KIND]))
        log_action(session.folder, note.action, **facts, recovered=True)
    session.folder.under_way.unlink(missing_ok=True)


def _happened(session: Session, note: PendingAction) -> bool:
    return session.state() != note.state


def _is_logged(folder: CaseFolder, note: PendingAction) -> bool:
    """Look for the line among the later ones: an export may have been logged meanwhile."""
    later = list(folder.log.entries())[note.lines :]
    return any(entry["action"] == note.action for entry in later)


def _do_nothing(folder: CaseFolder, facts: Facts) -> None:
    """Most actions are whole with the graph's write."""


def _publish_saved(folder: CaseFolder, facts: Facts) -> None:
    """Move a saved result from its draft to its name; what it replaces is kept for undo."""
    for name in facts["kept"]:
        draft, place = folder.drafts / name, folder.saved / name
        if draft.exists() and facts.get("before"):
            write_atomically(folder.saved / facts["before"], place.read_bytes())
        if draft.exists():
            draft.replace(place)


def _judge(folder: CaseFolder, facts: Facts) -> None:
    judge_pair(folder, facts["link"], facts["reason"], holds=True, at=facts.get(FIRST_SAID, ""))


def _mark(folder: CaseFolder, facts: Facts) -> None:
    at = facts.get(FIRST_SAID, "")
    judge_proof(folder, facts["link"], facts["proof"], facts["reason"], at)


def _leg(folder: CaseFolder, facts: Facts) -> None:
    judge_leg(folder, facts["link"], facts["said"], facts.get(FIRST_SAID, ""))


def _windows(folder: CaseFolder, facts: Facts) -> None:
    for which, seconds in facts["windows"].items():
        judge_window(folder, which, seconds, facts["reason"], facts.get(FIRST_SAID, ""))


def _same(folder: CaseFolder, facts: Facts) -> None:
    for pair in facts["pairs"]:
        judge_same(folder, pair, facts["said"], facts.get(FIRST_SAID, ""))


def _undo_beside_the_graph(folder: CaseFolder, facts: Facts) -> None:
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
    if entry["action"] == "same":
        for pair, earlier in zip(entry["pairs"], entry["earlier"], strict=True):
            judge_same(folder, pair, earlier)
    for name in entry.get("kept", ()):
        _restore_saved(folder, name, entry.get("before", ""))


def _restore_saved(folder: CaseFolder, name: str, before: str) -> None:
    """Take a saved result away, or put the one back that it replaced."""
    if not before:
        (folder.saved / name).unlink(missing_ok=True)
    elif (folder.saved / before).exists():
        (folder.saved / before).replace(folder.saved / name)


JUDGEMENT_WRITERS: Mapping[str, Callable[[CaseFolder, Facts], None]] = {
    "reject": _judge,
    "mark": _mark,
    "leg": _leg,
    "window": _windows,
    "same": _same,
    "undo": _undo_beside_the_graph,
}
"""What an action's line in the log adds to the judgements of its case."""

_AFTER_THE_GRAPH: Mapping[str, Callable[[CaseFolder, Facts], None]] = {
    "load": store_sources,
    "trace": _publish_saved,
    **dict.fromkeys(LOG_ONLY, _publish_saved),
    **JUDGEMENT_WRITERS,
}
