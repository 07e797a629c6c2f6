"""Where everything lies in a lake, and what its settings say.

A lake is a folder that only this part of kg writes::

    lake.json                    the settings, the files that are in, and which tables are current
    custody.jsonl                what was done to it, each line hashed with the one before
    sources/HASH/                the rows of one file as they were read, and as facts
    tables/DIGEST/               what was derived of all files together
        rows_KIND/by=payer/bucket=B/month=YYYY-MM/rows.parquet  every row, by payer and time
        rows_KIND/by=payee/bucket=B/month=YYYY-MM/rows.parquet  the same rows, by payee
        (source and target are written where a row names others than payer and payee, and its
        reporter where ``reporter_end`` names neither of them; ``lake_row`` counts the rows of a
        file, and ``bucket`` and ``month`` say again what its path does)
        account_KIND.parquet     each account: counterparties, first and last payment, kind of hub
        sum_KIND.parquet         what each account paid and got, by currency, in whole units
        unit_KIND.parquet        in which unit each currency is counted
        entity.parquet, link.parquet, canon.parquet            what rows say of things
        number.parquet           each number of a thing and the thing's id, by number
        pair.parquet, reversal.parquet, conflict.parquet       what was decided, as a case has it

A bucket is made of the last hexadecimal digits of an account's id. Any engine that reads Parquet
can read the tables.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kg.custody import CustodyLog
from kg.errors import FormatError, NotFound, StoreBusy, UsageError
from kg.files import private_files, write_atomically
from kg.lake.engine import SoughtRows
from kg.ledger.ledger import Ledger
from kg.limits import LIMITS
from kg.locking import lock_file
from kg.messages import Message
from kg.records import as_kg_wrote, from_plain

SETTINGS, LOG, SOURCES, TABLES = "lake.json", "custody.jsonl", "sources", "tables"
ADDING, RECEIVING = ".adding-", ".receiving-"
"""How the folders begin in which a command works; what a killed one left, the next removes."""
FORMAT = "crimechain-lake"
VERSION = 6
SOUGHT = 500
"""So many accounts of a bucket at most are looked for by name.

