"""What cases share, and leaked data beside their lists: a table and a few sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.case.linking.link_words import leak_sentences, side_words
from kg.cli.screen import Row, Screen, json_form
from kg.messages import Message
from kg.schema import load_schema
from kg.values.moments import named_zone

if TYPE_CHECKING:
    from datetime import tzinfo

    from kg.case import Case
    from kg.model import CaseLinks, SharedSide, SharedThing


def show_links(links: CaseLinks, case: Case, screen: Screen, *, show_values: bool) -> None:
    """Which cases, what they share by grade, then each overlap of leaked data in sentences."""
    screen.document({"lead": Message("link-innocent"), **json_form(links)})
    zone = named_zone(case.folder.settings().zone)
    count = sum(links.counts.values())
    screen.say("link-title", cases=len(links.cases), count=count)
    grades = [f"{screen.word(f'link-grade-{grade}')} {n}" for grade, n in links.counts.items()]
    if grades:
        screen.line(f"  {' · '.join(grades)}")
    cases: list[Row] = [(one.letter, one.name, one.sources) for one in links.cases]
    screen.table(screen.word("link-cases"), ("link-letter", "link-case", "link-rows-no"), cases)
    if links.shared:
        title = screen.word("link-shared-shown" if show_values else "link-shared")
        columns = ("link-identifier", "link-grade", "link-periods", "link-side")
        rows = [row for one in links.shared for row in _rows(one, screen, zone)]
        screen.table(title, columns, rows)
        for caution in dict.fromkeys(one.caution for one in links.shared):
            screen.line(f"  · {caution.text(screen.lang)}")
    elif len(links.cases) > 1:
        screen.say("link-nothing-shared")
    if links.cut:
        screen.say("link-cut", count=links.cut)
    _show_leaks(links, screen, zone)
    for warning in links.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")
    screen.say("link-innocent")


def _rows(one: SharedThing, screen: Screen, zone: tzinfo) -> Iterator[Row]:
    """Yield a line for each case that knows the thing; the first also says what it is."""
    head = (
        f"{load_schema().kind(one.kind).label(screen.lang)} {one.shown}",
        screen.word(f"link-grade-{one.grade}"),
        screen.word(f"link-periods-{one.periods}"),
    )
    for number, side in enumerate(one.sides):
        yield (*(("", "", "") if number else head), _side(side, screen, zone))


def _side(side: SharedSide, screen: Screen, zone: tzinfo) -> str:
    """Return what one case says, in one line."""
    return " ".join(screen.message(part) for part in side_words(side, load_schema(), zone))


def _show_leaks(links: CaseLinks, screen: Screen, zone: tzinfo) -> None:
    screen.line()
    if not links.leaks:
        screen.say("link-no-leaks")
        return
    screen.say("link-leaks")
    for leak in links.leaks:
        for said in leak_sentences(leak, load_schema(), zone):
            screen.line(screen.message(said))
