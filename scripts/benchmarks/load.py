"""Load an invented 34-column bank return of a million rows, whole processes of ``kg load``.

Not promoted: UTF-8 and GB18030, against the target of 250,000 rows/s and 2 GB. Promoted: 50,000
rows apart. Beside them FollowTheMoney's ``ftm map`` of a 20,000-row part, its answer compared
first; it gets an environment of its own (`--cache` keeps it and the files for the next run).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bank_export import write_export

TARGET_ROWS, TARGET_BYTES = 250_000, 2_000_000_000
PROMOTED, PART = 50_000, 20_000
KG = [sys.executable, "-m", "kg"]
PEER = "followthemoney"
MAPPING = Path(__file__).with_name("bank_export.ftm.yml")


@dataclass(slots=True)
class Run:
    """One process: its seconds, the most memory it held, and when it said which phase."""

    seconds: float
    peak: int
    phases: dict[str, float] = field(default_factory=dict)


def run(command: list[str], out: Path) -> Run:
    """Run a command to its end; its lines of one word on stderr are phases."""
    begun = time.perf_counter()
    said = [("start", begun)]
    with (
        out.open("wb") as sink,
        subprocess.Popen(command, stdout=sink, stderr=subprocess.PIPE, text=True) as process,
    ):
        assert process.stderr is not None
        errors = []
        for line in process.stderr:
            errors.append(line)
            said.append((line.strip(), time.perf_counter()))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    ended = time.perf_counter()
    if process.returncode:
        sys.exit("".join(errors) or f"{command[:4]} failed")
    ends = [at for _, at in said[1:]] + [ended]
    phases = {name: end - at for (name, at), end in zip(said, ends, strict=True)}
    return Run(ended - begun, usage.ru_maxrss * 1024, phases)


def kg_load(work: Path, path: Path) -> tuple[Path, Run]:
    """Load a file into a new case; stop where a row is not stored."""
    case = Path(tempfile.mkdtemp(prefix="case-", dir=work))
    subprocess.run([*KG, "new", str(case)], check=True, stdout=subprocess.DEVNULL)
    out = work / "out.json"
    done = run([*KG, "load", str(case), str(path), "--phases", "--json"], out)
    return case, done


def counts(case: Path) -> dict[str, int]:
    """Return what the ledger of a case holds, asked through SQL."""
    import kg

    with kg.open_case(case, create=False) as opened:
        source = opened.evidence.sources()[0]
        (payments,) = opened.sql("SELECT count(*) FROM transfer_both", seconds=120).rows[0]
    failed = source.stored - int(str(payments))
    return {"rows": source.stored, "payments": int(str(payments)), "failed": failed}


def row(name: str, rows: int, done: Run, note: str = "") -> None:
    """Print one line of the table."""
    phases = "  ".join(f"{phase} {seconds:.1f}" for phase, seconds in done.phases.items())
    speed = rows / done.seconds
    print(
        f"{name:34} {rows:>9,} {done.seconds:>7.1f} {speed:>9,.0f} {done.peak / 1e6:>7,.0f}  "
        f"{phases}{note}",
        flush=True,
    )


def verdict(done: Run, rows: int) -> str:
    """Say whether a run meets the target."""
    fast, small = rows / done.seconds >= TARGET_ROWS, done.peak < TARGET_BYTES
    return f"  [{'meets' if fast else 'misses'} speed, {'meets' if small else 'misses'} memory]"


def peer(cache: Path) -> Path | None:
    """Return FollowTheMoney's command in an environment of its own, or None where it fails."""
    place = cache / "ftm-env"
    command = place / ("Scripts/ftm.exe" if os.name == "nt" else "bin/ftm")
    if not command.exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        pip = [str(command.with_name("python")), "-m", "pip", "install", "--quiet", PEER]
        subprocess.run(pip, check=False)
    return command if command.exists() else None


def ftm_map(ftm: Path, work: Path, path: Path) -> tuple[Run, Counter[str]]:
    """Map a part with FollowTheMoney; return how many distinct entities of each kind it names."""
    mapping, out = work / "mapping.yml", work / "entities.ndjson"
    text = MAPPING.read_text(encoding="utf-8")
    mapping.write_text(text.replace("{csv}", path.resolve().as_uri()), encoding="utf-8")
    done = run([str(ftm), "map", str(mapping)], out)
    done.phases.clear()
    with out.open(encoding="utf-8") as lines:
        known = {(one["schema"], one["id"]) for one in map(json.loads, lines)}
    return done, Counter(schema for schema, _ in known)


def beside(cache: Path, work: Path, path: Path) -> None:
    """Compare what kg and FollowTheMoney make of the same rows, then their times."""
    case, ours = kg_load(work, path)
    found = counts(case)
    ftm = peer(cache)
    if ftm is None:
        print(f"{PEER} could not be installed: no comparison")
        return
    theirs, kinds = ftm_map(ftm, work, path)
    print(
        f"\nkg: {found['payments']:,} payments, {found['failed']:,} failed rows kept apart;",
        end=" ",
    )
    print(f"ftm: {kinds['Payment']:,} payments, {kinds['BankAccount']:,} account numbers", end=" ")
    same = kinds["Payment"] == found["rows"]
    print(f"-> every row {'stands in both' if same else 'DOES NOT stand in both'}")
    row("kg load (facts in the graph too)", PART, ours)
    row("ftm map (entities to a file)", PART, theirs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--cache", type=Path, help="keep the invented files and the peer here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work, cache = Path(folder), options.cache or Path(folder) / "cache"
        print(f"{'':34} {'rows':>9} {'s':>7} {'rows/s':>9} {'peak MB':>7}  seconds by phase")
        for encoding, path in write_export(cache, options.rows).items():
            case, done = kg_load(work, path)
            note = verdict(done, options.rows)
            row(f"kg load, {encoding}, not promoted", options.rows, done, note)
            if counts(case)["rows"] != options.rows:
                print("ROWS ARE MISSING")
                return 1
        _, done = kg_load(work, write_export(cache, PROMOTED)["utf-8"])
        row("kg load, utf-8, promoted", PROMOTED, done)
        beside(cache, work, write_export(cache, PART)["utf-8"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
