"""Takes a table of a database into a lake: Spark reads it by JDBC, and its rows stay as Parquet.

What a database holds changes; what was received from it lies in the lake as files, with hashes,
and rows are known by their places in them. The same table under the same condition is received
once: for what has come since, another condition is given.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import NotATableError, UsageError
from kg.files import private_files
from kg.lake.add import Attached, add_table_files
from kg.lake.layout import RECEIVING, Lake
from kg.lake.spark_engine import SparkEngine
from kg.messages import Message
from kg.requests import LoadRequest
from kg.sources.table_files import TableFile

ADDRESS = "jdbc:"
RECEIVED = "received"
"""The folder of a lake with what was received of databases, a folder each."""
USER, PASSWORD = "KG_JDBC_USER", "KG_JDBC_PASSWORD"
"""Where the environment says who asks; neither is kept, logged or typed into a command."""
ROWS = 1_000_000
"""Rows of a file: what is received of a large table lies in several."""
_SECRET = re.compile(r"(?i)\b(?:password|passwd|pwd)\s*=|//[^/?;@]*:[^/?;@]*@|:[^/:@]+/[^/:@]+@")
"""A password as drivers take it: a parameter, ``user:word@`` before a host, ``user/word@``."""
_NAME = re.compile(r"[\w.\"`\[\]$#-]{1,200}")


@dataclass(frozen=True, slots=True)
class DatabaseTable:
    """A table of a database, and which of its rows are wanted.

    Args:
        address: Where the database is, as its driver says it: ``jdbc:postgresql://host/ledger``.
        table: The table's name, with its schema where that is needed.
        where: A condition of SQL that a row meets; blank: all of them.
        drivers: The jars with the database's driver, where Spark has none.

    Raises:
        UsageError: The address holds a password, or the name is none of a table.
    """

    address: str
    table: str
    where: str = ""
    drivers: Sequence[Path] = ()

    def __post_init__(self) -> None:
        if _SECRET.search(self.address):
            hint = Message("database-password-elsewhere", user=USER, password=PASSWORD)
            raise UsageError(Message("address-holds-a-password"), where=ADDRESS, hint=hint)
        if not _NAME.fullmatch(self.table):
            raise UsageError(Message("no-name-of-a-table", name=repr(self.table)), where="--table")

    @property
    def query(self) -> str:
        """What is asked of the database."""
        condition = f" WHERE {self.where}" if self.where else ""
        return f"SELECT * FROM {self.table}{condition}"

    @property
    def digest(self) -> str:
        """The name of the folder in which the rows are kept."""
        asked = json.dumps([self.address, self.table, self.where])
        return hashlib.sha256(asked.encode()).hexdigest()[:16]


def attach_database(
    lake: Lake,
    table: DatabaseTable,
    request: LoadRequest,
    spark: str,
    on_step: Callable[[str], None] = lambda step: None,
) -> Attached:
    """Receive a table of a database, once, and read it into a lake.

    Args:
        lake: Where the rows go.
        table: The table, and which of its rows.
        request: How they are read; ``layout`` says what the columns mean, if none is known.
        spark: The address of the Spark that asks the database.
        on_step: Told what is done next.

    Returns:
        What went in, and what was refused; of a table that was received before the same files.

    Raises:
        NotATableError: No row meets the condition.
        StoreUnavailable: Spark cannot be reached, or the database does not answer.
        StoreBusy: Another process is writing into the lake.
        UsageError: PySpark or Java is not installed.
    """
    with lake.writing():
        place = lake.folder / RECEIVED / table.digest
        if not place.is_dir():
            on_step(table.table)
            _receive(lake, table, spark, place)
        parts = sorted(place.glob("*.parquet"))
        files = [TableFile(str(path), f"{table.table} {place.name} {path.name}") for path in parts]
        return Attached(*add_table_files(lake, files, request, on_step), ())


def _receive(lake: Lake, table: DatabaseTable, spark: str, place: Path) -> None:
    """Write the rows beside the lake's own, and put them in their place in one step."""
    scratch = lake.folder / f"{RECEIVING}{secrets.token_hex(6)}"
    try:
        with private_files():
            (scratch / "spark").mkdir(parents=True)
            with SparkEngine(spark, scratch / "spark", drivers=table.drivers) as engine:
                engine.write_query(_access(table), scratch / "rows", ROWS)
            kept = scratch / "kept"
            kept.mkdir()
            for number, part in enumerate(_with_rows(scratch / "rows")):
                part.rename(kept / f"part-{number:05}.parquet")
            if not any(kept.iterdir()):
                raise NotATableError(Message("no-row-of-a-table"), where=table.table)
            place.parent.mkdir(exist_ok=True)
            kept.rename(place)
        lake.log.append("receive", address=table.address, query=table.query, folder=place.name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _with_rows(folder: Path) -> list[Path]:
    """Return what Spark wrote, but for parts without a row."""
    import pyarrow.parquet as pq

    parts = sorted(folder.glob("part-*.parquet"))
    return [part for part in parts if pq.read_metadata(part).num_rows]


def _access(table: DatabaseTable) -> dict[str, str]:
    """Return what Spark must know to ask the database."""
    asked = {
        "url": table.address,
        "query": table.query,
        # a time without a zone stays the one that the clock of the bank showed
        "preferTimestampNTZ": "true",
        "fetchsize": "10000",
    }
    given = {"user": os.environ.get(USER, ""), "password": os.environ.get(PASSWORD, "")}
    return asked | {name: word for name, word in given.items() if word}
