"""The engine on the graph folder: opened, locked, written whole or put back.

pyoxigraph has no ``close``: the lock on the folder goes when the last reference does. So the engine
is held here and nowhere else, not even in a local name, or the traceback of a failed write would
keep the folder locked against its own repair.
"""

from __future__ import annotations

import json
import shutil
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat
from pyoxigraph import Store as Engine

from kg import workers
from kg.custody import sha256_of, sync
from kg.errors import KgError, NotACase, StoreBusy, StoreCorrupt, StoreError, StoreUnavailable
from kg.messages import Message
from kg.records import as_kg_wrote, from_plain, to_json
from kg.system_errors import Meaning, as_kg_error, by_text

LOADER = "kg.graph.oxigraph_engine"
LARGE = 32 << 20
"""A text of more bytes than this is taken in by a process of its own."""
SECONDS, MEMORY, BYTES_A_BYTE = 3_600.0, 4 << 30, 20
"""What that process may take: it needs six bytes of memory for a byte of text."""


class EngineHandle:
    """One opened graph: the folder itself to write, or its newest checkpoint to read."""

    def __init__(self, folder: Path, *, read_only: bool) -> None:
        self.folder = folder
        self.checkpoints = Checkpoints(folder)
        self._read_only = read_only
        self._closed = False
        self._engine: Engine | None = None
        with translated(folder):
            self._open()

    @property
    def engine(self) -> Engine:
        """The engine, opened again if a failed write let go of it."""
        if self._closed:
            raise StoreUnavailable(Message("graph-is-closed"), where=str(self.folder))
        if self._engine is None:
            self._open()
        assert self._engine is not None
        return self._engine

    def _open(self) -> None:
        if self._read_only:
            self._open_newest()
            return
        self.checkpoints.recover()
        refuse_foreign(self.folder)
        if not self.checkpoints.numbers():
            self._create()
            return
        if not self.folder.exists():
            self.checkpoints.restore()
        self._engine = Engine(str(self.folder))

    def _open_newest(self) -> None:
        for _ in range(KEPT):
            newest = self.checkpoints.newest()
            if newest is None:
                raise NotACase(Message("no-graph-here"), where=str(self.folder))
            try:
                self.checkpoints.check(newest)
                self._engine = Engine.read_only(str(newest))
            except (OSError, RuntimeError, StoreCorrupt):
                if newest.exists():
                    raise
                continue  # an undo took this state away in between: the one before is the newest
            return
        raise StoreBusy(Message("written-all-the-time"), where=str(self.folder))

    def _create(self) -> None:
        """Make a new graph; its first checkpoint is the empty one."""
        if not self.folder.exists():
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self.checkpoints.begin()
        self._engine = Engine(str(self.folder))
        self.checkpoints.publish(self._engine)

    @contextmanager
    def whole_write(self, *, afresh: bool = False) -> Iterator[None]:
        """Publish what is written inside as one state, or put the last one back.

        An engine never forgets a text that it once held: ``afresh`` the state is written anew.
        """
        done = False
        with translated(self.folder):
            self._begin()
            try:
                yield
                self.engine.flush()
                self.checkpoints.publish(self.engine, afresh=afresh)
                done = not afresh
            finally:
                if not done:
                    _let_go_of_frames(sys.exception())
                    self._put_back()

    def _begin(self) -> None:
        if self._read_only:
            raise StoreUnavailable(Message("graph-is-read-only"), where=str(self.folder))
        assert self.engine is not None  # a closed or locked graph refuses before the note is left
        self.checkpoints.begin()

    def clear(self) -> None:
        """Go on, inside a whole write, with an engine that never held anything."""
        self._engine = None
        shutil.rmtree(self.folder)
        self._engine = Engine(str(self.folder))

    def load(self, path: Path) -> None:
        """Take a file of N-Quads into the engine that was cleared.

        A large one is taken in by a process of its own, which gives its memory back at once: it
        makes an engine elsewhere, which then is moved to the place of the empty one. Killed at any
        moment, neither of the two leaves more than what the note on the graph has put back.
        """
        size = path.stat().st_size
        if size <= LARGE:
            self.engine.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
            return
        anew = self.checkpoints.folder / ANEW
        shutil.rmtree(anew, ignore_errors=True)
        ceiling = workers.CallCeiling(SECONDS, MEMORY + BYTES_A_BYTE * size, self.folder.name)
        workers.call(f"{LOADER}:load_anew", {"path": str(path), "folder": str(anew)}, ceiling)
        workers.stop(LOADER)
        self._engine = None
        shutil.rmtree(self.folder)
        anew.rename(self.folder)
        self._engine = Engine(str(self.folder))

    def _put_back(self) -> None:
        self._engine = None
        with suppress(StoreBusy):  # the note stays, and whoever opens the bench next does it
            self.checkpoints.recover()

    def undo(self) -> bool:
        """Return to the state before the last write; false if none is kept."""
        with translated(self.folder):
            self._begin()
            earlier = len(self.checkpoints.numbers()) > 1
            if earlier:
                self.checkpoints.drop_newest()
            self._put_back()
        return earlier

    def close(self) -> None:
        """Let go of the folder and its lock."""
        self._engine = None
        self._closed = True


