"""Query workers that are forked from a process which holds their engines ready.

Every case that a test asks SQL or SPARQL has a worker of its own, a Python that imports the engines
for half a second. In a run of the tests one process imports them, and each worker is a fork of it:
the same code in a process of its own, that is killed as any other. How a worker is really started
is tried by ``tests/query/test_query_client.py``, and by all that starts kg as a process.

The process is started as ``python forked_questions.py`` with a socket as its stdin.
"""

from __future__ import annotations

import array
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.query import query_client
from kg.workers.line_process import LineProcess, _environment, lines_of

ENDS = 3
"""The files that a worker is given: stdin, stdout, stderr."""
ORDER_BYTES = 1 << 20


class Forks:
    """The process that forks, and what it is asked."""

    def __init__(self) -> None:
        self._own, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._turn = threading.Lock()
        self.owner = os.getpid()
        with its:
            self._server = subprocess.Popen(
                [sys.executable, "-P", __file__], stdin=its, env=_environment()
            )

    def fork(self, argument: str, *files: int) -> int:
        """Fork a worker with these files; return the number of its process."""
        order = {"argument": argument, "environment": dict(os.environ), "folder": str(Path.cwd())}
        told = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))]
        with self._turn:
            self._own.sendmsg([json.dumps(order).encode()], told)
            return int(self._own.recv(ORDER_BYTES))

    def wait(self, number: int) -> int:
        """Wait until a worker has ended; return its exit code."""
        with self._turn:
            self._own.send(json.dumps({"wait": number}).encode())
            return int(self._own.recv(ORDER_BYTES))

    def close(self) -> None:
        """End the process."""
        self._own.close()
        self._server.wait()


class ForkedWorker:
    """A fork, with what :class:`subprocess.Popen` has that a :class:`LineProcess` asks."""

    def __init__(self, forks: Forks, argument: str, words: Any) -> None:
        (ask, asks), (answers, answer) = os.pipe(), os.pipe()
        self._forks = forks
        self.returncode: int | None = None
        self.pid = forks.fork(argument, ask, answer, words.fileno())
        os.close(ask)
        os.close(answer)
        self.stdin, self.stdout = os.fdopen(asks, "wb"), os.fdopen(answers, "rb")

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = self._forks.wait(self.pid)
        return self.returncode

    def kill(self) -> None:
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)


@contextmanager
def forked_questions() -> Iterator[None]:
    """Let the workers that answer questions be forks, where the system can pass files on."""
    if sys.platform != "linux":
        yield
        return
    forks = Forks()
    started, query_client.LineProcess = query_client.LineProcess, forked(forks)  # type: ignore[misc]
    yield
    query_client.LineProcess = started  # type: ignore[misc]
    forks.close()


def forked(forks: Forks) -> type[LineProcess]:
    """Return the class of workers that are forked; in another process they are started."""

    class Forked(LineProcess):
        def __init__(self, module: str, argument: str) -> None:
            if os.getpid() != forks.owner:
                super().__init__(module, argument)
                return
            self._words = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the process
            self._process = ForkedWorker(forks, argument, self._words)  # type: ignore[assignment]
            assert self._process.stdout is not None
            self._lines = lines_of(self._process.stdout.fileno())

    return Forked


def main() -> None:
    import duckdb  # noqa: F401 -- imported once, before the workers fork
    import pyoxigraph  # noqa: F401

    import kg.case.questions.raw_questions
    import kg.query.query_worker
    import kg.query.run_sparql
    import kg.query.run_sql  # noqa: F401

    gc.collect()
    gc.freeze()  # a worker that looked through all that is imported would copy all of it first
    with socket.socket(fileno=0) as asked:
        while order := _next(asked):
            told, files = order
            asked.send(str(_fork(told, files) if files else _waited(told["wait"])).encode())


def _next(asked: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    data, sent, *_ = asked.recvmsg(ORDER_BYTES, socket.CMSG_SPACE(ENDS * array.array("i").itemsize))
    files = array.array("i")
    for *_, content in sent:
        files.frombytes(content)
    return (json.loads(data), list(files)) if data else None


def _waited(number: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def _fork(order: dict[str, Any], files: list[int]) -> int:
    if number := os.fork():
        for file in files:
            os.close(file)
        return number
    try:
        os.setsid()
        for file, place in zip(files, range(ENDS), strict=True):
            os.dup2(file, place)
            os.close(file)
        os.environ.clear()
        os.environ.update(order["environment"])
        os.chdir(order["folder"])
        sys.path += order["environment"].get("PYTHONPATH", "").split(os.pathsep)
        sys.argv = ["kg.query.query_worker", order["argument"]]
        sys.modules["kg.query.query_worker"].main()
    finally:  # it leaves by itself, or something went wrong
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(70)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
