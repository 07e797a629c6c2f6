"""Spoilt files, one after another, into one reader; the first broken promise ends the run."""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random

from spoiling import MAKERS

from kg import sources
from kg.errors import KgError
from kg.limits import LIMITS
from kg.sources.open_tables import Chooser
from kg.sources.read_file import parts_of
from kg.sources.source_file import SourceFile

CEILING = 2 << 30


def outcome(path: Path, scratch: Path, mapped: bool) -> str:
    """Read one file; return what came of it, or raise what should never be raised."""
    try:
        return _mapped(path, scratch) if mapped else _read(path, scratch)
    except KgError as refused:
        return type(refused).__name__


def _read(path: Path, scratch: Path) -> str:
    """Let the reader alone turn the bytes into rows: each is kept, skipped or refused."""
    source = SourceFile(path, LIMITS)
    parts = list(parts_of(source, Chooser(None, path.name), LIMITS, None, scratch, bytes(32)))
    source.hash()
    for tally in (part.table.tally for part in parts):
        counted = tally.rows + len(tally.skipped) + len(tally.problems)
        if tally.read != counted:
            raise AssertionError(f"read {tally.read}, accounted for {counted}")
    return "rows" if parts else "no table"


def _mapped(path: Path, scratch: Path) -> str:
    """Let the whole way be gone, from the bytes to the facts."""
    reading = sources.read(path, scratch=scratch)
    counted = reading.stored + len(reading.problems) + len(reading.skipped)
    if reading.read != counted:
        raise AssertionError(f"read {reading.read}, accounted for {counted}")
    return "read with problems" if reading.problems else "read"


def one(reader: str, seed: str, keep: Path | None, mapped: bool = True) -> str:
    """Make the file of a seed and read it; keep it if a promise was broken."""
    name, data = MAKERS[reader](Random(seed))  # noqa: S311 -- the same seed, the same file
    with tempfile.TemporaryDirectory(prefix="kg-fuzz-") as folder:
        path, scratch = Path(folder) / name, Path(folder) / "out"
        path.write_bytes(data)
        scratch.mkdir()
        try:
            return outcome(path, scratch, mapped)
        except Exception:
            traceback.print_exc()
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{seed}-{name}").write_bytes(data)
            return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader", choices=sorted(MAKERS))
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--map-every", type=int, default=1, help="map one file of so many")
    options = parser.parse_args()
    came: Counter[str] = Counter()
    begun = time.monotonic()
    for number in range(options.runs):
        seed = f"{options.reader}-{options.seed}-{number}"
        found = one(options.reader, seed, options.keep, number % options.map_every == 0)
        if not found:
            print(f"run {number} of seed {options.seed} broke a promise ({seed})")
            return 1
        came[found] += 1
        if number % 100 == 99:
            print(f"\r{number + 1:,} runs", end="", file=sys.stderr, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    spent = time.monotonic() - begun
    print(f"\n{options.reader}: {options.runs:,} runs in {spent:,.0f} s, peak {peak >> 20:,} MB")
    for what, times in came.most_common():
        print(f"  {what:24} {times:>9,}")
    return int(peak > CEILING)


if __name__ == "__main__":
    sys.exit(main())
