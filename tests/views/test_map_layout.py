"""Where a large graph lies: always the same, nothing over another, what is joined together."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from map_cases import made_ends

from kg.views.map.communities import WeightedPairs, communities, weighted_pairs
from kg.views.map.discs import packed
from kg.views.map.layout import LEAST, MapLayout, map_layout


def graph(size: int, pairs: int, seed: int = 1) -> WeightedPairs:
    a, b = made_ends(size, pairs, seed)
    return weighted_pairs(size, a, b, np.ones(pairs))


def star(leaves: int) -> WeightedPairs:
    ends = np.arange(1, leaves + 1)
    return weighted_pairs(leaves + 1, np.zeros(leaves, np.int64), ends, np.ones(leaves))


def pair_of(size: int) -> WeightedPairs:
    none = np.zeros(0, np.int64)
    return weighted_pairs(size, none, none, np.zeros(0))


GRAPHS = {
    "of forties": lambda: graph(2_000, 3_000),
    "dense": lambda: graph(600, 6_000, 3),
    "a star": lambda: star(900),
    "nothing joined": lambda: pair_of(300),
    "one thing": lambda: pair_of(1),
    "two things": lambda: star(1),
}


@pytest.fixture(params=GRAPHS, name="pairs", scope="module")
def _pairs(request: pytest.FixtureRequest) -> WeightedPairs:
    return GRAPHS[request.param]()


@pytest.fixture(scope="module", name="laid")
def _laid(pairs: WeightedPairs) -> MapLayout:
    return map_layout(pairs, np.arange(pairs.size) % 3)


def test_a_graph_always_lies_the_same_way(pairs: WeightedPairs, laid: MapLayout) -> None:
    again = map_layout(pairs, np.arange(pairs.size) % 3)
    assert np.array_equal(laid.at, again.at) and np.array_equal(laid.cluster, again.cluster)


def test_no_two_things_lie_at_one_place(laid: MapLayout) -> None:
    for cluster in range(len(laid.radius)):
        mine = laid.at[laid.cluster == cluster]
        gaps = np.hypot(*(mine[:, None] - mine[None]).transpose(2, 0, 1))
        np.fill_diagonal(gaps, np.inf)
        assert gaps.min(initial=np.inf) > 0.5


def test_clusters_are_discs_that_hold_their_things_and_do_not_overlap(laid: MapLayout) -> None:
    far = np.hypot(*(laid.at - laid.middle[laid.cluster]).T)
    assert (far <= laid.radius[laid.cluster]).all()
    for one in range(len(laid.radius)):
        for two in range(one):
            gap = np.hypot(*(laid.middle[one] - laid.middle[two]))
            assert gap > laid.radius[one] + laid.radius[two]


def test_clusters_come_by_size(laid: MapLayout) -> None:
    sizes = np.bincount(laid.cluster)
    assert (np.diff(sizes) <= 0).all() and sizes.sum() == len(laid.at)


def test_communities_are_as_good_as_those_of_networkx() -> None:
    pairs = graph(1_000, 1_500)
    own = nx.Graph(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))
    own.add_nodes_from(range(pairs.size))
    found: dict[int, set[int]] = {}
    for at, of in enumerate(communities(pairs)[-1].tolist()):
        found.setdefault(of, set()).add(at)
    ours = nx.community.modularity(own, found.values(), weight=None)
    theirs = nx.community.louvain_communities(own, seed=1, weight=None)
    assert ours > nx.community.modularity(own, theirs, weight=None) - 0.02


def test_a_community_never_holds_what_no_way_joins() -> None:
    pairs = graph(800, 700)
    whole = nx.Graph(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))
    part = {at: n for n, some in enumerate(nx.connected_components(whole)) for at in some}
    for level in communities(pairs):
        for of in range(int(level.max()) + 1):
            members = np.flatnonzero(level == of).tolist()
            assert len({part.get(at, -1 - at) for at in members}) == 1


def test_what_is_joined_to_little_lies_by_kind() -> None:
    laid = map_layout(pair_of(40), np.arange(40) % 2)
    assert [bool(one) for one in laid.apart] == [True, True]
    assert all(len(set((np.flatnonzero(laid.cluster == of) % 2).tolist())) == 1 for of in (0, 1))
    assert LEAST > 1


def test_stages_lie_from_left_to_right() -> None:
    pairs = graph(400, 600)
    shelf = np.where(np.arange(400) < 200, -1.0, 1.0)
    laid = map_layout(pairs, np.zeros(400, np.int64), shelf)
    assert laid.at[:200, 0].mean() < laid.at[200:, 0].mean()


def test_discs_lie_close_and_nowhere_over_another() -> None:
    dice = np.random.default_rng(5)
    radius = dice.random(120) * 4 + 0.3
    a, b = dice.integers(0, 120, 200), dice.integers(0, 120, 200)
    at = packed(radius, a, b, np.ones(200))
    gap = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    room = radius[:, None] + radius[None]
    np.fill_diagonal(room, 0)
    assert (gap >= room - 1e-6).all()
    reach = (np.hypot(*(at - at.mean(0)).T) + radius).max()
    assert (radius**2).sum() > 0.35 * reach**2
