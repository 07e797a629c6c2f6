"""The flow of a trace's money: every unit is somewhere, ribbons lead onward, sums hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers_traced import HOUR, RULES, crowd, returning, traced, traces, two_currencies

from kg.model import Trace
from kg.views.money.figures import CurrencyFigures, currencies, figures_of, rules_of
from kg.views.money.grouping import ACCOUNT, BEYOND, LEFT, OTHERS, grouped
from kg.views.money.money_flow import AGAIN, RETURNED, MoneyFlow, flow_of, mark
from kg.views.money.replay import LAST_STEP, newest, oldest, replay, shared
from tests.depth import examples
from tests.trace.ledgers import Row


def flows(trace: Trace) -> list[MoneyFlow]:
    sharing, _ = rules_of(trace)
    made = [
        flow_of(trace, figures_of(trace, told, code))
        for code in currencies(trace)
        for told in sharing
    ]
    for flow in made:
        mark(flow, flow.figures.accounts)
    return made


@settings(max_examples=examples(300))
@given(traces())
def test_at_every_bar_what_came_is_what_went_stayed_or_left(trace: Trace) -> None:
    for flow in flows(trace):
        for spot, stay in flow.stays.items():
            came = stay.started + stay.came + stay.owed
            assert came == stay.went + stay.kept + stay.repaid + stay.left.total(), spot
            assert min(stay.started, stay.came, stay.owed, stay.went, stay.kept) >= 0


@settings(max_examples=examples(300))
@given(traces())
def test_the_sums_of_an_account_are_those_of_the_trace(trace: Trace) -> None:
    for flow in flows(trace):
        came, kept, left = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
        for (account, _), stay in flow.stays.items():
            came[account] += stay.started + stay.came
            kept[account] += stay.kept
            for reason, units in stay.left.items():
                left[account, reason] += units
        for account, told in flow.figures.accounts.items():
            assert (came[account], kept[account]) == (told.received, told.kept)
        wanted = Counter[tuple[str, str]]()
        for one in flow.figures.holdings:
            if one.left:
                wanted[one.account, one.left] += one.amount
        assert left == wanted
        assert sum(stay.started for stay in flow.stays.values()) == sum(
            seed.amount for seed in trace.seeds if seed.currency == flow.figures.currency
        )


@settings(max_examples=examples(300))
@given(traces())
def test_ribbons_lead_to_a_later_step_and_carry_the_whole_of_every_payment(trace: Trace) -> None:
    for flow in flows(trace):
        carried = Counter[int]()
        for (source, target), parts in flow.ribbons.items():
            assert source[1] < target[1]
            for at, units in parts:
                step = flow.figures.steps[at]
                assert (step.source, step.target) == (source[0], target[0])
                carried[at] += units
        assert all(carried[at] == units for at, units in enumerate(flow.figures.traced))


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
        assert gone == sum(stay.left.total() for stay in flow.stays.values())
        drawn = [spot for bar in made.bars.values() for spot in bar.spots]
        assert len(drawn) == len(set(drawn))
        assert set(drawn) == {spot for spot, stay in flow.stays.items() if stay.passes}
        for step in {spot[1] for spot in drawn}:
            alone = [key for key in made.bars if key[0] == ACCOUNT and key[1] == step]
            assert len(alone) <= most + 1


@settings(max_examples=examples(300))
@given(traces(), st.sampled_from(["fifo", "lifo"]))
def test_the_steps_are_those_of_money_taken_coin_by_coin(trace: Trace, rule: str) -> None:
    told = next(one for one in rules_of(trace)[0] if one.rule == rule)
    for code in currencies(trace):
        figures = figures_of(trace, told, code)
        played = replay(figures, trace.seeds)
        if not played.owed.total():
            parts = Counter[tuple[int, int, int]]()
            for part in played.parts:
                parts[part.at, part.leaves, part.enters] += part.units
            assert parts == coins(trace, figures, newest_first=rule == "lifo")


def coins(
    trace: Trace, figures: CurrencyFigures, *, newest_first: bool
) -> Counter[tuple[int, int, int]]:
    """Move every single unit by itself; look through all payments again for what can go now."""
    level = {key: one.level for key, one in figures.accounts.items()}
    claims = Counter({s.link: s.amount for s in trace.seeds if s.link})
    fresh = {key: one.received for key, one in figures.accounts.items()}
    for step, units in zip(figures.steps, figures.traced, strict=True):
        fresh[step.target] -= units
    own = []
    for step, units in zip(figures.steps, figures.traced, strict=True):
        whole = any(not s.link and s.account == step.source for s in trace.seeds)
        wanted = claims[step.link] or (step.amount if whole else 0)
        own.append(min(wanted, units, fresh[step.source]))
        fresh[step.source] -= own[-1]
    purses: dict[str, list[int]] = {key: [] for key in level}
    todo = [at for at, units in enumerate(figures.traced) if units]
    todo.sort(key=lambda at: (figures.steps[at].start, figures.steps[at].level, at))
    moved = Counter[tuple[int, int, int]]()
    while todo:
        at = next(
            at for at in todo
            if len(purses[figures.steps[at].source]) >= figures.traced[at] - own[at]
        )  # fmt: skip
        todo.remove(at)
        source, target = figures.steps[at].source, figures.steps[at].target
        taken = [level[source]] * own[at]
        for _ in range(figures.traced[at] - own[at]):
            taken.append(purses[source].pop(-1 if newest_first else 0))
        enters = [
            level[target] if level[target] > coin else min(coin + 1, LAST_STEP + 1)
            for coin in taken
        ]
        moved.update((at, a, b) for a, b in zip(taken, enters, strict=True))
        purses[target] += enters[::-1] if newest_first else enters
    return moved


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 20)), min_size=1, max_size=6),
    st.data(),
)
def test_taking_loses_no_unit(purse: list[tuple[int, int]], data: st.DataObject) -> None:
    whole = sum(units for _, units in purse)
    units = data.draw(st.integers(1, whole))
    for take in (oldest, newest, shared):
        taken, rest = take(list(purse), units)
        assert sum(n for _, n in taken) == units and sum(n for _, n in rest) == whole - units
        before, after = Counter[int](), Counter[int]()
        for step, n in purse:
            before[step] += n
        for step, n in [*taken, *rest]:
            assert n > 0
            after[step] += n
        assert before == after
        if take is shared:
            for step, n in taken:
                assert abs(n * whole - before[step] * units) < whole


def test_money_that_comes_back_stands_at_a_later_step_and_is_marked() -> None:
    for flow in flows(returning()):
        marks = {spot: stay.mark for spot, stay in flow.stays.items() if stay.mark}
        assert marks == {("a1", 3): RETURNED}
        back = flow.stays["a1", 3]
        assert (back.came, back.went, back.kept) == (4_000, 3_000, 1_000)
        assert flow.stays["a1", 1].kept == 0


@settings(max_examples=examples(200))
@given(traces())
def test_returned_is_what_a_walk_along_the_ribbons_finds(trace: Trace) -> None:
    for flow in flows(trace):
        touched = [spot for spot, stay in flow.stays.items() if stay.passes]
        for spot in touched:
            mine = [other for other in touched if other[0] == spot[0] and other[1] < spot[1]]
            back = any(spot in walked(flow, other) for other in mine)
            wanted = RETURNED if back else AGAIN if mine else ""
            assert flow.stays[spot].mark == wanted


def walked(flow: MoneyFlow, start: tuple[str, int]) -> set[tuple[str, int]]:
    found, before = {start}, set()
    while found != before:
        before = set(found)
        found |= {target for source, target in flow.ribbons if source in found}
    return found


def test_another_way_to_an_account_is_no_return() -> None:
    rows = [
        Row(0, 1, 0, 100),
        Row(0, 2, 0, 50),
        Row(1, 2, HOUR, 100),
    ]
    for flow in flows(traced(rows, "link0", "link1")):
        assert flow.stays["a2", 1].mark == "" and flow.stays["a2", 2].mark == AGAIN


def test_two_currencies_are_two_pictures() -> None:
    told = {(one.figures.currency, one.figures.rule): one for one in flows(two_currencies())}
    assert set(told) == {(code, rule) for code in ("CNY", "USDT") for rule in RULES}
    assert "a3" not in told["CNY", "fifo"].figures.accounts
    assert told["USDT", "fifo"].stays["a3", 2].came == 5_000_000
    assert told["CNY", "fifo"].stays["a1", 1].came == 10_000


def test_the_small_are_gathered_with_their_number_and_sum() -> None:
    flow = next(iter(flows(crowd())))
    made = grouped(flow)
    bar = next(bar for key, bar in made.bars.items() if key[0] == OTHERS)
    assert len(bar.spots) == 42 and sum(key[0] == ACCOUNT for key in made.bars) == 20
    largest = min(flow.stays[k[2], k[1]].came for k in made.bars if k[0] == ACCOUNT and k[1] == 2)
    assert all(flow.stays[spot].came <= largest for spot in bar.spots)
    assert sum(flow.stays[spot].came for spot in bar.spots) == sum(100 + at for at in range(42))


def test_money_that_goes_round_and_round_ends_in_one_bar() -> None:
    rows = [Row(0, 1, 0, 100)]
    rows += [Row(1 + at % 2, 2 - at % 2, (1 + at) * HOUR, 100) for at in range(30)]
    for flow in flows(traced(rows, "link0", hops=40)):
        made = grouped(flow)
        last = [bar for key, bar in made.bars.items() if key[0] == BEYOND]
        assert len(last) == 1 and max(spot[1] for spot in flow.stays) == LAST_STEP + 1
        assert sum(flow.stays[spot].kept for spot in last[0].spots) == 100


def test_rows_that_contradict_time_lose_no_money() -> None:
    """What is paid on before it can have come is owed first and made good when it comes."""
    rows = [Row(0, 1, 0, 100), Row(1, 2, HOUR, 100), Row(2, 1, 2 * HOUR, 100)]
    trace = traced([*rows, Row(1, 3, 3 * HOUR, 100)], "link0")
    steps = list(trace.steps)
    last = next(at for at, step in enumerate(steps) if step.target == "a3")
    steps[last] = replace(steps[last], start=steps[0].start)
    for flow in flows(replace(trace, steps=tuple(steps))):
        assert flow.stays["a1", 1].owed == 100
        assert sum(stay.repaid for stay in flow.stays.values()) == 100
        for stay in flow.stays.values():
            came = stay.started + stay.came + stay.owed
            assert came == stay.went + stay.kept + stay.repaid + stay.left.total()


@pytest.mark.parametrize("rule", ["poison", "floor"])
def test_a_rule_that_does_not_share_is_named_and_not_drawn(rule: str) -> None:
    told = traced([Row(0, 1, 0, 100), Row(1, 2, HOUR, 60)], "link0", rules=["fifo", "poison"])
    sharing, unshared = rules_of(told)
    assert [one.rule for one in sharing] == ["fifo"] and unshared == ["poison"]
    alone = traced([Row(0, 1, 0, 100), Row(5, 1, 0, 9), Row(1, 2, HOUR, 60), Row(1, 3, HOUR, 40)],
                   "link0", rules=(), rule=rule)  # fmt: skip
    assert rules_of(alone)[1] == [rule]


def test_a_trace_backward_has_no_flow() -> None:
    back = traced([Row(0, 1, 0, 100), Row(1, 2, HOUR, 60)], "link1", rules=(), direction="in")
    assert rules_of(back) == ([], ["fifo"])
