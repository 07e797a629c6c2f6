"""What a reader of files hands to the mapping: rows of text with their numbers, and a tally."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.messages import Message
from kg.sources.detect_layout import Detection
from kg.sources.patterns import fits_whole, read_pattern
from kg.text import visible

if TYPE_CHECKING:
    import pyarrow as pa

TEXT_SHOWN = 2_000
_TOTAL = re.compile(
    r"(本页|本月|本日|本期|本户|累计|当前|人民币|美元|港币|欧元|日元|英镑)?(合\s*[计計]|[总総總]\s*[计計]|小\s*[计計]|累\s*计|汇\s*总|[합총소]\s*계|итого|всего|разом|усього|summe|gesamt(summe)?|รวม(ทั้งสิ้น|ทั้งหมด)?|tổng(\s*cộng)?|totale|totaal|razem|suma|celkem|spolu|ukupno|toplam|összesen|jumlah|σύνολο|סה[\"״]כ|(ال)?(مجموع|(إ|ا)جمالي)|योग|कुल)(金额|笔数|数)?"
    r"[\s:：]*([\d,.][\d,.\s]*)?(笔|条|元)?|(grand |sub)?totals?[\s:]*([\d,.][\d,.\s]*)?",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"[（(]?(承前页|承上页|接上页|过次页|转下页|转次页|以下空白|此页无正文)[）)]?[:：]?"
    r"|[-—–\s]*第?\s*\d+\s*页?\s*([/／,，]|共|of)\s*[共总]?\s*\d+\s*页?[-—–\s]*|第\s*\d+\s*页.*"
    r"|page\s*[:#]?\s*\d+(\s*(of|/)\s*\d+)?|(打印|制表|导出|查询)(日期|时间|人)[:：].*",
    re.IGNORECASE,
)
"""What begins a line of a page, not of its table, where most of the line is blank."""
_RULE = re.compile(r"[-*=_—─~+|]{3,}")
BLANK_ROW, BLANK_LINE = Message("blank-row"), Message("blank-line")
TITLE_LINE = Message("title-line")
_TOTALS, _EXAMPLE = Message("totals-row"), Message("example-row")
_FOOT, HEADER_AGAIN = Message("foot-line"), Message("header-again")
_QUOTELESS = ("columns", "control", "field_too_long", "cell_error", "formula")
#: How the example row of a template begins.
EXAMPLES = {"zh": "【示例】", "en": "[example]"}
#: The same for a column engine (RE2), to find candidates quickly.
TOTAL_CANDIDATE = (
    r"(?i)合\s*[计計]|[总総總]\s*[计計]|小\s*[计計]|累\s*计|汇\s*总|[합총소]\s*계|итого|всего|summe|gesamt|total|разом|усього|"
    r"รวม|tổng|totaa|razem|suma|celkem|spolu|ukupno|toplam|összesen|jumlah|σύνολο|סה|مجموع|جمالي|योग|कुल|"
    r"[承接过转][前上次下]|以下空白|此页|页|page|打印|制表|导出|查询|^\s*[-*=_—─~+|]{3}|^\s*\d+\s*/\s*\d+\s*$|"
    r"^\s*【示例】|^\s*\[example\]"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot become a fact, before the source's hash is known."""

    member: str
    row_no: int
    code: str
    reason: Message
    text: str = ""


@dataclass(slots=True)
class Tally:
    """How the rows of one table were counted: read = data rows + skipped + problems.

    Of a ``sealed`` table's refused rows only the place is kept, never the text.
    """

    member: str
    read: int = 0
    rows: int = 0
    skipped: list[tuple[int, Message]] = field(default_factory=list)
    problems: list[Refusal] = field(default_factory=list)
    sealed: bool = False

    def skip(self, row_no: int, reason: Message) -> None:
        """Count a row that is rightly no fact."""
        self.skipped.append((int(row_no), reason))

    def refuse(self, row_no: int, code: str, reason: Message, text: str) -> None:
        """Count a row that should be a fact and cannot be."""
        if self.sealed:
            # only these readers' reasons are sure to quote nothing of the row
            bare = reason if code in _QUOTELESS else Message("cannot-be-read")
            reason, text = Message("text-withheld", reason=bare), ""
        shown = visible(text[:TEXT_SHOWN])
        self.problems.append(Refusal(self.member, int(row_no), code, reason, shown))

    @property
    def agrees(self) -> bool:
        """Say whether every row read is accounted for."""
        return self.read == self.rows + len(self.skipped) + len(self.problems)


Job = Callable[[], "pa.RecordBatch"]


