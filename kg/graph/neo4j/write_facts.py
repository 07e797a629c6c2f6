"""Facts put onto a server and taken from it, inside one transaction.

What is new is created, which costs half of MERGE; what stands there is taken away first. A node
that others still point to stays as a bare one, without digest, until nobody does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from kg.graph.neo4j.pushed_state import PushedChanges
from kg.graph.neo4j.server import Transaction
from kg.lpg import LinkNode, Node, NodeShape, Row
from kg.lpg.labels import ENTITY, EVIDENCE, JUDGEMENT, LINK, SOURCE, TYPED
from kg.lpg.to_nodes import Properties
from kg.rdf.terms import time_text

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
MATCH (n:Entity {case: $case, id: row.id})
MATCH (e:Evidence {case: $case, id: row.evidence})
CREATE (n)-[:SUPPORTED_BY]->(e)"""
FROM_SOURCE = """
UNWIND $rows AS row
MATCH (e:Evidence {case: $case, id: row.id})
MATCH (s:Source {case: $case, id: row.sha256})
CREATE (e)-[:FROM_SOURCE]->(s)"""
TIED = """
UNWIND $rows AS row
MATCH (a:Entity {{case: $case, id: row[0]}})
MATCH (b:Entity {{case: $case, id: row[1]}})
CREATE (l:{labels} {node}), (l)-[:SOURCE]->(a), (l)-[:TARGET]->(b), (a)-[:{type} {edge}]->(b)
WITH l, row
CALL (l, row) {{
  UNWIND row[2] AS key
  MATCH (e:Evidence {{case: $case, id: key}}) CREATE (l)-[:SUPPORTED_BY]->(e)
}}
CALL (l, row) {{
  UNWIND row[3] AS key
  MATCH (o:Entity {{case: $case, id: key}}) CREATE (l)-[:OBJECT]->(o)
}}"""
ROLES_HELD = """
UNWIND $rows AS row
MATCH (l:Link {{case: $case, id: row[0]}})
MERGE (r:RoleType {{case: $case, id: row[1]}}) SET r.name = row[2], r:{labels}
CREATE (l)-[:ROLE]->(r)"""
ROLES_GONE = "MATCH (r:RoleType {case: $case}) WHERE NOT EXISTS { (r)<-[:ROLE]-() } DELETE r"
ENDED = 4
"""Where in the row of a link its node's properties begin."""


