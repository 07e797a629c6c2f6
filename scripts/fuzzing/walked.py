"""A random walk on a small case: load, undo, redo, unload, damage, verify, rebuild, kill.

After every step each source that the log says is in must lie among the sources with its bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tampers import Tamper, tampers

from kg.case import Case, new_case
from kg.case.storage.case_log import logged_case
from kg.case.storage.folder import CaseFolder
from kg.errors import KgError

HEADER = "交易卡号,交易时间,交易金额,收付标志,交易对手账卡号,交易币种,交易是否成功,交易流水号\n"
FILES = 8
SPARED = ("source", "key")
"""Parts of the case that the walk never damages: nobody but a person could bring them back."""


def write_files(place: Path) -> list[Path]:
    """Write small invented statements; no bank issues 0629."""
    place.mkdir()
    found = []
    for number in range(FILES):
        rows = [
            f"062900000000000{number}{n % 7:03d},2024-01-0{1 + n % 8} 10:00:0{n % 9},{n}.50,出,"
            f"0629000000000099{n % 5:03d},CNY,成功,S{number}{n:04d}\n"
            for n in range(1, 6)
        ]
        path = place / f"流水{number}.csv"
        path.write_text(HEADER + "".join(rows), encoding="utf-8")
        found.append(path)
    return found


_NOT_THERE = (OSError, LookupError, ValueError, StopIteration, AttributeError, RuntimeError)
"""What a damage ends with where the case has not what it is done to, or has it damaged already
(RuntimeError is the engine's, which does not open such a graph)."""


class NothingToDamageError(Exception):
    """The case has not what the damage is done to."""


class Walk:
    """One case and its files; each step is a method, chosen by chance."""

    def __init__(self, root: Path, files: list[Path], chance: random.Random) -> None:
        self.root = root
        self.files = files
        self.chance = chance
        self.damages = [one for one in tampers() if not one.parts & set(SPARED)]
        self.hashes = {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in files}

    def case(self) -> Case:
        return Case(CaseFolder(self.root))

    def load(self) -> None:
        with self.case() as case:
            case.evidence.load_all(self.chance.sample(self.files, self.chance.randint(1, 2)))

    def again(self) -> None:
        with self.case() as case:
            case.load(self.chance.choice(self.files), again=True)

    def undo(self) -> None:
        with self.case() as case:
            case.judgements.undo()

    def redo(self) -> None:
        with self.case() as case:
            case.judgements.redo()

    def unload(self) -> None:
        with self.case() as case:
            case.evidence.unload(self.chance.choice(self.files).name)

    def trace(self) -> None:
        with self.case() as case:
            case.trace("0629000000000000001", name=f"t{self.chance.randint(1, 2)}")

    def verify(self) -> None:
        with self.case() as case:
            case.verify(quick=self.chance.random() < 0.8)

    def rebuild(self) -> None:
        with self.case() as case:
            case.evidence.rebuild()

    def damage(self) -> None:
        one: Tamper = self.chance.choice(self.damages)
        try:
            one.act(self.root)
        except _NOT_THERE as error:
            raise NothingToDamageError from error

    def kill(self) -> None:
        """Kill a command of its own process at any moment of it."""
        verb = self.chance.choice(["load", "unload", "undo", "rebuild"])
        path = self.chance.choice(self.files)
        words = {"load": [str(path)], "unload": [path.name], "undo": ["--yes"]}.get(verb, [])
        command = [sys.executable, "-m", "kg", verb, str(self.root), *words]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            time.sleep(self.chance.random() * 2.5)
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                process.kill()

    def lost(self) -> list[str]:
        """Return the sources that the log says are in and whose bytes are not there."""
        folder = CaseFolder(self.root)
        try:
            entries = list(folder.log.entries())
        except KgError:
            return []  # a broken log says nothing
        found = []
        for sha256, one in logged_case(entries).sources.items():
            copies = [p for p in folder.sources.glob(f"*{sha256}*") if p.is_file()]
            if not any(hashlib.sha256(p.read_bytes()).hexdigest() == sha256 for p in copies):
                found.append(one.name)
        return found


STEPS: tuple[tuple[str, int], ...] = (
    ("load", 6), ("again", 1), ("undo", 3), ("redo", 2), ("unload", 3), ("trace", 1), ("verify", 4),
    ("damage", 3), ("rebuild", 3), ("kill", 3),
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--anew", type=int, default=500, help="steps after which a case is left")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 -- the same seed, the same walk
    came: Counter[str] = Counter()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kg-fuzz-walk-") as name:
        work = Path(name)
        files = write_files(work / "files")
        for number in range(options.steps):
            if number % options.anew == 0:  # a log of thousands of lines is no small case
                walk, whole = _begun(work, files, chance)
            verb = chance.choices([n for n, _ in STEPS], [w for _, w in STEPS])[0]
            step: Callable[[], None] = getattr(walk, verb)
            try:
                step()
                came[f"{verb} done"] += 1
            except (KgError, NothingToDamageError) as refused:
                came[f"{verb} {type(refused).__name__}"] += 1
            if lost := walk.lost():
                print(f"step {number} ({verb}) of seed {options.seed} lost {', '.join(lost)}")
                return 1
            _mend_the_log(walk.root, whole)
            if number % 100 == 99:
                print(f"\r{number + 1:,} steps", end="", file=sys.stderr, flush=True)
    print(f"\n{options.steps:,} steps in {time.monotonic() - begun:,.0f} s; nothing was lost")
    for what, times in sorted(came.items()):
        print(f"  {what:28} {times:>7,}")
    return 0


def _begun(work: Path, files: list[Path], chance: random.Random) -> tuple[Walk, Path]:
    """Return a walk in a new case, and where whole copies of its log are kept."""
    for old in ("case", "whole"):
        shutil.rmtree(work / old, ignore_errors=True)
    (work / "whole").mkdir()
    new_case(work / "case", name="案").close()
    return Walk(work / "case", files, chance), work / "whole" / "log"


def _mend_the_log(root: Path, whole: Path) -> None:
    """Put the last whole log back where the walk broke it: nothing is derived from a broken one."""
    folder = CaseFolder(root)
    kept = (folder.log.path, folder.log_texts_file, folder.settings_file, folder.requests)
    try:
        list(folder.log.entries())
        folder.settings()
        head = folder.log.noted_head()
        broken = bool(head) and folder.log.line_of_head(head) < 0
    except KgError:
        broken = True
    for path in kept:
        copy = whole.with_name(f"whole-{path.name}")
        if broken and copy.exists():
            shutil.copyfile(copy, path)
        elif not broken and path.exists():
            shutil.copyfile(path, copy)


if __name__ == "__main__":
    sys.exit(main())
