"""What a load says of each file: to the person who ordered it, and to the custody log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from kg.case.desk import Desk
from kg.case.filing import is_linked
from kg.case.following import Turn
from kg.case.history import was_in_clear
from kg.case.taking import Taken
from kg.ledger import Index
from kg.model import LoadReport, Source

SHOWN = 20


def log_facts(desk: Desk, source: Source) -> dict[str, str | int]:
    """Return what the custody log says of a loaded file."""
    from kg import __version__

    linked = {"link_only": True} if is_linked(desk.folder, source.sha256) else {}
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
        **linked,
    }


def already_in(desk: Desk, known: Source) -> LoadReport:
    """Return what is said of a file whose content is in the case already."""
    return LoadReport(source=known, already=True, linked=is_linked(desk.folder, known.sha256))


def was_read_in_clear(desk: Desk, taken: Taken) -> bool:
    """Say whether leaked data was read before by a layout that keeps its texts."""
    return bool(taken.reading.batch) and was_in_clear(desk.folder, taken.marker)


def told(desk: Desk, taken: Taken, turn: Turn | None) -> LoadReport:
    """Return the report of a file that has gone in; without a turn its rows met no others yet."""
    report = _report(desk, taken)
    if turn is None:
        return report
    report = _with_counts(report, turn)
    return replace(report, again=True, resting=turn.resting(desk)) if taken.known else report


def _report(desk: Desk, taken: Taken) -> LoadReport:
    reading = taken.reading
    return LoadReport(
        source=taken.marker,
        layouts=tuple(dict.fromkeys(member.layout for member in reading.members)),
        skipped_reasons=Counter(skipped.reason for skipped in reading.skipped),
        problem_reasons=Counter(problem.reason for problem in reading.problems),
        first_problems=tuple(reading.problems[:SHOWN]),
        warnings=tuple(reading.warnings),
        batch=reading.batch,
        linked=is_linked(desk.folder, reading.sha256),
        in_clear=was_read_in_clear(desk, taken),
        balances_checked=taken.balances.checked,
        balances_failed=taken.balances.failed,
        counted=False,
        seconds=taken.seconds,
    )


def _with_counts(report: LoadReport, turn: Turn) -> LoadReport:
    """Return the report with what the file's rows have in common with those of files before it."""
    index, source = turn.now.index, report.source
    numbers = {one.sha256: one.number for one in turn.now.sources}
    pairs = _states(index, "pair", source, numbers, kind="SameTransfer")
    rails = _states(index, "pair", source, numbers, kind="SamePayment")
    reversals = _states(index, "reversal", source, numbers)
    met, known = index.counterparties(source.sha256)
    return replace(
        report,
        counterparties=met,
        counterparties_matched=known,
        pairs=pairs["paired"],
        pairs_ambiguous=pairs["ambiguous"],
        rails=rails["paired"],
        rails_ambiguous=rails["ambiguous"],
        reversals=reversals.total(),
        listed=_listed(index, source, numbers),
        counted=True,
    )


def _states(
    index: Index, table: str, source: Source, numbers: Mapping[str, int], kind: str = ""
) -> Counter[str]:
    """Count the lines of a list by state, of which the file wrote the last row."""
    rows = (row for row in index.table(table) if not kind or row["kind"] == kind)
    return Counter(
        row["state"] for row in rows if max(map(numbers.__getitem__, row["shas"])) == source.number
    )


def _listed(index: Index, source: Source, numbers: Mapping[str, int]) -> int:
    """Count whom of the case a list names, where the file brought the list or the person."""
    since = (
        max(numbers[batch], min(numbers[sha] for sha in shas)) for batch, shas in index.listed()
    )
    return sum(number == source.number for number in since)
