"""A case's Cypher script on a server, run twice: the same graph, and that of a push.

By default it is a small case, in a deep run the demo: three writings of it take a server minutes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest
from servers import Named, clear_case, named_server
from told import traced

from kg.case import Case, new_case
from tests.case.statements import busiest, write_other_side, write_statement
from tests.depth import by_depth

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
NODES = "MATCH (n {case: $case}) RETURN labels(n) AS kind, count(*) AS n"
TIES = "MATCH (a {case: $case})-[r]->(b {case: $case}) RETURN type(r) AS kind, count(*) AS n"
MONEY = """
MATCH (:Entity {case: $case})-[r]->(:Entity) WHERE r.amountUnits IS NOT NULL
RETURN type(r) + ' ' + r.currency AS kind, sum(r.amountUnits) AS n"""
KEY = re.compile(r"case: '([^']+)'")
OF_A_PUSH = "Judgement"
"""What a script leaves out: a person's decisions stay in the case and on its team's server."""


RELATIONS = """主体,关系,客体,开始时间,来源文书,证明程度,备注
容某甲,雇用,容某乙,2024-01-01,笔录1,印证,说明
容某乙,使用手机,13800000000,,,,
容某甲,朋友,容某丙,,,存疑,
"""


def small(folder: Path) -> Case:
    """Return a case of payments that two banks tell, of relations and of a decision."""
    (folder / "relations.csv").write_text(RELATIONS, "utf-8")
    statement = write_statement(folder / "one.csv", 30)
    other = write_other_side(folder / "other.csv", statement, busiest(statement))
    case = new_case(folder / "case", name="重放案")
    for file in (statement, other, folder / "relations.csv"):
        case.load(file)
    (link,) = case.sql("SELECT id FROM link WHERE kind = 'Hires'").rows[0]
    case.judgements.mark(str(link), "excluded", "误记")
    return case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    place = tmp_path_factory.mktemp("case")
    with by_depth(small, lambda folder: traced(folder).case)(place) as made:
        yield made


@pytest.fixture(scope="module")
def server() -> Named:
    return named_server()


@pytest.fixture(scope="module")
def session(server: Named) -> Iterator[neo4j.Session]:
    with (
        neo4j.GraphDatabase.driver(server.uri, auth=("neo4j", server.password)) as driver,
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
    case: Case, server: Named, session: neo4j.Session, tmp_path: Path
) -> None:
    (script,) = case.export(tmp_path / "all.cypher")
    (key,) = set(KEY.findall(script.read_text("utf-8")))
    pushed = case.sharing.server_key()
    try:
        replay(session, script)
        once = counted(session, key)
        replay(session, script)
        assert counted(session, key) == once
        case.sharing.push(server.uri, password=server.password)
        assert counted(session, pushed) == once
        assert sum(once["nodes"].values()) > by_depth(100, 5_000)
        assert len(once["money"]) >= by_depth(1, 2)
    finally:
        clear_case(key)
        clear_case(pushed)
