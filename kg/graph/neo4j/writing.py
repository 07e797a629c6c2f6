"""Facts put onto a server and taken from it, inside one transaction.

What is new is created, which costs half of MERGE; what stands there is taken away first. A node
that others still point to stays as a bare one, without digest, until nobody does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from kg.graph.neo4j.server import Transaction
from kg.lpg import Node, Row, Shape, Tie
from kg.lpg.names import ENTITY, EVIDENCE, JUDGEMENT, LINK, SOURCE
from kg.lpg.rows import Properties

OF_CASE = "{case: $case, id: id}"
ENTITIES_GONE = f"""
UNWIND $ids AS id MATCH (n:Entity {OF_CASE})
OPTIONAL MATCH (n)-[r:SUPPORTED_BY]->() DELETE r
WITH DISTINCT n, n.case AS case, n.id AS id
SET n = {{case: case, id: id}} REMOVE n:$([x IN labels(n) WHERE x <> 'Entity'])"""
NODES_GONE = "UNWIND $ids AS id MATCH (n:{label} {{case: $case, id: id}}) DETACH DELETE n"
EDGES_GONE = "UNWIND $ids AS id MATCH ()-[r:{type} {{case: $case, linkId: id}}]->() DELETE r"
BARE = {
    EVIDENCE: "NOT EXISTS { (n)<-[:SUPPORTED_BY]-() }",
    ENTITY: "n.digest IS NULL AND NOT EXISTS { (n)--() }",
    SOURCE: "n.digest IS NULL AND NOT EXISTS { (n)<-[:FROM_SOURCE]-() }",
}
"""When a node of each label is there for nothing; evidence first, for it holds its source."""
SWEPT = 5_000
"""As many are removed at once: a server's memory holds a transaction whole."""
PROVEN = """
UNWIND $rows AS row
MATCH (n:{label} {{case: $case, id: row.id}})
MATCH (e:Evidence {{case: $case, id: row.evidence}})
CREATE (n)-[:SUPPORTED_BY]->(e)"""
FROM_SOURCE = """
UNWIND $rows AS row
MATCH (e:Evidence {case: $case, id: row.id})
MATCH (s:Source {case: $case, id: row.sha256})
CREATE (e)-[:FROM_SOURCE]->(s)"""
TIED = """
UNWIND $rows AS row
MATCH (a:Entity {{case: $case, id: row.source}})
MATCH (b:Entity {{case: $case, id: row.target}})
CREATE (l:{labels}) SET l = row.node
CREATE (l)-[:SOURCE]->(a), (l)-[:TARGET]->(b), (a)-[r:{type}]->(b) SET r = row.edge"""
OBJECTS = """
UNWIND $rows AS row
MATCH (l:Link {case: $case, id: row.id})
MATCH (o:Entity {case: $case, id: row.object})
CREATE (l)-[:OBJECT]->(o)"""


@dataclass(slots=True)
class Standing:
    """What of a case is on the server: the digest of each node by id, by the label of its key.

    A bare node has no digest.
    """

    nodes: dict[str, dict[str, str | None]] = field(
        default_factory=lambda: {label: {} for label in (ENTITY, LINK, EVIDENCE, SOURCE, JUDGEMENT)}
    )

    def copy(self) -> Standing:
        """Return the same, to be changed by an attempt that may fail."""
        return Standing({label: dict(known) for label, known in self.nodes.items()})


