"""Planted shapes are found, decoys are not mistaken, and a ledger without plants is quiet."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "benchmarks"))

from planted import PLANTS, plant_world
from recall import bare, scores


def test_recall_and_precision_on_planted_shapes():
    every = list(scores(plant_world(100_000, 20_000, each=40, decoys=13, seed=3)))
    counted = sum(one.counted for one in every)
    assert {one.kind for one in every} == set(PLANTS) - {"chain"}
    assert all(5 <= one.counted < one.planted for one in every)  # wider than the thresholds
    assert sum(one.found for one in every) >= 0.99 * counted
    assert sum(one.right for one in every) >= 0.8 * sum(one.findings for one in every)
    assert sum(one.innocent for one in every) > 50  # the decoys, shown as what they are


def test_a_ledger_without_plants_gives_hardly_a_finding():
    assert bare(200_000, 20_000, seed=5) <= 2
