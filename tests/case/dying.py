"""Do one action on copies of a case, each copy's process killed at another touch of its folder.

python dying.py TRIED TEMPLATE OUT ACTION [ARGUMENT…]: OUT/<touch> is what the process left behind
that was killed before its so many-th touch; the last one is what an undisturbed action gives. TRIED
are so many touches, the first and the last among them, or all. A touch is what Python does to the
disk: a file opened for writing, renamed, removed.
"""

from __future__ import annotations

import os
import random
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


def watched(root: Path, last: int = 0) -> list[str]:
    """Note each touch of a folder; kill this process before the so many-th."""
    touches: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if _touches(event, arguments, str(root)):
            touches.append(event)
            if len(touches) == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    return touches


def _touches(event: str, arguments: tuple[Any, ...], root: str) -> bool:
    if event == "open":
        path, _, flags = arguments
        return bool(flags & WRITES) and str(path).startswith(root)
    return event in TOUCHES and str(arguments[0]).startswith(root)


def done_in_a_child(template: str, root: Path, action: tuple[str, ...], last: int = 0) -> int:
    """Do the action on a copy in a process of its own; return how often it touched the folder."""
    shutil.copytree(template, root)
    told, tell = os.pipe()
    if (pid := os.fork()) == 0:
        touches = watched(root, last)
        act(open_case(root), *action)
        os.write(tell, str(len(touches)).encode())
        os._exit(0)
    os.close(tell)
    with os.fdopen(told) as counted:
        number = counted.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status) != bool(last):
        sys.exit(f"ended with {os.waitstatus_to_exitcode(status)}")
    return int(number or last)


def chosen(tried: str, touches: int) -> list[int]:
    """Return before which touches the process is killed."""
    if tried == "all":
        return list(range(1, touches + 1))
    between = range(2, touches)
    some = random.Random(touches).sample(between, min(len(between), int(tried) - 2))
    return sorted({1, touches, *some})


def main(tried: str, template: str, out: str, *action: str) -> None:
    # what a reader does to the disk is to be counted: so it reads here, and not in its worker
    sources.read, sources.start = reading.read, lambda: None
    whole = Path(out) / "whole"
    touches = done_in_a_child(template, whole, action)
    for touch in chosen(tried, touches):
        done_in_a_child(template, Path(out) / str(touch), action, touch)
    whole.rename(Path(out) / str(touches + 1))


if __name__ == "__main__":
    main(*sys.argv[1:])
