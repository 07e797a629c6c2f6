"""Small good files of every layout, to be spoilt: header and rows follow from the layout itself."""

from __future__ import annotations

import io
import json
from random import Random

from kg.sources.layout import Layout, LayoutColumn
from kg.sources.layout_files import layouts

#: Texts that are rarely what a reader expects.
ODD = (
    "", " ", "\t", "-", "--", "NULL", "0", "-0", "1e309", "6.22202E+18", "￥1,234.56", "１２３４５",
    "5万", "1.2.3", "=1+1", "@x", "'0629", "0629000000000021093\t", "6222****0123", "张*三", "无",
    "2024-02-30", "0000-00-00", "99999999999999", "45000.5", "1/2/3", "2024年5月1日 下午3:05",
    "\u0000", "\ud7ff", "\u202e", "\ufeff", "\u3000", "𠮷", "a" * 5000, "a\nb", 'a"b',
    "合计", "总计：", "{", "[", "null", "true", "NaN", "9" * 60, "-" * 40,
    "T" + "9" * 33, "0x" + "f" * 40,
)  # fmt: skip
TEXTS = {
    "name": ("沈艳", "云岫商贸有限公司", "Ann B."),
    "account": ("0629000000000021093", "062900000042"),
    "user": ("U1001", "甲"), "certificate": ("110101199003070716", "91350100M000100Y43"),
    "phone": ("13800001234", "+8613800001234"), "wallet": ("0x" + "a" * 40,),
    "currency": ("CNY", "人民币", "USD"), "proof": ("孤证", "印证"), "integer": ("3", "17"),
    "amount": ("5.00", "1234.56", "-7.10"), "time": ("2024-05-01 10:00:00", "20240501"),
    "ip": ("10.0.0.1",), "mac": ("02:00:00:00:00:01",), "number": ("77",),
    "text": ("转账", "x y", "招募"),
}  # fmt: skip


def table(dice: Random, layout: Layout) -> list[list[str]]:
    """Return a header and some rows of a layout, some cells odd from the start."""
    columns = [
        column for column in layout.columns.values() if column.required or dice.random() < 0.8
    ]
    header = [dice.choice(column.names) for column in columns]
    rows = [[_cell(dice, column) for column in columns] for _ in range(dice.randrange(8))]
    return [header, *rows]


def _cell(dice: Random, column: LayoutColumn) -> str:
    if dice.random() < 0.1:
        return dice.choice(ODD)
    if column.choices:
        return dice.choice([word for words in column.choices.values() for word in words])
    return dice.choice(TEXTS.get(column.type, TEXTS["text"]))


def any_layout(dice: Random) -> Layout:
    """Return one of the shipped layouts."""
    return dice.choice(layouts())


def text_of(rows: list[list[str]], delimiter: str) -> str:
    """Return rows as delimited text, quoted where that is needed."""
    out = io.StringIO()
    for row in rows:
        out.write(delimiter.join(map(_quoted, row)) + "\r\n")
    return out.getvalue()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',;|\t"\r\n') else cell


def records(dice: Random) -> str:
    """Return a JSON list or a tagpack."""
    header, *rows = table(dice, any_layout(dice))
    if dice.random() < 0.6:
        items = [dict(zip(header, row, strict=True)) for row in rows]
        return json.dumps([*items, *dice.sample(ODD, 2)], ensure_ascii=dice.random() < 0.5)
    tags = "".join(f"  - address: {dice.choice(ODD)!r}\n    label: x\n" for _ in rows)
    return f"title: t\ncreator: c\nlastmod: 2024-02-26\ntags:\n{tags}"
