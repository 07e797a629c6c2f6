"""What the tests let a worker do: answer, fail in every way, and never end."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from kg.errors import LayoutError
from kg.messages import Message


def give_back(**told: Any) -> Mapping[str, Any]:
    return {**told, "worker": os.getpid()}


def give_exact() -> Mapping[str, Any]:
    moment = datetime(2024, 5, 1, 10, 0, 0, 7, tzinfo=UTC)
    return {"b": Decimal("1.00"), "a": moment, "day": moment.date(), "odd": "\udcc1"}


def write(path: str) -> None:
    Path(path).write_text("甲", "utf-8")


def where_am_i() -> str:
    return str(Path.cwd())


def refuse() -> None:
    raise LayoutError(Message("is-a-folder"), where="a.csv", hint=Message("name-file"))


def fill_the_disk() -> None:
    raise OSError(28, "No space left on device", "a.parquet")


def stumble() -> None:
    raise ZeroDivisionError("our own fault")


def abort() -> None:
    os.abort()


def hear_the_end(path: str, times: int) -> int:
    """End as a worker whose parent is gone does, so many times; then say how often."""
    ended = Path(path)
    before = len(ended.read_text("utf-8")) if ended.exists() else 0
    if before < times:
        ended.write_text("." * (before + 1), "utf-8")
        os.kill(os.getpid(), signal.SIGIO)
    return before


def eat(size: int) -> int:
    return len(bytearray(size))


def recurse() -> None:
    recurse()


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def call_out(port: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", port), 5)):
        pass


def spin(done: str) -> int:
    """Never end, and never let go of the interpreter."""
    Path(done).write_text(str(os.getpid()), "utf-8")
    return sum(range(10**15))


def meet(mine: str, other: str) -> int:
    """Say that this call is under way, and end when the other is."""
    Path(mine).touch()
    until = time.monotonic() + 60.0
    while not Path(other).exists():
        if time.monotonic() > until:
            raise TimeoutError(other)
        time.sleep(0.01)
    return os.getpid()
