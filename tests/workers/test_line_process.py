"""Lines come whole, in their time, and the end of a pipe is known at once."""

import os
import threading
import time

import pytest

from kg.workers.line_process import AwaitedLines, QueuedLines, lines_of

WAYS = [
    QueuedLines,
    pytest.param(AwaitedLines, marks=pytest.mark.skipif(os.name == "nt", reason="no poll")),
]


@pytest.fixture
def pipe():
    """Return the end to read and the end to write; who closes one says so."""
    reading, writing = os.pipe()
    ends = {"read": reading, "write": writing}
    yield ends
    for end in ends.values():
        os.close(end)


@pytest.mark.parametrize("way", WAYS)
def test_a_line_that_comes_in_pieces_is_whole(pipe, way):
    lines = way(pipe["read"])
    long = b"x" * 3_000_000
    pieces = [long[:7], long[7:], b"\n"]
    teller = threading.Thread(target=lambda: [_write(pipe["write"], one) for one in pieces])
    teller.start()
    assert lines.next(30) == long + b"\n"
    teller.join()
    os.write(pipe["write"], b"next\n")
    assert lines.next(30) == b"next\n"


@pytest.mark.parametrize("way", WAYS)
def test_half_a_line_is_not_a_line(pipe, way):
    lines = way(pipe["read"])
    os.write(pipe["write"], b"half")
    started = time.monotonic()
    assert lines.next(0.3) is None
    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("way", WAYS)
def test_the_end_is_an_empty_line(pipe, way):
    lines = way(pipe["read"])
    os.write(pipe["write"], b"last\n")
    assert lines.next(30) == b"last\n"
    os.close(pipe.pop("write"))
    assert lines.next(30) == b""


def test_the_end_is_told_while_nobody_waits(pipe):
    ended = threading.Event()
    lines_of(pipe["read"], at_end=ended.set)
    os.write(pipe["write"], b"a question that is never read\n")
    assert not ended.wait(0.2)
    os.close(pipe.pop("write"))
    assert ended.wait(30)


def _write(pipe: int, data: bytes) -> None:
    while data:
        data = data[os.write(pipe, data) :]
