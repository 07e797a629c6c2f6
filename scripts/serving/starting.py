"""Bring a server up by the first way that this machine has, and down again."""

from __future__ import annotations

import socket
import sys
import time

from serving import docker, installed, maven
from serving.server import HOME, RECORD, Server, password_for
from setting_up import say

READY_SECONDS = 180.0
BOLT, HTTP = 7687, 7474
WAYS = {way.NAME: way for way in (installed, docker, maven)}


def start(version: str, settings: tuple[str, ...] = ()) -> Server:
    """Return a server that answers, or end with what it said."""
    HOME.mkdir(mode=0o700, exist_ok=True)
    way = next(way for way in WAYS.values() if way.is_here())
    say(f"starting Neo4j {version} ({way.NAME}) …")
    begun = time.monotonic()
    bolt, http = _free_ports()
    server = way.launch(Server(way.NAME, version, bolt, http, password_for(version), "", settings))
    server.record()
    _wait(server)
    say(f"ready in {time.monotonic() - begun:.0f} s")
    return server


def stop(server: Server) -> None:
    """End a server cleanly; its data stays."""
    WAYS[server.way].end(server)
    RECORD.unlink()


def _free_ports() -> tuple[int, int]:
    """Return two ports of this machine that nobody listens on, the usual ones if they are free."""
    with socket.socket() as one, socket.socket() as other:
        for held, usual in ((one, BOLT), (other, HTTP)):
            _bind(held, usual)
        return one.getsockname()[1], other.getsockname()[1]


def _bind(held: socket.socket, usual: int) -> None:
    try:
        held.bind(("127.0.0.1", usual))
    except OSError:
        held.bind(("127.0.0.1", 0))


def _wait(server: Server) -> None:
    until = time.monotonic() + READY_SECONDS
    while not server.answers():
        if time.monotonic() > until or not WAYS[server.way].lives(server):
            said = WAYS[server.way].said(server)
            stop(server)
            sys.exit(f"Neo4j did not come up; the end of what it said:\n{said}")
        time.sleep(0.5)
