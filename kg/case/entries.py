"""What may lie in a case's folder: plain files and folders under known names, and no links.

A case may be received from anybody. A link in it would let the next load write, cut off or delete
what it leads to, so a case with one is refused before anything in it is opened. The path that
leads *to* a case may hold links: whoever typed it chose it. A second name of the same file (a hard
link) cannot be told from the file; files that are changed in place refuse it when they are opened
(:func:`kg.files.open_own`), all others are only ever replaced or removed by name, which leaves the
other name and its bytes alone. The graph's checkpoints are hard links by design.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kg.errors import NotACase
from kg.messages import Message
from kg.text import visible

ROOMS = ("sources", "ledger", "problems", "saved", "layouts")
"""Folders that every case has."""
FLAT = frozenset({"sources", "problems", "layouts"})
"""Folders that hold files alone."""
GRAPH = ("graph", "graph.checkpoints", "graph.new", "graph.old")
LOST = "lost+found"
FOLDERS = frozenset({*ROOMS, *GRAPH, LOST})
FILES = frozenset(
    {
        *("case.toml", "case.key", "lock", "action.json", "neo4j.grass"),
        *("log.jsonl", "log.texts.jsonl", "log.head"),
        *("judgements.jsonl", "handles.jsonl", "pseudonyms.jsonl", "requests.jsonl"),
    }
)
LARGEST = 1 << 30
"""Bytes of a text that is read whole: ten million handles are 0.6 GB."""
_HINT = Message("case-holds-plain-entries")


def check_entries(root: Path) -> None:
    """Look at everything in a case that kg itself opens, without opening or following it.

    What else lies beside the case's own entries (a page, a note) is never opened and not looked
    at. Raises NotACase that names the first entry which is a link, a pipe, a device or a socket,
    a folder where a file should be, a file where a folder should be, or larger than any case's.
    """
    for entry in _in(root):
        name = entry.name.casefold()  # some file systems do not tell Sources from sources
        if name in FILES:
            _check_file(entry, entry.name)
        elif name in FOLDERS:
            _check_folder(entry, entry.name)
            _check_below(entry.path, entry.name, flat=name in FLAT)


def is_own_entry(path: Path, root: Path) -> bool:
    """Say whether a path lies where kg keeps a case's own files; the case need not be whole."""
    first = path.relative_to(root).parts[0].casefold()
    return first in FOLDERS or first in FILES or first.startswith(".")


def _check_below(folder: str, told: str, *, flat: bool) -> None:
    waiting = [(folder, told)]
    while waiting:
        place, told = waiting.pop()
        for entry in _in(Path(place)):
            name = f"{told}/{entry.name}"
            if _is_folder(entry):
                if flat:
                    raise _refused(name, Message("is-folder-among-files"))
                waiting.append((entry.path, name))
            else:
                _check_plain(entry, name)


def _in(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield what a folder holds; one that a writer has just removed holds nothing."""
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except FileNotFoundError:
        return
    except OSError as error:
        raise NotACase(
            Message("cannot-be-read-because", strerror=error.strerror or str(error)),
            where=str(folder),
        ) from error


def _check_file(entry: os.DirEntry[str], told: str) -> None:
    _check_plain(entry, told)
    with suppress(FileNotFoundError):  # action.json, just settled by a writer
        if entry.stat(follow_symlinks=False).st_size > LARGEST:
            raise _refused(told, Message("is-larger-than", bytes=LARGEST))


def _check_plain(entry: os.DirEntry[str], told: str) -> None:
    if _is_link(entry):
        raise _refused(told, Message("is-a-link"))
    if entry.is_dir(follow_symlinks=False):
        raise _refused(told, Message("is-folder-for-file"))
    if not entry.is_file(follow_symlinks=False):
        raise _refused(told, Message("is-special-file"))


def _check_folder(entry: os.DirEntry[str], told: str) -> None:
    if _is_link(entry):
        raise _refused(told, Message("is-a-link"))
    if not _is_folder(entry):
        raise _refused(told, Message("is-no-folder-but-should-be"))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and not _is_link(entry)


def _is_link(entry: os.DirEntry[str]) -> bool:
    """Say whether an entry leads elsewhere; a junction of Windows looks like a folder."""
    if entry.is_symlink():
        return True
    if os.name != "nt":
        return False
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return bool(attributes & getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0))


def _refused(told: str, what: Message) -> NotACase:
    return NotACase(what, where=visible(told), hint=_HINT)
