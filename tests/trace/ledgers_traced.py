"""Traces for the tests of flows and their pictures: nasty small ones, and what must be seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import strategies as st

from kg.model import Seed, Trace
from kg.model.money_flow import MoneyFlow
from kg.trace.money_flow import TraceFlows
from kg.trace.tracing import trace
from tests.trace.ledgers import DAY, MINUTE, SECOND, Row, index_of, ordered

RULES = ("fifo", "lifo", "haircut", "lowest")
HOUR = 3_600 * SECOND

times = st.one_of(
    st.integers(0, 4).map(lambda n: n * SECOND),
    st.integers(0, 5).map(lambda n: n * 100 * SECOND),
    st.integers(0, 5).map(lambda n: n * DAY),
)
rows_of = st.builds(
    Row,
    src=st.integers(0, 4),
    dst=st.integers(0, 4),
    start=times,
    amount=st.integers(0, 12),
    width=st.sampled_from([SECOND, MINUTE, DAY]),
    currency=st.sampled_from([0, 0, 0, 1]),
    source=st.integers(0, 1),
)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Any small ledger, traced from one to three payments or from an account, by four rules."""
    rows = draw(st.lists(rows_of, min_size=1, max_size=14).map(ordered))
    links = draw(st.sets(st.integers(0, len(rows) - 1), min_size=1, max_size=3))
    seeds = [Seed("", link=f"link{at}") for at in sorted(links)]
    if draw(st.booleans()):
        seeds = [Seed(f"a{rows[min(links)].src}")]
    return trace(
        index_of(rows, accounts=5),
        seeds,
        rules=RULES,
        within=timedelta(microseconds=draw(st.sampled_from([100 * SECOND, DAY, 10 * DAY]))),
        hops=draw(st.integers(1, 6)),
        floor=draw(st.sampled_from(["0", "0.03"])),
        name="t",
    )


def traced(rows: Sequence[Row], *seeds: str, **terms: object) -> Trace:
    """Trace rows from the links named, by every rule that shares."""
    starts = [Seed("", link=link, victim=f"v{at}") for at, link in enumerate(seeds)]
    terms = {"rules": RULES, "within": "72h", "name": "t", **terms}
    return trace(index_of(rows), starts, **terms)  # type: ignore[arg-type]


def returning() -> Trace:
    """A victim pays a1, which pays a2; half of it comes back to a1, and goes on to a3."""
    return traced(
        [
            Row(0, 1, 0, 10_000),
            Row(1, 2, HOUR, 10_000),
            Row(2, 1, 2 * HOUR, 4_000),
            Row(1, 3, 3 * HOUR, 3_000),
        ],
        "link0",
    )


def two_currencies() -> Trace:
    """One victim pays yuan, another a token, through the same account."""
    return traced(
        [
            Row(0, 1, 0, 10_000),
            Row(1, 2, HOUR, 9_000),
            Row(4, 1, 2 * HOUR, 5_000_000, currency=1),
            Row(1, 3, 3 * HOUR, 5_000_000, currency=1),
        ],
        "link0",
        "link2",
    )


def crowd(receivers: int = 60) -> Trace:
    """One account spreads what it got over many, each a little more than the one before."""
    amounts = [100 + at for at in range(receivers)]
    rows = [Row(0, 1, 0, sum(amounts))]
    rows += [Row(1, 2 + at, HOUR + at * MINUTE, units) for at, units in enumerate(amounts)]
    return traced(rows, "link0")


def flows(trace: Trace) -> list[MoneyFlow]:
    """Return the flow of every rule that shares, in every currency."""
    made = TraceFlows(trace)
    return [made.flow(one) for code in made.currencies for one in made.figures(code)]
