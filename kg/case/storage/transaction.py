"""What a writer clears away, and what it must never: the log decides, not the graph.

Only two things go: what stands under a temporary name, and what the log says that a person took
out and neither ``kg undo`` nor ``kg redo`` can bring back. Files of sources that the log has never
heard of go to ``lost+found`` in the case, where a person looks at them.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.case.storage.case_log import (
    BESIDE,
    CHANGING,
    REDONE,
    Entry,
    LoggedCase,
    check_facts,
    log_facts,
    logged_case,
)
from kg.case.storage.folder import CaseFolder
from kg.case.storage.judgement_store import judge_leg, judge_pair, judge_proof, judge_window
from kg.case.storage.source_store import drop_incoming, is_linked, keep_loaded, kept
from kg.custody import HASHED, sha256_of
from kg.errors import StoreCorrupt, StoreError, StoreUnavailable
from kg.files import write_atomically
from kg.graph.oxigraph_engine import Checkpoints
from kg.ledger.source_tables import remove_abandoned, withdraw
from kg.masking.numbering import read_line
from kg.messages import Message
from kg.system_errors import as_kg_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.case.storage.session import Desk
    from kg.model import Source

LOST = "lost+found"
SHELF = re.compile(r"([0-9a-f]{64})(\.[0-9]+)?")
_OF_A_SOURCE = re.compile(r"([0-9a-f]{64})([.-].*)?")
_REBUILD = Message("verify-names-rebuild-restores")


def clean(desk: Desk) -> list[Path]:
    """Clear the case of leftovers; return where files went that the log knows nothing of."""
    folder = desk.folder
    _clear_temporary(folder)
    logged = logged_case(folder.log.entries())
    in_graph = {source.sha256 for source in desk.sources()}
    shelves = {desk.shelf(source) for source in desk.sources()}
    shelves.update(str(out["shelf"]) for out in logged.readings_to_return())
    lost = []
    for room, path, sha256 in _of_sources(folder):
        if _is_needed(room == folder.sources, path, sha256, shelves, in_graph, logged):
            continue
        if sha256 in logged.ever:
            _remove(path)
        else:
            lost.append(to_lost_and_found(folder, path))
    return lost


def _is_needed(
    is_source: bool,
    path: Path,
    sha256: str,
    shelves: set[str],
    in_graph: set[str],
    logged: LoggedCase,
) -> bool:
    if is_source:
        listed = {name[:64] for name in shelves}
        needed = sha256 in listed or sha256 in logged.sources or sha256 in in_graph
        return needed or sha256 in logged.sources_to_redo()
    if path.name.removesuffix(".jsonl") in shelves:
        return True
    # a reading that another one replaced may go; while the graph lacks the source none may
    return sha256 in logged.sources and sha256 not in in_graph


def _of_sources(folder: CaseFolder) -> Iterator[tuple[Path, Path, str]]:
    """Yield what belongs to a source in every room: the room, the file or folder, the hash."""
    for room in (folder.ledger, folder.sources, folder.problems):
        for path in sorted(room.iterdir()):
            if found := _OF_A_SOURCE.fullmatch(path.name):
                yield room, path, found[1]


def _clear_temporary(folder: CaseFolder) -> None:
    drop_incoming(folder)
    leftovers = [
        *folder.ledger.glob(".staging-*"),
        *folder.root.glob(".rebuilding-*"),
        folder.drafts,
    ]
    for leftover in leftovers:
        _remove(leftover)
    remove_abandoned(folder.ledger)
    names = (folder.under_way, folder.settings_file, folder.key_file)
    halves = [half for name in names for half in folder.root.glob(f".{name.name}.*")]
    for room in (folder.saved, folder.problems, folder.layouts):
        halves += room.glob(".*.*")
    for half in halves:
        if half.is_file():
            half.unlink()


def _remove(path: Path) -> None:
    """Remove a file or a folder; a link is removed itself and never followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def to_lost_and_found(folder: CaseFolder, path: Path) -> Path:
    """Move a file or folder of the case to ``lost+found``, never over one that is there."""
    place = folder.root / LOST / path.parent.relative_to(folder.root)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    target, number = place / path.name, 1
    while target.exists() or target.is_symlink():
        target, number = place / f"{path.name}.{number}", number + 1
    path.rename(target)
    return target


def withdraw_load(desk: Desk, facts: Mapping[str, Any]) -> None:
    """Take back what a load put into place that did not happen; what is in use stays."""
    if not facts.get("sources"):
        return
    drop_incoming(desk.folder)
    used = {desk.shelf(source) for source in desk.sources()}
    used.update(one.shelf for one in logged_case(desk.folder.log.entries()).sources.values())
    for one in facts["sources"]:
        shelf = str(one.get("shelf", ""))
        if SHELF.fullmatch(shelf) and shelf not in used:
            withdraw(desk.folder.ledger, shelf)
            (desk.folder.problems / f"{shelf}.jsonl").unlink(missing_ok=True)


def refuse_newer(folder: CaseFolder) -> None:
    """Refuse to write into a case that a later version of kg wrote: this one may drop some of it.

    Raises:
        StoreUnavailable: A line of the log says so.
    """
    from kg import __version__

    loads = [one for entry in folder.log.entries() for one in entry.get("sources", ())]
    newest = max((str(one.get("version", "")) for one in loads), key=_ordered, default="")
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


def log_unlogged_loads(desk: Desk) -> list[str]:
    """Log the loads that were killed before their lines; return the names of their files.

    The graph names their sources, the files are there with the right hashes, and no line of the
    log has ever spoken of them.
    """
    ever = logged_case(desk.folder.log.entries()).ever
    unlogged = [source for source in desk.sources() if source.sha256 not in ever]
    found = [source for source in unlogged if _is_whole(desk, source)]
    for source in found:
        facts = log_facts(source, desk.shelf(source))
        if is_linked(desk.folder, source.sha256):
            facts["link_only"] = True
        keep_loaded(desk.folder, {"sources": [facts]})
        add_line(desk.folder, "load", sources=[facts], recovered=True)
    return [source.name for source in found]


