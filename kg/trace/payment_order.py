"""Which of two payments came later, as far as their rows prove it."""

from __future__ import annotations

from kg.trace.base import Clocks, Flows, kernel

NO, UNPROVEN, PROVEN = 0, 1, 2


@kernel
def later(flows: Flows, clocks: Clocks, first: int, second: int) -> int:
    """Say whether ``second`` came after ``first``: NO, UNPROVEN or PROVEN.

    The true moment of a payment lies in ``[start, start + width)``. Where the two intervals lie
    apart by more than the clocks may differ (``skew`` inside a source, ``across`` sources) they
    decide. Where they do not, rows of one source and one statement with a proven ``seq`` are
    decided by it, and everything else is possible but not proven.
    """
    same_source = flows.source_no[first] == flows.source_no[second]
    gap = clocks.skew if same_source else clocks.across
    if flows.start[second] >= flows.start[first] + flows.width[first] + gap:
        return PROVEN
    if flows.start[first] >= flows.start[second] + flows.width[second] + gap:
        return NO
    ahead = by_statement(flows, first, second)
    if ahead != 0:
        return PROVEN if ahead > 0 else NO
    return UNPROVEN


@kernel
def by_statement(flows: Flows, first: int, second: int) -> int:
    """Return 1 or -1 where one statement proves that the second came after or before, else 0.

    A payment that two statements tell has a row in each; any row of one with any of the other.
    """
    for a in (False, True):
        for b in (False, True):
            seq_a = flows.also_seq[first] if a else flows.seq[first]
            seq_b = flows.also_seq[second] if b else flows.seq[second]
            if seq_a < 0 or seq_b < 0 or seq_a == seq_b:
                continue
            source_a = flows.also_source_no[first] if a else flows.source_no[first]
            source_b = flows.also_source_no[second] if b else flows.source_no[second]
            teller_a = flows.also_reporter[first] if a else flows.reporter[first]
            teller_b = flows.also_reporter[second] if b else flows.reporter[second]
            if source_a == source_b and teller_a == teller_b:
                return 1 if seq_b > seq_a else -1
    return 0


@kernel
def same_moment(flows: Flows, one: int, other: int) -> bool:
    """Say whether :func:`later` cannot tell the two apart but by their ``seq``."""
    same: bool = (
        flows.start[one] == flows.start[other]
        and flows.width[one] == flows.width[other]
        and flows.source_no[one] == flows.source_no[other]
        and flows.reporter[one] == flows.reporter[other]
        and (flows.seq[one] < 0) == (flows.seq[other] < 0)
        and flows.also_seq[one] < 0
        and flows.also_seq[other] < 0
        and flows.currency[one] == flows.currency[other]
    )
    return same


@kernel
def first_at(flows: Flows, idx, low: int, high: int, moment: int) -> int:  # type: ignore[no-untyped-def]
    """Return the first slot of ``idx[low:high]`` whose payment starts at ``moment`` or later."""
    while low < high:
        middle = (low + high) >> 1
        if flows.start[idx[middle]] < moment:
            low = middle + 1
        else:
            high = middle
    return low
