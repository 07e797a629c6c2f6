"""How a layout says that the times of a table are written: whether day or month is first, and more.

A year may have two digits, and a day may have none: then the lines above the table tell the year.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from kg.messages import Message
from kg.sources.proposal.answers import OUR_CALENDAR, said_calendar, said_order
from kg.sources.proposal.cell_forms import TimeForm, some_of, told_by_neighbours
from kg.sources.proposal.column_roles import TableColumn
from kg.sources.proposal.own_account import statement_month
from kg.sources.proposal.proposal import PossibleAnswer
from kg.sources.proposal.short_years import short_year_formats
from kg.sources.proposal.table_draft import TableDraft
from kg.values import Refused
from kg.values.eras import ERAS, latest_time
from kg.values.moments import parse_time
from kg.values.statement_days import day_formats

_DAY_FIRST = "day-first"
_OF_THAILAND = "buddhist"
_EARLY = 631_152_000_000_000
"""The first moment of 1990: no statement of these days is older, but for one of other years."""
_YEAR_FIRST, _OF_JAPAN = "year-first", "reiwa"
_YEAR_FIRST_THERE = ("JP", "KR", "TW", "CN", "HU")
_ORDERS = (_DAY_FIRST, "month-first")


def tell_day_order(draft: TableDraft) -> None:
    """Find out whether the day or the month comes first by the day beside that of booking."""
    time = draft.of("time")
    if time is None or time.time is None or time.time.day_first != "ask":
        return
    rows = list(draft.sample.rows)
    for other in (c for c in draft.all_of("other_time") if c.time):
        both = [(row[time.place], row[other.place]) for row in rows]
        both = [pair for pair in both if all(pair)]
        first = told_by_neighbours(both)
        if first is not None:
            time.time = replace(time.time, day_first=first)
            order = Message("day-first" if first else "month-first")
            draft.proven.append(Message("booked-days-tell", order=order, other=other.name))
            return


def settle_calendar(draft: TableDraft, *, happened: bool) -> None:
    """Find out of which calendar the years are, so that no row lies in the future unasked.

    Args:
        draft: The table.
        happened: Whether the times are those of what happened, not of what a list says of things.

    Raises:
        LayoutError: A column that is said to tell the time does not, or the years lie in the
            future under the calendar that was said.
    """
    for column in (c for c in draft.all_of("time", "clock") if c.time is None):
        what = Message("no-times-that-kg-reads", column=column.name, cells=column.cells[:2])
        raise draft.refusal(what, Message("say-roles"))
    time = draft.of("time")
    if time is None or time.time is None or time.time.no_year or not happened:
        return
    said = said_calendar(draft.answers)
    if said == OUR_CALENDAR:
        return
    if said:
        first = True if said == _OF_THAILAND else None
        time.time = replace(time.time, era=said, short_year=(), day_first=first)
        if _are_in_the_future(time, ""):
            raise draft.refusal(_in_the_future(time), Message("write-the-calendar"))
        return
    if time.time.short_year:
        _settle_short_years(draft, time, time.time)
    elif time.time.era:
        draft.proven.append(Message(f"years-of-{time.time.era}", text=time.cells[0]))
    elif _are_in_the_future(time, said_order(draft.answers)):
        _ask_calendar(draft, time)


def _settle_short_years(draft: TableDraft, time: TableColumn, form: TimeForm) -> None:
    """Leave the orders of day, month and year under which no row lies in the future."""
    orders = (said_order(draft.answers),) if said_order(draft.answers) else form.short_year
    left = tuple(order for order in orders if not _are_in_the_future(time, order))
    home = draft.home.certain or draft.home.likely
    if home is not None and home.code == "TH" and "day-first" in form.short_year:
        early = left and max(_moments(time, "day-first"), default=0) < _EARLY
        if not left or early:
            draft.proven.append(Message("years-of-buddhist", text=time.cells[0]))
            time.time = replace(form, era=_OF_THAILAND, short_year=(), day_first=True)
            return
    if not left:
        _ask_calendar(draft, time)
        return
    if draft.answers.dates:
        return
    if draft.table.zh or (home is not None and home.code in _YEAR_FIRST_THERE):
        left = tuple(sorted(left, key=lambda order: order != _YEAR_FIRST))
    time.time = replace(form, short_year=left)
    eras = [era for era in _possible_eras(time) if era == _OF_JAPAN]
    if eras and _YEAR_FIRST in left and home is not None and home.code == "JP":
        what = Message("years-of-which-calendar", column=time.name, cells=time.cells[:2])
        draft.ask("dates", what, _answers((*eras, *left), time))


def _possible_eras(time: TableColumn) -> list[str]:
    """Return the calendars under which the times of a column are those of the last decades."""
    form = time.time
    assert form
    possible = []
    for era in ERAS:
        first = True if era == _OF_THAILAND else None
        tried = replace(form, era=era, short_year=(), day_first=first)
        moments = _moments_as(time, tried, "")
        if moments and min(moments) > _EARLY and max(moments) <= latest_time():
            possible.append(era)
    return possible


def _answers(texts: Iterable[str], time: TableColumn) -> list[PossibleAnswer]:
    cell = time.cells[0]
    return [PossibleAnswer(text, Message(f"answer-{text}", text=cell)) for text in texts]


def _ask_calendar(draft: TableDraft, time: TableColumn) -> None:
    """Ask of which calendar years in the future are.

    Raises:
        LayoutError: Which of day and month comes first was said, and only one thing can be.
    """
    if draft.answers.dates:
        raise draft.refusal(_in_the_future(time), Message("write-the-calendar"))
    answers = _answers((*_possible_eras(time), OUR_CALENDAR), time)
    draft.ask("dates", _in_the_future(time), answers)


def _in_the_future(time: TableColumn) -> Message:
    return Message("years-in-the-future", column=time.name, cells=time.cells[:2])


def _are_in_the_future(time: TableColumn, order: str) -> bool:
    return max(_moments(time, order), default=0) > latest_time()


def _moments(time: TableColumn, order: str) -> list[int]:
    """Return the moments that a column tells if a part of the day comes first, in microseconds."""
    assert time.time
    return _moments_as(time, time.time, order)


def _moments_as(time: TableColumn, form: TimeForm, order: str) -> list[int]:
    if form.short_year:
        formats = short_year_formats(time.cells, order or form.short_year[0])
        about: dict[str, Any] = {"formats": formats}
    else:
        first = form.day_first if form.day_first != "ask" else order == _DAY_FIRST
        about = {"day_first": first, "era": form.era, "epoch": form.epoch or None}
    found = []
    for cell in some_of(time.cells):
        with suppress(Refused):
            found.append(parse_time(cell, zone="UTC", **about).us)
    return found


def ask_day_order(draft: TableDraft) -> None:
    """Ask which of day, month and year of two digits comes first, where nothing tells it."""
    time = draft.of("time")
    form = time.time if time else None
    orders = form.short_year if form else ()
    if form and form.day_first == "ask":
        orders = _ORDERS
    if time and len(orders) > 1 and not draft.answers.dates and not draft.asks("dates"):
        answers = (
            PossibleAnswer(order, Message(f"answer-{order}", text=time.cells[0]))
            for order in orders
        )
        draft.ask("dates", Message("day-or-month"), answers)


def time_entry(draft: TableDraft, column: TableColumn, form: TimeForm) -> dict[str, Any]:
    """Return how a layout says that the times of a column are written.

    Args:
        draft: The table; of days the clock may stand in a column of its own.
        column: The column of the times.
        form: How they are written.

    Raises:
        LayoutError: The days have no year, and no line above the table names a month.
    """
    entry: dict[str, Any] = {"type": "time", "required": True, "filled": True}
    clock = draft.of("clock")
    if clock is not None and form.part == "day":
        entry = {"names": [clock.name], "date": [column.name], **entry}
    if form.epoch:
        entry["epoch"] = form.epoch
    if form.no_year:
        return entry | _days_without_year(draft, column, form)
    if form.era:
        entry["era"] = form.era
    if form.short_year:
        order = said_order(draft.answers) or form.short_year[0]
        entry["formats"] = short_year_formats(column.cells, order)
        return entry
    day_first = form.day_first
    if day_first == "ask" and said_order(draft.answers):
        day_first = said_order(draft.answers) == _DAY_FIRST
    if day_first in (True, False):
        entry["day_first"] = day_first
    return entry


def _days_without_year(draft: TableDraft, column: TableColumn, form: TimeForm) -> dict[str, Any]:
    """Return how days are read that have no year: it follows from the statement's last month.

    Raises:
        LayoutError: No line above the table names a month.
    """
    day_first = form.day_first
    if day_first == "ask":
        day_first = draft.answers.dates == _DAY_FIRST
    pattern = statement_month(draft.sample, bool(day_first))
    if not pattern:
        named = column.header or column.name
        what = Message("days-without-year", column=named, cells=column.cells[:3])
        raise draft.refusal(what, Message("write-the-year-above"))
    draft.more_columns["last_month"] = {"names": [], "head": pattern, "required": True}
    return {"formats": day_formats(column.cells, bool(day_first)), "until": "last_month"}
