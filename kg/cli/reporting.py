"""Results of loading as tables: what was read, stored, left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg.cli.showing import Row, Screen
from kg.errors import SourceError
from kg.graph.checkpoints import KEPT
from kg.limits import LIMITS
from kg.records import to_plain
from kg.schema import load_schema
from kg.text import visible

if TYPE_CHECKING:
    from kg.case import Case
    from kg.case.intake import LeftOut
    from kg.cli.reasons import Reasons
    from kg.model import BrokenRule, LoadReport, Problem, Skipped, Source, UnreadColumn

SHOWN_PROBLEMS = 5


def show_loads(
    reports: Sequence[LoadReport],
    refusals: Sequence[SourceError],
    left_out: Sequence[LeftOut],
    screen: Screen,
    *,
    are_refusals_shown: bool = False,
) -> None:
    """Every refusal, then one line a file, what was left out, what the rows have in common."""
    screen.document(
        {
            "loaded": [to_plain(r) for r in reports],
            "refused": [str(e) for e in refusals],
            "left_out": [to_plain(one) for one in left_out],
        }
    )
    if not are_refusals_shown:
        show_refusals(refusals, screen)
    columns = ("file", "layout", "read", "stored", "skipped", "problems", "note")
    if reports:
        screen.table(screen.word("loaded_title"), columns, (_load_row(r, screen) for r in reports))
    show_left_out(left_out, screen)
    for report in reports:
        _show_details(report, screen)


def show_refusals(refusals: Sequence[SourceError], screen: Screen) -> None:
    """Show each file that was refused, and why."""
    for refusal in refusals:
        screen.line(f"  ✗ {screen.reasons().error(refusal)}")


def show_left_out(left_out: Sequence[LeftOut], screen: Screen) -> None:
    """Show what of the folders was not loaded, each with the reason."""
    for one in left_out:
        screen.say("left_out", name=visible(one.name), reason=screen.reasons()(one.reason))


def _load_row(report: LoadReport, screen: Screen) -> Row:
    source = report.source
    note = screen.word("already_loaded", sha=source.sha256[:12]) if report.already else ""
    note = screen.word("loaded_again") if report.again else note
    counts = (source.read, source.stored, source.skipped, source.problems)
    return (source.name, source.layout, *counts, note)


def _show_details(report: LoadReport, screen: Screen) -> None:
    if report.already:
        return
    tell = screen.reasons(report.layouts)
    lines = [*_kept_how(report, screen), *map(tell, report.warnings), *_found(report, screen)]
    lines += [*unread_lines(report.unread, screen), *_skipped(report, tell, screen)]
    lines += _refused(report, tell, screen)
    lines += broken_lines(report.broken, tell, screen)
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


def _found(report: LoadReport, screen: Screen) -> Iterator[str]:
    """Yield what rows say together: who is known already, what is told twice, what undone."""
    if report.scope:
        yield screen.word("in_scope", scope=visible(report.scope)).strip()
    if report.kept_apart:
        like = visible(report.kept_apart_like)
        yield screen.word("alike_apart", count=report.kept_apart, like=like)
    if report.counterparties:
        known = {"matched": report.counterparties_matched, "all": report.counterparties}
        yield screen.word("counterparties", **known)
    if report.balances_checked:
        yield balance_line(report.balances_checked, report.balances_failed, screen)
    if report.pairs or report.pairs_ambiguous:
        pairs = {"pairs": report.pairs, "ambiguous": report.pairs_ambiguous}
        yield screen.word("pairs_found", **pairs)
    if report.rails or report.rails_ambiguous:
        rails = {"rails": report.rails, "ambiguous": report.rails_ambiguous}
        yield screen.word("rails_found", **rails)
    if report.reversals:
        yield screen.word("reversals_found", count=report.reversals)
    if report.conflicts:
        yield screen.word("conflicts_found", count=report.conflicts)
    if report.listed:
        yield screen.word("listed_found", count=report.listed)
    if not report.counted:
        yield screen.word("counted_later")


def balance_line(checked: int, failed: int, screen: Screen) -> str:
    """Return how many rows a running balance checks, and how many do not follow."""
    return screen.word("balances", checked=checked, failed=failed)


def unread_lines(unread: Sequence[UnreadColumn], screen: Screen) -> Iterator[str]:
    """Yield which filled columns stand in the rows only, and which a person said to ignore."""
    kinds = {
        "columns_ignored": [one for one in unread if one.ignored],
        "columns_kept": [one for one in unread if one.known and not one.ignored],
        "columns_unused": [one for one in unread if not one.known and not one.ignored],
    }
    several = len({one.member for one in unread}) > 1
    for key, some in kinds.items():
        if some:
            yield screen.word(key, names=" · ".join(_column_names(some, several)))


def _column_names(some: Sequence[UnreadColumn], several: bool) -> Iterator[str]:
    for one in some:
        yield visible(f"{one.member}: {one.name}" if several and one.member else one.name)


def _skipped(report: LoadReport, tell: Reasons, screen: Screen) -> Iterator[str]:
    """Yield one line for all that is rightly no row, by reason."""
    counts: Counter[str] = Counter()
    for reason, count in report.skipped_reasons.items():
        counts[tell(reason)] += count
    if counts:
        yield screen.word(
            "skipped_why", why=" · ".join(f"{why} {count:,}" for why, count in counts.most_common())
        )


def _refused(report: LoadReport, tell: Reasons, screen: Screen) -> Iterator[str]:
    """Yield the first rows that could not be stored, and how many more there are."""
    for problem in report.first_problems[:SHOWN_PROBLEMS]:
        yield screen.word(
            "problem_line", place=tell.place(problem.locator), reason=tell(problem.reason)
        )
    if (more := report.source.problems - SHOWN_PROBLEMS) > 0:
        yield screen.word("more_problems", count=more)


def broken_lines(broken: Sequence[BrokenRule], tell: Reasons, screen: Screen) -> Iterator[str]:
    """Yield the rules that new facts break, the gravest and most often broken first."""
    for rule in broken[: LIMITS.check_listed]:
        yield screen.word(
            "broken_rule",
            severity=screen.word(f"severity_{rule.first.severity.lower()}"),
            rule=rule.first.said.in_(screen.lang),
            count=rule.count,
            place=tell.place(rule.place),
        )
    if (more := len(broken) - LIMITS.check_listed) > 0:
        yield screen.word("broken_more", count=more)


def show_problems(problems: Iterable[Problem], sources: Iterable[Source], screen: Screen) -> None:
    """Every problem with its file and place."""
    held, found = list(sources), list(problems)
    names = {source.sha256: source.name for source in held}
    screen.document([to_plain(p) | {"file": names.get(p.sha256, "")} for p in found])
    tells = {source.sha256: screen.reasons([source.layout]) for source in held}
    plain = screen.reasons()
    rows = []
    for one in found:
        tell = tells.get(one.sha256, plain)
        place, reason = tell.place(one.locator), tell(one.reason)
        rows.append((names.get(one.sha256, ""), place, one.code, reason, one.text[:60]))
    columns = ("file", "place", "code", "reason", "text")
    screen.table(screen.word("problems_title", count=len(rows)), columns, rows)


def show_skipped(skipped: Iterable[tuple[Source, Skipped]], screen: Screen) -> None:
    """Every line that is rightly no fact, with its file, place and reason."""
    found = list(skipped)
    screen.document([to_plain(row) | {"file": source.name} for source, row in found])
    tell = screen.reasons()
    rows = [(source.name, tell.place(row.locator), tell(row.reason)) for source, row in found]
    title = screen.word("skipped_title", count=len(rows))
    screen.table(title, ("file", "place", "reason"), rows)


def show_pairs(case: Case, screen: Screen) -> None:
    """Every pair, ambiguous candidate and rejected pair."""
    from kg.schema import load_schema

    found = list(case.money.pairs())
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
    _show_conflicts(case, screen)


def _show_conflicts(case: Case, screen: Screen) -> None:
    """Every row that tells a number of its issuer otherwise than another row; none is chosen."""
    names = {source.sha256: source.name for source in case.evidence.sources()}
    found = sorted(
        case.money.conflicts(), key=lambda row: (row["id"], row["sha256"], row["row_no"])
    )
    rows = [
        (
            _telling(case, row["own_id"]),
            case.lookup.handle(row["source"]),
            case.lookup.handle(row["target"]),
            row["amount"],
            row["currency"],
            row["status"],
            " ".join(filter(None, [names[row["sha256"]], row["member"], str(row["row_no"])])),
        )
        for row in found
    ]
    if rows:
        columns = ("handle", "leg_from", "leg_to", "amount", "currency", "state", "place")
        count = len({row["id"] for row in found})
        screen.table(screen.word("conflicts_title", count=count), columns, rows)


def _telling(case: Case, link: str) -> str:
    """Return the handle of a telling, or the end of its id where its payment has another's."""
    handle = case.lookup.handle(link)
    return f"…{link[-8:]}" if link and handle == link else handle
