"""Results of loading as tables: what was read, stored, left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg.cli.showing import Row, Screen
from kg.errors import SourceError
from kg.graph.checkpoints import KEPT
from kg.records import to_plain
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import LoadReport, Problem, Source

SHOWN_PROBLEMS = 5


def show_loads(
    reports: Sequence[LoadReport], refusals: Sequence[SourceError], screen: Screen
) -> None:
    """One line a file, then every refusal, then what the rows have in common."""
    screen.document(
        {"loaded": [to_plain(r) for r in reports], "refused": [str(e) for e in refusals]}
    )
    columns = ("file", "layout", "read", "stored", "skipped", "problems", "note")
    if reports:
        screen.table(screen.word("loaded_title"), columns, (_load_row(r, screen) for r in reports))
    for refusal in refusals:
        screen.line(f"  ✗ {refusal}")
    for report in reports:
        _show_details(report, screen)


def _load_row(report: LoadReport, screen: Screen) -> Row:
    source = report.source
    note = screen.word("already_loaded", sha=source.sha256[:12]) if report.already else ""
    note = screen.word("loaded_again") if report.again else note
    counts = (source.read, source.stored, source.skipped, source.problems)
    return (source.name, source.layout, *counts, note)


def _show_details(report: LoadReport, screen: Screen) -> None:
    if report.already:
        return
    lines = [*_kept_how(report, screen), *report.warnings]
    if report.counterparties:
        lines.append(
            screen.word(
                "counterparties", matched=report.counterparties_matched, all=report.counterparties
            )
        )
    if report.balances_checked:
        lines.append(
            screen.word("balances", failed=report.balances_failed, checked=report.balances_checked)
        )
    if report.pairs or report.pairs_ambiguous:
        lines.append(
            screen.word("pairs_found", pairs=report.pairs, ambiguous=report.pairs_ambiguous)
        )
    if report.rails or report.rails_ambiguous:
        lines.append(
            screen.word("rails_found", rails=report.rails, ambiguous=report.rails_ambiguous)
        )
    if report.reversals:
        lines.append(screen.word("reversals_found", count=report.reversals))
    if report.listed:
        lines.append(screen.word("listed_found", count=report.listed))
    if not report.counted:
        lines.append(screen.word("counted_later"))
    lines += [f"{reason}: {count:,}" for reason, count in report.skipped_reasons.items()]
    lines += [f"{p.locator}: {p.reason}" for p in report.first_problems[:SHOWN_PROBLEMS]]
    if lines:
        screen.line(f"  {report.source.name}")
    for line in lines:
        screen.line(f"    · {line}")


def _kept_how(report: LoadReport, screen: Screen) -> Iterator[str]:
    """Yield what is kept of a file that is not copied, and of leaked data what it holds."""
    if report.linked and not report.batch:
        yield screen.word("linked_only")
    if not report.batch:
        return
    yield screen.word("batch_sealed")
    schema = load_schema()
    for name, count in report.batch.items():
        yield screen.word("batch_count", what=schema.property(name).label(screen.lang), count=count)
    yield screen.word("batch_not_one")
    if report.in_clear:
        yield screen.word("in_clear", more=KEPT)


def show_problems(problems: Iterable[Problem], sources: Iterable[Source], screen: Screen) -> None:
    """Every problem with its file and place."""
    names = {source.sha256: source.name for source in sources}
    found = list(problems)
    screen.document([to_plain(p) | {"file": names.get(p.sha256, "")} for p in found])
    rows = [(names.get(p.sha256, ""), p.locator, p.code, p.reason, p.text[:60]) for p in found]
    columns = ("file", "place", "code", "reason", "text")
    screen.table(screen.word("problems_title", count=len(rows)), columns, rows)


def show_pairs(case: Case, screen: Screen) -> None:
    """Every pair, ambiguous candidate and rejected pair."""
    from kg.schema import load_schema

    found = list(case.pairs())
    screen.document(found)
    kinds = {kind.name: kind.label(screen.lang) for kind in load_schema().kinds()}
    rows = [
        (
            kinds[p["kind"]],
            _telling(case, p["id_a"]),
            _telling(case, p["id_b"]),
            p["amount"],
            p["currency"],
            p["seconds_apart"],
            screen.word(f"pair_{p['state']}"),
        )
        for p in found
    ]
    columns = ("kind", "one", "other", "amount", "currency", "seconds_apart", "state")
    screen.table(screen.word("pairs_title", count=len(rows)), columns, rows)


def _telling(case: Case, link: str) -> str:
    """Return the handle of a telling, or the end of its id where its payment has another's."""
    handle = case.handle(link)
    return f"…{link[-8:]}" if link and handle == link else handle
