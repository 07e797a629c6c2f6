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
from kg.case.following import Turn, asked
from kg.case.history import promoted_links, taken_out
from kg.case.keeping import keep_layout
from kg.case.tracing import saved_traces
from kg.case.unloading import left_behind, promoted_anew
from kg.custody import sha256_of
from kg.ledger import BalanceReport, Index, balance_check
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
    again: bool = False
    limits: Limits = LIMITS
    on_phase: Phase = lambda phase: None


def load(desk: Desk, order: Order) -> LoadReport:
    """Load one file; a file whose content is in already changes nothing, or is read again."""
    started = time.monotonic()
    known = _known(desk, order.path)
    if known and not order.again:
        return LoadReport(source=known, already=True)
    scratch = desk.folder.new_scratch()
    try:
        report = _load_into(desk, order, scratch, known)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return replace(report, seconds=time.monotonic() - started)


def _load_into(desk: Desk, order: Order, scratch: Path, known: Source | None) -> LoadReport:
    order.on_phase("read")
    reading = sources.read(
        order.path,
        layout=order.layout or None,
        encoding=order.encoding or None,
        limits=order.limits,
        scratch=scratch,
    )
    balances = balance_check(scratch, name=reading.name, limits=order.limits)
    held = _with(desk, reading, order.limits, known)
    marker = held[-1]
    order.on_phase("parquet")
    keep_layout(desk.folder, order.layout, reading.layout_sha256)
    shelf = desk.free_shelf(marker)
    _place_files(desk, order.path, reading, scratch, shelf)
    order.on_phase("quads")
    turn = None if not known and _can_wait(desk, marker) else _turn(desk, held, shelf, known)
    said = {"again": True, "out": left_behind(desk, known)} if known else {}
    with acting(desk, "load", **log_facts(marker), **said):
        order.on_phase("marker")
        turn.take(desk, marker) if turn else desk.keep((), marker=marker)
        order.on_phase("log")
    report = _report(reading, balances, marker)
    if turn is None:
        return report
    desk.ledger().keep_only(turn.was.index.digest, turn.now.index.digest)
    report = _with_counts(report, turn)
    return replace(report, again=True, resting=turn.resting(desk)) if known else report


def _can_wait(desk: Desk, marker: Source) -> bool:
    """Say whether the graph holds no fact, before and after: then no index is needed yet.

    The first question to the case derives it; millions of rows go in at the speed of reading.
    """
    if not marker.flows or marker.promoted or desk.store.count().all_entities:
        return False
    return not promoted_links(desk.folder) and not saved_traces(desk.folder)


def _turn(desk: Desk, sources: list[Source], shelf: str, known: Source | None) -> Turn:
    was = asked(desk)
    index = desk.ledger(plus=[shelf], without=[known.sha256] if known else ()).index()
    return Turn(was, replace(was, index=index, sources=sources))


def _known(desk: Desk, path: Path) -> Source | None:
    """Return the source with the same content; only files of the same size are hashed for it."""
    size = path.stat().st_size
    alike = [source for source in desk.sources() if source.size == size]
    if not alike:
        return None
    sha256 = sha256_of(path)
    return next((source for source in alike if source.sha256 == sha256), None)


def _with(desk: Desk, reading: Reading, limits: Limits, known: Source | None) -> list[Source]:
    """Return the sources that will be in, the new one last, as if ``known`` had never been."""
    others = [source for source in desk.sources() if source != known]
    if known:
        others = promoted_anew(others, limits)
    gone = [out["number"] for out in taken_out(desk.folder)]
    number = max([*gone, *(source.number for source in desk.sources())], default=0) + 1
    return [*others, _marker(others, reading, limits, number)]


def _marker(held: list[Source], reading: Reading, limits: Limits, number: int) -> Source:
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
        number=number,
    )


def _place_files(desk: Desk, path: Path, reading: Reading, scratch: Path, shelf: str) -> None:
    folder = desk.folder
    kept = folder.sources / f"{reading.sha256}{''.join(path.suffixes[-2:]).lower()}"
    if shelf == reading.sha256:
        draft = kept.with_name(f"{kept.name}.draft")
        shutil.copyfile(path, draft)
        draft.chmod(0o400)
        draft.replace(kept)
    problems = "".join(to_json(problem) + "\n" for problem in reading.problems)
    write_atomically(folder.problems / f"{shelf}.jsonl", problems.encode())
    desk.ledger().publish(scratch, reading, shelf)


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


def _with_counts(report: LoadReport, turn: Turn) -> LoadReport:
    before, after = turn.was.index, turn.now.index
    pairs, rails = (_pairs(after, k) - _pairs(before, k) for k in ("SameTransfer", "SamePayment"))
    reversals = _states(after, "reversal") - _states(before, "reversal")
    met, known = after.counterparties(report.source.sha256)
    return replace(
        report,
        counterparties=met,
        counterparties_matched=known,
        pairs=pairs["paired"],
        pairs_ambiguous=pairs["ambiguous"],
        rails=rails["paired"],
        rails_ambiguous=rails["ambiguous"],
        reversals=reversals.total(),
        counted=True,
    )


def _pairs(index: Index, kind: str) -> Counter[str]:
    return Counter(row["state"] for row in index.table("pair") if row["kind"] == kind)


def _states(index: Index, table: str) -> Counter[str]:
    return Counter(row["state"] for row in index.table(table))
