"""What a server must know before facts come: one node for each id, and where to look numbers up."""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph.neo4j.server import Server
from kg.lpg import KEYED, Shape


def lay_ground(server: Server, shape: Shape) -> None:
    """Make the constraints and indexes that are missing; what is there stays as it is."""
    there = server.read(lambda tx: {row["name"] for row in tx.run("SHOW INDEXES YIELD name")})
    for name, statement in statements(shape):
        if name not in there:
            server.alone(statement)


def statements(shape: Shape) -> Iterator[tuple[str, str]]:
    """Yield names and statements of all constraints and indexes; the ontology names them all."""
    for label in KEYED:
        name = f"cc_{label.lower()}_key"
        yield (
            name,
            (
                f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label})"
                " REQUIRE (n.case, n.id) IS UNIQUE"
            ),
        )
    for kind in shape.types():
        name = f"cc_{kind.lower()}_link"
        yield (
            name,
            (
                f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR ()-[r:{kind}]-()"
                " REQUIRE (r.case, r.linkId) IS UNIQUE"
            ),
        )
    for label, key in _numbers(shape):
        name = f"cc_{label.lower()}_{key.lower()}"
        yield name, f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{key})"


def _numbers(shape: Shape) -> Iterator[tuple[str, str]]:
    """Yield the classes by whose key properties a thing is known, each pair once."""
    kinds = (kind for kind in shape.schema.entity_kinds() if kind.name == kind.key_kind)
    yield from sorted({(kind.name, key) for kind in kinds for key in kind.key_properties})
