"""Where derived tables are built: beside their place, and there by one rename, or not at all.

Who only reads derives them too, when first asked for them; where the case cannot be written (a
read-only medium, another user's folder) they lie in a folder of this process until it ends.
"""

from __future__ import annotations

import atexit
import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from kg.files import private_files
from kg.locking import GONE, InUse, remove_unused
from kg.system_errors import cannot_be_written

UNDER_WAY, OWN = ".building-", "kg-derived-"


def derived(place: Path, build: Callable[[Path], None]) -> Path:
    """Return the folder that holds derived tables, built now if they were not before.

    ``build`` fills the empty folder that it is given. The tables lie at their ``place`` in the
    case, or in a folder of this process where that cannot be written.
    """
    if place.exists():
        return place
    try:
        _build(place, build)
    except OSError as error:
        if not cannot_be_written(error):
            raise
        place = _own_folder() / hashlib.sha256(bytes(place)).hexdigest() / place.name
        if not place.exists():
            _build(place, build)
    return place


def _build(place: Path, build: Callable[[Path], None]) -> None:
    work = place.with_name(f"{UNDER_WAY}{secrets.token_hex(6)}")
    try:
        with private_files():
            work.mkdir(parents=True)
            with InUse(work):
                build(work)
        _take_place(work, place)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _take_place(work: Path, place: Path) -> None:
    """Put a built folder in its place; another reader may have built the same meanwhile."""
    try:
        work.rename(place)
    except OSError:
        if not place.exists():
            raise


def remove_abandoned(ledger: Path) -> None:
    """Remove what killed readers were building; only the case's writer may call this.

    What a living one builds is in use, and stays.
    """
    for room in (ledger, *ledger.glob("index"), *ledger.glob("index/*")):
        for left in (*room.glob(f"{UNDER_WAY}*"), *room.glob(f"{GONE}*")):
            remove_unused(left)


@cache
def _own_folder() -> Path:
    """Return a folder that only this user can read, and that goes with this process."""
    for left in Path(tempfile.gettempdir()).glob(f"{OWN}*"):
        remove_unused(left)  # of a process that was killed
    folder = Path(tempfile.mkdtemp(prefix=OWN))
    held = InUse(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(held.let_go)
    return folder
