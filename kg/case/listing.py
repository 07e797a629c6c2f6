"""Lists of a case that several verbs show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.case.desk import Desk
from kg.model import Problem, Proof
from kg.records import from_json


def problems(desk: Desk) -> Iterator[Problem]:
    """Yield the refused rows of every source that is in, in the order of loading."""
    for source in desk.sources():
        path = desk.folder.problems / f"{desk.shelf(source)}.jsonl"
        lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
        yield from (from_json(Problem, line) for line in lines if line)


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