Measured on 400,000 rows of a bucket: of 100 accounts all columns are found in 1.7 s for 16 buckets
either way, of 10 by name in half the time, of 1,500 by name in one and a half times the time.
"""
BUCKETS = (1, 16, 256)
"""How many buckets a lake may have: as many as 0, 1 or 2 hexadecimal digits name."""
PAYER, PAYEE = "payer", "payee"
NUMBER = "number"
"""The table of numbers: to look for one among the values of all things takes seconds."""
SAID = "said_"
"""Of what a table of a source says: each saying once, with the first rows that say so."""
COPIES = (PAYER, PAYEE)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNDATED = "none"
"""The month of rows that do not say when."""


@dataclass(frozen=True, slots=True)
class LakeFile:
    """A file whose rows are in a lake."""

    sha256: str
    name: str
    rows: int
    problems: int = 0


@dataclass(frozen=True, slots=True)
class LakeSettings:
    """What a lake is made with, and what is in it.

    ``buckets`` is the number of folders over which accounts are spread; ``tables`` the folder of
    the derived tables, blank while no file is in.
    """

    format: str = FORMAT
    version: int = VERSION
    buckets: int = 16
    pair_seconds: int = LIMITS.pair_seconds
    rail_seconds: int = LIMITS.rail_seconds
    files: tuple[LakeFile, ...] = ()
    tables: str = ""


class Lake:
    """A lake on disk: its settings and the places of its parts.

    Args:
        folder: Where it lies.

    Raises:
        NotFound: There is no lake.
        FormatError: It is one of a newer version.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = _settings(folder)

    @classmethod
    def init(cls, folder: Path, buckets: int = 16) -> Lake:
        """Make an empty lake in a folder that is empty or not there.

        Args:
            folder: Where it will lie.
            buckets: 1, 16 or 256; about one for each million rows serves well.

        Raises:
            UsageError: Something lies in the folder, or no lake has so many buckets.
        """
        if buckets not in BUCKETS:
            raise UsageError(
                Message("lake-buckets", buckets=buckets, some=", ".join(map(str, BUCKETS))),
                where="--buckets",
            )
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(Message("lake-folder-not-empty"), where=str(folder))
        with private_files():
            folder.mkdir(parents=True, exist_ok=True)
        lake = cls.__new__(cls)
        lake.folder, lake.settings = folder, LakeSettings(buckets=buckets)
        lake.save(lake.settings)
        lake.log.append("init", buckets=buckets)
        return lake

    @property
    def log(self) -> CustodyLog:
        """What was done to the lake, line by line."""
        return CustodyLog(self.folder / LOG)

    @property
    def tables(self) -> Path:
        """The folder of the derived tables.

        Raises:
            NotFound: No file is in the lake yet.
            FormatError: An earlier kg derived them, in another form.
        """
        if self.settings.version < VERSION:
            raise FormatError(
                Message("lake-of-an-earlier-version", version=self.settings.version),
                where=str(self.folder),
                hint=Message("lake-add-files"),
            )
        if not self.settings.tables:
            raise NotFound(
                Message("lake-is-empty"), where=str(self.folder), hint=Message("lake-add-files")
            )
        return self.folder / TABLES / self.settings.tables

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lake's write lock, and know what the writer before left.

        Raises:
            StoreBusy: Another process is writing.
        """
        with private_files(), (self.folder / "lock").open("w", encoding="utf-8") as stream:
            if not lock_file(stream):
                who = Message("another-process")
                raise StoreBusy(Message("being-written-by", holder=who), where=self.folder.name)
            self.remove_unfinished()
            self.settings = _settings(self.folder)
            yield

    def remove_unfinished(self, but: Collection[str] = ()) -> None:
        """Remove what a writer left halfway, but for folders of some names; it holds the lock."""
        for left in (*self.folder.glob(f"{ADDING}*"), *self.folder.glob(f"{RECEIVING}*")):
            if left.name not in but:
                shutil.rmtree(left)

    def ledger(self, shas: Iterable[str] = ()) -> Ledger:
        """Return the rows of its files, with those of more that are being added."""
        known = [file.sha256 for file in self.settings.files]
        return Ledger(
            self.folder / SOURCES,
            [*known, *shas],
            pair_seconds=self.settings.pair_seconds,
            rail_seconds=self.settings.rail_seconds,
            indexes=self.folder / TABLES,
        )

    def kinds(self) -> list[str]:
        """Return the flowing classes of which it has rows, in snake case, sorted."""
        return sorted(path.name.removeprefix("rows_") for path in self.tables.glob("rows_*"))

    def rows_of(
        self, kind: str, copy: str, accounts: Iterable[str], months: tuple[str, str] | None = None
    ) -> list[str]:
        """Return the files of one copy in which the rows of some accounts lie.

        Args:
            kind: The flowing class.
            copy: ``payer`` or ``payee``.
            accounts: Ids.
            months: The first and the last month that are wanted; all, and rows without one.
        """
        root = self.tables / f"rows_{kind}" / f"by={copy}"
        buckets = {bucket_of(account, self.settings.buckets) for account in accounts}
        folders = [root / f"bucket={bucket}" for bucket in sorted(buckets)]
        paths = [path for folder in folders for path in sorted(folder.rglob("*.parquet"))]
        if months is None:
            return list(map(str, paths))
        first, last = months
        named = ((path, path.parent.name.removeprefix("month=")) for path in paths)
        return [str(path) for path, month in named if first <= month <= last]

    def sought_rows(
        self, kind: str, copy: str, accounts: Iterable[str], months: tuple[str, str] | None = None
    ) -> list[SoughtRows]:
        """Return the files of :meth:`rows_of`, each bucket's with the accounts to look for there.

        Where more than ``SOUGHT`` are, only the files: their names would take longer than rows do.
        """
        # a lake of before says nothing of blank columns: all are read
        blank = tuple(self.about()["kinds"].get(kind, {}).get("blank", ()))
        by_bucket = defaultdict[str, list[str]](list)
        for account in sorted(set(accounts)):
            by_bucket[bucket_of(account, self.settings.buckets)].append(account)
        return [
            SoughtRows(files, copy, here if len(here) <= SOUGHT else (), blank)
            for here in by_bucket.values()
            if (files := self.rows_of(kind, copy, here, months))
        ]

    def files_of(self, kind: str, copy: str) -> list[str]:
        """Return all files of one copy of a class."""
        root = self.tables / f"rows_{kind}" / f"by={copy}"
        return [str(path) for path in sorted(root.rglob("*.parquet"))]

    def about(self) -> dict[str, Any]:
        """Return what holds of all rows: how many files tell, and by class the widest payment.

        Of a class it also has the columns that no row fills.
        """
        path = self.tables / "about.json"
        with as_kg_wrote(path):
            about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return about

    def save(self, settings: LakeSettings) -> None:
        """Write the settings in one step: before it nothing has happened."""
        text = json.dumps(asdict(settings), ensure_ascii=False, indent=1)
        with private_files():
            write_atomically(self.folder / SETTINGS, text.encode())
        self.settings = settings


def bucket_of(account: str, buckets: int) -> str:
    """Return the bucket of an account, by the last digits of its id.

    >>> bucket_of("urn:crimechain:account:00ff3a", 16), bucket_of("urn:crimechain:account:3A", 256)
    ('a', '3a')
    >>> bucket_of("urn:crimechain:account:name", 16), bucket_of("urn:crimechain:account:9", 1)
    ('e', '0')
    """
    digits = BUCKETS.index(buckets)
    last = account[-digits:].lower() if digits else ""
    return last if re.fullmatch(r"[0-9a-f]+", last) else "0" * max(digits, 1)


def bucket_sql(account: str, buckets: int) -> str:
    """Return SQL for the bucket of the account in a column, as :func:`bucket_of` says it."""
    digits = BUCKETS.index(buckets)
    if not digits:
        return "'0'"
    last = f"lower(right({account}, {digits}))"
    return f"CASE WHEN regexp_full_match({last}, '[0-9a-f]+') THEN {last} ELSE '{'0' * digits}' END"


def _settings(folder: Path) -> LakeSettings:
    path = folder / SETTINGS
    if not path.is_file():
        raise NotFound(
            Message("not-a-lake"), where=str(folder), hint=Message("lake-init-makes-one")
        )
    with as_kg_wrote(path):
        settings = from_plain(LakeSettings, json.loads(path.read_text(encoding="utf-8")))
    if settings.format != FORMAT or settings.version > VERSION:
        raise FormatError(
            Message("lake-of-a-newer-version", version=settings.version), where=str(folder)
        )
    return settings