@dataclass(slots=True)
class SourceTable:
    """One table of a file: its header, its layout, and its rows as jobs that yield batches.

    A batch has ``row_no`` and then the file's own columns as text, NULL where a cell is blank.
    Jobs are to be run one after another, on any thread.
    """

    member: str
    reader: str
    detection: Detection
    header_row: int
    names: list[str]
    tally: Tally
    jobs: Iterator[Job]
    warnings: list[Message] = field(default_factory=list)
    serial: str = ""
    hidden: bool = False
    repeated: frozenset[str] = frozenset()
    """Columns that only say again, under the file's own names, what stands in others."""


def is_total(text: str) -> bool:
    """Say whether a cell begins a row of totals.

    >>> is_total("合计："), is_total("合计实业有限公司")
    (True, False)
    """
    return _TOTAL.fullmatch(text.strip()) is not None


def is_example(text: str) -> bool:
    """Say whether a cell begins the example row of a template."""
    return text.strip().startswith(tuple(EXAMPLES.values()))


def first_text(cells: Sequence[str | None]) -> str:
    """Return the first cell that holds something."""
    return next((cell.strip() for cell in cells if cell and cell.strip()), "")


def _is_of_page(text: str) -> bool:
    return bool(_PAGE.fullmatch(text.strip()) or _RULE.fullmatch(text.strip()))


def is_page_line(cells: Sequence[str | None], header: Sequence[str]) -> bool:
    """Say whether a line is one of the page: its number, what is carried over, or a rule.

    >>> is_page_line(["承前页", "", "5.00", ""], ["日期", "摘要", "余额", "备注"])
    True
    >>> is_page_line(["***", "***"], ["a", "b"]), is_page_line(["Page", "x"], ["a", "b"])
    (True, False)
    """
    filled = [cell.strip() for cell in cells if cell and cell.strip()]
    if all(_RULE.fullmatch(cell) for cell in filled):
        return bool(filled)
    return len(filled) * 2 <= len(header) and _PAGE.fullmatch(filled[0]) is not None


def is_foot(cells: Sequence[str | None], header: Sequence[str], foot: Sequence[str]) -> bool:
    """Say whether a line, most of it blank, begins as the layout says that foot lines begin.

    >>> is_foot(["导出时间：[2024-05-01]", ""], ["单号", "时间"], ["导出时间.*"])
    True
    """
    filled = sum(bool(cell and cell.strip()) for cell in cells)
    first = first_text(cells)
    return filled * 2 <= len(header) and any(fits_whole(pattern, first) for pattern in foot)


def not_data(
    cells: Sequence[str | None], header: Sequence[str], foot: Sequence[str] = ()
) -> Message | None:
    """Return why a row is no data; None where it is."""
    first = first_text(cells)
    if not first:
        return BLANK_ROW
    if is_total(first):
        return _TOTALS
    if is_example(first):
        return _EXAMPLE
    if is_foot(cells, header, foot) or is_page_line(cells, header):
        return _FOOT
    same = [(cell or "").strip() for cell in cells] == [name.strip() for name in header]
    return HEADER_AGAIN if same else None


def without_totals(
    batch: pa.RecordBatch, header: Sequence[str], tally: Tally, foot: Sequence[str] = ()
) -> pa.RecordBatch:
    """Return the batch without blank rows, totals, foot lines and repeated headers.

    Each is counted as skipped.
    """
    import pyarrow.compute as pc

    first = batch.column(1)
    ends = (f"^\\s*(?:{read_pattern(pattern).re2})\\s*$" for pattern in foot)
    pattern = "|".join([TOTAL_CANDIDATE, *ends])
    odd = pc.or_kleene(pc.is_null(first), pc.match_substring_regex(first, pattern))
    odd = pc.or_kleene(odd, pc.equal(first, header[0]) if header[0] else pc.is_null(first))
    places = np.flatnonzero(np.asarray(odd.fill_null(True)))
    if not len(places):
        return batch
    return _sifted(batch, places, header, tally, foot)


def _sifted(
    batch: pa.RecordBatch,
    places: NDArray[np.int64],
    header: Sequence[str],
    tally: Tally,
    foot: Sequence[str],
) -> pa.RecordBatch:
    import pyarrow as pa
    import pyarrow.compute as pc

    some = batch.take(pa.array(places))
    firsts = pc.coalesce(*some.columns[1:]).to_pylist()
    keep = np.ones(len(batch), bool)
    numbers = some.column(0).to_pylist()
    for n, first in enumerate(firsts):
        if first is None:  # every cell is blank
            keep[places[n]] = False
            tally.skip(numbers[n], BLANK_ROW)
            continue
        odd = is_total(first) or is_example(first) or _is_of_page(first)
        plain = first and first.strip() and not odd and first.strip() != header[0]
        if not plain or foot:
            cells = [column[n].as_py() for column in some.columns[1:]]
            if reason := not_data(cells, header, foot):
                keep[places[n]] = False
                tally.skip(numbers[n], reason)
    return batch.filter(pa.array(keep))
