"""Betweenness, closeness and PageRank: worked by hand, by slow twins, and beside networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from kg.network.centrality import pagerank, ways
from kg.network.ties import UNDATED, network_of, tie_rows
from tests.network import twins

KITE = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)]
"""A triangle with a tail: 0 and 1 are alike, 2 joins them to 3, which joins 4."""


def test_a_triangle_with_a_tail_by_hand() -> None:
    """2 stands between {0, 1} and {3, 4}: 4 of 6 pairs; 3 between 4 and the three others: 3."""
    found = ways(twins.network(5, KITE))
    assert found.betweenness.tolist() == pytest.approx([0, 0, 4 / 6, 3 / 6, 0])
    # from 2: one step to 0, 1, 3, two to 4: 4 / (1 + 1 + 1 + 2)
    assert found.closeness[2] == pytest.approx(4 / 5)
    assert not found.betweenness_error.any()


def test_closeness_of_a_part_counts_how_little_it_reaches() -> None:
    """Wasserman and Faust: a pair among five reaches 1 of 4 others at distance 1."""
    found = ways(twins.network(5, [(0, 1), (2, 3), (3, 4)]))
    assert found.closeness.tolist() == pytest.approx([1 / 4, 1 / 4, 2 / 3 * 2 / 4, 2 / 4, 1 / 3])


@pytest.mark.parametrize("seed", range(6))
def test_every_shortest_way_written_down_gives_the_same(seed: int) -> None:
    pairs = twins.random_pairs(9, 6 + 2 * seed, seed)
    assert ways(twins.network(9, pairs)).betweenness.tolist() == pytest.approx(
        twins.betweenness(9, pairs)
    )


@pytest.mark.parametrize(("size", "count"), [(40, 30), (60, 140), (30, 300), (80, 79)])
def test_to_the_last_digits_as_networkx(size: int, count: int) -> None:
    pairs = twins.random_pairs(size, count, size)
    found, graph = ways(twins.network(size, pairs)), twins.graph(size, pairs)
    between, close = nx.betweenness_centrality(graph), nx.closeness_centrality(graph)
    assert found.betweenness.tolist() == pytest.approx([between[n] for n in range(size)])
    assert found.closeness.tolist() == pytest.approx([close[n] for n in range(size)])


def test_an_estimate_says_its_error_and_small_parts_stay_exact() -> None:
    """Nine in ten of the middle are off by less than is said; what is not drawn has no error."""
    big = list(nx.barabasi_albert_graph(400, 2, seed=3).edges)
    pairs = [*big, (400, 401), (401, 402)]
    network = twins.network(403, pairs)
    exact, top = ways(network), list[bool]()
    for seed in range(12):
        drawn = ways(network, pivots=120, seed=seed)
        near = np.abs(drawn.betweenness - exact.betweenness) <= drawn.betweenness_error
        top += near[np.argsort(-exact.betweenness)[:12]].tolist()
        close = np.abs(drawn.closeness - exact.closeness) <= drawn.closeness_error
        assert close[:400].mean() >= 0.9
    assert drawn.drawn == 120
    assert np.mean(top) >= 0.9
    assert drawn.betweenness[401] == exact.betweenness[401] > 0
    assert drawn.betweenness_error[401] == 0
    assert (ways(network, 120, 11).betweenness == drawn.betweenness).all()


@pytest.mark.parametrize("directed", [True, False])
def test_pagerank_solves_its_own_equations(directed: bool) -> None:
    pairs = twins.random_pairs(25, 40, 7)
    found = pagerank(twins.network(25, pairs), directed)
    assert found.tolist() == pytest.approx(twins.pagerank(25, pairs, directed), abs=1e-9)
    assert found.sum() == pytest.approx(1)


def test_pagerank_of_two_who_pay_one_by_hand() -> None:
    """Both payers have (1 - d) / 3 + d x/3, the payee d times both more; x is the payee's."""
    payer, other, payee = pagerank(twins.network(3, [(0, 2), (1, 2)]), directed=True)
    assert payer == other
    assert payee == pytest.approx(payer * (1 + 2 * 0.85))


def test_nothing_has_no_figures() -> None:
    nobody = network_of(0, np.zeros(0, np.int32), np.zeros(0, np.int32))
    assert len(ways(nobody).betweenness) == len(pagerank(nobody, directed=True)) == 0


def test_rows_become_ties_in_the_order_of_ids() -> None:
    """Two rows of one pair are one tie; what a row ties to itself is counted and left out."""
    rows = tie_rows(
        np.array([0, 1, 2]), np.array([1, 0, 2]), np.array([5, 6, UNDATED]), ["r1", "r2", "r3"],
        ["z", "a", "m"],
    )  # fmt: skip
    assert (rows.ends, rows.links, rows.loops) == (["a", "z"], ["r1", "r2"], 1)
    assert (rows.src.tolist(), rows.dst.tolist()) == ([1, 0], [0, 1])
