"""``kill -9`` at any moment of a load: all of it or nothing, and loading again gives the same.

A kill lands in each phase of a load that goes into the graph, and of one so large that only its
marker does; in a deep run eight kills, and the loads last ten seconds and more (half an hour).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from statements import write_statement
from states import state

from kg.case import loading, new_case, open_case
from kg.case.desk import writing
from kg.limits import Limits
from kg.model import LoadReport
from tests.depth import by_depth

PHASES = ("read", "parquet", "quads", "marker", "log")
KILLS, TRIES = by_depth(1, 8), 40
ROWS = by_depth(1_500, 30_000)
WAITING_ROWS = by_depth(3_000, 500_000)
TELLING = Path(__file__).with_name("telling.py")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal"),
]


@dataclass(frozen=True)
class Calm:
    """One load that nobody disturbed: its file, what it left, how long each phase took."""

    path: Path
    limits: Limits
    command: tuple[str, ...]
    lengths: Mapping[str, float]
    left: Mapping[str, object]

    def load(self, root: Path) -> LoadReport:
        with writing(open_case(root).folder) as desk:
            return loading.load(desk, loading.Order(self.path, limits=self.limits))


@pytest.fixture(scope="module", params=["promoted", "waiting"])
def calm(request, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    place = tmp_path_factory.mktemp(request.param)
    if request.param == "promoted":
        rows, limits = ROWS, Limits()
        command = (sys.executable, "-m", "kg", "load", "--phases")
    else:
        rows, limits = WAITING_ROWS, Limits(promoted_flows=100)
        command = (sys.executable, str(TELLING), str(limits.promoted_flows))
    path = write_statement(place / "流水.csv", rows)
    root = new_case(place / "calm").root
    lengths = _lengths(command, root, path)
    return Calm(path, limits, command, lengths, state(root))


def _start(command: tuple[str, ...], root: Path, path: Path) -> subprocess.Popen[str]:
    same_code = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [*command, str(root), str(path)],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env=same_code,
    )


def _phases(load: subprocess.Popen[str]) -> Iterator[str]:
    assert load.stderr is not None
    yield from (line.strip() for line in load.stderr if line.strip() in PHASES)


def _lengths(command: tuple[str, ...], root: Path, path: Path) -> dict[str, float]:
    with _start(command, root, path) as load:
        starts = [(phase, time.monotonic()) for phase in _phases(load)]
    assert load.returncode == 0 and tuple(phase for phase, _ in starts) == PHASES
    ends = [start for _, start in starts[1:]] + [time.monotonic()]
    lengths = {phase: end - start for (phase, start), end in zip(starts, ends, strict=True)}
    sys.stdout.write(f"{ {phase: round(length, 3) for phase, length in lengths.items()} }\n")
    return lengths


def _is_killed_in(phase: str, calm: Calm, root: Path, delay: float) -> bool:
    """Kill a load so long after it says the phase, and say whether it was still in it."""
    with _start(calm.command, root, calm.path) as load:
        for said in _phases(load):
            if said == phase:
                time.sleep(delay)
                break
        load.send_signal(signal.SIGKILL)
        later = list(_phases(load))
    return load.returncode == -signal.SIGKILL and not later


def _killed(phase: str, calm: Calm, place: Path) -> Iterator[Path]:
    """Yield cases whose load was killed in the phase, somewhere between its begin and its end."""
    chance, longest, landed = random.Random(phase), calm.lengths[phase], 0
    for number in range(TRIES):
        root = new_case(place / f"killed-{number}").root
        if _is_killed_in(phase, calm, root, chance.random() * longest):
            landed += 1
            yield root
        else:
            longest *= 0.8
        if landed == KILLS:
            return
    pytest.fail(f"only {landed} of {TRIES} kills landed in {phase}")


@pytest.mark.parametrize("phase", PHASES)
def test_a_killed_load_leaves_all_or_nothing(phase: str, calm: Calm, tmp_path: Path) -> None:
    empty = state(new_case(tmp_path / "empty").root)
    for root in _killed(phase, calm, tmp_path):
        open_case(root).verify()
        with writing(open_case(root).folder):
            pass
        left = state(root)
        assert left["sources"] in ([], calm.left["sources"])
        if not left["sources"]:
            assert left == empty
        calm.load(root)
        open_case(root).verify()
        assert state(root) == calm.left
