"""A row of an extract, read from its zip: its cells, and where it lies in the lake.

Of a case that was handed over it is in which line of the export the row is written.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import NotFound
from kg.messages import Message
from kg.text import locator

ABOUT = "extract.json"
_NUMBER = re.compile(r"[1-9][0-9]*\Z")
_AT = ("row_no", "member")


def is_extract(path: Path) -> bool:
    """Say whether a file is an extract of a lake."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return ABOUT in archive.namelist()


def row_of_extract(path: Path, place: str) -> list[str]:
    """Return the cells that the source had at a place, then where the row lies in lake or export.

    Args:
        path: The extract.
        place: As evidence names the row in the file that it comes from.

    Raises:
        NotFound: The extract has no such row.
    """
    with zipfile.ZipFile(path) as archive:
        about = json.loads(archive.read(ABOUT))
        reader = str(about["reader"])
        rows = list(_rows(archive, "row_", place, reader))
        lies = list(_rows(archive, "place_", place, reader))
        lines = list(_rows(archive, "line", place, reader))
    if not rows:
        raise NotFound(Message("no-such-line"), where=f"{path.name} {place}")
    cells = [
        str(cell) for row in rows[:1] for name, cell in row.items() if name not in _AT and cell
    ]
    handed = str(about.get("transfer", {}).get("name", ""))
    found = [f"{r['lake_file']} #{r['lake_group']} {r['lake_row']}" for r in lies]
    return [*cells, *found, *(f"{handed} line {row['line']}" for row in lines)]


def _rows(
    archive: zipfile.ZipFile, table: str, place: str, reader: str
) -> Iterator[dict[str, Any]]:
    """Yield the rows of some tables of an extract that stand at a place of their source."""
    import pyarrow.parquet as pq

    number = _NUMBER.search(place)
    wanted = [("row_no", "=", int(number[0]))] if number and reader != "pdf" else None
    for name in archive.namelist():
        if not name.startswith(table):
            continue
        for row in pq.read_table(io.BytesIO(archive.read(name)), filters=wanted).to_pylist():
            if locator(row["member"] or "", row["row_no"], reader) == place:
                yield row
