"""Lines of the case's log, with the digests of the files that each action left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.case.storage.case_log import (
    CHANGING,
    Entry,
)
from kg.case.storage.folder import CaseFolder
from kg.custody import sha256_of
from kg.graph.oxigraph_engine import Checkpoints
from kg.masking.numbering import read_line

if TYPE_CHECKING:
    from collections.abc import Mapping


GROWING_FILES = ("handles", "judgements", "pseudonyms")
"""Files to which lines are only ever added: each action logs the digest of what it added."""

PSEUDONYMS = "pseudonyms"
"""Under which a line of the log says the pseudonyms that its action gave."""

LOGGED_PSEUDONYM_BYTES = 64 << 10
"""Bytes of pseudonyms that a line of the log holds at most, those of an export apart."""

WRITING_THE_GRAPH = frozenset({"new", "undo", "rebuild", *CHANGING})

_ENGINES_OWN = ("LOG", "LOCK")


def tables_digest(shelf: Path) -> str:
    """Return one digest of all tables of a source, by their names and bytes."""
    return _digest_of_files(sorted(path for path in shelf.iterdir() if path.is_file()))


def graph_digest(state: Path) -> str:
    """Return one digest of a whole state of the graph, by the names and bytes of its files."""
    files = sorted(path for path in state.iterdir() if not path.name.startswith(_ENGINES_OWN))
    return _digest_of_files(files)


def key_fingerprint(key: bytes) -> str:
    """Return by what a case's key is known again; the key cannot be found from it."""
    return hashlib.sha256(b"crimechain case key\n" + key).hexdigest()[:32]


def chunk_digest(path: Path, start: int, end: int) -> str:
    """Return the digest of the bytes of a file from one place to another."""
    with path.open("rb") as stream:
        stream.seek(start)
        return hashlib.sha256(stream.read(end - start)).hexdigest()


def log_action(folder: CaseFolder, action: str, **facts: Any) -> None:
    """Add a line to the case's log, with digests of the files as its action left them.

    Args:
        folder: The case.
        action: The verb.
        facts: What else the line says, such as the ``sources`` that were loaded (each with its
            ``shelf``) and the names of saved results that it ``kept``.
    """
    derived = _digests(folder, action, facts)
    folder.log.append(action, **facts, **_logged_pseudonyms(folder, derived), derived=derived)


def _logged_pseudonyms(folder: CaseFolder, derived: Mapping[str, Any]) -> dict[str, Any]:
    """Return the pseudonyms that an action gave, where they are few: a line restores them.

    Those of a large load are derived from its file; what was taken back has no file any more.
    """
    added = derived.get(PSEUDONYMS, {"from": 0, "to": 0})
    if not 0 < added["to"] - added["from"] <= LOGGED_PSEUDONYM_BYTES:
        return {}
    with folder.pseudonyms.open("rb") as stream:
        stream.seek(added["from"])
        lines = stream.read(added["to"] - added["from"]).decode(errors="replace").splitlines()
    return {PSEUDONYMS: [list(record) for record in map(read_line, lines) if record]}


def _digests(folder: CaseFolder, action: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    digests: dict[str, Any] = {}
    newest = Checkpoints(folder.graph).newest() if action in WRITING_THE_GRAPH else None
    if newest is not None:
        digests["graph"] = {"state": newest.name, "sha256": graph_digest(newest)}
    logged = list(folder.log.entries())
    for name in GROWING_FILES:
        path: Path = getattr(folder, name)
        start, end = logged_bytes(logged, name), path.stat().st_size if path.exists() else 0
        if end > start:
            digests[name] = {"from": start, "to": end, "sha256": chunk_digest(path, start, end)}
    saved = {name: _saved_or_draft(folder, name) for name in facts.get("kept", ())}
    if files := {name: sha256_of(path) for name, path in saved.items() if path.is_file()}:
        digests["saved"] = files
    if derived := [*facts.get("sources", ()), *facts.get("rebuilt", ())]:
        digests["sources"] = {
            source["sha256"]: {
                "tables": tables_digest(folder.ledger / source["shelf"]),
                "problems": sha256_of(folder.problems / f"{source['shelf']}.jsonl"),
            }
            for source in derived
        }
    return digests


def _saved_or_draft(folder: CaseFolder, name: str) -> Path:
    """Return where a result lies that was just saved, or waits to be put into its place."""
    draft = folder.drafts / name
    return draft if draft.is_file() else folder.saved / name


def logged_bytes(entries: Iterable[Entry], name: str) -> int:
    """Return how many bytes of a growing file the log has digests of."""
    ends = (entry.get("derived", {}).get(name, {}).get("to", 0) for entry in entries)
    return max(ends, default=0)


def _digest_of_files(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.name}\0{sha256_of(path)}\n".encode())
    return digest.hexdigest()
