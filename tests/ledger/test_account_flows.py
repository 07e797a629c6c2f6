"""Sorting flows by their ends: the fast ways give what the plain ones give."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.ledger.account_flows import by_end, counterparties, distinct

ACCOUNTS = 7
ENDS = st.lists(st.tuples(*[st.integers(0, ACCOUNTS - 1)] * 2), max_size=40)
WIDE = st.integers(-(1 << 63), (1 << 63) - 1)


@given(st.lists(WIDE, max_size=30))
def test_distinct_values_are_a_sorted_set(values: list[int]) -> None:
    assert distinct(np.array(values, np.int64)).tolist() == sorted(set(values))


@given(ENDS)
def test_each_account_has_its_flows_in_their_order(ends: list[tuple[int, int]]) -> None:
    src = np.array([one for one, _ in ends], np.int32)
    ptr, idx = by_end(src, ACCOUNTS)
    for account in range(ACCOUNTS):
        mine = [at for at, (one, _) in enumerate(ends) if one == account]
        assert idx[ptr[account] : ptr[account + 1]].tolist() == mine


@given(ENDS)
def test_counterparties_are_others_and_counted_once(ends: list[tuple[int, int]]) -> None:
    src, dst = (np.array([pair[side] for pair in ends], np.int32) for side in (0, 1))
    others = [
        {b for a, b in [*ends, *(pair[::-1] for pair in ends)] if a == account} - {account}
        for account in range(ACCOUNTS)
    ]
    assert counterparties(src, dst, ACCOUNTS).tolist() == list(map(len, others))
