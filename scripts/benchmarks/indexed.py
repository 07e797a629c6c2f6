"""B1: from the ledger's table to the arrays that a trace reads, and opening them again.

The table is the ledger's own, as Parquet in time order. kg derives its time-sorted arrays from it:
both directions, ids, counterparties, openings. DuckDB gets the same rows sorted by payer and by
payee, NetworkX a MultiDiGraph; the answers of all are compared for a few accounts first.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import networkx as nx
import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from generated import ends_of, fen_of, times_of
from measured import Verdicts, differ, milliseconds, row

from kg.ledger.base import FlowIndex
from kg.ledger.index import Index

LOOPED = 1_000_000
ASKED = 50
PER_TRANSFER = (
    "src", "dst", "start", "width", "amount", "currency", "seq", "source_no", "reporter",
    "also_seq", "also_source_no", "also_reporter", "out_idx", "in_idx",
)  # fmt: skip
PLACE = "STRUCT(sha256 VARCHAR, member VARCHAR, row_no BIGINT, id VARCHAR)"
FLOWS = f"""
SELECT 'urn:crimechain:transfer:' || md5(start::VARCHAR) AS id, src AS source_code,
    dst AS target_code, start AS start_us, NULL::BIGINT AS end_us, 'second' AS "precision",
    (fen::DECIMAL(18, 0) * 0.01::DECIMAL(3, 2))::DECIMAL(38, 18) AS amount, 'CNY' AS currency,
    'ok' AS status,
    NULL::BIGINT AS seq, 0::INTEGER AS source_no, src AS reporter_code, NULL::BIGINT AS also_seq,
    NULL::INTEGER AS also_source_no, NULL::INTEGER AS also_reporter, NULL::VARCHAR AS judged,
    NULL::{PLACE} AS beside, NULL::{PLACE}[] AS members, repeat('0', 64) AS sha256,
    NULL::VARCHAR AS member, start AS row_no, true AS in_time FROM rows"""
ACCOUNTS = """
SELECT code::INTEGER AS code, 'urn:crimechain:bank_account:' || md5(code::VARCHAR) AS id,
    false AS is_end FROM range({accounts}) t(code)"""
NO_FACTS = """
SELECT NULL::VARCHAR AS id, NULL::VARCHAR AS kind, NULL::VARCHAR AS source,
    NULL::VARCHAR AS target, NULL::VARCHAR AS proof WHERE false"""


def write_tables(folder: Path, transfers: int, accounts: int, seed: int) -> None:
    """Write G1 as the ledger writes its payments: Parquet, in time order."""
    dice = np.random.default_rng(seed)
    src, dst = ends_of(transfers, accounts, dice)
    rows = pa.table(
        {"src": src, "dst": dst, "start": times_of(transfers, dice), "fen": fen_of(transfers, dice)}
    )
    queries = {"flow_transfer": FLOWS, "account_transfer": ACCOUNTS.format(accounts=accounts)}
    with duckdb.connect() as con:
        con.register("rows", rows)
        for name, query in {**queries, "entity": NO_FACTS, "link": NO_FACTS}.items():
            con.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet)")


def build(folder: Path) -> FlowIndex:
    return Index(folder, ()).flow_index("transfer")


def told(folder: Path, index: FlowIndex, took: float) -> dict[str, float]:
    """Return seconds, the process's peak and what a transfer takes."""
    columns = sum(getattr(index, name).nbytes for name in PER_TRANSFER)
    files = (folder / "columns_transfer").glob("*.npy")
    return {
        "seconds": took / 1000,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "mapped": columns / len(index),
        "on disk": sum(path.stat().st_size for path in files) / len(index),
    }


