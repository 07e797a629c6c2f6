"""Faulty files that are made, not kept: packed, binary or huge ones."""
# ruff: noqa: E501  one line a fault reads best

from __future__ import annotations

import gzip
import io
import re
import stat
import zipfile
from collections.abc import Callable

import openpyxl

CARD, OTHER = "6220000000000000018", "6220000000000000026"
HEADER = ["交易卡号", "交易时间", "交易金额", "收付标志", "交易对手账卡号", "摘要说明"]
ROW = [CARD, "2024-05-01 10:00:00", "5", "出", OTHER, "转账"]
TEXT = (",".join(HEADER) + "\n" + (",".join(ROW) + "\n") * 3).encode()


def book(*rows: list[object]) -> bytes:
    made = openpyxl.Workbook()
    for row in (HEADER, *rows):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(data: bytes, member: str, change: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, change(body.decode()).encode() if name == member else body)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv"), body)
    return out.getvalue()


def symlink_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("rows.csv")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def traversing_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../etc/rows.csv", TEXT)
    return out.getvalue()


def crowded_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}.csv", b"")
    return out.getvalue()


def wrong_dimension() -> bytes:
    data = book(ROW, ROW)
    return repacked(
        data, SHEET, lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:B2"', xml)
    )


def doctype() -> bytes:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    return repacked(book(ROW), SHEET, lambda xml: bomb + xml)


def cell_bomb() -> bytes:
    # with lxml there openpyxl writes the characters as numbers
    written = re.compile("转账|&#36716;&#36134;")
    return repacked(book(ROW), SHEET, lambda xml: written.sub("a" * 40_000_000, xml))


def reference_error() -> bytes:
    return book([CARD, "2024-05-01 10:00:00", "#REF!", "出", OTHER, ""], ROW)


#: name → (file name, bytes, what is expected, in the words of the side lines)
MADE: dict[str, tuple[str, Callable[[], bytes], list[str]]] = {
    "01 cut gzip": ("a.csv.gz", lambda: gzip.compress(TEXT * 999)[:-200], ["FormatError ends early"]),
    "01 gzip with garbage": ("a.csv.gz", lambda: gzip.compress(TEXT) + b"xyz", ["FormatError garbage"]),
    "01 gzip with padding": ("a.csv.gz", lambda: gzip.compress(TEXT) + bytes(99), ["stored 3"]),
    "01 gzip in two parts": (
        "a.csv.gz", lambda: gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:]), ["stored 3"]),
    "02 gzip bomb": ("a.csv.gz", lambda: gzip.compress(TEXT + b",,,,,\n" * 9_000_000), ["LimitExceeded bomb"]),
    "02 zip in a zip": ("a.zip", lambda: packed(x=packed(a_csv=TEXT)), ["FormatError archive inside"]),
    "02 crowded zip": ("a.zip", crowded_zip, ["LimitExceeded zip_members"]),
    "03 traversing name": ("a.zip", traversing_zip, ["stored 3", "locator ../../etc/rows.csv"]),
    "03 symbolic link": ("a.zip", symlink_zip, ["FormatError symbolic link"]),
    "08 empty sheet": ("a.xlsx", lambda: repacked(book(), SHEET, lambda x: re.sub("<sheetData>.*</sheetData>", "<sheetData/>", x)), ["FormatError no header"]),
    "14 field too long": ("a.csv", lambda: TEXT + ",".join([*ROW[:5], "x" * 2_000_000]).encode(), ["Problem line 5 field_too_long", "stored 3"]),
    "15 false dimension": ("a.xlsx", wrong_dimension, ["stored 2"]),
    "16 card as a number": ("a.xlsx", lambda: book([int(CARD), *ROW[1:]]), ["Problem Sheet!2 rounded"]),
    "17 formula never computed": ("a.xlsx", lambda: book([*ROW[:2], "=1+1", *ROW[3:]], ROW), ["Problem Sheet!2 formula", "stored 1"]),
    "17 reference error": ("a.xlsx", reference_error, ["Problem Sheet!2 cell_error", "stored 1"]),
    "18 workbook bomb": ("a.xlsx", cell_bomb, ["LimitExceeded bomb"]),
    "19 doctype": ("a.xlsx", doctype, ["FormatError DOCTYPE"]),
    "09 broken zip named xlsx": ("a.xlsx", lambda: book(ROW)[:500], ["FormatError broken zip"]),
    "21 serial as a date": ("a.xlsx", lambda: book([CARD, 45292.5, *ROW[2:]]), ["stored 1"]),
}  # fmt: skip
