"""The layout of a known format, with what a person answered of zone, currency and dates."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

import pytest

from kg.requests import TableAnswers
from kg.sources.proposal.format_layout import format_proposal
from kg.sources.proposal.proposal import Proposal
from kg.sources.proposal.sample import TableSample


def proposed(
    *rows: Sequence[str], header: Sequence[str] = ("start", "currency"), name: str = "",
    **answers: str,
) -> Proposal:  # fmt: skip
    run = tuple(tuple(row) for row in rows)
    sample = TableSample("", "f.json", (), tuple(header), 1, (run,), layout="graph-facts")
    return format_proposal(sample, TableAnswers(**answers), name, "en", ("other",))


def asked(found: Proposal) -> list[tuple[str, list[str]]]:
    return [(one.option, [answer.text for answer in one.answers]) for one in found.questions]


DAY_OR_MONTH = ("dates", ["day-first", "month-first"])
CURRENCY = ("currency", ["CNY", "USD"])


@pytest.mark.parametrize(
    ("rows", "header", "answers", "questions"),
    [
        ([("01/02/2024", "EUR")], ("start", "currency"), {}, [DAY_OR_MONTH]),
        ([("31/02/2024", "")], ("start", "currency"), {}, [CURRENCY]),
        ([("2024-02-01", "EUR")], ("start", "currency"), {}, []),
        ([("01/02/2024",)], ("start",), {}, [DAY_OR_MONTH, CURRENCY]),
        ([("01/02/2024",)], ("start",), {"dates": "day-first"}, [CURRENCY]),
        ([("01/02/2024",)], ("start",), {"currency": "EUR"}, [DAY_OR_MONTH]),
        ([("01/02/2024", "x")], ("amount", "nothing known"), {}, [CURRENCY]),
        ([("",)], ("start",), {"currency": "EUR"}, []),
    ],
)
def test_order_of_dates_and_currency_are_asked_where_nothing_tells_them(
    rows: list[tuple[str, ...]],
    header: tuple[str, ...],
    answers: dict[str, str],
    questions: list[tuple[str, list[str]]],
) -> None:
    assert asked(proposed(*rows, header=header, **answers)) == questions


def test_rows_that_run_one_way_in_time_tell_the_order_of_dates() -> None:
    days = [f"{day:02}/03/2024" for day in range(5, 10)] + [f"0{n}/04/2024" for n in (1, 2, 3)]
    assert asked(proposed(*((day, "EUR") for day in days))) == []


def test_answers_are_written_into_a_layout_of_another_name() -> None:
    found = proposed(
        ("01/02/2024", ""), zone="Europe/Berlin", currency="欧元", dates="day-first", name="mine"
    )
    layout = tomllib.loads(found.layout)
    assert (layout["name"], layout["zone"], found.name) == ("mine", "Europe/Berlin", "mine")
    assert {flow["default_currency"] for flow in layout["flows"] if "currency" in flow} == {"EUR"}
    times = [column for column in layout["columns"].values() if column.get("type") == "time"]
    assert times and all(column["day_first"] is True for column in times)
    month = tomllib.loads(proposed(("01/02/2024", ""), dates="month-first").layout)
    assert month["columns"]["start"]["day_first"] is False


def test_without_answers_the_layout_is_kgs_own_under_a_name_that_says_so() -> None:
    found = proposed(("2024-02-01", "EUR"))
    own = tomllib.loads(found.layout)
    assert (own["name"], found.others) == ("proposed-graph-facts", ("other",))
    assert [(column.header, column.role) for column in found.columns] == [
        ("start", "start"), ("currency", "currency"),
    ]  # fmt: skip
