"""What one call in a worker may take, and who looks that it takes no more."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kg.errors import LimitExceeded
from kg.limits import LIMITS, MIB, Limits
from kg.messages import Message
from kg.text import file_name
from kg.workers.process import LineProcess

WATCH_SECONDS = 0.1
"""How often a worker's memory is looked at where the system sets no limit for us."""
_HINT = Message("may-be-a-bomb")


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What one call may take: seconds by the wall clock, bytes more than the idle worker has.

    ``where`` is the file of which an error says that it took more.
    """

    seconds: float
    bytes: int
    where: str = ""

    @classmethod
    def of_file(cls, path: Path, limits: Limits = LIMITS) -> Ceiling:
        """Return what the reading of a file may take; it grows with the file's size."""
        try:
            size = path.stat().st_size
        except OSError:
            size = 0  # the reader says what is wrong with it
        seconds = limits.reader_seconds + limits.reader_seconds_per_mib * size / MIB
        memory = limits.reader_bytes_small + limits.reader_bytes_per_byte * size
        return cls(seconds, min(memory, limits.reader_bytes), file_name(path))

    def too_late(self) -> LimitExceeded:
        """Return the refusal of a file that takes more time."""
        what = Message("not-read-in-time", seconds=round(self.seconds))
        return LimitExceeded(what, where=self.where, hint=_HINT)

    def too_much_memory(self) -> LimitExceeded:
        """Return the refusal of a file that takes more memory."""
        what = Message("takes-too-much-memory", mebibytes=self.bytes // MIB)
        return LimitExceeded(what, where=self.where, hint=_HINT)


class MemoryWatch:
    """Looks at a process's memory from outside while it works, and kills it beyond the ceiling."""

    def __init__(self, child: LineProcess | None, limit: int, *, on: bool) -> None:
        self.killed = False
        self._child, self._limit = child, limit
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True) if on else None

    def __enter__(self) -> MemoryWatch:
        if self._thread:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._thread:
            self._thread.join()

    def _look(self) -> None:
        import psutil

        assert self._child is not None
        with suppress(psutil.Error):  # it is gone: whoever waits for its answer knows
            process = psutil.Process(self._child.pid)
            most = process.memory_info().rss + self._limit
            while not self._done.wait(WATCH_SECONDS):
                if process.memory_info().rss > most:
                    self.killed = True
                    process.kill()
                    return
