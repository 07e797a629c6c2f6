"""The contract of every store, kept by a server: one case's facts, changed whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from kg.graph.base import (
    GraphCount,
    Misderived,
    Retold,
    distinct,
    link_ids_one_by_one,
    load_order,
    other_ends,
    with_the_rest,
)
from kg.graph.memory import MemoryInference, MemoryStore
from kg.graph.neo4j.pushed_state import PushedChanges, PushedState, pushed_state_of
from kg.graph.neo4j.server import Server, Transaction
from kg.graph.neo4j.write_facts import Neo4jWrites
from kg.lpg import (
    KEYED,
    NodeShape,
    entity_of,
    evidence_of,
    evidence_rows,
    fact_row,
    judgement_of,
    link_of,
    source_of,
    source_row,
)
from kg.model import Concluded, Entity, Evidence, Judgement, Link, Source
from kg.rdf import Fact
from kg.rdf.terms import encoded
from kg.rdf.to_quads import fact_text
from kg.rules import Rules

Answer = TypeVar("Answer")
State = tuple[list[Fact], list[Source]]


class Neo4jStore:
    """One case on a server. Its rules' conclusions are worked out whenever they are asked for.

    A write can be undone as long as this object lives: the server keeps no earlier state.
    """

    def __init__(self, server: Server, shape: NodeShape, rules: Rules = ()) -> None:
        self.server = server
        self.shape = shape
        self._rules = rules
        self._before: list[State] = []
        lay_ground(server, shape)

    def apply(
        self,
        put: Iterable[Fact] = (),
        gone: Iterable[str] = (),
        markers: Iterable[Source] = (),
        unmark: Iterable[str] = (),
        *,
        retold: Iterable[Retold] = (),
        afresh: bool = False,
        whole: bool = False,
    ) -> None:
        """Put and remove facts and markers in one transaction."""
        facts = list(distinct(put))
        facts += self._retold(retold)
        encoded(fact_text(fact, self._shortcut(fact)) for fact in facts)
        lost = {*gone, *(self.ids() if whole else ())} - {fact.id for fact in facts}
        before = self._state()
        self._change(facts, lost, {marker.sha256: marker for marker in markers}, set(unmark))
        self._before.append(before)

    def _change(
        self,
        facts: Collection[Fact],
        gone: Collection[str],
        markers: Mapping[str, Source],
        unmark: Collection[str],
    ) -> None:
        rows = [fact_row(fact, self.shape) for fact in facts]
        sources = [source_row(marker, self.shape) for marker in markers.values()]
        proofs = [item for fact in facts for item in _evidence(fact)]

        def work(tx: Transaction) -> None:
            standing = pushed_state_of(tx, self.shape.case)
            writing = Neo4jWrites(tx, self.shape, PushedChanges(standing))
            writing.put([*sources, *rows], evidence_rows(proofs, self.shape))
            writing.drop([*gone, *(sha for sha in unmark if sha not in markers)])
            writing.sweep()

        self.server.write(work)

    def _retold(self, retold: Iterable[Retold]) -> Iterator[Fact]:
        pairs = list(retold)
        ids = [was.id for was, _ in pairs]
        stored: dict[str, Fact] = {fact.id: fact for fact in self.entities(ids)}
        stored |= {fact.id: fact for fact in self.links(ids)}
        return (with_the_rest(stored[now.id], was, now) for was, now in pairs)

    def _shortcut(self, fact: Fact) -> str:
        return self.shape.shortcuts.get(fact.kind, "")

    def _state(self) -> State:
        return self._read(lambda reads: ([*_facts(reads)], reads.markers()))

    def _read(self, question: Callable[[Neo4jReads], Answer]) -> Answer:
        return self.server.read(lambda tx: question(Neo4jReads(tx, self.shape.case)))

    def standing(self) -> PushedState:
        """Return the digest of everything that the server holds of the case."""
        return self.server.read(lambda tx: pushed_state_of(tx, self.shape.case))

    def markers(self) -> list[Source]:
        """Return the sources that are in, in the order they were loaded."""
        return load_order(self._read(Neo4jReads.markers))

    def judgements(self) -> list[Judgement]:
        """Return every judgement."""
        return self._read(Neo4jReads.judgements)

    def ids(self) -> list[str]:
        """Return the id of every entity and link."""
        return self._read(lambda reads: sorted(reads.ids("Entity") + reads.ids("Link")))

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities that have these ids; unknown ids are left out."""
        required = list(ids)
        return self._read(lambda reads: reads.entities(required))

    def links(self, ids: Iterable[str]) -> list[Link]:
        """Return the links that have these ids; unknown ids are left out."""
        required = list(ids)
        return self._read(lambda reads: reads.links(required))

    def facts(self) -> tuple[list[Entity], list[Link]]:
        """Return every entity and every link, each list sorted by id."""
        ids = self.ids()
        return self.entities(ids), self.links(ids)

    def links_of(
        self, ids: Iterable[str], kinds: Collection[str] | None = None, limit: int | None = None
    ) -> list[Link]:
        """Return the links that have one of the ids as source, target or object."""
        required = list(ids)
        return self._read(lambda reads: reads.links(reads.near(required, kinds, limit)))

    def link_ids_at(
        self, ids: Iterable[str], kinds: Collection[str] | None = None, limit: int | None = None
    ) -> dict[str, list[str]]:
        """Return for each of the ids the links at it, by id, the first ``limit`` of each."""
        return link_ids_one_by_one(self, ids, kinds, limit)

    def held(self, ids: Iterable[str]) -> list[str]:
        """Return those of the ids that an entity or a link of the store has."""
        return sorted(set(ids).intersection(self.ids()))

    def neighbours(self, ids: Iterable[str], kinds: Collection[str] | None = None) -> list[str]:
        """Return the ids at the other ends of the links of these ids."""
        starts = set(ids)
        return other_ends(self.links_of(starts, kinds), starts)

    def evidence(self, key: str) -> tuple[Evidence, ...]:
        """Return what proves one entity or link."""
        facts: list[Entity | Link] = [*self.entities([key]), *self.links([key])]
        return facts[0].evidence if facts else ()

    def count(self) -> GraphCount:
        """Return how much the server holds of the case, by class."""
        return self._read(
            lambda reads: GraphCount(
                reads.count("Entity"), reads.count("Link"), len(reads.markers())
            )
        )

    def derived(self) -> Mapping[str, int]:
        """Return how much would stand in the derived graph, by property of an edge and by kind."""
        return self._concluding().count()

    def misderived(self) -> list[Misderived]:
        """Return nothing: what follows is worked out whenever it is asked for."""
        return []

    def conclusions(self, thing: str, other: str = "", limit: int = 20) -> list[Concluded]:
        """Return what rules conclude of a thing, or of the two, each with so many of its links."""
        return self._concluding().of(thing, other, limit)

    def _concluding(self) -> MemoryInference:
        return MemoryInference(self._state()[0], self.shape.shortcuts, self._rules)

    def dump(self) -> Iterator[bytes]:
        """Yield all of the case as sorted N-Quads lines, the same as of any other store."""
        twin = MemoryStore(self.shape.shortcuts, self._rules)
        facts, markers = self._state()
        twin.apply(facts, markers=markers)
        return twin.dump()

    def ontology_version(self) -> str:
        """Return nothing: the classes are labels here."""
        return ""

    def checkpoint(self) -> Path | None:
        """Return nothing: a server keeps no file here."""
        return None

    def undo(self) -> bool:
        """Return to the state before the last write of this object; false if there was none."""
        if not self._before:
            return False
        facts, markers = self._before.pop()
        now = {source.sha256: source for source in markers}
        gone = {*self.ids(), *(judgement.id for judgement in self.judgements())}
        unmark = {source.sha256 for source in self.markers()}
        self._change(facts, gone - {fact.id for fact in facts}, now, unmark)
        return True

    def close(self) -> None:
        """Let go of the connections."""
        self.server.close()


