"""Where a file that leaves the case may be written, and with which rights.

An export is written where it was ordered to and nowhere else: no folder is made for it, no link
is followed at its place, nothing is replaced without ``--force``, and nothing is written among
the files that kg itself keeps in a case, be it this case or another one.
"""

from __future__ import annotations

import os
from pathlib import Path

from kg.case.storage.folder import is_own_entry
from kg.errors import UsageError
from kg.files import PRIVATE, SHARED, write_atomically
from kg.messages import Message

SETTINGS = "case.toml"


def write_out(out: Path, content: bytes, *, force: bool, private: bool) -> Path:
    """Write a file that was ordered, as a whole or not at all, and return where it was ordered.

    ``private`` files (those with real values) are their owner's alone, whatever the umask.
    """
    place = checked_place(out, force=force)
    write_atomically(place, content, mode=mode_of(place, private=private))
    return out


def checked_place(out: Path, *, force: bool) -> Path:
    """Return the path of a file to be written, with the links on the way to its folder resolved.

    Raises UsageError for a folder that is not there, a place among a case's own files, a file or
    link that stands there (``force`` replaces it: of a link the link itself), and a folder there.
    """
    folder = checked_folder(out.parent)
    place = folder / out.name
    _refuse_own(place, out)
    if place.is_dir() and not place.is_symlink():
        raise UsageError(Message("is-a-folder"), where=str(out), hint=Message("name-file"))
    if os.path.lexists(place) and not force:
        raise UsageError(
            Message("stands-there-already"), where=str(out), hint=Message("force-replaces")
        )
    return place


def checked_new_folder(out: Path) -> Path:
    """Return the path of a folder to be filled, which may be there; the one above it must be."""
    place = checked_folder(out.parent) / out.name
    _refuse_own(place, out)
    if place.is_symlink():
        raise UsageError(Message("is-a-link"), where=str(out), hint=Message("name-folder-leads"))
    return place


def checked_folder(folder: Path) -> Path:
    """Return the resolved path of a folder that must be there already."""
    if not folder.is_dir():
        raise UsageError(
            Message("no-such-folder"), where=str(folder), hint=Message("make-folder-first")
        )
    return folder.resolve()


def mode_of(place: Path, *, private: bool) -> int:
    """Return the mode of a new file; whatever lies in a case is its owner's alone."""
    return PRIVATE if private or case_around(place) else SHARED


def case_around(place: Path) -> Path | None:
    """Return the case in whose folder a path lies, if it lies in one."""
    return next((parent for parent in place.parents if (parent / SETTINGS).exists()), None)


def _refuse_own(place: Path, out: Path) -> None:
    root = case_around(place)
    if root and is_own_entry(place, root):
        raise UsageError(
            Message("lies-among-own-files"),
            where=str(out),
            hint=Message("name-place-outside-case"),
        )
