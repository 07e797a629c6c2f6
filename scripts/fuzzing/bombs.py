"""Files and folder entries made to kill, stall or cheat a reader, each kind in many variants.

Every maker takes a source of chance and returns a suffix and the bytes; the same seed gives the
same file. None of them is a table that kg may load: each must be refused by name.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import socket
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

HEADER = "交易卡号,交易时间,交易金额,收付标志,交易对手账卡号,摘要说明"
ROW = "6220000000000000018,2024-05-01 10:00:00,5,出,6220000000000000026,转账"
UNKNOWN = "甲某栏,乙某栏,丙某栏"
"""A header that no layout knows."""
MIB = 1 << 20
SHEET = "xl/worksheets/sheet1.xml"
Made = tuple[str, bytes]
Maker = Callable[[Random], Made]
MAKERS: dict[str, Maker] = {}
PLACERS: dict[str, Callable[[Path, Random], None]] = {}


def bomb(maker: Maker) -> Maker:
    """Add a maker to the kinds of bombs, under its name."""
    MAKERS[maker.__name__] = maker
    return maker


def entry(placer: Callable[[Path, Random], None]) -> Callable[[Path, Random], None]:
    """Add what puts an entry into a folder that is no plain file, under its name."""
    PLACERS[placer.__name__] = placer
    return placer


def table(rows: int = 3, header: str = HEADER) -> bytes:
    """Return a small text table that loads, unless its header is unknown."""
    return "\n".join([header, *[ROW] * rows, ""]).encode()


# ---- texts


@bomb
def one_line(dice: Random) -> Made:
    return ".csv", (HEADER + "," + "x" * 1000).encode() * (dice.randint(66, 90) * MIB // 1080)


@bomb
def unclosed_quote(dice: Random) -> Made:
    return ".csv", table() + b'622,"2024-05-01' + (ROW + "\n").encode() * dice.randint(10, 50_000)


@bomb
def unclosed_quote_head(dice: Random) -> Made:
    return ".csv", b'"' + table(dice.randint(2, 9_000))


@bomb
def many_columns(dice: Random) -> Made:
    more = ",".join(f"c{n}" for n in range(dice.randint(17_000, 60_000)))
    return ".csv", f"{HEADER},{more}\n{ROW}\n".encode()


@bomb
def only_delimiters(dice: Random) -> Made:
    return ".csv", dice.choice((b",", b"\t", b";", b"|")) * dice.randint(MIB, 4 * MIB) + b"\n"


@bomb
def only_quotes(dice: Random) -> Made:
    return ".csv", table(0) + b'"' * (dice.randint(MIB, 3 * MIB) | 1)


@bomb
def only_breaks(dice: Random) -> Made:
    return ".txt", dice.choice((b"\n", b"\r\n", b"\r", b" \n")) * dice.randint(MIB, 4 * MIB)


@bomb
def long_header_field(dice: Random) -> Made:
    return ".csv", b"a" * dice.randint(2 * MIB, 8 * MIB) + b",b,c\n1,2,3\n"


@bomb
def zeros(dice: Random) -> Made:
    return dice.choice((".csv", ".dat")), bytes(dice.randint(1, 16 * MIB))


@bomb
def mixed_encodings(dice: Random) -> Made:
    lines = [ROW.encode(dice.choice(("utf-8", "gb18030"))) for _ in range(dice.randint(40, 900))]
    return ".csv", b"\n".join([HEADER.encode(), ROW.encode("gb18030"), ROW.encode(), *lines, b""])


@bomb
def odd_encoding(dice: Random) -> Made:
    name = dice.choice(("utf-32", "utf-7", "cp037", "big5", "shift_jis", "utf-16-be"))
    return ".csv", table(dice.randint(3, 90), UNKNOWN).decode().encode(
        name, "replace"
    ) + b"\xff\x80"


@bomb
def cut_utf8(dice: Random) -> Made:
    return ".csv", table(dice.randint(3, 90)) + "卡".encode()[: dice.randint(1, 2)]


@bomb
def noise(dice: Random) -> Made:
    return dice.choice((".csv", ".bin", ".txt")), dice.randbytes(dice.randint(1, 300_000))


@bomb
def other_format(dice: Random) -> Made:
    magic = dice.choice(
        (b"%PDF-1.7", b"\x89PNG\r\n", b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c", b"{\\rtf1")
    )
    return dice.choice((".pdf", ".csv", ".xlsx")), magic + dice.randbytes(dice.randint(9, 90_000))


@bomb
def like_a_database(dice: Random) -> Made:
    magic = dice.choice((b"PAR1", b"SQLite format 3\0"))
    return dice.choice((".parquet", ".csv")), magic + dice.randbytes(dice.randint(9, 9_000)) + magic


@bomb
def page_named_workbook(dice: Random) -> Made:
    cells = "<td>1</td>" * dice.randint(9, 9_000)
    return ".xls", f"<html><table><tr>{cells}</tr></table></html>".encode()


@bomb
def nothing(dice: Random) -> Made:
    return ".csv", dice.choice((b"", b"\xef\xbb\xbf", b"\n", b" ", b"\xff\xfe")) * dice.randint(
        0, 1
    )


# ---- lists


@bomb
def deep_list(dice: Random) -> Made:
    depth = dice.choice((101, 900, 20_000, 200_000, 2_000_000))
    opened, closed = dice.choice((("[", "]"), ('{"a":', "}")))
    inside = f'{{"address": {opened * depth}1{closed * depth}}}'
    return ".json", f'[{{"address": "x"}}, {inside}]'.encode()


@bomb
def deep_list_cut(dice: Random) -> Made:
    return ".json", b'[{"a":' + b"[" * dice.randint(1_000, 5 * MIB)


@bomb
def names_twice(dice: Random) -> Made:
    same = ", ".join('"address": "x"' for _ in range(dice.randint(2, 90_000)))
    return ".json", f"[{{{same}}}]".encode()


@bomb
def long_number(dice: Random) -> Made:
    number = dice.choice(("NaN", "Infinity", "-Infinity", "01", "1e", "--1"))
    return ".json", f'[{{"address": "x", "n": {number}}}]'.encode() + b" " * dice.randint(0, MIB)


@bomb
def many_names(dice: Random) -> Made:
    names = ", ".join(f'"n{n}": 1' for n in range(dice.randint(17_000, 90_000)))
    return ".json", f'[{{"address": "x", {names}}}]'.encode()


@bomb
def laughing_pack(dice: Random) -> Made:
    lines = ["title: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"t{n}: &a{n} [*a,*a,*a,*a]" for n in range(dice.randint(3, 900))]
    return ".yaml", "\n".join([*lines, "tags:", "  - address: *a", ""]).encode()


# ---- packed


@bomb
def gzip_bomb(dice: Random) -> Made:
    return ".csv.gz", gzip.compress(table() + b",,,,,\n" * dice.randint(5_000_000, 16_000_000), 6)


@bomb
def gzip_cut(dice: Random) -> Made:
    data = gzip.compress(table(dice.randint(900, 9_000)))
    return ".csv.gz", data[: dice.randint(20, len(data) - 1)]


@bomb
def gzip_tail(dice: Random) -> Made:
    return ".csv.gz", gzip.compress(table()) + dice.randbytes(dice.randint(3, 900)).replace(
        b"\0", b"x"
    )


@bomb
def gzip_in_gzip(dice: Random) -> Made:
    data = table(dice.randint(3, 9_000))
    for _ in range(dice.randint(2, 20)):
        data = gzip.compress(data)
    return ".csv.gz", data


@bomb
def zip_bomb(dice: Random) -> Made:
    return ".zip", zipped({"a.csv": table() + b",,,,,\n" * dice.randint(5_000_000, 16_000_000)})


@bomb
def crowded_zip(dice: Random) -> Made:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(dice.choice((10_001, 20_000, 100_000))):
            archive.writestr(f"{number}.csv", b"")
    return ".zip", out.getvalue()


@bomb
def zip_in_zip(dice: Random) -> Made:
    data = table(dice.randint(3, 99))
    for depth in range(dice.randint(2, 30)):
        data = zipped({f"{depth}.zip" if depth else "a.csv": data})
    return ".zip", data


@bomb
def members_twice(dice: Random) -> Made:
    name = dice.choice(("a.csv", "夹/流水.csv", "../a.csv"))
    return ".zip", _zip_of(
        [(name, table(2)), ("b.csv", table(3)), (name, table(dice.randint(4, 99)))]
    )


@bomb
def labels_twice(dice: Random) -> Made:
    data = _zip_of([("流水.csv", table(2)), ("AAAA.csv", table(dice.randint(3, 99)))])
    return ".zip", data.replace(b"AAAA.csv", "流水.csv".encode("gb18030"))


@bomb
def members_over_each_other(dice: Random) -> Made:
    data = bytearray(
        zipped({f"{n}.csv": table(dice.randint(2, 99)) for n in range(dice.randint(2, 40))})
    )
    entries = [found.start() for found in re.finditer(b"PK\x01\x02", bytes(data))]
    first = struct.unpack_from("<I", data, entries[0] + 42)[0]
    for at in entries[1:]:
        struct.pack_into("<I", data, at + 42, first)
    return ".zip", bytes(data)


@bomb
def lying_size(dice: Random) -> Made:
    data = bytearray(zipped({"a.csv": table(dice.randint(99, 9_000))}))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, dice.choice((0, 1, 999, 0x7FFFFFF0)))
    return ".zip", bytes(data)


@bomb
def broken_directory(dice: Random) -> Made:
    data = bytearray(zipped({f"{n}.csv": table(9) for n in range(9)}))
    start = data.index(b"PK\x01\x02")
    for _ in range(dice.randint(4, 40)):
        data[dice.randrange(start, len(data) - 22)] = dice.randrange(256)
    return ".zip", bytes(data[: dice.randint(len(data) - 60, len(data) - 1)])


@bomb
def link_in_zip(dice: Random) -> Made:
    info = zipfile.ZipInfo(f"{dice.randint(0, 9**9)}.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return ".zip", _zip_of([(info, dice.choice((b"/etc/passwd", b"../../case.key", b".")))])


@bomb
def names_that_climb(dice: Random) -> Made:
    name = dice.choice(
        ("/etc/cron.d/x", "../../../../x.csv", "C:\\Windows\\x.csv", "..\\..\\x", "a/../../x")
    )
    return ".zip", _zip_of([(f"{name}{dice.randint(0, 99)}", table(3, UNKNOWN))])


@bomb
def locked_zip(dice: Random) -> Made:
    data = bytearray(zipped({"a.csv": table(dice.randint(2, 99))}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return ".zip", bytes(data)


@bomb
def unknown_method(dice: Random) -> Made:
    data = bytearray(zipped({"a.csv": table(dice.randint(2, 99))}))
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(mark) + place, dice.choice((1, 6, 97, 99)))
    return ".zip", bytes(data)


@bomb
def only_leavings(dice: Random) -> Made:
    return ".zip", zipped({f"__MACOSX/{n}.csv": table(3) for n in range(dice.randint(1, 99))})


# ---- workbooks


@bomb
def far_cell(dice: Random) -> Made:
    row = dice.choice((20_000, 65_536, 400_000, 1_048_576))
    column = dice.choice(("XFD", "WVV", "AMJ", "ZZ"))
    return ".xlsx", _sheet(f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>')


@bomb
def cell_of_another_row(dice: Random) -> Made:
    return ".xlsx", _sheet(f'<row r="9"><c r="A{dice.randint(10, 1_048_576)}"><v>1</v></c></row>')


@bomb
def rows_never_closed(dice: Random) -> Made:
    return ".xlsx", _sheet('<row r="9"><c r="A9"><v>1</v></c>' * dice.randint(9, 40_000))


@bomb
def rows_closed_oddly(dice: Random) -> Made:
    return ".xlsx", _sheet('<row r="9"></row >' * dice.randint(999, 60_000), header=UNKNOWN)


@bomb
def tags_never_closed(dice: Random) -> Made:
    return ".xlsx", _sheet(
        dice.choice(("<row ", "<c ", "<v ", "<is ")) * dice.randint(999, 300_000)
    )


@bomb
def cells_never_closed(dice: Random) -> Made:
    inside = '<c t="e" ' * dice.randint(999, 100_000)
    return ".xlsx", _sheet(f'<row r="9" t="e">{inside}</row>')


@bomb
def deep_sheet(dice: Random) -> Made:
    depth = dice.randint(9_000, 400_000)
    inside = "<a>" * depth + "</a>" * depth
    return ".xlsx", _sheet(f'<row r="9">{inside}</row>', header=UNKNOWN)


@bomb
def laughing_sheet(dice: Random) -> Made:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, dice.randint(3, 12))
    )
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'
    member = dice.choice((SHEET, "xl/workbook.xml", "xl/styles.xml"))
    return ".xlsx", _repacked(book(), member, lambda xml: _after_prolog(xml, doctype))


@bomb
def doctype_behind_space(dice: Random) -> Made:
    space = " " * dice.randint(70_000, 900_000)
    return ".xlsx", _repacked(
        book(),
        SHEET,
        lambda xml: _after_prolog(xml, f'{space}<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
    )


@bomb
def sheet_member_twice(dice: Random) -> Made:
    data = book()
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    other = dict(parts)[SHEET].replace("转账".encode(), f"另{dice.randint(0, 9**9)}".encode())
    return ".xlsx", _zip_of([*parts, (SHEET, other)])


@bomb
def sheet_name_twice(dice: Random) -> Made:
    name = f"S{dice.randint(0, 9**6)}"
    return ".xlsx", _repacked(book(sheets=2), "xl/workbook.xml", lambda xml: re.sub(
        r'(<sheet [^>]*?name=")[^"]*"', rf'\g<1>{name}"', xml))  # fmt: skip


@bomb
def sheet_part_twice(dice: Random) -> Made:
    last = dice.choice(("a", "b"))
    return ".xlsx", _repacked(book(sheets=2), "xl/workbook.xml", lambda xml: re.sub(
        r'<sheets>.*?</sheets>', '<sheets><sheet name="甲" sheetId="1" r:id="rId1"/>'
        f'<sheet name="乙{last}" sheetId="2" r:id="rId1"/></sheets>', xml, flags=re.S))  # fmt: skip


@bomb
def shared_texts(dice: Random) -> Made:
    size = dice.randint(30, 60) * MIB
    return ".xlsx", _with_shared(f"<si><t>{'a' * size}</t></si>", 1)


@bomb
def shared_texts_counted(dice: Random) -> Made:
    return ".xlsx", _with_shared("<si><t>a</t></si>", dice.choice((2**31, 2**40, 2**63 - 1)))


@bomb
def many_styles(dice: Random) -> Made:
    more = '<xf numFmtId="14"/>' * dice.randint(99_000, 700_000)
    return ".xlsx", _repacked(
        book(header=UNKNOWN),
        "xl/styles.xml",
        lambda xml: xml.replace("</cellXfs>", more + "</cellXfs>"),
    )


@bomb
def many_merged(dice: Random) -> Made:
    more = "".join(
        f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(9, dice.randint(9_000, 200_000))
    )
    return ".xlsx", _repacked(
        book(header=UNKNOWN), SHEET,
        lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{more}</mergeCells>"),
    )  # fmt: skip


@bomb
def wide_merged(dice: Random) -> Made:
    last = f"XFD{dice.randint(900_000, 1_048_576)}"
    merged = f'<mergeCells count="1"><mergeCell ref="A1:{last}"/></mergeCells>'
    return ".xlsx", _repacked(
        book(header=UNKNOWN),
        SHEET,
        lambda xml: xml.replace("</sheetData>", f"</sheetData>{merged}"),
    )


@bomb
def crowded_workbook(dice: Random) -> Made:
    data = book()
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(dice.choice((10_001, 40_000))):
            archive.writestr(f"xl/media/{number}.png", b"")
    return ".xlsx", out.getvalue()


@bomb
def workbook_cut(dice: Random) -> Made:
    data = book()
    return ".xlsx", data[: dice.randint(40, len(data) - 1)]


@bomb
def workbook_without(dice: Random) -> Made:
    lost = dice.choice(("xl/_rels/workbook.xml.rels", SHEET))
    with zipfile.ZipFile(io.BytesIO(book())) as old:
        parts = [(name, old.read(name)) for name in old.namelist() if name != lost]
    return ".xlsx", _zip_of([*parts, ("x", dice.randbytes(9))])


@bomb
def workbook_lying_size(dice: Random) -> Made:
    data = bytearray(book(rows=dice.randint(9, 900)))
    for found in list(re.finditer(b"PK\x01\x02", bytes(data))):
        struct.pack_into("<I", data, found.start() + 24, dice.choice((1, 7, 99)))
    return ".xlsx", bytes(data)


@bomb
def binary_workbook(dice: Random) -> Made:
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.bin": dice.randbytes(dice.randint(9, 9_000)),
    }
    return ".xlsb", zipped(parts)


@bomb
def old_workbook_spoilt(dice: Random) -> Made:
    data = bytearray(_old_book())
    for _ in range(dice.randint(200, 900)):
        data[dice.randrange(8, len(data))] = dice.randrange(256)
    return ".xls", bytes(data)


@bomb
def old_workbook_noise(dice: Random) -> Made:
    return ".xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + dice.randbytes(dice.randint(9, 90_000))


@bomb
def old_workbook_locked(dice: Random) -> Made:
    names = "EncryptedPackage".encode("utf-16-le") + "EncryptionInfo".encode("utf-16-le")
    return ".xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + dice.randbytes(900)


@bomb
def repeated_cells(dice: Random) -> Made:
    times = dice.choice((10**6, 10**8, 2**31 - 1, 2**32, 10**18))
    said = f'office:value-type="float" office:value="1" table:number-columns-repeated="{times}"'
    cell = f"<table:table-cell {said}/>"
    return ".ods", _open_book(f"<table:table-row>{cell}</table:table-row>")


@bomb
def repeated_rows(dice: Random) -> Made:
    times = dice.choice((10**7, 10**8, 2**31 - 1, 2**32, 10**18))
    cell = '<table:table-cell office:value-type="float" office:value="1"/>' * dice.randint(1, 99)
    return ".ods", _open_book(
        f'<table:table-row table:number-rows-repeated="{times}">{cell}</table:table-row>'
    )


@bomb
def open_workbook_spoilt(dice: Random) -> Made:
    return ".ods", _open_book("<table:table-row>" * dice.randint(3, 9_000))


@bomb
def open_workbook_doctype(dice: Random) -> Made:
    doctype = '<!DOCTYPE x [<!ENTITY a "%s">]>' % ("a" * dice.randint(1, 9_000))
    return ".ods", _open_book("<table:table-row/>", doctype)


# ---- entries of a folder that are no plain files, or must not be loaded


@entry
def pipe(path: Path, dice: Random) -> None:
    os.mkfifo(path.with_suffix(".csv"))


@entry
def link(path: Path, dice: Random) -> None:
    target = dice.choice(
        ("/etc/passwd", "/dev/zero", "/proc/self/environ", "gone.csv", str(path) + ".csv")
    )
    path.with_suffix(".csv").symlink_to(target)


@entry
def link_to_folder(path: Path, dice: Random) -> None:
    path.symlink_to(dice.choice(("/", "..", ".", "/proc")), target_is_directory=True)


@entry
def hidden(path: Path, dice: Random) -> None:
    path.with_name(f".{path.name}.csv").write_bytes(table(dice.randint(2, 9)))


@entry
def office_lock(path: Path, dice: Random) -> None:
    path.with_name(f"~${path.name}.xlsx").write_bytes(dice.randbytes(165))


@entry
def listening(path: Path, dice: Random) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket is short
    try:
        with closing(socket.socket(socket.AF_UNIX)) as bound:
            bound.bind(path.name)
    finally:
        os.chdir(here)


@entry
def another_case(path: Path, dice: Random) -> None:
    (path / "sources").mkdir(parents=True)
    for name in ("case.toml", "case.key", "sources/a.csv"):
        (path / name).write_bytes(table(dice.randint(2, 9)))


@entry
def name_in_no_encoding(path: Path, dice: Random) -> None:
    odd = os.fsdecode(b"%s\xff%c.csv" % (os.fsencode(path.name), dice.randint(0xF8, 0xFE)))
    path.with_name(odd).write_bytes(table(dice.randint(2, 9)))


def bombs(count: int, seed: int) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Yield so many bombs, kind after kind: a name, and what puts it into a folder under that."""
    kinds = [*MAKERS, *PLACERS]
    for number in range(count):
        kind = kinds[number % len(kinds)]
        dice = Random(f"{kind} {seed} {number}")  # noqa: S311 -- the same seed, the same bomb
        name = f"{number:04}-{kind}"
        yield name, lambda folder, kind=kind, name=name, dice=dice: _put(folder / name, kind, dice)


