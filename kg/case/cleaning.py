"""What a writer clears away, and what it must never: the log decides, not the graph.

Only two things go: what stands under a temporary name, and what the log says that a person took
out and neither ``kg undo`` nor ``kg redo`` can bring back. Files of sources that the log has never
heard of go to ``lost+found`` in the case, where a person looks at them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.case.digests import add_line
from kg.case.filing import drop_incoming, is_linked, keep_loaded, kept
from kg.case.folder import CaseFolder
from kg.case.logged import LoggedCase, log_facts, logged_case
from kg.custody import sha256_of
from kg.errors import StoreCorrupt, StoreUnavailable
from kg.graph.checkpoints import Checkpoints
from kg.ledger.deriving import remove_abandoned
from kg.ledger.shelf import withdraw
from kg.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.case.desk import Desk
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
