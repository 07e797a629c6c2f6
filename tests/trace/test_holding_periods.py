"""When somebody held an account: overlapping times are one, others in that time are joint."""

from __future__ import annotations

from datetime import UTC, datetime

from kg.model import Link, Precision
from kg.trace.holding_periods import HoldingPeriod, holding_periods


def held(who: str, account: str, start: int = 0, end: int = 0) -> Link:
    since = datetime(2024, 1, start, tzinfo=UTC) if start else None
    until = datetime(2024, 1, end, tzinfo=UTC) if end else None
    name = f"{who}-{account}-{start}-{end}"
    return Link(name, "HoldsAccount", who, account, start=since, end=until, precision=Precision.DAY)


def day(number: int) -> datetime:
    return datetime(2024, 1, number, tzinfo=UTC)


def test_an_undated_link_adds_nothing_to_dated_ones_and_overlapping_times_are_one() -> None:
    links = [held("p", "a", 1, 5), held("p", "a", 6, 9), held("p", "a"), held("p", "a", 20)]
    assert holding_periods("p", ["a"], links) == [
        HoldingPeriod("a", day(1), day(10)),
        HoldingPeriod("a", day(20), None),
    ]


def test_who_held_it_in_the_same_time_is_joint() -> None:
    links = [held("p", "a", 1, 5), held("q", "a", 5), held("r", "a", 6), held("p", "b")]
    assert holding_periods("p", ["a", "b"], links) == [
        HoldingPeriod("a", day(1), day(6), ("q",)),
        HoldingPeriod("b", None, None),
    ]
