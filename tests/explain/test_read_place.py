from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import FormatError, NotFound
from kg.explain import read_at

ROWS = [
    ["交易卡号", "交易金额", "摘要说明"],
    ["\t6222021234560123", "￥50,000.00", "货款 “一”"],
    ["6222029999990124", "49,900", "第一行\n第二行"],
    ["6222020000000125", "1.5", ""],
]
LINES = [1, 2, 3, 5]


def csv_text(rows: list[list[str]], delimiter: str = ",") -> str:
    def quoted(cell: str) -> str:
        return f'"{cell}"' if any(sign in cell for sign in (delimiter, "\n", '"')) else cell

    return "".join(delimiter.join(map(quoted, row)) + "\r\n" for row in rows)


def workbook(rows: list[list[object]], title: str = "张三!流水") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", b"x")
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", "|"])
def test_text_in_every_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "流水.csv"
    rows = [[cell.strip("\t") for cell in row] for row in ROWS]
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    for line, row in zip(LINES, rows, strict=True):
        assert read_at(path, f"line {line}") == row


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped("a/流水#1.csv", data)])
def test_packed_text(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "packed"
    path.write_bytes(pack(csv_text(ROWS).encode("gb18030")))
    prefix = "a/流水#1.csv#" if zipfile.is_zipfile(path) else ""
    assert read_at(path, f"{prefix}line 3") == ROWS[2]


def test_member_name_as_chinese_windows_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "old.zip"
    name = "流水.csv".encode("gb18030")
    path.write_bytes(zipped("XXXX.csv", b"a,b\n").replace(b"XXXX.csv", name))
    assert read_at(path, "流水.csv#line 1") == ["a", "b"]


def test_workbook_row_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "流水.xlsx"
    rows: list[list[object]] = [
        ["标题"],
        [],
        ["6222021234560123", 50000, 49900.1, True, "第一\n第二", datetime(2025, 3, 2, 12)],  # noqa: DTZ001
        [None, "x"],
    ]
    path.write_bytes(workbook(rows))
    assert read_at(path, "张三!流水!3") == [
        *("6222021234560123", "50000", "49900.1", "TRUE", "第一\n第二", "45718.5")
    ]
    assert read_at(path, "张三!流水!4") == ["", "x"]
    path = tmp_path / "packed.zip"
    path.write_bytes(zipped("in.xlsx", workbook(rows, "表")))
    assert read_at(path, "in.xlsx#表!4") == ["", "x"]


def test_old_workbook(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("流水")
    sheet.write(2, 0, "6222021234560123")
    sheet.write(2, 1, 49900.1)
    book.save(str(path))
    assert read_at(path, "流水!3") == ["6222021234560123", "49900.1"]


@pytest.mark.parametrize(
    "locator", ["line 9", "line 0", "somewhere", "x.csv#line 1", "无此表!1", "Sheet1!99"]
)
def test_a_place_that_is_not_there_is_said(tmp_path: Path, locator: str) -> None:
    path = tmp_path / "file"
    is_sheet = "!" in locator
    is_member = "#" in locator
    data = workbook([["a"]], "表") if is_sheet else csv_text(ROWS).encode()
    path.write_bytes(zipped("y.csv", data) if is_member else data)
    with pytest.raises(NotFound):
        read_at(path, locator)


def test_a_document_type_in_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'
    path.write_bytes(zipped("xl/workbook.xml", bomb))
    with pytest.raises(FormatError, match="document type"):
        read_at(path, "Sheet1!1")


cells = st.text(st.characters(codec="gb18030", exclude_characters="\r\ufeff\0"), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=12))
def test_every_row_is_found_at_its_physical_line(tmp_path: Path, rows: list[list[str]]) -> None:
    """The slow twin counts line breaks in what was written before each row."""
    path = tmp_path / "any.csv"
    path.write_bytes(csv_text_all_quoted(rows).encode("utf-8"))
    for number, row in enumerate(rows):
        line = 1 + csv_text_all_quoted(rows[:number]).count("\n")
        assert read_at(path, f"line {line}", "utf-8") == row


def csv_text_all_quoted(rows: list[list[str]]) -> str:
    def quoted(cell: str) -> str:
        doubled = cell.replace('"', '""')
        return f'"{doubled}"'

    return "".join(",".join(map(quoted, row)) + "\n" for row in rows)


def test_a_row_of_parquet_is_told_by_the_values_of_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    rows = {
        "number": [6222021234560123, None, 3],
        "at": [datetime(2024, 5, 1, 8), datetime(2024, 5, 2), None],  # noqa: DTZ001
        "ends": [{"from": "甲"}, None, {"from": "乙"}],
    }
    pq.write_table(pa.table(rows), path, row_group_size=2)
    assert read_at(path, "entry 1") == [
        "number: 6222021234560123",
        "at: 2024-05-01 08:00:00",
        'ends: {"from": "甲"}',
    ]
    assert read_at(path, "entry 3") == ["number: 3", 'ends: {"from": "乙"}']
    with pytest.raises(NotFound, match="entry"):
        read_at(path, "entry 4")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(FormatError, match="cannot be read"):
        read_at(path, "entry 1")
