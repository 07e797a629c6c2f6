"""The flow of a trace's money: every unit is somewhere, ribbons lead onward, sums hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Trace
from kg.model.money_flow import AGAIN, LAST_STEP, RETURNED, CurrencyFigures, MoneyFlow
from kg.trace.lot_order import newest, oldest, shared
from kg.trace.money_flow import currencies, figures_of, marks, rules_of
from kg.trace.payment_parts import replay
from tests.depth import examples
from tests.trace.ledgers import Row
from tests.trace.ledgers_traced import HOUR, RULES, flows, returning, traced, traces, two_currencies


def marks_of(flow: MoneyFlow) -> dict[tuple[str, int], str]:
    return marks(flow, flow.figures.accounts)


@settings(max_examples=examples(300))
@given(traces())
def test_at_every_bar_what_came_is_what_went_stayed_or_left(trace: Trace) -> None:
    for flow in flows(trace):
        for spot, stay in flow.balances.items():
            came = stay.started + stay.came + stay.owed
            assert came == stay.went + stay.kept + stay.repaid + stay.left.total(), spot
            assert min(stay.started, stay.came, stay.owed, stay.went, stay.kept) >= 0


@settings(max_examples=examples(300))
@given(traces())
def test_the_sums_of_an_account_are_those_of_the_trace(trace: Trace) -> None:
    for flow in flows(trace):
        came, kept, left = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
        for (account, _), stay in flow.balances.items():
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
        assert sum(stay.started for stay in flow.balances.values()) == sum(
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
        assert marks_of(flow) == {("a1", 3): RETURNED}
        back = flow.balances["a1", 3]
        assert (back.came, back.went, back.kept) == (4_000, 3_000, 1_000)
        assert flow.balances["a1", 1].kept == 0


@settings(max_examples=examples(200))
@given(traces())
def test_returned_is_what_a_walk_along_the_ribbons_finds(trace: Trace) -> None:
    for flow in flows(trace):
        found = marks_of(flow)
        touched = [spot for spot, stay in flow.balances.items() if stay.passes]
        for spot in touched:
            mine = [other for other in touched if other[0] == spot[0] and other[1] < spot[1]]
            back = any(spot in walked(flow, other) for other in mine)
            wanted = RETURNED if back else AGAIN if mine else ""
            assert found.get(spot, "") == wanted


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
        assert marks_of(flow) == {("a2", 2): AGAIN}


def test_two_currencies_are_two_pictures() -> None:
    told = {(one.figures.currency, one.figures.rule): one for one in flows(two_currencies())}
    assert set(told) == {(code, rule) for code in ("CNY", "USDT") for rule in RULES}
    assert "a3" not in told["CNY", "fifo"].figures.accounts
    assert told["USDT", "fifo"].balances["a3", 2].came == 5_000_000
    assert told["CNY", "fifo"].balances["a1", 1].came == 10_000


def test_rows_that_contradict_time_lose_no_money() -> None:
    """What is paid on before it can have come is owed first and made good when it comes."""
    rows = [Row(0, 1, 0, 100), Row(1, 2, HOUR, 100), Row(2, 1, 2 * HOUR, 100)]
    trace = traced([*rows, Row(1, 3, 3 * HOUR, 100)], "link0")
    steps = list(trace.steps)
    last = next(at for at, step in enumerate(steps) if step.target == "a3")
    steps[last] = replace(steps[last], start=steps[0].start)
    for flow in flows(replace(trace, steps=tuple(steps))):
        assert flow.balances["a1", 1].owed == 100
        assert sum(stay.repaid for stay in flow.balances.values()) == 100
        for stay in flow.balances.values():
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
