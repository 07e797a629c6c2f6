"""Recall and precision of the typologies on planted ledgers (G3), and what a bare G1 gives.

A plant counts where a slow twin finds the shape in the plant's own rows: plants reach beyond the
thresholds on both sides. It is found where one finding holds at least half of the twin's rows. A
finding that is not read as innocent is right where at least half of its rows were planted.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from planted import Plant, World, background, index_from

from kg.model import Finding
from kg.trace.typologies.catalogue import typologies
from kg.trace.typology_search import search
from tests.trace.typology_twins import TWINS, Ledger, Pay

EVERY = 1_000_000


@dataclass
class Score:
    """What of one typology was planted, found, and found rightly."""

    kind: str
    planted: int
    counted: int
    found: int
    findings: int
    innocent: int
    right: int
    shapes: Counter[str]


def scores(world: World) -> Iterator[Score]:
    """Yield the score of every planted typology."""
    found = search(world.index, limit=EVERY)
    by_kind: dict[str, list[Finding]] = defaultdict(list)
    for one in found.findings:
        by_kind[one.typology].append(one)
    planted = {row for plant in world.plants for row in plant.rows}
    whole = int(world.index.start[-1] - world.index.start[0])
    for kind in TWINS:
        plants = [plant for plant in world.plants if plant.kind == kind]
        truths = [truth for plant in plants if (truth := _truth(plant, kind, whole))]
        rows = [set(map(int, one.links)) for one in by_kind[kind]]
        plain = [set(map(int, one.links)) for one in by_kind[kind] if not one.shape]
        yield Score(
            kind=kind,
            planted=len(plants),
            counted=len(truths),
            found=sum(all(_held(part, rows) for part in truth) for truth in truths),
            findings=len(plain),
            innocent=len(rows) - len(plain),
            right=sum(2 * len(one & planted) >= len(one) for one in plain),
            shapes=Counter(one.shape for one in by_kind[kind] if one.shape),
        )


def _held(part: set[int], rows: list[set[int]]) -> bool:
    return any(2 * len(part & one) >= len(part) for one in rows)


def _truth(plant: Plant, kind: str, whole: int) -> list[set[int]]:
    """Return what the twin finds in a plant's own rows, as rows of the ledger."""
    order = np.argsort(plant.rows, kind="stable")
    pays = [Pay(*plant.lines[n]) for n in order]
    accounts = frozenset(end for pay in pays for end in (pay.src, pay.dst))
    values = typologies()[kind].with_values({})
    if kind == "night-peak":
        values["times"] = 0  # nothing stands out of rows that are all nightly
    found = TWINS[kind](Ledger(pays, accounts, whole), values)
    return [{plant.rows[order[row]] for row in rows} for _, rows in found]


def bare(transfers: int, accounts: int, seed: int) -> int:
    """Return how many findings G1 without any plant gives."""
    rows = background(transfers, accounts, np.random.default_rng(seed))
    rows = rows[np.argsort(rows[:, 2], kind="stable")]
    return len(search(index_from(rows, accounts), limit=EVERY).findings)
