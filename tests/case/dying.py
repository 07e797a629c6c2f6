"""Do one action on copies of a case, each copy's process killed at the next touch of its folder.

python dying.py STEP TEMPLATE OUT ACTION [ARGUMENT…]: OUT/<touch> is what the process left behind
that was killed before its so many-th touch, at every STEP-th; the last one is what an undisturbed
action gives. A touch is what Python does to the disk: a file opened for writing, renamed, removed.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import duckdb  # noqa: F401 -- imported once, before the children fork
import pyoxigraph  # noqa: F401

import kg.case.judging
import kg.case.loading
import kg.case.marking
import kg.case.tracing
import kg.case.unloading
import kg.case.verifying
import kg.trace.tracing  # noqa: F401
from kg import sources
from kg.case import Case, open_case
from kg.sources import reading

MOST = 1_000
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
TOUCHES = {"os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate", "shutil.rmtree"}


def act(case: Case, action: str, *words: str) -> None:
    if action == "load":
        case.load_all(list(map(Path, words)))
    elif action == "trace":
        case.trace(words[0], name=words[1], floor="500")
    elif action == "promote":
        case.promote(words)
    elif action == "reject":
        case.reject_pair(words[0], "两笔")
    elif action == "unload":
        case.unload(words[0])
    elif action == "again":
        case.load(words[0], again=True)
    elif action == "mark":
        case.mark(words[0], "excluded", "抄错")
    else:
        case.undo()


def die_at(touch: int, root: Path) -> None:
    """Kill this process before it touches the folder for the n-th time."""
    left = touch

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if _touches(event, arguments, str(root)):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def _touches(event: str, arguments: tuple[Any, ...], root: str) -> bool:
    if event == "open":
        path, _, flags = arguments
        return bool(flags & WRITES) and str(path).startswith(root)
    return event in TOUCHES and str(arguments[0]).startswith(root)


def child(touch: int, root: Path, action: list[str]) -> None:
    die_at(touch, root)
    act(open_case(root), *action)


def main(step: str, template: str, out: str, *action: str) -> None:
    # what a reader does to the disk is to be counted: so it reads here, and not in its worker
    sources.read, sources.start = reading.read, lambda: None
    for touch in range(1, MOST, int(step)):
        root = Path(out) / str(touch)
        shutil.copytree(template, root)
        if (pid := os.fork()) == 0:
            child(touch, root, list(action))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        if not os.WIFSIGNALED(status):
            sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(*sys.argv[1:])
