"""A file that leaves a case has its line in the custody log, or it does not leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.case.desk import writing
from kg.case.folder import CaseFolder
from kg.case.pseudonyms import add, logged_pseudonyms, size_of
from kg.custody import appending, sha256_of
from kg.errors import StoreBusy
from kg.masking.numbering import Record
from kg.messages import Message


@dataclass(frozen=True, slots=True)
class Given:
    """The pseudonyms that an export was the first to show, and where in their file they go."""

    records: Sequence[Record] = ()
    start: int = 0


def refuse_unlogged(folder: CaseFolder) -> None:
    """Raise OSError where the log cannot grow: nothing is written that it could not name."""
    with appending(folder.log.path):
        pass


def log_files(
    folder: CaseFolder, written: Sequence[Path], said: Mapping[str, Any], given: Given | None = None
) -> None:
    """Add the line of what was written; where it cannot be added, the files go again.

    Args:
        folder: The case.
        written: The files.
        said: What else the line says: ``result`` and ``show_values``.
        given: Pseudonyms that are to be kept with the line, and are in it.

    Raises:
        StoreBusy: Another action gave pseudonyms meanwhile, or is about to.
    """
    files = [{"file": path.name, "sha256": sha256_of(path)} for path in written]
    is_logged = False
    try:
        if given is not None and given.records:
            _log_with_pseudonyms(folder, {"files": files, **said}, given)
        else:
            folder.log.append("export", files=files, **said)
        is_logged = True
    finally:
        for path in () if is_logged else written:
            path.unlink(missing_ok=True)


def _log_with_pseudonyms(folder: CaseFolder, facts: Mapping[str, Any], given: Given) -> None:
    """Add the line, then the records that it says: a kill in between is put right from the line."""
    with writing(folder):
        if size_of(folder) != given.start:
            what = Message("changed-while-exported")
            raise StoreBusy(what, where=folder.root.name, hint=Message("export-again"))
        folder.log.append("export", **facts, **logged_pseudonyms(given.records, given.start))
        add(folder, given.records)
