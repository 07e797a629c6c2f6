"""The tables for neo4j-admin: what it imports is what a push would have written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from invented import account, row, source, transfer
from servers import SCRIPTS, Own, own_server

from kg.errors import FormatError
from kg.exports import NoMasking, export, masked
from kg.graph.neo4j import Neo4jStore
from kg.graph.neo4j.compare import differences
from kg.lpg import NodeShape
from kg.model import Entity, Link, stable_id
from kg.schema import load_schema

A, B = "a" * 64, "b" * 64
SCHEMA = load_schema()
SHORTCUTS = {kind.name: kind.shortcut for kind in SCHEMA.kinds() if kind.shortcut}
ONE = account("1", row(A, 1), name='户 "一"\n二')
TWO = Entity(
    account("2").id, "BankAccount", {"name": ("甲", "乙"), "cardNumber": ("2",)}, (row(B, 2),)
)
FACTS = [
    *(transfer(n, ONE, TWO, row(A, n), row(B, n)) for n in range(5)),
    transfer(9, TWO, account("3")),
]

LEADS = Link(
    stable_id("HoldsRole", "1"), "HoldsRole", ONE.id, TWO.id, values={"role": ("FraudLeader",)}
)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    yield from own_server(tmp_path_factory.mktemp("server"))


def written(folder: Path, entities=(ONE, TWO), links=FACTS) -> Path:
    material = masked(
        NoMasking(),
        case="案 42",
        entities=entities,
        links=links,
        sources=[source(A)],
        schema=SCHEMA,
    )
    return export(folder / "x.neo4j", material)[0]


@pytest.mark.neo4j
@pytest.mark.slow
@pytest.mark.parametrize("facts", [FACTS, [*FACTS, LEADS]], ids=["payments", "roles"])
def test_what_is_imported_is_what_a_push_writes(
    own: Own, tmp_path: Path, facts: list[Link]
) -> None:
    arguments = written(tmp_path, links=facts)
    own.do("stop")
    imported = subprocess.run(
        [*admin(own), "database", "import", "full", "neo4j", "--overwrite-destination",
         f"@{arguments.name}"],
        cwd=tmp_path, env=environment(own), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert imported.returncode == 0, imported.stdout + imported.stderr
    own.do("start")
    with closing(own.open()) as server:
        store = Neo4jStore(server, NodeShape("案 42", SCHEMA, SHORTCUTS))
        found = differences(store, [source(A)], [ONE, TWO, *facts])
    assert {(one.part, one.what) for one in found} <= {
        (part, "digest") for part in ("Entity", "Link", "Source")
    }


def admin(own: Own) -> list[str]:
    """Return the command of neo4j-admin with the files that scripts/neo4j keeps."""
    sys.path.insert(0, str(SCRIPTS))
    from serving.maven import java_for
    from serving.server import FILES

    version = own.told_before["version"]
    libraries = str(FILES / version / "lib" / "*")
    return [str(java_for(version)), "-cp", libraries, "org.neo4j.cli.AdminTool"]


def environment(own: Own) -> dict[str, str]:
    home = own.home / own.told_before["version"]
    return {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}


def test_a_list_that_cannot_be_told_apart_is_refused(tmp_path: Path) -> None:
    odd = Entity(ONE.id, "BankAccount", {"name": ("a\x1fb", "c")})
    with pytest.raises(FormatError, match="unit separator"):
        written(tmp_path, [odd], [])
    assert list(tmp_path.iterdir()) == []