def load_anew(path: str, folder: str) -> None:
    """Make a graph of a file of N-Quads in a folder of its own; also in a process of its own."""
    with translated(Path(folder)):
        engine = Engine(folder)
        engine.bulk_load(path=path, format=RdfFormat.N_QUADS)
        engine.flush()


def _let_go_of_frames(error: BaseException | None) -> None:
    """Let the frames of a failed write go, in which the engine may have had other names."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__context__


SIGNS = (
    (
        Meaning(
            StoreBusy,
            Message("writer-in-graph"),
            Message("wait-for-writer"),
        ),
        ("lock hold", "No locks available", "/LOCK"),
    ),
    (
        Meaning(
            StoreCorrupt,
            Message("graph-checks-fail"),
            Message("undo-or-rebuild-graph"),
        ),
        ("Corruption", "checksum", "corrupt", "bad block", "truncated"),
    ),
)
"""What the engine says of itself; what it says of the system is known for all engines."""


def refusal(error: Exception, where: Path) -> KgError:
    """Return the error of ours that says what the engine's error means."""
    text = str(error)
    if isinstance(error, OSError) and error.errno is not None:
        return as_kg_error(error, where.parent) or StoreUnavailable(
            Message("said-by-program", text=text), where=str(where)
        )
    for meaning, signs in SIGNS:
        if any(sign in text for sign in signs):
            return meaning.of(str(where))
    if meant := by_text(text):
        return meant.of(str(where))
    return StoreUnavailable(Message("graph-cannot-be-used", text=text), where=str(where))


@contextmanager
def translated(where: Path) -> Iterator[None]:
    """Turn whatever pyoxigraph or the file system raises inside into an error of kg."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise refusal(error, where) from error


def refuse_foreign(folder: Path) -> None:
    """Refuse a path that is a file, or a folder with other people's files in it."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotACase(Message("is-file-not-folder"), where=str(folder))
    names = [entry.name for entry in folder.iterdir()]
    ours = "CURRENT" in names and any(name.startswith("MANIFEST-") for name in names)
    if names and not ours:
        raise NotACase(
            Message("holds-other-files"), where=str(folder), hint=Message("name-empty-folder")
        )


KEPT = 5
ANEW, TEXT = ".anew", ".text"
FILES, TABLES = "files.json", "*.sst"
"""In a state: the list of its tables, and how these are called."""


@dataclass(frozen=True, slots=True)
class ListedTable:
    """A table of a state: its bytes, and their hash."""

    size: int
    sha256: str


def _listed(state: Path) -> dict[str, ListedTable]:
    path = state / FILES
    if not path.is_file():
        return {}
    with as_kg_wrote(path):
        told = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): from_plain(ListedTable, table) for name, table in told.items()}


