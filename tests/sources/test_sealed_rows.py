"""Leaked data: which files are taken for it, and what becomes of each of its cells."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from kg.errors import LayoutError, SourceError
from kg.masking.numbering import DIGITS, keyed_hash
from kg.sources import detect, dry_run
from kg.sources.detect_layout import choose
from kg.sources.layout import Layout
from kg.sources.layout_files import find_layout, layouts, parse_layout
from kg.values.identities import check_digit
from tests.depth import examples
from tests.sources.reader import Result, read_file, read_text

BATCH = "data-batch"
KEY = b"k" * 32
PERSON_ID = (body := "00010219900307123") + check_digit(body)
OLD_ID = "000102900307123"
OTHERS = [layout for layout in layouts() if layout.name != BATCH]


def chosen(header: list[str]) -> str:
    return choose([header], layouts(), "here").chosen.layout.name


@pytest.mark.parametrize(
    "header",
    [
        "姓名,手机号",
        "手机号,姓名",
        "姓名,身份证号,手机号,住址",
        "姓名,性别,手机号,身份证号,车牌号,房产,征信",
        "订单号,收件人,收货地址,收货电话",
        "序号,车主,联系电话,车牌,车型",
        "业主姓名,电话,楼盘,房号",
        "Name,Phone,Address,Order ID",
        "full name,mobile,id card,license plate,credit score",
        "hotel,check-in,name,id number",
        "姓名,电话,聊天记录,行踪轨迹",
        "email,password",
        "序号,姓名,手机号,备注",
        "患者姓名,身份证号,诊断,就诊时间",
    ],
)
def test_a_leaked_list_is_known_by_its_header(header: str) -> None:
    assert chosen(header.split(",")) == BATCH


@pytest.mark.parametrize(
    "header",
    [
        "客户名称,证照号码,联系手机,住宅地址",
        "姓名,证件号码,证件类型,手机号",
        "被害人姓名,手机号,身份证号,转账时间,金额,收款账号",
        "开始时间,事件类型,用户号码,对端号码",
        "卖方,买方,数据集,交易时间",
        "姓名,登录账号,登录时间,登录IP",
    ],
)
def test_the_files_of_other_layouts_are_not_taken_for_it(header: str) -> None:
    try:
        found = chosen(header.split(","))
    except LayoutError:
        found = ""
    assert found != BATCH


@pytest.mark.parametrize(
    "header", ["姓名,手机号,身份证号", "姓名,身份证号,联系电话,工作单位,现住址"]
)
def test_a_header_that_persons_have_too_is_asked_about(header: str, tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match=r"alike.*--layout"):
        chosen(header.split(","))
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n{','.join('赵' for _ in header.split(','))}\n", encoding="utf-8")
    for name in (BATCH, "persons"):
        assert detect(path, name)[""].chosen.layout.name == name


def _without_births(layout: Layout) -> Layout:
    columns = {name: column for name, column in layout.columns.items() if column.decides}
    return replace(layout, columns=columns)


def test_a_date_of_birth_makes_no_table_another_one() -> None:
    """Whatever else stands in it: it is what it was before customers had dates of birth."""
    chance, before = Random(11), [_without_births(layout) for layout in layouts()]
    (birth,) = (c for c in find_layout("persons").columns.values() if not c.decides)
    found = set()
    for layout in layouts():
        for _ in range(6):
            some = [c for c in layout.columns.values() if c.required or chance.random() < 0.4]
            header = list(dict.fromkeys(chance.choice(c.names) for c in some))
            header += [chance.choice(birth.names)]
            chance.shuffle(header)
            found.add(_found(header, layouts()))
            assert _found(header, layouts()) == _found(header, before), header
    assert found >= {"persons", BATCH, "victims"}
    assert _found(["姓名", "手机号", "身份证号", "出生日期"], layouts()) == BATCH
    assert _found(["客户名称", "证照号码", "出生日期"], layouts()) == "persons"


@pytest.mark.slow
@pytest.mark.parametrize("layout", OTHERS, ids=lambda layout: layout.name)
def test_no_other_layout_loses_a_file_to_it(layout: Layout) -> None:
    """Whatever columns of its own such a file has: it is found as before, or asked about."""
    chance, required = Random(layout.name), [c for c in layout.columns.values() if c.required]
    for _ in range(examples(30)):
        some = [c for c in layout.columns.values() if c.decides and chance.random() < 0.5]
        header = list(dict.fromkeys(chance.choice(c.names) for c in (*required, *some)))
        chance.shuffle(header)
        with_it, without = (_found(header, among) for among in (layouts(), OTHERS))
        if without:
            assert with_it in (without, "asked"), header


def _found(header: list[str], among: object) -> str:
    try:
        return choose([header], among, "here").chosen.layout.name  # type: ignore[arg-type]
    except SourceError as error:
        return "asked" if "alike" in str(error) else ""


def test_any_of_its_columns_in_any_order_lead_to_it() -> None:
    chance, layout = Random(7), find_layout(BATCH)
    for _ in range(300):
        some = [c for n, c in layout.columns.items() if n == "phone" or chance.random() < 0.3]
        header = [chance.choice(column.names) for column in some]
        chance.shuffle(header)
        assert len(header) < 2 or _found(header, layouts()) in (BATCH, "asked"), header


def test_a_file_of_which_it_knows_little_is_not_taken_for_it() -> None:
    with pytest.raises(LayoutError):
        chosen(["姓名", "手机号", "甲", "乙", "丙"])
    header = [["姓名", "手机号", "甲", "乙", "丙", "交易时间"]]
    forced = choose(header, [find_layout(BATCH)], "here", forced=True)
    assert forced.chosen.layout.name == BATCH


def test_a_list_without_a_header_is_refused_and_not_quoted(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="no header of leaked data") as caught:
        read_text(tmp_path, "赵某,13800000001\n钱某,13800000002\n", layout=BATCH)
    assert "1380000" not in str(caught.value) and "赵" not in str(caught.value)


def sealed(tmp_path: Path, text: str, name: str = "rows.csv") -> Result:
    return read_text(tmp_path, text, name, key=KEY)


def phones(*numbers: str) -> str:
    return " ".join(keyed_hash(KEY, "phone", f"+86{number}") for number in numbers)


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("13800000001", phones("13800000001")),
        ("'0086-138 0000 0001", phones("13800000001")),
        ("１３８００００００01\t", phones("13800000001")),
        ("13800000001/13800000002", phones("13800000001", "13800000002")),
        ("13800000001、 13800000001", phones("13800000001")),
        ("138****0001", "?"),
        ("1.38E+10", "?"),
        ("不详", "?"),
        ("无", None),
        (" - ", None),
        ("", None),
    ],
)
def test_a_telephone_becomes_its_keyed_hash(cell: str, mark: str | None, tmp_path: Path) -> None:
    (row,) = sealed(tmp_path, f"姓名,手机号,住址\n赵某,{cell},甲路\n").as_read()
    assert row == {
        "row_no": 2, "member": "", "姓名": "1", "手机号": mark, "住址": "1", "status": "ok",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (PERSON_ID, PERSON_ID),
        (f"'{PERSON_ID.lower()} ", PERSON_ID),
        (OLD_ID, (old := "00010219900307123") + check_digit(old)),
        (f"{PERSON_ID[:-1]}{(int(PERSON_ID[-1], 11) + 1) % 10}", ""),
        ("E12345678", ""),
    ],
)
def test_an_identity_number_becomes_its_keyed_hash(cell: str, number: str, tmp_path: Path) -> None:
    (row,) = sealed(tmp_path, f"姓名,身份证,车牌\n赵某,{cell},京Z1\n").as_read()
    assert row["身份证"] == (keyed_hash(KEY, "residentId", number) if number else "?")


def test_hashes_are_of_one_key_and_one_sort() -> None:
    found = {keyed_hash(key, sort, "1") for key in (b"a", b"b") for sort in ("phone", "residentId")}
    assert len(found) == 4 and all(re.fullmatch(f"[0-9a-f]{{{DIGITS}}}", one) for one in found)


def test_without_a_key_no_two_readings_can_be_compared(tmp_path: Path) -> None:
    text = "姓名,手机号\n赵某,13800000001\n"
    one, other = (read_text(tmp_path, text, f"{n}.csv").as_read()[0] for n in "ab")
    assert one["手机号"] != other["手机号"]


def test_headers_that_nobody_knows_are_numbered_and_counted_apart(tmp_path: Path) -> None:
    text = "姓名,张三13800000009,手机号,备用电话\n赵某,x,13800000001,13800000002\n,,13800000001,\n"
    result = read_text(tmp_path, text, layout=BATCH, key=KEY)
    first, second = result.as_read()
    assert first["column 2"] == "1" and second["column 2"] is None
    assert first["备用电话"] == phones("13800000002")
    batch = result.reading.batch
    assert batch["unclassifiedCells"] == 1 and batch["ordinaryCells"] == 4
    assert (batch["distinctPhones"], batch["recordCount"]) == (2, 2)
    (entity,) = result.rows("entity")
    assert entity["values"]["dataFields"] == ["姓名", "手机号", "备用电话"]


def test_every_number_of_a_row_is_listed_under_its_row(tmp_path: Path) -> None:
    text = f"姓名,手机号,身份证号,住址\n赵,13800000001 13800000002,{PERSON_ID},甲\n钱,,,乙\n"
    listed = sealed(tmp_path, text).rows("listed")
    assert {(one["sort"], one["hash"], one["row_no"]) for one in listed} == {
        ("phone", phones("13800000001"), 2),
        ("phone", phones("13800000002"), 2),
        ("residentId", keyed_hash(KEY, "residentId", PERSON_ID), 2),
    }


def test_a_list_of_records_is_sealed_like_any_other(tmp_path: Path) -> None:
    records = [{"name": "赵某", "phone": "13800000001"}, {"name": "钱某", "phone": None}, 17]
    text = json.dumps(records, ensure_ascii=False, indent=1)
    result = sealed(tmp_path, text, "list.json")
    assert [row["phone"] for row in result.as_read()] == [phones("13800000001"), None]
    (problem,) = result.reading.problems
    assert "withheld" in str(problem.reason) and problem.text == ""
    assert result.reading.batch["unclassifiedCells"] == 0


def test_one_sheet_of_leaked_data_among_others_is_sealed_alone(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["姓名", "手机号", "车牌"], ["赵某", "13800000001", "京Z1"]):
        book.active.append(row)
    sheet = book.create_sheet("victims")
    sheet.append(["被害人姓名", "转账时间", "金额", "收款账号"])
    sheet.append(["钱某", "2024-05-01 10:00:00", "5", "0629000000000000017"])
    book.save(tmp_path / "both.xlsx")
    result = read_file(tmp_path / "both.xlsx", tmp_path, key=KEY)
    kinds = {row["kind"]: row["name"] for row in result.rows("entity")}
    assert kinds == {"DataBatch": "both.xlsx", "Person": "钱某", "Account": "0629000000000000017"}
    assert "赵某" not in str(result.as_read()) and "钱某" in str(result.as_read())


def test_a_dry_run_shows_counts_and_no_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("姓名,手机号\n赵某,13800000001\n", encoding="utf-8")
    tried = dry_run(path)
    assert tried.reading.batch["distinctPhones"] == 1
    assert "13800000001" not in str(tried) and "赵某" not in str(tried)


def test_the_batch_is_the_twin_of_a_plain_count_in_every_property() -> None:
    from kg.schema import load_schema

    schema = load_schema()
    codes = {one.code for one in schema.listed("InformationClass")}
    assert {column.information for column in find_layout(BATCH).columns.values()} == codes
    assert all(schema.has_property(f"{code}Cells") for code in (*codes, "unclassified"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"parties": {"a": {"kind": "Person", "id": [["case", "$a"]]}}}, "can name nobody"),
        ({"columns": {"a": {"names": ["a"], "information": "secret"}}}, "no information class"),
        ({"sealed": False}, "is for a sealed layout"),
    ],
)
def test_a_wrong_sealed_layout_is_refused(change: dict[str, object], said: str) -> None:
    table = {
        "name": "own",
        "sealed": True,
        "columns": {"a": {"names": ["a"], "information": "ordinary"}},
    }
    with pytest.raises(LayoutError, match=said):
        parse_layout(table | change, "own.toml")
