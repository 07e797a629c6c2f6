"""The warm worker: a process that answers questions and is killed when it takes too much.

pyoxigraph cannot be stopped from inside: a query that runs ignores signals. So it runs in a child
process with a clock, a memory ceiling, a row ceiling and no network; whatever happens there, the
case is unharmed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from kg import errors
from kg.errors import KgError, QueryCrashed, QueryError, QueryTimeout, QueryTooBig
from kg.limits import LIMITS, Limits
from kg.query.wire import pack, unpack
from kg.sandbox import Wall
from kg.workers.pipe import Lines, lines_of

START_SECONDS = 30.0
# std::system_error: the engine could not even start its threads under the ceiling
OUT_OF_MEMORY = ("memory allocation of", "bad_alloc", "MemoryError", "std::system_error")


class Worker:
    """One child process, started at the first question and again after it had to be killed."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._lines: Lines | None = None
        self._words: IO[bytes] | None = None
        self._turn = threading.Lock()
        self._network: Wall = "none"

    def ask(self, question: Mapping[str, Any], *, seconds: float) -> dict[str, Any]:
        """Return the answer to one question, or raise the error that says why there is none.

        ``network`` in the answer is the wall that kept the child from the network meanwhile.
        """
        with self._turn:
            reply = self._reply(question, seconds)
            reply["network"] = self._network
        if "error" in reply:
            raise _error(reply)
        return reply

    def _reply(self, question: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        answered = False
        try:
            self._send(pack(question))
            reply = self._next_line(seconds)
            answered = True
        finally:
            if not answered:  # a timeout, a crash or Ctrl-C: nothing of it may go on
                self.close()
        return reply

    def close(self) -> None:
        """End the child process, whatever it does."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout, self._words):
            if pipe is not None:
                with suppress(BrokenPipeError):  # a half-sent question that nobody reads
                    pipe.close()

    def _send(self, line: bytes) -> None:
        """Send a question; a child that died while nobody asked is replaced."""
        try:
            self._write(self._child or self._warm_child(), line)
        except OSError:
            self.close()
            child = self._warm_child()
            try:
                self._write(child, line)
            except OSError as error:
                raise self._death(child) from error

    def _warm_child(self) -> subprocess.Popen[bytes]:
        self._child = self._start()
        self._network = self._next_line(START_SECONDS)["network"]
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", "kg.query.engine", str(self._limits.query_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            env=_environment(),
            start_new_session=os.name != "nt",  # Ctrl-C reaches kg, and kg ends the child
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        assert child.stdout is not None
        self._lines = lines_of(child.stdout.fileno())
        return child

    def _write(self, child: subprocess.Popen[bytes], line: bytes) -> None:
        assert child.stdin is not None
        child.stdin.write(line)
        child.stdin.flush()

    def _next_line(self, seconds: float) -> dict[str, Any]:
        assert self._child is not None
        assert self._lines is not None
        line = self._lines.next(seconds)
        if line is None:
            hint = "narrow it, or give --seconds"
            raise QueryTimeout(f"no answer after {seconds:g} s", hint=hint)
        if not line:
            raise self._death(self._child)
        return unpack(line)

    def _death(self, child: subprocess.Popen[bytes]) -> QueryError:
        code = child.wait()
        assert self._words is not None
        self._words.seek(0)
        said = self._words.read().decode(errors="replace")
        if any(sign in said for sign in OUT_OF_MEMORY):
            return QueryTooBig("the memory limit was reached", hint="ask for less at once")
        last = (said.strip().splitlines() or [""])[-1][:200]
        return QueryCrashed(f"the engine died ({code}) {last}".strip(), hint="the case is unharmed")


def _environment() -> dict[str, str]:
    """Return the environment in which the child finds this very kg."""
    package = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH", "")
    path = os.pathsep.join(part for part in (package, known) if part)
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}


def _error(reply: Mapping[str, Any]) -> KgError:
    kind: type[KgError] = getattr(errors, str(reply["error"]), QueryCrashed)
    return kind(str(reply["what"]), hint=str(reply["hint"]))
