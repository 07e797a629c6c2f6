"""The parent's side of a worker process: call a function in it, end it when it takes too much."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from kg.errors import KgError, ReaderCrashed
from kg.limits import MIB
from kg.workers.ceiling import Ceiling, MemoryWatch
from kg.workers.messages import pack, unpack, unpack_error
from kg.workers.pipe import Lines, lines_of

START_SECONDS = 60.0
"""In which a fresh worker must say that it is ready."""
RETIRED = 384 * MIB
"""A worker that holds so much memory after an answer is replaced before the next call."""
_LAST_WORDS = 1 << 16
_OUT_OF_MEMORY = (
    "memory allocation of", "bad_alloc", "MemoryError", "OutOfMemory", "std::system_error",
    "can't start new thread", "failed to spawn thread",
)  # fmt: skip
"""What the libraries say when they get no more memory: Rust, C++, Python, DuckDB, threads."""


class Worker:
    """One worker process, started at the first call and again after it had to be killed.

    :param preload: a module that it imports as soon as it runs
    :param watched: whether its memory is looked at from here, because the system sets no limit
    """

    def __init__(self, preload: str = "", *, watched: bool = sys.platform != "linux") -> None:
        self._preload, self._watched = preload, watched
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._ready = False
        self._lines: Lines | None = None
        self._words: IO[bytes] | None = None
        self._turn = threading.RLock()

    def start(self) -> None:
        """Start the process if none runs; what it imports is imported meanwhile."""
        with self._turn:
            self._forget_if_forked()
            if self._child is None or self._child.poll() is not None:
                self.stop()
                self._child = self._spawn()

    def call(self, function: str, arguments: Mapping[str, Any], ceiling: Ceiling) -> Any:
        """Return what a function answers in the worker.

        :param function: ``module:name``; it takes the arguments by name and returns what JSON and
            :mod:`kg.workers.messages` can hold
        :param ceiling: what the call may take
        :raises LimitExceeded: when it takes more time or memory
        :raises ReaderCrashed: when the process dies of it otherwise
        :raises KgError, OSError: what the function itself raises
        """
        request = {
            "function": function, "arguments": arguments, "seconds": ceiling.seconds,
            "bytes": ceiling.bytes, "where": ceiling.where, "folder": _folder(),
        }  # fmt: skip
        with self._turn:
            reply = self._reply(pack(request), ceiling)
        if "oserror" in reply:
            raise OSError(*reply["oserror"])
        if "error" in reply:
            raise unpack_error(reply)
        return reply["answer"]

    def stop(self) -> None:
        """End the process, whatever it does."""
        child, self._child, self._ready = self._child, None, False
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout, self._words):
            if pipe is not None:
                with suppress(BrokenPipeError):  # a half-sent request that nobody reads
                    pipe.close()

    def _reply(self, request: bytes, ceiling: Ceiling) -> dict[str, Any]:
        answered = False
        try:
            self._send(request, ceiling)
            with MemoryWatch(self._child, ceiling.bytes, on=self._watched) as watch:
                reply = self._next(ceiling.seconds)
            if reply is None:
                raise self._death(ceiling, watch.killed)
            answered = True
        finally:
            if not answered:  # out of time, dead, or Ctrl-C: nothing of it may go on
                self.stop()
        if reply["held"] > RETIRED:
            self.stop()
        return reply

    def _next(self, seconds: float) -> dict[str, Any] | None:
        """Return the next message; None where the process died or the time is over."""
        assert self._lines is not None
        line = self._lines.next(seconds)
        self._late = line is None
        return unpack(line) if line else None

    def _send(self, request: bytes, ceiling: Ceiling) -> None:
        """Send a request; a process that died while nobody asked is replaced."""
        if not self._is_taken(request):
            self.stop()
            if not self._is_taken(request):
                raise self._death(ceiling, killed=False)

    def _is_taken(self, request: bytes) -> bool:
        self.start()
        assert self._child is not None
        assert self._child.stdin is not None
        assert self._words is not None
        if not self._ready and self._next(START_SECONDS) is None:
            return False
        self._ready = True
        self._words.seek(0)
        self._words.truncate()  # what is said from now on is said of this call
        try:
            self._child.stdin.write(request)
            self._child.stdin.flush()
        except OSError:
            return False
        return self._next(START_SECONDS) is not None

    def _spawn(self) -> subprocess.Popen[bytes]:
        self._owner = os.getpid()
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", "kg.workers.engine", self._preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            env=_environment(),
            start_new_session=os.name != "nt",  # Ctrl-C reaches kg, and kg ends the process
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        assert child.stdout is not None
        self._lines = lines_of(child.stdout.fileno())
        return child

    def _forget_if_forked(self) -> None:
        """Leave the process to the parent that started it; a fork must not speak into its pipe."""
        if self._child is None or self._owner == os.getpid():
            return
        child, self._child, self._ready = self._child, None, False
        child.returncode = 0  # not ours to wait for
        for pipe in (child.stdin, child.stdout, self._words):
            if pipe is not None:
                pipe.close()

    def _death(self, ceiling: Ceiling, killed: bool) -> KgError:
        """Return why the process died, or was killed, of one call."""
        if self._late:
            return ceiling.too_late()
        assert self._child is not None
        code, said = self._child.wait(), self._last_words()
        if killed or any(sign in said for sign in _OUT_OF_MEMORY):
            return ceiling.too_much_memory()
        cause = signal.Signals(-code).name if code < 0 else f"exit {code}"
        last = (said.strip().splitlines() or [""])[-1][:200]
        return ReaderCrashed(
            f"the reader died of it: {cause} {last}".rstrip(),
            where=ceiling.where,
            hint="save it anew in the program that made it, and load that",
        )

    def _last_words(self) -> str:
        assert self._words is not None
        size = self._words.seek(0, os.SEEK_END)
        self._words.seek(max(0, size - _LAST_WORDS))
        return self._words.read().decode(errors="replace")


def _folder() -> str:
    """Return where relative paths begin; the empty text where that folder is gone."""
    try:
        return str(Path.cwd())
    except OSError:
        return ""


def _environment() -> dict[str, str]:
    """Return the environment in which the process finds this very kg.

    Arrow's allocator would take a gigabyte at once, of which a memory ceiling counts all.
    """
    package = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH", "")
    path = os.pathsep.join(part for part in (package, known) if part)
    own = {"PYTHONPATH": path, "PYTHONUTF8": "1", "MIMALLOC_ARENA_EAGER_COMMIT": "0"}
    return {**os.environ, **own}


@cache
def _shared(preload: str) -> Worker:
    worker = Worker(preload)
    atexit.register(worker.stop)
    return worker


def start(preload: str) -> None:
    """Start this process's worker for a module, without waiting for it."""
    _shared(preload).start()


def call(function: str, arguments: Mapping[str, Any], ceiling: Ceiling) -> Any:
    """Call a function in this process's worker for its module: see :meth:`Worker.call`."""
    return _shared(function.partition(":")[0]).call(function, arguments, ceiling)


def stop(preload: str) -> None:
    """End this process's worker for a module."""
    _shared(preload).stop()
