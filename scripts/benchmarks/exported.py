"""Every form of export at 100,000 entities, beside FollowTheMoney's own exporters, in one run.

A seeded case of accounts, holders and transfers is built as facts, without files (`--entities`);
each form is written in a fresh process: seconds of the export alone, the most memory that the
process held (the facts are in it: see the first row), size, and facts a second. Then `ftm` writes
its forms from our .ftm file: the same facts, its start taken off, stopped at `--gigabytes`.

First a small case (`--compared`): every form counted again by its own reader, every payment looked
for in what FollowTheMoney writes; where an answer differs nothing is measured. On two cores a run
takes a quarter of an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from load import peer
from measured import differ, machine, row

from kg.exports import EXPORTERS, ExportMaterial, NoMasking, export, masked
from kg.exports.recount import check
from kg.model import Entity, Evidence, Link, Precision, Source, stable_id
from kg.schema import load_schema

SHA = "a" * 64
BEGUN = datetime(2024, 1, 1, tzinfo=UTC)
HELD, TRANSFERS = 0.4, 1.2
"""Holders and transfers an entity: the other six tenths are accounts, two thirds of them held."""
NONE = "the facts alone"
WIDE = (34, 9, 12, 9, 10)
GIGABYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Peer:
    """One of FollowTheMoney's exporters: its command, and how a payment stands in its output."""

    command: str
    out: str
    payment: str


PEERS = (
    Peer("export-csv", "csv/", "Payment.csv"),
    Peer("export-rdf", "x.nt", "#type> <https://schema.followthemoney.tech/#Payment>"),
    Peer("export-cypher", "x.cypher", "MERGE (s)-[:PAYMENT "),
    Peer("export-neo4j-bulk", "bulk/", "Payment.csv"),
    Peer("export-gexf", "x.gexf", 'value="Payment"'),
    Peer("export-excel", "x.xlsx", ""),
)


def facts(entities: int) -> ExportMaterial:
    """Return the invented case: the same for the same size."""
    dice = random.Random(1)  # noqa: S311 -- an invented case, no secret
    people = [person(n) for n in range(int(entities * HELD))]
    accounts = [account(n) for n in range(entities - len(people))]
    held = [holding(who, what) for who, what in zip(people, accounts, strict=False)]
    paid = [transfer(n, accounts, dice) for n in range(int(entities * TRANSFERS))]
    return masked(
        NoMasking(), case="bench", entities=[*people, *accounts], links=[*held, *paid],
        sources=[Source(SHA, "x.csv", 1, "bank", SHA, 1, 1, 0, 0, 1, True, 1)],
        schema=load_schema(),
    )  # fmt: skip


def proof(sort: str, number: int) -> tuple[Evidence, ...]:
    return (Evidence(SHA, f"{sort}!{number}", "workbook"),)


def person(number: int) -> Entity:
    values = {"name": (f"某{number}",), "residentId": (f"99010119500101{number:06}",)}
    return Entity(stable_id("Person", str(number)), "Person", values, proof("人", number))


def account(number: int) -> Entity:
    values = {"cardNumber": (f"0622{number:012}",), "bankName": ("云岫银行",)}
    own = stable_id("Account", str(number))
    return Entity(own, "BankAccount", values, proof("户", number))


def holding(who: Entity, what: Entity) -> Link:
    own = stable_id("HoldsAccount", what.id)
    return Link(own, "HoldsAccount", who.id, what.id, evidence=proof("户", 0))


def transfer(number: int, accounts: list[Entity], dice: random.Random) -> Link:
    payer, payee = dice.choices(accounts, k=2)
    return Link(
        stable_id("Transfer", str(number)), "Transfer", payer.id, payee.id, "",
        BEGUN + timedelta(seconds=number), None, Precision.SECOND,
        Decimal(dice.randrange(1, 10_000_000)) / 100, "CNY", {"memo": (f"货款 {number}",)},
        proof("流水", number),
    )  # fmt: skip


def written_here(target: str, entities: int) -> None:
    """Build the case and write one form, or none; say on stdout what it took."""
    material = facts(entities)
    begun = time.perf_counter()
    files = export(Path(target), material) if target != NONE else []
    seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "bytes": sum(one.stat().st_size for one in files)}))


def whole(command: list[str], gigabytes: float = 0) -> tuple[float, int, str]:
    """Run a command to its end; return its seconds, its peak of memory and what it said."""
    cap = int(gigabytes * GIGABYTE)
    limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (cap, cap))) if cap else None
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=subprocess.DEVNULL, preexec_fn=limit
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode() if not process.returncode else ""
    seconds = time.perf_counter() - begun
    return seconds, usage.ru_maxrss * 1024, text if text or process.returncode else "done"


def ours(target: str, entities: int) -> tuple[float, int, int]:
    """Write one form in a fresh process; return the export's seconds, the peak and the size."""
    command = [sys.executable, __file__, "--write", target, "--entities", str(entities)]
    _, peak, said = whole(command)
    if not said:
        sys.exit(f"{target} could not be written")
    told = json.loads(said)
    return told["seconds"], peak, told["bytes"]


def theirs(ftm: Path, one: Peer, entities: Path, gigabytes: float) -> tuple[float, int, bool]:
    """Write one of FollowTheMoney's forms; say whether it came to its end."""
    out = entities.parent / one.out
    if one.out.endswith("/"):
        out.mkdir(exist_ok=True)
    command = [str(ftm), one.command, "-i", str(entities), "-o", str(out)]
    seconds, peak, said = whole(command, gigabytes)
    return seconds, peak, bool(said)


