"""The scan of records against its slow twin: Python's own csv, one character at a time."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FormatError
from kg.sources.record_scan import RecordScan

CELLS = st.text(alphabet='ab,"\n\r 中', max_size=6)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=8)


def scanned(data: bytes, size: int) -> list[tuple[int, bytes]]:
    scan = RecordScan(b",", "t.csv")
    found = []
    for start in range(0, len(data), size):
        records = scan.feed(data[start : start + size])
        found += [(int(n), records.text(k)) for k, n in enumerate(records.line)]
    records = scan.feed(b"", last=True)
    return found + [(int(n), records.text(k)) for k, n in enumerate(records.line)]


def twin(text: str) -> list[tuple[int, list[str]]]:
    """Return each record's first line and cells, read by the csv module."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found, line = [], 1
    for cells in reader:
        found.append((line, cells))
        line = reader.line_num + 1
    return found


@given(TABLES, st.integers(1, 9), st.sampled_from(["\n", "\r\n"]))
def test_records_and_lines_are_those_of_the_csv_module(
    rows: list[list[str]], size: int, end: str
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    text = out.getvalue()
    found = [
        (line, next(csv.reader(io.StringIO(record.decode(), newline=""))))
        for line, record in scanned(text.encode(), size)
    ]
    assert found == twin(text)


@given(st.binary(max_size=60), st.integers(1, 7))
def test_any_bytes_are_records_or_a_format_error(data: bytes, size: int) -> None:
    try:
        found = scanned(data, size)
    except FormatError:
        return
    text = b"".join(record for _, record in found)
    assert len(text) <= len(data)
    assert [line for line, _ in found] == sorted(line for line, _ in found)


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_quote_inside_an_unquoted_field_is_only_a_character(size: int) -> None:
    assert scanned(b'a,5" pipe\nb,c\n', size) == [(1, b'a,5" pipe'), (2, b"b,c")]


@pytest.mark.parametrize("data", [b'a\n"b\nc\n', b'a\n"b\n"c"\n', b'a\n"b"c\n'])
def test_an_open_quote_is_named_by_its_line(data: bytes) -> None:
    with pytest.raises(FormatError, match="line 2"):
        scanned(data, 1000)
