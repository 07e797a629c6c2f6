"""A whole case brought onto a server in batches, each kept whole; what stands there already stays.

Every node says by its digest as what it was written, in the transaction that wrote its
relationships too. So a push that was killed goes on where it was, one run again changes nothing,
and after a load or a judgement only the difference is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeVar

from kg.graph.neo4j.neo4j_store import Neo4jStore
from kg.graph.neo4j.pushed_state import PushedChanges
from kg.graph.neo4j.server import Transaction
from kg.graph.neo4j.write_facts import BARE, Neo4jWrites
from kg.lpg import LinkNode, Row, evidence_rows, fact_row, source_row
from kg.lpg.labels import ENTITY, JUDGEMENT, LINK, SOURCE
from kg.lpg.to_nodes import root_of
from kg.model import Evidence, Judgement, Source
from kg.rdf import Fact

BATCH = 2_000
Item = TypeVar("Item")
Result = TypeVar("Result")
Proven = tuple[Row, tuple[Evidence, ...]]


@dataclass(slots=True)
class PushReport:
    """What a push sent, what it found standing as it was, and what it took away."""

    nodes: int = 0
    links: int = 0
    standing: int = 0
    gone: int = 0
    unsummed: int = 0
    """Amounts sent that no whole unit of 64 bits holds: sums on the server leave them out."""
    rows: int = 0
    """Payments of the ledger alone that were sent as relationships."""
    altered: int = 0
    """Items that differed there and were written anew."""
    remembered: bool = True
    """Whether later questions find the server without being told."""


class Push:
    """One push: facts go in the order in which they rest on each other."""

    def __init__(self, store: Neo4jStore, on_batch: Callable[[int], None]) -> None:
        self._store = store
        self._shape = store.shape
        self._standing = store.standing()
        self._on_batch = on_batch
        self._seen: set[str] = set()
        self.pushed = PushReport()

    def send(self, sources: Iterable[Source], facts: Iterable[Fact]) -> PushReport:
        """Bring the server to hold these sources and facts, and no others of this case.

        An entity comes before the links that end at it, or it is sent twice.
        """
        markers: Iterator[Proven] = ((source_row(source, self._shape), ()) for source in sources)
        described = ((fact_row(fact, self._shape), _evidence(fact)) for fact in facts)
        for group in (markers, described):
            for batch in batches(group, BATCH):
                self._batch(batch)
        self._take_away()
        return self.pushed

    def _batch(self, batch: Sequence[Proven]) -> None:
        self._seen.update(row.id for row, _ in batch)
        changed = [(row, proofs) for row, proofs in batch if not self._stands(row)]
        self.pushed.standing += len(batch) - len(changed)
        rows = [row for row, _ in changed]
        proofs = (item for _, items in changed for item in items)
        if rows:
            described = list(evidence_rows(proofs, self._shape))
            self._write(lambda writing: writing.put(rows, described))
        self._count(rows)
        self._on_batch(len(batch))

    def _stands(self, row: Row) -> bool:
        node = row.node if isinstance(row, LinkNode) else row
        known = self._standing.nodes[root_of(node)].get(node.id)
        return known == node.properties["digest"]

    def _count(self, rows: Iterable[Row]) -> None:
        ties = [row for row in rows if isinstance(row, LinkNode)]
        self.pushed.links += len(ties)
        self.pushed.nodes += len(list(rows)) - len(ties)
        self.pushed.unsummed += sum(
            "amountExact" in tie.edge and "amountUnits" not in tie.edge for tie in ties
        )

    def _take_away(self) -> None:
        labels = (LINK, ENTITY, JUDGEMENT, SOURCE)
        digests = (
            (id_, digest) for label in labels for id_, digest in self._standing.nodes[label].items()
        )
        gone = [id_ for id_, digest in digests if digest is not None and id_ not in self._seen]
        for batch in batches(iter(gone), BATCH):
            self._write(partial(Neo4jWrites.drop, ids=batch))
        self.pushed.gone = len(gone)
        for label in BARE:
            while self._write(partial(Neo4jWrites.sweep_some, label=label)):
                pass
        self._write(Neo4jWrites.sweep_roles)

    def _write(self, work: Callable[[Neo4jWrites], Result]) -> Result:
        """Do some work in one transaction; what is known to stand changes only once it is kept."""

        def attempt(tx: Transaction) -> tuple[PushedChanges, Result]:
            changed = PushedChanges(self._standing)
            return changed, work(Neo4jWrites(tx, self._shape, changed))

        changed, done = self._store.server.write(attempt)
        changed.keep()
        return done


def _evidence(fact: Fact) -> tuple[Evidence, ...]:
    return () if isinstance(fact, Judgement) else fact.evidence


def batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items, so many at a time."""
    while batch := list(islice(items, size)):
        yield batch
