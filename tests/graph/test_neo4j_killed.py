"""A server killed amid a batch, brought up again: the push ends as if nothing had happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from invented import SHORTCUTS, account, row, source, transfer
from servers import Own, clear, new_case, own_server

from kg.errors import StoreUnavailable
from kg.graph.neo4j import Neo4jStore, Server, push_batches
from kg.graph.neo4j.compare import differences
from kg.graph.neo4j.push_batches import Push
from kg.graph.neo4j.write_facts import Neo4jWrites
from kg.lpg import NodeShape

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
A = "a" * 64
PEOPLE = [account(str(n), row(A, n)) for n in range(60)]
FACTS = [*PEOPLE, *(transfer(n, PEOPLE[n % 60], PEOPLE[n * 7 % 60], row(A, n)) for n in range(900))]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    yield from own_server(tmp_path_factory.mktemp("server"))


@pytest.mark.parametrize("batch", [1, 7, 13])
def test_a_push_goes_on_after_its_server_was_killed(
    own: Own, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    shape = NodeShape(new_case(), shortcuts=SHORTCUTS)
    monkeypatch.setattr(push_batches, "BATCH", 60)
    with closing(own.open()) as server, monkeypatch.context() as patch:
        patch.setattr(Neo4jWrites, "_describe", killing_at(batch, own))
        with pytest.raises(StoreUnavailable):
            push(server, shape)
    own.do("start")
    with closing(own.open()) as server:
        store, standing = Neo4jStore(server, shape), push(server, shape)
        assert standing == 1 + 60 * (batch - 2) if batch > 1 else standing == 0
        assert differences(store, [source(A)], FACTS) == []
        clear(server, shape.case)


def push(server: Server, shape: NodeShape) -> int:
    """Push the facts; return how many stood there already."""
    pushing_ = Push(Neo4jStore(server, shape), lambda facts: None)
    return pushing_.send([source(A)], FACTS).standing


def killing_at(batch: int, own: Own) -> Callable[..., None]:
    """Return a step of a batch that kills the server when it has written half of the batch."""
    describe, done = Neo4jWrites._describe, 0

    def step(self: Neo4jWrites, evidence: Any) -> None:
        nonlocal done
        describe(self, evidence)
        done += 1
        if done == batch:
            own.kill()

    return step
