"""Taken out one after the other: by hand, and as networkx computes it anew each time."""

from __future__ import annotations

import pytest

from kg.network.dismantle import AMOUNT, BETWEENNESS, DEGREE, dismantle
from kg.network.phases import by_file, by_time, months
from kg.network.ties import UNDATED, tie_rows
from kg.values.moments import named_zone
from tests.network import twins

STARS = [(0, 1), (0, 2), (0, 3), (3, 4), (4, 5), (5, 6), (5, 7)]
"""0 has three ties and 5 has three; 3 and 4 join them."""


def test_two_stars_by_hand() -> None:
    """Degree takes the first of the two middles, betweenness what joins them."""
    network = twins.network(8, STARS)
    by_degree = [(one.thing, one.figure, one.largest) for one in dismantle(network, DEGREE, 3)]
    assert by_degree == [(0, 3, 5), (5, 3, 2), (3, 1, 1)]
    first, second = dismantle(network, BETWEENNESS, 2)
    # 3 and 4 join three others to four: 12 of 21 pairs; 0 and 5 stand between 11
    assert (first.thing, first.largest) == (3, 4)
    assert first.figure == pytest.approx(12 / 21)
    # of {0, 1, 2} and {4, 5, 6, 7} is left: 5 stands between 3 of 15 pairs, 0 between 1
    assert (second.thing, second.largest) == (5, 3)
    assert second.figure == pytest.approx(3 / 15)


@pytest.mark.parametrize("seed", range(5))
def test_computed_anew_as_networkx_does(seed: int) -> None:
    pairs = twins.random_pairs(35, 45, seed)
    taken = dismantle(twins.network(35, pairs), BETWEENNESS, 6)
    assert [(one.thing, one.largest) for one in taken] == twins.dismantled(35, pairs, 6)


def test_static_figures_are_those_of_the_whole_network() -> None:
    network = twins.network(8, STARS)
    static = dismantle(network, BETWEENNESS, 4, recomputed=False)
    figures = [one.figure for one in static]
    assert figures == sorted(figures, reverse=True)


def test_by_amount_and_of_equals_the_first() -> None:
    network = twins.network(8, STARS)
    taken = dismantle(network, AMOUNT, 8, amounts=[0, 0, 0, 0, 9, 7, 7, 7])
    # without 5 nothing ties 6 and 7 any more: they cannot be taken out
    assert [one.thing for one in taken] == [4, 5, 0]


def test_phases_by_time_and_file() -> None:
    """A month is one of the case's clock; undated rows are in none; a file's rows are its own."""
    zone = named_zone("Asia/Shanghai")
    # 2024-01-31 20:00 and 2024-02-01 00:00 in Shanghai
    first, second = 1_706_702_400_000_000, 1_706_716_800_000_000
    rows = tie_rows(
        *(twins.np.array(column) for column in ([0, 1, 2], [1, 2, 0], [first, second, UNDATED])),
        ["r1", "r2", "r3"], ["a", "b", "c"],
    )  # fmt: skip
    bounds, names = months(rows.start, zone)
    assert (bounds, names) == ([second], ["2024-01", "2024-02"])
    split = dict(by_time(rows, bounds, names))
    assert {name: part.links for name, part in split.items()} == {
        "2024-01": ["r1"], "2024-02": ["r2"],
    }  # fmt: skip
    assert split["2024-02"].ends == ["b", "c"]
    files = dict(by_file(rows, [("x",), ("x", "y"), ("y",)], ["y", "x", "z"]))
    assert {name: part.links for name, part in files.items()} == {
        "y": ["r2", "r3"], "x": ["r1", "r2"],
    }  # fmt: skip
