"""What the operating system and the libraries say when they fail, as errors of kg.

A full disk, a read-only medium, a damaged file or too little memory shows itself in many forms: an
``OSError`` with a number, one of an engine's own exceptions with a text, a ``MemoryError``. Each
form is known here once, and becomes a :class:`KgError` that names the file and what to do.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kg.errors import (
    KgError,
    LimitExceeded,
    OutOfMemory,
    StoreCorrupt,
    StoreFull,
    StoreReadOnly,
    StoreUnavailable,
    UsageError,
)
from kg.messages import Message

MAKE_ROOM = Message("make-room")
ELSEWHERE = Message("copy-case-elsewhere")
REBUILD = Message("verify-then-rebuild")


class Meaning(NamedTuple):
    """The error of kg, what it says, and what it advises."""

    kind: type[KgError]
    what: Message
    hint: Message | None = None

    def of(self, place: str) -> KgError:
        """Return the error for one file or folder."""
        return self.kind(self.what, where=place, hint=self.hint)


FULL = Meaning(StoreFull, Message("no-space-left"), MAKE_ROOM)
READ_ONLY = Meaning(StoreReadOnly, Message("on-read-only-medium"), ELSEWHERE)
FORBIDDEN = Meaning(StoreReadOnly, Message("no-right-to-it"), ELSEWHERE)
NO_FOLDER = Meaning(UsageError, Message("is-file-not-folder"), Message("name-another-place"))
GONE = Meaning(UsageError, Message("no-such-file-folder"))
LOST = Meaning(StoreCorrupt, Message("gone-from-the-case"), REBUILD)
TOO_MANY_OPEN = Meaning(StoreUnavailable, Message("too-many-files-open"), Message("raise-ulimit-n"))
UNREADABLE = Meaning(
    StoreUnavailable,
    Message("disk-fails"),
    Message("copy-to-another-disk"),
)
NO_MEMORY = Meaning(
    OutOfMemory,
    Message("memory-used-up"),
    Message("close-other-programs"),
)
TOO_LARGE = Meaning(
    LimitExceeded,
    Message("amounts-too-large"),
    Message("look-at-largest-amounts"),
)
NO_TEXT = Meaning(UsageError, Message("not-text-of-console"), Message("type-as-utf-8"))

BY_NUMBER: Mapping[int, Meaning] = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: FORBIDDEN,
    errno.EPERM: FORBIDDEN,
    errno.ENOTDIR: NO_FOLDER,
    errno.ENOENT: GONE,
    errno.EISDIR: Meaning(UsageError, Message("is-folder-not-file")),
    errno.ENAMETOOLONG: Meaning(UsageError, Message("name-too-long")),
    errno.EMFILE: TOO_MANY_OPEN,
    errno.ENFILE: TOO_MANY_OPEN,
    errno.EIO: UNREADABLE,
    errno.ENOMEM: NO_MEMORY,
    # the system gives no more threads: the limit of processes, or of memory
    errno.EAGAIN: NO_MEMORY,
}
"""By ``errno``; Windows' own numbers are told by Python as the nearest of these."""

BY_TEXT: tuple[tuple[Meaning, tuple[str, ...]], ...] = (
    (FULL, ("No space left", "File too large", "Disk quota", "not enough space", "out of disk")),
    (READ_ONLY, ("Read-only file system",)),
    (FORBIDDEN, ("Permission denied", "Operation not permitted")),
    (TOO_MANY_OPEN, ("Too many open files",)),
    (NO_MEMORY, ("Out of Memory", "bad_alloc", "Cannot allocate memory", "failed to allocate")),
    (UNREADABLE, ("Input/output error",)),
    # what was counted is beyond the engine's numbers: the tables are sound
    (TOO_LARGE, ("Out of Range Error: Overflow",)),
    (LOST, ("No such file", "No files found", "Cannot open file")),
)
"""By what an engine writes in its message."""

ENGINES = ("duckdb", "_duckdb", "pyarrow")
"""Libraries that read the case's own tables: what they cannot read was damaged."""
_NO_UTF8 = "cannot encode str as UTF-8"
_QUOTED = re.compile(r"[\"']([^\"'\n]*[/\\][^\"'\n]*)[\"']")


def as_kg_error(error: BaseException, where: Path | None = None) -> KgError | None:
    """Return the error of kg that says what a system's or an engine's error means.

    ``where`` is the case's folder: a file that is gone from inside it was lost, not misspelt.
    None is returned for what is neither the system's nor an engine's: that is a bug of kg.
    """
    if isinstance(error, KgError):
        return error
    if isinstance(error, MemoryError):
        return NO_MEMORY.of("")
    if isinstance(error, BrokenPipeError):
        return None
    if isinstance(error, UnicodeEncodeError) or _NO_UTF8 in str(error):
        return NO_TEXT.of("")
    if isinstance(error, OSError) and error.errno is not None:
        return _by_number(error, where)
    if isinstance(error, OSError) or type(error).__module__.partition(".")[0] in ENGINES:
        return _of_an_engine(str(error), where)
    return None


class as_kg_errors:
    """Let nothing of the system or an engine out of a block but as an error of kg.

    ``where`` is the case's folder, as for :func:`as_kg_error`.
    """

    def __init__(self, where: Path | None = None) -> None:
        self._where = where

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        meant = as_kg_error(error, self._where) if error else None
        if meant is not None and meant is not error:
            raise meant from error


def by_text(text: str) -> Meaning | None:
    """Return what an engine's message means, where it tells of the system."""
    return next((it for it, signs in BY_TEXT if any(sign in text for sign in signs)), None)


def _of_an_engine(text: str, where: Path | None) -> KgError:
    """Return what an engine's message means; one that nothing fits tells of damage."""
    quoted = _QUOTED.search(text)
    place = _named(quoted[1], where) if quoted else str(where or "")
    if meaning := by_text(text):
        return meaning.of(place)
    first = " ".join(text.split())[:200]
    return StoreCorrupt(Message("is-damaged", first=first), where=place, hint=REBUILD)


def _by_number(error: OSError, where: Path | None) -> KgError:
    path = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    place = _named(path, where) or str(where or "")
    number = error.errno or 0
    if number == errno.ENOENT and path and where and Path(path).is_relative_to(where):
        return LOST.of(place)
    if number in BY_NUMBER:
        return BY_NUMBER[number].of(place)
    return StoreUnavailable(
        Message("system-refuses", strerror=error.strerror or str(error)), where=place
    )


def _named(path: str, where: Path | None) -> str:
    """Return a file's way from the case's own folder on, or the whole of one elsewhere."""
    if where and Path(path).is_relative_to(where):
        return Path(path).relative_to(where.parent).as_posix()
    return path


def cannot_be_written(error: BaseException) -> bool:
    """Say whether an error tells of a place where this user may not write, or nobody may."""
    read_only = (errno.EROFS, errno.EACCES, errno.EPERM)
    return isinstance(error, StoreReadOnly) or getattr(error, "errno", 0) in read_only
