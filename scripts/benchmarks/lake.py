#!/usr/bin/env python3
"""A lake of invented payments: written beside DuckDB alone, and asked for the part of some starts.

    scripts/bench lake                         a million payments, 1, 10 and 100 starts
    scripts/bench lake --rows 30000000         as many as the disk holds (about 250 bytes a payment)
    scripts/bench lake --spark local[2]        the same questions to a Spark, the answers compared
    scripts/bench lake --typologies            and what is found over all of it, as in a case
    scripts/bench lake --lake PATH             a lake that is there: it is asked, not written

Accounts are paid by a skewed draw (money-tracing benches call it G1), so some are hubs. Bare DuckDB
writes the same two sorted copies of the same columns in the same buckets, and decides nothing. Each
engine is asked twice for the part of the starts: as kg does, and joining all files of the copy; a
Spark a third time, to read and join all files itself.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from measured import Verdicts, differ, machine
from planted import PLANTS, Planter

from kg.case.money.lake_findings import DEVICES, NOT_OF_A_LAKE, find_in_lake
from kg.lake.duck_engine import DuckEngine
from kg.lake.engine import Engine, SoughtRows
from kg.lake.extract import cut_rows
from kg.lake.layout import COPIES, Lake, LakeFile
from kg.lake.row_files import row_group
from kg.lake.search import Found, LakeBounds, LakeSearch
from kg.lake.spark_engine import SparkEngine
from kg.lake.tables import LakeTables, tables_digest
from kg.ledger import Ledger
from kg.ledger.build_index import IndexTerms
from kg.ledger.source_tables import SourceNote, derived
from kg.limits import LIMITS
from kg.requests import FindRequest
from kg.trace.typologies.catalogue import typologies
from kg.trace.typology_search import search

SHARE, BYTES, SECONDS = 0.15, 60, 120.0
PAYMENTS = """
SELECT id('{seed}a', payer) AS source, id('{seed}a', payee) AS target,
    1704067200000000 + moment AS start_us,
    NULL::BIGINT AS end_us, 'second' AS precision, '' AS time_text,
    (fen * 0.01::DECIMAL(18, 2))::DECIMAL(38, 18) AS amount,
    'CNY' AS currency, 1::BIGINT AS tx_count, 'ok' AS status, '' AS serial, 0::INTEGER AS ordinal,
    id('{seed}a', payer) AS reporter, 'out' AS direction, NULL::DECIMAL(38, 18) AS balance,
    NULL::BIGINT AS seq, '' AS counter_name, '' AS memo, '' AS channel, i::BIGINT AS row_no,
    '' AS member
FROM (
    SELECT i, skewed(hash(i, 1)) AS payer, skewed(hash(i, 2)) AS payee,
        ((hash(i, 3) % 31536000) * 1000000)::BIGINT AS moment,
        (1 + hash(i, 4) % 1000000)::BIGINT AS fen
    FROM range({rows}) t(i)
    UNION ALL SELECT {rows} + row_number() OVER (), payer, payee, moment // 1000000 * 1000000, fen
    FROM planted)
"""
PLAIN = "Spark's own reader"
MONTHS = 12
"""The payments are of one year."""
EACH = 50
"""Shapes of each kind that are planted, on accounts of their own."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seeds", default="1,10,100")
    parser.add_argument("--buckets", type=int, default=16, choices=(16, 256))
    parser.add_argument("--spark", default="", help="local[2], spark://HOST:PORT, sc://HOST")
    parser.add_argument("--typologies", action="store_true", help="take minutes a million rows")
    parser.add_argument("--lake", type=Path, help="one that is there is asked and not changed")
    asked, verdicts = parser.parse_args(), Verdicts()
    print(machine())
    measure(asked, verdicts)
    verdicts.show()
    return int(verdicts.missed > 0)


def measure(asked: argparse.Namespace, verdicts: Verdicts) -> None:
    """Write the lake, ask it, and say how long each took."""
    with tempfile.TemporaryDirectory(prefix="kg-bench-lake-") as scratch, ExitStack() as stack:
        folder = Path(scratch)
        lake = Lake(asked.lake) if asked.lake else _write(folder, asked, verdicts)
        engines: dict[str, Engine] = {"DuckDB": _Counting(folder / "spill")}
        if asked.spark:
            (folder / "spark").mkdir()
            engines["Spark"] = stack.enter_context(SparkEngine(asked.spark, folder / "spark"))
            engines[PLAIN] = stack.enter_context(_Plain(asked.spark, folder / "spark"))
        for count in map(int, asked.seeds.split(",")):
            _ask(lake, engines, count, verdicts)
        if asked.typologies:
            _find(lake, folder, asked.spark, verdicts)


