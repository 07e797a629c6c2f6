"""One file goes into the case: whole, once, under the lock, or not at all.

The order is what makes a kill harmless: rows are mapped into a scratch folder; the file, the
rows and the problems take their places under names that nothing reads yet; then one write puts
facts and marker into the graph and publishes it. Before that write the load never happened;
after it only the log line can be missing, and ``verify`` adds it.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from kg import sources
from kg.case.desk import Desk
from kg.case.folder import write_atomically
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
    _place_files(desk, order.path, reading, scratch)
    order.on_phase("quads")
    before, after = desk.index(), desk.ledger(plus=[reading.sha256]).index()
    promoted = {source.sha256 for source in [*desk.sources(), marker] if source.promoted}
    changes = after.changes(before, promoted)
    order.on_phase("marker")
    desk.put(changes, marker)
    order.on_phase("log")
    write_log_line(desk, marker)
    desk.ledger().keep_only(before.digest, after.digest)
    return _report(reading, balances, marker, before, after)


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
    shutil.copyfile(path, kept)
    kept.chmod(0o400)
    problems = "".join(to_json(problem) + "\n" for problem in reading.problems)
    write_atomically(folder.problems / f"{reading.sha256}.jsonl", problems.encode())
    desk.ledger().publish(scratch, reading)


def write_log_line(desk: Desk, source: Source, *, recovered: bool = False) -> None:
    """Say in the custody log what was loaded, and whether the line was added afterwards."""
    from kg import __version__

    facts = {
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
    desk.folder.log.append("load", **facts, **({"recovered": True} if recovered else {}))


def _report(
    reading: Reading, balances: BalanceReport, marker: Source, before: Index, after: Index
) -> LoadReport:
    pairs = _states(after, "pair") - _states(before, "pair")
    met, known = after.counterparties(marker.sha256)
    return LoadReport(
        source=marker,
        layouts=tuple(dict.fromkeys(member.layout for member in reading.members)),
        skipped_reasons=Counter(skipped.reason for skipped in reading.skipped),
        problem_reasons=Counter(problem.reason for problem in reading.problems),
        first_problems=tuple(reading.problems[:SHOWN]),
        warnings=tuple(reading.warnings),
        counterparties=met,
        counterparties_matched=known,
        balances_checked=balances.checked,
        balances_failed=balances.failed,
        pairs=pairs["paired"],
        pairs_ambiguous=pairs["ambiguous"],
        reversals=(_states(after, "reversal") - _states(before, "reversal")).total(),
    )


def _states(index: Index, table: str) -> Counter[str]:
    return Counter(row["state"] for row in index.table(table))
