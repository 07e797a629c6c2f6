"""JSON lines of an entity-resolution engine: one record a line, its features in a list.

A feature is an object of a few attributes (a name in parts, an address in parts). Features of one
sort stand side by side in a record, so a second one gets the column of its sort: another name is
the record's alias, the rest is joined. Origin: the JSON lines beside each CSV of a public set of
invented people (DATA_SOURCE, RECORD_ID and a list FEATURES, or the same attributes at the top).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.records import RecordList, lines_of
from kg.sources.tables import BLANK_LINE

FEATURES = "FEATURES"
_ALIASES = {"NAME_ORG": "SECONDARY_NAME_ORG", "NAME_FULL": "NATIVE_NAME_FULL"}
"""In which column a second name of a sort stands."""
COLUMNS = (
    "DATA_SOURCE", "RECORD_ID", "RECORD_TYPE", "NAME_FULL", "NAME_ORG", "NAME_LAST", "NAME_FIRST",
    "NAME_MIDDLE", "NATIVE_NAME_FULL", "SECONDARY_NAME_ORG", "GENDER", "DATE_OF_BIRTH",
    "PASSPORT_NUMBER", "PASSPORT_COUNTRY", "DRIVERS_LICENSE_NUMBER", "DRIVERS_LICENSE_STATE",
    "SSN_NUMBER", "NATIONAL_ID_NUMBER", "NATIONAL_ID_TYPE", "NATIONAL_ID_COUNTRY", "TAX_ID_NUMBER",
    "TAX_ID_TYPE", "TAX_ID_COUNTRY", "LEI_NUMBER", "EMAIL_ADDRESS", "ADDR_FULL", "ADDR_LINE1",
    "ADDR_CITY", "ADDR_STATE", "ADDR_POSTAL_CODE", "ADDR_COUNTRY", "ADDR_TYPE", "PHONE_NUMBER",
    "PHONE_TYPE", "EMPLOYER", "REL_ANCHOR_DOMAIN", "REL_ANCHOR_KEY", "REL_POINTER_DOMAIN",
    "REL_POINTER_KEY", "REL_POINTER_ROLE", "CATEGORY", "DATE", "STATUS", "AMOUNT",
)  # fmt: skip


def read_recordlines(text: str, where: str, limits: Limits) -> RecordList:
    """Return the records of a file, each at its line.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes that are read.
    """
    lines = list(lines_of(text))
    read = [(number, line, _record(line)) for number, line in enumerate(lines, 1)]
    rows = {number: dict(_cells(record)) for number, _, record in read if record is not None}
    more = dict.fromkeys(name for cells in rows.values() for name in cells if name not in COLUMNS)
    found = RecordList((*COLUMNS, *more), limits)
    for number, line, record in read:
        if not line.strip():
            found.skip(number, BLANK_LINE)
        elif record is None:
            found.refuse(number, "record", Message("not-a-record-of-features"), line)
        else:
            found.add(number, rows[number], line)
    return found


def _record(line: str) -> Mapping[str, Any] | None:
    """Return the object of a line, or None where it is none that a record can be."""
    try:
        record = json.loads(line, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or "RECORD_ID" not in record:
        return None
    features = record.get(FEATURES, [])
    whole = isinstance(features, list) and all(isinstance(feature, dict) for feature in features)
    return record if whole else None


def _cells(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each attribute with its text, in the order of the record."""
    cells: dict[str, str] = {}
    for feature in ({k: v for k, v in record.items() if k != FEATURES}, *record.get(FEATURES, ())):
        for name, value in feature.items():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            column = name.upper()
            if column == "NAME_TYPE":
                continue
            if column in cells and cells[column] != text:
                column = _ALIASES.get(column, column)
            known = cells.get(column)
            cells[column] = text if known in (None, text) else f"{known}; {text}"
    yield from cells.items()
