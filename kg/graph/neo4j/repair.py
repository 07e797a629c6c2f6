"""What was altered on a server is taken away or distrusted, so that the next push writes it anew.

A push trusts the digest of a node. Whatever differs loses its digest here, or goes; a link goes
with its relationship, and with a piece of evidence the trust in all that rests on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial

from kg.graph.neo4j.compare import ServerDifference
from kg.graph.neo4j.ledger_payments import ROW, distrust
from kg.graph.neo4j.neo4j_store import Neo4jStore
from kg.graph.neo4j.push_batches import batches
from kg.graph.neo4j.server import Transaction
from kg.lpg.labels import EVIDENCE, LINK

BATCH = 1_000
RELATIONSHIP = "relationship"
NODE = "UNWIND $ids AS id MATCH (n:{label} {{case: $case, id: id}})"
DISTRUSTED = f"{NODE} SET n.digest = 'altered'"
REMOVED = f"{NODE} DETACH DELETE n"
RESTING = f"{NODE} MATCH (x)-[:SUPPORTED_BY]->(n) SET x.digest = 'altered'"
UNTIED = """
MATCH (:Entity {case: $case})-[r]->(:Entity)
WHERE r.row IS NULL AND coalesce(r.linkId, '') IN $ids DELETE r"""


def make_way(store: Neo4jStore, differences: Iterable[ServerDifference]) -> None:
    """Prepare a server so that a push mends these differences."""
    listed = list(differences)
    links = {difference.id for difference in listed if difference.part in (LINK, RELATIONSHIP)}
    _each(store, UNTIED, links)
    _each(store, REMOVED.format(label=LINK), links)
    proofs = {difference.id for difference in listed if difference.part == EVIDENCE}
    _each(store, RESTING.format(label=EVIDENCE), proofs)
    _each(store, REMOVED.format(label=EVIDENCE), proofs)
    if any(difference.part == ROW for difference in listed):
        distrust(store)
    for label in sorted(
        {difference.part for difference in listed} - {LINK, RELATIONSHIP, EVIDENCE, ROW}
    ):
        here = [difference for difference in listed if difference.part == label]
        _each(store, DISTRUSTED.format(label=label), {x.id for x in here if x.what != "extra"})
        _each(store, REMOVED.format(label=label), {x.id for x in here if x.what == "extra"})


def _each(store: Neo4jStore, query: str, ids: Collection[str]) -> None:
    for batch in batches(iter(sorted(ids)), BATCH):
        store.server.write(partial(_run, query=query, case=store.shape.case, ids=batch))


def _run(tx: Transaction, query: str, case: str, ids: Collection[str]) -> None:
    tx.run(query, case=case, ids=ids)