def _is_whole(desk: Desk, source: Source) -> bool:
    place = kept(desk.folder, source.sha256)
    shelf = desk.shelf(source)
    rows = (desk.folder.ledger / shelf).is_dir() and (desk.folder.problems / f"{shelf}.jsonl")
    if place is None or not place.is_there or not rows or not rows.is_file():
        return False
    return sha256_of(place.path) == source.sha256


def refuse_disagreement(desk: Desk) -> None:
    """Refuse to write while the graph and the log name different sources.

    Raises:
        StoreCorrupt: One of them was rolled back, or lost what the other knows.
    """
    logged = logged_case(desk.folder.log.entries())
    in_graph = {source.sha256: source.name for source in desk.sources()}
    lacking = [one.name for sha256, one in logged.sources.items() if sha256 not in in_graph]
    unknown = [name for sha256, name in in_graph.items() if sha256 not in logged.sources]
    what = None
    if lacking:
        what = Message("graph-lacks-sources", count=len(lacking), name=lacking[0])
    elif unknown:
        what = Message("log-lacks-sources", count=len(unknown), name=unknown[0])
    if what:
        raise StoreCorrupt(what, where=desk.folder.root.name, hint=_REBUILD)


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


GROWING = ("handles", "judgements", "pseudonyms")
"""Files to which lines are only ever added: each action logs the digest of what it added."""
GIVEN = "pseudonyms"
"""Under which a line of the log says the pseudonyms that its action gave."""
SAID_AGAIN = 64 << 10
"""Bytes of pseudonyms that a line of the log holds at most, those of an export apart."""
WRITING_THE_GRAPH = frozenset({"new", "undo", "rebuild", *CHANGING})
_ENGINES_OWN = ("LOG", "LOCK")


def tables_digest(shelf: Path) -> str:
    """Return one digest of all tables of a source, by their names and bytes."""
    return _of_files(sorted(path for path in shelf.iterdir() if path.is_file()))


def graph_digest(state: Path) -> str:
    """Return one digest of a whole state of the graph, by the names and bytes of its files."""
    files = sorted(path for path in state.iterdir() if not path.name.startswith(_ENGINES_OWN))
    return _of_files(files)


def key_fingerprint(key: bytes) -> str:
    """Return by what a case's key is known again; the key cannot be found from it."""
    return hashlib.sha256(b"crimechain case key\n" + key).hexdigest()[:32]


def chunk_digest(path: Path, start: int, end: int) -> str:
    """Return the digest of the bytes of a file from one place to another."""
    with path.open("rb") as stream:
        stream.seek(start)
        return hashlib.sha256(stream.read(end - start)).hexdigest()


def add_line(folder: CaseFolder, action: str, **facts: Any) -> None:
    """Add a line to the case's log, with digests of the files as its action left them.

    Args:
        folder: The case.
        action: The verb.
        facts: What else the line says, such as the ``sources`` that were loaded (each with its
            ``shelf``) and the names of saved results that it ``kept``.
    """
    derived = _derived(folder, action, facts)
    folder.log.append(action, **facts, **_said_again(folder, derived), derived=derived)


def _said_again(folder: CaseFolder, derived: Mapping[str, Any]) -> dict[str, Any]:
    """Return the pseudonyms that an action gave, where they are few: a line restores them.

    Those of a large load are derived from its file; what was taken back has no file any more.
    """
    added = derived.get(GIVEN, {"from": 0, "to": 0})
    if not 0 < added["to"] - added["from"] <= SAID_AGAIN:
        return {}
    with folder.pseudonyms.open("rb") as stream:
        stream.seek(added["from"])
        lines = stream.read(added["to"] - added["from"]).decode(errors="replace").splitlines()
    return {GIVEN: [list(record) for record in map(read_line, lines) if record]}


def _derived(folder: CaseFolder, action: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    newest = Checkpoints(folder.graph).newest() if action in WRITING_THE_GRAPH else None
    if newest is not None:
        found["graph"] = {"state": newest.name, "sha256": graph_digest(newest)}
    logged = list(folder.log.entries())
    for name in GROWING:
        path: Path = getattr(folder, name)
        start, end = logged_end(logged, name), path.stat().st_size if path.exists() else 0
        if end > start:
            found[name] = {"from": start, "to": end, "sha256": chunk_digest(path, start, end)}
    saved = {name: _saved(folder, name) for name in facts.get("kept", ())}
    if files := {name: sha256_of(path) for name, path in saved.items() if path.is_file()}:
        found["saved"] = files
    if derived := [*facts.get("sources", ()), *facts.get("rebuilt", ())]:
        found["sources"] = {
            one["sha256"]: {
                "tables": tables_digest(folder.ledger / one["shelf"]),
                "problems": sha256_of(folder.problems / f"{one['shelf']}.jsonl"),
            }
            for one in derived
        }
    return found


def _saved(folder: CaseFolder, name: str) -> Path:
    """Return where a result lies that was just saved, or waits to be put into its place."""
    draft = folder.drafts / name
    return draft if draft.is_file() else folder.saved / name


def logged_end(entries: Iterable[Entry], name: str) -> int:
    """Return how many bytes of a growing file the log has digests of."""
    ends = (entry.get("derived", {}).get(name, {}).get("to", 0) for entry in entries)
    return max(ends, default=0)


def _of_files(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.name}\0{sha256_of(path)}\n".encode())
    return digest.hexdigest()
