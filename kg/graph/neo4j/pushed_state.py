"""What of a case stands on a server, and what an attempt that may fail would change of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.graph.neo4j.server import Transaction
from kg.lpg import KEYED
from kg.lpg.labels import EVIDENCE

Digests = dict[str, str | None]
GONE = "gone"


@dataclass(slots=True)
class PushedState:
    """The digest of each node by id, by the label of its key; a bare node has none."""

    nodes: dict[str, Digests] = field(default_factory=lambda: {label: {} for label in KEYED})


class PushedChanges:
    """What stood before one transaction, and what it has changed; kept only once it is.

    To copy what stands for each of many transactions would cost more than they do.
    """

    def __init__(self, standing: PushedState) -> None:
        self._before = standing.nodes
        self._now: dict[str, Digests] = {label: {} for label in KEYED}

    def has(self, label: str, id_: str) -> bool:
        """Say whether there is a node, be it bare."""
        now = self._now[label]
        return now[id_] != GONE if id_ in now else id_ in self._before[label]

    def digest(self, label: str, id_: str) -> str | None:
        """Return as what a node was written; nothing for one that is bare or not there."""
        written = (
            self._now[label].get(id_) if id_ in self._now[label] else self._before[label].get(id_)
        )
        return None if written == GONE else written

    def note(self, label: str, digests: Mapping[str, str | None]) -> None:
        """Take in what was written."""
        self._now[label].update(digests)

    def forget(self, label: str, ids: Iterable[str]) -> None:
        """Take in what was removed."""
        self._now[label].update(dict.fromkeys(ids, GONE))

    def keep(self) -> None:
        """Let what was changed stand from now on."""
        for label, changed in self._now.items():
            standing = self._before[label]
            for id_, digest in changed.items():
                if digest == GONE:
                    standing.pop(id_, None)
                else:
                    standing[id_] = digest


def pushed_state_of(tx: Transaction, case: str) -> PushedState:
    """Return what of a case is on the server."""
    standing = PushedState()
    for label, known in standing.nodes.items():
        digest = "''" if label == EVIDENCE else "n.digest"  # evidence is named by what it says
        query = f"MATCH (n:{label} {{case: $case}}) RETURN n.id AS id, {digest} AS digest"
        known.update((row["id"], row["digest"]) for row in tx.stream(query, case=case))
    return standing
