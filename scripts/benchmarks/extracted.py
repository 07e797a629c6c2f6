#!/usr/bin/env python3
"""Random requests: an extract of a lake and its trace, beside the trace of a case of all rows.

    scripts/bench extract                        200 requests, 300,000 payments in three files
    scripts/bench extract --spark local[2]       the lake is asked by a Spark
    scripts/bench extract --requests 20 --seed 3

Each request has a start, a direction, a rule and bounds of its own. Its extract goes into a case of
its own; whatever the trace there says is compared: steps, units, accounts, stops, levels, roles,
what was left out.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import duckdb
from invented import write_statements
from measured import Verdicts, machine, percentile

from kg.case import Case, open_case
from kg.lake.add import add_files
from kg.lake.layout import Lake
from kg.model import Trace
from kg.requests import ExtractRequest, LoadRequest, TraceRequest
from kg.trace.rules import RULES

OTHERWISE = ("request", "sources", "scale", "name")
"""What of a trace says where it was asked: which files are there, in which units it counts."""
OF_ALL_ROWS = "rows-not-traced"
"""The warning that counts the rows of the case that no trace follows: an extract has fewer."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--spark", default="", help="local[2], spark://HOST:PORT, sc://HOST")
    asked, verdicts = parser.parse_args(), Verdicts()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="kg-bench-extract-") as scratch:
        compare(Path(scratch), asked, verdicts)
    verdicts.show()
    return int(verdicts.missed > 0)


def compare(folder: Path, asked: argparse.Namespace, verdicts: Verdicts) -> None:
    """Ask both the same, and count the answers that are equal."""
    files = write_statements(folder / "files", asked.rows, asked.seed, asked.rows // 3 + 1)
    lake = Lake.init(folder / "lake", 16)
    add_files(lake, files, LoadRequest())
    with open_case(folder / "whole") as whole:
        whole.evidence.load_all(files)
        _compare_all(whole, lake, folder, asked, verdicts)


def _compare_all(
    whole: Case, lake: Lake, folder: Path, asked: argparse.Namespace, verdicts: Verdicts
) -> None:
    extracts, parts, wholes = list[float](), list[float](), list[float]()
    equal, steps, asked_of = 0, list[int](), Counter[str]()
    for number, request in enumerate(_requests(lake, asked.requests, asked.seed)):
        place = folder / f"part-{number}"
        with open_case(place) as part:
            begun = time.perf_counter()
            part.evidence.extract_as(lake.folder, ExtractRequest.for_trace(request, asked.spark))
            extracted = time.perf_counter()
            there = part.money.trace_as(request)
            traced = time.perf_counter()
        shutil.rmtree(place)
        begun_again = time.perf_counter()
        here = whole.money.trace_as(request)
        wholes.append(time.perf_counter() - begun_again)
        extracts.append(extracted - begun)
        parts.append(traced - extracted)
        same = _said(there) == _said(here)
        equal += same
        steps.append(len(here.steps))
        asked_of[f"{request.rule} {request.direction}"] += 1
        if not same:
            names = [name for name, said in _said(here).items() if _said(there)[name] != said]
            print(f"  differs in {', '.join(names)}: {request}", flush=True)
    print(f"  {asked.rows:,} payments; by rule and direction: {dict(sorted(asked_of.items()))}")
    print(f"  steps of a trace: {min(steps):,} to {max(steps):,}, {sum(steps):,} in all")
    for name, times in (("extract", extracts), ("its trace", parts), ("trace of all", wholes)):
        half, most = percentile(times, 0.5), percentile(times, 0.95)
        print(f"  {name}: median {half:.2f} s, 95 % within {most:.2f} s")
    told = f"{equal} of {asked.requests}"
    verdicts.say("lake", "the trace of an extract is that of all rows", told, equal == len(steps))


def _said(trace: Trace) -> dict[str, object]:
    """Return what is to be the same; units of currencies that the trace never meets are not."""
    kept = tuple(one for one in trace.warnings if one.id != OF_ALL_ROWS)
    told = replace(trace, warnings=kept)
    return {f.name: getattr(told, f.name) for f in fields(told) if f.name not in OTHERWISE}


def _requests(lake: Lake, count: int, seed: int) -> Iterator[TraceRequest]:
    """Yield requests that begin at one to three accounts, by every rule, forward and back."""
    chance = random.Random(seed)  # noqa: S311 - a bench is no secret
    with duckdb.connect() as con:
        entities, known = (
            lake.tables / f"{name}.parquet" for name in ("entity", "account_transfer")
        )
        numbers = [
            number
            for (number,) in con.execute(
                f"SELECT name FROM '{entities}' e JOIN '{known}' a USING (id)"
                " WHERE a.payments BETWEEN 2 AND 400 ORDER BY name"
            ).fetchall()
        ]
    rules = list(RULES)
    for number in range(count):
        back = number % 4 == 3
        since, until = sorted(
            f"2024-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}" for _ in "ab"
        )
        yield TraceRequest(
            chance.sample(numbers, chance.choice([1, 1, 1, 2, 3])),
            direction="in" if back else "out",
            rule="fifo" if back else rules[number % len(rules)],
            within=chance.choice(["6h", "72h", "72h", "30d"]),
            hops=chance.choice([1, 2, 3, 4, 8]),
            floor=chance.choice(["0", "0", "20000"]),
            hub=chance.choice([20, 200, 1000]),
            since=since if number % 5 == 0 and since != until else "",
            until=until if number % 5 == 0 and since != until else "",
            skew=chance.choice([0, 120, 3600]),
            strict_order=number % 7 == 0,
        )


if __name__ == "__main__":
    sys.exit(main())
