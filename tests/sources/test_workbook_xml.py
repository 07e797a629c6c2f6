"""The scan of a sheet finds the same rows however its bytes come, and measures what they span."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FormatError, LimitExceeded
from kg.limits import LIMITS
from kg.sources.workbook_xml import _beyond, _column, _letters, _rows, scan_sheet
from tests.sources.faulty import packed

PIECES = (
    '<row r="1"><c r="A1"><v>1</v></c></row>', '<x:row r="2" ><x:c r="AB2" /></x:row >', "<row/>",
    '<row r="3">\n</row>', "<rowBreaks/>", "<other>&lt;row&gt;</other>", "text",
)  # fmt: skip


def in_chunks(data: bytes, size: int) -> Iterator[bytes]:
    stream = io.BytesIO(data)
    return iter(lambda: stream.read(size), b"")


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.integers(1, 40))
def test_rows_are_the_same_in_any_chunks(pieces: list[str], size: int) -> None:
    data = "".join(pieces).encode()
    whole = list(_rows(in_chunks(data, len(data) + 1)))
    assert list(_rows(in_chunks(data, size))) == whole
    rows = [piece for piece in pieces if piece.startswith(("<row r", "<x:row", "<row/"))]
    assert len(whole) == len(rows)


@pytest.mark.parametrize(
    "xml", ["<row><row></row>", "</row>", "<row>", "<row r='1'><c/>", "<row><row/></row>"]
)
def test_rows_that_do_not_close_are_refused(xml: str) -> None:
    with pytest.raises(FormatError):
        list(_rows(in_chunks(xml.encode(), 3)))


def test_a_tag_without_end_is_refused() -> None:
    with pytest.raises(FormatError, match="tag longer"):
        list(_rows(in_chunks(b"<row " + b"a" * (3 << 20), 1 << 20)))


@given(st.integers(0, 16_384), st.integers(1, 16_384))
def test_a_column_beyond_others_is_found(width: int, column: int) -> None:
    cell = f'<c r="{_letters(column)}7"><v>1</v></c>'.encode()
    assert bool(_beyond(width).search(cell)) == (column > width)
    assert _column(_letters(column).encode()) == column - 1


def scanned(tmp_path: Path, rows: str, **limits: int) -> tuple[int, int]:
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(s=f"<sheetData>{rows}</sheetData>".encode()))
    scan = scan_sheet(path, "s", replace(LIMITS, **limits), "a.xlsx!S")
    return scan.width, scan.area


def test_cells_that_only_have_a_style_span_nothing(tmp_path: Path) -> None:
    styled = '<c r="XFD2" s="5"/><c r="XFC2" s="5"></c>'
    rows = f'<row r="1"><c r="C1"><v>1</v></c></row><row r="2">{styled}</row>'
    assert scanned(tmp_path, rows) == (3, 3)


def test_the_area_is_allowed_up_to_the_limit_or_where_it_is_filled(tmp_path: Path) -> None:
    rows = '<row r="10"><c r="J10"><v>1</v></c></row>'
    assert scanned(tmp_path, rows, sheet_area=100)[1] == 100
    with pytest.raises(LimitExceeded, match="spans 100 cells of which about 2"):
        scanned(tmp_path, rows, sheet_area=99)
    assert scanned(tmp_path, rows, sheet_area=99, sheet_area_per_cell=50)[1] == 100


def test_a_cell_of_a_row_far_below_its_own_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="row 9 holds a cell of another row"):
        scanned(tmp_path, '<row r="9"><c r="A10"><v>1</v></c></row>')