def _evidence(fact: Fact) -> tuple[Evidence, ...]:
    return () if isinstance(fact, Judgement) else fact.evidence


def _facts(reads: Neo4jReads) -> Iterator[Fact]:
    yield from reads.entities()
    yield from reads.links()
    yield from reads.judgements()


Proofs = dict[str, Evidence]
AMONG = "UNWIND $ids AS id MATCH (n:{label} {{case: $case, id: id}})"
ALL = "MATCH (n:{label} {{case: $case}})"
TOLD = " WHERE n.digest IS NOT NULL RETURN properties(n) AS told{more} ORDER BY n.id"
RESTS = ", [(n)-[:SUPPORTED_BY]->(e) | e.id] AS evidence"
ENDS = "".join(
    f", [(n)-[:{end.upper()}]->(x) | x.id] AS {end}" for end in ("source", "target", "object")
)
NEAR = """
UNWIND $ids AS id MATCH (x:Entity {case: $case, id: id})<-[:SOURCE|TARGET|OBJECT]-(n:Link)
WHERE $kinds IS NULL OR n.kind IN $kinds
RETURN DISTINCT n.id AS id ORDER BY id"""
COUNT = """
MATCH (n:{label} {{case: $case}}) WHERE n.digest IS NOT NULL
RETURN n.kind AS kind, count(*) AS n"""


