"""What a load says of each file: to the person who ordered it, and to the custody log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from kg.case.desk import Desk
from kg.case.filing import is_linked
from kg.case.following import Turn
from kg.case.history import was_in_clear
from kg.case.taking import Taken
from kg.ledger import Index
from kg.model import BrokenRule, LoadReport, Source

SHOWN = 20
PAIR, RAIL, REVERSAL, LISTED = "SameTransfer", "SamePayment", "reversal", "listed"
CONFLICT = "conflict"
_Shared: TypeAlias = "Counter[tuple[int, str, str]]"
"""How often a file, by its number, completed something of a kind in a state."""


def already_in(desk: Desk, known: Source) -> LoadReport:
    """Return what is said of a file whose content is in the case already."""
    return LoadReport(source=known, already=True, linked=is_linked(desk.folder, known.sha256))


def was_read_in_clear(desk: Desk, taken: Taken) -> bool:
    """Say whether leaked data was read before by a layout that keeps its texts."""
    return bool(taken.reading.batch) and was_in_clear(desk.folder, taken.marker)


def told(desk: Desk, taken: Sequence[Taken], turn: Turn | None) -> list[LoadReport]:
    """Return the reports of files that went in; without a turn their rows met no others yet."""
    reports = [_report(desk, one) for one in taken]
    if turn is None:
        return reports
    shared = _shared(turn)
    reports = [_with_counts(report, turn.now.index, shared) for report in reports]
    if taken and taken[0].known:
        return [replace(one, again=True, resting=turn.resting(desk)) for one in reports]
    return reports


def with_broken(
    reports: Iterable[LoadReport], broken: Mapping[str, tuple[BrokenRule, ...]]
) -> list[LoadReport]:
    """Return the reports with the rules that each file's facts break."""
    return [replace(one, broken=broken.get(one.source.sha256, ())) for one in reports]


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
        unread=reading.unread,
    )


def _with_counts(report: LoadReport, index: Index, shared: _Shared) -> LoadReport:
    """Return the report with what the file's rows have in common with those of files before it."""
    number = report.source.number
    met, known = index.counterparties(report.source.sha256)
    return replace(
        report,
        counterparties=met,
        counterparties_matched=known,
        pairs=shared[number, PAIR, "paired"],
        pairs_ambiguous=shared[number, PAIR, "ambiguous"],
        rails=shared[number, RAIL, "paired"],
        rails_ambiguous=shared[number, RAIL, "ambiguous"],
        reversals=shared[number, REVERSAL, "paired"] + shared[number, REVERSAL, "alone"],
        conflicts=shared[number, CONFLICT, ""],
        listed=shared[number, LISTED, ""],
        counted=True,
    )


def _shared(turn: Turn) -> _Shared:
    """Count what rows of several files say together, with the file that brought the last of them.

    A person stands in a leaked list since the list was in and the first file that knows the person.
    """
    index, numbers = turn.now.index, {one.sha256: one.number for one in turn.now.sources}
    last: Callable[[Iterable[str]], int] = lambda shas: max(map(numbers.__getitem__, shas))  # noqa: E731
    found: _Shared = Counter()
    found.update((last(row["shas"]), row["kind"], row["state"]) for row in index.table("pair"))
    found.update((last(r["shas"]), REVERSAL, r["state"]) for r in index.table("reversal"))
    told: dict[str, set[str]] = {}
    for row in index.table("conflict"):
        told.setdefault(row["id"], set()).add(row["sha256"])
    found.update((last(shas), CONFLICT, "") for shas in told.values())
    for batch, shas in index.listed():
        since = max(numbers[batch], min(map(numbers.__getitem__, shas)))
        found[since, LISTED, ""] += 1
    return found
