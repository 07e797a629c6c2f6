"""Unload one source of ten from a case of half a million rows; the rest equals a case without it.

Ten bank statements of equal size, of which the first two stand in the graph as well. One that does
and one that does not are unloaded, each timed, and each time the graph's dump and the index's
tables are compared with those of a case into which the other nine were loaded.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bank_export import write_export

from kg.case import Case, new_case, open_case
from kg.case.storage.open_case import reading_session

SOURCES = 10


def files_in(place: Path, rows: int) -> list[Path]:
    """Write an invented export and cut it into ten statements."""
    whole = write_export(place, rows)["utf-8"]
    head, *lines = whole.read_text(encoding="utf-8").splitlines(keepends=True)
    size = len(lines) // SOURCES
    found = []
    for number in range(SOURCES):
        path = place / f"statement-{number + 1}.csv"
        part = lines[number * size : (number + 1) * size]
        path.write_text("".join([head, *part]), encoding="utf-8", newline="")
        found.append(path)
    return found


def loaded(root: Path, files: Sequence[Path]) -> Case:
    case = new_case(root)
    _, refusals = case.evidence.load_all(files)
    if refusals:
        sys.exit(str(refusals[0]))
    return case


def held(case: Case) -> tuple[list[bytes], dict[str, object]]:
    """Return the graph's dump and the index's tables, without the numbers of sources."""
    with reading_session(case.folder) as session:
        dump = [line for line in session.store.dump() if b"graph:markers" not in line]
        index = session.index()
        tables: dict[str, object] = {
            path.name: index.con.execute(
                f"SELECT count(*), sum(hash(t)::HUGEINT), bit_xor(hash(t)) FROM '{path}' t"
            ).fetchall()
            for path in sorted(index.folder.glob("*.parquet"))
        }
    return dump, tables


def unloaded(work: Path, case: Case, path: Path) -> Case:
    """Unload a source from a copy of the case, and say how long that took."""
    copy = open_case(shutil.copytree(case.root, work / f"without-{path.stem}"))
    promoted = next(
        source.promoted for source in copy.evidence.sources() if source.name == path.name
    )
    begun = time.perf_counter()
    gone = copy.evidence.unload(path.name).source
    seconds = time.perf_counter() - begun
    where = "in the graph" if promoted else "not in the graph"
    print(f"{path.name:18} {gone.read:>8,} rows, {where:17} {seconds:>7.1f} s", flush=True)
    return copy


def compare(work: Path, copy: Case, files: Sequence[Path], path: Path) -> None:
    """End the run where something else remains than a case that never had the source."""
    fresh = loaded(work / f"never-{path.stem}", [one for one in files if one != path])
    if held(copy) != held(fresh):
        sys.exit(f"what remains without {path.name} is not a case that never had it")
    copy.verify()
    print(f"what remains without {path.name} equals a case that never had it", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        files = files_in(work, options.rows)
        begun = time.perf_counter()
        case = loaded(work / "case", files)
        print(f"{SOURCES} sources loaded in {time.perf_counter() - begun:.1f} s", flush=True)
        held(case)  # the index that a question would have derived
        without = {path: unloaded(work, case, path) for path in (files[-1], files[0])}
        for path, copy in without.items():
            compare(work, copy, files, path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
