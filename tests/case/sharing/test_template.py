"""Forms to fill in: what a person writes into them loads, or comes back with its cell marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from kg.case import new_case
from kg.case.sharing.template import form_of, write_template
from kg.case.storage.folder import CaseFolder
from kg.cli.screen import Screen
from kg.errors import UsageError
from kg.schema import load_schema
from kg.sources import dry_run
from kg.sources.layout_files import find_layout, layouts

HAND_MADE = ("relations", "statements", "victims", "data-sales", "live-gifts", "posts")
RELATIONS = [
    ("李某", "招募关系", "王某", "2023-03-01", "", "讯问笔录 第17页", "孤证", "自然人", "自然人"),
    ("王某", "话务员", "", "", "", "", "single source", "", ""),
    ("=HYPERLINK(\"http://x/\")", "recruitment", "赵某", "", "", "", "", "", ""),
    ("李某", "喝茶关系", "钱某", "", "", "", "", "", ""),
    ("李某", "招募关系", "孙某", "2023-13-45", "", "", "", "", ""),
    ("李某", "招募关系", "孙某", "", "", "", "大概", "", ""),
    ("李某", "招募关系", "孙某", "", "", "", "", "外星人", ""),
    ("李某", "招募关系", "", "", "", "", "", "", ""),
]  # fmt: skip
WRONG = {6: "B6", 7: "D7", 8: "G8", 9: "H9", 10: "C10"}
"""The rows of the sheet that are filled in wrongly, and the cell that is at fault."""


def template(kind: str, folder: Path, lang: str = "zh") -> Path:
    path = folder / f"{kind}.xlsx"
    write_template(kind, path, Screen(lang).word, lang=lang, force=True)
    return path


def fill(path: Path, rows: list[tuple[str, ...]]) -> Path:
    book = load_workbook(path)
    page = book.worksheets[0]
    for row_no, row in enumerate(rows, 3):
        for column, text in enumerate(row, 1):
            if text:
                cell = page.cell(row_no, column)
                cell.value, cell.data_type = text, "s"
    book.save(path)
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", HAND_MADE)
def test_an_unfilled_form_is_no_row_and_no_error(kind: str, lang: str, tmp_path: Path) -> None:
    reading = dry_run(template(kind, tmp_path, lang)).reading
    assert (reading.layout, reading.read, reading.stored) == (kind, 1, 0)
    assert [str(skipped.reason) for skipped in reading.skipped] == ["example row"]
    assert not reading.problems
    assert all("says of itself that it is no data" in str(warning) for warning in reading.warnings)


def test_every_layout_has_a_form_that_offers_only_words_it_reads() -> None:
    for layout in layouts():
        for lang in ("zh", "en"):
            form = form_of(layout, Screen(lang).word, lang)
            assert form.blanks[0].example.startswith({"zh": "【示例】", "en": "[example]"}[lang])
            firsts = {column.names[0] for column in layout.columns.values()}
            assert {blank.header for blank in form.blanks} <= firsts


def test_the_drop_downs_hold_the_ontologys_words_in_both_languages(tmp_path: Path) -> None:
    book = load_workbook(template("relations", tmp_path))
    page, lists = book.worksheets[0], book["lists"]
    assert lists.sheet_state == "hidden"
    offered = {
        str(rule.sqref).split(":")[0]: [
            cell[0].value for cell in lists[rule.formula1.split("!")[1].replace("$", "")]
        ]
        for rule in page.data_validations.dataValidation
    }
    assert set(offered) == {"B2", "G2", "H2", "I2", "N2", "P2", "Q2"}
    schema = load_schema()
    for kind in (schema.kind("Recruits"), schema.kind("FraudCaller")):
        assert {kind.label("zh"), kind.label("en")} <= set(offered["B2"])
    assert all(schema.resolve(w, "link") or schema.resolve(w, "role") for w in offered["B2"])
    assert all(len(schema.resolve(word, "entity")) == 1 for word in offered["H2"])
    assert all(schema.resolve_listed(word, "ProofState") for word in offered["G2"])
    assert len(offered["G2"]) == 12
    assert all(cell.number_format == "@" for cell in page[2] if cell.value)


def test_a_form_stands_alone_and_is_a_workbook(tmp_path: Path) -> None:
    path = template("victims", tmp_path)
    say = Screen("en").word
    with pytest.raises(UsageError, match="stands there already"):
        write_template("victims", path, say, lang="en", force=False)
    with pytest.raises(UsageError, match="workbook"):
        write_template("victims", tmp_path / "x.csv", say, lang="en", force=False)
    assert find_layout("victims").name in path.name


def test_right_rows_load_and_wrong_ones_come_back_with_their_cells_marked(tmp_path: Path) -> None:
    filled = fill(template("relations", tmp_path), RELATIONS)
    case = new_case(tmp_path / "case")
    source = case.load(filled).source
    assert (source.read, source.stored, source.skipped, source.problems) == (9, 3, 1, 5)
    problems = {int(one.locator.split("!")[1]): one for one in case.evidence.problems()}
    assert set(problems) == set(WRONG)
    assert "relation: '喝茶关系' is no relation" in str(problems[6].reason)

    out = tmp_path / "问题.xlsx"
    assert case.evidence.write_problems(out, Screen("zh").word) == 5
    book = load_workbook(out)
    assert len(book.worksheets) == 1
    page = book.worksheets[0]
    header, *rows = page.iter_rows()
    assert [cell.value for cell in header][3:7] == ["主体", "关系", "客体", "开始时间"]
    for row in rows:
        place = int(row[0].value.split("!")[1])
        assert row[1].value == WRONG[place]
        coloured = [cell for cell in row if cell.fill.fgColor.rgb == "FFF4B6B0"]
        column = ord(WRONG[place][0]) - ord("A") + 3
        assert coloured == [row[column]]
        written = [cell.value or "" for cell in row[3:12]]
        assert written == list(RELATIONS[place - 3])
    *_, logged = CaseFolder(tmp_path / "case").log.entries()
    assert (logged["action"], logged["result"]) == ("export", "problems")


CARD, OTHER_CARD = "0629000000000000017", "0629000000000000025"
FILLED: dict[str, tuple[list[dict[str, str]], list[tuple[dict[str, str], str]]]] = {
    "victims": (
        [
            {"被害人姓名": "李某", "转账时间": "2023-03-01 10:00", "金额": "5,000.00",
             "收款账号": CARD},
            {"被害人姓名": "王某", "转账时间": "2023/3/2", "金额": "1.2万", "收款账号": OTHER_CARD,
             "付款账号": CARD, "币种": "人民币", "手机号码": "13800000000"},
        ],
        [
            ({"被害人姓名": "赵某", "转账时间": "2023-03-01", "收款账号": CARD}, "金额"),
            ({"被害人姓名": "钱某", "转账时间": "去年", "金额": "5", "收款账号": CARD}, "转账时间"),
            ({"被害人姓名": "孙某", "转账时间": "2023-03-01", "金额": "5",
              "收款账号": "6.29E+18"}, "收款账号"),
        ],
    ),
    "data-sales": (
        [{"卖方": "李某", "买方": "王某", "数据集": "名单", "价格": "100", "交易时间": "2023-03-01",
          "证明程度": "corroborated", "买方类型": "data set"}],
        [({"卖方": "李某", "买方": "王某", "数据集": "名单", "价格": "一百块",
           "交易时间": "2023-03-01"}, "价格")],
    ),
    "live-gifts": (
        [{"直播间": "17", "打赏人": "u1", "主播": "u2", "礼物": "火箭", "价值(元)": "500",
          "打赏时间": "2023-03-01 10:00:00"}],
        [({"直播间": "17", "打赏人": "u1", "礼物": "火箭", "价值(元)": "500",
           "打赏时间": "2023-03-01 10:00:00"}, "主播")],
    ),
    "posts": (
        [{"账号": "u1", "对象": "p1", "发布时间": "2023-03-01 10:00:00", "内容": "=1+1"}],
        [({"账号": "u1", "对象": "p1", "发布时间": "2023-02-30"}, "发布时间")],
    ),
}  # fmt: skip
"""For each form, rows filled in rightly, and rows filled in wrongly with the header at fault."""


@pytest.mark.parametrize("kind", FILLED)
def test_each_form_counts_right_and_wrong_rows(kind: str, tmp_path: Path) -> None:
    right, wrong = FILLED[kind]
    path = template(kind, tmp_path)
    headers = [cell.value for cell in load_workbook(path).worksheets[0][1]]
    rows = [*right, *(row for row, _ in wrong)]
    fill(path, [tuple(row.get(header, "") for header in headers) for row in rows])
    case = new_case(tmp_path / "case")
    source = case.load(path).source
    assert (source.read, source.stored) == (len(rows) + 1, len(right))
    assert (source.skipped, source.problems) == (1, len(wrong))
    case.evidence.write_problems(tmp_path / "out.xlsx", Screen("en").word)
    page = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    faulty = [
        page.cell(1, cell.column).value
        for row in page.iter_rows(min_row=2)
        for cell in row
        if cell.fill.fgColor.rgb == "FFF4B6B0"
    ]
    assert faulty == [header for _, header in wrong]


def test_text_stays_text_in_the_marked_copy(tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    book = Workbook()
    page = book.active
    page.append(["主体", "关系", "客体"])
    for text in ('=cmd|"/c calc"!A1', "+1", "@SUM(1)", "-2", "http://x/", "\x09=1"):
        page.append([text, "没有这种关系", "乙"])
        page.cell(page.max_row, 1).data_type = "s"
    book.save(path)
    case = new_case(tmp_path / "case")
    assert case.load(path).source.problems == 6
    case.evidence.write_problems(tmp_path / "out.xlsx", Screen("en").word)
    cells = load_workbook(tmp_path / "out.xlsx").worksheets[0]["D"][1:]
    assert {cell.data_type for cell in cells} == {"s"}
    assert cells[0].value == '=cmd|"/c calc"!A1'
    assert all(cell.hyperlink is None for cell in cells)


def test_the_marked_copy_of_delimited_text_and_of_nothing(tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    assert case.evidence.write_problems(tmp_path / "none.xlsx", Screen("en").word) == 0
    assert load_workbook(tmp_path / "none.xlsx").worksheets[0]["A1"].value == "no problems"
    lines = ["卖方,买方,数据集,价格,交易时间", "[example]x,乙,丙,1,2023-01-01"]
    lines += ["甲,乙,丙,100,2023-01-01", "甲,乙,丙,一百块,2023-01-01", "甲,乙,丙,5,"]
    (tmp_path / "sales.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    source = case.load(tmp_path / "sales.csv").source
    assert (source.read, source.stored, source.skipped) == (4, 2, 1)
    case.evidence.write_problems(tmp_path / "some.xlsx", Screen("en").word)
    row = [cell.value for cell in load_workbook(tmp_path / "some.xlsx").worksheets[0][2]]
    assert row[0] == "line 4"
    assert row[1] == "D4"
    assert row[3:8] == ["甲", "乙", "丙", "一百块", "2023-01-01"]
