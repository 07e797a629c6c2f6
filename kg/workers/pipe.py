"""The lines of a pipe, waited for without a second thread where the system can do that.

A thread that reads and hands over costs a waking more for each line, and many a question is
answered in a millisecond. Windows can neither wait for a pipe nor wake such a wait for Ctrl-C:
there a thread reads.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol

CHUNK = 1 << 16
"""What a pipe holds; room for more is asked of the system anew each time, and costs 0.02 ms."""
TICK, LONGEST, FOREVER = 0.2, 86_400.0, float("inf")


class Lines(Protocol):
    """The lines that come out of a pipe."""

    def next(self, seconds: float = FOREVER) -> bytes | None:
        """Return the next line, nothing if none comes in so long, and ``b""`` at the end."""


def lines_of(pipe: int, at_end: Callable[[], None] | None = None) -> Lines:
    """Return the lines of a pipe; ``at_end`` is called at once when it is closed, not in turn."""
    if os.name == "nt":
        return HandedOver(pipe, at_end)
    if at_end:
        Thread(target=_watch, args=(pipe, at_end), daemon=True).start()
    return WaitedFor(pipe)


class WaitedFor:
    """Lines that the one who needs them waits for."""

    def __init__(self, pipe: int) -> None:
        from select import POLLIN, poll

        self._pipe, self._rest = pipe, b""
        self._poll = poll()
        self._poll.register(pipe, POLLIN)

    def next(self, seconds: float = FOREVER) -> bytes | None:
        """Return the next line, nothing if none comes in so long, and ``b""`` at the end."""
        until = time.monotonic() + seconds
        parts = [self._rest]
        while b"\n" not in parts[-1]:
            if not self._is_there(until):
                self._rest = b"".join(parts)
                return None
            parts.append(os.read(self._pipe, CHUNK))
            if not parts[-1]:
                return b""
        line, end, self._rest = b"".join(parts).partition(b"\n")
        return line + end

    def _is_there(self, until: float) -> bool:
        """Wait until there is something to read; without an end reading itself waits."""
        if until == FOREVER:
            return True
        while (left := until - time.monotonic()) > LONGEST:
            if self._poll.poll(LONGEST * 1000):
                return True
        return bool(self._poll.poll(max(0.0, left) * 1000))


def _watch(pipe: int, at_end: Callable[[], None]) -> None:
    """Wait until nobody can write into the pipe any more, and read nothing of it."""
    from select import poll

    watched = poll()
    watched.register(pipe, 0)
    watched.poll()
    at_end()


class HandedOver:
    """Lines that a thread reads and hands over."""

    def __init__(self, pipe: int, at_end: Callable[[], None] | None = None) -> None:
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        Thread(target=self._listen, args=(pipe, at_end), daemon=True).start()

    def _listen(self, pipe: int, at_end: Callable[[], None] | None) -> None:
        with os.fdopen(os.dup(pipe), "rb") as told:
            for line in told:
                self._lines.put(line)
        self._lines.put(b"")
        if at_end:
            at_end()

    def next(self, seconds: float = FOREVER) -> bytes | None:
        """Return the next line, nothing if none comes in so long, and ``b""`` at the end."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                return self._lines.get(timeout=min(TICK, left))
            except Empty:
                continue
        return None