class Neo4jWrites:
    """One transaction's changes to a case."""

    def __init__(self, tx: Transaction, shape: NodeShape, attempt: PushedChanges) -> None:
        self._tx = tx
        self._shape = shape
        self._known = attempt

    def put(self, rows: Collection[Row], evidence: Iterable[Properties]) -> None:
        """Put nodes and links with the evidence they rest on, in place of what stood there."""
        self.drop(row.id for row in rows)
        nodes = [row for row in rows if isinstance(row, Node)]
        ties = [row for row in rows if isinstance(row, LinkNode)]
        self._put_nodes(nodes)
        self._describe(evidence)
        self._bare(ENTITY, (end for tie in ties for end in tie.ends.values()))
        self._prove(nodes)
        self._tie(ties)

    def drop(self, ids: Iterable[str]) -> None:
        """Take facts and sources away; nodes that others point to are left bare."""
        gone = list(ids)
        self._untie([id_ for id_ in gone if self._known.has(LINK, id_)])
        for label in (ENTITY, JUDGEMENT, SOURCE):
            self._strip(label, [id_ for id_ in gone if self._known.digest(label, id_)])

    def sweep(self) -> None:
        """Remove the nodes that are there for nothing."""
        for label in BARE:
            while self.sweep_some(label):
                pass
        self.sweep_roles()

    def sweep_roles(self) -> None:
        """Remove the roles that no link leads to; they are few."""
        self._tx.run(ROLES_GONE, case=self._shape.case)

    def sweep_some(self, label: str) -> int:
        """Remove some of the nodes of a label that are there for nothing; return how many."""
        rows = self._tx.run(
            f"MATCH (n:{label} {{case: $case}}) WHERE {BARE[label]}"
            f" WITH n, n.id AS id LIMIT {SWEPT} DETACH DELETE n RETURN id",
            case=self._shape.case,
        )
        self._known.forget(label, (row["id"] for row in rows))
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
        if label == JUDGEMENT:
            self._known.forget(label, ids)
        else:
            self._known.note(label, dict.fromkeys(ids))

    def _untie(self, ids: list[str]) -> None:
        if not ids:
            return
        query = f"UNWIND $ids AS id MATCH (n:Link {OF_CASE}) RETURN DISTINCT n.kind AS kind"
        kinds = {row["kind"] for row in self._tx.run(query, ids=ids, case=self._shape.case)}
        for kind in {*map(self._shape.type_of, kinds), "EXCLUDED"}:
            self._run(EDGES_GONE.format(type=kind), ids=ids)
        self._run(NODES_GONE.format(label=LINK), ids=ids)
        self._known.forget(LINK, ids)

    def _put_nodes(self, nodes: Iterable[Node]) -> None:
        for labels, group in _grouped(nodes, lambda node: node.labels):
            root = labels[0]
            bare = [node for node in group if self._known.has(root, node.id)]
            new = [node for node in group if not self._known.has(root, node.id)]
            self._create(labels, [node.properties for node in new])
            listed = CellRows([node.properties for node in bare])
            self._run(
                f"UNWIND $rows AS row MATCH (n:{root} {{case: $case, id: {listed.cell('id')}}})"
                f" SET n = {listed.properties}, n:{':'.join(labels)}",
                rows=listed.rows,
            )
            self._known.note(root, {node.id: str(node.properties["digest"]) for node in group})

    def _create(self, labels: Iterable[str], rows: list[Properties]) -> None:
        listed = CellRows(rows)
        query = f"UNWIND $rows AS row CREATE (n:{':'.join(labels)} {listed.properties})"
        self._run(query, rows=listed.rows)

    def _bare(self, label: str, ids: Iterable[str]) -> None:
        """Make a bare node of each id that has none."""
        new = sorted(id_ for id_ in set(ids) if not self._known.has(label, id_))
        self._create((label,), [{"case": self._shape.case, "id": key} for key in new])
        self._known.note(label, dict.fromkeys(new))

    def _describe(self, evidence: Iterable[Properties]) -> None:
        new = [row for row in evidence if not self._known.has(EVIDENCE, str(row["id"]))]
        sourced = [row for row in new if "sha256" in row]
        self._bare(SOURCE, (str(row["sha256"]) for row in sourced))
        self._create((EVIDENCE,), new)
        pairs = [{"id": row["id"], "sha256": row["sha256"]} for row in sourced]
        self._run(FROM_SOURCE, rows=pairs)
        self._known.note(EVIDENCE, {str(row["id"]): "" for row in new})

    def _tie(self, ties: Iterable[LinkNode]) -> None:
        for (labels, kind), group in _grouped(ties, lambda tie: (tie.node.labels, tie.type)):
            listed = CellRows([tie.node.properties for tie in group], ENDED)
            query = TIED.format(
                labels=":".join(labels), type=kind, node=listed.properties, edge=listed.edge
            )
            tied = zip(map(_ends, group), listed.rows, strict=True)
            self._run(query, rows=[[*ends, *cells] for ends, cells in tied])
            self._known.note(LINK, {t.id: str(t.node.properties["digest"]) for t in group})
            self._hold_roles(group)

    def _hold_roles(self, ties: Iterable[LinkNode]) -> None:
        pairs = [(role, tie.id) for tie in ties for role in tie.roles]
        for labels, group in _grouped(pairs, lambda pair: pair[0].labels):
            rows = [[link, role.id, role.properties["name"]] for role, link in group]
            self._run(ROLES_HELD.format(labels=":".join(labels)), rows=rows)

    def _prove(self, nodes: Iterable[Node]) -> None:
        rows = [{"id": node.id, "evidence": key} for node in nodes for key in node.evidence]
        self._run(PROVEN, rows=rows)

    def _run(self, query: str, **parameters: Any) -> None:
        if any(parameters.values()):
            self._tx.run(query, case=self._shape.case, **parameters)


def _ends(tie: LinkNode) -> list[Any]:
    """Return what a link is tied to: its ends, its evidence, its third party."""
    third = tie.ends.get("object")
    ends = [tie.ends["source"], tie.ends["target"]]
    return [*ends, list(tie.node.evidence), [third] if third else []]


def _grouped(rows: Iterable[Any], key: Callable[[Any], Any]) -> Iterable[tuple[Any, list[Any]]]:
    return [(value, list(group)) for value, group in groupby(sorted(rows, key=key), key)]


TIMES = ("startTime", "endTime")


class CellRows:
    """Rows as lists of cells, and the maps that a statement makes of them; absent ones are null."""

    def __init__(self, described: Sequence[Properties], first: int = 0) -> None:
        names = sorted({name for row in described for name in row})
        self._places = {name: first + number for number, name in enumerate(names)}
        self.rows = [[_cell(row.get(name)) for name in names] for row in described]

    @property
    def properties(self) -> str:
        """All properties of a node, as a map of the row's cells."""
        return _map([(name, self.cell(name)) for name in self._places])

    @property
    def edge(self) -> str:
        """The properties that a link's relationship shares with its node."""
        shared = [(name, self.cell(name)) for name in TYPED if name in self._places]
        return _map([("case", "$case"), ("linkId", self.cell("id")), *shared])

    def cell(self, name: str) -> str:
        """Return the expression of one property."""
        cell = f"row[{self._places[name]}]" if name in self._places else "null"
        return f"datetime({cell})" if name in TIMES else cell


def _map(named: Sequence[tuple[str, str]]) -> str:
    # a property's name holds no backtick: kg.lpg.property_name sees to it
    return "{" + ", ".join(f"`{name}`: {cell}" for name, cell in named) + "}"


def _cell(value: Any) -> Any:
    return time_text(value) if isinstance(value, datetime) else value
