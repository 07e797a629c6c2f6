"""A server of Neo4j for tests: the one that is named, or the one that was started here."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.graph import STORES, Store, open_store
from kg.graph.neo4j import Neo4jStore, open_neo4j, read_address
from kg.graph.neo4j.server import Server, Transaction

RECORD = Path(__file__).resolve().parent.parent / ".neo4j" / "server.json"
SCRIPTS = RECORD.parents[1] / "scripts"
EVERY_STORE = [*sorted(STORES), pytest.param("neo4j", marks=pytest.mark.neo4j)]


class Named(NamedTuple):
    """Where a server is, and its password."""

    uri: str
    password: str


def named_server() -> Named:
    """Return the server that tests may use, or skip with the reason."""
    if uri := os.environ.get("KG_NEO4J_URI"):
        return Named(uri, os.environ.get("KG_NEO4J_PASSWORD", ""))
    if RECORD.exists():
        told = json.loads(RECORD.read_text("utf-8"))
        return Named(f"bolt://127.0.0.1:{told['bolt']}", told["password"])
    pytest.skip("no server of Neo4j: scripts/neo4j start, or KG_NEO4J_URI")


def new_case() -> str:
    """Return a case that no other test has."""
    return f"kg-test-{secrets.token_hex(6)}"


def opened(name: str, folder: Path, **more: object) -> Store:
    """Return an empty store of any kind; on a server it is a case of its own."""
    if name != "neo4j":
        return open_store(folder, name=name, **more)  # type: ignore[arg-type]
    server = named_server()
    return open_neo4j(server.uri, server.password, new_case(), **more)  # type: ignore[arg-type]


def forget(store: Store) -> None:
    """Leave nothing of a test's case on the server, and let go."""
    if isinstance(store, Neo4jStore):
        clear(store.server, store.shape.case)
    store.close()


def clear(server: Server, case: str) -> None:
    """Remove everything of a case from a server."""

    def gone(tx: Transaction) -> int:
        query = "MATCH (n {case: $case}) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS n"
        return int(tx.run(query, case=case)[0]["n"])

    while server.write(gone):
        pass


def clear_case(case: str) -> None:
    """Remove everything of a case from the server that tests may use."""
    named = named_server()
    with closing(Server(read_address(named.uri), named.password)) as server:
        clear(server, case)


class Own:
    """A server of this test's own, that it may kill."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.told_before: dict[str, str] = {}
        self._environment = {**os.environ, "KG_NEO4J_HOME": str(home)}
        self._environment.pop("KG_NEO4J_URI", None)
        self._record = home / "server.json"

    def do(self, action: str) -> None:
        """Start or stop it."""
        if action == "stop":
            self.told_before = self.told
        command = [sys.executable, str(SCRIPTS / "neo4j"), action]
        subprocess.run(command, env=self._environment, check=True, capture_output=True)

    @property
    def told(self) -> dict[str, str]:
        """What is written down of it."""
        found: dict[str, str] = json.loads(self._record.read_text("utf-8"))
        return found

    def open(self) -> Server:
        """Open a connection to it."""
        return Server(read_address(f"bolt://127.0.0.1:{self.told['bolt']}"), self.told["password"])

    def kill(self) -> None:
        """Kill its process, and wait until it is gone."""
        number = int(self.told["handle"])
        os.kill(number, signal.SIGKILL)
        until = time.monotonic() + 20
        while time.monotonic() < until and Path(f"/proc/{number}/cmdline").exists():
            if not Path(f"/proc/{number}/cmdline").read_bytes():
                return  # a zombie that nobody has waited for
            time.sleep(0.05)


def own_server(home: Path) -> Iterator[Own]:
    """Run a server for one test alone, where one can be run as a process of this machine."""
    if not RECORD.exists():
        pytest.skip("no server of Neo4j was started here: scripts/neo4j start")
    if not json.loads(RECORD.read_text("utf-8"))["handle"].isdecimal():
        pytest.skip("the server runs in a container: it is no process of this machine")
    found = Own(home)
    found.do("start")
    yield found
    found.do("stop")