def payments(one: Peer, folder: Path) -> int:
    """Count the payments in what FollowTheMoney wrote, line by line or row by row."""
    if one.out.endswith("/"):
        import csv

        with (folder / one.out / one.payment).open(encoding="utf-8", newline="") as lines:
            return sum(1 for _ in csv.reader(lines)) - 1
    with (folder / one.out).open(encoding="utf-8") as lines:
        return sum(one.payment in line for line in lines)


def size(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else [path]
    return sum(one.stat().st_size for one in files)


def compare(folder: Path, entities: int, ftm: Path | None, gigabytes: float) -> None:
    """Count every form of a small case again, and its payments in FollowTheMoney's forms."""
    material, counted = facts(entities), []
    for suffix in EXPORTERS:
        counted.append((suffix, check(export(folder / f"x{suffix}", material)[0])))
    _, wanted = counted[0]
    for suffix, found in counted:
        if (found.nodes, found.edges, found.sums) != (wanted.nodes, wanted.edges, wanted.sums):
            differ(suffix)
    print(f"\n{entities:,} entities: {len(counted)} forms hold {wanted.nodes:,} things, ", end="")
    print(f"{wanted.edges:,} links, CNY {wanted.sums['CNY']:,}, each by its own reader")
    for one in PEERS if ftm else ():
        assert ftm, "there is a command to run"
        theirs(ftm, one, folder / "x.ftm", gigabytes)
        found_here = payments(one, folder) if one.payment else None
        if found_here not in (None, int(entities * TRANSFERS)):
            differ(f"ftm {one.command}")
        said = "is not counted" if found_here is None else f"has {found_here:,} payments"
        print(f"  ftm {one.command:18} {said}")


def race_ours(folder: Path, entities: int, count: int) -> dict[str, float]:
    """Write every form; return the seconds of each."""
    _, bare, _ = ours(NONE, entities)
    print(f"\n{entities:,} entities, {count - entities:,} links")
    row(("", "s", "facts/s", "MB", "peak MB"), WIDE)
    row((NONE, "", "", "", f"{bare / 1e6:,.0f}"), WIDE)
    found = {}
    for suffix in EXPORTERS:
        seconds, peak, written = ours(str(folder / f"x{suffix}"), entities)
        found[suffix] = seconds
        show(f"kg {suffix}", count, seconds, written, peak)
    return found


def race_theirs(folder: Path, ftm: Path, count: int, gigabytes: float) -> Iterator[float]:
    """Write FollowTheMoney's forms of our file; yield the seconds of each that came to its end."""
    entities, empty = folder / "x.ftm", folder / "empty" / "x.ftm"
    empty.parent.mkdir()
    empty.touch()
    for one in PEERS:
        start, _, _ = theirs(ftm, one, empty, 0)
        seconds, peak, is_whole = theirs(ftm, one, entities, gigabytes)
        if is_whole:
            yield seconds - start
            show(f"ftm {one.command}", count, seconds - start, size(folder / one.out), peak)
        else:
            row((f"ftm {one.command}", "-", "-", "-", f"over {gigabytes:g} GB"), WIDE)


def show(name: str, count: int, seconds: float, written: int, peak: int) -> None:
    figures = (f"{seconds:.1f}", f"{count / seconds:,.0f}", f"{written / 1e6:,.1f}")
    row((name, *figures, f"{peak / 1e6:,.0f}"), WIDE)


def ftm_here(cache: Path) -> Path | None:
    """Return FollowTheMoney's command: of this environment, or of one that is made for it."""
    beside = Path(sys.executable).with_name("ftm")
    return beside if beside.exists() else peer(cache)


def ftm_version(ftm: Path) -> str:
    asked = "from importlib.metadata import version; print(version('followthemoney'))"
    command = [str(ftm.with_name("python")), "-c", asked]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--compared", type=int, default=2_000, help="entities of the small case")
    parser.add_argument("--gigabytes", type=float, default=8, help="where a peer is stopped")
    parser.add_argument("--cache", type=Path, help="keep the peer's environment here")
    parser.add_argument("--write", help=argparse.SUPPRESS)
    parser.add_argument("--compare", type=Path, help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.write:
        written_here(wish.write, wish.entities)
        return 0
    if wish.compare:
        compare(wish.compare, wish.entities, ftm_here(wish.cache), wish.gigabytes)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return race(Path(folder), wish)


def race(folder: Path, wish: argparse.Namespace) -> int:
    cache = wish.cache or folder / "cache"
    ftm = ftm_here(cache)
    named = f"followthemoney {ftm_version(ftm)}" if ftm else "followthemoney could not be installed"
    print(machine(), named, sep=" · ", flush=True)
    for name in ("small", "large"):
        (folder / name).mkdir()
    # apart: the memory of this process is the least that one of its children is said to hold
    told = ["--compare", str(folder / "small"), "--entities", str(wish.compared)]
    told += ["--cache", str(cache), "--gigabytes", str(wish.gigabytes)]
    if subprocess.run([sys.executable, __file__, *told], check=False).returncode:
        return 1
    count = wish.entities + int(wish.entities * HELD) + int(wish.entities * TRANSFERS)
    mine = race_ours(folder / "large", wish.entities, count)
    if ftm:
        others = list(race_theirs(folder / "large", ftm, count, wish.gigabytes))
        ratio(mine, others)
    return 0


def ratio(mine: dict[str, float], others: Iterable[float]) -> None:
    """Say how the slowest of ours stands to the fastest of theirs, and the .ftm file itself."""
    slowest, fastest = max(mine.values()), min(others)
    print(f"\nslowest of kg / fastest of ftm: {slowest / fastest:.2f}x the time")
    print(f"kg .ftm / fastest of ftm:       {mine['.ftm'] / fastest:.2f}x the time")


if __name__ == "__main__":
    sys.exit(main())
