"""Sums of a trace by start and by level: nothing is lost, and the rows behind each bore it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings

from kg.model import Seed, Trace
from kg.model.trace_totals import StartTotals
from kg.trace.trace_totals import trace_totals
from tests.depth import examples
from tests.trace.ledgers import Row
from tests.trace.ledgers_traced import HOUR, returning, traced, traces


@settings(max_examples=examples(150))
@given(traces())
def test_what_began_is_what_was_kept_and_what_left(trace: Trace) -> None:
    began = Counter[str]()
    for start in trace_totals(trace).starts:
        kept = sum(one.units for one in start.kept.values())
        assert start.started.units == kept + start.left.units
        began[start.currency] += start.started.units
    for code, units in began.items():
        assert units == sum(seed.amount for seed in trace.seeds if seed.currency == code)


@settings(max_examples=examples(150))
@given(traces())
def test_levels_add_up_to_what_accounts_received(trace: Trace) -> None:
    came, wanted = Counter[str](), Counter[str]()
    for level in trace_totals(trace).levels:
        came[level.currency] += level.traced.units
        assert level.paid.units == sum(step.amount for step in level.paid.steps)
    for one in trace.levels:
        wanted[one.currency] += one.received
    assert came == wanted


@settings(max_examples=examples(150))
@given(traces())
def test_the_rows_behind_a_sum_are_those_that_trying_every_pair_finds(trace: Trace) -> None:
    for start in trace_totals(trace).starts:
        seeds = [one for one in trace.seeds if begins(trace, one) == start.start]
        mine = [one for one in seeds if one.currency == start.currency]
        links = tried(trace, mine)
        for part in (*start.kept.values(), start.left):
            assert {step.link for step in part.steps} <= links
        assert all(step.link in links for step in start.started.steps)
        assert behind(trace, start, links)


def begins(trace: Trace, seed: Seed) -> str:
    payer = {step.link: step.source for step in trace.steps}
    return seed.victim or seed.account or payer.get(seed.link, seed.link)


def tried(trace: Trace, seeds: list[Seed]) -> set[str]:
    """Grow the payments that these seeds' money may have gone along until none is added."""
    assert trace.terms
    skew, links = timedelta(seconds=trace.terms.skew), {one.link for one in seeds if one.link}
    accounts = {one.account for one in seeds if not one.link}
    found = [s for s in trace.steps if s.link in links or s.source in accounts]
    while new := [
        step
        for step in trace.steps
        if step not in found
        and any(one.target == step.source and step.start + skew >= one.start for one in found)
    ]:
        found += new
    return {step.link for step in found}


def behind(trace: Trace, start: StartTotals, links: set[str]) -> bool:
    """Say whether what left a start's accounts is told with each row that brought it there."""
    numbers = {n for n, seed in enumerate(trace.seeds) if begins(trace, seed) == start.start}
    left = {
        one.account
        for one in trace.holdings
        if one.seed in numbers and one.left and one.currency == start.currency
    }
    wanted = {step.link for step in trace.steps if step.link in links and step.target in left}
    return {step.link for step in start.left.steps} == wanted


def test_a_sum_is_told_with_the_rows_that_bore_it() -> None:
    (start,) = trace_totals(returning()).starts
    assert start.started.units == 10_000
    assert [step.link for step in start.started.steps] == ["link0"]
    assert {level: one.units for level, one in start.kept.items()} == {1: 1_000, 2: 6_000, 4: 3_000}
    assert [step.link for step in start.kept[4].steps] == ["link3"]


def test_of_a_trace_backward_levels_are_how_far_payments_lie() -> None:
    rows = [Row(0, 1, 0, 100), Row(1, 2, HOUR, 60)]
    totals = trace_totals(traced(rows, "link1", rules=(), direction="in"))
    assert [(one.level, one.paid.units) for one in totals.levels] == [(1, 60), (2, 100)]
