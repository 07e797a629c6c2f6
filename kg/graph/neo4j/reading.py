"""A case's facts read back from a server."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from kg.graph.neo4j.server import Transaction
from kg.lpg import entity_of, evidence_of, judgement_of, link_of, source_of
from kg.model import Entity, Evidence, Judgement, Link, Source

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


class Reading:
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
        asked = {"ids": sorted(set(ids)), "kinds": None if kinds is None else sorted(kinds)}
        bound = "" if limit is None else f" LIMIT {int(limit)}"
        return [row["id"] for row in self._tx.stream(NEAR + bound, case=self._case, **asked)]

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
        wanted = None if ids is None else sorted({key for row in rows for key in row["evidence"]})
        query = (ALL if wanted is None else AMONG).format(label="Evidence")
        told = self._tx.stream(
            f"{query} RETURN properties(n) AS told", case=self._case, ids=wanted or []
        )
        return {row["told"]["id"]: evidence_of(row["told"]) for row in told}


def _ends(row: Mapping[str, Any]) -> dict[str, str]:
    return {end: row[end][0] for end in ("source", "target", "object") if row[end]}
