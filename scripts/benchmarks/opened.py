"""``kg open`` of a typical case, a bank's return of 10,000 and 50,000 rows, as one whole process.

Beside it the least that can be done with the same file: hash it, and turn its columns into Parquet
by DuckDB. A million rows, whose payments stay in the ledger, go in by ``kg load``. What is told:
seconds, seconds of the processor (of all processes), the most memory that one of them held, the
disk that the case takes, and how many statements of the graph one payment has.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bank_export import write_export
from measured import Verdicts, machine

KG = [sys.executable, "-m", "kg"]
BARE = """
import hashlib, sys, duckdb
digest = hashlib.sha256()
with open(sys.argv[1], "rb") as stream:
    while block := stream.read(1 << 20):
        digest.update(block)
rows = duckdb.read_csv(sys.argv[1], all_varchar=True, header=True)
rows.write_parquet(sys.argv[2])
"""
SECONDS, MEMORY, DISK, STATEMENTS = 10.0, 1_000_000_000, 120_000_000, 14
"""What 50,000 rows may take; a payment's 14 statements are 13 and its part in a shortcut edge."""
OPENED, LOADED, RATIO = (10_000, 50_000), 1_000_000, 2.5
TYPICAL = OPENED[-1]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process and its children took."""

    seconds: float
    processor: float
    peak: int


def measured(command: list[str]) -> Cost:
    """Run a command to its end and return what it took; one that fails ends the bench."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(errors.decode(errors="replace") or f"{command[:4]} failed")
    spent = usage.ru_utime + usage.ru_stime
    return Cost(time.perf_counter() - begun, spent, usage.ru_maxrss * 1024)


def size_of(case: Path) -> int:
    """Return the bytes of a case on disk; a file that has several names is counted once."""
    seen = {(s.st_dev, s.st_ino): s.st_size for s in (p.stat() for p in case.rglob("*"))}
    return sum(seen.values())


def statements(case: Path) -> float:
    """Return how many statements the graph makes of a payment, its row's place among them."""
    from pyoxigraph import DefaultGraph, Store

    from kg.graph.oxigraph_engine import Checkpoints
    from kg.rdf.terms import TYPE, term

    newest = Checkpoints(case / "graph").newest()
    assert newest is not None, "a case that was opened has a state of its graph"
    store = Store.read_only(str(newest))
    here = DefaultGraph()
    payments = [q.subject for q in store.quads_for_pattern(None, TYPE, term("Transfer"), here)]
    told = 0
    for payment in payments[:1000]:
        own = list(store.quads_for_pattern(payment, None, None, None))
        rows = [quad.object for quad in own if quad.predicate == term("supportedBy")]
        places = (quad for row in rows for quad in store.quads_for_pattern(row, None, None, None))
        told += len(own) + sum(1 for _ in places) + 1  # the edge between its ends
    return told / max(1, len(payments[:1000]))


def line(name: str, rows: int, cost: Cost, rest: str = "") -> None:
    """Print one line of the table."""
    print(
        f"{name:28}{rows:>10,}{cost.seconds:>8.1f}{cost.processor:>8.1f}"
        f"{cost.peak / 1e6:>9,.0f}{rest}",
        flush=True,
    )


def bare(work: Path, path: Path, rows: int) -> Cost:
    """Measure hash and parse alone."""
    cost = measured([sys.executable, "-c", BARE, str(path), str(work / "bare.parquet")])
    line("hash + DuckDB to Parquet", rows, cost)
    return cost


def open_case(work: Path, path: Path, rows: int, verdicts: Verdicts) -> None:
    """Measure ``kg open`` of a file."""
    bare(work, path, rows)
    case = work / f"opened-{rows}"
    cost = measured([*KG, "open", str(path), "--case", str(case)])
    disk, each = size_of(case), statements(case)
    line("kg open", rows, cost, f"{disk / 1e6:>9,.0f}{each:>9.1f}")
    verdicts.say("C1", "statements of a payment", f"{each:.1f}", each <= STATEMENTS)
    if rows == TYPICAL:
        verdicts.say(
            "open", "50,000 rows in 10 s", f"{cost.seconds:.1f} s", cost.seconds <= SECONDS
        )
        memory = f"{cost.peak / 1e6:,.0f} MB"
        verdicts.say("C1", "50,000 rows in 1,000 MB", memory, cost.peak <= MEMORY)
        verdicts.say("C1", "50,000 rows on 120 MB", f"{disk / 1e6:,.0f} MB", disk <= DISK)


def load_many(work: Path, path: Path, rows: int, verdicts: Verdicts) -> None:
    """Measure ``kg load`` of rows that stay in the ledger."""
    least = bare(work, path, rows)
    case = work / "loaded"
    subprocess.run([*KG, "new", str(case)], check=True, stdout=subprocess.DEVNULL)
    cost = measured([*KG, "load", str(case), str(path)])
    line("kg load", rows, cost, f"{size_of(case) / 1e6:>9,.0f}")
    ratio = cost.seconds / least.seconds
    verdicts.say("C2", "hash and parse, times 2.5", f"{ratio:.1f}x", ratio <= RATIO)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=OPENED, help="of cases opened")
    parser.add_argument("--loaded", type=int, default=LOADED, help="rows of a load, 0 for none")
    parser.add_argument("--cache", type=Path, help="keep the invented files here")
    options = parser.parse_args()
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        cache = options.cache or work / "cache"
        print(machine())
        print(
            f"{'':28}{'rows':>10}{'s':>8}{'cpu s':>8}{'peak MB':>9}{'disk MB':>9}{'each':>9}",
            flush=True,
        )
        for rows in options.rows:
            open_case(work, write_export(cache, rows)["utf-8"], rows, verdicts)
        if options.loaded:
            path = write_export(cache, options.loaded)["utf-8"]
            load_many(work, path, options.loaded, verdicts)
    verdicts.show()
    return int(verdicts.missed > 0)


if __name__ == "__main__":
    sys.exit(main())
