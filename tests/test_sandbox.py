"""A process behind a wall opens no connection; without one it does, or the test proves nothing."""

from __future__ import annotations

import platform
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.sandbox import deny_network

ROOT = Path(__file__).resolve().parent.parent
REACH = """
import socket, sys
from kg.sandbox import deny_network
print(deny_network((sys.argv[2],)))
for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
    try:
        with socket.socket(family, socket.SOCK_STREAM) as out:
            out.settimeout(2)
            out.connect((host, int(sys.argv[1])))
            print("reached")
    except OSError:
        print("not reached")
"""
ASK = """
import sys
from pyoxigraph import Store
from kg.sandbox import deny_network
print(deny_network((sys.argv[2],)))
try:
    list(Store().query(f"SELECT * {{ SERVICE <http://127.0.0.1:{sys.argv[1]}/> {{ ?s ?p ?o }} }}"))
except OSError as error:
    print(error)
"""
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="a wall of Linux")


@pytest.fixture
def port() -> Iterator[int]:
    """A socket that listens on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def tried(port: int, wall: str, script: str = REACH) -> list[str]:
    """Return which wall stands in a process of its own, and whom that process reached."""
    done = subprocess.run(
        [sys.executable, "-c", script, str(port), wall],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return done.stdout.split("\n")[:3]


def test_without_a_wall_the_socket_is_reached(port: int) -> None:
    assert tried(port, "none")[:2] == ["none", "reached"]


@on_linux
@pytest.mark.parametrize("wall", ["namespace", "seccomp"])
def test_behind_a_wall_it_is_not(port: int, wall: str) -> None:
    stands, *reached = tried(port, wall)
    if stands == "none" and (wall == "namespace" or platform.machine() != "x86_64"):
        pytest.skip("this system lets nobody put up this wall")
    assert [stands, *reached] == [wall, "not reached", "not reached"]


@on_linux
@pytest.mark.parametrize("wall", ["namespace", "seccomp"])
def test_behind_a_wall_the_engine_reaches_nobody(wall: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        stands, said, *_ = tried(server.getsockname()[1], wall, ASK)
        if stands == "none":
            pytest.skip("this system lets nobody put up this wall")
        with pytest.raises(TimeoutError):
            server.accept()
    assert "unreachable" in said or "denied" in said


def test_a_wall_that_this_system_does_not_know_is_none() -> None:
    foreign = "sandbox" if sys.platform != "darwin" else "seccomp"
    assert deny_network((foreign,)) == "none"
