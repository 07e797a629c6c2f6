"""Spoilt files, one after another, into one reader; the first broken promise ends the run."""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from spoiling import MAKERS

from kg import sources
from kg.errors import KgError, ReaderCrashed
from kg.limits import LIMITS
from kg.sources.chooser import Chooser
from kg.sources.read_file import parts_of
from kg.sources.source_file import SourceFile

CEILING = 2 << 30


def outcome(path: Path, scratch: Path, mapped: bool) -> str:
    """Read one file; return what came of it, or raise what should never be raised."""
    try:
        return _mapped(path, scratch) if mapped else keep_rows(path, scratch)
    except ReaderCrashed as died:  # what ends the reader's process is no answer
        raise AssertionError(str(died)) from died
    except KgError as refused:
        return type(refused).__name__


def keep_rows(
    path: Path, scratch: Path, layout: str | None = None, answers: Mapping[str, str] | None = None
) -> str:
    """Let the reader alone turn the bytes into rows: each is kept, skipped or refused."""
    source, chooser = SourceFile(path, LIMITS), Chooser(layout, path.name, answers or {})
    parts = list(parts_of(source, chooser, LIMITS, None, scratch, bytes(32)))
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
        return kept_if_broken(path, seed, keep, lambda: outcome(path, scratch, mapped))


def kept_if_broken(path: Path, seed: str, keep: Path | None, read: Callable[[], str]) -> str:
    """Return what reading a file came to; nothing if a promise was broken: then it is kept."""
    try:
        return read()
    except Exception:
        traceback.print_exc()
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{seed}-{path.name}").write_bytes(path.read_bytes())
        return ""


def options_of(about: str | None) -> argparse.ArgumentParser:
    """Return the options that every series of runs has."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--map-every", type=int, default=1, help="map one file of so many")
    return parser


def run_all(what: str, options: argparse.Namespace, one: Callable[[str, int], str]) -> int:
    """Run one seed after another and count what they came to; the first broken promise ends it."""
    came: Counter[str] = Counter()
    begun = time.monotonic()
    for number in range(options.runs):
        seed = f"{what}-{options.seed}-{number}"
        found = one(seed, number)
        if not found:
            print(f"run {number} of seed {options.seed} broke a promise ({seed})")
            return 1
        came[found] += 1
        if number % 100 == 99:
            print(f"\r{number + 1:,} runs", end="", file=sys.stderr, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    spent = time.monotonic() - begun
    print(f"\n{what}: {options.runs:,} runs in {spent:,.0f} s, peak {peak >> 20:,} MB")
    for came_to, times in came.most_common():
        print(f"  {came_to:24} {times:>9,}")
    return int(peak > CEILING)


def main() -> int:
    parser = options_of(__doc__)
    parser.add_argument("reader", choices=sorted(MAKERS))
    options = parser.parse_args()

    def each(seed: str, number: int) -> str:
        return one(options.reader, seed, options.keep, number % options.map_every == 0)

    return run_all(options.reader, options, each)


if __name__ == "__main__":
    sys.exit(main())
