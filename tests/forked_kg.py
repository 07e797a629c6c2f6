"""Run kg commands in forked children, each with a fault of the system: no disk, no memory, Ctrl-C.

    with ForkedKg() as kg:
        done = kg("verify", case, fault=Fault(case, error="EROFS"))

One process imports kg and forks for every command, so a command costs a tenth of a second. It is
started as ``python forked_kg.py``; orders come on stdin, answers go to stdout, both a line of JSON.
What touches the disk is known from Python's audit events; an engine that writes by itself is met by
the limits of the system (``limits``) instead.
"""

from __future__ import annotations

import errno
import gc
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Self

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
TOUCHES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link"}
FREES = {"os.remove", "os.rmdir"}
"""Touches that need no room: a full disk does not refuse them."""
ROOMS = (
    *("kg.case", "kg.cli", "kg.graph", "kg.ledger", "kg.rules", "kg.schema", "kg.sources"),
    *("kg.sources.mapping", "kg.trace", "kg.trace.bridge", "kg.workers"),
)
"""Whose modules are imported before the children fork."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at the n-th touch of a folder (at each one where ``at`` is 0)."""

    under: Path | str = "/"
    error: str = ""
    """A name of ``errno``."""
    sent: str = ""
    """A signal, such as ``SIGINT``."""
    at: int = 0
    after: float = 0
    """Seconds after which the process is killed, wherever it is."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """Limits of the system, such as ``{"RLIMIT_AS": 1 << 30}``."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: its exit code, what it said, and how often it touched the folder."""

    code: int
    out: str
    err: str
    touches: int

    @property
    def is_one_sentence(self) -> bool:
        """Say whether the command ended with one line from kg, and with no traceback."""
        lines = [line for line in self.err.splitlines() if line and not line.startswith("first ")]
        return len(lines) == 1 and lines[0].startswith("kg: ")


class ForkedKg:
    """A process that holds kg ready, and forks for each command.

    Args:
        reads_itself: Let a command read files in its own process instead of starting a worker for
            them, which takes longer than the command; what reading does to the disk is met by the
            fault too.
    """

    def __init__(self, *, reads_itself: bool = False) -> None:
        same_code = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "KG_LANG": "en"}
        self._server = subprocess.Popen(
            [sys.executable, __file__, *(["reads-itself"] if reads_itself else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=same_code,
            text=True,
        )

    def __call__(self, *words: object, fault: Fault | None = None) -> Done:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        told = asdict(fault or Fault())
        order = {"words": list(map(str, words)), "fault": {**told, "under": str(told["under"])}}
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        return Done(**json.loads(self._server.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        with self._server:
            self._server.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()


def main() -> None:
    prepare()
    if sys.argv[1:] == ["reads-itself"]:
        read_here()
    for line in sys.stdin:
        order = json.loads(line)
        sys.stdout.write(json.dumps(_forked(order["words"], Fault(**order["fault"]))) + "\n")
        sys.stdout.flush()


def prepare() -> None:
    """Have ready what every child needs: modules, schema, layouts, the machine code of kernels.

    No engine is opened: its threads would not go on in a child.
    """
    import duckdb  # noqa: F401 -- imported once, before the children fork
    import numpy as np
    import pyoxigraph  # noqa: F401
    import typer  # noqa: F401

    for name in ROOMS:
        room = importlib.import_module(name)
        for module in pkgutil.iter_modules(room.__path__, f"{name}."):
            if not module.ispkg:
                importlib.import_module(module.name)
    from kg.model import Seed
    from kg.schema import load_schema
    from kg.sources.layout_files import layouts
    from kg.trace.tracing import trace
    from tests.trace.ledgers import Row, index_of

    load_schema()
    layouts()
    index = index_of([Row(0, 1, 0, 100), Row(1, 2, 1, 60)])
    for name in index.__slots__:
        if isinstance(column := getattr(index, name), np.ndarray):
            column.flags.writeable = False  # as in a case, where they are mapped files
    trace(index, [Seed("a0")])
    gc.collect()
    gc.freeze()  # a child that looked through all that is imported would copy all of it first


def read_here() -> None:
    """Let files be read in this process and not in a worker of it."""
    from kg import sources
    from kg.sources import read_file

    sources.read, sources.start = read_file.read, lambda: None


def _forked(words: list[str], fault: Fault) -> dict[str, Any]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        touched, telling = os.pipe()
        if (pid := os.fork()) == 0:
            _child(words, fault, out, err, telling)
        os.close(telling)
        touches = 0
        while told := os.read(touched, 1 << 16):
            touches += len(told)
        os.close(touched)
        _, status = os.waitpid(pid, 0)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    code = os.waitstatus_to_exitcode(status)
    return {"code": code, "out": texts[0], "err": texts[1], "touches": touches}


def _child(words: list[str], fault: Fault, out: IO[bytes], err: IO[bytes], telling: int) -> None:
    code = 99
    try:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        sys.argv = ["kg", *words]
        _set_limits(fault.limits)
        _watch(fault, telling)
        if fault.after:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, fault.after)
        try:
            sys.modules["kg.cli"].main()
        except SystemExit as left:
            code = int(left.code or 0)
        import atexit

        atexit._run_exitfuncs()
    finally:
        os._exit(code)


def _set_limits(limits: Mapping[str, int]) -> None:
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, name), (most, most))


def _watch(fault: Fault, telling: int) -> None:
    """Count the touches of the folder, and let the fault happen at its turn."""
    touches = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal touches
        if not is_touch(event, arguments, str(fault.under)):
            return
        if fault.error and event in FREES:
            return
        touches += 1
        os.write(telling, b".")
        if fault.at in (0, touches) and fault.error:
            number = getattr(errno, fault.error)
            raise OSError(number, os.strerror(number), str(arguments[0]))
        if fault.at in (0, touches) and fault.sent:
            os.kill(os.getpid(), getattr(signal, fault.sent))

    sys.addaudithook(watch)


def is_touch(event: str, arguments: tuple[Any, ...], under: str) -> bool:
    """Say whether an audit event tells of a write below a folder."""
    if event == "open":
        path, _, flags = arguments
        return isinstance(path, str) and bool(flags & WRITES) and path.startswith(under)
    return event in TOUCHES and str(arguments[0]).startswith(under)


if __name__ == "__main__":
    main()
