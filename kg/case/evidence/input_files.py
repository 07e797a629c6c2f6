"""Which files a person means when they name files and folders, and what of a folder is left out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError
from kg.messages import Message
from kg.text import file_name

HIDDEN, OFFICE_LOCK = ".", "~$"
FINISHED = "_SUCCESS"
"""The empty file that Hadoop and Spark leave beside what a job wrote."""
CASE_MARKS = ("case.toml", "case.key")
"""A folder that holds both is a case."""
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class IgnoredPath:
    """Something in a folder that is not loaded: its path as people read it, and why."""

    name: str
    reason: Message


def files_in(places: Sequence[Path]) -> list[Path]:
    """Return the files of :func:`found_in` without what is left out."""
    return found_in(places)[0]


def found_in(places: Sequence[Path]) -> tuple[list[Path], list[IgnoredPath]]:
    """Return the files named and those in the folders named, and what of the folders is left out.

    Files come in a stable order, each once. A link that is itself named is followed; one in a
    folder is not: what it points at was not received with the folder, and may be anything of this
    machine. Hidden files, Office's lock files, cases, and what is no file are left out too.

    :raises UsageError: where no file is left
    """
    files: dict[Path, None] = {}
    left_out: list[IgnoredPath] = []
    for place in places:
        if place.is_dir():
            files.update(dict.fromkeys(_in_folder(place, Path(), left_out)))
        else:
            files[place.resolve()] = None
    if not files:
        why = [
            Message("left-out-because", name=path.name, reason=path.reason)
            for path in left_out[:_SHOWN]
        ]
        what = Message("no-files-to-load-but", left_out=why) if why else Message("no-files-to-load")
        raise UsageError(what, where=", ".join(map(_as_text, places)))
    return list(files), left_out


def _in_folder(folder: Path, at: Path, left_out: list[IgnoredPath]) -> Iterator[Path]:
    """Yield the files in and below a folder; ``at`` is its place below the folder named."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        reason = Message("cannot-be-opened", strerror=str(error.strerror))
        left_out.append(IgnoredPath(_as_text(at), reason))
        return
    if {entry.name for entry in entries}.issuperset(CASE_MARKS):
        left_out.append(IgnoredPath(_as_text(at), Message("is-a-case-of-kg")))
        return
    for entry in entries:
        why_not = _why_not(entry)
        if why_not:
            left_out.append(IgnoredPath(_as_text(at / entry.name), why_not))
        elif entry.is_dir(follow_symlinks=False):
            yield from _in_folder(Path(entry.path), at / entry.name, left_out)
        else:
            yield Path(entry.path).resolve()


def _why_not(entry: os.DirEntry[str]) -> Message | None:
    """Return why an entry of a folder is not loaded; nothing for a plain file and a folder."""
    if entry.is_symlink():
        target = _as_text(Path(entry.path).readlink())
        return Message("is-link-to", target=target)
    if entry.name.startswith(OFFICE_LOCK):
        return Message("is-office-lock-file")
    if entry.name.startswith(HIDDEN):
        return Message("is-hidden")
    if entry.name == FINISHED and not entry.stat(follow_symlinks=False).st_size:
        return Message("is-mark-of-a-finished-job")
    mode = entry.stat(follow_symlinks=False).st_mode
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else Message("is-no-plain-file")


def _as_text(path: Path) -> str:
    """Return a path as people read it, also where its bytes are no UTF-8."""
    parts = [part if part == path.anchor else file_name(Path(part)) for part in path.parts]
    return str(Path(*parts)) if parts else "."
