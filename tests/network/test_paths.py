"""Shortest paths held against all simple paths that brute force finds, with and without time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.ledger.base import PathRows
from kg.ledger.path_rows import OPEN, UNDATED
from kg.network.paths import PathNetwork, PathTerms

Step = tuple[int, int, int, int, bool]
"""From, to, start, until, whether it flows."""
SIZE = 6
MOMENTS = st.integers(0, 5)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    src = draw(st.integers(0, SIZE - 1))
    dst = draw(st.integers(0, SIZE - 1).filter(lambda place: place != src))
    if draw(st.booleans()):
        at = draw(st.one_of(MOMENTS, st.just(UNDATED)))
        return src, dst, at, OPEN if at == UNDATED else at, True
    start = draw(st.one_of(MOMENTS, st.just(UNDATED)))
    until = draw(st.one_of(MOMENTS, st.just(OPEN)))
    return src, dst, start, max(start, until), False


def network(rows: list[Step], terms: PathTerms, ends: frozenset[int] = frozenset()) -> PathNetwork:
    src, dst, start, until, flows = (list(column) for column in zip(*rows, strict=True))
    columns = PathRows(
        np.array(src, np.int32),
        np.array(dst, np.int32),
        np.array(start, np.int64),
        np.array(until, np.int64),
        np.array(flows, np.bool_),
        [f"t{place}" for place in range(SIZE)],
        ["Person"] * SIZE,
    )
    return PathNetwork(columns, terms, ends)


def walkable(rows: list[Step], terms: PathTerms) -> list[tuple[int, int, int, int]]:
    one_way = terms.directed or terms.in_time
    found = [(a, b, start, until) for a, b, start, until, _ in rows]
    found += [(b, a, s, u) for a, b, s, u, flows in rows if not (flows and one_way)]
    return found


def can_be_timed(places: tuple[int, ...], ways: list[tuple[int, int, int, int]]) -> bool:
    """Try every choice of rows for every step."""

    def later(rest: list[tuple[int, int]], after: int) -> bool:
        if not rest:
            return True
        return any(
            later(rest[1:], max(start, after))
            for a, b, start, until in ways
            if (a, b) == rest[0] and until >= after
        )

    return later(list(pairwise(places)), UNDATED)


def all_paths(
    rows: list[Step], terms: PathTerms, start: int, goal: int, ends: frozenset[int]
) -> Iterator[tuple[int, ...]]:
    ways = walkable(rows, terms)
    joined = {(a, b) for a, b, _, _ in ways}
    known: dict[int, set[int]] = {place: set() for place in range(SIZE)}
    for a, b, *_ in rows:
        known[a].add(b)
        known[b].add(a)
    others = [
        place
        for place in range(SIZE)
        if place not in (start, goal, *ends) and len(known[place]) <= terms.hub
    ]
    for length in range(1, terms.hops + 1):
        for middle in permutations(others, length - 1):
            places = (start, *middle, goal)
            if all(step in joined for step in pairwise(places)) and (
                not terms.in_time or can_be_timed(places, ways)
            ):
                yield places


@given(
    st.lists(steps(), min_size=1, max_size=14),
    st.booleans(),
    st.booleans(),
    st.integers(1, 5),
    st.sampled_from([2, 3, 1 << 30]),
    st.frozensets(st.integers(2, SIZE - 1), max_size=1),
)
def test_the_paths_are_those_of_brute_force_in_its_order(
    rows: list[Step], directed: bool, in_time: bool, hops: int, hub: int, ends: frozenset[int]
) -> None:
    terms = PathTerms(hops, directed, in_time, hub)
    found = [path.places for path in network(rows, terms, ends).paths(0, 1)]
    assert found == list(all_paths(rows, terms, 0, 1, ends))


def test_a_step_that_is_too_early_is_no_step_and_a_state_waits() -> None:
    paid = [(0, 2, 5, 5, True), (2, 1, 3, 3, True)]
    assert not list(network(paid, PathTerms(4, in_time=True)).paths(0, 1))
    assert list(network(paid, PathTerms(4, directed=True)).paths(0, 1))
    held = [(0, 2, 5, 5, True), (1, 2, 1, OPEN, False)]
    (path,) = network(held, PathTerms(4, in_time=True)).paths(0, 1)
    assert (path.places, path.times) == ((0, 2, 1), (5, 5))


def test_a_hub_is_named_and_the_ceiling_is_said() -> None:
    star = [(0, 2, 0, 0, True), (2, 1, 0, 0, True), (2, 3, 0, 0, True), (2, 4, 0, 0, True)]
    passing = network(star, PathTerms(4, hub=3))
    assert not list(passing.paths(0, 1))
    assert passing.hubs == {2: 4}
    full = [(a, b, 0, 0, False) for a in range(SIZE) for b in range(a)]
    cut = network(full, PathTerms(5, visits=10))
    assert len(list(cut.paths(0, 1))) < 65
    assert cut.is_cut
