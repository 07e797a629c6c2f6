"""Files of each reader, spoilt at random: first in their cells, then in their bytes."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from formats import FORMATS, Written
from seeds import ODD, any_layout, records, table, text_of

_BYTES = (
    b"\0",
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x80",
    b"\xa3\xac",
    b"\t",
)
_ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "gb18030", "gb18030", "utf-16", "utf-16-le")


def delimited(dice: Random) -> tuple[str, bytes]:
    """Return the name and the bytes of a text."""
    text = text_of(table(dice, any_layout(dice)), dice.choice(",,,\t;|"))
    return dice.choice(("a.csv", "a.txt", "a.tsv")), _written(dice, text)


def workbook(dice: Random) -> tuple[str, bytes]:
    """Return the name and the bytes of an XLSX file with one or two sheets."""
    import openpyxl
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = openpyxl.Workbook()
    for number in range(dice.choice((1, 1, 2))):
        sheet = book.active if number == 0 else book.create_sheet()
        for _ in range(dice.choice((0, 0, 1))):
            sheet.append(["一个标题"])
        for row in table(dice, any_layout(dice)):
            sheet.append([_typed(dice, ILLEGAL_CHARACTERS_RE.sub("", cell)) for cell in row])
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    return "a.xlsx", spoilt(dice, data) if dice.random() < 0.3 else data


def packed(dice: Random) -> tuple[str, bytes]:
    """Return the name and the bytes of a gz or zip with texts inside."""
    if dice.random() < 0.4:
        return "a.csv.gz", spoilt(dice, gzip.compress(delimited(dice)[1]), few=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(dice.randrange(4)):
            made.writestr(
                dice.choice((f"{number}.csv", f"夹/{number}.csv", "../x.csv")), delimited(dice)[1]
            )
    return "a.zip", spoilt(dice, out.getvalue(), few=True)


def lists(dice: Random) -> tuple[str, bytes]:
    """Return the name and the bytes of a JSON list or tagpack."""
    return dice.choice(("a.json", "a.yaml")), _written(dice, records(dice))


def formats(dice: Random) -> tuple[str, bytes]:
    """Return the name and the bytes of a statement or of messages, of any format."""
    return _of(dice.choice(FORMATS), dice)


def _of(maker: Callable[[Random], Written], dice: Random) -> tuple[str, bytes]:
    name, text = maker(dice)
    if name.endswith("json") and dice.random() < 0.1:  # half of a letter, which JSON can write
        place = dice.randrange(len(text) + 1)
        text = f"{text[:place]}\\ud83d{text[place:]}"
    return name, _written(dice, text)


def html_page(dice: Random) -> tuple[str, bytes]:
    """Return the name and the bytes of a page of HTML: tables with spans, unclosed and nested."""
    pieces = [
        dice.choice(("<html><body>", "<meta charset=gb2312>", "<style>td {}</style>", "<html>"))
    ]
    for _ in range(dice.choice((0, 1, 1, 2))):
        pieces.append(dice.choice(("<table>", "<table border=1>", "<table><tr><td><table>")))
        for row in table(dice, any_layout(dice)):
            tag = dice.choice(("td", "td", "th", "td colspan=2", "td rowspan=3", "td colspan=x"))
            pieces.append(dice.choice(("<tr>", "<tr>", "</tr><tr>", "")))
            pieces += [f"<{tag}>{cell}" for cell in row]
        pieces.append(dice.choice(("</table>", "", "</table></table>")))
    return dice.choice(("a.xls", "a.html")), _written(dice, "\n".join(pieces))


def pages(dice: Random) -> tuple[str, bytes]:
    """Return the name and the bytes of a PDF: tables drawn with and without lines, often askew."""
    from tests.sources.pdf_writer import PdfPage, pdf, width

    drawn = []
    for _ in range(dice.choice((1, 1, 2, 3))):
        rows = table(dice, any_layout(dice)) if not drawn or dice.random() < 0.3 else rows  # noqa: F821
        page = PdfPage((dice.choice((595, 842, 1190)), 842), dice.choice((0, 0, 0, 90, 180, 270)))
        size, room = dice.choice((6, 9, 12)), page.size[0] / max(1, len(rows[0]))
        ruled, pitch, y = dice.random() < 0.4, dice.choice((9, 12, 20)), 60.0
        if dice.random() < 0.5:
            page.text(40, 30, "北槐银行  户名：甲")
        for row in rows if dice.random() < 0.8 else rows[1:]:
            for n, cell in enumerate(row):
                x, right = n * room + 2, (n + 1) * room - 2
                text = cell[: dice.choice((200, 20, 8))].replace("\n", " ")
                x = right - width(text, size) if dice.random() < 0.2 else x
                x, base = x + dice.choice((0, 0, 0, 5)), y + dice.choice((0, 0, 0, 2, pitch / 2))
                if text and x > -200:
                    page.text(x, base, text, size, dice.choice((0,) * 20 + (3, 7)))
                if ruled and dice.random() < 0.95:
                    page.line(n * room, y - pitch, n * room, y)
            if ruled and dice.random() < 0.9:
                page.line(0, y + 3, page.size[0], y + 3)
            y += pitch
        if dice.random() < 0.5:
            page.text(
                40, y + 5, dice.choice(("本页合计：5.00", "第 1 页，共 3 页", "以下空白", "5.00"))
            )
        if dice.random() < 0.1:
            page.picture().slanted(200, 500, "水印")
        drawn.append(page)
    data = pdf(drawn)
    return "a.pdf", spoilt(dice, data) if dice.random() < 0.5 else data


MAKERS: dict[str, Callable[[Random], tuple[str, bytes]]] = {
    "delimited": delimited, "workbook": workbook, "packed": packed, "records": lists,
    "formats": formats, "html": html_page,
    **{maker.__name__: partial(_of, maker) for maker in FORMATS},
    "pdf": pages,
}  # fmt: skip


def _written(dice: Random, text: str) -> bytes:
    """Spoil the text, then write it; one file in three has its bytes spoilt as well.

    Spoilt bytes are mostly refused as undecodable, before a reader has anything to do.
    """
    data = _altered(dice, text).encode(dice.choice(_ENCODINGS), "replace")
    return spoilt(dice, data) if dice.random() < 0.3 else data


def _altered(dice: Random, text: str) -> str:
    for _ in range(dice.choice((0, 1, 1, 2, 5))):
        place = dice.randrange(len(text) + 1)
        lost = dice.choice((0, 0, 1, 7, 400))
        put = dice.choice(("", '"', ",", "\n", "\r", "\t", "\0", dice.choice(ODD)))
        text = text[:place] + put + text[place + lost :]
    return text


def _typed(dice: Random, cell: str) -> object:
    if cell.isascii() and cell.isdigit() and len(cell) < 18 and dice.random() < 0.3:
        return int(cell)
    return cell or None


def spoilt(dice: Random, data: bytes, *, few: bool = False) -> bytes:
    """Return the bytes with some of them lost, doubled, swapped or replaced; often as they were."""
    found = bytearray(data)
    for _ in range(dice.choice((0, 0, 1) if few else (0, 1, 1, 2, 5))):
        place = dice.randrange(len(found) + 1)
        change = dice.randrange(4)
        if change == 0:
            found[place:place] = dice.choice(_BYTES)
        elif change == 1:
            del found[place : place + dice.choice((1, 1, 7, 400))]
        elif change == 2:
            found[place : place + 1] = bytes([dice.randrange(256)])
        else:
            found[place:place] = dice.choice(ODD).encode("utf-8", "replace")
    return bytes(found)
