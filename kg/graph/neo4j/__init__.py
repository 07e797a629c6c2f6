"""A case's graph on a server of Neo4j: a copy for a team, behind the contract of every store."""

from __future__ import annotations

from contextlib import ExitStack

from kg.graph.base import Shortcuts
from kg.graph.neo4j.neo4j_store import Neo4jStore
from kg.graph.neo4j.server import Address, Server, read_address
from kg.lpg import NodeShape
from kg.rules import Rules
from kg.schema import load_schema

__all__ = ["Address", "Neo4jStore", "Server", "open_neo4j", "read_address"]


def open_neo4j(
    address: str, password: str, case: str, *, shortcuts: Shortcuts | None = None, rules: Rules = ()
) -> Neo4jStore:
    """Return the graph that a server holds of one case, or say why it cannot be reached."""
    shape = NodeShape(case, load_schema(), shortcuts or {})
    with ExitStack() as undone:
        server = Server(read_address(address), password)
        undone.callback(server.close)
        store = Neo4jStore(server, shape, rules)
        undone.pop_all()
    return store
