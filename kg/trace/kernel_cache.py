"""Where the machine code of kernels is kept: a folder that belongs to this user alone.

numba loads that code without a question, so whoever can write there runs code as this user. By
default numba writes beside the package, where others may write too.

What is kept names the modules and classes of kg that it was made of, and numba fails on a name that
is no longer there; so each state of these names has a folder of its own.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import shutil
import stat
import sys
import tempfile
from functools import cache
from pathlib import Path

from kg.errors import StoreUnavailable
from kg.messages import Message
from kg.version import __version__

VARIABLE = "NUMBA_CACHE_DIR"
_OWNER_ONLY = 0o700
_OTHERS_WRITE = 0o022
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)


def kernel_cache() -> Path:
    """Return the folder of compiled kernels, made now if it is not there (0700).

    It is :func:`kernel_key` in ``NUMBA_CACHE_DIR`` where that is set, else in ``kg/kernels`` in the
    user's folder of caches (``XDG_CACHE_HOME``, ``~/.cache``; on macOS ``~/Library/Caches``, on
    Windows ``LOCALAPPDATA``).
    Where none can be made (no home, a read-only disk), it is a folder of this process that goes
    with it: kernels are then compiled anew each time. Raises StoreUnavailable for a folder that is
    a link, belongs to another user, or that others may write to.
    """
    named = os.environ.get(VARIABLE)
    try:
        place = Path(named) if named else user_caches() / "kg" / "kernels"
    except RuntimeError:  # a user without a home
        return _of_this_process()
    if place.name == kernel_key():  # a process that another one of kg started
        place = place.parent
    folder = place / kernel_key()
    ours = (place, folder) if named else (place.parent, place, folder)
    try:
        ours[0].parent.mkdir(parents=True, exist_ok=True)
        for our in ours:
            our.mkdir(mode=_OWNER_ONLY, exist_ok=True)
            _check(our)
    except FileExistsError as error:
        raise _unsafe(place, Message("is-no-folder")) from error
    except OSError:
        return _of_this_process()
    return folder if os.access(folder, os.W_OK | os.X_OK) else _of_this_process()


@cache
def kernel_key() -> str:
    """Return a name for the version of kg and the modules and classes that kernels are made of."""
    root = Path(__file__).parent
    files = sorted(path for path in root.rglob("*.py"))
    names = [
        f"{path.relative_to(root).as_posix()} {' '.join(_CLASS.findall(path.read_text('utf-8')))}"
        for path in files
    ]
    return hashlib.sha256("\n".join([__version__, *names]).encode()).hexdigest()[:16]


def user_caches() -> Path:
    """Return the folder in which this user's programs keep what they can make again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    set_by_user = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return set_by_user if set_by_user.is_absolute() else Path.home() / ".cache"


def _check(folder: Path) -> None:
    """Refuse a folder that somebody else put there or may write to."""
    info = folder.lstat()
    if not stat.S_ISDIR(info.st_mode):
        raise _unsafe(folder, Message("is-a-link"))
    if sys.platform == "win32":  # a profile's folders are its user's own
        return
    if info.st_uid != os.geteuid():
        raise _unsafe(folder, Message("belongs-to-another-user"))
    if info.st_mode & _OTHERS_WRITE:
        raise _unsafe(folder, Message("others-can-write-it"))


def _of_this_process() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kg-kernels-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _unsafe(folder: Path, why: Message) -> StoreUnavailable:
    hint = Message("remove-it-or-set-folder", variable=VARIABLE)
    return StoreUnavailable(
        Message("compiled-code-not-read", why=why), where=str(folder), hint=hint
    )
