"""Files of each reader, spoilt at random: first in their cells, then in their bytes."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from random import Random

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


MAKERS: dict[str, Callable[[Random], tuple[str, bytes]]] = {
    "delimited": delimited, "workbook": workbook, "packed": packed, "records": lists,
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
