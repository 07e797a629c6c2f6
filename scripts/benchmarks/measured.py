"""What every bench of money shares: the clock, the targets, the machine's own words."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn

MEASURED = ("numba", "numpy", "duckdb", "networkx")


@dataclass
class Verdicts:
    """The targets of a run, met or missed; one that could not be measured says why."""

    lines: list[tuple[str, str, str, bool | None]] = field(default_factory=list)

    def say(self, bench: str, target: str, found: str, met: bool | None) -> None:
        """Note whether a target is met (None: not measured)."""
        self.lines.append((bench, target, found, met))

    @property
    def missed(self) -> int:
        """How many targets were measured and missed."""
        return sum(met is False for *_, met in self.lines)

    def show(self) -> None:
        """Print the table of targets."""
        print("\ntargets")
        for bench, target, found, met in self.lines:
            word = {True: "met", False: "MISSED", None: "not measured"}[met]
            print(f"  {bench:4}{word:14}{target:58}{found}")


@dataclass
class Clock:
    """Wall time, or where others use the machine the processor time of this process."""

    name: str = "wall"
    read: Callable[[], float] = time.perf_counter

    def by_processor(self) -> None:
        """Count processor time; an engine of two threads may halve its own."""
        self.name, self.read = "processor", time.process_time


CLOCK = Clock()


def milliseconds(question: Callable[[], Any]) -> tuple[Any, float]:
    """Return an answer and how long it took."""
    begun = CLOCK.read()
    answer = question()
    return answer, (CLOCK.read() - begun) * 1000


def timed(question: Callable[[], Any], runs: int) -> tuple[Any, float]:
    """Return the last answer and the median time in milliseconds, after one run to warm up."""
    answer, times = question(), []
    for _ in range(runs):
        answer, took = milliseconds(question)
        times.append(took)
    return answer, statistics.median(times)


def percentile(times: Sequence[float], share: float) -> float:
    """Return the time that this share of the runs does not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def differ(what: str) -> NoReturn:
    """End the run: a time for another answer is worth nothing."""
    sys.exit(f"{what}: the answers differ; nothing is measured")


def row(cells: Iterable[object], widths: Sequence[int]) -> None:
    """Print one line of a table."""
    print(
        "".join(f"{cell!s:>{wide}}" for cell, wide in zip(cells, widths, strict=True)), flush=True
    )


def machine() -> str:
    """Return the cores, the processor, the load and the versions in one paragraph."""
    versions = " · ".join(f"{name} {metadata.version(name)}" for name in MEASURED)
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    return (
        f"{os.cpu_count()} cores, {processor()}, {load}\n"
        f"{CLOCK.name} time · Python {platform.python_version()} · {versions}"
    )


def processor() -> str:
    """Return the processor's name where the system tells it."""
    place = Path("/proc/cpuinfo")
    if not place.exists():
        return platform.processor() or platform.machine()
    names = [one for one in place.read_text().splitlines() if one.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else platform.machine()
