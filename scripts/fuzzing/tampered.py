"""Damage to a whole case, one kind after another: verify must name each, rebuild must mend it.

A case is built once from the demo's files; each damage is done to a copy of it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tampers import Tamper, tampers

from kg.case import Case, new_case
from kg.case.storage.folder import CaseFolder
from kg.case.storage.open_case import reading_session
from kg.errors import KgError

PARTS_OF_A_DUMP = ("sources", "problems", "saved")


@dataclass
class Outcome:
    """What came of one tamper: what was not as promised, and the first difference that named it."""

    tamper: Tamper
    wrong: list[str] = field(default_factory=list)
    named: str = ""


def build(place: Path, files: Path, start: str = "") -> Path:
    """Make a case with everything in it that a person can put there; return its folder.

    The money is followed from what victims report, or from a start.
    """
    with new_case(place, name="演示") as case:
        case.evidence.load_all(sorted(files.iterdir()))
        case.trace(*([start] if start else ()), victims=not start, name="victims")
        case.chain(trace="victims", name="victims")
        links = [str(link) for (link,) in case.sql("SELECT id FROM transfer ORDER BY id").rows]
        case.judgements.mark(links[0], "excluded", "抄错")
        case.judgements.mark(links[1], "disputed", "金额待核")
        case.money.find("fan-in")
    return place


def dump(root: Path) -> Mapping[str, object]:
    """Return everything of a case that a rebuild must give again in the same bytes."""
    folder = CaseFolder(root)
    with reading_session(folder) as session:
        quads = b"".join(session.store.dump())
        shelves = [session.shelf(source) for source in session.sources()]
    found: dict[str, object] = {"graph": quads, "handles": folder.handles.read_bytes()}
    for shelf in shelves:
        for path in sorted((folder.ledger / shelf).iterdir()):
            found[f"ledger/{shelf}/{path.name}"] = path.read_bytes()
    for room in PARTS_OF_A_DUMP:
        for path in sorted((root / room).iterdir()):
            if path.is_file():
                found[f"{room}/{path.name}"] = path.read_bytes()
    return found


def tried(whole: Path, work: Path, tamper: Tamper, before: Mapping[str, object]) -> Outcome:
    """Damage a copy, verify it, rebuild it, verify it again; say what was not as promised."""
    outcome = Outcome(tamper)
    case = shutil.copytree(whole, work / "case", symlinks=True)
    tamper.act(case)
    held = _sources(case)
    error = _verified(case, outcome)
    if error is None:
        outcome.wrong.append("verify found nothing")
    elif error.exit_code not in (4, 6):
        outcome.wrong.append(f"verify left with {error.exit_code}: {error}")
    if _sources(case) != held:
        outcome.wrong.append("verify changed the sources")
    lost = _rebuilt(case, tamper, outcome, before)
    if lost:
        outcome.wrong.append(f"a source that the log says is in is gone: {lost}")
    shutil.rmtree(case)
    return outcome


def _sources(case: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (case / "sources").iterdir()}


def _verified(case: Path, outcome: Outcome) -> KgError | None:
    """Return the refusal of a verification, after a look whether it names the right place."""
    try:
        with Case(CaseFolder(case)) as opened:
            verdict = opened.evidence.verdict()
    except KgError as error:
        outcome.named = str(error)
        if not any(part in outcome.tamper.parts for part in ("log", "key", "settings")):
            outcome.wrong.append(f"verify ended early: {error}")
        return error
    fitting = [
        one
        for one in verdict.altered
        if one.part in outcome.tamper.parts and one.file.startswith(outcome.tamper.file)
    ]
    others = [f"{one.part} {one.file} {one.what}" for one in verdict.altered]
    if not fitting:
        outcome.wrong.append(f"not named in its place; named: {others[:5]}")
    else:
        one = fitting[0]
        outcome.named = f"{one.file} {one.place} {one.thing} {one.what}: {one.before} → {one.after}"
    return verdict.error()


def _rebuilt(case: Path, tamper: Tamper, outcome: Outcome, before: Mapping[str, object]) -> str:
    held = {path.name[:64] for path in (case / "sources").iterdir()}
    try:
        with Case(CaseFolder(case)) as opened:
            opened.evidence.rebuild()
            opened.verify()
    except KgError as error:
        if tamper.restored and not tamper.needs_source:
            outcome.wrong.append(f"not rebuilt: {error}")
    else:
        if tamper.needs_source:
            outcome.wrong.append("rebuilt without the bytes that are gone")
        elif tamper.restored:
            after = dump(case)
            outcome.wrong += [
                f"not in the same bytes: {n}" for n in before if before[n] != after.get(n)
            ]
    still = {path.name[:64] for path in (case / "sources").iterdir()}
    still |= {p.name[:64] for p in (case / "lost+found").rglob("*")}
    return ", ".join(sorted(held - still))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=Path, help="what to build the case of, instead of the demo")
    parser.add_argument("--only", default="", help="damages whose name contains this")
    parser.add_argument(
        "--part", default="1/1", help="2/3: the second of three runs beside another"
    )
    parser.add_argument("--json", type=Path, help="where a record of every damage goes")
    options = parser.parse_args()
    begun, outcomes = time.monotonic(), list[Outcome]()
    with tempfile.TemporaryDirectory(prefix="kg-fuzz-case-") as name:
        work = Path(name)
        files = options.files or _demo(work)
        whole = build(work / "whole", files)
        before = dump(whole)
        part, parts = map(int, options.part.split("/"))
        wanted = [one for one in tampers() if options.only in one.name][part - 1 :: parts]
        for number, tamper in enumerate(wanted, start=1):
            outcome = tried(whole, work, tamper, before)
            outcomes.append(outcome)
            said = "; ".join(outcome.wrong) or outcome.named
            print(
                f"{number:3} {'WRONG' if outcome.wrong else 'ok':5} {tamper.name}: {said[:300]}",
                flush=True,
            )
    wrong = [one for one in outcomes if one.wrong]
    spent = time.monotonic() - begun
    print(f"{len(outcomes)} damages, {len(wrong)} not as promised, {spent:,.0f} s")
    if options.json:
        told = [{"name": o.tamper.name, "wrong": o.wrong, "named": o.named} for o in outcomes]
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return int(bool(wrong))


def _demo(work: Path) -> Path:
    from kg.demo import make

    make(work / "demo")
    return work / "demo" / "files"


if __name__ == "__main__":
    sys.exit(main())