class Checkpoints:
    """The numbered states of one graph folder, ``graph.checkpoints/<n>``."""

    def __init__(self, graph: Path) -> None:
        self.graph = graph
        self.folder = graph.with_name(graph.name + ".checkpoints")
        self.text = self.folder / TEXT  # files on their way into the bench
        self._note = self.folder / "pending"

    def numbers(self) -> list[int]:
        """Return the numbers of the published states, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(int(entry.name) for entry in self.folder.iterdir() if entry.name.isdecimal())

    def newest(self) -> Path | None:
        """Return the newest published state."""
        numbers = self.numbers()
        return self.folder / str(numbers[-1]) if numbers else None

    def is_pending(self) -> bool:
        """Say whether a write was killed: the next one puts the bench back."""
        return self._note.exists()

    def begin(self) -> None:
        """Leave the note that the bench is no longer what the newest checkpoint says."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._note.touch()
        sync(self._note)
        sync(self.folder)

    def publish(self, engine: Engine, *, afresh: bool = False) -> None:
        """Make the bench's state the newest checkpoint, in one rename, and take the note away.

        Written ``afresh``, the note stays: the bench is to be put back from that checkpoint.
        """
        number = max(self.numbers(), default=-1) + 1
        draft = self.folder / f".{number}.draft"
        shutil.rmtree(draft, ignore_errors=True)
        if afresh:
            self._write_anew(engine, draft)
        else:
            engine.backup(str(draft))
        self._list_files(draft)
        for file in draft.iterdir():
            sync(file)
        draft.rename(self.folder / str(number))
        sync(self.folder)
        if not afresh:
            self.settle()

    def _list_files(self, draft: Path) -> None:
        """Write of a state how long its tables are, and their hashes.

        The engine writes a table once and shares it between states: a hash is made once.
        """
        newest = self.newest()
        known = _listed(newest) if newest else {}
        listed = {}
        for table in sorted(draft.glob(TABLES)):
            before = newest / table.name if newest and table.name in known else None
            if before and before.exists() and before.samefile(table):
                listed[table.name] = known[table.name]
            else:
                listed[table.name] = ListedTable(table.stat().st_size, sha256_of(table))
        (draft / FILES).write_text(to_json(listed), encoding="utf-8")

    def check(self, state: Path, *, hashes: bool = False) -> None:
        """Refuse a state of which a table is gone or has another length; or another hash.

        Where a table fails, the engine finds no end to the errors of a query that counts or sorts
        (pyoxigraph 0.5.13): it must not be asked.

        Args:
            state: The folder of the state; one of an earlier kg has no list and is not checked.
            hashes: Whether every table is read.

        Raises:
            StoreCorrupt: A table is not as it was written.
        """
        for name, listed in _listed(state).items():
            table = state / name
            size = table.stat().st_size if table.is_file() else -1
            if size != listed.size or (hashes and sha256_of(table) != listed.sha256):
                raise StoreCorrupt(
                    Message("graph-table-differs", name=name),
                    where=str(state),
                    hint=Message("undo-or-rebuild-graph"),
                )

    def _write_anew(self, engine: Engine, draft: Path) -> None:
        work = self.folder / ANEW
        shutil.rmtree(work, ignore_errors=True)
        fresh = Engine(str(work))
        fresh.bulk_extend(engine)
        fresh.flush()
        fresh.backup(str(draft))
        del fresh
        shutil.rmtree(work, ignore_errors=True)

    def settle(self) -> None:
        """Take the note away and let the oldest states go."""
        self._note.unlink(missing_ok=True)
        for left in (self.folder / ANEW, self.text, *self.folder.glob(".*.draft")):
            shutil.rmtree(left, ignore_errors=True)
        for number in self.numbers()[:-KEPT]:
            self._drop(number)

    def _drop(self, number: int) -> None:
        """Remove a state, under another name first: killed in between it is no damaged one."""
        draft = self.folder / f".{number}.draft"
        shutil.rmtree(draft, ignore_errors=True)
        with suppress(OSError):  # a reader on Windows may still hold it; the next write tries again
            (self.folder / str(number)).rename(draft)
        shutil.rmtree(draft, ignore_errors=True)

    def recover(self) -> None:
        """Undo what a killed write left on the bench."""
        if self._note.exists():
            self.restore()
            self.settle()

    def restore(self) -> None:
        """Put the newest checkpoint on the bench.

        An engine that is still open would write into what was put there: then StoreBusy is raised,
        and the note stays for whoever opens the bench next.
        """
        self._refuse_held()
        fresh, stale = (self.graph.with_name(self.graph.name + end) for end in (".new", ".old"))
        for left in (fresh, stale):
            shutil.rmtree(left, ignore_errors=True)
        newest = self.newest()
        if newest is not None:
            with translated(newest):
                Engine.read_only(str(newest)).backup(str(fresh))
        if self.graph.exists():
            self.graph.rename(stale)
        if newest is not None:
            fresh.rename(self.graph)
        shutil.rmtree(stale, ignore_errors=True)

    def replace_all(self, state: Path) -> None:
        """Let a state that was derived elsewhere be the only one, here and on the bench.

        Its number is above every other, so that a reader sees that the graph changed; a kill in
        between leaves the old states, or the new one.
        """
        numbers = self.numbers()
        number = max(numbers, default=-1) + 1
        self.begin()
        draft = self.folder / f".{number}.draft"
        shutil.rmtree(draft, ignore_errors=True)
        Engine.read_only(str(state)).backup(str(draft))
        self._list_files(draft)
        for file in draft.iterdir():
            sync(file)
        draft.rename(self.folder / str(number))
        sync(self.folder)
        self.restore()
        self.settle()
        for older in numbers:
            self._drop(older)

    def _refuse_held(self) -> None:
        if not self.graph.is_dir():
            return
        try:
            Engine(str(self.graph))
        except (OSError, RuntimeError) as error:
            meant = refusal(error, self.graph)
            if isinstance(meant, StoreBusy):
                raise meant from error

    def drop_newest(self) -> None:
        """Forget the newest state, so that the one before it is the truth."""
        newest = self.newest()
        if newest is None or len(self.numbers()) < 2:
            raise StoreError(Message("no-earlier-state"), where=str(self.folder))
        draft = newest.with_name(f".{newest.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        newest.rename(draft)
        sync(self.folder)
        shutil.rmtree(draft, ignore_errors=True)
