"""What filters kept out of a trace: the payments by which it would have gone on, and their sum.

Counted are the payments next to the trace (a hop leads to them from a payment of it) and those of
the starts' own accounts; not what lies behind them in turn. A payment that several filters keep
out is counted once, by the last of floor, channel, period.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from kg.ledger.account_flows import flows_at
from kg.ledger.base import FlowIndex
from kg.messages import Message
from kg.model import FilteredOut, Money
from kg.trace.base import Bool, Clocks, Flows, Int32, Int64, KernelTerms, kernel
from kg.trace.payment_filters import FILTERS, NAME_OF_STATE, OPEN
from kg.trace.payment_order import PROVEN, UNPROVEN, first_at, later
from kg.trace.seeds import HELD, OWN, Seeding
from kg.trace.traversal import TraversalResult

EXCLUDE = "exclude"


def filtered_out(
    index: FlowIndex,
    flows: Flows,
    clocks: Clocks,
    terms: KernelTerms,
    reached: TraversalResult,
    sown: Seeding,
) -> tuple[FilteredOut, ...]:
    """Return what each filter kept out, by currency."""
    places_by_filter = {name: set(mine) for name, mine in sown.shut.items()}
    for name, candidates in _candidates(index, terms, reached).items():
        mine = _next_to(index, flows, clocks, terms, reached, candidates)
        places_by_filter.setdefault(name, set()).update(candidates[mine].tolist())
    followed = set(reached.steps.tolist())
    return tuple(
        FilteredOut(name, count, units, index.currencies[code])
        for name, places in sorted(places_by_filter.items())
        # what begins nothing may be followed all the same, from another start
        for code, (count, units) in _summed(
            index, places - (set() if name in NO_START else followed)
        )
    )


def _candidates(index: FlowIndex, terms: KernelTerms, reached: TraversalResult) -> dict[str, Int64]:
    backward = terms.direction == "in"
    lines = (index.in_ptr, index.in_idx) if backward else (index.out_ptr, index.out_idx)
    near = np.sort(flows_at(*lines, np.flatnonzero(reached.followed)))
    candidates = {name: near[reached.state[near] == state] for state, name in NAME_OF_STATE.items()}
    if terms.excluded:
        shut = np.sort(flows_at(*lines, np.array(sorted(terms.excluded))))
        candidates[EXCLUDE] = shut[reached.state[shut] == OPEN]
    return {name: places for name, places in candidates.items() if len(places)}


def _next_to(
    index: FlowIndex,
    flows: Flows,
    clocks: Clocks,
    terms: KernelTerms,
    reached: TraversalResult,
    candidates: Int64,
) -> Bool:
    """Say of each candidate whether a payment of the trace leads to it."""
    backward = terms.direction == "in"
    ptr, idx = (index.out_ptr, index.out_idx) if backward else (index.in_ptr, index.in_idx)
    last = int(reached.level.max(initial=0))
    led = last - 1 if reached.cut or last >= terms.hops else last
    required = PROVEN if terms.strict_order else UNPROVEN
    columns = np.asarray(ptr, np.int64), np.asarray(idx, np.int32)
    return led_to(flows, clocks, *columns, candidates, reached.level, led, backward, required)


@kernel
def led_to(
    flows: Flows,
    clocks: Clocks,
    ptr: Int64,
    idx: Int32,
    candidates: Int64,
    level: Int32,
    led: int,
    backward: bool,
    required: int,
) -> Bool:
    """Say of each payment whether one of the trace, of a level that was led on, leads to it."""
    is_led_to = np.zeros(len(candidates), np.bool_)
    for place in range(len(candidates)):
        here = candidates[place]
        joint = flows.dst[here] if backward else flows.src[here]
        slack = clocks.widest + clocks.across
        earliest = flows.start[here] - (slack if backward else clocks.within)
        latest = flows.start[here] + (clocks.within if backward else slack)
        slot = first_at(flows, idx, ptr[joint], ptr[joint + 1], earliest)
        while slot < ptr[joint + 1] and flows.start[idx[slot]] <= latest:
            there = idx[slot]
            slot += 1
            if level[there] < 1 or level[there] > led:
                continue
            if flows.currency[there] != flows.currency[here]:
                continue
            first, second = (here, there) if backward else (there, here)
            if flows.start[second] - flows.start[first] > clocks.within:
                continue
            if later(flows, clocks, first, second) >= required:
                is_led_to[place] = True
                break
    return is_led_to


def _summed(index: FlowIndex, places: set[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    counts, sums = Counter[int](), Counter[int]()
    at = np.array(sorted(places), np.int64)
    amounts = zip(index.currency[at].tolist(), index.units(at).tolist(), strict=True)
    for code, units in amounts:
        counts[code] += 1
        sums[code] += units
    for code in sorted(counts):
        yield code, (counts[code], sums[code])


def filter_warnings(
    filters: tuple[FilteredOut, ...], terms: KernelTerms, scale: Mapping[str, int]
) -> list[Message]:
    """Return a sentence for each filter that was set: what it kept out, or that it was nothing."""
    by_filter: dict[str, list[FilteredOut]] = defaultdict(list)
    for cut in filters:
        by_filter[cut.filter].append(cut)
    sentences = [_sentence(which, by_filter[name], scale) for name, which in _set(terms).items()]
    return sentences + [
        _begin_nothing(which, by_filter[name], scale)
        for name, which in NO_START.items()
        if name in by_filter
    ]


NO_START: Mapping[str, Message] = {
    HELD: Message("payments-not-yet-held"),
    OWN: Message("payments-between-starts"),
}
"""What of an account's payments begins nothing, whatever the filters."""


def _set(terms: KernelTerms) -> dict[str, Message]:
    """Return for every filter that the terms set which transfers it keeps out."""
    filters = {each.name: each.which(terms) for each in FILTERS if each.is_set(terms)}
    if terms.excluded:
        count = len(terms.excluded)
        filters[EXCLUDE] = Message("transfers-beyond-excluded", count=count)
    return filters


def _sentence(which: Message, filters: list[FilteredOut], scale: Mapping[str, int]) -> Message:
    if not filters:
        return Message("nothing-left-out", which=which)
    count, money = _summed_up(filters, scale)
    return Message("transfers-not-followed", which=which, count=count, money=money)


def _begin_nothing(which: Message, filters: list[FilteredOut], scale: Mapping[str, int]) -> Message:
    count, money = _summed_up(filters, scale)
    return Message("transfers-begin-nothing", which=which, count=count, money=money)


def _summed_up(filters: list[FilteredOut], scale: Mapping[str, int]) -> tuple[int, list[str]]:
    money = [str(Money(cut.amount, cut.currency, scale[cut.currency])) for cut in filters]
    return sum(cut.payments for cut in filters), money
