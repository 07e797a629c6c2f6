"""The corpus of tables: made, loaded one by one, judged; the figures at the end."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from foreign import spoilt
from judge import (
    ASKED_RIGHT,
    BROKEN,
    MOST_QUESTIONS,
    PARTLY,
    REFUSED,
    RIGHT,
    WRONG,
    Verdict,
    judged,
    read_directly,
    totals,
)  # fmt: skip
from known import unspoilt
from tables import TableFile

from kg.case import open_case

_WANTED = 0.6
"""The share of spoilt files that should be loaded rightly, with few questions."""
_SHOWN = 220


def main(arguments: Sequence[str]) -> int:
    given = parsed(arguments)
    files = [*unspoilt(given.seed, given.known), *spoilt(given.seed, given.spoilt)]
    files = [file for file in files if given.only in file.family]
    verdicts = []
    for file in files:
        verdict = judged(file)
        verdicts.append(verdict)
        say(verdict, given.all)
        if given.keep:
            kept(verdict, given.keep)
    whole = [v for v in verdicts if v.outcome == RIGHT][:: given.full] if given.full else []
    differing = [v.file.name for v in whole if not same_in_a_case(v.file)]
    return report(verdicts, given.seed, len(whole), differing)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/corpus")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--known", type=int, default=100, help="how many unspoilt files")
    parser.add_argument("--spoilt", type=int, default=200, help="how many spoilt and foreign ones")
    parser.add_argument("--only", default="", help="a family, or a part of its name")
    parser.add_argument("--keep", type=Path, help="a folder for the files and what is true of each")
    parser.add_argument("--full", type=int, default=0, help="load every n-th right one into a case")
    parser.add_argument("--all", action="store_true", help="print a line for each file")
    return parser.parse_args(arguments)


def say(verdict: Verdict, every: bool) -> None:
    """Print what became of a file, where it was not simply right."""
    if every or verdict.outcome != RIGHT:
        asked = f" ({verdict.questions} questions)" if verdict.questions else ""
        layout = f" as {verdict.layout}" if verdict.layout else ""
        head = f"{verdict.outcome:12} {verdict.file.family:20} {verdict.file.name}{layout}{asked}"
        print(f"{head}: {verdict.why[:_SHOWN]}" if verdict.why else head, flush=True)


def kept(verdict: Verdict, folder: Path) -> None:
    """Write a file and, beside it, what is true of it and what became of it."""
    place = folder / verdict.outcome.replace(", ", "-")
    place.mkdir(parents=True, exist_ok=True)
    (place / verdict.file.name).write_bytes(verdict.file.data)
    truth = {
        "outcome": verdict.outcome, "why": verdict.why, "facts": dict(verdict.file.facts),
        "told": [{k: str(v) for k, v in asdict(told).items()} for told in verdict.file.told],
    }  # fmt: skip
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (place / f"{verdict.file.name}.json").write_text(text, encoding="utf-8")


def same_in_a_case(file: TableFile) -> bool:
    """Say whether a case into which a file is loaded holds what the direct reading gave."""
    with tempfile.TemporaryDirectory(prefix="kg-corpus-") as folder:
        path = Path(folder) / file.name
        path.write_bytes(file.data)
        flows = [flow for flow in read_directly(path).flows if flow["status"] == "ok"]
        wanted = Counter((f["source"], f["target"], f["amount"], f["currency"]) for f in flows)
        with open_case(Path(folder) / "case") as case:
            case.load(path)
            found = Counter[tuple[object, ...]]()
            for view in sorted({flow["view"] for flow in flows}):
                answer = case.sql(f"SELECT source, target, amount, currency FROM {view}")
                found.update(answer.rows)
    return wanted == found


def report(verdicts: Sequence[Verdict], seed: int, loaded: int, differing: Sequence[str]) -> int:
    """Print the totals and return the exit code."""
    print(f"\nseed {seed}")
    halves = [("unspoilt", [v for v in verdicts if not v.file.spoilt]),
              ("spoilt", [v for v in verdicts if v.file.spoilt])]  # fmt: skip
    for name, half in halves:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(totals(half).items()))
        print(f"  {name:9} {len(half):4}: {counts}")
    _families([v for v in verdicts if v.file.spoilt])
    known, others = halves[0][1], halves[1][1]
    wrong = [v for v in verdicts if v.outcome in (WRONG, BROKEN)]
    asked = [v for v in known if v.outcome != RIGHT]
    good = [
        v for v in others if v.outcome in (RIGHT, ASKED_RIGHT) and v.questions <= MOST_QUESTIONS
    ]
    share = len(good) / len(others) if others else 1.0
    print(f"  loaded wrongly without a question: {len(wrong)} (wanted 0)")
    print(f"  unspoilt and not simply right: {len(asked)} (wanted 0)")
    print(
        f"  spoilt, right with at most {MOST_QUESTIONS} answers: {share:.0%} (wanted {_WANTED:.0%})"
    )
    print(f"  spoilt, refused: {totals(others)[REFUSED]}, partly: {totals(others)[PARTLY]}")
    if loaded:
        print(
            f"  loaded into a case as well: {loaded}, of which {len(differing)} differ {differing}"
        )
    return 1 if wrong or asked or differing else 0


def _families(verdicts: Iterable[Verdict]) -> None:
    families: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        families.setdefault(verdict.file.family, Counter())[verdict.outcome] += 1
    for name, counts in sorted(families.items()):
        listed = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
        print(f"    {name:20} {listed}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
