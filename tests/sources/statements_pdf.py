"""A bank's statement as PDF, made from rows that a test knows: heads, totals, cells that wrap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tests.sources.pdf_writer import PdfPage, pdf

HEADER = (
    "交易卡号", "交易时间", "收付标志", "交易金额", "交易余额", "交易对手账卡号", "对手户名",
    "摘要说明",
)  # fmt: skip
LEFTS = (40, 156, 256, 300, 372, 450, 570, 690)
RIGHTS = {3: 364, 4: 440}
CARD = "6200000000000000017"
SIZE = (842, 595)
FIRST, PITCH, INNER = 112, 16, 10


@dataclass(frozen=True)
class Payment:
    time: str
    sign: str
    amount: Decimal
    balance: Decimal
    other: str
    name: str
    memo: str

    @property
    def cells(self) -> list[str]:
        amount, balance = f"{self.amount:,.2f}", f"{self.balance:,.2f}"
        return [CARD, self.time, self.sign, amount, balance, self.other, self.name, self.memo]


def payments(count: int) -> list[Payment]:
    """Return payments with a running balance; some names and memos are too long for their cell."""
    made, balance = [], Decimal("5000.00")
    for n in range(count):
        sign = "进" if n % 3 else "出"
        amount = Decimal(f"{(n * 37) % 900 + 1}.{(n * 7) % 100:02}")
        balance += amount if sign == "进" else -amount
        long = n % 5 == 4
        name = "北槐临江某某科技发展有限责任公司" if long else f"测试户{n:02}"
        memo = "货款" if n % 4 else "网银转账手续费"
        time = f"2024-03-{n // 6 % 31 + 1:02} {n % 24:02}:{n % 60:02}:09"
        made.append(Payment(time, sign, amount, balance, f"62000000000000{n:05}", name, memo))
    return made


def lines_of(cell: str, room: int) -> list[str]:
    """Cut a cell into lines of at most so many signs."""
    return [cell[at : at + room] for at in range(0, len(cell), room)] or [""]


class Statement:
    """Draws pages of a statement; ``ruled`` draws the lines of a grid."""

    def __init__(self, ruled: bool = False, header: Sequence[str] = HEADER) -> None:
        self.ruled, self.header = ruled, header
        self.pages: list[PdfPage] = []
        self.y = 0.0

    def page(self, header: bool = True) -> PdfPage:
        page = PdfPage(SIZE)
        self.pages.append(page)
        page.text(330, 40, "北槐银行交易流水", 14)
        page.text(40, 70, f"户名：测试甲    卡号：{CARD}").text(600, 70, "币种：人民币")
        self.y = FIRST - PITCH
        if header:
            for n, (left, name) in enumerate(zip(LEFTS, self.header, strict=True)):
                if n in RIGHTS:
                    page.right(RIGHTS[n], self.y, name)
                else:
                    page.text(left, self.y, name)
        self._rule(self.y - 11)
        self._rule(self.y + 4)
        self.y += PITCH
        return page

    def _rule(self, y: float) -> None:
        if self.ruled:
            self.pages[-1].line(36, y, 800, y)

    def row(self, cells: Sequence[str], rooms: Sequence[int] = (99,) * 6 + (12, 10)) -> None:
        page = self.pages[-1]
        cut = [lines_of(cell, room) for cell, room in zip(cells, rooms, strict=True)]
        for n, lines in enumerate(cut):
            for at, text in enumerate(lines):
                if n in RIGHTS:
                    page.right(RIGHTS[n], self.y + at * INNER, text)
                else:
                    page.text(LEFTS[n], self.y + at * INNER, text)
        self.y += (max(map(len, cut)) - 1) * INNER
        self._rule(self.y + 4)
        self.y += PITCH

    def foot(self, number: int, of: int, totals: str = "") -> None:
        page = self.pages[-1]
        if self.ruled:
            for x in (36, *(left - 4 for left in LEFTS[1:]), 800):
                page.line(x, FIRST - PITCH - 11, x, self.y - PITCH + 4)
        if totals:
            page.text(40, self.y, totals)
        page.text(380, 570, f"第 {number} 页，共 {of} 页", 8)

    def bytes(self) -> bytes:
        return pdf(self.pages)


def page_totals(rows: Sequence[Payment]) -> str:
    """Return the line of totals below some rows."""
    sums = [sum((r.amount for r in rows if r.sign == sign), Decimal()) for sign in "进出"]
    return f"本页合计：收入 {sums[0]:,.2f}  支出 {sums[1]:,.2f}  笔数 {len(rows)} 笔"


def statement(
    rows: Sequence[Payment], each: int = 20, ruled: bool = False, header: Sequence[str] = HEADER
) -> bytes:
    """Return a statement of these rows: so many on a page, with heads, page totals and numbers."""
    drawn = Statement(ruled, header)
    parts = [rows[at : at + each] for at in range(0, len(rows), each)]
    for number, part in enumerate(parts, 1):
        drawn.page()
        for row in part:
            drawn.row(row.cells)
        drawn.foot(number, len(parts), page_totals(part))
    return drawn.bytes()
