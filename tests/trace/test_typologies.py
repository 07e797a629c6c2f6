"""Typologies: every kernel finds what its slow twin finds, on ledgers made at random."""

from __future__ import annotations

import random
from datetime import UTC
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.ledger.base import FlowIndex
from kg.trace.typologies.catalogue import typologies
from kg.trace.typologies.detector import SearchContext
from kg.trace.typologies.search_rows import SearchScope, rows_of
from kg.trace.typology_search import DETECTORS, search
from tests.depth import examples
from tests.trace.ledgers import Row, index_of, ordered
from tests.trace.typology_twins import TWINS, Ledger, Pay

HOUR = 3_600_000_000
ACCOUNTS = 7
EASY = {
    "fan-in": {"payers": 3, "times": 2, "within": "5h"},
    "fan-out": {"payees": 3, "times": 2, "within": "5h"},
    "gather-scatter": {"payers": 2, "payees": 2, "share": 0.3, "passed": 0.5},
    "funnel": {"payers": 2, "most_payees": 1, "passed": 0.5},
    "spray": {"payees": 2, "most_payers": 1, "passed": 0.5},
    "scatter-gather": {"between": 2, "passed": 0.5},
    "cycle": {"passed": 0.5, "hops": 2, "most_hops": 4, "within": "30h"},
    "pass-through": {"rounds": 1, "passed": 0.6, "parts": 2},
    "structuring": {"rows": 2, "limit": {"CNY": [4, 9]}, "below": 0.3},
    "test-transfer": {"small": {"CNY": 2, "USDT": 0.0002}, "big": {"CNY": 3}, "times": 2},
    "round-amounts": {"rows": 2, "payers": 2, "unit": {"CNY": 2}, "share": 0.6, "within": "9h"},
    "night-peak": {"rows": 2, "share": 0.5, "times": 1, "hours": [22, 6]},
    "shared-counterparty": {"common": 2, "share": 0.5, "rare": 4, "most": 5},
}
"""Thresholds that small ledgers reach."""

BIG = 10**21 + 9
amounts = st.one_of(
    st.integers(1, 10).map(lambda yuan: yuan * 100),
    st.tuples(st.integers(1, 10), st.integers(-1, 1)).map(lambda one: one[0] * BIG + one[1]),
)
"""Some that 64 bits do not hold, apart by a single unit from what a threshold asks for."""

rows = st.lists(
    st.builds(
        Row,
        src=st.integers(0, ACCOUNTS - 1),
        dst=st.integers(0, ACCOUNTS - 1),
        start=st.integers(0, 40).map(lambda hour: hour * HOUR),
        amount=amounts,
        width=st.sampled_from((1_000_000, 24 * HOUR)),
        currency=st.sampled_from((0, 0, 0, 1)),
    ),
    min_size=1,
    max_size=40,
)


def values_of(name: str) -> dict[str, object]:
    return {**typologies()[name].with_values({}), **EASY[name]}


def exactly(values: dict[str, object]) -> dict[str, object]:
    return {n: Fraction(str(v)) if isinstance(v, float) else v for n, v in values.items()}


def found_by_kg(index: FlowIndex, name: str) -> set[tuple[tuple[int, ...], frozenset[int]]]:
    ground = SearchContext(index, rows_of(index, SearchScope()), UTC)
    hits = DETECTORS[name](ground, values_of(name))
    return {(hit.centre, frozenset(hit.rows.tolist())) for hit in hits}


def ledger_of(pays: list[Row], hubs: set[int]) -> Ledger:
    kept = ordered(pays)
    times = [row.start for row in kept if row.src != row.dst]
    return Ledger(
        [Pay(r.src, r.dst, r.start, r.amount, r.currency, r.width) for r in kept],
        frozenset(range(ACCOUNTS)) - hubs,
        max(times) - min(times) if times else 0,
        ("CNY", "USDT"),
        (100, 1_000_000),
    )


@settings(max_examples=examples(150), suppress_health_check=list(HealthCheck))
@given(pays=rows, hubs=st.sets(st.integers(0, ACCOUNTS - 1), max_size=1))
def test_a_kernel_finds_what_its_twin_finds(pays, hubs):
    """Each kernel on each ledger: to make one takes longer than to look for a shape in it."""
    pays = [row for row in pays if row.src != row.dst]
    if not pays:
        return
    index, ledger = index_of(pays, accounts=ACCOUNTS, hubs=hubs), ledger_of(pays, hubs)
    assert (len(index.wide) > 0) == any(row.amount > 1000 for row in pays)
    for name in TWINS:
        values = exactly(values_of(name)) if index.wide else values_of(name)
        assert found_by_kg(index, name) == TWINS[name](ledger, values), name


@pytest.mark.parametrize("name", TWINS)
def test_the_twins_find_something_on_ordinary_random_ledgers(name):
    """A comparison of nothing with nothing proves nothing."""
    dice, met = random.Random(7), 0
    for sizes in range(90):
        pays = [
            Row(
                *dice.sample(range(ACCOUNTS), 2),
                dice.randrange(40) * HOUR,
                dice.randint(1, 10) * 100,
            )
            for _ in range(12 + sizes % 30)
        ]
        index = index_of(pays, accounts=ACCOUNTS)
        found = TWINS[name](ledger_of(pays, set()), values_of(name))
        assert found_by_kg(index, name) == found
        met += len(found)
    assert met >= 10


def test_payments_to_oneself_and_of_nothing_are_not_looked_at():
    pays = [Row(0, 0, 0, 100), Row(1, 2, 0, 0), Row(1, 2, HOUR, 100)]
    index = index_of(pays)
    assert rows_of(index, SearchScope()).ok.tolist() == [0, 0, 1]


@pytest.mark.parametrize("name", ["fan-in", "fan-out"])
def test_a_window_of_no_length_on_a_ledger_of_one_moment_is_searched(name: str) -> None:
    index, one = index_of([Row(3, 2, 2 * HOUR, 100)]), {"payers": "1", "payees": "1"}
    least = {key: text for key, text in one.items() if key in typologies()[name].thresholds}
    found = search(index, [name], changed={name: {**least, "within": "0s", "times": "1"}})
    assert len(found.findings) == 1