class Neo4jReads:
    """One transaction's questions about one case."""

    def __init__(self, tx: Transaction, case: str) -> None:
        self._tx = tx
        self._case = case

    def markers(self) -> list[Source]:
        """Return the sources that are in."""
        return [source_of(row["told"]) for row in self._rows("Source", None)]

    def judgements(self, ids: Iterable[str] | None = None) -> list[Judgement]:
        """Return judgements, all or some."""
        return [judgement_of(row["told"]) for row in self._rows("Judgement", ids)]

    def entities(self, ids: Iterable[str] | None = None) -> list[Entity]:
        """Return entities, all or some."""
        rows = list(self._rows("Entity", ids, RESTS))
        proofs = self._proofs(rows, ids)
        return [entity_of(row["told"], (proofs[key] for key in row["evidence"])) for row in rows]

    def links(self, ids: Iterable[str] | None = None) -> list[Link]:
        """Return links, all or some."""
        rows = list(self._rows("Link", ids, RESTS + ENDS))
        proofs = self._proofs(rows, ids)
        return [
            link_of(row["told"], _ends(row), (proofs[key] for key in row["evidence"]))
            for row in rows
        ]

    def near(
        self, ids: Iterable[str], kinds: Collection[str] | None, limit: int | None
    ) -> list[str]:
        """Return the ids of the first links that have one of these ids at an end."""
        parameters = {"ids": sorted(set(ids)), "kinds": None if kinds is None else sorted(kinds)}
        bound = "" if limit is None else f" LIMIT {int(limit)}"
        return [row["id"] for row in self._tx.stream(NEAR + bound, case=self._case, **parameters)]

    def ids(self, label: str) -> list[str]:
        """Return the ids of all that stands under a label."""
        query = ALL.format(label=label) + " WHERE n.digest IS NOT NULL RETURN n.id AS id"
        return [row["id"] for row in self._tx.stream(query, case=self._case)]

    def count(self, label: str) -> dict[str, int]:
        """Return how many there are of each kind."""
        rows = self._tx.stream(COUNT.format(label=label), case=self._case)
        return {row["kind"]: row["n"] for row in rows}

    def _rows(
        self, label: str, ids: Iterable[str] | None, more: str = ""
    ) -> Iterator[Mapping[str, Any]]:
        query = (ALL if ids is None else AMONG).format(label=label) + TOLD.format(more=more)
        chosen = {} if ids is None else {"ids": sorted(set(ids))}
        yield from self._tx.stream(query, case=self._case, **chosen)

    def _proofs(self, rows: Iterable[Mapping[str, Any]], ids: Iterable[str] | None) -> Proofs:
        required = None if ids is None else sorted({key for row in rows for key in row["evidence"]})
        query = (ALL if required is None else AMONG).format(label="Evidence")
        stream = self._tx.stream(
            f"{query} RETURN properties(n) AS told", case=self._case, ids=required or []
        )
        return {row["told"]["id"]: evidence_of(row["told"]) for row in stream}


def _ends(row: Mapping[str, Any]) -> dict[str, str]:
    return {end: row[end][0] for end in ("source", "target", "object") if row[end]}


def lay_ground(server: Server, shape: NodeShape) -> None:
    """Make the constraints and indexes that are missing; what is there stays as it is."""
    there = server.read(lambda tx: {row["name"] for row in tx.run("SHOW INDEXES YIELD name")})
    for name, statement in statements(shape):
        if name not in there:
            server.alone(statement)


def statements(shape: NodeShape) -> Iterator[tuple[str, str]]:
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


def _numbers(shape: NodeShape) -> Iterator[tuple[str, str]]:
    """Yield the classes by whose key properties a thing is known, each pair once."""
    kinds = (kind for kind in shape.schema.entity_kinds() if kind.name == kind.key_kind)
    yield from sorted({(kind.name, key) for kind in kinds for key in kind.key_properties})
