"""Graph files of 100,000 entities loaded into a case, beside what reads the same file, in one run.

A seeded case of accounts, holders and transfers (as in `scripts/bench export`) is written in each
form; `kg load` reads it into an empty case, in a fresh process: things, ledger, index and graph.
Beside it: FollowTheMoney's own reader of entities (`ftm aggregate`: parsed, checked, merged by id),
NetworkX for GraphML, GEXF and node-link JSON, rdflib for N-Quads: objects in memory, nothing kept.

First a small case (`--compared`): what each form gives must be as many things and links as were
written; where a count differs nothing is measured. Start times are taken off, measured with a file
of one entity. On two cores a run takes ten minutes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from exported import GIGABYTE, facts, ftm_here, ftm_version, whole
from measured import differ, machine, row

from kg.exports import export

ROOT = Path(__file__).resolve().parents[2]
WIDE = (40, 9, 12, 10)
LARGE = "records_bytes=1000000000"
"""RDF of 100,000 entities is larger than what is read whole unless one says so."""
COUNTS = (
    "SELECT (SELECT count(*) FROM entity), (SELECT count(*) FROM transfer)"
    " + (SELECT count(*) FROM link)"
)


@dataclass(frozen=True, slots=True)
class Peer:
    """What reads a form too: its name, and its command with the file in place of ``{}``."""

    name: str
    command: tuple[str, ...]


def by_python(name: str, text: str) -> Peer:
    """Return a peer that a line of Python calls."""
    return Peer(name, (sys.executable, "-c", f"import sys; path = sys.argv[1]\n{text}", "{}"))


GEXF = "import networkx\nnetworkx.read_gexf(path, version='1.3')"
NODE_LINK = "import json, networkx\nnetworkx.node_link_graph(json.load(open(path)), edges='links')"
PEERS = {
    ".ftm": Peer("ftm aggregate", ("ftm", "aggregate", "-i", "{}", "-o", "{}.out")),
    ".graphml": by_python("networkx.read_graphml", "import networkx\nnetworkx.read_graphml(path)"),
    ".gexf": by_python("networkx.read_gexf", GEXF),
    ".json": by_python("networkx.node_link_graph", NODE_LINK),
    ".nq": by_python("rdflib.Dataset.parse", "import rdflib\nrdflib.Dataset().parse(path)"),
    ".stix": by_python("json.load", "import json\njson.load(open(path))"),
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--compared", type=int, default=2_000, help="entities of the small case")
    parser.add_argument("--only", help="one form, such as .ftm")
    parser.add_argument("--gigabytes", type=float, default=12, help="where a peer is stopped")
    parser.add_argument("--cache", type=Path, help="keep the peer's environment here")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ftm = ftm_here(wish.cache or Path(folder) / "cache")
        named = f"followthemoney {ftm_version(ftm)}" if ftm else "no followthemoney"
        print(machine(), named, sep=" · ", flush=True)
        forms = [wish.only] if wish.only else list(PEERS)
        for form in forms:
            compare(Path(folder), form, wish.compared)
        row((f"{wish.entities:,} entities", "s", "facts/s", "peak MB"), WIDE)
        for form in forms:
            race(Path(folder), form, wish.entities, ftm, wish.gigabytes)
    return 0


def written(folder: Path, form: str, entities: int) -> tuple[Path, tuple[int, int]]:
    """Write a case of so many entities in a form, in a process of its own; return its counts."""
    path = folder / f"x{entities}{form}"
    code = (
        f"import sys, json; sys.path[:0] = {sys.path[:2]!r}\n"
        "from imported import write; print(json.dumps(write(*sys.argv[1:])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(entities)],
        check=True, capture_output=True, text=True, cwd=Path(__file__).parent,
    )  # fmt: skip
    things, links = json.loads(done.stdout)
    return path, (things, links)


def write(path: str, entities: str) -> tuple[int, int]:
    """Write a case; return how many things and links it has."""
    material = facts(int(entities))
    export(Path(path), material)
    return sum(1 for _ in material.entities), sum(1 for _ in material.links)


def loaded(path: Path, case: Path) -> tuple[float, int]:
    """Load a file into an empty case; return seconds and the most memory."""
    kg(["new", str(case)])
    seconds, peak, said = whole(
        [sys.executable, "-m", "kg", "load", str(case), str(path), "--limit", LARGE]
    )
    if not said:
        sys.exit(f"{path.name} could not be loaded")
    return seconds, peak


def kg(words: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "kg", *words], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return done.stdout


def compare(folder: Path, form: str, entities: int) -> None:
    """Hold what a form gives to what was written."""
    path, wanted = written(folder, form, entities)
    case = folder / f"case{form}-{entities}"
    loaded(path, case)
    found = json.loads(kg(["query", str(case), "--sql", COUNTS, "--json"]))["rows"][0]
    if tuple(found) != wanted:
        differ(f"{form}: {found} for {wanted}")
    print(f"  {form:10}{wanted[0]:,} things and {wanted[1]:,} links came back", flush=True)


def race(folder: Path, form: str, entities: int, ftm: Path | None, gigabytes: float) -> None:
    path, (things, links) = written(folder, form, entities)
    small, _ = written(folder, form, 1)
    start, _ = loaded(small, folder / f"start{form}")
    seconds, peak = loaded(path, folder / f"race{form}")
    mine = seconds - start
    show(f"kg load x{form}", things + links, mine, peak)
    one = PEERS[form]
    if one.command[0] == "ftm" and ftm is None:
        return
    began, _, _ = whole(command(one, small, ftm), gigabytes)
    theirs, peak, said = whole(command(one, path, ftm), gigabytes)
    if said:
        show(one.name, things + links, theirs - began, peak)
        print(f"{'':4}kg / {one.name}: {mine / (theirs - began):.1f}x the time", flush=True)
    else:
        row((one.name, "-", "-", f"over {gigabytes * GIGABYTE / 1e6:,.0f}"), WIDE)


def command(one: Peer, path: Path, ftm: Path | None) -> list[str]:
    words = [word.replace("{}", str(path)) for word in one.command]
    return [str(ftm), *words[1:]] if words[0] == "ftm" else words


def show(name: str, count: int, seconds: float, peak: int) -> None:
    row((name, f"{seconds:.1f}", f"{count / seconds:,.0f}", f"{peak / 1e6:,.0f}"), WIDE)


if __name__ == "__main__":
    sys.exit(main())
