"""What cases share, and leaked data beside their lists: a table and a few sentences."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.cli.screen import Row, Screen, json_form
from kg.messages import Message
from kg.model.linking import BATCH
from kg.schema import load_schema
from kg.values.moments import local_time, named_zone

if TYPE_CHECKING:
    from datetime import tzinfo

    from kg.case import Case
    from kg.model import CaseLinks, LeakOverlap, SharedSide, SharedThing


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
    """Return what one case says: the handle, how many facts, from when to when, the first rows."""
    handle = side.handle if not side.handle.startswith("urn:") else f"…{side.thing[-8:]}"
    told = {"handle": f"{side.case} {handle}", "facts": side.facts}
    if side.first and side.last:
        days = [local_time(time, zone)[:10] for time in (side.first, side.last)]
        text = screen.word("link-side-facts", **told, first=days[0], last=days[1])
    else:
        text = screen.word("link-side-undated", **told)
    harmed = [screen.word("link-harmed")] if side.harmed else []
    schema = load_schema()
    roles = [
        screen.word("page-alleged", role=schema.kind(role).label(screen.lang))
        for role in side.roles
        if schema.has_kind(role)
    ]
    rows = [f"({' ; '.join(side.places)})"] if side.places else []
    return " ".join([text, *harmed, *roles, *rows])


def _show_leaks(links: CaseLinks, screen: Screen, zone: tzinfo) -> None:
    screen.line()
    if not links.leaks:
        screen.say("link-no-leaks")
        return
    screen.say("link-leaks")
    for one in links.leaks:
        _show_leak(one, screen, zone)


def _show_leak(one: LeakOverlap, screen: Screen, zone: tzinfo) -> None:
    facts = {
        "batch": screen.word("link-list-data", name=one.batch, case=one.batch_case),
        "list": _list(one, screen),
        "found": one.found_after,
        "share": _percent(one.share),
        "part": _percent(one.batch_share),
        "subset": "yes" if one.subset else "no",
    }
    if one.against == BATCH:
        screen.say("link-leak-batches", **facts)
        return
    more = {"after": one.after, "people": one.batch_people}
    if one.sold is None:
        screen.say("link-leak-undated", **facts, **more)
    else:
        screen.say("link-leak-line", **facts, **more, sold=local_time(one.sold, zone))
    if before := one.found - one.found_after:
        screen.say("link-leak-before", count=before)
    if one.order is not None:
        screen.say("link-leak-order", share=_percent(one.order), pairs=one.pairs)
    if one.classes:
        texts = [f"{_class(c.information, screen)} {c.people}" for c in one.classes]
        screen.say("link-leak-classes", classes=screen.word("comma").join(texts))


def _list(one: LeakOverlap, screen: Screen) -> str:
    if one.against == BATCH:
        return screen.word("link-list-batch", name=one.list, case=one.case)
    if one.list:
        return screen.word("link-list-called", name=one.list, case=one.case)
    return screen.word("link-list-victims", case=one.case)


def _class(code: str, screen: Screen) -> str:
    """Return a class of information in words."""
    value = next((v for v in load_schema().listed("InformationClass") if v.code == code), None)
    return value.label(screen.lang) if value else screen.word("link-unclassified")


def _percent(share: Decimal) -> str:
    return f"{share * 100:.1f}%"
