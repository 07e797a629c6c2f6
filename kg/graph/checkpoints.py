"""Whole states of the graph, hard-linked beside it: what queries read and ``undo`` returns to.

The newest checkpoint is the truth; the graph's own folder is the writer's bench. A write leaves a
note on the bench (``pending``), works, publishes a checkpoint by one rename, and takes the note
away. Whoever opens the bench and finds a note puts the newest checkpoint back: a killed write never
happened. Hard links make a checkpoint of a million quads in about 2 ms.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pyoxigraph import Store as Engine

from kg.custody import sync
from kg.errors import StoreBusy, StoreError
from kg.graph.refusals import refusal, translated
from kg.messages import Message

KEPT = 5
ANEW, TEXT = ".anew", ".text"


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
        for file in draft.iterdir():
            sync(file)
        draft.rename(self.folder / str(number))
        sync(self.folder)
        if not afresh:
            self.settle()

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
        for left in (self.folder / ANEW, self.text):
            shutil.rmtree(left, ignore_errors=True)
        for number in self.numbers()[:-KEPT]:
            # a reader on Windows may still hold it; the next write tries again
            shutil.rmtree(self.folder / str(number), ignore_errors=True)

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
        for file in draft.iterdir():
            sync(file)
        draft.rename(self.folder / str(number))
        sync(self.folder)
        self.restore()
        self.settle()
        for older in numbers:
            shutil.rmtree(self.folder / str(older), ignore_errors=True)

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
