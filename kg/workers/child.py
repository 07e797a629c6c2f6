"""A worker process's own side of the pipes: answers go out, and it ends when its parent does."""

from __future__ import annotations

import os
import sys
import traceback
from types import TracebackType
from typing import BinaryIO

from kg.workers.line_process import Lines, lines_of


def open_answers() -> BinaryIO:
    """Return the pipe for answers; whatever else is printed goes to stderr from now on."""
    sys.stdout = sys.stderr
    sys.excepthook = _die
    return os.fdopen(os.dup(1), "wb")


def open_requests() -> Lines:
    """Return the lines of requests; when the parent is gone the process ends in whatever it does.

    It starts a thread: what must be done while there is one thread comes first.
    """
    return lines_of(sys.stdin.fileno(), at_end=leave)


def say(answers: BinaryIO, line: bytes) -> None:
    """Write one answer."""
    answers.write(line)
    answers.flush()


def leave() -> None:
    """End at once: kg is gone, and what still runs is nobody's."""
    os._exit(0)


def _die(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say what went wrong and end; a plain exit would abort on the thread that listens."""
    traceback.print_exception(kind, error, trace)
    sys.stderr.flush()
    os._exit(70)
