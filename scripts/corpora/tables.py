"""A file of the corpus: its bytes, and what it tells that is true."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

Row = list[str]
SECOND, MINUTE, DAY = "second", "minute", "day"


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """One payment as far as a file tells it: what must stand in the case after a right load.

    An end is known by its number, else by its name, else it is ``?``; ``moment`` is the beginning
    of the second, minute or day (``precision``), in UTC.
    """

    source: str
    target: str
    moment: int
    precision: str
    amount: Decimal
    currency: str
    status: str = "ok"


@dataclass(frozen=True, slots=True)
class TableFile:
    """One file: its name and bytes, what it tells, and the true answers to what may be asked.

    ``facts`` holds, where they mean something for the file: ``account`` (whose statement it is),
    ``sign`` (``out=minus`` or ``in=minus``), ``zone``, ``dates`` (``day-first`` or
    ``month-first``), ``currency``, ``unit``, ``decimals``, ``out`` and ``in`` (the words of the two
    directions), and ``columns`` (the role of each column by its header).
    """

    family: str
    name: str
    data: bytes
    told: tuple[Told, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    noise: int = 0

    @property
    def spoilt(self) -> bool:
        return not self.family.startswith("known")


def cells(line: str) -> Row:
    """Return the cells of a line written with commas."""
    return line.split(",")


def moment(at: datetime, zone: str, precision: str = SECOND) -> int:
    """Return a time on a clock in microseconds since 1970, cut to its precision."""
    if precision == DAY:
        at = at.replace(hour=0, minute=0, second=0)
    elif precision == MINUTE:
        at = at.replace(second=0)
    return round(at.replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1_000_000


def text(
    rows: Sequence[Sequence[str]],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    end: str = "\n",
    quoted: bool = False,
) -> bytes:
    """Return rows as delimited text."""
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue().encode(encoding, "replace")


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Return rows as an XLSX file of one sheet or several."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made = io.BytesIO()
    # no time of writing stands in the file: the same seed, the same bytes
    fixed = datetime(2024, 1, 1)  # noqa: DTZ001
    book.properties.created = book.properties.modified = fixed
    book.save(made)
    return _without_clock(made.getvalue())


def _without_clock(data: bytes) -> bytes:
    """Return a zip whose members all carry one fixed time."""
    import re
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "docProps/core.xml":
                content = re.sub(
                    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2024-01-01T00:00:00Z", content
                )
            plain = zipfile.ZipInfo(member.filename, (2024, 1, 1, 0, 0, 0))
            new.writestr(plain, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
