"""Derives the tables of a lake from the rows of all its files, by the SQL of a case's index."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from kg.errors import StoreCorrupt
from kg.lake.layout import BUCKETS, COPIES, UNDATED, bucket_sql
from kg.ledger import all_rows
from kg.ledger.build_index import IndexBuilder, IndexTerms, index_digest
from kg.ledger.flow_index import hub_accounts
from kg.ledger.source_tables import Shelf
from kg.ledger.units import choose_units
from kg.messages import Message

ROW_GROUP = 30_720
"""Rows of a row group: so many are read at least to find one account's."""
Progress = Callable[[str], None]


@cache
def sql(name: str) -> str:
    """Return the text of one of the lake's SQL files."""
    return (files("kg.lake") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def tables_digest(shelves: Sequence[Shelf], terms: IndexTerms, buckets: int) -> str:
    """Return the name of the tables that these rows give in so many buckets."""
    return f"{index_digest(shelves, terms)}-{buckets}"


class LakeTables(IndexBuilder):
    """One pass over all rows of a lake; payments are not written, but the rows that tell them."""

    def __init__(
        self, work: Path, shelves: Sequence[Shelf], buckets: int, on_step: Progress
    ) -> None:
        super().__init__(work, shelves)
        self._buckets = buckets
        self._on_step = on_step
        self._about: dict[str, dict[str, int]] = {}

    def run(self, terms: IndexTerms) -> None:
        """Derive every table, once."""
        super().run(terms)
        shutil.rmtree(self.work / "spill", ignore_errors=True)
        text = json.dumps({"sources": len(self.shelves), "kinds": self._about}, sort_keys=True)
        (self.work / "about.json").write_text(text, encoding="utf-8")

    def canon(self) -> None:
        """Make ``canon``, and write it: extracts need to know which numbers are one account."""
        super().canon()
        self._write("FROM canon ORDER BY raw", "canon")

    def _write_flows(self, kind: str, extras: Collection[str]) -> None:
        """Write every row of a class twice, and what is known of its accounts and units."""
        self._on_step(kind)
        known = {*all_rows.FLOW_COLUMNS}
        columns = [c for c in all_rows.FLOW_COLUMNS if not c.startswith("decided_")]
        more = sorted(extra for extra in extras if extra not in known)
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE hub_account AS {hub_accounts(*_KNOWN)}")
        self.con.execute(
            sql("rows")
            .replace("{columns}", ", ".join(f"f.{all_rows.name(c)}" for c in columns))
            .replace("{extras}", "".join(f", f.{all_rows.name(c)}" for c in more))
        )
        for copy in COPIES:
            self._write_copy(kind, copy)
        self._write("FROM lake_account ORDER BY id", f"account_{kind}")
        self._write_units(kind)
        (widest, rows) = self.con.execute(
            "SELECT coalesce(max(width) FILTER (in_time), 0), count(*) FROM lake_row"
        ).fetchall()[0]
        ((given,),) = self.con.execute("SELECT count(*) FROM flow_raw").fetchall()
        if rows != given:
            raise StoreCorrupt(Message("rows-lost-in-reading"), where=kind)
        (sources,) = self.con.execute(_SOURCES).fetchall()[0]
        self._about[kind] = {"rows": rows, "widest": widest, "sources": sources}

    def _write_copy(self, kind: str, copy: str) -> None:
        """Write one copy bucket by bucket, so that no more than a bucket is sorted at a time."""
        root = self.work / f"rows_{kind}" / f"by={copy}"
        month = f"coalesce(strftime(make_timestamp(start_us), '%Y-%m'), '{UNDATED}')"
        bucket = bucket_sql(copy, self._buckets)
        digits = BUCKETS.index(self._buckets)
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE sorted_row AS SELECT *, {bucket} AS bucket,"
            f" {month} AS month FROM lake_row ORDER BY bucket"
        )
        for number in range(self._buckets):
            name = f"{number:0{max(digits, 1)}x}"
            self._on_step(f"{kind} {copy} {name}")
            folder = root / f"bucket={name}"
            folder.mkdir(parents=True)
            self.con.execute(
                f"COPY (SELECT * EXCLUDE (bucket) FROM sorted_row WHERE bucket = '{name}'"
                f" ORDER BY month, {copy}, start_us, rid)"
                f" TO {all_rows.text(folder)} (FORMAT parquet, COMPRESSION zstd,"
                f" PARTITION_BY (month), ROW_GROUP_SIZE {ROW_GROUP}, OVERWRITE_OR_IGNORE)"
            )
        self.con.execute("DROP TABLE sorted_row")

    def _write_units(self, kind: str) -> None:
        units = choose_units(self.con, "flow_table")
        rows = [f"({all_rows.text(c)}, {u.digits}, {u.wide})" for c, u in units.items()]
        body = f"VALUES {', '.join(rows)}" if rows else "SELECT '', 0, false WHERE false"
        self._write(f"FROM ({body}) AS t(currency, digits, wide)", f"unit_{kind}")


_SOURCES = """
SELECT count(DISTINCT source) FROM (
    SELECT source_no AS source FROM flow_table WHERE in_time
    UNION ALL
    SELECT also_source_no FROM flow_table WHERE in_time)
"""
"""How many files tell the payments: clocks of two never agree better than those of one."""
_KNOWN = ("known_entity", "known_link")
