"""Who is who among 100,000 things: what is proposed, how rightly by band, and how long it takes.

The people are made (tests/identity/population.py) with their answer: namesakes, twins, fathers and
sons, family phones, numbers issued again. No peer is run beside it: none that is free of charge and
small enough is at hand; a plain comparison of equal names and births stands in for one.

python3 scripts/bench network --only same --persons 3000    fewer than 100,000 records
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measured import Verdicts

from kg.identity import BANDS, propose
from tests.identity.population import Population, population

MOST = 60.0
"""Seconds that 100,000 things may take."""


def options(words: argparse.ArgumentParser) -> None:
    """Add the options of this measure."""
    words.add_argument("--persons", type=int, default=67_500)
    words.add_argument("--seed", type=int, default=1)


def measure(given: argparse.Namespace, verdicts: Verdicts) -> None:
    """Propose, hold the pairs to the answer, and say whether the targets are met."""
    made = population(given.seed, given.persons)
    true = made.pairs()
    start, used = time.perf_counter(), time.process_time()
    found = propose(made.things)
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    print(f"{len(made.things):,} records, {len(true):,} pairs of one person; {found.compared:,}")
    print(f"pairs compared in {seconds:.1f} s ({cpu:.1f} s of a processor)")
    told = Counter((p.band, (p.one, p.other) in true) for p in found.pairs)
    for band in BANDS:
        right, wrong = told[band, True], told[band, False]
        precision = right / (right + wrong) if right + wrong else 1.0
        print(f"{band:9} {right:7,} right {wrong:7,} wrong  precision {precision:.4f}  "
              f"recall {right / len(true):.3f}")  # fmt: skip
    plain = _equal_names_and_births(made)
    right = len(plain & true)
    print(f"equal name and birth alone: {right:,} right, {len(plain) - right:,} wrong")
    right, wrong = told["strong", True], told["strong", False]
    precision = right / max(1, right + wrong)
    verdicts.say("same", "strong: precision of 0.99", f"{precision:.4f}", precision >= 0.99)
    of_all = cpu < MOST if given.persons >= 60_000 else None
    verdicts.say("same", f"100,000 things in {MOST:g} s", f"{cpu:.1f} s", of_all)


def _equal_names_and_births(made: Population) -> set[tuple[str, str]]:
    """Return the pairs that a spreadsheet would join: the same name and date, as written."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for thing in made.things:
        told = {value.name: value.text for value in thing.values}
        if "birthDate" in told:
            groups[told["name"], told["birthDate"]].append(thing.id)
    return {
        (min(pair), max(pair)) for ids in groups.values() for pair in combinations(ids, 2)
    }  # fmt: skip
