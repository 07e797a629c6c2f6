"""Workbooks inside a zip, as banks return them: read as if each lay beside the others."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from kg.errors import LayoutError
from kg.explain import read_at
from kg.sources import dry_run
from kg.sources.proposal.propose import propose

HEADER = [
    *("交易卡号", "交易账号", "交易户名", "交易时间", "交易金额", "交易余额", "收付标志"),
    *("交易对手账卡号", "对手户名", "摘要说明", "交易币种", "交易是否成功", "交易流水号"),
]
CARDS = ("0629000000000000017", "0629000000000000033")


def rows(card: str) -> list[list[str]]:
    other = ("0629000000000000025", "阮某", "转账", "人民币", "成功")
    at = "2024-05-01 10:00:0"
    return [
        [
            card,
            card,
            "容某",
            f"{at}{n}",
            f"{n}.00",
            f"{100 - n}.00",
            "出",
            *other,
            f"S{card[-2:]}{n}",
        ]
        for n in range(1, 4)
    ]


def book(table: list[list[str]]) -> bytes:
    workbook, data = Workbook(), io.BytesIO()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "明细"
    for row in table:
        sheet.append(row)
    workbook.save(data)
    return data.getvalue()


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "return.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, card in zip(("一/甲.xlsx", "乙.xlsx"), CARDS, strict=True):
            archive.writestr(name, book([HEADER, *rows(card)]))
        archive.writestr("丙.xlsx", b"PK\x03\x04 this is no workbook")
    return path


def test_each_workbook_of_a_zip_is_read(packed: Path) -> None:
    reading = dry_run(packed).reading
    assert (reading.read, reading.stored, len(reading.problems)) == (6, 6, 0)
    assert [member.member for member in reading.members] == ["一/甲.xlsx#明细", "乙.xlsx#明细"]
    assert ["丙.xlsx" in str(warning.text("en")) for warning in reading.warnings] == [True]


@pytest.mark.parametrize(("member", "card"), [("一/甲.xlsx", CARDS[0]), ("乙.xlsx", CARDS[1])])
def test_a_place_in_it_is_found_by_a_reader_of_its_own(
    packed: Path, member: str, card: str
) -> None:
    assert read_at(packed, f"{member}#明细!3") == rows(card)[1]


def test_what_no_layout_fits_is_proposed_for(tmp_path: Path) -> None:
    path = tmp_path / "return.zip"
    table = [
        ["日子", "钱数", "余下"],
        ["2024-05-01", "-1.00", "99.00"],
        ["2024-05-02", "-2.00", "97.00"],
    ]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("甲.xlsx", book(table))
    with pytest.raises(LayoutError):
        dry_run(path)
    assert propose(path).member == "甲.xlsx#明细"


def test_an_empty_text_in_a_zip_is_listed_and_its_neighbours_load(tmp_path: Path) -> None:
    path = tmp_path / "answer.zip"
    table = "\n".join(",".join(row) for row in (HEADER, *rows(CARDS[0])))
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.csv", "")
        packed.writestr("b.csv", table)
        packed.writestr("c.csv", "\ufeff\r\n")
    reading = dry_run(path).reading
    assert (reading.read, reading.stored, reading.problems) == (3, 3, ())
    unread = [w for w in reading.warnings if w.id == "member-not-read"]
    assert ["a.csv" in str(unread[0]), "c.csv" in str(unread[1])] == [True, True]
