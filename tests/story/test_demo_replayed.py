"""The demo's Cypher script on an empty server, run twice: the same graph, and that of a push.

By default it is a short demo; a server takes minutes for three writings of the whole one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest
from servers import Own, own_server
from told import Told, short, traced

from tests.depth import by_depth

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
NODES = "MATCH (n {case: $case}) RETURN labels(n) AS kind, count(*) AS n"
TIES = "MATCH (a {case: $case})-[r]->(b {case: $case}) RETURN type(r) AS kind, count(*) AS n"
MONEY = """
MATCH (:Entity {case: $case})-[r]->(:Entity) WHERE r.amountUnits IS NOT NULL
RETURN type(r) + ' ' + r.currency AS kind, sum(r.amountUnits) AS n"""
OF_A_PUSH = "Judgement"
"""What a script leaves out: a person's decisions stay in the case and on its team's server."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    told = by_depth(short, traced)(tmp_path_factory.mktemp("demo"))
    yield told
    told.case.close()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    yield from own_server(tmp_path_factory.mktemp("server"))


@pytest.fixture(scope="module")
def session(own: Own) -> Iterator[neo4j.Session]:
    address, password = f"bolt://127.0.0.1:{own.told['bolt']}", own.told["password"]
    with (
        neo4j.GraphDatabase.driver(address, auth=("neo4j", password)) as driver,
        driver.session() as opened,
    ):
        yield opened


def replay(session: neo4j.Session, script: Path) -> None:
    """Run a script as cypher-shell does: statement after statement."""
    for statement in script.read_text("utf-8").split(";\n"):
        if statement.strip():
            session.run(statement).consume()  # type: ignore[arg-type]


def counted(session: neo4j.Session, case: str) -> dict[str, Counter[Any]]:
    """Return how many nodes and relationships of each kind a case has, and its money."""

    def by_kind(query: str) -> Counter[Any]:
        rows = session.run(query, case=case).data()
        kinds = ((one["kind"], one["n"]) for one in rows)
        return Counter({k if isinstance(k, str) else tuple(sorted(k)): n for k, n in kinds})

    found = {"nodes": by_kind(NODES), "ties": by_kind(TIES), "money": by_kind(MONEY)}
    found["nodes"] = Counter({k: n for k, n in found["nodes"].items() if OF_A_PUSH not in k})
    return found


def test_a_script_run_twice_is_what_a_push_writes(
    demo: Told, own: Own, session: neo4j.Session, tmp_path: Path
) -> None:
    (script,) = demo.case.export(tmp_path / "all.cypher")
    replay(session, script)
    (case,) = session.run("MATCH (n) RETURN DISTINCT n.case").value()
    once = counted(session, case)
    replay(session, script)
    assert counted(session, case) == once
    demo.case.sharing.push(f"bolt://127.0.0.1:{own.told['bolt']}", password=own.told["password"])
    (pushed,) = set(session.run("MATCH (n) RETURN DISTINCT n.case").value()) - {case}
    assert counted(session, pushed) == once
    assert sum(once["nodes"].values()) > by_depth(1_000, 5_000) and len(once["money"]) >= 2
