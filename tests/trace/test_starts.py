"""Starts of a holder and of several accounts: what begins, what does not, no unit twice."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Seed
from kg.trace.tracing import trace
from tests.depth import examples
from tests.trace.ledgers import DAY, SECOND, Row, index_of, ordered
from tests.trace.test_twins import ledgers

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def at(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else EPOCH + timedelta(microseconds=microseconds)


moments = st.sampled_from([None, 0, 100 * SECOND, 250 * SECOND, DAY, 3 * DAY])
spans = st.builds(lambda account, a, b: (account, a, b), st.integers(0, 4), moments, moments)


def held(row: Row, span: tuple[int, int | None, int | None]) -> bool:
    """May the payment lie in the time in which the account was held?"""
    _, since, until = span
    after = since is None or row.start + row.width > since
    return after and (until is None or row.start < until)


@settings(max_examples=examples(400))
@given(rows=ledgers, held_at=st.lists(spans, min_size=1, max_size=4), backward=st.booleans())
def test_what_a_holder_paid_while_holding_begins_and_nothing_else(rows, held_at, backward):
    def ends(row: Row) -> tuple[int, int]:
        return (row.dst, row.src) if backward else (row.src, row.dst)

    begins: Counter[str] = Counter()
    for row in rows:
        own, other = ends(row)
        mine = [one for one in held_at if one[0] == own and held(row, one)]
        there = [one for one in held_at if one[0] == other != own and held(row, one)]
        if mine and not there:
            begins["CNY" if row.currency == 0 else "USDT"] += row.amount
    known = {one for row in rows for one in (row.src, row.dst)}
    seeds = [
        Seed(f"a{account}", holder="p", since=at(since), until=at(until))
        for account, since, until in held_at
        if account in known
    ]
    if not seeds:
        return
    found = trace(index_of(rows, accounts=5), seeds, direction="in" if backward else "out")
    started: Counter[str] = Counter()
    for seed in found.seeds:
        started[seed.currency] += seed.amount
    assert +started == +begins


def test_payments_between_own_accounts_begin_nothing_and_are_said():
    rows = ordered([Row(0, 1, 0, 100), Row(1, 2, 60 * SECOND, 70), Row(0, 3, 120 * SECOND, 5)])
    found = trace(index_of(rows), [Seed("a0", holder="p"), Seed("a1", holder="p")])
    assert [seed.amount for seed in found.seeds] == [5, 70]
    assert [(one.filter, one.payments, one.amount) for one in found.left_out] == [("own", 1, 100)]
    assert any("begin nothing: 1, 1.00 CNY" in one.text("en") for one in found.warnings)
    assert any("不作起点：1 笔，合计 1.00 CNY" in one.text("zh") for one in found.warnings)


def test_what_was_paid_before_an_account_was_theirs_is_said():
    rows = ordered([Row(0, 1, 0, 100), Row(0, 1, 2 * DAY, 30)])
    found = trace(index_of(rows), [Seed("a0", holder="p", since=at(DAY))])
    assert [seed.amount for seed in found.seeds] == [30]
    assert [(one.filter, one.payments, one.amount) for one in found.left_out] == [("held", 1, 100)]


def test_starts_that_lead_to_each_other_say_that_money_is_there_twice():
    rows = ordered([Row(0, 1, 0, 100), Row(1, 2, 60 * SECOND, 100)])
    found = trace(index_of(rows), [Seed("", link="link0"), Seed("", link="link1")])
    assert any("lead to each other" in one.text("en") for one in found.warnings)
    alone = trace(index_of(rows), [Seed("", link="link0")])
    assert not any("lead to each other" in one.text("en") for one in alone.warnings)


def test_a_payment_of_two_starts_is_counted_once_and_that_is_said():
    rows = ordered([Row(0, 1, 0, 100), Row(0, 2, 60 * SECOND, 7)])
    found = trace(index_of(rows), [Seed("", link="link0"), Seed("a0")])
    assert [seed.amount for seed in found.seeds] == [100, 7]
    assert any("counted once" in one.text("en") for one in found.warnings)
