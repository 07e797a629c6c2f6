"""How a layout says that the times of a table are written: whether day or month is first, and more.

A year may have two digits, and a day may have none: then the lines above the table tell the year.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kg.messages import Message
from kg.sources.proposal.cell_forms import TimeForm, told_by_neighbours
from kg.sources.proposal.column_roles import TableColumn
from kg.sources.proposal.own_account import statement_month
from kg.sources.proposal.proposal import PossibleAnswer
from kg.sources.proposal.short_years import short_year_formats
from kg.sources.proposal.table_draft import TableDraft
from kg.values.statement_days import day_formats

_DAY_FIRST = "day-first"
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


def ask_day_order(draft: TableDraft) -> None:
    """Ask which of day, month and year of two digits comes first, where nothing tells it."""
    time = draft.of("time")
    form = time.time if time else None
    orders = form.short_year if form else ()
    if form and form.day_first == "ask":
        orders = _ORDERS
    if time and len(orders) > 1 and not draft.answers.dates:
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
    if form.short_year:
        order = draft.answers.dates or form.short_year[0]
        entry["formats"] = short_year_formats(column.cells, order)
        return entry
    day_first = form.day_first
    if day_first == "ask" and draft.answers.dates:
        day_first = draft.answers.dates == _DAY_FIRST
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
