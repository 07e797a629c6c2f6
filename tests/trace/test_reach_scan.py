"""A pass over the whole ledger against its slow twin: every way tried until nothing is new."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Seed
from kg.trace.base import KernelTerms
from kg.trace.reach import reach
from tests.depth import examples
from tests.trace.ledgers import SECOND, Row, index_of, ordered

GAP = 120 * SECOND


def can_follow(one: Row, other: Row, gap: int) -> bool:
    """Can the other payment come after this one, by times, precision and clocks alone?"""
    return not one.start >= other.start + other.width + gap


def twin(
    rows: Sequence[Row], seeds: Sequence[int], *, gap: int, shut: set[int], backward: bool,
    fits: Sequence[bool],
) -> set[tuple[int, int]]:  # fmt: skip
    """The accounts (by currency) that are reached, by trying all pairs until nothing is new."""
    carrying = set(seeds)
    while True:
        new = set()
        for at, row in enumerate(rows):
            for before in carrying:
                a, b = (row, rows[before]) if backward else (rows[before], row)
                if a.dst != b.src or a.currency != b.currency or a.dst in shut:
                    continue
                if can_follow(a, b, gap) and at not in carrying and fits[at]:
                    new.add(at)
        if not new:
            break
        carrying |= new
    return {(rows[at].src if backward else rows[at].dst, rows[at].currency) for at in carrying}


rows_ = st.lists(
    st.builds(
        Row,
        src=st.integers(0, 5),
        dst=st.integers(0, 5),
        start=st.integers(0, 8).map(lambda n: n * 61 * SECOND),
        amount=st.integers(1, 9),
        width=st.sampled_from((SECOND, 60 * SECOND, 400 * SECOND)),
        currency=st.integers(0, 1),
        source=st.integers(0, 1),
    ),
    min_size=1,
    max_size=14,
).map(ordered)


@settings(max_examples=examples(120))
@given(rows_, st.data(), st.sets(st.integers(0, 5), max_size=2), st.booleans())
def test_many_starts_in_one_pass_are_each_alone_and_the_twin(rows, data, shut, backward):
    drawn = st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=4, unique=True)
    starts = data.draw(drawn)
    floor = data.draw(st.integers(0, 4))
    index = index_of(rows, accounts=6, hubs=sorted(shut))
    terms = KernelTerms(direction="in" if backward else "out", floor=Decimal(floor))
    found = reach(index, [Seed("", link=f"link{at}") for at in starts], terms)
    gap = 0 if len({row.source for row in rows}) == 1 else GAP
    units = [floor * (100, 1_000_000)[row.currency] for row in rows]
    fits = [row.amount >= least for row, least in zip(rows, units, strict=True)]
    for number, at in enumerate(starts):
        told = {(int(one.account[1:]), ("CNY", "USDT").index(one.currency))
                for one in found.places if number in one.starts}  # fmt: skip
        assert told == twin(rows, [at], gap=gap, shut=shut, backward=backward, fits=fits)


@pytest.mark.parametrize("direction", ["out", "in"])
def test_more_starts_than_one_pass_takes(direction):
    """A hundred victims pay one card; it pays on: the last account is reached by all of them."""
    rows = [Row(n, 100, n * SECOND, 5) for n in range(100)]
    rows += [Row(100, 101, 200 * SECOND, 5), Row(102, 100, 300 * SECOND, 5)]
    index = index_of(rows)
    starts = [Seed("", link=f"link{n}") for n in range(100)]
    if direction == "in":
        found = reach(index, [Seed("a101")], KernelTerms(direction="in"))
        assert [one.account for one in found.places if one.account == "a102"] == []
        assert len(found.places) == 101
        return
    found = reach(index, starts, KernelTerms(), into=["a101"])
    assert [(one.account, len(one.starts)) for one in found.places] == [
        ("a100", 100),
        ("a101", 100),
    ]
    assert [(one.start, one.link) for one in found.arrivals] == [(n, "link100") for n in range(100)]


def test_who_came_later_than_the_card_paid_on_cannot_have_reached():
    rows = [Row(0, 2, 0, 5), Row(2, 3, 50 * SECOND, 5), Row(1, 2, 90 * SECOND, 5)]
    found = reach(index_of(rows), [Seed("a0"), Seed("a1")], KernelTerms(), into=["a3"])
    assert [(one.start, one.account) for one in found.arrivals] == [(0, "a3")]


def reached(rows: Sequence[Row], direction: str, *starts: int) -> list[set[str]]:
    """By start: the accounts that its payment's money can have come to (or from)."""
    seeds = [Seed("", link=f"link{at}") for at in starts]
    found = reach(index_of(rows, accounts=6), seeds, KernelTerms(direction=direction))
    return [{one.account for one in found.places if n in one.starts} for n in range(len(starts))]


@pytest.mark.parametrize("others", [(), (0,)])
def test_an_account_is_looked_at_again_where_an_earlier_payment_into_it_comes_to_light(others):
    """The card's two payments of an unknown minute can both follow; after one more came after."""
    rows = [
        Row(2, 3, 0, 5, width=400 * SECOND),
        Row(3, 4, 10 * SECOND, 5),
        Row(2, 3, 50 * SECOND, 5, width=400 * SECOND),
        Row(1, 2, 100 * SECOND, 5),
    ]
    assert reached(rows, "out", 3, *others)[0] == {"a2", "a3", "a4"}


@pytest.mark.parametrize("others", [(), (0,)])
def test_backward_a_payment_of_a_day_can_have_ended_later_than_one_of_a_second(others):
    """The day's payment starts first, so the pass comes to it last; it lets more come before."""
    rows = [
        Row(1, 2, 0, 5, width=400 * SECOND),
        Row(1, 2, 50 * SECOND, 5),
        Row(0, 1, 200 * SECOND, 5),
        Row(2, 3, 500 * SECOND, 5),
    ]
    assert reached(rows, "in", 3, *others)[0] == {"a2", "a1", "a0"}


def test_the_first_payment_is_the_earliest_where_times_are_apart():
    dice = np.random.default_rng(3)
    rows = ordered([Row(*dice.integers(0, 9, 2).tolist(), n * 200 * SECOND, 5) for n in range(60)])
    found = reach(index_of(rows, accounts=9), [Seed("", link="link0")], KernelTerms())
    carrying, first = {0}, {}
    for at, row in enumerate(rows):
        if at in carrying or row.src in first:
            first.setdefault(row.dst, at)
    assert {(int(one.account[1:]), int(one.link[4:])) for one in found.places} == set(first.items())
