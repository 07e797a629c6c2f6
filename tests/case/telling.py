"""Load a file in a forked process that says each phase, and is killed in one of them if wanted.

    with Telling() as telling:
        done = telling(root, path, limit=100, phase="log", delay=0.1)

One process holds kg ready and forks for every load: ``python telling.py`` takes orders on stdin, a
line of JSON each, and answers with what became of the load. A load that waits for its index has
nearly nothing to do after its rows are read; a pause in each phase lets a kill land there.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from kg.case import open_case
from kg.case.evidence import load_files
from kg.case.evidence.load_files import FileLoad
from kg.case.storage.open_case import writing_session
from kg.limits import Limits
from kg.requests import LoadRequest
from tests.forked_kg import prepare, read_here

SOONEST = 1e-6
"""Seconds: a timer of none is no timer."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a load: the phases that it said with their moments, and whether it ended."""

    phases: list[tuple[str, float]]
    ended: float
    code: int

    @property
    def lengths(self) -> dict[str, float]:
        """How many seconds each phase took."""
        ends = [start for _, start in self.phases[1:]] + [self.ended]
        return {name: end - at for (name, at), end in zip(self.phases, ends, strict=True)}


class Telling:
    """A process that holds kg ready, and forks for each load."""

    def __init__(self) -> None:
        same_code = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self._server = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=same_code,
            text=True,
        )

    def __call__(
        self, root: Path, path: Path, *, pause: float, limit: int, phase: str = "", delay: float = 0
    ) -> Told:
        """Load a file; the process is killed so many seconds after it said the phase."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        order = {"root": str(root), "path": str(path), "pause": pause, "limit": limit}
        kill = {"phase": phase, "delay": max(delay, SOONEST)}
        self._server.stdin.write(json.dumps({**order, **kill}) + "\n")
        self._server.stdin.flush()
        return Told(**json.loads(self._server.stdout.readline()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        with self._server:
            self._server.communicate()


def main() -> None:
    prepare()
    read_here()  # so that a kill lands in the reader, too
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_forked(json.loads(line))) + "\n")
        sys.stdout.flush()


def _forked(order: dict[str, Any]) -> dict[str, Any]:
    said, saying = os.pipe()
    if (pid := os.fork()) == 0:
        code = 1
        try:
            os.close(said)
            load(saying, **order)
            code = 0
        finally:
            os._exit(code)
    os.close(saying)
    with os.fdopen(said) as lines:
        phases = [(line.strip(), time.monotonic()) for line in lines]
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"phases": phases, "ended": time.monotonic(), "code": code}


def load(
    saying: int, *, root: str, path: str, pause: float, limit: int, phase: str, delay: float
) -> None:
    """Load a file; an alarm that nobody handles ends the process wherever it is."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def tell(name: str) -> None:
        os.write(saying, f"{name}\n".encode())
        if name == phase:
            signal.setitimer(signal.ITIMER_REAL, delay)
        time.sleep(pause)

    request = LoadRequest(limits=Limits(promoted_flows=limit))
    with writing_session(open_case(root).folder) as session:
        report = load_files.load(session, FileLoad(Path(path), request, on_phase=tell))
    assert report.counted is not bool(pause), "the pauses are for a load that waits for its index"


if __name__ == "__main__":
    main()
