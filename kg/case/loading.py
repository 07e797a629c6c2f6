"""One file goes into the case: whole, once, under the lock, or not at all.

The order is what makes a kill harmless: rows are mapped into a scratch folder; the file, the
rows and the problems take their places under names that nothing reads yet; then one write puts
facts and marker into the graph and publishes it. Before that write the load never happened;
after it only handles and the log line can be missing, and the next writer adds them.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from kg import sources
from kg.case.acting import acting
from kg.case.desk import Desk
from kg.case.folder import write_atomically
from kg.case.keeping import keep_layout
from kg.custody import sha256_of
from kg.ledger import BalanceReport, Changes, Index, balance_check
from kg.limits import LIMITS, Limits
from kg.model import LoadReport, Source
from kg.records import to_json
from kg.sources import Reading

SHOWN = 20
Phase = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What to load and how: the file, and what a person says about it."""

    path: Path
    layout: str = ""
    encoding: str = ""
    limits: Limits = LIMITS
    on_phase: Phase = lambda phase: None


def load(desk: Desk, order: Order) -> LoadReport:
    """Load one file; a file whose content is in already changes nothing."""
    started = time.monotonic()
    if known := _known(desk, order.path):
        return LoadReport(source=known, already=True)
    scratch = desk.folder.new_scratch()
    try:
        report = _load_into(desk, order, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return replace(report, seconds=time.monotonic() - started)


def _load_into(desk: Desk, order: Order, scratch: Path) -> LoadReport:
    order.on_phase("read")
    reading = sources.read(
        order.path,
        layout=order.layout or None,
        encoding=order.encoding or None,
        limits=order.limits,
        scratch=scratch,
    )
    balances = balance_check(scratch, name=reading.name, limits=order.limits)
    marker = _marker(desk, reading, order.limits)
    order.on_phase("parquet")
    keep_layout(desk.folder, order.layout, reading.layout_sha256)
    _place_files(desk, order.path, reading, scratch)
    order.on_phase("quads")
    step = None if _can_wait(desk, marker) else _step(desk, marker)
    with acting(desk, "load", **log_facts(marker)):
        order.on_phase("marker")
        desk.put(step.changes, marker) if step else desk.keep((), marker=marker)
        order.on_phase("log")
    report = _report(reading, balances, marker)
    if step is None:
        return report
    desk.ledger().keep_only(step.before.digest, step.after.digest)
    return _with_counts(report, step)


def _can_wait(desk: Desk, marker: Source) -> bool:
    """Say whether the graph holds no fact, before and after: then no index is needed yet.

    The first question to the case derives it; millions of rows go in at the speed of reading.
    """
    return bool(marker.flows) and not marker.promoted and not desk.store.count().all_entities


@dataclass(frozen=True, slots=True)
class _Step:
    """The ledger's index before and after a load, and what changes in the graph."""

    before: Index
    after: Index
    changes: Changes


def _step(desk: Desk, marker: Source) -> _Step:
    before, after = desk.index(), desk.ledger(plus=[marker.sha256]).index()
    promoted = {source.sha256 for source in [*desk.sources(), marker] if source.promoted}
    return _Step(before, after, after.changes(before, promoted))


def _known(desk: Desk, path: Path) -> Source | None:
    """Return the source with the same content; only files of the same size are hashed for it."""
    size = path.stat().st_size
    alike = [source for source in desk.sources() if source.size == size]
    if not alike:
        return None
    sha256 = sha256_of(path)
    return next((source for source in alike if source.sha256 == sha256), None)


def _marker(desk: Desk, reading: Reading, limits: Limits) -> Source:
    held = desk.sources()
    flows = sum(source.flows for source in held) + reading.flows
    return Source(
        sha256=reading.sha256,
        name=reading.name,
        size=reading.size,
        layout=reading.layout,
        layout_sha256=reading.layout_sha256,
        read=reading.read,
        stored=reading.stored,
        skipped=len(reading.skipped),
        problems=len(reading.problems),
        flows=reading.flows,
        promoted=flows <= limits.promoted_flows,
        number=max((source.number for source in held), default=0) + 1,
    )


def _place_files(desk: Desk, path: Path, reading: Reading, scratch: Path) -> None:
    folder = desk.folder
    kept = folder.sources / f"{reading.sha256}{''.join(path.suffixes[-2:]).lower()}"
    draft = kept.with_name(f"{kept.name}.draft")
    shutil.copyfile(path, draft)
    draft.chmod(0o400)
    draft.replace(kept)
    problems = "".join(to_json(problem) + "\n" for problem in reading.problems)
    write_atomically(folder.problems / f"{reading.sha256}.jsonl", problems.encode())
    desk.ledger().publish(scratch, reading)


def log_facts(source: Source) -> dict[str, str | int]:
    """Return what the custody log says of a load."""
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


def _report(reading: Reading, balances: BalanceReport, marker: Source) -> LoadReport:
    return LoadReport(
        source=marker,
        layouts=tuple(dict.fromkeys(member.layout for member in reading.members)),
        skipped_reasons=Counter(skipped.reason for skipped in reading.skipped),
        problem_reasons=Counter(problem.reason for problem in reading.problems),
        first_problems=tuple(reading.problems[:SHOWN]),
        warnings=tuple(reading.warnings),
        balances_checked=balances.checked,
        balances_failed=balances.failed,
        counted=False,
    )


def _with_counts(report: LoadReport, step: _Step) -> LoadReport:
    pairs = _states(step.after, "pair") - _states(step.before, "pair")
    reversals = _states(step.after, "reversal") - _states(step.before, "reversal")
    met, known = step.after.counterparties(report.source.sha256)
    return replace(
        report,
        counterparties=met,
        counterparties_matched=known,
        pairs=pairs["paired"],
        pairs_ambiguous=pairs["ambiguous"],
        reversals=reversals.total(),
        counted=True,
    )


def _states(index: Index, table: str) -> Counter[str]:
    return Counter(row["state"] for row in index.table(table))
