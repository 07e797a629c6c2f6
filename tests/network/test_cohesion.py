"""Cut nodes, bridges, groups and brokers: by hand, and by taking each thing out."""

from __future__ import annotations

import networkx as nx
import pytest

from kg.network.cohesion import brokerage, cuts, groups, part_sizes
from tests.network import twins

BARBELL = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3), (3, 6)]
"""Two triangles joined by one tie, and one more thing that hangs on 3."""


def test_two_triangles_on_one_tie_by_hand() -> None:
    things, ties = cuts(twins.network(7, BARBELL))
    assert [(cut.thing, cut.pieces) for cut in things] == [(2, (4, 2)), (3, (3, 2, 1))]
    assert [(tie.one, tie.other, tie.sides) for tie in ties] == [(2, 3, (3, 4)), (3, 6, (6, 1))]


@pytest.mark.parametrize("seed", range(8))
def test_each_thing_and_tie_taken_out_tells_the_same(seed: int) -> None:
    size = 30
    pairs = twins.random_pairs(size, 34, seed)
    graph = twins.graph(size, pairs)
    things, ties = cuts(twins.network(size, pairs))
    assert {cut.thing for cut in things} == set(nx.articulation_points(graph))
    assert {(tie.one, tie.other) for tie in ties} == {
        (min(pair), max(pair)) for pair in nx.bridges(graph)
    }
    for cut in things:
        part = graph.subgraph(nx.node_connected_component(graph, cut.thing)).copy()
        part.remove_node(cut.thing)
        sizes = sorted(map(len, nx.connected_components(part)), reverse=True)
        assert cut.pieces == tuple(sizes)
    for tie in ties:
        left = graph.copy()
        left.remove_edge(tie.one, tie.other)
        reached = [len(nx.node_connected_component(left, end)) for end in (tie.one, tie.other)]
        assert tie.sides == tuple(reached)
    assert part_sizes(twins.network(size, pairs)) == sorted(
        map(len, nx.connected_components(graph)), reverse=True
    )


def test_groups_are_numbered_by_size_and_the_same_each_time() -> None:
    network = twins.network(7, BARBELL)
    assert groups(network).tolist() == [1, 1, 1, 0, 0, 0, 0]
    assert groups(network, seed=1).tolist() == groups(network, seed=1).tolist()


def test_the_five_brokers_by_hand() -> None:
    """1 passes on from a to b: who is of whose group makes the role."""
    pairs = [(0, 1), (1, 2)]
    for group, role in (("AAA", 0), ("BAA", 1), ("AAB", 2), ("ABA", 3), ("ABC", 4)):
        found = brokerage(twins.network(3, pairs), list(group), directed=True)
        assert found[1] == tuple(int(place == role) for place in range(5)), group
        assert sum(map(sum, found)) == 1
    closed = twins.network(3, [*pairs, (0, 2)])
    assert sum(map(sum, brokerage(closed, "AAA", directed=True))) == 0


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_every_triple_looked_at_gives_the_same_brokers(seed: int, directed: bool) -> None:
    pairs, group = twins.random_pairs(14, 40, seed), [n % 3 for n in range(14)]
    found = brokerage(twins.network(14, pairs), group, directed)
    assert found == twins.brokers(14, pairs, group, directed)