def _write(folder: Path, asked: argparse.Namespace, verdicts: Verdicts) -> Lake:
    """Write a lake of invented payments, and the same rows by DuckDB alone."""
    made = Lake.init(folder / "lake", asked.buckets)
    shelf = _write_payments(made, asked.rows)
    begun = time.perf_counter()
    lake = _derive(made, shelf, asked.rows)
    took = time.perf_counter() - begun
    bare = _bare(lake, folder / "bare", asked)
    share, size = bare / took, _bytes(lake) / asked.rows / len(COPIES)
    print(f"  {asked.rows:,} payments: {took:.1f} s, bare DuckDB {bare:.1f} s,", end=" ")
    print(f"{size:.0f} bytes a row and copy, {_memory() / 2**20:.0f} MiB", flush=True)
    verdicts.say("lake", f"written at {SHARE}x bare DuckDB", f"{share:.2f}x", share >= SHARE)
    verdicts.say("lake", f"{BYTES} bytes a row and copy", f"{size:.0f}", size <= BYTES)
    return lake


def _write_payments(lake: Lake, rows: int) -> str:
    """Write payments as a reading would give them; return the name of their folder."""
    name = "a" * 64
    folder = lake.folder / "sources" / name
    folder.mkdir(parents=True)
    with duckdb.connect() as con:
        con.execute("CREATE MACRO id(salt, n) AS 'urn:crimechain:account:' || md5(salt || n)")
        accounts = max(1000, rows // 10)
        con.execute(
            f"CREATE MACRO skewed(h) AS floor({accounts} * pow((h % 1000003) / 1000003, 3))::BIGINT"
        )
        con.register("planted", _planted(accounts))
        query = PAYMENTS.format(rows=rows, seed=1)
        con.execute(f"COPY ({query}) TO '{folder}/flow_transfer.parquet' (COMPRESSION zstd)")
    (folder / "source.json").write_text(json.dumps(SourceNote("payments").facts()))
    return name


def _planted(first: int) -> pa.Table:
    """Return the payments of planted shapes, so that typologies have something to find."""
    planter = Planter(np.random.default_rng(1), np.arange(first, first + 90 * EACH * len(PLANTS)))
    plants = [make(planter) for make in PLANTS.values() for _ in range(EACH)]
    columns = zip(*(line for plant in plants for line in plant.lines), strict=True)
    return pa.table(dict(zip(("payer", "payee", "moment", "fen"), map(list, columns), strict=True)))


def _derive(lake: Lake, shelf: str, rows: int) -> Lake:
    shelves = lake.ledger([shelf]).shelves()
    terms = IndexTerms((), LIMITS.pair_seconds, LIMITS.rail_seconds)
    digest = tables_digest(shelves, terms, lake.settings.buckets)
    buckets = lake.settings.buckets
    derived(
        lake.folder / "tables" / digest,
        lambda work: LakeTables(work, shelves, buckets, lambda step: None).run(terms),
    )
    files = (LakeFile(shelf, "payments", rows),)
    lake.save(replace(lake.settings, files=files, tables=digest))
    return lake


def _bare(lake: Lake, folder: Path, asked: argparse.Namespace) -> float:
    """Let DuckDB write the same rows in the same places; return its seconds."""
    rows = lake.tables / "rows_transfer" / "by=payer"
    size = row_group(asked.rows // (asked.buckets * MONTHS))
    begun = time.perf_counter()
    with duckdb.connect(config={"memory_limit": "1200MB"}) as con:
        con.execute(f"SET temp_directory = '{folder.parent / 'spill-bare'}'")
        for copy in COPIES:
            (folder / copy).mkdir(parents=True)
            digits = 1 if asked.buckets == 16 else 2
            con.execute(
                f"COPY (SELECT * REPLACE (right({copy}, {digits}) AS bucket) FROM read_parquet("
                f"'{rows}/*/*/*.parquet', hive_partitioning = false)"
                f" ORDER BY bucket, month, {copy}, start_us) TO '{folder / copy}'"
                f" (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (bucket, month),"
                f" ROW_GROUP_SIZE {size})"
            )
    return time.perf_counter() - begun


def _bytes(lake: Lake) -> int:
    files = (lake.tables / "rows_transfer").rglob("*.parquet")
    return sum(file.stat().st_size for file in files)


class _Counting(DuckEngine):
    """DuckDB, which also says how much it read of the disk or of what the system kept of it."""

    def __init__(self, spill: Path) -> None:
        super().__init__(spill)
        self.read = 0
        self._said = spill.with_name("profile.json")
        self._con.execute("SET enable_profiling = 'json'")
        self._con.execute(f"SET profiling_output = '{self._said}'")

    def stream_parts(
        self, query: str, parts: Sequence[SoughtRows], tables: Mapping[str, pa.Table]
    ) -> Iterator[pa.RecordBatchReader]:
        for answer in super().stream_parts(query, parts, tables):
            yield answer
            if self._said.exists():
                self.read += json.loads(self._said.read_text())["io"]["total_bytes_read"]
                self._said.unlink()


class _Plain(SparkEngine):
    """A Spark that joins all files itself."""

    def select_parts(
        self, query: str, parts: Sequence[SoughtRows], tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        return self.select(query, [file for part in parts for file in part.files], tables)


class _Unpruned(Lake):
    """A lake that names all files of a copy, whatever is looked for."""

    def sought_rows(
        self, kind: str, copy: str, accounts: Iterable[str], months: tuple[str, str] | None = None
    ) -> list[SoughtRows]:
        root = self.tables / f"rows_{kind}" / f"by={copy}"
        buckets = sorted(root.iterdir())
        return [SoughtRows(sorted(map(str, one.rglob("*.parquet"))), copy) for one in buckets]


def _ask(lake: Lake, engines: dict[str, Engine], count: int, verdicts: Verdicts) -> None:
    accounts = str(lake.tables / "account_transfer.parquet")
    query = (
        f"SELECT id FROM '{accounts}' WHERE payments BETWEEN 2 AND greatest(2,"
        f" (SELECT quantile_disc(payments, 0.5) FROM '{accounts}')) ORDER BY hash(id) LIMIT ?"
    )
    starts = [start for (start,) in duckdb.connect().execute(query, [count]).fetchall()]
    if len(starts) < count:
        sys.exit(f"the lake has {len(starts)} accounts to begin at, {count} are wanted")
    answers: dict[str, tuple[Found, int]] = {}
    for name, engine in engines.items():
        both = (("", lake), (", all files joined", _Unpruned(lake.folder)))
        for of, told in both[1:] if name == PLAIN else both:
            before = engine.read if isinstance(engine, _Counting) else 0
            begun = time.perf_counter()
            found = LakeSearch(told, engine, "transfer", LakeBounds(hops=4)).run(starts)
            searched = time.perf_counter() - begun
            rows = len(cut_rows(told, engine, "transfer", found.followed))
            took = time.perf_counter() - begun
            answers[name + of] = found, rows
            print(
                f"  {count} starts by {name}{of}: {took:.2f} s ({searched:.2f} of it the search),"
                f" {len(found.followed):,} accounts followed, {rows:,} rows"
                + (
                    f", {(engine.read - before) / 2**20:,.0f} MiB read"
                    if isinstance(engine, _Counting)
                    else ""
                ),
                flush=True,
            )
            if count == 100 and not of:
                said = f"{took:.1f} s"
                verdicts.say("lake", f"100 starts in {SECONDS:g} s ({name})", said, took < SECONDS)
    if len(set(answers.values())) > 1:
        differ(f"{count} starts: { ({name: rows for name, (_, rows) in answers.items()}) }")


def _find(lake: Lake, folder: Path, spark: str, verdicts: Verdicts) -> None:
    """Look for each typology in a case of the same rows, and in the lake by each engine."""
    begun = time.perf_counter()
    shelves = [file.sha256 for file in lake.settings.files]
    ledger = Ledger(lake.folder / "sources", shelves, indexes=folder / "index")
    flows = ledger.index().flow_index()
    print(f"  index of a case: {time.perf_counter() - begun:.1f} s")
    for name in typologies():
        if name in {*NOT_OF_A_LAKE, DEVICES}:
            continue
        begun = time.perf_counter()
        listed = [found.id for found in search(flows, [name]).findings]
        line = f"  {name}: case {time.perf_counter() - begun:.1f} s"
        for engine, address in {"DuckDB": "", **({"Spark": spark} if spark else {})}.items():
            begun = time.perf_counter()
            request = FindRequest((name,), rows=1_000)
            told = find_in_lake(lake.folder, request, spark=address, zone="UTC")
            line += f", {engine} {time.perf_counter() - begun:.1f} s"
            same = [found.id for found in told.found.findings] == listed
            verdicts.say("lake", f"{name}: the findings of a case ({engine})", f"{same}", same)
        print(f"{line}; {len(listed)} findings", flush=True)


def _memory() -> int:
    """Return the bytes that this process took at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # Linux tells KiB


if __name__ == "__main__":
    sys.exit(main())
