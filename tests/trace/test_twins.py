"""The room against its slow twins, on small ledgers that Hypothesis makes nasty."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Seed, Trace
from kg.trace.tracing import trace
from tests.depth import examples
from tests.trace import twins
from tests.trace.ledgers import DAY, MINUTE, SECOND, Row, index_of, ordered

times = st.one_of(
    st.integers(0, 4).map(lambda n: n * SECOND),
    st.integers(0, 5).map(lambda n: n * 100 * SECOND),
    st.integers(0, 5).map(lambda n: n * DAY),
)
amounts = st.one_of(
    st.integers(0, 9), st.integers(0, 9_999_999_999_999), st.integers(10**17, 10**36)
)
"""Some of a size by which their currency needs more than 64 bits."""
rows_of = st.builds(
    Row,
    src=st.integers(0, 4),
    dst=st.integers(0, 4),
    start=times,
    amount=amounts,
    width=st.sampled_from([SECOND, MINUTE, DAY]),
    currency=st.sampled_from([0, 0, 0, 1]),
    seq=st.integers(-1, 4),
    source=st.integers(0, 1),
    reporter=st.integers(-1, 1),
)
ledgers = st.lists(rows_of, min_size=1, max_size=14).map(ordered)
windows = st.sampled_from([0, 100 * SECOND, DAY, 10 * DAY])
barring = st.sets(st.integers(0, 4), max_size=1)


def levels(found: Trace) -> dict[int, tuple[int, bool]]:
    return {int(step.link[4:]): (step.level, step.order_proven) for step in found.steps}


@settings(max_examples=examples(400))
@given(
    ledgers, st.data(), windows, st.integers(1, 5), st.booleans(), st.booleans(), barring,
    st.sampled_from([0, 5]),
)  # fmt: skip
def test_reach_is_what_trying_every_pair_finds(
    rows, data, within, hops, strict, backward, barred, floor
):
    seeds = data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1, max_size=3))
    since = data.draw(st.sampled_from([None, 100 * SECOND]))
    until = data.draw(st.sampled_from([None, 3 * DAY]))
    starts = [Seed("", link=f"link{at}") for at in sorted(seeds)]
    found = trace(
        index_of(rows, accounts=5, hubs=sorted(barred)),
        starts,
        direction="in" if backward else "out",
        within=timedelta(microseconds=within),
        hops=hops,
        floor=f"{floor / 100}",
        since=since and _time(since),
        until=until and _time(until),
        strict_order=strict,
    )
    floors = [floor, floor * 10_000]
    scaled = list(rows)
    expected = _reach_by_currency(
        scaled, seeds, floors, within=within, hops=hops, since=since, until=until,
        strict=strict, barred=barred, backward=backward,
    )  # fmt: skip
    assert levels(found) == expected
    assert found.unproven == sum(not proven for _, proven in expected.values())


def _time(microseconds):
    from datetime import UTC, datetime

    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def _reach_by_currency(rows, seeds, floors, **terms):
    expected = {}
    for code, floor in enumerate(floors):
        mine = [at for at in seeds if rows[at].currency == code]
        expected |= twins.reach(rows, mine, floor=floor, **terms)
    return expected


@pytest.mark.parametrize("rule", ["fifo", "haircut"])
@settings(max_examples=examples(400))
@given(rows=ledgers, data=st.data(), within=windows, hops=st.integers(1, 5), barred=barring)
def test_rules_move_the_units_that_the_twin_moves(rule, rows, data, within, hops, barred):
    seeds = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=4))
    shares = data.draw(st.lists(st.integers(1, 10), min_size=len(seeds), max_size=len(seeds)))
    starts = [
        Seed("", link=f"link{at}", victim=f"v{n}", amount=rows[at].amount * share // 10)
        for n, (at, share) in enumerate(zip(seeds, shares, strict=True))
    ]
    found = trace(
        index_of(rows, accounts=5, hubs=sorted(barred)),
        starts,
        rule=rule,
        within=timedelta(microseconds=within),
        hops=hops,
    )
    height = {at: level for at, (level, _) in levels(found).items()}
    leading = [at for at in height if height[at] < hops and rows[at].dst not in barred]
    followed = {rows[at].dst for at in leading}
    lots: dict[int, list[tuple[int, int]]] = {}
    for number, seed in enumerate(found.seeds):
        lots.setdefault(int(seed.link[4:]), []).append((number, seed.amount))
    traced, held, left = twins.play(rows, height, followed, lots, rule)
    assert {int(s.link[4:]): s.traced for s in found.steps} == {a: traced[a] for a in height}
    names = {"CNY": 0, "USDT": 1}
    assert {
        (h.seed, int(h.account[1:]), names[h.currency]): h.amount
        for h in found.holdings
        if not h.left and h.amount
    } == held
    gone = {}
    for (seed, at), units in left.items():
        key = (seed, rows[at].src, rows[at].currency)
        gone[key] = gone.get(key, 0) + units
    told = {}
    for h in found.holdings:
        if h.left:
            key = (h.seed, int(h.account[1:]), names[h.currency])
            told[key] = told.get(key, 0) + h.amount
    assert told == gone
    _conserved(found)


def _conserved(found: Trace) -> None:
    for number, seed in enumerate(found.seeds):
        assert sum(h.amount for h in found.holdings if h.seed == number) == seed.amount
    for currency in {seed.currency for seed in found.seeds}:
        seeds = sum(seed.amount for seed in found.seeds if seed.currency == currency)
        kept = sum(a.kept for a in found.accounts if a.currency == currency)
        left = sum(h.amount for h in found.holdings if h.left and h.currency == currency)
        stops = sum(stop.amount for stop in found.stops if stop.currency == currency)
        assert seeds == kept + left == stops
    assert all(a.received == a.passed_on + a.kept and a.passed_on >= 0 for a in found.accounts)


def test_answers_do_not_depend_on_the_run():
    rows = ordered([Row(n % 5, (n * 3) % 5, n // 3 * SECOND, n) for n in range(60)])
    index = index_of(rows)
    assert trace(index, [Seed("a0")]) == trace(index, [Seed("a0")])
    assert np.array_equal(index.src, index_of(rows).src)


@settings(max_examples=examples(60))
@given(ledgers, st.data())
def test_a_walk_leaves_no_mark_for_the_next(rows, data):
    """One index walked again and again, both ways, cut and not, tells what a new one tells."""
    index = index_of(rows, accounts=5)
    for _ in range(4):
        seed = Seed("", link=f"link{data.draw(st.integers(0, len(rows) - 1))}")
        terms = {
            "direction": data.draw(st.sampled_from(("in", "out"))),
            "hops": data.draw(st.integers(1, 4)),
            "edges": data.draw(st.sampled_from((1, 2, 3, 1000))),
            "strict_order": data.draw(st.booleans()),
        }
        assert trace(index, [seed], **terms) == trace(index_of(rows, accounts=5), [seed], **terms)
