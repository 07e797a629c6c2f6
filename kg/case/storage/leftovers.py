"""What a writer clears away, and what it must never: the log decides, not the graph.

Only two things go: what stands under a temporary name, and what the log says that a person took
out and neither ``kg undo`` nor ``kg redo`` can bring back. Files of sources that the log has never
heard of go to ``lost+found`` in the case, where a person looks at them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.case.storage.case_log import (
    LoggedCase,
    logged_case,
)
from kg.case.storage.folder import CaseFolder
from kg.case.storage.source_store import drop_incoming
from kg.ledger.source_tables import remove_abandoned, withdraw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.case.storage.session import Session

LOST_AND_FOUND = "lost+found"

SHELF = re.compile(r"([0-9a-f]{64})(\.[0-9]+)?")

_OF_A_SOURCE = re.compile(r"([0-9a-f]{64})([.-].*)?")


def clear_leftovers(session: Session) -> list[Path]:
    """Clear the case of leftovers; return where files went that the log knows nothing of."""
    folder = session.folder
    _clear_temporary(folder)
    logged = logged_case(folder.log.entries())
    in_graph = {source.sha256 for source in session.sources()}
    shelves = {session.shelf(source) for source in session.sources()}
    shelves.update(str(out["shelf"]) for out in logged.readings_to_return())
    lost = []
    for room, path, sha256 in _source_files(folder):
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


def _source_files(folder: CaseFolder) -> Iterator[tuple[Path, Path, str]]:
    """Yield what belongs to a source in every room: the room, the file or folder, the hash."""
    for room in (folder.ledger, folder.sources, folder.problems):
        for path in sorted(room.iterdir()):
            if match := _OF_A_SOURCE.fullmatch(path.name):
                yield room, path, match[1]


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
    place = folder.root / LOST_AND_FOUND / path.parent.relative_to(folder.root)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    target, number = place / path.name, 1
    while target.exists() or target.is_symlink():
        target, number = place / f"{path.name}.{number}", number + 1
    path.rename(target)
    return target


def withdraw_load(session: Session, facts: Mapping[str, Any]) -> None:
    """Take back what a load put into place that did not happen; what is in use stays."""
    if not facts.get("sources"):
        return
    drop_incoming(session.folder)
    used = {session.shelf(source) for source in session.sources()}
    used.update(
        source.shelf for source in logged_case(session.folder.log.entries()).sources.values()
    )
    for loaded in facts["sources"]:
        shelf = str(loaded.get("shelf", ""))
        if SHELF.fullmatch(shelf) and shelf not in used:
            withdraw(session.folder.ledger, shelf)
            (session.folder.problems / f"{shelf}.jsonl").unlink(missing_ok=True)
