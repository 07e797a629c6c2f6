"""The warm worker: a process that answers questions and is killed when it takes too much.

pyoxigraph cannot be stopped from inside: a query that runs ignores signals. So it runs in a child
process with a clock, a memory ceiling, a row ceiling and no network; whatever happens there, the
case is unharmed.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from kg import errors
from kg.errors import KgError, QueryCrashed, QueryError, QueryTimeout, QueryTooBig
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.query.query_wire import pack, unpack
from kg.sandbox import Wall
from kg.workers.line_process import OUT_OF_MEMORY, LineProcess, last_line

START_SECONDS = 30.0


class QueryProcess:
    """One child process, started at the first question and again after it had to be killed."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._child: LineProcess | None = None
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
        if child is not None:
            child.kill()

    def _send(self, line: bytes) -> None:
        """Send a question; a child that died while nobody asked is replaced."""
        try:
            (self._child or self._warm_child()).send(line)
        except OSError:
            self.close()
            child = self._warm_child()
            try:
                child.send(line)
            except OSError as error:
                raise _death(child) from error

    def _warm_child(self) -> LineProcess:
        self._child = LineProcess("kg.query.query_worker", str(self._limits.query_bytes))
        self._network = self._next_line(START_SECONDS)["network"]
        return self._child

    def _next_line(self, seconds: float) -> dict[str, Any]:
        assert self._child is not None
        line = self._child.next_line(seconds)
        if line is None:
            raise QueryTimeout(
                Message("no-answer-in-time", seconds=f"{seconds:g}"),
                hint=Message("narrow-or-more-seconds"),
            )
        if not line:
            raise _death(self._child)
        return unpack(line)


def _death(child: LineProcess) -> QueryError:
    """Return why a child ended amid a question."""
    code, stderr = child.end()
    if any(sign in stderr for sign in OUT_OF_MEMORY):
        return QueryTooBig(Message("memory-limit-reached"), hint=Message("ask-for-less"))
    what = Message("engine-died", code=str(code))
    if last := last_line(stderr):
        what = Message("engine-died-saying", code=str(code), said=last)
    return QueryCrashed(what, hint=Message("case-unharmed"))


def _error(reply: Mapping[str, Any]) -> KgError:
    kind: type[KgError] = getattr(errors, str(reply["error"]), QueryCrashed)
    what, hint = reply["what"], reply["hint"]
    return kind(Message.from_plain(what), hint=Message.from_plain(hint) if hint else None)
