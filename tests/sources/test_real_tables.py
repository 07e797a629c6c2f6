"""Tables of banks, payment companies and chains that no one here wrote, counted without kg.

Each is read by plain code first: which rows move how much and which way. Then kg reads it, with a
layout of its own or with one that it proposes and the answers given here, at most three. Every row
must be the same, in order.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources import read
from kg.sources.proposal.propose import propose
from kg.sources.proposal.table_proposal import MOST_QUESTIONS
from tests.sources.reader import Result

pytestmark = pytest.mark.shared
Shared = Callable[[str], Path]
Row = Mapping[str, str]
Moved = tuple[str, Decimal]
Judge = Callable[[Row], Moved | None]


@dataclass(frozen=True)
class RealTable:
    """A file, what is answered of it, and what plain code says that a row of it moved.

    ``head`` begins the header line; ``moved`` gives the way (blank: between two named ends; a
    question mark: told by the kind of payment) and the amount of a row, None for one that is no
    payment; the rows ``listed`` are problems of the load.
    """

    file: str
    head: str
    moved: Judge
    answers: Mapping[str, Any] = field(default_factory=dict)
    listed: tuple[int, ...] = ()


def figure(text: str) -> Decimal:
    """Return the number that a cell begins with, whatever stands around it."""
    match = re.search(r"[-+]?[\d,]*\.?\d+(?:[Ee][-+]?\d+)?", text.replace("\u00a5", ""))
    return Decimal(match[0].replace(",", "")) if match else Decimal(0)


def signed(column: str, out: str = "-") -> Judge:
    """Return the judge of amounts whose sign says the way; blank and zero ones are no payments."""

    def moved(row: Row) -> Moved | None:
        amount = figure(row[column])
        return ("out" if (amount < 0) == (out == "-") else "in", abs(amount)) if amount else None

    return moved


def pair(out: str, into: str) -> Judge:
    """Return the judge of two columns of which one is filled."""

    def moved(row: Row) -> Moved | None:
        spent, got = figure(row[out]), figure(row[into])
        return ("out", spent) if spent else ("in", got) if got else None

    return moved


def worded(column: str, way: str, words: Mapping[str, str]) -> Judge:
    """Return the judge of amounts with a word for the way beside them."""

    def moved(row: Row) -> Moved | None:
        side = words.get(row[way].strip())
        return (side, abs(figure(row[column]))) if side else None

    return moved


def between(column: str, scale: int = 0) -> Judge:
    """Return the judge of amounts between two ends that the row names."""
    return lambda row: ("", figure(row[column]).scaleb(-scale))


IN_OUT = {"支出": "out", "收入": "in", "不计收支": "?", "/": "?"}
ACCOUNT = "0629000000000000017"
TABLES = [
    RealTable("H_bscscan.csv", "Txhash", between("Value_IN(BNB)")),
    RealTable(
        "H_ccb_offline.csv", "客户名称",
        worded("交易金额", "借贷方向", {"借": "out", "贷": "in"}),
    ),
    RealTable("H_etherscan_erc20.csv", "Txhash", between("TokenValue")),
    RealTable("H_etherscan_internal.csv", "Txhash", between("Value_OUT(ETH)")),
    RealTable(
        "H_jingzhen29_交易明细信息.csv", "交易卡号",
        worded("交易金额", "收付标志", {"出": "out", "进": "in"}),
    ),
    RealTable(
        "deg_abc_debit_example-abc_debit-records.csv", "交易日期", signed("交易金额"),
        {"account": ACCOUNT, "sign": "out=minus"}, listed=(6,),
    ),
    RealTable(
        "deg_alipay_example-alipay-records.csv", "交易时间", worded("金额", "收/支", IN_OUT),
        listed=(31,),
    ),
    RealTable(
        "deg_bmo_debit_example-bmo-records.csv", "First Bank Card", signed("Transaction Amount"),
        {"currency": "CAD", "zone": "America/Vancouver"},
    ),
    RealTable(
        "deg_boc_debit_example-boc-records.csv", "记账日期", signed("金额"),
        {"account": "0629000000000003167"},
    ),
    RealTable(
        "deg_bocom_debit_example-bocom_debit-records.csv", "序号",
        worded("交易金额", "借贷", {"借 Dr": "out", "贷 Cr": "in"}), {"account": ACCOUNT},
    ),
    RealTable(
        "deg_citic_credit_example-citic-records.xls", "交易日期", signed("结算金额", "+"),
        {"account": "0629000000006688", "sign": "out=plus"},
    ),
    RealTable(
        "deg_cmb_debit_example-cmb-records.csv", "记账日期", signed("交易金额"),
        {"account": ACCOUNT, "sign": "out=minus"},
    ),
    RealTable(
        "deg_hsbchk_debit_example-hsbchk-debit-records.csv", "Date", signed("Billing amount"),
        {"account": ACCOUNT, "zone": "Asia/Hong_Kong"},
    ),
    RealTable(
        "deg_htsec_example-htsec-records.xlsx", "证券代码", signed("发生金额"),
        {"role": ["amount=发生金额"], "sign": "out=minus"}, listed=(6, 9),
    ),
    RealTable(
        "deg_icbc_credit_example-icbc-credit-records.csv", "交易日期",
        pair("记账金额(支出)", "记账金额(收入)"),
    ),
    RealTable(
        "deg_icbc_debit-v1_example-icbc-debit-v1-records.csv", "交易日期",
        pair("记账金额(支出)", "记账金额(收入)"),
    ),
    RealTable(
        "deg_icbc_debit-v2_example-icbc-debit-v2-records.csv", "交易日期",
        pair("记账金额(支出)", "记账金额(收入)"),
    ),
    RealTable("deg_jd_example-jd-records.csv", "交易时间", worded("金额", "收/支", IN_OUT)),
    RealTable("deg_mt_example-mt-records.csv", "交易创建时间", worded("实付金额", "收/支", IN_OUT)),
    RealTable(
        "deg_oklink_example-oklink-token-transfer.csv", "交易哈希", between("数量"),
    ),
    RealTable(
        "deg_spdb_debit_example-spdb_debit-records.xls", "顺序号", pair("取出金额", "存入金额"),
    ),
    RealTable(
        "deg_wechat_example-wechat-records.csv", "交易时间", worded("金额(元)", "收/支", IN_OUT),
    ),
    RealTable(
        "etl_token_transfers.csv", "token_address", between("value"), {"currency": "USDT"},
    ),
    RealTable("etl_transactions.csv", "hash", between("value", 18)),
]  # fmt: skip


def plain_rows(path: Path, head: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table below its header by number, read without kg, without totals."""
    lines = workbook_rows(path) if path.suffix in (".xls", ".xlsx") else text_rows(path)
    names: list[str] = []
    for number, cells in lines:
        if names:
            filled = [*cells, *[""] * len(names)]
            row = {n.strip(): c.strip("\t '\"") for n, c in zip(names, filled, strict=False)}
            if sum(map(bool, row.values())) > 1 and "合计" not in next(iter(row.values())):
                yield number, row
        elif cells[0].strip() == head:
            names = cells


