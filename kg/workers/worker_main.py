"""The worker's own side: answers one call at a time, and may be killed at any moment.

It has no network (:mod:`kg.sandbox`): no file that is read in it can send anything away.
Started as ``python -m kg.workers.worker_main MODULE``; requests come on stdin, answers go to
stdout.
"""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kg.errors import KgError, LimitExceeded
from kg.messages import Message
from kg.sandbox import deny_network
from kg.workers.child import leave, open_answers, open_requests, say
from kg.workers.wire import pack, pack_error, unpack

LARGEST_STACK = 16 << 20
GRACE_SECONDS = 10
"""After its time a worker whose parent does not kill it ends by itself."""


def main() -> None:
    """Serve calls until stdin ends; then die, even in the middle of one."""
    deny_network()  # while there is one thread: what is imported and listens below has others
    os.umask(0o077)  # what it writes holds what the files hold
    answers = open_answers()
    _leave_no_core()
    served = importlib.import_module(sys.argv[1]) if sys.argv[1] else None
    requests = open_requests()
    say(answers, pack({"ready": os.getpid(), "held": 0}))
    if warm_up := getattr(served, "warm_up", None):
        warm_up()
    while line := requests.next():
        say(answers, pack({"taken": os.getpid()}))
        reply = _answer(unpack(line))
        say(answers, pack({**reply, "held": _memory("VmRSS")}))
    leave()


def _answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to one call, or the error that says why there is none."""
    with suppress(OSError):  # a folder that is gone: only what is named by its full path is found
        os.chdir(request["folder"])
    module, _, name = str(request["function"]).partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    try:
        with _bounded(float(request["seconds"]), int(request["bytes"])):
            return {"answer": function(**request["arguments"])}
    except KgError as error:
        return pack_error(error)
    except RecursionError:
        return pack_error(LimitExceeded(Message("nested-too-deep"), where=request["where"]))
    except OSError as error:
        if error.errno == errno.ENOMEM:
            raise MemoryError from error
        return {"oserror": [error.errno, error.strerror or str(error), error.filename]}


@contextmanager
def _bounded(seconds: float, more: int) -> Iterator[None]:
    """Work with so much memory more than now, so long, and no longer than there is a parent.

    The system itself ends the process: no library need let go of the interpreter for it.
    """
    if os.name == "nt":
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE_SECONDS)  # SIGALRM ends the process
    _limit_memory(more)
    _die_with_parent(on=True)
    try:
        yield
    finally:
        _die_with_parent(on=False)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_memory(more: int) -> None:
    """Let this process have so many bytes more than it has now; only Linux counts them all.

    The stacks of the threads that the libraries start, two pools of one a core, are counted whole
    though hardly used.
    """
    if sys.platform != "linux":
        return
    import resource

    stack, _ = resource.getrlimit(resource.RLIMIT_STACK)
    stacks = 2 * (os.cpu_count() or 1) * (stack if 0 < stack < LARGEST_STACK else LARGEST_STACK)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = _memory("VmData") + more + stacks
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _die_with_parent(*, on: bool) -> None:
    """End with a signal as soon as nobody can write into stdin any more, or stop doing so."""
    if sys.platform != "linux":
        return
    import fcntl

    pipe = sys.stdin.fileno()
    flags = fcntl.fcntl(pipe, fcntl.F_GETFL)
    if on:
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(pipe, fcntl.F_SETFL, flags | os.O_ASYNC)
    else:
        fcntl.fcntl(pipe, fcntl.F_SETFL, flags & ~os.O_ASYNC)


def _memory(name: str) -> int:
    """Return how many bytes this process has of one kind, or 0 where the system does not say."""
    try:
        with Path("/proc/self/status").open(encoding="ascii", errors="replace") as lines:
            return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)
    except OSError:
        return 0


def _leave_no_core() -> None:
    if os.name != "nt":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
