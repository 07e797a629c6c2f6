"""Workbooks as kg writes them: text stays text, nothing in a cell runs, nothing links out."""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

_LONGEST = 31
_SILENT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: The same content gives the same bytes on every day.
_CREATED = datetime(2024, 1, 1, tzinfo=UTC)


def new_book(stream: io.BytesIO) -> Any:
    """Return an empty workbook that writes what it is given as text."""
    import xlsxwriter

    book = xlsxwriter.Workbook(stream, dict(_SILENT))
    book.set_properties({"created": _CREATED, "author": ""})
    return book


def sheet_name(wanted: str, taken: Collection[str]) -> str:
    """Return a name that a sheet may have, close to the wanted one and different from the taken.

    >>> sheet_name("a/b:c", ["A_B_C"])
    'a_b_c 2'
    """
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", wanted).strip("' ") or "_"
    names, number = {name.casefold() for name in taken}, 1
    name = plain[:_LONGEST]
    while name.casefold() in names:
        number += 1
        name = f"{plain[: _LONGEST - len(str(number)) - 1]} {number}"
    return name