class Writing:
    """One transaction's changes to a case."""

    def __init__(self, tx: Transaction, shape: Shape, standing: Standing) -> None:
        self._tx = tx
        self._shape = shape
        self._nodes = standing.nodes

    def put(self, rows: Collection[Row], evidence: Iterable[Properties]) -> None:
        """Put nodes and links with the evidence they rest on, in place of what stood there."""
        self.drop([row.id for row in rows])
        nodes = [row for row in rows if isinstance(row, Node)]
        ties = [row for row in rows if isinstance(row, Tie)]
        self._put_nodes(nodes)
        self._describe(evidence)
        self._bare(ENTITY, (end for tie in ties for end in tie.ends.values()))
        self._tie(ties)
        self._prove(nodes, ties)

    def drop(self, ids: Iterable[str]) -> None:
        """Take facts and sources away; nodes that others point to are left bare."""
        gone = set(ids)
        self._untie([one for one in self._nodes[LINK] if one in gone])
        for label in (ENTITY, JUDGEMENT, SOURCE):
            found = [one for one, digest in self._nodes[label].items() if one in gone and digest]
            self._strip(label, found)

    def sweep(self) -> None:
        """Remove the nodes that are there for nothing."""
        for label in BARE:
            while self.sweep_some(label):
                pass

    def sweep_some(self, label: str) -> int:
        """Remove some of the nodes of a label that are there for nothing; return how many."""
        rows = self._tx.run(
            f"MATCH (n:{label} {{case: $case}}) WHERE {BARE[label]}"
            f" WITH n, n.id AS id LIMIT {SWEPT} DETACH DELETE n RETURN id",
            case=self._shape.case,
        )
        for row in rows:
            self._nodes[label].pop(row["id"], None)
        return len(rows)

    def _strip(self, label: str, ids: list[str]) -> None:
        if not ids:
            return
        if label == ENTITY:
            self._run(ENTITIES_GONE, ids=ids)
        elif label == SOURCE:
            self._run(f"UNWIND $ids AS id MATCH (n:Source {OF_CASE}) SET n = {OF_CASE}", ids=ids)
        else:
            self._run(NODES_GONE.format(label=label), ids=ids)
        for one in ids:
            if label == JUDGEMENT:
                del self._nodes[label][one]
            else:
                self._nodes[label][one] = None

    def _untie(self, ids: list[str]) -> None:
        if not ids:
            return
        query = f"UNWIND $ids AS id MATCH (n:Link {OF_CASE}) RETURN DISTINCT n.kind AS kind"
        kinds = {row["kind"] for row in self._tx.run(query, ids=ids, case=self._shape.case)}
        for kind in {*map(self._shape.type_of, kinds), "EXCLUDED"}:
            self._run(EDGES_GONE.format(type=kind), ids=ids)
        self._run(NODES_GONE.format(label=LINK), ids=ids)
        for one in ids:
            del self._nodes[LINK][one]

    def _put_nodes(self, nodes: Iterable[Node]) -> None:
        for labels, group in _grouped(nodes, lambda node: node.labels):
            root, known = labels[0], self._nodes[labels[0]]
            bare = [node for node in group if node.id in known]
            new = [node for node in group if node.id not in known]
            self._create(labels, [node.properties for node in new])
            self._run(
                f"UNWIND $rows AS row MATCH (n:{root} {{case: $case, id: row.id}})"
                f" SET n = row, n:{':'.join(labels)}",
                rows=[node.properties for node in bare],
            )
            known.update((node.id, str(node.properties["digest"])) for node in group)

    def _create(self, labels: Iterable[str], rows: list[Properties]) -> None:
        self._run(f"UNWIND $rows AS row CREATE (n:{':'.join(labels)}) SET n = row", rows=rows)

    def _bare(self, label: str, ids: Iterable[str]) -> None:
        """Make a bare node of each id that has none."""
        new = sorted(set(ids) - self._nodes[label].keys())
        self._create((label,), [{"case": self._shape.case, "id": one} for one in new])
        self._nodes[label].update(dict.fromkeys(new))

    def _describe(self, evidence: Iterable[Properties]) -> None:
        new = [row for row in evidence if row["id"] not in self._nodes[EVIDENCE]]
        sourced = [row for row in new if "sha256" in row]
        self._bare(SOURCE, (str(row["sha256"]) for row in sourced))
        self._create((EVIDENCE,), new)
        told = [{"id": row["id"], "sha256": row["sha256"]} for row in sourced]
        self._run(FROM_SOURCE, rows=told)
        self._nodes[EVIDENCE].update((str(row["id"]), "") for row in new)

    def _tie(self, ties: Iterable[Tie]) -> None:
        for (labels, kind), group in _grouped(ties, lambda tie: (tie.node.labels, tie.type)):
            query = TIED.format(labels=":".join(labels), type=kind)
            rows = [{**tie.ends, "node": tie.node.properties, "edge": tie.edge} for tie in group]
            self._run(query, rows=rows)
            objects = [
                {"id": t.id, "object": t.ends["object"]} for t in group if "object" in t.ends
            ]
            self._run(OBJECTS, rows=objects)
            self._nodes[LINK].update((t.id, str(t.node.properties["digest"])) for t in group)

    def _prove(self, nodes: Iterable[Node], ties: Iterable[Tie]) -> None:
        for label, proven in ((ENTITY, nodes), (LINK, (tie.node for tie in ties))):
            rows = [{"id": node.id, "evidence": key} for node in proven for key in node.evidence]
            self._run(PROVEN.format(label=label), rows=rows)

    def _run(self, query: str, **parameters: Any) -> None:
        if any(parameters.values()):
            self._tx.run(query, case=self._shape.case, **parameters)


def _grouped(rows: Iterable[Any], key: Callable[[Any], Any]) -> Iterable[tuple[Any, list[Any]]]:
    return [(value, list(group)) for value, group in groupby(sorted(rows, key=key), key)]


def standing_of(tx: Transaction, case: str, ids: Mapping[str, Iterable[str]] | None) -> Standing:
    """Return what of a case is on the server, of all ids or of some by label."""
    standing = Standing()
    for label, known in standing.nodes.items():
        if ids is None:
            query = (
                f"MATCH (n:{label} {{case: $case}}) RETURN n.id AS id, {_digest(label)} AS digest"
            )
            rows = tx.stream(query, case=case)
        else:
            query = (
                f"UNWIND $ids AS id MATCH (n:{label} {OF_CASE})"
                f" RETURN n.id AS id, {_digest(label)} AS digest"
            )
            rows = tx.stream(query, case=case, ids=sorted(set(ids.get(label, ()))))
        known.update((row["id"], row["digest"]) for row in rows)
    return standing


def _digest(label: str) -> str:
    """Return the expression of a node's digest; evidence is named by what it says."""
    return "''" if label == EVIDENCE else "n.digest"
