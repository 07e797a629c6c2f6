"""Kernel locks on files and folders: they go with the process that holds them, so none is stale.

A folder that someone reads or builds in is *in use*; whoever cleans up removes only those that are
not. Windows cannot lock a folder: there a folder whose files are open cannot be renamed, and what
cannot be renamed stays.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

GONE = ".gone-"
"""How a folder begins that is being removed: no reader looks for it any more."""


def lock_file(stream: IO[str]) -> bool:
    """Lock an open file for this process alone; return false if another one has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class InUse:
    """Holds a folder in use until it is let go of, or nothing refers to this any more.

    Raises FileNotFoundError where the folder is not, or was removed while this waited for it.
    """

    def __init__(self, folder: Path) -> None:
        self._handle: int | None = None
        if sys.platform == "win32":
            folder.stat()
            return
        import fcntl

        self._handle = os.open(folder, os.O_RDONLY)
        # a network disk may know no locks: then this one is not held
        with suppress(OSError):
            fcntl.flock(self._handle, fcntl.LOCK_SH)
        if not _is_still(folder, self._handle):
            self.let_go()
            raise FileNotFoundError(2, "was removed meanwhile", str(folder))

    def let_go(self) -> None:
        """End the use."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.let_go()

    def __del__(self) -> None:
        self.let_go()


def _is_still(folder: Path, handle: int) -> bool:
    try:
        now = folder.stat()
    except FileNotFoundError:
        return False
    held = os.fstat(handle)
    return (now.st_dev, now.st_ino) == (held.st_dev, held.st_ino)


def remove_unused(folder: Path) -> bool:
    """Remove a folder that nobody holds in use, whole; return whether it went."""
    gone = folder.with_name(f"{GONE}{secrets.token_hex(6)}")
    try:
        if sys.platform == "win32":
            folder.rename(gone)
        else:
            _rename_unused(folder, gone)
    except OSError:
        return False
    shutil.rmtree(gone, ignore_errors=True)
    return True


def _rename_unused(folder: Path, gone: Path) -> None:
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder.rename(gone)
    finally:
        os.close(handle)
