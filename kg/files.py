"""Files that belong to their owner alone: opened without following links, written whole, 0600."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import NotACase
from kg.messages import Message
from kg.system_errors import as_kg_errors

PRIVATE, SHARED = 0o600, 0o666
"""The modes of a new file: its owner's alone, or whatever the process's umask leaves."""
_NOT_THE_OWNER = 0o077
_PLAIN = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"))
_NOT_PLAIN = (errno.ELOOP, errno.EMLINK, errno.ENXIO, errno.EISDIR)
"""What opening says of a link, of a pipe that nobody reads, of a folder."""


def open_own(path: str | Path, flags: int) -> int:
    """Open a file of the case that is changed in place; return its descriptor. A new one is 0600.

    It fits as ``opener`` of :func:`open`. A link, a pipe, a device and a file with a second name
    raise NotACase before a byte is written: the change would reach something else. On Windows,
    which has no ``O_NOFOLLOW``, only :mod:`kg.case.storage.folder` looks for links.
    """
    hint = Message("copy-case-without-links")
    try:
        descriptor = os.open(path, flags | _PLAIN, PRIVATE)
    except OSError as error:
        if error.errno not in _NOT_PLAIN:
            raise
        raise NotACase(Message("not-plain-file"), where=str(path), hint=hint) from error
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode) and status.st_nlink <= 1:
        return descriptor
    os.close(descriptor)
    second, other = Message("has-a-second-name"), Message("not-plain-file")
    what = second if stat.S_ISREG(status.st_mode) else other
    raise NotACase(what, where=str(path), hint=hint)


def write_atomically(path: Path, content: bytes, *, mode: int = PRIVATE) -> None:
    """Write a whole file or nothing: a temporary name beside it, flushed, then renamed.

    A link at ``path`` is replaced, never followed. Raises StoreFull, StoreReadOnly.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with as_kg_errors():
        try:
            with new_file(temporary, mode) as descriptor:
                _write_all(descriptor, content)
                os.fsync(descriptor)
            temporary.replace(path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


@contextmanager
def new_file(path: Path, mode: int = PRIVATE) -> Iterator[int]:
    """Make a file that must not be there yet and lend its descriptor."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN, mode)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


class _Umask:
    """The process's umask while somebody writes private files: set by the first, put back last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._before = 0

    def enter(self) -> None:
        with self._lock:
            if self._users == 0:
                self._before = os.umask(_NOT_THE_OWNER)
            self._users += 1

    def leave(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0:
                os.umask(self._before)


_UMASK = _Umask()


@contextmanager
def private_files() -> Iterator[None]:
    """Let whatever this process makes meanwhile be its owner's alone, libraries' files included.

    A umask belongs to the process: files that other threads make meanwhile are private too.
    """
    _UMASK.enter()
    try:
        yield
    finally:
        _UMASK.leave()
