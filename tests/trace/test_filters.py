"""What filters keep out, against trying every payment against every one; excluded accounts."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Seed, Trace
from kg.trace.tracing import trace
from tests.depth import examples
from tests.trace import twins
from tests.trace.ledgers import DAY, SECOND, Row, index_of, ordered
from tests.trace.test_twins import ledgers, levels, windows

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def at(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else EPOCH + timedelta(microseconds=microseconds)


def why_not(row: Row, floor: int, since: int | None, until: int | None, fits: bool) -> str:
    """The filter that keeps a payment out, if any: the last of floor, channel, period."""
    if (since is not None and row.start + row.width <= since) or (
        until is not None and row.start >= until
    ):
        return "period"
    if not fits:
        return "channel"
    return "floor" if row.amount < floor * (1 if row.currency == 0 else 10_000) else ""


def leads(rows, one: int, other: int, within: int, backward: bool) -> str:
    a, b = (rows[other], rows[one]) if backward else (rows[one], rows[other])
    if a.dst != b.src or a.currency != b.currency or b.start - a.start > within:
        return "no"
    return twins.later(a, b)


@settings(max_examples=examples(300))
@given(
    rows=ledgers, data=st.data(), within=windows, hops=st.integers(1, 4), strict=st.booleans(),
    backward=st.booleans(), floor=st.sampled_from([0, 5]),
    since=st.sampled_from([None, 100 * SECOND]), until=st.sampled_from([None, 3 * DAY]),
    excluded=st.sets(st.integers(0, 4), max_size=2),
)  # fmt: skip
def test_what_filters_keep_out_is_what_trying_every_pair_finds(
    rows, data, within, hops, strict, backward, floor, since, until, excluded
):
    seeds = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1, max_size=3)))
    fits = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    found = trace(
        index_of(rows, accounts=5),
        [Seed("", link=f"link{place}") for place in seeds],
        direction="in" if backward else "out",
        within=timedelta(microseconds=within),
        hops=hops, floor=f"{floor / 100}", since=at(since), until=at(until), strict_order=strict,
        words={"channel": ("counter",)}, marks={"channel": np.array(fits)},
        exclude=[f"a{n}" for n in excluded],
    )  # fmt: skip
    inside = {place: level for place, (level, _) in levels(found).items()}
    why = [why_not(row, floor, since, until, fits[n]) for n, row in enumerate(rows)]
    expected: dict[tuple[str, int], list[int]] = defaultdict(list)
    for other in range(len(rows)):
        joint = rows[other].dst if backward else rows[other].src
        ways = {leads(rows, one, other, within, backward) for one in inside if inside[one] < hops}
        if other in inside or not ways & ({"proven"} if strict else {"proven", "unproven"}):
            continue
        name = ("" if why[other] else "exclude") if joint in excluded else why[other]
        if name:
            expected[name, rows[other].currency].append(other)
    assert {(one.filter, one.currency): (one.payments, one.amount) for one in found.left_out} == {
        (name, ("CNY", "USDT")[code]): (len(some), sum(rows[n].amount for n in some))
        for (name, code), some in expected.items()
    }
    assert not any(why[place] for place in inside if place not in seeds), (
        "a filtered payment was followed"
    )


@settings(max_examples=examples(200))
@given(rows=ledgers, data=st.data(), excluded=st.integers(0, 4))
def test_money_that_reaches_an_excluded_account_stops_there_to_the_last_unit(rows, data, excluded):
    seed = data.draw(st.integers(0, len(rows) - 1))
    found = trace(
        index_of(rows, accounts=5), [Seed("", link=f"link{seed}")], exclude=[f"a{excluded}"]
    )
    mine = rows[seed].dst == excluded or any(s.target == f"a{excluded}" for s in found.steps)
    assert all(step.source != f"a{excluded}" for step in found.steps if step.link != f"link{seed}")
    stops = [one for one in found.stops if one.account == f"a{excluded}"]
    got = [one for one in found.accounts if one.account == f"a{excluded}"]
    if mine:
        assert {one.reason for one in stops} == {"excluded"}
        assert sum(one.amount for one in stops) == sum(one.kept for one in got)
        assert "excluded by the user" in stops[0].said.text("en") and "经使用者排除" in stops[
            0
        ].said.text("zh")


def small() -> list[Row]:
    """a0 pays a1 1.00; a1 pays 0.30 by counter, 0.20 by net, 0.40 three days later."""
    return ordered([
        Row(0, 1, 0, 100), Row(1, 2, 3600 * SECOND, 30), Row(1, 3, 7200 * SECOND, 20),
        Row(1, 4, 2 * DAY, 40),
    ])  # fmt: skip


def said(found: Trace, lang: str) -> str:
    return "\n".join(one.text(lang) for one in found.warnings)


def test_each_filter_says_how_many_payments_and_how_much_it_left_out():
    rows = small()
    channels = np.array([True, True, False, True])
    found = trace(
        index_of(rows), [Seed("a0")], until=at(DAY), floor="0.25", words={"channel": ("柜面",)},
        marks={"channel": channels},
    )  # fmt: skip
    assert [(one.filter, one.payments, one.amount) for one in found.left_out] == [
        ("channel", 1, 20), ("period", 1, 40),
    ]  # fmt: skip
    assert "channel other than 柜面 are not followed: 1 next to the trace, 0.20 CNY" in said(
        found, "en"
    )
    assert "nothing was left out as transfers below 0.25" in said(found, "en")
    assert "不含" in said(found, "zh") and "合计 0.40 CNY" in said(found, "zh")
    assert found.parameters["channel"] == "柜面"
    assert {stop.reason for stop in found.stops} >= {"channel", "period"}


def test_a_filter_at_its_edge_is_half_open():
    rows = small()
    index = index_of(rows)
    first, last = at(3600 * SECOND), at(7200 * SECOND)
    found = trace(index, [Seed("", link="link0")], since=first, until=last)
    assert {step.link for step in found.steps} == {"link0", "link1"}


def test_the_same_filters_give_the_same_trace():
    index = index_of(small())
    terms = {"floor": "0.25", "until": at(DAY), "exclude": ["a2"]}
    assert trace(index, [Seed("a0")], **terms) == trace(index, [Seed("a0")], **terms)
