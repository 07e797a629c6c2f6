"""What a load says of each file: to the person who ordered it, and to the custody log."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from kg.case.following import Turn
from kg.case.taking import Taken
from kg.ledger import Index
from kg.model import LoadReport, Source

SHOWN = 20


def log_facts(source: Source) -> dict[str, str | int]:
    """Return what the custody log says of a loaded file."""
    from kg import __version__

    return {
        "source": source.name,
        "sha256": source.sha256,
        "size": source.size,
        "layout": source.layout,
        "layout_sha256": source.layout_sha256,
        "rows": source.read,
        "stored": source.stored,
        "skipped": source.skipped,
        "problems": source.problems,
        "version": __version__,
    }


def report(taken: Taken) -> LoadReport:
    """Return what is known of a file before its rows meet the others."""
    reading = taken.reading
    return LoadReport(
        source=taken.marker,
        layouts=tuple(dict.fromkeys(member.layout for member in reading.members)),
        skipped_reasons=Counter(skipped.reason for skipped in reading.skipped),
        problem_reasons=Counter(problem.reason for problem in reading.problems),
        first_problems=tuple(reading.problems[:SHOWN]),
        warnings=tuple(reading.warnings),
        balances_checked=taken.balances.checked,
        balances_failed=taken.balances.failed,
        counted=False,
        seconds=taken.seconds,
    )


def with_counts(one: LoadReport, turn: Turn) -> LoadReport:
    """Return the report with what the file's rows have in common with those of files before it."""
    index = turn.now.index
    numbers = {source.sha256: source.number for source in turn.now.sources}
    pairs = _states(index, "pair", one.source, numbers)
    reversals = _states(index, "reversal", one.source, numbers)
    met, known = index.counterparties(one.source.sha256)
    return replace(
        one,
        counterparties=met,
        counterparties_matched=known,
        pairs=pairs["paired"],
        pairs_ambiguous=pairs["ambiguous"],
        reversals=reversals.total(),
        counted=True,
    )


def _states(index: Index, table: str, source: Source, numbers: dict[str, int]) -> Counter[str]:
    """Count the lines of a list by state, of which the file wrote the last row."""
    return Counter(
        row["state"]
        for row in index.table(table)
        if max(numbers.get(sha, 0) for sha in row["shas"]) == source.number
    )
