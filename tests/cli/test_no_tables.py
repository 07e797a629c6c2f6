"""What is no table is told by its name, and what to do; never by a piece of its text."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from tests.command_line import kg

STORY = "2024年3月1日，张三向李四转账五千元。\n李四随后取现，交给王五。\n"
CALENDAR = "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"
XML = '<?xml version="1.0"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03">'
FORMS = {
    "JSON": '{"rows": [1, 2]}',
    "JSON ": '{"a": {"b": 1}}',
    "iCalendar": CALENDAR,
    "e-mail": "From: a@b.example\nSubject: x\n\nhello, there\n",
    "XML (ISO 20022)": XML,
    "XML": '<?xml version="1.0"?><anything/>',
    "Markdown": "# Files\n\n| file | size |\n|---|---|\n| a | 1 |\n",
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("told") / "case"
    assert kg("new", place).returncode == 0
    return place


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_no_table_is_told_by_its_name(name: str, case: Path, tmp_path: Path) -> None:
    path = tmp_path / "给我的.txt"
    path.write_text(FORMS[name], encoding="utf-8")
    done = kg("load", case, path)
    assert done.returncode == 3
    assert f"给我的.txt: is {name.strip()}, not a table kg reads — open it in" in done.stdout
    drafted = kg("layout", path)
    assert drafted.returncode == 3 and f"is {name.strip()}, not a table" in drafted.stderr


@pytest.mark.parametrize("text", [STORY, '"He said, hello', "He went there. She stayed.\nWhy?\n"])
def test_running_text_is_told_as_that(text: str, case: Path, tmp_path: Path) -> None:
    path = tmp_path / "笔录.txt"
    path.write_text(text, encoding="utf-8")
    said = kg("load", case, path, "--lang", "zh").stdout
    assert "笔录.txt：是没有分栏的文字，不是表格" in said
    assert "is running text without columns, not a table" in kg("load", case, path).stdout


def test_a_text_made_to_be_gone_over_for_ever_is_told_at_once(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x\n" + "{1:" * 200_000, encoding="utf-8")
    assert "is running text without columns" in kg("load", case, path).stdout
    path.write_text("{1:A}\n" * 100_000, encoding="utf-8")
    assert kg("load", case, path).returncode == 3


def test_so_is_what_is_packed(case: Path, tmp_path: Path) -> None:
    packed, zipped = tmp_path / "a.ics.gz", tmp_path / "b.zip"
    packed.write_bytes(gzip.compress(CALENDAR.encode()))
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("m.ics", CALENDAR)
    said = kg("load", case, packed, zipped).stdout
    assert "a.ics.gz: is iCalendar, not a table kg reads" in said
    assert "b.zip#m.ics" in said and "is iCalendar, not a table kg reads" in said


@pytest.mark.parametrize(
    "text",
    [
        "手机号\n13800000000\n13900000000\n",
        "姓名\n张三\n李四\n欧阳娜\n",
        "甲,乙\n1,2\n",
        "# 导出于三月\n甲,乙\n1,2\n3,4\n",
    ],
)
def test_a_table_that_no_layout_knows_is_still_a_table(
    text: str, case: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    assert "no layout fits; columns found:" in kg("load", case, path).stdout
