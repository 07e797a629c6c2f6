"""The engine on the graph folder: opened, locked, written whole or put back.

pyoxigraph has no ``close``: the lock on the folder goes when the last reference does. So the engine
is held here and nowhere else, not even in a local name, or the traceback of a failed write would
keep the folder locked against its own repair.
"""

from __future__ import annotations

import shutil
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pyoxigraph import RdfFormat
from pyoxigraph import Store as Engine

from kg.errors import NotACase, StoreBusy, StoreUnavailable
from kg.graph.checkpoints import KEPT, Checkpoints
from kg.graph.refusals import refuse_foreign, translated
from kg.messages import Message


class Bench:
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
            self._found()
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
                self._engine = Engine.read_only(str(newest))
            except (OSError, RuntimeError):
                if newest.exists():
                    raise
                continue  # an undo took this state away in between: the one before is the newest
            return
        raise StoreBusy(Message("written-all-the-time"), where=str(self.folder))

    def _found(self) -> None:
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
        """Take in a file of N-Quads, whatever thread asks for it."""
        self.engine.bulk_load(path=str(path), format=RdfFormat.N_QUADS)

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


def _let_go_of_frames(error: BaseException | None) -> None:
    """Let the frames of a failed write go, in which the engine may have had other names."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__context__
