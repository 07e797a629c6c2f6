"""A file that leaves a case has its line in the custody log, or it does not leave."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.case.folder import CaseFolder
from kg.custody import appending, sha256_of


def refuse_unlogged(folder: CaseFolder) -> None:
    """Raise OSError where the log cannot grow: nothing is written that it could not name."""
    with appending(folder.log.path):
        pass


def log_files(
    folder: CaseFolder, written: Sequence[Path], *, result: str, show_values: bool
) -> None:
    """Add the line of what was written; where it cannot be added, the files go again."""
    files = [{"file": path.name, "sha256": sha256_of(path)} for path in written]
    is_logged = False
    try:
        folder.log.append("export", files=files, result=result, show_values=show_values)
        is_logged = True
    finally:
        for path in () if is_logged else written:
            path.unlink(missing_ok=True)
