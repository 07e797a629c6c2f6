"""A case and its copy on a server held against each other, node by node, property by property."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.graph.neo4j.neo4j_store import Neo4jStore
from kg.graph.neo4j.server import Transaction
from kg.lpg import LinkNode, Node, NodeShape, Row, evidence_rows, fact_row, source_row
from kg.lpg.labels import ENDS, KEYED
from kg.model import Judgement, Source
from kg.rdf import Fact

Described = Mapping[str, Any]
ENDED = "".join(f", [(n)-[:{kind}]->(x) | x.id] AS {end}" for end, kind in ENDS.items())
NODES = f"""
MATCH (n:{{label}} {{{{case: $case}}}}) WHERE n.row IS NULL
RETURN n.id AS id, labels(n) AS labels, properties(n) AS properties,
    [(n)-[:SUPPORTED_BY]->(e) | e.id] AS evidence, [(n)-[:FROM_SOURCE]->(s) | s.id] AS sources,
    [(n)-[:ROLE]->(r) | r.id] AS roles
    {ENDED}"""
EDGES = """
MATCH (a:Entity {case: $case})-[r]->(b:Entity) WHERE r.row IS NULL
RETURN r.linkId AS id, type(r) AS type, properties(r) AS properties,
    a.id AS source, b.id AS target"""


@dataclass(frozen=True, slots=True)
class ServerDifference:
    """Something of one node or relationship that is not as the case has it.

    ``what`` is missing, extra, or the name of what differs: labels, evidence, an end, a property.
    """

    id: str
    part: str
    what: str


@dataclass(frozen=True, slots=True)
class ServerComparison:
    """What a copy on a server has otherwise than a case.

    ``copy_of`` is the key of the other case whose copy it is, of which this case was made; blank of
    the case's own copy.
    """

    differences: tuple[ServerDifference, ...]
    copy_of: str = ""


def differences(
    store: Neo4jStore, sources: Iterable[Source], facts: Iterable[Fact]
) -> list[ServerDifference]:
    """Return where a server does not hold exactly these sources and facts, sorted."""
    required = _required(store.shape, sources, facts)
    stored = store.server.read(lambda tx: dict(_stored(tx, store.shape.case)))
    differing = [
        difference
        for key in required.keys() | stored.keys()
        for difference in _apart(key, required, stored)
    ]
    return sorted(differing, key=lambda apart: (apart.part, apart.id, apart.what))


def _required(
    shape: NodeShape, sources: Iterable[Source], facts: Iterable[Fact]
) -> dict[tuple[str, str], Described]:
    nodes: dict[tuple[str, str], Described] = {}
    proofs, bare = {}, set[str]()
    for fact in facts:
        row = fact_row(fact, shape)
        nodes.update(_of(row))
        bare.update(row.ends.values() if isinstance(row, LinkNode) else ())
        if not isinstance(fact, Judgement):
            proofs.update({row["id"]: row for row in evidence_rows(fact.evidence, shape)})
    nodes.update(_of_node(source_row(source, shape)) for source in sources)
    for key, own in proofs.items():
        shas = [str(own["sha256"])] if "sha256" in own else []
        nodes["Evidence", str(key)] = {"labels": ["Evidence"], "properties": own, "sources": shas}
        for sha256 in shas:
            nodes.setdefault(("Source", sha256), _bare(shape, "Source", sha256))
    for id_ in bare:
        nodes.setdefault(("Entity", id_), _bare(shape, "Entity", id_))
    return nodes


def _bare(shape: NodeShape, label: str, key: str) -> Described:
    return {"labels": [label], "properties": {"case": shape.case, "id": key}}


def _of(row: Row) -> Iterator[tuple[tuple[str, str], Described]]:
    if isinstance(row, Node):
        yield _of_node(row)
        return
    key, node = _of_node(row.node)
    tied = {end: [row.ends[end]] for end in ENDS if end in row.ends}
    yield key, {**node, **tied, "roles": [role.id for role in row.roles]}
    ends = {end: [row.ends[end]] for end in ("source", "target")}
    yield ("relationship", row.id), {"type": [row.type], "properties": row.edge, **ends}


def _of_node(node: Node) -> tuple[tuple[str, str], Described]:
    described = {"labels": sorted(node.labels), "properties": node.properties}
    return (node.labels[0], node.id), {**described, "evidence": list(node.evidence)}


def _stored(tx: Transaction, case: str) -> Iterator[tuple[tuple[str, str], Described]]:
    for label in KEYED:
        for row in tx.stream(NODES.format(label=label), case=case):
            lists = {name: sorted(row[name]) for name in row.keys() - {"id", "properties"}}
            yield (label, row["id"]), {**lists, "properties": row["properties"]}
    for row in tx.stream(EDGES, case=case):
        # a second one under an id cannot be, by the constraint; one without an id may stand there
        ends = {name: [row[name]] for name in ("type", "source", "target")}
        yield ("relationship", row["id"] or ""), {**ends, "properties": row["properties"]}


def _apart(
    key: tuple[str, str],
    required: Mapping[tuple[str, str], Described],
    stored: Mapping[tuple[str, str], Described],
) -> Iterator[ServerDifference]:
    part, id_ = key
    if key not in stored or key not in required:
        yield ServerDifference(id_, part, "missing" if key not in stored else "extra")
        return
    mine, theirs = required[key], stored[key]
    for name in ("labels", "type", *ENDS, "roles", "evidence", "sources"):
        if mine.get(name, []) != theirs.get(name, []):
            yield ServerDifference(id_, part, name)
    own, other = mine["properties"], theirs["properties"]
    for name in sorted(own.keys() | other.keys()):
        if own.get(name) != other.get(name):
            yield ServerDifference(id_, part, name)
