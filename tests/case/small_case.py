"""One small case that has something of every part, for tests that damage a copy of it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from statements import busiest, card, write_other_side, write_statement

from kg.case import new_case
from kg.case.storage.folder import CaseFolder
from kg.custody import GENESIS

ROWS = 12
GRAPH = ("graph", "graph.checkpoints")


def build(files: Path) -> Path:
    """Make the case in ``files / "case"`` and return its folder.

    Two statements tell one payment twice; a row cannot be read; a trace and a chain are saved; a
    payment is marked and the pair is rejected. What the graph was after the first load lies beside
    the case in ``files / "earlier"``.
    """
    first = write_statement(files / "a.csv", ROWS)
    write_other_side(files / "b.csv", first, busiest(first))
    text = first.read_text("utf-8").replace("2024-01-01 00:05:00", "不详")
    first.write_text(text, "utf-8")
    with new_case(files / "case", name="某案") as case:
        case.load(first)
        for name in GRAPH:
            shutil.copytree(files / "case" / name, files / "earlier" / name)
        case.load(files / "b.csv")
        case.trace(card(1), name="t", hops=1)
        case.chain(trace="t", name="c")
        ((payment,),) = case.sql("SELECT id FROM transfer ORDER BY id LIMIT 1").rows
        case.judgements.mark(payment, "excluded", "抄错")
        case.judgements.reject_pair(case.money.pairs()[0]["id_a"], "两笔")
    return files / "case"


def copy(root: Path, place: Path) -> Path:
    """Copy a case as it is; files that only their owner may read stay so."""
    return Path(shutil.copytree(root, place))


def bytes_of(root: Path, *rooms: str) -> dict[str, str]:
    """Return the digest of every file below some rooms of a case, or below all of it."""
    places = [root / room for room in rooms] or [root]
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for place in places
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def newest_state(root: Path) -> Path:
    """Return the newest state of the case's graph."""
    states = [path for path in (root / "graph.checkpoints").iterdir() if path.name.isdecimal()]
    return max(states, key=lambda path: int(path.name))


def write(path: Path, content: bytes) -> None:
    """Replace a file as a copy from elsewhere would: links to the old content keep it."""
    path.unlink()
    path.write_bytes(content)


def line_digest(line: bytes) -> str:
    """Return the hash by which the next line of a log refers to one."""
    return hashlib.sha256(line).hexdigest()


def drop_last_lines(root: Path, number: int, *, head: bool = True) -> None:
    """Take lines off the end of the log; with ``head`` the note beside it is taken back too."""
    path = root / "log.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)[:-number]
    path.write_bytes(b"".join(lines))
    if head:
        last = line_digest(lines[-1].rstrip(b"\n"))
        (root / "log.head").write_text(f"{last}\n", encoding="utf-8")


def as_older(root: Path) -> None:
    """Make the log of a case what version 0.1.0 would have written of the same actions.

    It had no digests, no fingerprint of the key, no requests, no pseudonyms, and no line for a
    saved chain; the texts of its lines stood in them.
    """
    log = CaseFolder(root).log
    entries = [entry for entry in log.entries() if entry["action"] not in ("chain", "number")]
    newer_files = ("log.head", "log.texts.jsonl", "requests.jsonl", "pseudonyms.jsonl")
    for name in ("log.jsonl", *newer_files):
        (root / name).unlink()
    newer = {"derived", "settings", "key", "request", "previous"}
    of_a_source = {"number", "shelf"}
    head, lines = GENESIS, []
    for entry in entries:
        told = {key: value for key, value in entry.items() if key not in newer}
        if "sources" in told:
            told["sources"] = [
                {**{k: v for k, v in one.items() if k not in of_a_source}, "version": "0.1.0"}
                for one in told["sources"]
            ]
        line = json.dumps({**told, "previous": head}, ensure_ascii=False, sort_keys=True)
        head = line_digest(line.encode())
        lines.append(f"{line}\n")
    (root / "log.jsonl").write_text("".join(lines), encoding="utf-8", newline="")
