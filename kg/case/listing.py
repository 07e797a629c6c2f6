"""Lists of a case that several verbs show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.case.desk import Desk
from kg.ledger.shelf import SKIPPED
from kg.model import Problem, Proof, Skipped, Source
from kg.records import read_records


def problems(desk: Desk) -> Iterator[Problem]:
    """Yield the refused rows of every source that is in, in the order of loading."""
    for source in desk.sources():
        path = desk.folder.problems / f"{desk.shelf(source)}.jsonl"
        yield from read_records(Problem, path)


def skipped(desk: Desk) -> Iterator[tuple[Source, Skipped]]:
    """Yield the rows of every source that are rightly no facts, in the order of loading."""
    for source in desk.sources():
        path = desk.folder.ledger / desk.shelf(source) / SKIPPED
        yield from ((source, row) for row in read_records(Skipped, path))


def holders(desk: Desk, accounts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of whoever is recorded to hold each account."""
    index = desk.index()
    wanted = set(accounts)
    holds = [link for link in index.links_of(wanted) if link.target in wanted]
    holds = [link for link in holds if link.proof is not Proof.EXCLUDED]
    holds = [link for link in holds if desk.schema.is_a(link.kind, "Holding")]
    names = {e.id: e.first("name") for e in index.entities(link.source for link in holds)}
    found: dict[str, list[str]] = {}
    for link in holds:
        found.setdefault(link.target, []).append(names.get(link.source, ""))
    return {account: tuple(sorted(filter(None, set(said)))) for account, said in found.items()}
