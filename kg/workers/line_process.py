"""The lines of a pipe, waited for without a second thread where the system can do that.

A thread that reads and hands over costs a waking more for each line, and many a question is
answered in a millisecond. Windows can neither wait for a pipe nor wake such a wait for Ctrl-C:
there a thread reads.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
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
        return QueuedLines(pipe, at_end)
    if at_end:
        Thread(target=_watch, args=(pipe, at_end), daemon=True).start()
    return AwaitedLines(pipe)


class AwaitedLines:
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


class QueuedLines:
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


LAST_WORDS = 1 << 16
"""Bytes of what a process said last that are read."""
OUT_OF_MEMORY = (
    "memory allocation of", "bad_alloc", "MemoryError", "OutOfMemory", "std::system_error",
    "can't start new thread", "failed to spawn thread",
)  # fmt: skip
"""What the libraries say when they get no more memory: Rust, C++, Python, DuckDB, threads."""


class LineProcess:
    """One running ``python -m MODULE ARGUMENT``: lines go to its stdin and come from its stdout.

    It gets a process group of its own, so that Ctrl-C reaches kg, and kg ends the process.
    """

    def __init__(self, module: str, argument: str) -> None:
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", module, argument],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            env=_environment(),
            start_new_session=os.name != "nt",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        assert self._process.stdout is not None
        self._lines = lines_of(self._process.stdout.fileno())

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def send(self, line: bytes) -> None:
        """Write a line to it; raises OSError where it died."""
        assert self._process.stdin is not None
        self._process.stdin.write(line)
        self._process.stdin.flush()

    def next_line(self, seconds: float = FOREVER) -> bytes | None:
        """Return its next line, None if none comes in so long, and ``b""`` where it ended."""
        return self._lines.next(seconds)

    def forget_words(self) -> None:
        """Let what it says on stderr count from now on."""
        self._words.seek(0)
        self._words.truncate()

    def end(self) -> tuple[int, str]:
        """Wait for a process that died; return its exit code and what it said last on stderr."""
        code = self._process.wait()
        size = self._words.seek(0, os.SEEK_END)
        self._words.seek(max(0, size - LAST_WORDS))
        return code, self._words.read().decode(errors="replace")

    def interrupt(self) -> None:
        """End it, whatever it does; whoever waits for its lines in another thread finds no more."""
        self._process.kill()

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._close()

    def leave_to_parent(self) -> None:
        """Let go of it in a fork: it belongs to the process that started it."""
        self._process.returncode = 0  # not ours to wait for
        self._close()

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout, self._words):
            if pipe is not None:
                with suppress(BrokenPipeError):  # a half-sent line that nobody reads
                    pipe.close()


def last_line(said: str) -> str:
    """Return the last line of what a process said, cut to what fits into an error."""
    return (said.strip().splitlines() or [""])[-1][:200]


def _environment() -> dict[str, str]:
    """Return the environment in which the process finds this very kg.

    Arrow's allocator would take a gigabyte at once, of which a memory ceiling counts all.
    """
    package = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH", "")
    path = os.pathsep.join(part for part in (package, known) if part)
    own = {"PYTHONPATH": path, "PYTHONUTF8": "1", "MIMALLOC_ARENA_EAGER_COMMIT": "0"}
    return {**os.environ, **own}
