"""Where the rows of each source lie, and how they come to lie there: by one rename."""

from __future__ import annotations

import atexit
import glob
import hashlib
import json
import secrets
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.custody import sync
from kg.errors import StoreCorrupt
from kg.files import private_files
from kg.locking import GONE, InUse, remove_unused
from kg.messages import Message
from kg.model import UnreadColumn
from kg.records import as_kg_wrote, from_plain
from kg.system_errors import cannot_be_written

NOTE = "source.json"
SKIPPED = "skipped.jsonl"
"""The rows of a source that are rightly no facts, each with its place and the reason."""
FLOW = "flow_"
SHA256 = 64


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What the ledger must know of a source besides its rows."""

    name: str = ""
    reader: str = "delimited"
    layout: str = ""
    layout_sha256: str = ""
    unread: tuple[UnreadColumn, ...] = ()
    origin: str = ""
    """Of rows that were cut out of a lake: the hash of the file that they came from there."""
    lake: str = ""
    """The state of the lake by which it was decided what these rows tell."""

    def facts(self) -> dict[str, Any]:
        """Return what the readings of its rows depend on; columns that are not read are not."""
        without = {"unread"} if self.origin else {"unread", "origin", "lake"}
        return {name: value for name, value in asdict(self).items() if name not in without}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The published rows of one source; its files never change."""

    sha256: str
    folder: Path

    def table(self, name: str) -> Path | None:
        """Return the Parquet file of a table, or None where the source has no such rows."""
        path = self.folder / f"{name}.parquet"
        return path if path.is_file() else None

    def flow_classes(self) -> list[str]:
        """Return the flowing link classes of this source in snake case, sorted."""
        return sorted(path.stem.removeprefix(FLOW) for path in self.folder.glob(f"{FLOW}*.parquet"))

    def reporters(self) -> list[str]:
        """Return the accounts and telephones whose statements the source's rows are, sorted."""
        from kg.ledger.duck import connect

        paths = sorted(glob.escape(str(path)) for path in self.folder.glob(f"{FLOW}*.parquet"))
        if not paths:
            return []
        query = (
            "SELECT DISTINCT reporter FROM read_parquet($1, union_by_name = true) "
            "WHERE reporter <> '' ORDER BY reporter"
        )
        with connect() as con:
            return [reporter for (reporter,) in con.execute(query, [paths]).fetchall()]

    def note(self) -> SourceNote:
        """Return what was said of the source when it was published."""
        path = self.folder / NOTE
        if not path.is_file():
            return SourceNote()
        with as_kg_wrote(path):
            return from_plain(SourceNote, json.loads(path.read_text(encoding="utf-8")))

    def origin(self) -> str:
        """Return the hash of the file whose rows these are: the source's, or that in a lake."""
        return self.note().origin or self.sha256

    def fingerprint(self) -> str:
        """Return a digest that changes when the source is read again with another layout."""
        lines = [json.dumps(self.note().facts(), sort_keys=True)]
        lines += [f"{path.name} {path.stat().st_size}" for path in sorted(self.folder.iterdir())]
        return hashlib.sha256("\n".join([self.folder.name, *lines]).encode()).hexdigest()


def shelves(folder: Path, names: Sequence[str]) -> list[Shelf]:
    """Return the named shelves in the order of their files' hashes; a name begins with the hash.

    Rows that were cut out of a lake stand where the file stands that they came from.
    """
    named = [Shelf(name[:SHA256], folder / name) for name in sorted(set(names))]
    for shelf in named:
        if not shelf.folder.is_dir():
            what = Message("source-rows-missing", sha256=shelf.sha256[:12])
            raise StoreCorrupt(what, where=str(shelf.folder), hint=Message("load-file-again"))
    return sorted(named, key=lambda shelf: (shelf.origin(), shelf.folder.name))


def publish(folder: Path, scratch: Path, name: str, note: SourceNote) -> Shelf:
    """Put the Parquet files of one reading into the ledger: all of them at once or none.

    What an earlier, unfinished load left under the same name is replaced.
    """
    document = note.facts() | ({"unread": list(map(asdict, note.unread))} if note.unread else {})
    (scratch / NOTE).write_text(json.dumps(document, sort_keys=True), encoding="utf-8")
    _sync(scratch)
    place = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    if place.exists():
        withdraw(folder, name)
    scratch.rename(place)
    sync(folder)
    return Shelf(name[:SHA256], place)


def withdraw(folder: Path, sha256: str) -> None:
    """Take a source's rows out of the ledger; the folder is gone by name before it is emptied."""
    place = folder / sha256
    if place.exists():
        gone = folder / f".gone-{sha256}"
        shutil.rmtree(gone, ignore_errors=True)
        place.rename(gone)
        shutil.rmtree(gone)


def _sync(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        sync(path)
    sync(folder)


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
    lock = InUse(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(lock.let_go)
    return folder
