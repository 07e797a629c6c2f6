"""Derives the tables of a lake from the rows of all its files, by the SQL of a case's index."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreCorrupt
from kg.lake.bucket_files import BucketFiles
from kg.lake.layout import NUMBER, PAYEE, PAYER, SAID, UNDATED, VERSION, bucket_sql
from kg.lake.row_files import ACCOUNT_GROUP, PLACE, ROWS, write_bucket
from kg.ledger import all_rows
from kg.ledger.build_index import IndexBuilder, IndexTerms, gather_facts, index_digest
from kg.ledger.duck import table_file
from kg.ledger.flow_index import hub_accounts
from kg.ledger.search import words_sql
from kg.ledger.source_tables import Shelf
from kg.ledger.units import choose_units
from kg.limits import LIMITS, MIB
from kg.messages import Message

if TYPE_CHECKING:
    import pyarrow as pa

STRETCH = 250_000
"""Rows that are held at a time when rows are spread over buckets: some 200 MB."""
MENTION_BYTES = 400
"""What a row that names a thing takes of memory while things are brought together: by it
``lake_bytes`` bounds how many are at a time. Measured on invented statements."""
WRITERS = min(4, os.cpu_count() or 1)
"""Buckets that are written at a time; each holds some 300 MB at most."""
SAID_BY = 20
"""Of so many tables of files that say the same of a thing the first rows are named; others are
counted."""
NARROW = ("DECIMAL(18, 2)", "DECIMAL(18, 6)")
"""Types of amounts that take 8 bytes; what fits none of them takes 16."""
Progress = Callable[[str], None]


@cache
def sql(name: str) -> str:
    """Return the text of one of the lake's SQL files."""
    return (files("kg.lake") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def tables_digest(shelves: Sequence[Shelf], terms: IndexTerms, buckets: int) -> str:
    """Return the name of the tables that these rows give in so many buckets."""
    return f"{index_digest(shelves, terms)}-{buckets}-{VERSION}"


class LakeTables(IndexBuilder):
    """One pass over all rows of a lake; payments are not written, but the rows that tell them.

    ``memory`` are the bytes beyond which the engine works on the disk.
    """

    def __init__(
        self,
        work: Path,
        shelves: Sequence[Shelf],
        buckets: int,
        on_step: Progress,
        memory: int = LIMITS.lake_bytes,
    ) -> None:
        super().__init__(work, shelves, on_disk=True)
        self.con.execute(f"SET memory_limit = '{memory // MIB}MiB'")
        self._buckets, self._memory = buckets, memory
        self._on_step = on_step
        self._about: dict[str, dict[str, int | list[str]]] = {}
        here = "SELECT concat(current_database(), '.', current_schema())"
        ((schema,),) = self.con.execute(here).fetchall()
        self._path = [str(schema)]

    def run(self, terms: IndexTerms) -> None:
        """Derive every table, once."""
        super().run(terms)
        for folder in ("spill", "spread"):
            shutil.rmtree(self.work / folder, ignore_errors=True)
        text = json.dumps({"sources": len(self.shelves), "kinds": self._about}, sort_keys=True)
        (self.work / "about.json").write_text(text, encoding="utf-8")

    @contextmanager
    def _tables_apart(self) -> Iterator[None]:
        """Make tables in a file of their own, whose room is free again afterwards.

        A file of DuckDB does not shrink by what is dropped from it.
        """
        name = f"apart_{len(self._path)}"
        file = self.work / "spill" / f"{name}.duckdb"
        self.con.execute(f"ATTACH {all_rows.text(table_file(file))} AS {name}")
        self._look_in([f"{name}.main", *self._path])
        yield
        self._look_in(self._path[1:])
        self.con.execute(f"DETACH {name}")
        file.unlink(missing_ok=True)

    def _look_in(self, path: list[str]) -> None:
        """Make tables in the first of these schemas from now on, and look for some in all."""
        self._path = path
        self.con.execute(f"SET search_path = '{','.join(path)}'")

    def canon(self) -> None:
        """Make ``canon``, and write it: extracts need to know which numbers are one account."""
        super().canon()
        self._write("FROM canon ORDER BY raw", "canon")
        self._write_said("alias", "said_aliases")

    def _facts(self, key: bytes) -> None:
        with self._tables_apart():
            super()._facts(key)
            place = ("row_no", "member", "times")
            columns = [all_rows.name(c) for c in all_rows.LINK_COLUMNS if c not in place]
            self._write_said("link", "said_links", columns=", ".join(columns))

    def _write_said(self, table: str, query: str, **columns: str) -> None:
        """Write what rows say, each saying once, with the first rows that do."""
        self.con.execute(sql(query).format(most=SAID_BY, **columns))
        self._write(f"FROM {SAID}{table}", f"{SAID}{table}", ACCOUNT_GROUP)

    def _write_entities(self) -> None:
        """Write what rows say of things, some things at a time, and the numbers of each."""
        ((rows,),) = self.con.execute("SELECT count(*) FROM entity_raw").fetchall()
        at_once = self._memory // MENTION_BYTES or 1
        parts = -(-rows // at_once) or 1
        gather_facts(self.con, self.shelves, "entity_whole", "link_whole")
        for part in range(parts):
            self._on_step(f"entity {part + 1} / {parts}")
            self.con.execute(_THINGS_OF_PART.format(parts=parts, part=part))
            with self._tables_apart():
                self.con.execute(all_rows.sql("entities"))
                self._write("FROM entity_table", f"entity-{part}")
                self.con.execute(sql("said_entities").format(most=SAID_BY))
                self._write(f"FROM {SAID}entity", f"{SAID}entity-{part}")
        self.con.execute("CREATE OR REPLACE TEMP VIEW entity_raw AS FROM entity_whole")
        for table in ("entity", f"{SAID}entity"):
            written = [self.work / f"{table}-{part}.parquet" for part in range(parts)]
            self._write(f"{_read(written)} ORDER BY id", table, ACCOUNT_GROUP)
            for path in written:
                path.unlink()
        entities = all_rows.parquet(self.work / "entity.parquet")
        words = words_sql("number")
        query = f"SELECT DISTINCT unnest({words}) AS word, id FROM {entities} ORDER BY ALL"
        self._write(query, NUMBER, ACCOUNT_GROUP)

    def _flows(self, kind: str, *, companies: bool) -> None:
        self._on_step(kind)
        with self._tables_apart():
            super()._flows(kind, companies=companies)
        self._write_rows(kind)

    def _write_flows(self, kind: str, extras: Collection[str]) -> None:
        """Keep what was decided of the rows of a class; they are written when the rest is gone."""
        apart, *lasting = self._path
        self._look_in([*lasting, apart])
        self.con.execute(f"CREATE OR REPLACE TABLE {lasting[0]}.account AS FROM {apart}.account")
        self.con.execute(f"CREATE OR REPLACE TABLE hub_account AS {hub_accounts(*_KNOWN)}")
        self.con.execute(sql("decisions"))
        self._look_in([apart, *lasting])

    def _write_rows(self, kind: str) -> None:
        """Write every row of a class twice, and what is known of its accounts and units."""
        # one copy after the other: a row that waits for its bucket takes 175 bytes of disk
        spread, rows, blank = self._spread(kind)
        self._write_copy(kind, PAYER, spread)
        again, copied = self._spread_again(kind)
        self._write_copy(kind, PAYEE, again)
        self._write(sql("accounts"), f"account_{kind}", ACCOUNT_GROUP)
        self._write_units(kind)
        (widest, sources) = self.con.execute(_TOLD).fetchall()[0]
        ((given,),) = self.con.execute("SELECT count(*) FROM flow_raw").fetchall()
        if not rows == copied == given:
            raise StoreCorrupt(Message("rows-lost-in-reading"), where=kind)
        self._about[kind] = {"rows": rows, "widest": widest, "sources": sources, "blank": blank}

    def _spread(self, kind: str) -> tuple[BucketFiles, int, list[str]]:
        """Spread all rows over the payers' buckets, a stretch at a time.

        Returns:
            The buckets, how many rows there are, and the columns that none of them fills.
        """
        table = all_rows.flow_table(kind)
        source = all_rows.GatheredTable(
            self.con, self.shelves, table, all_rows.FLOW_COLUMNS, extras=True
        )
        own = {"source", "target", "reporter", "amount", "balance"}
        columns = [
            c for c in all_rows.FLOW_COLUMNS if c not in own and not c.startswith("decided_")
        ]
        query = (
            sql("rows")
            .replace("{columns}", ", ".join(map(all_rows.name, columns)))
            .replace("{extras}", "".join(f", {all_rows.name(e)}" for e in sorted(source.extras)))
            .replace("{undated}", UNDATED)
            .replace("{bucket}", bucket_sql(PAYER, self._buckets))
        )
        for column in ("amount", "balance"):
            query = query.replace(f"{{{column}}}", self._narrowest(column))
        spread = self._bucket_files(kind, PAYER)
        done, filled, known = 0, set[str](), list[str]()
        for pieces in source.stretches(STRETCH):
            self._on_step(f"{kind} {done:,}")
            first, last = pieces[0], pieces[-1]
            stretch = (
                query.replace("{first}", str(all_rows.rid(first.shelf, first.first)))
                .replace("{last}", str(all_rows.rid(last.shelf, last.first + last.rows)))
                .replace("{stretch}", source.sql_of(pieces))
            )
            rows = self.con.sql(stretch).to_arrow_table()
            spread.add(rows, "bucket")
            done += len(rows)
            known = rows.column_names
            filled |= {name for name in known if rows.column(name).null_count < len(rows)}
        return spread, done, [name for name in known if name not in filled]

    def _spread_again(self, kind: str) -> tuple[BucketFiles, int]:
        """Spread the rows of the payers' copy over the payees' buckets; count them."""
        spread, done = self._bucket_files(kind, PAYEE), 0
        paths = sorted(self._copy_folder(kind, PAYER).rglob(ROWS))
        rows = self.con.sql(
            f"SELECT * EXCLUDE ({PLACE}) REPLACE ({bucket_sql(PAYEE, self._buckets)} AS bucket)"
            f" {_read(paths)}"
        )
        for stretch in _stretches(rows.to_arrow_reader(STRETCH)):
            self._on_step(f"{kind} {done:,}")
            spread.add(stretch, "bucket")
            done += len(stretch)
        return spread, done

    def _bucket_files(self, kind: str, copy: str) -> BucketFiles:
        return BucketFiles(self.work / "spread" / f"{kind}-{copy}")

    def _copy_folder(self, kind: str, copy: str) -> Path:
        return self.work / f"rows_{kind}" / f"by={copy}"

    def _narrowest(self, column: str) -> str:
        """Return the narrowest type of Parquet that holds every amount of a column as it is."""
        for kind in NARROW:
            same = f"coalesce(TRY_CAST({column} AS {kind}) = {column}, false)"
            query = f"SELECT coalesce(bool_and({column} IS NULL OR {same}), true) FROM flow_raw"
            ((fits,),) = self.con.execute(query).fetchall()
            if fits:
                return kind
        return all_rows.FLOW_COLUMNS[column]

    def _write_copy(self, kind: str, copy: str, spread: BucketFiles) -> None:
        """Write one copy bucket by bucket, so that no more than a bucket is sorted at a time."""
        root = self._copy_folder(kind, copy)

        def write(bucket: str) -> str:
            write_bucket(spread, bucket, root / f"bucket={bucket}", copy)
            return bucket

        with ThreadPoolExecutor(WRITERS) as pool:  # Arrow sorts and compresses without Python
            for bucket in pool.map(write, spread.buckets()):
                self._on_step(f"{kind} {copy} {bucket}")

    def _write_units(self, kind: str) -> None:
        """Write the unit of each currency, and what each account paid and got in them."""
        units = choose_units(self.con, "lake_step")
        rows = [f"({all_rows.text(c)}, {u.digits}, {u.wide})" for c, u in units.items()]
        body = f"VALUES {', '.join(rows)}" if rows else "SELECT '', 0, false WHERE false"
        self._write(f"FROM ({body}) AS t(currency, digits, wide)", f"unit_{kind}")
        scales = [f"({all_rows.text(c)}, {10**u.digits}::HUGEINT)" for c, u in units.items()]
        body = f"VALUES {', '.join(scales)}" if scales else "SELECT '', 0::HUGEINT WHERE false"
        self.con.execute(
            f"CREATE OR REPLACE TABLE unit_table AS FROM ({body}) AS t(currency, scale)"
        )
        self._write(sql("sums"), f"sum_{kind}")


def _stretches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield rows as tables of a stretch or a little more: a batch is no larger than its file."""
    import pyarrow as pa

    waiting = list[pa.RecordBatch]()
    for batch in batches:
        waiting.append(batch)
        if sum(map(len, waiting)) >= STRETCH:
            yield pa.Table.from_batches(waiting)
            waiting.clear()
    if waiting:
        yield pa.Table.from_batches(waiting)


def _read(paths: Iterable[Path]) -> str:
    """Return SQL of the rows of files, each by its name: a pattern has its own use of brackets."""
    listed = ", ".join(map(all_rows.file_text, paths))
    return f"FROM read_parquet([{listed}], hive_partitioning = false)"


_TOLD = """
SELECT coalesce(max(width), 0), (SELECT count(*) FROM (
    SELECT source_no FROM lake_step UNION
    SELECT also_source_no FROM lake_step WHERE also_source_no IS NOT NULL))
FROM lake_step
"""
"""How wide payments are at most, and how many files tell them: clocks of two never agree better
than those of one."""
_THINGS_OF_PART = """
CREATE OR REPLACE TEMP VIEW entity_raw AS
SELECT e.* FROM entity_whole e LEFT JOIN canon c ON c.raw = e.id
WHERE hash(coalesce(c.id, e.id)) % {parts} = {part}
"""
_KNOWN = ("known_entity", "known_link")
