"""What hangs on an item: the facts, and each conclusion with it and without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.cli.render.tables import SHOWN
from kg.cli.screen import Row, Screen, json_form
from kg.messages import Message
from kg.model.exclusion import FALLS, LESS, OTHERWISE, STANDS, UNKNOWN
from kg.schema import load_schema
from kg.values.money import amount_figure

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import Evidence, Exclusion, HangingConclusion

PLACES = 3
"""Rows that are named in a cell; what is more is counted."""
MOST = 5
"""Conclusions of one kind in a table; payments told twice are many."""


def show_exclusion(result: Exclusion, case: Case, screen: Screen) -> None:
    """Which facts fall, then the conclusions: what falls, what has less, what is told otherwise."""
    names = {source.sha256: source.name for source in case.evidence.sources()}
    screen.document({"lead": Message("not-an-opinion"), **json_form(result), "files": names})
    files = {sha for item in result.items for sha in item.files}
    typed = screen.word("comma").join(item.typed for item in result.items)
    rows = sum(item.rows for item in result.items)
    screen.say("without-title", items=typed, rows=rows, files=len(files))
    _show_facts(result, screen)
    for state in (FALLS, LESS, OTHERWISE, UNKNOWN):
        _show_state(state, result, names, screen)
    standing = result.of_state(STANDS)
    if len(standing) == len(result.conclusions) and not result.facts:
        screen.say("without-nothing")
    elif standing:
        screen.say("without-stands", count=len(standing))
        screen.line(f"  {_counts(standing, screen)}")
    for warning in result.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")
    screen.say("without-case-unchanged")
    screen.say("not-an-opinion")


def _show_facts(result: Exclusion, screen: Screen) -> None:
    schema = load_schema()
    rows: list[Row] = [
        (schema.kind(fact.kind).label(screen.lang), fact.before, fact.falls, fact.weaker, fact.new)
        for fact in sorted(result.facts, key=lambda one: (-one.falls, -one.weaker, one.kind))
    ]
    if rows:
        columns = ("fact-class", "facts-before", "facts-fall", "facts-weaker", "facts-new")
        screen.table(screen.word("without-facts"), columns, rows)


def _show_state(state: str, result: Exclusion, names: dict[str, str], screen: Screen) -> None:
    conclusions = result.of_state(state)
    if not conclusions:
        return
    shown = list(_first_of_each(conclusions))
    rows = [row for one in shown for row in _rows(one, result, names, screen)]
    columns = ("conclusion", "what-of-it", "with-it", "without-it", "rests-on")
    title = screen.word(f"without-{state}", count=len(conclusions))
    screen.table(title, columns, rows)
    if more := len(conclusions) - len(shown):
        screen.say("without-more-in-json", count=more)


def _first_of_each(conclusions: Sequence[HangingConclusion]) -> Iterator[HangingConclusion]:
    """Yield the first conclusions of each kind; questions, of which there are few, all."""
    seen: Counter[str] = Counter()
    for conclusion in conclusions:
        seen[conclusion.kind] += 1
        if seen[conclusion.kind] <= (SHOWN * 4 if conclusion.kind == "question" else MOST):
            yield conclusion


def _rows(
    one: HangingConclusion, result: Exclusion, names: dict[str, str], screen: Screen
) -> Iterator[Row]:
    """Yield a line for each figure that differs; a conclusion without any has one line."""
    name = _name(one, result, screen)
    places = _places(one.rows, names, screen)
    figures = [figure for figure in one.figures if figure.before != figure.after]
    if not figures:
        yield name, one.why.text(screen.lang) if one.why else "", "", "", places
        return
    for number, figure in enumerate(figures):
        before, after = (_amount(n, figure.currency) for n in (figure.before, figure.after))
        head = (name, places) if not number else ("", "")
        yield head[0], screen.word(f"figure-{figure.name}"), before, after, head[1]
    if one.why:
        yield "", one.why.text(screen.lang), "", "", ""


def _name(one: HangingConclusion, result: Exclusion, screen: Screen) -> str:
    kind, name = screen.word(f"conclusion-{one.kind}"), one.name
    if name.startswith("urn:"):
        name = f"…{name[-8:]}"
    title = result.titles.get(one.name)
    return f"{kind} {name}" + (f" {title.text(screen.lang)}" if title else "")


def _amount(amount: Decimal, currency: str) -> str:
    return f"{amount_figure(amount)} {currency}" if currency else f"{amount:,}"


def _places(rows: Sequence[Evidence], names: dict[str, str], screen: Screen) -> str:
    """Return the first rows by file and place, and how many there are."""
    if not rows:
        return ""
    by_file: dict[str, list[str]] = {}
    for row in rows[:PLACES]:
        by_file.setdefault(row.sha256, []).append(screen.place(row.locator))
    some = [f"{names.get(sha, '')} {' · '.join(places)}" for sha, places in by_file.items()]
    more = [screen.word("without-row-count", count=len(rows))] if len(rows) > PLACES else []
    return " · ".join(more + some)


def _counts(conclusions: Iterable[HangingConclusion], screen: Screen) -> str:
    counts = Counter(conclusion.kind for conclusion in conclusions)
    return " · ".join(
        screen.word("without-of-kind", kind=screen.word(f"conclusion-{kind}"), count=count)
        for kind, count in counts.items()
    )
