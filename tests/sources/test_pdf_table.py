"""Statements as PDF: every row with page and box, what is in doubt listed, the rest refused."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("pdfminer")

from kg.errors import FormatError, LimitExceeded, UsageError
from kg.explain import read_at
from kg.limits import limits_with
from kg.model import Problem
from kg.sources.pdf_columns import join
from kg.sources.pdf_totals import Totals
from kg.sources.read_file import read
from kg.text import PagePlace
from tests.sources import statements_pdf as made
from tests.sources.pdf_writer import PdfPage, pdf
from tests.sources.reader import Result

Written = Callable[..., Result]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(data: bytes, **more: object) -> Result:
        path, scratch = tmp_path / "statement.pdf", tmp_path / "out"
        path.write_bytes(data)
        scratch.mkdir()
        return Result(read(path, scratch=scratch, **more), scratch)  # type: ignore[arg-type]

    return write


def cells(result: Result) -> list[list[str]]:
    rows = result.as_read()
    return [[row[name] or "" for name in made.HEADER] for row in rows]


def reasons(result: Result) -> Counter[str]:
    return Counter(skipped.reason.id for skipped in result.reading.skipped)


def only_problem(result: Result) -> Problem:
    (problem,) = result.reading.problems
    return problem


def counted(result: Result) -> bool:
    reading = result.reading
    return reading.read == reading.stored + len(reading.skipped) + len(reading.problems)


@pytest.mark.parametrize("ruled", [False, True])
def test_each_row_of_three_pages_is_read_with_page_and_box(
    written: Written, tmp_path: Path, ruled: bool
) -> None:
    rows = made.payments(45)
    result = written(made.statement(rows, 18, ruled))
    assert cells(result) == [row.cells for row in rows]
    assert counted(result) and not result.reading.problems and result.reading.stored == 45
    places = [PagePlace.of_number(row["row_no"]) for row in result.as_read()]
    assert [place.page for place in places] == [1] * 18 + [2] * 18 + [3] * 9
    assert places == sorted(places, key=lambda place: place.number)
    assert reasons(result) == {
        "title-line": 6, "page-number": 3, "header-again": 2, "totals-row-agrees": 3,
    }  # fmt: skip
    assert not result.reading.warnings
    for row, place in list(zip(rows, places, strict=True))[::7]:
        shown = read_at(tmp_path / "statement.pdf", str(place))
        assert "".join(sorted("".join(shown))) == "".join(sorted("".join(row.cells)))


def test_boxes_hold_their_row_and_nothing_of_the_next(written: Written) -> None:
    result = written(made.statement(made.payments(20)))
    places = [PagePlace.of_number(row["row_no"]) for row in result.as_read()]
    assert all(a.bottom <= b.top + 3 for a, b in pairwise(places))
    assert places[0] == PagePlace(1, 4, 40, 104, 756, 114)


def test_a_total_that_the_rows_do_not_give_is_told(written: Written) -> None:
    rows = made.payments(6)
    drawn = made.Statement()
    drawn.page()
    for row in rows:
        drawn.row(row.cells)
    drawn.foot(1, 1, made.page_totals(rows[:5]))
    result = written(drawn.bytes())
    (warning,) = result.reading.warnings
    assert warning.id == "total-disagrees" and "totals-row" in reasons(result)
    assert "5" in warning.arguments["figures"]  # type: ignore[operator]


def test_a_row_that_goes_on_over_the_page_is_one(written: Written) -> None:
    rows = made.payments(5)
    drawn = made.Statement()
    drawn.page()
    for row in rows[:4]:
        drawn.row(row.cells)
    drawn.row([*rows[4].cells[:6], "北槐临江某某科技发展有限", "网银转账"])
    drawn.foot(1, 2)
    page = drawn.page()
    page.text(made.LEFTS[6], drawn.y, "责任公司")
    page.text(made.LEFTS[7], drawn.y, "手续费")
    result = written(drawn.bytes())
    assert cells(result)[4][6:] == ["北槐临江某某科技发展有限责任公司", "网银转账手续费"]
    assert [warning.id for warning in result.reading.warnings] == ["row-goes-on"]
    assert reasons(result)["goes-on-from"] == 1 and counted(result)


def test_pages_without_a_header_go_on_with_the_table(written: Written) -> None:
    rows = made.payments(8)
    drawn = made.Statement()
    drawn.page()
    for n, row in enumerate(rows):
        if n == 5:
            drawn.foot(1, 2)
            drawn.pages.append(PdfPage(made.SIZE))
            drawn.y = 60
        drawn.row(row.cells)
    drawn.foot(2, 2)
    assert cells(written(drawn.bytes())) == [row.cells for row in rows]


def test_a_word_between_two_columns_is_a_problem_and_no_guess(written: Written) -> None:
    rows = made.payments(5)
    drawn = made.Statement()
    drawn.page()
    for row in rows[:4]:
        drawn.row(row.cells)
    drawn.row([*rows[4].cells[:6], "甲", ""])
    drawn.pages[-1].text(641, drawn.y - made.PITCH, "乙")
    result = written(drawn.bytes())
    problem = only_problem(result)
    assert problem.code == "column" and problem.reason.id == "between-columns"
    assert problem.reason.arguments["columns"] == ("对手户名", "摘要说明")
    assert problem.locator.startswith("p.1 line 8 @") and result.reading.stored == 4


def test_a_word_over_a_drawn_line_is_a_problem(written: Written) -> None:
    rows = made.payments(5)
    drawn = made.Statement(ruled=True)
    drawn.page()
    for row in rows[:4]:
        drawn.row(row.cells)
    drawn.row([*rows[4].cells[:6], "北槐临江某某科技发展有限责任公司", ""], (99,) * 8)
    drawn.foot(1, 1)
    problem = only_problem(written(drawn.bytes()))
    assert problem.reason.id == "between-columns" and "北槐临江" in problem.text


def test_a_line_that_may_belong_to_either_row_is_a_problem(written: Written) -> None:
    drawn = made.Statement()
    page = drawn.page()
    for n, row in enumerate(made.payments(4)):
        page.text(made.LEFTS[7], drawn.y, f"上行{n}")
        drawn.y += made.INNER
        drawn.row([*row.cells[:7], "同行"])
        drawn.y += made.INNER - made.PITCH
    result = written(drawn.bytes())
    ids = Counter(problem.reason.id for problem in result.reading.problems)
    assert ids == {"line-of-no-row": 1, "line-of-two-rows": 3} and counted(result)


def test_a_second_account_in_a_document_is_another_table(written: Written, tmp_path: Path) -> None:
    layout = tmp_path / "own.toml"
    layout.write_text(
        'name = "own"\nlabel = {zh = "自编", en = "own"}\nzone = "Asia/Shanghai"\n'
        '[columns.own]\nnames = ["本方卡号"]\ntype = "account"\n'
        "head = '卡号：\\s*([0-9]+)'\nrequired = true\n"
        '[columns.time]\nnames = ["交易时间"]\ntype = "time"\nrequired = true\n'
        '[columns.way]\nnames = ["收付标志"]\ntype = "choice"\nrequired = true\n'
        'choices = {in = ["进"], out = ["出"]}\n'
        '[columns.amount]\nnames = ["交易金额"]\ntype = "amount"\nrequired = true\n'
        '[columns.counter]\nnames = ["交易对手账卡号"]\ntype = "account"\nrequired = true\n'
        '[parties.own]\nkind = "BankAccount"\nid = [["$own"]]\n'
        '[parties.counter]\nkind = "BankAccount"\nid = [["$counter"]]\n'
        '[[flows]]\nkind = "Transfer"\ntime = "time"\namount = "amount"\n'
        'default_currency = "CNY"\ndirection = "way"\nown = ["own"]\n'
        'other = ["counter"]\nreporter = true\n',
        encoding="utf-8",
    )
    drawn = made.Statement()
    for number, card in enumerate(("6200000000000000017", "6200000000000000025"), 1):
        page = drawn.page()
        page.marks = [mark for mark in page.marks if made.CARD.encode().hex() not in mark]
        page.text(40, 84, f"卡号：{card}")
        for row in made.payments(3):
            drawn.row(row.cells)
        drawn.foot(number, 2)
    result = written(drawn.bytes(), layout=str(layout), ignore=["*"])
    assert [member.rows for member in result.reading.members] == [3, 3]
    assert len({flow["reporter"] for flow in result.flows}) == 2


def test_a_watermark_is_listed_and_disturbs_nothing(written: Written) -> None:
    rows = made.payments(6)
    drawn = made.Statement()
    drawn.page().slanted(300, 300, "仅供查询")
    for row in rows:
        drawn.row(row.cells)
    result = written(drawn.bytes())
    assert cells(result) == [row.cells for row in rows] and reasons(result)["text-aside"] == 1


def test_a_note_below_the_table_is_no_row(written: Written) -> None:
    rows = made.payments(6)
    drawn = made.Statement()
    page = drawn.page()
    for row in rows:
        drawn.row(row.cells)
    page.text(40, drawn.y, "温馨提示：本明细由客户自助打印，仅供参考，如有疑问请到柜台核对。")
    page.text(40, 500, "打印时间 2024-04-01")
    result = written(drawn.bytes())
    assert cells(result) == [row.cells for row in rows]
    assert reasons(result)["text-below-table"] == 2


def test_text_that_is_not_seen_or_printed_over_is_a_problem(written: Written) -> None:
    rows = made.payments(4)
    drawn = made.Statement()
    page = drawn.page()
    for n, row in enumerate(rows):
        drawn.row([*row.cells[:7], "" if n == 1 else row.memo])
        if n == 1:
            page.text(made.LEFTS[7], drawn.y - made.PITCH, "退款", mode=3)
        if n == 2:
            page.text(made.LEFTS[6] + 3, drawn.y - made.PITCH, "外人")
    result = written(drawn.bytes())
    assert [problem.code for problem in result.reading.problems] == ["invisible", "overprinted"]


def test_bold_by_printing_twice_is_read_once(written: Written) -> None:
    rows = made.payments(3)
    drawn = made.Statement()
    drawn.page()
    for row in rows:
        drawn.row(row.cells)
        y = drawn.y
        drawn.y -= made.PITCH - 0.3
        drawn.row(row.cells)
        drawn.y = y
    assert cells(written(drawn.bytes())) == [row.cells for row in rows]


def scan() -> bytes:
    return pdf([PdfPage().picture(), PdfPage().picture()])


def unmapped() -> bytes:
    page = PdfPage()
    for n in range(5):
        page.text(40, 40 + n * 12, "交易时间交易金额")
    font = (
        "/F2 << /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Own /Encoding /Identity-H"
        " /DescendantFonts [ << /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Own"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >> ] >>"
    )
    return pdf([page], font)


def sideways() -> bytes:
    page = PdfPage()
    page.marks.append("0 1 -1 0 595 0 cm")
    return pdf([page.text(40, 400, "交易时间  交易金额")])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (scan(), "its pages are pictures"),
        (pdf([PdfPage()]), "has no text"),
        (unmapped(), "do not say which characters"),
        (sideways(), "sideways"),
        (pdf([PdfPage().text(40, 40, "2024-01-01").text(40, 60, "1,234.00")]), "header"),
        (b"%PDF-1.7\nnothing", "no PDF that can be read"),
        (made.statement(made.payments(3))[:900], "no"),
        (b"%PDF-1.5\ntrailer << /Root 1 0 R >>", "no"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    written: Written, data: bytes, reason: str
) -> None:
    with pytest.raises(FormatError, match=reason):
        written(data)


def test_a_file_locked_with_a_password_is_refused(written: Written) -> None:
    data = made.statement(made.payments(2))
    lock = (
        b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4"
        b" /O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> >> /Root"
    )
    with pytest.raises(FormatError, match="locked with a password") as refused:
        written(data.replace(b"/Root", lock))
    assert refused.value.hint and refused.value.hint.id == "save-without-password"


def test_pages_and_characters_are_limited(written: Written) -> None:
    data = made.statement(made.payments(6), 2)
    with pytest.raises(LimitExceeded, match="pdf_pages"):
        written(data, limits=limits_with(["pdf_pages=2"]))


def test_characters_of_a_page_are_limited(written: Written) -> None:
    with pytest.raises(LimitExceeded, match="pdf_page_characters"):
        written(made.statement(made.payments(6)), limits=limits_with(["pdf_page_characters=99"]))


def test_a_picture_among_pages_of_text_is_told(written: Written) -> None:
    drawn = made.Statement()
    drawn.page()
    for row in made.payments(3):
        drawn.row(row.cells)
    drawn.pages.append(PdfPage().picture())
    (warning,) = written(drawn.bytes()).reading.warnings
    assert warning.id == "pages-not-read" and warning.arguments["pages"] == "2"


def test_text_recognised_behind_a_picture_is_read_and_told(written: Written) -> None:
    drawn = made.Statement()
    page = drawn.page()
    for row in made.payments(3):
        drawn.row(row.cells)
    page.marks = [mark.replace("BT 0 Tr", "BT 3 Tr") for mark in page.marks]
    page.picture()
    result = written(drawn.bytes())
    assert result.reading.stored == 3
    assert [warning.id for warning in result.reading.warnings] == ["pages-recognised"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_that_are_turned_are_read_as_they_are_shown(written: Written, turn: int) -> None:
    rows = made.payments(3)
    drawn = made.Statement()
    page = drawn.page()
    for row in rows:
        drawn.row(row.cells)
    width, height = made.SIZE
    measure = {
        90: f"0 1 -1 0 {height} 0 cm", 180: f"-1 0 0 -1 {width} {height} cm",
        270: f"0 -1 1 0 0 {width} cm",
    }[turn]  # fmt: skip
    page.marks.insert(0, measure)
    page.turn = turn
    sheet = (height, width) if turn != 180 else (width, height)
    page.size = sheet
    result = written(drawn.bytes())
    assert cells(result) == [row.cells for row in rows]
    assert PagePlace.of_number(result.as_read()[0]["row_no"]) == PagePlace(1, 4, 40, 104, 756, 114)


def test_without_the_extra_the_refusal_says_how_to_get_it(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pdfminer.pdfdocument", None)
    with pytest.raises(UsageError, match="not installed") as refused:
        written(made.statement(made.payments(2)))
    assert refused.value.hint and "crimechain[pdf]" in refused.value.hint.text("en")


def test_a_header_of_two_lines_is_one(written: Written) -> None:
    rows = made.payments(4)
    drawn = made.Statement(
        header=["交易", "交易", "收付", "交易", "交易", "交易对手", "对手", "摘要"]
    )
    page = drawn.page()
    for n, rest in enumerate(("卡号", "时间", "标志", "金额", "余额", "账卡号", "户名", "说明")):
        if n in made.RIGHTS:
            page.right(made.RIGHTS[n], drawn.y - 6, rest)
        else:
            page.text(made.LEFTS[n], drawn.y - 6, rest)
    drawn.y += 6
    for row in rows:
        drawn.row(row.cells)
    assert cells(written(drawn.bytes())) == [row.cells for row in rows]


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("某某科技", "有限公司", "某某科技有限公司"), ("62220210", "00112233", "6222021000112233"),
        ("2024-01-02", "10:00:00", "2024-01-02 10:00:00"), ("Pay to", "John", "Pay to John"),
        ("T2024A", "77B", "T2024A77B"), ("", "x", "x"), ("x", "", "x"),
    ],
)  # fmt: skip
def test_pieces_of_a_cell_are_joined_as_they_were_cut(above: str, below: str, whole: str) -> None:
    assert join(above, below) == whole


def test_totals_know_sums_counts_and_carried_balances() -> None:
    totals = Totals()
    for way, amount, balance in (("进", "10.00", "110.00"), ("出", "4.50", "105.50")):
        totals.add([way, amount, balance])
    assert totals.unexplained("本页合计 收入 10.00 支出 4.50 发生 14.50 共 2 笔 余额 105.50") == []
    assert totals.unexplained("本页合计 14.51 共 3 笔") == ["14.51", "3"]
    totals.next_page()
    totals.add(["进", "1.00", "106.50"])
    assert totals.unexplained("本页合计 1.00 累计 15.50 进 11.00 余额 99.99") == ["99.99"]
    assert totals.unexplained("本页合计 1.00 累计 15.50 进 11.00") == []
