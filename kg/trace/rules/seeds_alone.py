"""Rules whose figures do not add up: run for all seeds together, then for each seed alone.

Such a rule says of one payment how much of it *can* or *must* be of the seeds; said of two victims
of one account, the two figures overlap. So the sums of an account are played apart, with all
seeds as one, and what is told of one seed takes the others' money for clean.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np

from kg.ledger.account_flows import distinct
from kg.ledger.base import Units
from kg.trace.base import Int64, ReplayPayments, RuleOutcome

ALL = -1


class SeedUnits(NamedTuple):
    """One run: units of the seeds by payment and by slot; ``assumed`` as in a RuleOutcome."""

    carried: Units
    received: Units
    passed: Units
    kept: Units
    assumed: Units


SeedRule: TypeAlias = Callable[[ReplayPayments, int, bool], SeedUnits]


def each_seed_alone(money: ReplayPayments, play: SeedRule) -> RuleOutcome:
    """Run a rule for all seeds as one and for each alone; no seed gets more than all have."""
    seeds = distinct(money.lot_seed)
    together = play(money, ALL, True)
    each = [(int(seed), play(money, int(seed), len(seeds) == 1)) for seed in seeds]
    left = np.where(money.onward, 0, together.carried)
    kept_by_seed = [
        _by_seed(seed, np.minimum(seed_units.kept, together.kept)) for seed, seed_units in each
    ]
    gone = [_by_seed(seed, np.minimum(seed_units.carried, left)) for seed, seed_units in each]
    whole = np.stack((together.received, together.passed, together.kept))
    return RuleOutcome(
        together.carried, *_joined(kept_by_seed), *_joined(gone), together.assumed, whole
    )


def _by_seed(seed: int, units: Units) -> tuple[Int64, Int64, Units]:
    """Return where a seed has units, the seed, and how many."""
    places = np.flatnonzero(units).astype(np.int64)
    return places, np.full(len(places), seed, np.int64), units[places]


def _joined(parts: list[tuple[Int64, Int64, Units]]) -> tuple[Int64, Int64, Units]:
    nothing = np.zeros(0, np.int64)
    columns = zip((nothing, nothing, nothing), *parts, strict=True)
    places, seeds, units = (np.concatenate(column) for column in columns)
    return places, seeds, units
