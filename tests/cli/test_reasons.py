"""Whatever readers say of a row or a file is told in Chinese too, by the headers of its file."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import errors, sources
from kg.case import new_case
from kg.cli import main
from kg.cli.reasons import Reasons, sentences
from kg.schema import load_schema
from kg.trace.rules import RULES
from tests.story.every_layout.folder import make

HOUSE = Path(sources.__file__).parents[1]
ERRORS = tuple(
    name for name, kind in vars(errors).items() if isinstance(kind, type) and name != "KgError"
)
#: What a draft says stands in words of its own, in both languages (drafting.toml).
ABOUT_DRAFTS = ("drafting.py", "draft_text.py")
SAYS = ("Refused", "LayoutFault", "skip", "refuse", "_refuse", "append", *ERRORS)


def said() -> Iterator[str]:
    """Yield every sentence in the code that refuses, skips or warns, its gaps filled."""
    for path in sorted(HOUSE.rglob("*.py")):
        if path.name not in ABOUT_DRAFTS:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield from filter(None, map(_text, _spoken(node)))


def _spoken(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Assign):
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        if {"what", "reason", "hint"} & set(names):
            yield node.value
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in SAYS:
            yield from node.args
            yield from (word.value for word in node.keywords if word.arg == "hint")


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if " " in node.value else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = [v.value if isinstance(v, ast.Constant) else _gap(v) for v in node.values]
    text = "".join(map(str, parts))
    is_said = re.search(r"[a-z] [a-z]", text) and not re.search(r"[A-Z]{4} |<path", text)
    return text if is_said else ""


def _gap(value: ast.expr) -> str:
    text = ast.unparse(value)
    quoted = isinstance(value, ast.FormattedValue) and value.conversion == ord("r")
    if "form" in text and not quoted:
        return "grouped"
    return "'7'" if quoted or "shown(" in text else "7"


def test_every_sentence_of_the_readers_is_told_in_chinese() -> None:
    tell, found = Reasons("zh"), list(said())
    assert len(found) > 100
    assert [text for text in found if tell(text) == text] == []


def test_every_reason_of_a_dirty_folder_is_told_in_chinese(tmp_path: Path) -> None:
    english = re.compile(r"\b(is|are|not|row|line|the|has|rows)\b")
    for one in make(1):
        (tmp_path / one.name).write_bytes(one.data)
        reading = sources.read(tmp_path / one.name, scratch=tmp_path / f"out {one.name}")
        tell = Reasons("zh", [member.layout for member in reading.members])
        reasons = [*reading.problems, *reading.skipped]
        told = [tell(text.reason) for text in reasons] + [*map(tell, reading.warnings)]
        told += [tell.place(problem.locator) for problem in reading.problems]
        assert [text for text in told if english.search(text)] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("counter: '6E' has lost digits (a spreadsheet keeps 15)", "交易对手账卡号：'6E' 已被"),
        ("card and account are blank", "交易卡号、交易账号 都为空"),
        ("amount: is zero: nothing moved", "交易金额：为零，没有资金变动"),
        ("ip: 1 rows look odd and are kept as written, e.g. 'x' is not an IP address",
         "IP地址：1 行看来有误，按原文保留，例如 'x' 不是 IP 地址"),
        ("a.csv: is a text table, not a workbook — rename it to .csv and load it again",
         "a.csv：是文本表格，不是工作簿。改名为 .csv 再载入"),
        ("time: 'no: such — thing' is not in the calendar",
         "交易时间：'no: such — thing' 在日历上不存在"),
        ("a word that no reader says", "a word that no reader says"),
    ],
)  # fmt: skip
def test_a_reason_names_the_column_by_its_header(text: str, told: str) -> None:
    assert Reasons("zh", ["bank-flow"])(text).startswith(told)
    assert Reasons("en")(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("counter: '6E' has lost digits", "交易对手账卡号: '6E' has lost digits"),
        ("card and account are blank", "交易卡号 and 交易账号 are blank"),
        ("teller and nothing are blank", "teller and nothing are blank"),
        ("has 3 fields, the header has 9", "has 3 fields, the header has 9"),
    ],
)
def test_an_english_reason_names_the_column_by_its_header_too(text: str, told: str) -> None:
    assert Reasons("en", ["bank-flow"])(text) == told


@pytest.mark.parametrize(
    "text", ["a: " * 5000, "a: " * 300, " — ".join("ab" * 90), "is (" * 240, "{x} " * 99]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_of_a_file_that_look_like_reasons_are_told_at_once(text: str, lang: str) -> None:
    begun = time.monotonic()
    assert Reasons(lang, ["bank-flow"])(text)
    assert time.monotonic() - begun < 2


def test_a_line_is_counted_in_chinese_and_a_sheets_place_stays() -> None:
    tell = Reasons("zh")
    places = ["line 3", "夹/a.csv#line 8", "交易明细!3"]
    assert [tell.place(place) for place in places] == ["第 3 行", "夹/a.csv 第 8 行", "交易明细!3"]
    assert Reasons("en").place("line 3") == "line 3"


def test_no_sentence_is_swallowed_by_one_that_stands_before_it() -> None:
    for one in sentences():
        text = one.english.format_map(dict.fromkeys(re.findall(r"{(\w+)}", one.english), "'7'"))
        first = next(other for other in sentences() if other.known.fullmatch(text))
        assert first is one, text


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
