"""``kill -9`` at any moment of a load: all of it or nothing, and loading again gives the same.

A kill lands in each phase of a load that goes into the graph, and of one so large that only its
marker does; in a deep run eight kills, and the loads last ten seconds and more (half an hour).
"""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from statements import write_statement
from states import state
from telling import Telling

from kg.case import new_case, open_case
from kg.case.evidence import load_files
from kg.case.evidence.load_files import FileLoad
from kg.case.storage.open_case import writing_session
from kg.limits import LIMITS, Limits
from kg.model import LoadReport
from kg.requests import LoadRequest
from tests.command_line import kg
from tests.depth import by_depth

PHASES = ("read", "parquet", "quads", "marker", "log")
KILLS, TRIES = by_depth(1, 8), 40
ROWS = by_depth(300, 30_000)
WAITING_ROWS = by_depth(600, 500_000)
PAUSE = 0.03

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("derived_once"),
    pytest.mark.skipif(os.name == "nt", reason="children are forked"),
]


@dataclass(frozen=True)
class Calm:
    """One load that nobody disturbed: its file, what it left, how long each phase took."""

    path: Path
    limit: int
    pause: float
    lengths: Mapping[str, float]
    left: Mapping[str, object]

    def load(self, root: Path) -> LoadReport:
        limits = Limits(promoted_flows=self.limit)
        with writing_session(open_case(root).folder) as session:
            return load_files.load(session, FileLoad(self.path, LoadRequest(limits=limits)))


@pytest.fixture(scope="module")
def telling() -> Iterator[Telling]:
    with Telling() as forking:
        yield forking


@pytest.fixture(scope="module", params=["promoted", "waiting"])
def calm(request, telling: Telling, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    place = tmp_path_factory.mktemp(request.param)
    if request.param == "promoted":
        rows, limit, pause = ROWS, LIMITS.promoted_flows, 0.0
    else:
        rows, limit, pause = WAITING_ROWS, 100, PAUSE
    path = write_statement(place / "流水.csv", rows)
    root = new_case(place / "calm").root
    done = telling(root, path, pause=pause, limit=limit)
    assert done.code == 0 and tuple(phase for phase, _ in done.phases) == PHASES
    sys.stdout.write(f"{ {phase: round(length, 3) for phase, length in done.lengths.items()} }\n")
    return Calm(path, limit, pause, done.lengths, state(root))


def _killed(phase: str, calm: Calm, place: Path, telling: Telling) -> Iterator[Path]:
    """Yield cases whose load was killed in the phase, somewhere between its begin and its end."""
    chance, longest, landed = random.Random(phase), calm.lengths[phase], 0
    how = {"limit": calm.limit, "pause": calm.pause}
    for number in range(TRIES):
        root = new_case(place / f"killed-{number}").root
        delay = chance.random() * longest
        done = telling(root, calm.path, phase=phase, delay=delay, **how)
        if done.code == -signal.SIGALRM and done.phases[-1][0] == phase:
            landed += 1
            yield root
        else:
            assert done.code in (0, -signal.SIGALRM)
            longest *= 0.8
        if landed == KILLS:
            return
    pytest.fail(f"only {landed} of {TRIES} kills landed in {phase}")


def test_the_command_line_says_the_same_phases(tmp_path: Path) -> None:
    path = write_statement(tmp_path / "a.csv", 3)
    root = new_case(tmp_path / "case").root
    said = kg("load", "--phases", root, path).stderr.split()
    assert tuple(word for word in said if word in PHASES) == PHASES


@pytest.mark.parametrize("phase", PHASES)
def test_a_killed_load_leaves_all_or_nothing(
    phase: str, calm: Calm, telling: Telling, tmp_path: Path
) -> None:
    empty = state(new_case(tmp_path / "empty").root)
    for root in _killed(phase, calm, tmp_path, telling):
        open_case(root).verify()
        with writing_session(open_case(root).folder):
            pass
        left = state(root)
        assert left["sources"] in ([], calm.left["sources"])
        if not left["sources"]:
            assert left == empty
        calm.load(root)
        open_case(root).verify()
        assert state(root) == calm.left
