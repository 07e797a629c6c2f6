"""Who is who among 100,000 things: what is proposed, how rightly by band, and how long it takes.

The people are made (tests/identity/population.py) with their answer: namesakes, twins, fathers and
sons, family phones, numbers issued again. A plain comparison of equal names and births stands
beside it, and Splink where an interpreter that has it is named.

python3 scripts/bench network --only same --persons 3000    fewer than 100,000 records
python3 scripts/bench network --only same --splink venv/bin/python    beside Splink
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
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
    words.add_argument("--splink", default="", help="an interpreter that has Splink")


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
    if given.splink:
        _beside_splink(given.splink, made, true)
    right, wrong = told["strong", True], told["strong", False]
    precision = right / max(1, right + wrong)
    verdicts.say("same", "strong: precision of 0.99", f"{precision:.4f}", precision >= 0.99)
    of_all = cpu < MOST if given.persons >= 60_000 else None
    verdicts.say("same", f"100,000 things in {MOST:g} s", f"{cpu:.1f} s", of_all)


def _beside_splink(python: str, made: Population, true: set[tuple[str, str]]) -> None:
    """Give Splink the same records and the answer, and print how right it is by probability."""
    names = {
        "name": "name", "birth": "birthDate", "number": "residentId", "phone": "phone",
        "email": "email", "address": "address",
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as room:
        records, pairs = Path(room) / "records.csv", Path(room) / "pairs.csv"
        with records.open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(["id", *names, "person"])
            for thing in made.things:
                own = {value.name: value.text for value in reversed(thing.values)}
                told = (own.get(name, "") for name in names.values())
                rows.writerow([thing.id, *told, made.who[thing.id]])
        start = time.perf_counter()
        program = Path(__file__).with_name("splink_pairs.py")
        subprocess.run([python, program, records, pairs], check=True)
        seconds = time.perf_counter() - start
        with pairs.open(encoding="utf-8", newline="") as stream:
            found = [
                (min(one, other), max(one, other), float(probability))
                for one, other, probability in list(csv.reader(stream))[1:]
            ]
    print(f"Splink: {len(found):,} pairs in {seconds:.1f} s")
    for least in (0.5, 0.9, 0.99, 0.999):
        said = {(one, other) for one, other, probability in found if probability >= least}
        right = len(said & true)
        precision, recall = right / max(1, len(said)), right / len(true)
        print(f"  from {least:g}: {right:,} right, {len(said) - right:,} wrong  "
              f"precision {precision:.4f}  recall {recall:.3f}")  # fmt: skip


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
