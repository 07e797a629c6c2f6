"""English sentences that older cases have stored are said in Chinese as they always were."""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path

import pytest

from kg.messages import Column, Message, languages
from kg.messages.stored import message_of
from kg.model import Problem, Skipped
from kg.records import from_json, to_json
from kg.sources.layout_files import headers_of

BEFORE = tomllib.loads(
    Path(__file__).with_name("stored_before_0_5.toml").read_text(encoding="utf-8")
)
"""Each pattern that the terminal knew before 0.5, and what it said in Chinese."""
GAP = re.compile(r"{(\w+)}")
OTHER_TYPE, FORMER_TYPE = "needs a column of type {type}", "wallet"
SENTENCE, SAID = "is not a file", "不是文件"
"""What is filled into gaps that another sentence stands in."""


def filled(english: str, chinese: str) -> tuple[str, str]:
    """Return a pattern with its gaps filled in both languages."""
    gaps = dict.fromkeys(GAP.findall(english), ("'7'", "'7'"))
    gaps |= {name: (SENTENCE, SAID) for name in ("reason", "at", "list") if name in gaps}
    if english == OTHER_TYPE:
        gaps["type"] = (FORMER_TYPE, FORMER_TYPE)
    if "columns" in gaps and "no layout fits" not in english:
        gaps["columns"] = ("card and account", "交易卡号、交易账号")
        if "is blank" in english:
            gaps["columns"] = ("card", "交易卡号")
    if not gaps:  # its braces are TOML's own
        return english, chinese
    texts = ({name: both[at] for name, both in gaps.items()} for at in (0, 1))
    return english.format(**next(texts)), chinese.format(**next(texts))


SENTENCES = [filled(english, chinese) for english, chinese in BEFORE.items()]


@pytest.mark.parametrize(("english", "chinese"), SENTENCES)
def test_every_sentence_of_before_is_said_in_chinese_as_before(english: str, chinese: str) -> None:
    message = message_of(english)
    assert message.text("zh", headers_of(["bank-flow"])) == chinese
    assert message.id != "as-stored" or english.startswith(("'7' of '7'", "name the layout"))


@pytest.mark.parametrize("english", [english for english, _ in SENTENCES])
def test_it_is_said_in_english_as_it_is_stored(english: str) -> None:
    assert message_of(english).text("en") == english


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("counter: '6E' has lost digits (a spreadsheet keeps 15)", "交易对手账卡号：'6E' 已被"),
        ("card and account are blank", "交易卡号、交易账号 都为空"),
        ("amount: is zero: nothing moved", "交易金额：为零，没有资金变动"),
        (
            "ip: 1 rows look odd and are kept as written, e.g. 'x' is not an IP address",
            "IP地址：1 行看来有误，按原文保留，例如 'x' 不是 IP 地址",
        ),
        (
            "a.csv: changed while it was being read — copy it first, then load",
            "a.csv：读取时文件被改动。先复制一份再载入",
        ),
        (
            "time: 'no: such — thing' is not in the calendar",
            "交易时间：'no: such — thing' 在日历上不存在",
        ),
        ("a word that no reader says", "a word that no reader says"),
    ],
)
def test_a_stored_reason_names_the_column_by_its_header(text: str, told: str) -> None:
    assert message_of(text).text("zh", headers_of(["bank-flow"])).startswith(told)
    assert message_of(text).text("en") == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "counter: '6E' has lost digits (a spreadsheet keeps 15)",
            "交易对手账卡号: '6E' has lost digits (a spreadsheet keeps 15)",
        ),
        ("card and account are blank", "交易卡号 and 交易账号 are blank"),
        ("has 3 fields, the header has 9", "has 3 fields, the header has 9"),
    ],
)
def test_a_stored_reason_in_english_names_the_column_by_its_header_too(
    text: str, told: str
) -> None:
    assert message_of(text).text("en", headers_of(["bank-flow"])) == told


@pytest.mark.parametrize(
    "text", ["a: " * 5000, "a: " * 300, " — ".join("ab" * 90), "is (" * 240, "{x} " * 99]
)
def test_words_of_a_file_that_look_like_sentences_are_looked_through_at_once(text: str) -> None:
    begun = time.process_time()
    assert [message_of(text).text(lang) for lang in languages()] == [text] * len(languages())
    assert time.process_time() - begun < 2


def test_a_row_stored_before_has_its_sentence_and_one_stored_now_its_message() -> None:
    old = '{"code":"amount","locator":"line 3","reason":"amount: is zero: nothing moved",'
    old += '"sha256":"ab","text":"x"}'
    row = from_json(Problem, old)
    assert row.reason == Message("of-column", column=Column("amount"), reason=Message("is-zero"))
    stored = to_json(row)
    assert '"reason":"amount: is zero: nothing moved"' in stored
    assert from_json(Problem, stored) == row
    skipped = from_json(Skipped, '{"locator":"line 1","reason":"title line"}')
    assert skipped == Skipped("line 1", Message("title-line"))
    assert from_json(Skipped, to_json(skipped)) == skipped


def test_a_message_is_one_canonical_text() -> None:
    message = Message("of-column", column=Column("time"), reason=Message("is-zero"))
    assert Message.from_json(message.to_json()) == message
