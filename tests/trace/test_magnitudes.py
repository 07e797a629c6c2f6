"""The largest amounts: every rule stays exact to the unit, at a million of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Seed
from kg.trace.base import ReplayPayments
from kg.trace.rules import RULES
from kg.trace.tracing import trace
from tests.depth import examples
from tests.trace import twins
from tests.trace.ledgers import SECOND, Row, index_of

MOST_FEN = 9_999_999_999_999  # 99,999,999,999.99 yuan
CARDS, TURNS = 1_000, 500


def a_million() -> ReplayPayments:
    """500 times each of 1,000 cards gets the amount from a victim; then each pays it 500 times."""
    cards = np.tile(np.arange(CARDS, dtype=np.int32), TURNS)
    half = len(cards)
    none, end = np.full(half, -1, np.int32), np.full(half, CARDS, np.int32)
    return ReplayPayments(
        payer=np.concatenate((none, cards)),
        payee=np.concatenate((cards, end)),
        amount=np.full(2 * half, MOST_FEN, np.int64),
        onward=np.ones(2 * half, bool),
        plays=np.arange(CARDS + 1) < CARDS,
        lot_ptr=np.minimum(np.arange(2 * half + 1, dtype=np.int64), half),
        lot_seed=np.zeros(half, np.int32),
        lot_amount=np.full(half, MOST_FEN, np.int64),
        opening=np.where(np.arange(CARDS + 1) < CARDS, 1, 0).astype(np.int64),
    )


@pytest.mark.parametrize("rule", RULES)
def test_a_million_payments_of_the_largest_amount(rule):
    """Each card has one fen of its own: no more than that may be missing at the end."""
    outcome = RULES[rule].allocate(a_million())
    arrived = sum(outcome.traced[CARDS * TURNS :].tolist())
    stolen = CARDS * TURNS * MOST_FEN
    assert sum(outcome.traced[: CARDS * TURNS].tolist()) == stolen
    if RULES[rule].conserves:
        assert sum(outcome.held_amount.tolist()) == stolen
        assert stolen - CARDS <= arrived <= stolen
    else:
        assert int(outcome.whole[0, CARDS]) == {"poison": stolen, "floor": stolen - CARDS}[rule]
    least = {"fifo": CARDS, "lifo": 0, "lowest": CARDS, "poison": 0}
    if rule in least:
        assert stolen - arrived == least[rule]


wei = st.integers(1, (1 << 61) - 1)


@settings(max_examples=examples(150))
@given(wei, wei, st.lists(wei, min_size=1, max_size=3))
def test_amounts_to_the_wei(stolen, own, paid):
    """A wallet with as much as 62 bits hold, by every rule that shares, against fractions."""
    rows = [Row(2, 1, 0, own), Row(0, 1, 200 * SECOND, stolen)]
    rows += [Row(1, 3 + n, (n + 2) * 200 * SECOND, units) for n, units in enumerate(paid)]
    found = trace(index_of(rows), [Seed("", link="link1")], rules=("fifo", "haircut", "lowest"))
    to = {one.rule: dict(zip([s.target for s in found.steps], one.traced, strict=True))
          for one in found.compared}  # fmt: skip
    theirs, front = stolen, own
    mixed, mixed_all = stolen, own + stolen
    for n, units in enumerate(paid):
        name = f"a{3 + n}"
        first = min(units, front)
        assert to["fifo"][name] == to["lowest"][name] == min(units - first, theirs)
        front, theirs = front - first, theirs - min(units - first, theirs)
        mixed_all = max(mixed_all, units)
        share = twins.half_up(Fraction(units) * mixed / mixed_all)
        assert to["haircut"][name] == share
        mixed, mixed_all = mixed - share, mixed_all - units


@pytest.mark.parametrize("rule", ["fifo", "lifo", "haircut", "lowest"])
def test_a_balance_of_three_thousand_million_yuan(rule):
    """A firm's 3e9 yuan and a victim's 99,999,999,999.99 in one account, to the fen."""
    own, stolen, paid = 300_000_000_000, MOST_FEN, 4_567_890_123_457
    rows = [Row(0, 1, 200 * SECOND, stolen), Row(1, 2, 400 * SECOND, paid)]
    index = index_of(rows, openings=[(1, 0, own, 200 * SECOND)])
    found = trace(index, [Seed("", link="link0")], rule=rule)
    share = twins.half_up(Fraction(paid) * stolen / (own + stolen))
    right = {"fifo": paid - own, "lifo": paid, "haircut": share, "lowest": paid - own}
    assert [step.traced for step in found.steps] == [stolen, right[rule]]
    assert sum(one.amount for one in found.holdings) == stolen
