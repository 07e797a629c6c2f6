"""``kg coordinated`` on 35,125 posts: a whole process, its figures held to the published ones."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measured import Verdicts, differ

KG = [sys.executable, "-m", "kg"]
WANTED = {"rows": 35_125, "pairs": 3_791, "objects": 502, "accounts": 2_110, "strong": 60}
LARGEST, SECONDS = 2_019, 5.0


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this measure: none."""


def measure(_: argparse.Namespace, verdicts: Verdicts) -> None:
    """Load the posts, ask, compare, and say how long the question took."""
    folder = Path(os.environ.get("KG_SHARED", "")) / "data" / "coortweet"
    path = folder / "russian_coord_tweets.csv.gz"
    if not path.is_file():
        print("  no posts: KG_SHARED is not set")
        verdicts.say("coordinated", f"35,125 posts in {SECONDS:g} s", "", None)
        return
    spent = []
    with tempfile.TemporaryDirectory() as scratch:
        case = str(Path(scratch) / "case")
        subprocess.run([*KG, "new", case], check=True, stdout=subprocess.DEVNULL)
        begun = time.perf_counter()
        subprocess.run([*KG, "load", case, str(path)], check=True, stdout=subprocess.DEVNULL)
        loaded = time.perf_counter() - begun
        times, found = [], {}
        for _run in range(3):
            begun, before = time.perf_counter(), _processor()
            command = [
                *KG,
                "coordinated",
                case,
                "--window",
                "60s",
                "--participation",
                "2",
                "--json",
            ]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            times.append(time.perf_counter() - begun)
            spent.append(_processor() - before)
            found = json.loads(done.stdout)
    figures = {name: found[name] for name in WANTED}
    if figures != WANTED or found["parts"][0] != LARGEST:
        differ(f"coordinated: {figures}, {found['parts'][:1]}")
    best = min(times)
    print(
        f"  {figures}, largest part {LARGEST:,}: {best:.2f} s, of the processor "
        f"{min(spent):.2f} s (loaded in {loaded:.1f} s)"
    )
    verdicts.say("coordinated", f"35,125 posts in {SECONDS:g} s", f"{best:.2f} s", best < SECONDS)


def _processor() -> float:
    """Return the processor's seconds of all processes that were started and ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
