"""Kill actions on a case at random, and hold what is left against the state before and after.

    python3 scripts/fuzz kill --runs 1000 --seed 1

Half of the kills come at a random touch of the disk, half at a random moment. After each the case
is as it was or as an undisturbed action leaves it, and the same action then gives what that gives.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "case")]

from actions import ACTIONS, after, make_files, told  # noqa: E402
from states import state  # noqa: E402

from tests.forked_kg import Fault, ForkedKg  # noqa: E402


class Calm:
    """An action that nobody disturbs: the states around it, its touches, how long it takes."""

    def __init__(self, action: str, files: Path, kg: ForkedKg, room: Path) -> None:
        self.action = action
        self.before: dict[str, Any] = state(files / "case")
        root = shutil.copytree(files / "case", room / f"calm-{action}")
        started = time.monotonic()
        done = kg(*told(action, root, files), fault=Fault(root, sent="SIGKILL", at=-1))
        self.seconds = time.monotonic() - started
        if done.code:
            raise SystemExit(f"{action}: {done.err}")
        self.touches = done.touches
        self.whole: dict[str, Any] = state(root)
        shutil.rmtree(root)


def run(calm: Calm, chance: random.Random, files: Path, kg: ForkedKg, root: Path) -> str:
    """Kill one action; return what was left, or stop at a broken promise."""
    shutil.copytree(files / "case", root)
    if chance.random() < 0.5:
        fault = Fault(root, sent="SIGKILL", at=chance.randint(1, calm.touches))
    else:
        fault = Fault(root, after=chance.uniform(0.001, calm.seconds))
    done = kg(*told(calm.action, root, files), fault=fault)
    left = after(root)
    if left == calm.before:
        again = kg(*told(calm.action, root, files))
        if again.code or state(root) != calm.whole:
            raise SystemExit(f"{calm.action} after {fault} is not what it should be: {again.err}")
    elif left != calm.whole:
        raise SystemExit(f"{calm.action} under {fault} left neither state: {root}")
    shutil.rmtree(root)
    how = "not killed" if done.code == 0 else "killed"
    return f"{how}, {'before' if left == calm.before else 'after'}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 -- the same seed, the same kills
    counts = Counter[str]()
    room = Path(tempfile.mkdtemp(prefix="kg-killed-"))
    (room / "files").mkdir()
    files = make_files(room / "files")
    with ForkedKg() as kg:
        calms = [Calm(action, files, kg, room) for action in ACTIONS]
        for number in range(given.runs):
            counts[run(chance.choice(calms), chance, files, kg, room / str(number))] += 1
            if (number + 1) % 50 == 0:
                sys.stdout.write(f"{number + 1}: {dict(counts)}\n")
                sys.stdout.flush()
    shutil.rmtree(room)


if __name__ == "__main__":
    if os.name == "nt":
        raise SystemExit("kills are those of POSIX")
    main()
