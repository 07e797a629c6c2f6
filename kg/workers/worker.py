"""What one call in a worker may take, and who looks that it takes no more."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import KgError, LimitExceeded, ReaderCrashed
from kg.limits import LIMITS, MIB, Limits
from kg.messages import Message
from kg.text import file_name
from kg.workers.line_process import OUT_OF_MEMORY, LineProcess, last_line
from kg.workers.wire import pack, unpack, unpack_error

WATCH_SECONDS = 0.1
"""How often a worker's memory is looked at where the system sets no limit for us."""
_HINT = Message("may-be-a-bomb")


@dataclass(frozen=True, slots=True)
class CallCeiling:
    """What one call may take: seconds by the wall clock, bytes more than the idle worker has.

    ``where`` is the file of which an error says that it took more.
    """

    seconds: float
    bytes: int
    where: str = ""

    @classmethod
    def of_file(cls, path: Path, limits: Limits = LIMITS) -> CallCeiling:
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


START_SECONDS = 60.0
"""In which a fresh worker must say that it is ready."""
RETIRED = 384 * MIB
"""A worker that holds so much memory after an answer is replaced before the next call."""


class Worker:
    """One worker process, started at the first call and again after it had to be killed.

    :param preload: a module that it imports as soon as it runs
    :param watched: whether its memory is looked at from here, because the system sets no limit
    """

    def __init__(self, preload: str = "", *, watched: bool = sys.platform != "linux") -> None:
        self._preload, self._watched = preload, watched
        self._child: LineProcess | None = None
        self._owner = 0
        self._ready = self._late = False
        self._turn = threading.RLock()

    def start(self) -> None:
        """Start the process if none runs; what it imports is imported meanwhile."""
        with self._turn:
            self._forget_if_forked()
            if self._child is None or not self._child.is_alive:
                self.stop()
                self._owner = os.getpid()
                self._child = LineProcess("kg.workers.worker_main", self._preload)

    def call(self, function: str, arguments: Mapping[str, Any], ceiling: CallCeiling) -> Any:
        """Return what a function answers in the worker.

        :param function: ``module:name``; it takes the arguments by name and returns what JSON and
            :mod:`kg.workers.wire` can hold
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
        if child is not None:
            child.kill()

    def interrupt(self) -> None:
        """Kill the process of a call that another thread waits for: the call fails there."""
        child = self._child
        if child is not None:
            child.interrupt()

    def _reply(self, request: bytes, ceiling: CallCeiling) -> dict[str, Any]:
        answered = False
        try:
            for again in (False, True):
                self._send(request, ceiling)
                with MemoryWatch(self._child, ceiling.bytes, on=self._watched) as watch:
                    reply = self._next(ceiling.seconds)
                if reply is not None or again or not self._took_request_for_end():
                    break
                self.stop()
            if reply is None:
                raise self._death(ceiling, watch.killed)
            answered = True
        finally:
            if not answered:  # out of time, dead, or Ctrl-C: nothing of it may go on
                self.stop()
        if reply["held"] > RETIRED:
            self.stop()
        return reply

    def _took_request_for_end(self) -> bool:
        """Say whether the process ended because it believed that nobody writes to it any more.

        The system sends the signal for that on every write too, and may send that of the request
        itself so late that the process has read it and begun (seen once in 400,000 calls, on a busy
        machine). Whoever asks is still here, so it was not meant.
        """
        if self._late or self._child is None or not hasattr(signal, "SIGIO"):
            return False
        return self._child.end()[0] == -signal.SIGIO

    def _next(self, seconds: float) -> dict[str, Any] | None:
        """Return the next message; None where the process died or the time is over."""
        assert self._child is not None
        line = self._child.next_line(seconds)
        self._late = line is None
        return unpack(line) if line else None

    def _send(self, request: bytes, ceiling: CallCeiling) -> None:
        """Send a request; a process that died while nobody asked is replaced."""
        if not self._is_taken(request):
            self.stop()
            if not self._is_taken(request):
                raise self._death(ceiling, killed=False)

    def _is_taken(self, request: bytes) -> bool:
        self.start()
        assert self._child is not None
        if not self._ready and self._next(START_SECONDS) is None:
            return False
        self._ready = True
        self._child.forget_words()  # what is said from now on is said of this call
        try:
            self._child.send(request)
        except OSError:
            return False
        return self._next(START_SECONDS) is not None

    def _forget_if_forked(self) -> None:
        """Leave the process to the parent that started it; a fork must not speak into its pipe."""
        if self._child is None or self._owner == os.getpid():
            return
        child, self._child, self._ready = self._child, None, False
        child.leave_to_parent()

    def _death(self, ceiling: CallCeiling, killed: bool) -> KgError:
        """Return why the process died, or was killed, of one call."""
        if self._late:
            return ceiling.too_late()
        assert self._child is not None
        code, said = self._child.end()
        if killed or any(sign in said for sign in OUT_OF_MEMORY):
            return ceiling.too_much_memory()
        cause = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return ReaderCrashed(
            Message("reader-died", cause=f"{cause} {last_line(said)}".rstrip()),
            where=ceiling.where,
            hint=Message("save-anew-program-made"),
        )


def _folder() -> str:
    """Return where relative paths begin; the empty text where that folder is gone."""
    try:
        return str(Path.cwd())
    except OSError:
        return ""


class WorkerPool:
    """Workers for a module: as many as there are calls at the same time, kept for the next ones.

    :param preload: a module that each imports as soon as it runs
    """

    def __init__(self, preload: str = "") -> None:
        self._preload = preload
        self._all = list[Worker]()
        self._idle = list[Worker]()
        self._turn = threading.Lock()

    def start(self) -> None:
        """Start a process if none runs, without waiting for it."""
        worker = self._taken()
        worker.start()
        self._idle.append(worker)

    def call(self, function: str, arguments: Mapping[str, Any], ceiling: CallCeiling) -> Any:
        """Return what a function answers in a worker that nobody else calls now.

        See :meth:`Worker.call`.
        """
        worker = self._taken()
        try:
            return worker.call(function, arguments, ceiling)
        finally:
            self._idle.append(worker)

    def stop(self) -> None:
        """End all processes, whatever they do: calls that are under way fail."""
        with self._turn:
            for worker in self._all:
                worker.stop() if worker in self._idle else worker.interrupt()

    def _taken(self) -> Worker:
        with self._turn:
            if self._idle:
                return self._idle.pop()
            self._all.append(Worker(self._preload))
            return self._all[-1]


@cache
def _shared(preload: str) -> WorkerPool:
    pool = WorkerPool(preload)
    atexit.register(pool.stop)
    return pool


def start(preload: str) -> None:
    """Start a worker of this process for a module, without waiting for it."""
    _shared(preload).start()


def call(function: str, arguments: Mapping[str, Any], ceiling: CallCeiling) -> Any:
    """Call a function in a worker of this process for its module: see :meth:`Worker.call`.

    Threads that call at the same time have a worker each.
    """
    return _shared(function.partition(":")[0]).call(function, arguments, ceiling)


def stop(preload: str) -> None:
    """End this process's workers for a module: calls that are under way fail."""
    _shared(preload).stop()
