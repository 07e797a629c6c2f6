"""Do one action on copies of a case, each copy's process killed at another touch of its folder.

    with Dying() as dying:
        dying(4, template, out, "load", "a.csv")

``out/<touch>`` is what the process left behind that was killed before its so many-th touch; the
last one is what an undisturbed action gives. So many touches are tried, the first and the last
among them, or all (0). A touch is what Python does to the disk: a file opened for writing, renamed,
removed. One process holds kg ready and forks for every action: ``python dying.py`` takes orders on
stdin, a line of JSON each.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from kg.case import Case, open_case
from tests.forked_kg import prepare, read_here

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
TOUCHES = {"os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate", "shutil.rmtree"}


class Dying:
    """A process that holds kg ready, and forks for each action."""

    def __init__(self) -> None:
        same_code = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self._server = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=same_code,
            text=True,
        )

    def __call__(self, tried: int, template: Path, out: Path, *action: str) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        order = {"tried": tried, "template": str(template), "out": str(out), "action": action}
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        assert self._server.stdout.readline() == "done\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        with self._server:
            self._server.communicate()


def act(case: Case, action: str, *words: str) -> None:
    if action == "load":
        case.evidence.load_all(list(map(Path, words)))
    elif action == "trace":
        case.trace(words[0], name=words[1], floor="500")
    elif action == "chain":
        case.chain(words[0], name="c")
    elif action == "find":
        case.money.find(words[0])
    elif action == "promote":
        case.judgements.promote(words)
    elif action == "reject":
        case.judgements.reject_pair(words[0], "两笔")
    elif action == "unload":
        case.evidence.unload(words[0])
    elif action == "again":
        case.load(words[0], again=True)
    elif action == "extract":
        case.evidence.extract(words[0], words[1], hops=1)
    elif action == "mark":
        case.judgements.mark(words[0], "excluded", "抄错")
    else:
        case.judgements.undo()


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


def chosen(tried: int, touches: int) -> list[int]:
    """Return before which touches the process is killed."""
    if not tried:
        return list(range(1, touches + 1))
    between = range(2, touches)
    some = random.Random(touches).sample(between, min(len(between), tried - 2))
    return sorted({1, touches, *some})


def done(tried: int, template: str, out: str, action: list[str]) -> None:
    """Do the action undisturbed, then killed at some of its touches."""
    whole = Path(out) / "whole"
    touches = done_in_a_child(template, whole, tuple(action))
    for touch in chosen(tried, touches):
        done_in_a_child(template, Path(out) / str(touch), tuple(action), touch)
    whole.rename(Path(out) / str(touches + 1))


def main() -> None:
    prepare()
    read_here()  # what a reader does to the disk is to be counted, so it is no worker that reads
    for line in sys.stdin:
        done(**json.loads(line))
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
