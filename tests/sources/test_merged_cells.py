"""What stands in cells merged over rows is told of each row; a figure there is paid once."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.sources.dirty import card, cells, clock
from tests.sources.reader import Result, read_file, read_text

HEADER = cells("账号,交易时间,收付标志,交易金额,对方账号,对方户名")


def own_accounts(result: Result) -> list[str]:
    """Return what the own account of each payment is called, in the order of the rows."""
    names = {entity["id"]: entity["name"] for entity in result.rows("entity")}
    ends = [(flow["direction"], flow["source"], flow["target"]) for flow in result.flows]
    return [names[source if way == "out" else target] for way, source, target in ends]


def test_a_merged_account_is_that_of_each_row_and_a_merged_amount_is_paid_once(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEADER)
    book.active.append([card(1), clock(1), "出", 100.5, card(9), "乙"])
    book.active.append([None, clock(2), "出", None, None, None])
    book.active.append([None, clock(3), "进", 7, card(8), "丙"])
    book.active.append([card(2), clock(4), "出", 8, card(9), "乙"])
    for merged in ("A2:A4", "D2:D3", "E2:E3", "F2:F3"):
        book.active.merge_cells(merged)
    path = tmp_path / "rows.xlsx"
    book.save(path)
    result = read_file(path, tmp_path)
    assert own_accounts(result) == [card(1), card(1), card(2)]
    assert [problem.code for problem in result.reading.problems] == ["missing"]


def test_what_spans_rows_of_a_page_is_told_of_each_also_at_its_end(tmp_path: Path) -> None:
    head = "".join(f"<th>{cell}</th>" for cell in HEADER)
    first = f"<td rowspan=2>{card(1)}<td>{clock(1)}<td>出<td>5<td rowspan=2>{card(9)}"
    rows = f"<tr>{first}<td rowspan=2>乙<tr><td>{clock(2)}<td>进<td>6"
    result = read_text(tmp_path, f"<table><tr>{head}{rows}</table>", "rows.xls")
    assert own_accounts(result) == [card(1)] * 2
    assert [flow["counter_name"] for flow in result.flows] == ["乙"] * 2
    assert not result.reading.warnings
