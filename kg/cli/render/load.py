"""Verbs that put a mistake right: a source goes out, an action is taken back or done again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kg.cli.render.tables import SHOWN
from kg.cli.screen import Row, Screen
from kg.errors import SourceError
from kg.limits import LIMITS
from kg.schema import load_schema
from kg.text import visible

if TYPE_CHECKING:
    from kg.case import Case
    from kg.case.evidence.input_files import IgnoredPath
    from kg.model import BrokenRule, LoadReport, Resting, UnreadColumn


def show_resting(resting: Sequence[Resting], case: Case, screen: Screen) -> None:
    """Say which judgements wait for rows that are no longer in the case."""
    if not resting:
        return
    screen.say("resting", count=len(resting))
    for fact in resting[:SHOWN]:
        screen.say(f"resting-{fact.kind}", what=case.lookup.handle(fact.what), rows=fact.rows)
    if len(resting) > SHOWN:
        screen.say("cut", count=len(resting) - SHOWN)


SHOWN_PROBLEMS = 5


def show_loads(
    reports: Sequence[LoadReport],
    refusals: Sequence[SourceError],
    left_out: Sequence[IgnoredPath],
    screen: Screen,
    *,
    are_refusals_shown: bool = False,
    proposals: Sequence[Mapping[str, object]] = (),
) -> None:
    """Every refusal, then one line a file, what was left out, what the rows have in common."""
    screen.document(
        {
            "loaded": reports,
            "refused": [str(e) for e in refusals],
            "left_out": left_out,
            **({"proposals": proposals} if proposals else {}),
        }
    )
    if not are_refusals_shown:
        show_refusals(refusals, screen)
    columns = ("file", "layout", "read", "stored", "skipped", "problems", "note")
    if reports:
        screen.table(screen.word("loaded-title"), columns, (_load_row(r, screen) for r in reports))
    show_left_out(left_out, screen)
    for report in reports:
        _show_details(report, screen)


def show_refusals(refusals: Sequence[SourceError], screen: Screen) -> None:
    """Show each file that was refused, and why."""
    for refusal in refusals:
        screen.line(f"  ✗ {screen.error(refusal)}")


def show_left_out(left_out: Sequence[IgnoredPath], screen: Screen) -> None:
    """Show what of the folders was not loaded, each with the reason."""
    for path in left_out:
        screen.say("left-out", name=visible(path.name), reason=screen.message(path.reason))


def _load_row(report: LoadReport, screen: Screen) -> Row:
    source = report.source
    note = screen.word("already-loaded", sha=source.sha256[:12]) if report.already else ""
    note = screen.word("loaded-again") if report.again else note
    counts = (source.read, source.stored, source.skipped, source.problems)
    return (source.name, source.layout, *counts, note)


def _show_details(report: LoadReport, screen: Screen) -> None:
    if report.already:
        return
    warnings = [screen.message(warning, report.layouts) for warning in report.warnings]
    lines = [*_kept_how(report, screen), *warnings, *_match_lines(report, screen)]
    lines += [*unread_lines(report.unread, screen), *_skipped(report, screen)]
    lines += [*_refused(report, screen), *broken_lines(report.broken, screen)]
    if lines:
        screen.line(f"  {report.source.name}")
    for line in lines:
        screen.line(f"    · {line}")


def _kept_how(report: LoadReport, screen: Screen) -> Iterator[str]:
    """Yield what is kept of a file that is not copied, and of leaked data what it holds."""
    if report.linked and not report.batch:
        yield screen.word("linked-only")
    if not report.batch:
        return
    yield screen.word("batch-sealed")
    schema = load_schema()
    for name, count in report.batch.items():
        yield screen.word("batch-count", what=schema.property(name).label(screen.lang), count=count)
    yield screen.word("batch-not-one")
    if report.in_clear:
        from kg.graph.oxigraph_engine import KEPT

        yield screen.word("in-clear", more=KEPT)


def _match_lines(report: LoadReport, screen: Screen) -> Iterator[str]:
    """Yield what rows say together: who is known already, what is there twice, what is undone."""
    if report.scope:
        yield screen.word("in-scope", scope=visible(report.scope)).strip()
    if report.kept_apart:
        like = visible(report.kept_apart_like)
        yield screen.word("alike-apart", count=report.kept_apart, like=like)
    if report.counterparties:
        known = {"matched": report.counterparties_matched, "all": report.counterparties}
        yield screen.word("counterparties", **known)
    if report.balances_checked:
        yield balance_line(report.balances_checked, report.balances_failed, screen)
    if report.pairs or report.pairs_ambiguous:
        pairs = {"pairs": report.pairs, "ambiguous": report.pairs_ambiguous}
        yield screen.word("pairs-found", **pairs)
    if report.rails or report.rails_ambiguous:
        rails = {"rails": report.rails, "ambiguous": report.rails_ambiguous}
        yield screen.word("rails-found", **rails)
    if report.reversals:
        alone = report.reversals_alone
        yield screen.word("reversals-found", count=report.reversals, alone=alone)
    if report.conflicts:
        yield screen.word("conflicts-found", count=report.conflicts)
    if report.listed:
        yield screen.word("listed-found", count=report.listed)
    if not report.counted:
        yield screen.word("counted-later")


def balance_line(checked: int, failed: int, screen: Screen) -> str:
    """Return how many rows a running balance checks, and how many do not follow."""
    return screen.word("balances", checked=checked, failed=failed)


def unread_lines(unread: Sequence[UnreadColumn], screen: Screen) -> Iterator[str]:
    """Yield which filled columns stand in the rows only, and which a person said to ignore."""
    kinds = {
        "columns-ignored": [column for column in unread if column.ignored],
        "columns-kept": [column for column in unread if column.known and not column.ignored],
        "columns-unused": [column for column in unread if not column.known and not column.ignored],
    }
    several = len({column.member for column in unread}) > 1
    for key, some in kinds.items():
        if some:
            yield screen.word(key, names=" · ".join(_column_names(some, several)))


def _column_names(some: Sequence[UnreadColumn], several: bool) -> Iterator[str]:
    for column in some:
        yield visible(
            f"{column.member}: {column.name}" if several and column.member else column.name
        )


def _skipped(report: LoadReport, screen: Screen) -> Iterator[str]:
    """Yield one line for all that is rightly no row, by reason."""
    counts: Counter[str] = Counter()
    for reason, count in report.skipped_reasons.items():
        counts[screen.message(reason, report.layouts)] += count
    if counts:
        yield screen.word(
            "skipped-why", why=" · ".join(f"{why} {count:,}" for why, count in counts.most_common())
        )


def _refused(report: LoadReport, screen: Screen) -> Iterator[str]:
    """Yield the first rows that could not be stored, and how many more there are."""
    for problem in report.first_problems[:SHOWN_PROBLEMS]:
        reason = screen.message(problem.reason, report.layouts)
        yield screen.word("problem-line", place=screen.place(problem.locator), reason=reason)
    if (more := report.source.problems - SHOWN_PROBLEMS) > 0:
        yield screen.word("more-problems", count=more)


def broken_lines(broken: Sequence[BrokenRule], screen: Screen) -> Iterator[str]:
    """Yield the rules that new facts break, the gravest and most often broken first."""
    for rule in broken[: LIMITS.check_listed]:
        yield screen.word(
            "broken-rule",
            severity=screen.word(f"severity-{rule.first.severity.lower()}"),
            rule=rule.first.said.text(screen.lang),
            count=rule.count,
            place=screen.place(rule.place),
        )
    if (more := len(broken) - LIMITS.check_listed) > 0:
        yield screen.word("broken-more", count=more)