def _put(path: Path, kind: str, dice: Random) -> None:
    if kind in PLACERS:
        PLACERS[kind](path, dice)
        return
    suffix, data = MAKERS[kind](dice)
    path.with_name(path.name + suffix).write_bytes(data)


# ---- what the bombs are made of


def zipped(members: dict[str, bytes]) -> bytes:
    return _zip_of(list(members.items()))


def _zip_of(members: list[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    import warnings

    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore", UserWarning)  # a name that stands there twice is the point
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def book(rows: int = 2, sheets: int = 1, header: str = HEADER) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for number in range(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        for line in (header, *[ROW] * rows):
            sheet.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _old_book() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for row, line in enumerate((UNKNOWN, ROW)):
        for column, cell in enumerate(line.split(",")):
            sheet.write(row, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _open_book(rows: str, doctype: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?>{doctype}<office:document-content {spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="a">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind.decode()}"/>'
        "</manifest:manifest>"
    )
    return zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content.encode(),
        }
    )


def _sheet(rows: str, header: str = HEADER) -> bytes:
    return _repacked(
        book(header=header), SHEET, lambda xml: xml.replace("</sheetData>", f"{rows}</sheetData>")
    )


def _with_shared(items: str, count: int) -> bytes:
    head = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    made = f'{head} count="{count}" uniqueCount="{count}">{items}</sst>'
    return _repacked(book(), "xl/sharedStrings.xml", lambda xml: made)


def _repacked(data: bytes, member: str, change: Callable[[str], str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[member] = change(parts.get(member, b"").decode()).encode()
    return zipped(parts)


def _after_prolog(xml: str, added: str) -> str:
    prolog = re.match(r"<\?xml.*?\?>", xml)
    end = prolog.end() if prolog else 0
    return xml[:end] + added + xml[end:]
