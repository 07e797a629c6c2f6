"""Whatever readers say of a row or a file is told in Chinese too, by the headers of its file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg import sources
from kg.case import new_case
from kg.cli import main
from kg.cli.screen import Screen
from kg.errors import FormatError
from kg.messages import Column, Message, joined
from kg.schema import load_schema
from kg.trace.rules import RULES
from tests.story.every_layout.folder import make

ENGLISH = re.compile(r"(?<!-)\b(is|are|not|row|line|the|has|rows)\b")
LOST_DIGITS = Message("has-lost-digits", text="'6E'")


def of(column: str, reason: Message) -> Message:
    return Message("of-column", column=Column(column), reason=reason)


def test_every_reason_of_a_dirty_folder_is_told_in_chinese(tmp_path: Path) -> None:
    screen, seen = Screen("zh"), set[str]()
    for one in make(1):
        (tmp_path / one.name).write_bytes(one.data)
        reading = sources.read(tmp_path / one.name, scratch=tmp_path / f"out {one.name}")
        layouts = [member.layout for member in reading.members]
        reasons = [row.reason for row in (*reading.problems, *reading.skipped)]
        told = [screen.message(reason, layouts) for reason in (*reasons, *reading.warnings)]
        told += [screen.place(problem.locator) for problem in reading.problems]
        assert [text for text in told if ENGLISH.search(text)] == []
        seen.update(reason.id for reason in reasons)
    assert len(seen) > 5


@pytest.mark.parametrize(
    ("reason", "english", "chinese"),
    [
        (
            of("counter", LOST_DIGITS),
            "交易对手账卡号: '6E' has lost digits (a spreadsheet keeps 15)",
            "交易对手账卡号：'6E' 已被",
        ),
        (
            Message(
                "columns-are-blank",
                columns=Message("both-of", first=Column("card"), second=Column("account")),
            ),
            "交易卡号 and 交易账号 are blank",
            "交易卡号、交易账号 都为空",
        ),
        (
            of("amount", Message("is-zero")),
            "交易金额: is zero: nothing moved",
            "交易金额：为零，没有资金变动",
        ),
        (
            of("ip", Message("rows-look-odd", count=1, first=Message("not-ip-address", text="x"))),
            "IP地址: 1 rows look odd and are kept as written, e.g. x is not an IP address",
            "IP地址：1 行看来有误，按原文保留，例如 x 不是 IP 地址",
        ),
        (
            Message("wrong-number-of-fields", found=3, wanted=9),
            "has 3 fields, the header has 9",
            "有 3 格，表头有 9 格",
        ),
    ],
)
def test_a_reason_names_the_column_by_its_header(
    reason: Message, english: str, chinese: str
) -> None:
    assert Screen("en").message(reason, ["bank-flow"]) == english
    assert Screen("zh").message(reason, ["bank-flow"]).startswith(chinese)


def test_a_column_without_a_header_has_its_word_in_the_language_or_its_own_name() -> None:
    zero = of("amount", Message("is-zero"))
    assert Screen("zh").message(zero) == "金额：为零，没有资金变动"
    assert Screen("en").message(zero) == "amount: is zero: nothing moved"
    assert Screen("zh").message(of("teller", LOST_DIGITS)).startswith("teller：")


def test_an_error_is_one_sentence_with_its_place_and_advice() -> None:
    error = FormatError(
        Message("changed-while-being-read"), where="a.csv", hint=Message("copy-first-then-load")
    )
    assert Screen("zh").error(error) == "a.csv：读取时文件被改动。先复制一份再载入"
    assert str(error) == "a.csv: changed while it was being read — copy it first, then load"


def test_several_messages_are_joined_by_the_words_of_the_language() -> None:
    both = joined("first-then", [Message("blank-row"), Message("title-line")])
    assert (both.text("en"), both.text("zh")) == ("blank row; title line", "空白行；标题行")


def test_a_line_is_counted_in_chinese_and_a_sheets_place_stays() -> None:
    places = ["line 3", "夹/a.csv#line 8", "交易明细!3"]
    told = [Screen("zh").place(place) for place in places]
    assert told == ["第 3 行", "夹/a.csv 第 8 行", "交易明细!3"]
    assert [Screen("en").place(place) for place in places] == places


def test_every_rule_of_a_trace_has_its_word() -> None:
    listed = {value.code: value for value in load_schema().listed("TracingRule")}
    assert set(RULES) == set(listed)
    for value in listed.values():
        assert value.label("zh") and value.label("en")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "CASE", "谁也不是", "--lang", "zh"], "案中没有与 '谁也不是' 对应的对象"),
        (["show", "CASE", "谁也不是", "--lang=en"], "nothing in the case answers to '谁也不是'"),
        (["undo", "CASE", "--lang", "zh"], "没有可撤回的操作"),
    ],
)
def test_an_error_is_said_in_the_language_that_was_asked_for(
    words: list[str], said: str, tmp_path: Path, monkeypatch, capsys
) -> None:
    new_case(tmp_path / "case")
    arguments = [str(tmp_path / "case") if word == "CASE" else word for word in words]
    monkeypatch.setattr("sys.argv", ["kg", *arguments])
    with pytest.raises(SystemExit):
        main()
    assert said in capsys.readouterr().err
