"""What the picture of a flow draws one by one and what as one: every sum is kept."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Trace
from kg.model.money_flow import LAST_STEP
from kg.views.money.grouping import ACCOUNT, BEYOND, LEFT, OTHERS, grouped
from tests.depth import examples
from tests.trace.ledgers import Row
from tests.trace.ledgers_traced import HOUR, crowd, flows, traced, traces


@settings(max_examples=examples(200))
@given(traces(), st.integers(0, 4))
def test_what_is_drawn_as_one_keeps_every_sum(trace: Trace, most: int) -> None:
    for flow in flows(trace):
        made = grouped(flow, most)
        inside = Counter[str]()
        for (source, target), ribbon in made.ribbons.items():
            assert source[1] < target[1] and ribbon.units > 0
            if target[0] != LEFT:
                assert ribbon.units == sum(ribbon.parts.values())
                inside["units"] += ribbon.units
        assert inside["units"] == sum(flow.figures.traced)
        gone = sum(one.units for ends, one in made.ribbons.items() if ends[1][0] == LEFT)
        assert gone == sum(stay.left.total() for stay in flow.balances.values())
        drawn = [spot for bar in made.bars.values() for spot in bar.spots]
        assert len(drawn) == len(set(drawn))
        assert set(drawn) == {spot for spot, stay in flow.balances.items() if stay.passes}
        for step in {spot[1] for spot in drawn}:
            alone = [key for key in made.bars if key[0] == ACCOUNT and key[1] == step]
            assert len(alone) <= most + 1


def test_the_small_are_gathered_with_their_number_and_sum() -> None:
    flow = next(iter(flows(crowd())))
    made = grouped(flow)
    bar = next(bar for key, bar in made.bars.items() if key[0] == OTHERS)
    assert len(bar.spots) == 42 and sum(key[0] == ACCOUNT for key in made.bars) == 20
    largest = min(
        flow.balances[k[2], k[1]].came for k in made.bars if k[0] == ACCOUNT and k[1] == 2
    )
    assert all(flow.balances[spot].came <= largest for spot in bar.spots)
    assert sum(flow.balances[spot].came for spot in bar.spots) == sum(100 + at for at in range(42))


def test_money_that_goes_round_and_round_ends_in_one_bar() -> None:
    rows = [Row(0, 1, 0, 100)]
    rows += [Row(1 + at % 2, 2 - at % 2, (1 + at) * HOUR, 100) for at in range(30)]
    for flow in flows(traced(rows, "link0", hops=40)):
        made = grouped(flow)
        last = [bar for key, bar in made.bars.items() if key[0] == BEYOND]
        assert len(last) == 1 and max(spot[1] for spot in flow.balances) == LAST_STEP + 1
        assert sum(flow.balances[spot].kept for spot in last[0].spots) == 100
