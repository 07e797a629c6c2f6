"""One folder of good files and bombs, loaded in one command: the good are in, each bomb is named.

Prints what became of each kind of bomb, the seconds, and the most memory that the command and all
its workers held together; leaves with 1 where a promise is broken.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

import psutil
from bombs import HEADER, ROW, bombs, book, zipped

ROOT = Path(__file__).resolve().parents[2]
MEMORY, SECONDS = 1 << 30, 300
REFUSED = 3


def good(number: int) -> tuple[bytes, bytes]:
    """Return the name and the bytes of a file that loads, no two with the same content."""
    row = ROW.replace("0000018", f"{number:07}")
    text = f"{HEADER}\n{row}\n{row.replace('出', '进')}\n"
    data = text.encode()
    forms = (
        (b"good-%d.csv", data),
        (b"good-%d-gb.csv", text.encode("gb18030")),
        ("good-%d-流水.csv".encode("gb18030"), data),
        (b"good-%d.csv.gz", gzip.compress(data)),
        (b"good-%d.zip", zipped({f"{number}.csv": data})),
        (b"good-%d.xlsx", book(number + 1)),
        (b"good-%d-16.csv", text.encode("utf-16")),
    )
    name, data = forms[number % len(forms)]
    return name % number, data


def fill(folder: Path, files: int, count: int, seed: int) -> tuple[list[str], list[str]]:
    """Put the good files and the bombs into a folder; return how each is named."""
    folder.mkdir()
    names = []
    for number in range(files):
        name, data = good(number)
        (folder / os.fsdecode(name)).write_bytes(data)
        names.append(name.decode("gb18030"))
    made = []
    for name, put in bombs(count, seed):
        put(folder)
        made.append(name)
    return names, made


class Gauge:
    """The most memory that a process and its descendants hold together, looked at all the time."""

    def __init__(self, pid: int) -> None:
        self.most = 0
        self._pid, self._done = pid, Event()
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Stop looking, and return the most that was seen, in bytes."""
        self._done.set()
        self._thread.join()
        return self.most

    def _look(self) -> None:
        while not self._done.wait(0.02):
            self.most = max(self.most, _held(self._pid))


def _held(pid: int) -> int:
    try:
        root = psutil.Process(pid)
        return sum(_rss(one) for one in (root, *root.children(recursive=True)))
    except psutil.Error:
        return 0


def _rss(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def run(command: Sequence[str], limit: float) -> tuple[int, str, float, int]:
    """Run a command; return its exit code, what it printed, its seconds and its memory."""
    begun = time.monotonic()
    with (
        tempfile.TemporaryFile() as out,
        subprocess.Popen(command, stdout=out, cwd=ROOT) as process,
    ):
        gauge = Gauge(process.pid)
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            process.kill()
            code = -1
        out.seek(0)
        return code, out.read().decode(), time.monotonic() - begun, gauge.stop()


def told(text: str) -> tuple[dict[str, int], list[str], list[str]]:
    """Return what a load says: rows stored by file, refusals, names left out."""
    said = json.loads(text)
    loaded = {one["source"]["name"]: one["source"]["stored"] for one in said["loaded"]}
    return loaded, said["refused"], [f"{one['name']}: {one['reason']}" for one in said["left_out"]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bombs", type=int, default=200)
    parser.add_argument("--good", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verbose", action="store_true", help="print every refusal")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kg-bombs-") as place:
        work = Path(place)
        names, made = fill(work / "files", wish.good, wish.bombs, wish.seed)
        kg = [sys.executable, "-m", "kg"]
        subprocess.run(
            [*kg, "new", str(work / "case")], check=True, stdout=subprocess.DEVNULL, cwd=ROOT
        )
        before = set(work.iterdir())
        command = [*kg, "load", str(work / "case"), str(work / "files"), "--json", "--lang", "en"]
        code, text, seconds, memory = run(command, 10 * SECONDS)
        strays = set(work.iterdir()) - before
    loaded, refused, left_out = told(text)
    faults = []
    if code != REFUSED:
        faults.append(f"left with {code}, not with {REFUSED}")
    if sorted(loaded) != sorted(names) or not all(loaded.values()):
        faults.append(f"loaded {sorted(loaded)}")
    said = [*refused, *left_out]
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for name in made:
        about = [one for one in said if name in one]
        kind = name.partition("-")[2]
        by_kind[kind]["named" if about else "NOT NAMED"] += 1
        if not about:
            faults.append(f"{name} is not named")
        if wish.verbose:
            print(f"  {about[0][:160] if about else name}")
    for kind, count in by_kind.items():
        print(f"  {kind:26} {', '.join(f'{n} {what}' for what, n in count.items())}")
    named = sum(count["named"] for count in by_kind.values())
    print(
        f"{len(loaded)} of {wish.good} good files loaded, {named} of {wish.bombs} bombs named "
        f"({len(by_kind)} kinds), {seconds:.0f} s, peak {memory >> 20:,} MiB"
    )
    if memory > MEMORY or seconds > SECONDS:
        faults.append(f"more than {MEMORY >> 20} MiB or {SECONDS} s")
    if strays:
        faults.append(f"wrote {sorted(strays)}")
    for fault in faults:
        print(f"BROKEN: {fault}")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
