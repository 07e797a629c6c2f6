"""Several people push to one bare server at the same moment: each gets what they came for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from invented import account, row, source, transfer
from servers import Own, own_server

from kg.graph.neo4j import open_neo4j
from kg.graph.neo4j.compare import differences
from kg.graph.neo4j.neo4j_store import statements
from kg.graph.neo4j.push_batches import Push

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

A = "a" * 64
SHORTCUTS = {"Transfer": "transferredTo"}
PEOPLE = 4


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    yield from own_server(tmp_path_factory.mktemp("server"))


def pushed(own: Own, case: str) -> list[str]:
    """Push a case; return what differs afterwards, and which part of the ground is missing."""
    one, two = account("1", row(A, 1)), account("2", row(A, 2))
    facts = [one, two, *(transfer(n, one, two, row(A, n)) for n in range(3, 200))]
    address = f"bolt://127.0.0.1:{own.told['bolt']}"
    store = open_neo4j(address, own.told["password"], case, shortcuts=SHORTCUTS)
    with closing(store.server):
        Push(store, lambda done: None).send([source(A)], facts)
        wanted = {name for name, _ in statements(store.shape)}
        there = store.server.read(
            lambda tx: {row["name"] for row in tx.run("SHOW INDEXES YIELD name")}
        )
        return [*map(str, differences(store, [source(A)], facts)), *sorted(wanted - there)]


def test_each_finds_the_ground_laid_and_the_facts_whole(own: Own) -> None:
    with ThreadPoolExecutor(PEOPLE) as people:
        found = list(people.map(lambda n: pushed(own, f"case-{n}"), range(PEOPLE)))
    assert found == [[]] * PEOPLE
