"""A Cypher script that builds the case's graph in Neo4j 5.26 or later, as often as it is run.

It makes the same nodes and relationships as ``kg push``: an entity is a node, a link a node
(evidence hangs on it) and one native relationship (paths run on it, its ``linkId`` names the node).
Everything is keyed by (case, id), and MERGE makes a second run change nothing. Values stand in the
script as literals that no text can break out of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any, TypeVar

from kg.exports.material import ExportMaterial
from kg.lpg import KEYED, LinkNode, Node, NodeShape, evidence_rows, fact_row, source_row
from kg.lpg.cypher_literals import Value, cypher_map, cypher_name, cypher_text
from kg.lpg.labels import ENDS, ENTITY, EVIDENCE, LINK, ROLE, ROLE_TYPE, SOURCE
from kg.lpg.to_nodes import Properties
from kg.model import Entity, Link

ROWS = 500
Item = TypeVar("Item")
Row = Mapping[str, Value | Mapping[str, Value]]
NOTE = (
    "Run: cypher-shell -f FILE (Neo4j 5.26 or later). Running it again changes nothing.",
    "amount is a float, to be read; amountExact is the exact decimal; amountUnits are whole units",
    "of unitDigits decimals: sum those, and divide once.",
)


def cypher(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one script."""
    yield "", _script(material)


def _script(material: ExportMaterial) -> Iterator[str]:
    for line in (*material.said(), *NOTE):
        yield f"// {line}\n"
    for label in KEYED:
        yield (
            f"CREATE CONSTRAINT cc_{label.lower()}_key IF NOT EXISTS\n"
            f"FOR (n:{label}) REQUIRE (n.case, n.id) IS UNIQUE;\n"
        )
    schema = material.schema
    shortcuts = {kind.name: kind.shortcut for kind in schema.kinds() if kind.shortcut}
    shape = NodeShape(material.case, schema, shortcuts)
    case = cypher_text(material.case)
    yield from _nodes(case, [source_row(source, shape) for source in material.sources])
    entities = [_node(fact_row(entity, shape)) for entity in material.entities]
    ties = [_tie(fact_row(link, shape)) for link in material.links]
    yield from _nodes(case, entities)
    yield from _nodes(case, [tie.node for tie in ties])
    yield from _ends(case, ties)
    yield from _roles(case, ties)
    yield from _native(case, ties)
    yield from _evidence(case, material, shape)
    yield from _proofs(case, ENTITY, entities)
    yield from _proofs(case, LINK, [tie.node for tie in ties])


def _node(row: Node | LinkNode) -> Node:
    assert isinstance(row, Node), "an entity is a node"
    return row


def _tie(row: Node | LinkNode) -> LinkNode:
    assert isinstance(row, LinkNode), "a link is a node and a relationship"
    return row


def _nodes(case: str, nodes: Iterable[Node]) -> Iterator[str]:
    for labels, group in _grouped(nodes, lambda node: node.labels):
        more = ":".join(map(cypher_name, labels[1:]))
        yield from _statements(
            ({"id": node.id, "told": _properties(node.properties)} for node in group),
            f"MERGE (n:{labels[0]} {{case: {case}, id: row.id}})\nSET n += row.told",
            f"SET n:{more}" if more else "",
        )


def _properties(properties: Properties) -> dict[str, Value]:
    """Return what a statement sets beside the key; only a server needs a digest."""
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in properties.items()
        if name not in ("case", "id", "linkId", "digest")
    }


def _ends(case: str, ties: Sequence[LinkNode]) -> Iterator[str]:
    """Tie links to their ends; an end that is not described here is made, so no link is lost."""
    for name, kind in ENDS.items():
        yield from _statements(
            ({"id": tie.id, "end": tie.ends[name]} for tie in ties if name in tie.ends),
            f"MATCH (l:Link {{case: {case}, id: row.id}})",
            f"MERGE (e:Entity {{case: {case}, id: row.end}})",
            f"MERGE (l)-[:{kind}]->(e)",
        )


def _roles(case: str, ties: Sequence[LinkNode]) -> Iterator[str]:
    roles = {role.id: role for tie in ties for role in tie.roles}
    yield from _nodes(case, [role for _, role in sorted(roles.items())])
    yield from _statements(
        ({"id": tie.id, "role": role.id} for tie in ties for role in tie.roles),
        f"MATCH (l:Link {{case: {case}, id: row.id}})",
        f"MATCH (r:{ROLE_TYPE} {{case: {case}, id: row.role}})",
        f"MERGE (l)-[:{ROLE}]->(r)",
    )


def _native(case: str, ties: Iterable[LinkNode]) -> Iterator[str]:
    for kind, group in _grouped(ties, lambda tie: tie.type):
        yield from _statements(
            map(_edge, group),
            f"MATCH (a:Entity {{case: {case}, id: row.source}})",
            f"MATCH (b:Entity {{case: {case}, id: row.target}})",
            f"MERGE (a)-[r:{cypher_name(kind)} {{case: {case}, linkId: row.id}}]->(b)",
            "SET r += row.told",
        )


def _edge(tie: LinkNode) -> Row:
    ends = {"source": tie.ends["source"], "target": tie.ends["target"]}
    return {"id": tie.id, **ends, "told": _properties(tie.edge)}


def _evidence(case: str, material: ExportMaterial, shape: NodeShape) -> Iterator[str]:
    facts: list[Entity | Link] = [*material.entities, *material.links]
    rows = list(evidence_rows((item for fact in facts for item in fact.evidence), shape))
    yield from _nodes(case, [Node(str(row["id"]), (EVIDENCE,), row) for row in rows])
    yield from _statements(
        ({"id": str(row["id"]), "source": str(row["sha256"])} for row in rows if "sha256" in row),
        f"MATCH (e:Evidence {{case: {case}, id: row.id}})",
        f"MERGE (s:{SOURCE} {{case: {case}, id: row.source}})",
        "MERGE (e)-[:FROM_SOURCE]->(s)",
    )


def _proofs(case: str, label: str, nodes: Iterable[Node]) -> Iterator[str]:
    yield from _statements(
        ({"id": node.id, "evidence": key} for node in nodes for key in node.evidence),
        f"MATCH (n:{label} {{case: {case}, id: row.id}})",
        f"MATCH (e:Evidence {{case: {case}, id: row.evidence}})",
        "MERGE (n)-[:SUPPORTED_BY]->(e)",
    )


def _statements(rows: Iterable[Row], *clauses: str) -> Iterator[str]:
    remaining = iter(rows)
    body = "\n".join(clause for clause in clauses if clause)
    while batch := list(islice(remaining, ROWS)):
        listed = ",\n  ".join(map(cypher_map, batch))
        yield f"UNWIND [\n  {listed}\n] AS row\n{body};\n"


def _grouped(items: Iterable[Item], key: Callable[[Item], Any]) -> Iterator[tuple[Any, list[Item]]]:
    for value, group in groupby(sorted(items, key=key), key):
        yield value, list(group)
