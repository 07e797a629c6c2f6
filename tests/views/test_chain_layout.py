"""Layout: stages in order, nobody on top of another, few crossings, the same every time."""

from __future__ import annotations

from itertools import combinations, pairwise

from chains import banks, fraud
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Chain, ChainEdge
from kg.schema import Schema
from kg.views.columns import columns_of
from kg.views.line_routes import Route
from kg.views.node_order import crossings, heights, ordered
from kg.views.page import arrange
from kg.views.page_levels import picture_levels
from tests.depth import examples


def test_stages_stand_from_left_to_right(chain: Chain, schema: Schema) -> None:
    drawn, columns = arrange(chain, schema), columns_of(chain, schema)
    places = [columns.order[band.stage] for band in drawn.bands]
    assert places == sorted(places)
    assert {band.stage for band in drawn.bands} == set(columns.keys)


def test_everybody_stands_inside_the_band_of_their_stage(chain: Chain, schema: Schema) -> None:
    drawn = arrange(chain, schema)
    bands = {band.stage: band for band in drawn.bands}
    for key, place in zip(columns_of(chain, schema).keys, drawn.places, strict=True):
        assert bands[key].left < place.x < bands[key].right
        assert 0 <= place.y <= drawn.height


def test_nobody_stands_on_another(chain: Chain, schema: Schema) -> None:
    places = [place for place in arrange(chain, schema).places if place.host < 0]
    for a, b in combinations(places, 2):
        assert abs(a.x - b.x) > 0.9 or abs(a.y - b.y) > 0.98


def test_a_host_has_a_companion_on_each_side_at_most_and_is_none_itself(
    chain: Chain, schema: Schema
) -> None:
    places = arrange(chain, schema).places
    taken = [(place.host, place.side) for place in places if place.host >= 0]
    assert len(taken) == len(set(taken))
    assert all(places[host].host == -1 and side in (-1, 1) for host, side in taken)
    assert all(place.side == 0 for place in places if place.host < 0)


def test_the_same_chain_gets_the_same_places(chain: Chain, schema: Schema) -> None:
    assert arrange(chain, schema) == arrange(chain, schema)


def test_levels_of_layering_have_columns_of_their_own(schema: Schema) -> None:
    chain = fraud()
    drawn = arrange(chain, schema)
    columns: dict[int, set[float]] = {}
    for node, place in zip(chain.nodes, drawn.places, strict=True):
        if node.stage == "Layering" and node.level:
            columns.setdefault(node.level, set()).add(place.x)
    assert sorted(columns) == [2, 3, 4]
    assert max(columns[2]) < min(columns[3]) and max(columns[3]) < min(columns[4])


def test_undetermined_banks_are_arranged_by_the_direction_of_money(schema: Schema) -> None:
    chain = banks()
    drawn = arrange(chain, schema)
    place = {node.entity.id: at.x for node, at in zip(chain.nodes, drawn.places, strict=True)}
    forward = [place[edge.source] < place[edge.target] for edge in chain.edges]
    assert len(set(place.values())) >= 3
    assert sum(forward) >= len(forward) - 1


def test_every_line_of_a_side_has_a_port_of_its_own(chain: Chain, schema: Schema) -> None:
    drawn = arrange(chain, schema)
    seen: set[tuple[str, int, float]] = set()
    for edge, route in zip(chain.edges, drawn.routes, strict=True):
        for end, side, port in (
            (edge.source, route.leaves, route.port_out),
            (edge.target, route.enters, route.port_in),
        ):
            if edge.source != edge.target and (port or route.via):
                assert (end, side, port) not in seen
                seen.add((end, side, port))


def slow_crossings(layers: list[list[int]], segments: list[tuple[int, int]]) -> int:
    """Count by looking at every pair of segments between the same two layers."""
    place = {at: (row, turn) for row, layer in enumerate(layers) for turn, at in enumerate(layer)}
    pairs = combinations([(place[a], place[b]) for a, b in segments], 2)
    return sum(a[0] == c[0] and (a[1] - c[1]) * (b[1] - d[1]) < 0 for (a, b), (c, d) in pairs)


LAYERED = st.integers(2, 4).flatmap(
    lambda many: st.tuples(
        st.lists(st.integers(1, 6), min_size=many, max_size=many), st.randoms(use_true_random=False)
    )
)


@given(LAYERED)
@settings(max_examples=examples(60))
def test_crossings_are_counted_right_and_never_grow(case: tuple[list[int], object]) -> None:
    sizes, random = case
    layers, free = [], 0
    for size in sizes:
        layers.append(list(range(free, free + size)))
        free += size
    segments = sorted(
        {(random.choice(a), random.choice(b)) for a, b in pairwise(layers) for _ in range(6)}
    )
    after = {at: [b for a, b in segments if a == at] for layer in layers for at in layer}
    assert crossings(layers, after) == slow_crossings(layers, segments)
    better = ordered(layers, segments)
    assert [sorted(layer) for layer in better] == layers
    assert slow_crossings(better, segments) <= slow_crossings(layers, segments)


def test_an_order_that_sweeps_from_the_given_one_miss_is_found() -> None:
    layers = [list(range(first, first + 4)) for first in (0, 4, 8)]
    segments = [(0, 6), (1, 4), (1, 5), (1, 7), (2, 5), (3, 6)]
    segments += [(4, 10), (4, 11), (5, 10), (7, 8), (7, 9)]
    assert slow_crossings(ordered(layers, segments), segments) == 0


@given(LAYERED)
@settings(max_examples=examples(60))
def test_heights_keep_order_and_distance(case: tuple[list[int], object]) -> None:
    sizes, random = case
    layers, free = [], 0
    for size in sizes:
        layers.append(list(range(free, free + size)))
        free += size
    segments = [(random.choice(a), random.choice(b)) for a, b in pairwise(layers)]
    y, total = heights(layers, segments, dict.fromkeys(range(free), 1.0))
    assert total == max(sizes)
    for layer in layers:
        assert all(y[b] - y[a] > 1 - 1e-6 for a, b in pairwise(layer))
        assert y[layer[0]] >= 0.5 - 1e-6 and y[layer[-1]] <= total - 0.5 + 1e-6


def test_no_line_steps_aside_at_its_own_end(chain: Chain, schema: Schema) -> None:
    """Of many lines between the same two each has a way of its own, but none a spike at an end."""
    columns = columns_of(chain, schema)
    pictures = [(chain, arrange(chain, schema))]
    pictures += [(one.grouped.chain, one.drawn) for one in picture_levels(chain, schema, columns)]
    for drawn, laid in pictures:
        number = {node.entity.id: at for at, node in enumerate(drawn.nodes)}
        for edge, route in zip(drawn.edges, laid.routes, strict=True):
            for end, (x, _) in ends_of(edge, route):
                assert abs(x - laid.places[number[end]].x) >= 0.01


def ends_of(edge: ChainEdge, route: Route) -> list[tuple[str, tuple[float, float]]]:
    """Return both ends of a line that passes points, each with the point that is next to it."""
    if not route.via:
        return []
    return [(edge.source, route.via[0]), (edge.target, route.via[-1])]
