"""Payments that stand in the ledger alone, brought to a server as relationships, and no more.

A large case keeps most payments out of the graph. On the server each can still be one relationship
between its accounts, marked ``row``: paths run over them, no evidence hangs on them. They are
written anew when the ledger has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kg.errors import StoreCorrupt
from kg.graph.neo4j.compare import ServerDifference
from kg.graph.neo4j.neo4j_store import Neo4jStore
from kg.graph.neo4j.push_batches import batches
from kg.graph.neo4j.server import Transaction
from kg.graph.neo4j.write_facts import BARE, CellRows
from kg.lpg import LinkNode, Node, fact_row
from kg.lpg.labels import ENTITY
from kg.messages import Message
from kg.model import Entity, Link

BATCH, GONE = 5_000, 10_000
STATE = "MATCH (n:Ledger {case: $case}) RETURN n.digest AS digest"
OLD = """
MATCH (:Entity {case: $case})-[r]->() WHERE r.row
WITH r LIMIT $limit DELETE r RETURN count(*) AS n"""
ENDS = """
UNWIND $rows AS row MERGE (n:Entity {{case: $case, id: row.id}})
WITH n, row WHERE n.digest IS NULL SET n = row, n:{labels}"""
PAID = """
UNWIND $rows AS row
MATCH (a:Entity {{case: $case, id: row[0]}})
MATCH (b:Entity {{case: $case, id: row[1]}})
CREATE (a)-[:{type} {edge}]->(b)
RETURN count(*) AS n"""
ROWS = """
MATCH (a:Entity {case: $case})-[r]->(b:Entity) WHERE r.row
RETURN type(r) AS type, properties(r) AS properties, a.id AS source, b.id AS target"""
ROW = "single row"
DONE = "MERGE (n:Ledger {case: $case}) SET n.digest = $digest"
UNDONE = "MATCH (n:Ledger {case: $case}) DELETE n"


def are_current(store: Neo4jStore, digest: str) -> bool:
    """Say whether the server holds the single rows of exactly this ledger."""
    rows = store.server.read(lambda tx: tx.run(STATE, case=store.shape.case))
    return [row["digest"] for row in rows] == [digest]


def have_been_sent(store: Neo4jStore) -> bool:
    """Say whether the server holds single rows, of whatever ledger."""
    return bool(store.server.read(lambda tx: tx.run(STATE, case=store.shape.case)))


def distrust(store: Neo4jStore) -> None:
    """Let the single rows be written anew the next time they are sent."""
    store.server.write(lambda tx: tx.run(UNDONE, case=store.shape.case))


def row_differences(store: Neo4jStore, payments: Iterable[Link]) -> list[ServerDifference]:
    """Return where a server does not hold exactly these payments as single rows, sorted."""
    case = store.shape.case
    stored = store.server.read(
        lambda tx: {row["properties"].get("linkId", ""): row for row in tx.stream(ROWS, case=case)}
    )
    differences: list[ServerDifference] = []
    for payment in payments:
        tie = fact_row(payment, store.shape)
        assert isinstance(tie, LinkNode), "a payment is a link"
        differences += _apart(tie, stored.pop(payment.id, None))
    differences += [ServerDifference(extra, ROW, "extra") for extra in stored]
    return sorted(differences, key=lambda difference: (difference.id, difference.what))


def _apart(tie: LinkNode, stored: Mapping[str, Any] | None) -> Iterator[ServerDifference]:
    if stored is None:
        yield ServerDifference(tie.id, ROW, "missing")
        return
    own = {**tie.edge, "row": True, "type": tie.type}
    own |= {name: tie.ends[name] for name in ("source", "target")}
    other = {
        **stored["properties"],
        **{name: stored[name] for name in ("type", "source", "target")},
    }
    for name in sorted(own.keys() | other.keys()):
        if own.get(name) != other.get(name):
            yield ServerDifference(tie.id, ROW, name)


def send_rows(
    store: Neo4jStore,
    digest: str,
    ends: Iterable[Entity],
    payments: Iterable[Link],
    on_batch: Callable[[int], None],
) -> int:
    """Write these payments as relationships in place of those that stood there; return how many.

    What is not finished has no digest, and is written anew the next time.
    """
    _take_away(store)
    for batch in batches(iter(ends), BATCH):
        store.server.write(_putting_ends(store, batch))
    sent = 0
    for payment_batch in batches(iter(payments), BATCH):
        written = store.server.write(_putting_payments(store, payment_batch))
        if written != len(payment_batch):
            what = Message("payments-without-account", count=len(payment_batch) - written)
            raise StoreCorrupt(what, where=store.server.address.told)
        sent += written
        on_batch(len(payment_batch))
    _sweep(store)
    store.server.write(lambda tx: tx.run(DONE, case=store.shape.case, digest=digest))
    return sent


def _take_away(store: Neo4jStore) -> None:
    distrust(store)
    case = store.shape.case
    while store.server.write(lambda tx: tx.run(OLD, case=case, limit=GONE)[0]["n"]):
        pass


def _putting_ends(store: Neo4jStore, batch: Iterable[Entity]) -> Callable[[Transaction], None]:
    rows: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for entity in batch:
        node = fact_row(entity, store.shape)
        assert isinstance(node, Node), "an entity is a node"
        properties = {name: value for name, value in node.properties.items() if name != "digest"}
        rows.setdefault(node.labels, []).append({**properties, "row": True})

    def work(tx: Transaction) -> None:
        for labels, some in rows.items():
            tx.run(ENDS.format(labels=":".join(labels)), case=store.shape.case, rows=some)

    return work


def _putting_payments(store: Neo4jStore, batch: Iterable[Link]) -> Callable[[Transaction], int]:
    """Return the work of writing some payments, which says how many found both their accounts."""
    ties: dict[str, list[LinkNode]] = {}
    for link in batch:
        tie = fact_row(link, store.shape)
        assert isinstance(tie, LinkNode), "a payment is a link"
        ties.setdefault(tie.type, []).append(tie)
    groups = [
        (kind, some, CellRows([{**t.edge, "row": True} for t in some], 2))
        for kind, some in ties.items()
    ]

    def work(tx: Transaction) -> int:
        written = 0
        for kind, some, listed in groups:
            ends = ([tie.ends["source"], tie.ends["target"]] for tie in some)
            rows = [[*pair, *cells] for pair, cells in zip(ends, listed.rows, strict=True)]
            query = PAID.format(type=kind, edge=listed.properties)
            written += tx.run(query, case=store.shape.case, rows=rows)[0]["n"]
        return written

    return work


def _sweep(store: Neo4jStore) -> None:
    """Remove the accounts that were there for payments that are gone."""
    query = f"MATCH (n:Entity {{case: $case}}) WHERE {BARE[ENTITY]} WITH n LIMIT $limit DELETE n"
    parameters = {"case": store.shape.case, "limit": GONE}
    while store.server.write(
        lambda tx: tx.run(f"{query} RETURN count(*) AS n", **parameters)[0]["n"]
    ):
        pass