def apart(folder: Path) -> dict[str, float]:
    """Open the arrays in a process of its own, where they are derived if they were not."""
    done = subprocess.run(
        [sys.executable, __file__, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def duckdb_sorted(folder: Path) -> duckdb.DuckDBPyConnection:
    """Have DuckDB lay the same rows by payer and by payee, in time order."""
    con = duckdb.connect(config={"threads": 2})
    columns = "source_code AS src, target_code AS dst, start_us AS start, amount"
    for name, end in (("leaving", "src"), ("reaching", "dst")):
        rows = f"SELECT {columns} FROM '{folder}/flow_transfer.parquet' ORDER BY {end}, start"
        con.execute(f"CREATE TABLE {name} AS {rows}")
    return con


def graph_of(folder: Path) -> nx.MultiDiGraph:
    """Have NetworkX hold the same rows, one Python edge each."""
    columns = "source_code, target_code, start_us, (amount * 100)::BIGINT"
    with duckdb.connect() as con:
        rows = con.execute(f"SELECT {columns} FROM '{folder}/flow_transfer.parquet'").fetchall()
    graph = nx.MultiDiGraph()
    graph.add_edges_from((src, dst, {"start": at, "amount": fen}) for src, dst, at, fen in rows)
    return graph


def compare(index: FlowIndex, con: duckdb.DuckDBPyConnection, graph: Any, seed: int) -> None:
    """End the run where an account's payments are not the same in every engine."""
    dice = np.random.default_rng(seed)
    for account in dice.choice(len(index.accounts), ASKED, replace=False).tolist():
        mine = index.out_idx[index.out_ptr[account] : index.out_ptr[account + 1]]
        columns = (index.dst[mine], index.start[mine], index.amount[mine])
        ours = list(zip(*(column.tolist() for column in columns), strict=True))
        query = "SELECT dst, start, (amount * 100)::BIGINT FROM leaving WHERE src = ? ORDER BY 2"
        if con.execute(query, [account]).fetchall() != ours:
            differ(f"B1 kg and DuckDB, account {account}")
        known = graph.out_edges(account, data=True) if graph is not None else ()
        if known and sorted((d["start"], to) for _, to, d in known) != [(a, b) for b, a, _ in ours]:
            differ(f"B1 kg and NetworkX, account {account}")


def race(transfers: int, accounts: int, seed: int, verdicts: Verdicts) -> None:
    """Run B1 at one size."""
    print(f"\nB1 index: G1 {transfers:,} transfers, {accounts:,} accounts, from Parquet")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_tables(folder, transfers, accounts, seed)
        made, again = apart(folder), apart(folder)
        index = build(folder)
        con, theirs = milliseconds(lambda: duckdb_sorted(folder))
        graph, looped = None, 0.0
        if transfers <= LOOPED:
            graph, looped = milliseconds(lambda: graph_of(folder))
        compare(index, con, graph, seed)
    speed = transfers / made["seconds"] / 1e6
    widths = (12, 10, 10, 14, 14, 12)
    row(("", "s", "M rows/s", "B/row mapped", "B/row on disk", "peak MB"), widths)
    sizes = (f"{made['mapped']:.0f}", f"{made['on disk']:.0f}", f"{made['peak']:,.0f}")
    row(("kg", f"{made['seconds']:.2f}", f"{speed:.2f}", *sizes), widths)
    row(("kg, again", f"{again['seconds']:.4f}", "", "", "", f"{again['peak']:,.0f}"), widths)
    for name, took in (("DuckDB", theirs), ("NetworkX", looped)):
        if took:
            cells = (name, f"{took / 1000:.2f}", f"{transfers / took / 1000:.2f}", "", "", "")
            row(cells, widths)
    size = f"{transfers / 1e6:g} M"
    verdicts.say("B1", f"{size}: >= 5 M rows/s from Parquet", f"{speed:.2f} M/s", speed >= 5)
    small = made["mapped"] <= 40
    verdicts.say("B1", f"{size}: <= 40 B per transfer", f"{made['mapped']:.0f} B", small)
    quick = again["seconds"] < 0.05
    verdicts.say("B1", f"{size}: reopen < 50 ms", f"{again['seconds'] * 1000:.1f} ms", quick)


if __name__ == "__main__":
    found, took = milliseconds(lambda: build(Path(sys.argv[1])))
    print(json.dumps(told(Path(sys.argv[1]), found, took)))