def text_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    reader = csv.reader(io.StringIO(text))
    yield from ((reader.line_num, row) for row in reader if row)


def workbook_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    for number, row in enumerate(sheet.to_python(), 1):
        yield number, [str(cell) for cell in row]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file.split("_example")[0])
def test_every_row_is_what_plain_code_reads(
    table: RealTable, shared_data: Shared, tmp_path: Path
) -> None:
    path = shared_data("real-files") / table.file
    expected = [
        found
        for number, row in plain_rows(path, table.head)
        if (found := table.moved(row)) and number not in table.listed
    ]
    result = loaded(path, table.answers, tmp_path)
    listed = [re.search(r"(\d+)$", problem.locator) for problem in result.reading.problems]
    assert tuple(int(found[1]) for found in listed if found) == table.listed
    flows = [row for row in sorted(result.flows, key=by_row) if row["amount"]]
    assert [row["amount"] for row in flows] == [amount for _, amount in expected if amount]
    ways = [way for way, amount in expected if amount]
    got = [row["direction"] or "" for row in flows]
    assert got == [told if way == "?" else way for told, way in zip(got, ways, strict=True)]
    reading = result.reading
    assert reading.read == reading.stored + len(reading.problems) + len(reading.skipped)


def by_row(row: Mapping[str, Any]) -> int:
    """Return where in its file a payment stands."""
    return int(row["row_no"])


def loaded(path: Path, answers: Mapping[str, Any], folder: Path) -> Result:
    """Read a file with the layout that fits it, else with the one that is proposed for it."""
    scratch = folder / "out"
    scratch.mkdir()
    try:
        return Result(read(path, scratch=scratch), scratch)
    except LayoutError:
        assert len(propose(path).questions) <= MOST_QUESTIONS
        assert len(answers) <= MOST_QUESTIONS
    found = propose(path, TableAnswers(**answers))
    assert not found.questions, found.questions
    place = folder / "proposed.toml"
    place.write_text(found.layout, "utf-8")
    given = str(answers.get("account", ""))
    return Result(read(path, scratch=scratch, layout=str(place), account=given), scratch)
