"""``kill -9`` at any moment of a load: all of it or nothing, and loading again gives the same."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from statements import write_statement

from kg.case import new_case, open_case
from kg.case.desk import reading
from kg.case.folder import CaseFolder

PHASES = ("read", "parquet", "quads", "marker", "log")
KILLS = 4
ROWS = int(os.environ.get("KG_KILL_ROWS", "3000"))

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal")


def state(root: Path) -> dict[str, object]:
    """Return everything a case holds, without clocks and without what hangs on them."""
    folder = CaseFolder(root)
    with reading(folder) as desk:
        graph = hashlib.sha256(b"".join(desk.store.dump())).hexdigest()
        sources = [source.sha256 for source in desk.sources()]
        index = desk.index()
        tables = {
            path.name: index.con.execute(f"SELECT * FROM '{path}' ORDER BY ALL").fetchall()
            for path in sorted(index.folder.glob("*.parquet"))
        }
    ledger = {
        f"{sha}/{path.name}": path.read_bytes()
        if path.suffix != ".parquet"
        else path.stat().st_size
        for sha in sources
        for path in sorted((folder.ledger / sha).iterdir())
    }
    problems = {p.name: p.read_bytes() for p in folder.problems.iterdir() if p.stem in sources}
    log = [
        {k: v for k, v in entry.items() if k not in ("at", "previous", "recovered", "name")}
        for entry in folder.log.entries()
    ]
    handles = folder.handles.read_bytes() if folder.handles.exists() else b""
    return {
        "graph": graph, "sources": sources, "tables": tables, "ledger": ledger,
        "problems": problems, "log": log, "handles": handles,
    }  # fmt: skip


def kill_in(phase: str, root: Path, path: Path, delay: float) -> str:
    """Start a load, kill it so long after it says the phase, and return the last phase it said."""
    command = [sys.executable, "-m", "kg", "load", str(root), str(path), "--phases"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as load:
        assert load.stderr is not None
        said = ""
        for line in load.stderr:
            said = line.strip()
            if said == phase:
                time.sleep(delay)
                break
        load.send_signal(signal.SIGKILL)
        load.wait()
        rest = [line.strip() for line in load.stderr]
    return next((line for line in reversed(rest) if line in PHASES), said)


@pytest.mark.slow
@pytest.mark.parametrize("phase", PHASES)
def test_a_killed_load_leaves_all_or_nothing(phase: str, tmp_path: Path) -> None:
    path = write_statement(tmp_path / "流水.csv", ROWS)
    calm = new_case(tmp_path / "calm")
    started = time.monotonic()
    calm.load(path)
    span = (time.monotonic() - started) / len(PHASES)
    undisturbed = state(calm.root)
    chance = random.Random(phase)
    for number in range(KILLS):
        case = new_case(tmp_path / f"killed-{number}")
        empty = state(case.root)
        last = kill_in(phase, case.root, path, chance.random() * span * number / KILLS)
        left = state(case.root)
        assert left["sources"] in ([], undisturbed["sources"]), last
        if not left["sources"]:
            assert {k: left[k] for k in ("graph", "tables", "log")} == {
                k: empty[k] for k in ("graph", "tables", "log")
            }
        again = open_case(case.root)
        again.load(path)
        again.verify()
        assert json.dumps(state(case.root), default=str) == json.dumps(undisturbed, default=str)
