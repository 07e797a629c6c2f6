"""Lists of a case that several verbs show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.case.desk import Desk
from kg.ledger.shelf import SKIPPED
from kg.model import Problem, Proof, Skipped, Source
from kg.records import from_json


def problems(desk: Desk) -> Iterator[Problem]:
    """Yield the refused rows of every source that is in, in the order of loading."""
    for source in desk.sources():
        path = desk.folder.problems / f"{desk.shelf(source)}.jsonl"
        yield from (from_json(Problem, line) for line in _lines(path))


def skipped(desk: Desk) -> Iterator[tuple[Source, Skipped]]:
    """Yield the rows of every source that are rightly no facts, in the order of loading."""
    for source in desk.sources():
        path = desk.folder.ledger / desk.shelf(source) / SKIPPED
        yield from ((source, from_json(Skipped, line)) for line in _lines(path))


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [line for line in text.split("\n") if line]


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
