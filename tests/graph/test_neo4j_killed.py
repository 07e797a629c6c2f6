"""A server killed amid a batch, brought up again: the push ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from invented import SHORTCUTS, account, row, source, transfer
from servers import RECORD, clear, new_case

from kg.errors import StoreUnavailable
from kg.graph.neo4j import Neo4jStore, Server, pushing, read_address
from kg.graph.neo4j.comparing import differences
from kg.graph.neo4j.pushing import Pushing
from kg.graph.neo4j.writing import Writing
from kg.lpg import Shape

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
A = "a" * 64
PEOPLE = [account(str(n), row(A, n)) for n in range(60)]
FACTS = [*PEOPLE, *(transfer(n, PEOPLE[n % 60], PEOPLE[n * 7 % 60], row(A, n)) for n in range(900))]


class Own:
    """A server of this test's own, that it may kill."""

    def __init__(self, home: Path) -> None:
        self._environment = {**os.environ, "KG_NEO4J_HOME": str(home)}
        self._environment.pop("KG_NEO4J_URI", None)
        self._record = home / "server.json"

    def do(self, action: str) -> None:
        command = [sys.executable, str(ROOT / "scripts" / "neo4j"), action]
        subprocess.run(command, env=self._environment, check=True, capture_output=True)

    @property
    def told(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self._record.read_text("utf-8"))
        return found

    def open(self) -> Server:
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


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    if not RECORD.exists():
        pytest.skip("no server of Neo4j was started here: scripts/neo4j start")
    if not json.loads(RECORD.read_text("utf-8"))["handle"].isdecimal():
        pytest.skip("the server runs in a container: its process cannot be killed from here")
    found = Own(tmp_path_factory.mktemp("server"))
    found.do("start")
    yield found
    found.do("stop")


@pytest.mark.parametrize("batch", [1, 7, 13])
def test_a_push_goes_on_after_its_server_was_killed(
    own: Own, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    shape = Shape(new_case(), shortcuts=SHORTCUTS)
    monkeypatch.setattr(pushing, "BATCH", 60)
    with closing(own.open()) as server, monkeypatch.context() as patch:
        patch.setattr(Writing, "_describe", killing_at(batch, own))
        with pytest.raises(StoreUnavailable):
            push(server, shape)
    own.do("start")
    with closing(own.open()) as server:
        store, standing = Neo4jStore(server, shape), push(server, shape)
        assert standing == 1 + 60 * (batch - 2) if batch > 1 else standing == 0
        assert differences(store, [source(A)], FACTS) == []
        clear(server, shape.case)


def push(server: Server, shape: Shape) -> int:
    """Push the facts; return how many stood there already."""
    pushing_ = Pushing(Neo4jStore(server, shape), lambda facts: None)
    return pushing_.send([source(A)], FACTS).standing


def killing_at(batch: int, own: Own) -> Callable[..., None]:
    """Return a step of a batch that kills the server when it has written half of the batch."""
    describe, done = Writing._describe, 0

    def step(self: Writing, evidence: Any) -> None:
        nonlocal done
        describe(self, evidence)
        done += 1
        if done == batch:
            own.kill()

    return step
