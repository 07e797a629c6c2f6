"""Everything a case holds, in a form that two cases can be compared by."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from kg.case.storage.folder import CaseFolder
from kg.case.storage.judgement_store import judgements
from kg.case.storage.open_case import reading_session
from kg.case.storage.session import Session
from kg.ledger import Index

CLOCKS = ("at", "previous", "recovered", "derived")


def state(root: Path) -> dict[str, Any]:
    """Return everything a case holds, without clocks and without what hangs on them."""
    folder = CaseFolder(root)
    with reading_session(folder) as session:
        held = _held(session)
    return {
        **held,
        "ledger": _ledger(folder, held["shelves"]),
        "problems": _bytes_in(folder.problems, held["shelves"]),
        "saved": _bytes_in(folder.saved),
        "judgements": [_without_clocks(one) for one in judgements(folder)],
        "log": [_repeating(entry) for entry in folder.log.entries()],
        "handles": folder.handles.read_bytes() if folder.handles.exists() else b"",
    }


def _held(session: Session) -> dict[str, Any]:
    index = session.index()
    return {
        "graph": hashlib.sha256(b"".join(session.store.dump())).hexdigest(),
        "sources": [source.sha256 for source in session.sources()],
        "shelves": [session.shelf(source) for source in session.sources()],
        "tables": tables(index),
    }


def tables(index: Index) -> dict[str, Any]:
    """Return how many rows each table of an index has, and what tells them from others."""
    return {path.name: _rows(path) for path in sorted(index.folder.glob("*.parquet"))}


def _rows(table: Path) -> Any:
    """Return what a table holds, whichever order its writers' threads left its rows in.

    Copies of a case share most of their tables: the same bytes are read once in a process.
    """
    digest = hashlib.sha256(table.read_bytes()).digest()
    if digest not in _seen:
        query = f"SELECT count(*), sum(hash(t)::HUGEINT), bit_xor(hash(t)) FROM '{table}' t"
        _seen[digest] = _engine().execute(query).fetchall()
    return _seen[digest]


_seen: dict[bytes, Any] = {}


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """Return one engine for all tables: to start one takes longer than to read a table."""
    return duckdb.connect(config={"threads": 1})


def _ledger(folder: CaseFolder, shelves: list[str]) -> dict[str, Any]:
    return {
        f"{shelf}/{path.name}": _rows(path) if path.suffix == ".parquet" else path.read_bytes()
        for shelf in shelves
        for path in sorted((folder.ledger / shelf).iterdir())
    }


def _bytes_in(room: Path, stems: list[str] | None = None) -> dict[str, bytes]:
    files = sorted(path for path in room.iterdir() if path.is_file())
    return {
        p.name: p.read_bytes()
        for p in files
        if stems is None or p.name.removesuffix(".jsonl") in stems
    }


def _repeating(entry: Any) -> dict[str, Any]:
    """Return a line of the log without clocks, and without digests of bytes that never repeat.

    The graph's files never do, nor do judgements, which carry a clock, nor tables, whose rows lie
    in the order in which threads wrote them: what all three hold is compared by itself. Pseudonyms
    hang on the case's key.
    """
    derived = dict(entry.get("derived", {}))
    for name in ("graph", "judgements", "pseudonyms"):
        if name in derived:
            derived[name] = {k: v for k, v in derived[name].items() if k != "sha256"}
    if "sources" in derived:
        derived["sources"] = {
            sha256: {"problems": one["problems"]} for sha256, one in derived["sources"].items()
        }
    kept = {**_without_clocks(entry), **({"derived": derived} if derived else {})}
    kept.pop("pseudonyms", None)
    if kept["action"] == "new":
        kept.pop("key", None)
    return kept


def _without_clocks(said: Any) -> dict[str, Any]:
    """Return a line without its clock, and the first one of a log without the case's name."""
    clocks = {*CLOCKS, "name"} if said.get("action") == "new" else CLOCKS
    return {key: word for key, word in said.items() if key not in clocks}
