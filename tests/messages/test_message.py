"""A message is stored and read back as it was, and says all that it holds in each language."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FormatError
from kg.messages import Argument, Column, Message, languages, say, template
from kg.messages.catalogue import Catalogue

WORDS = st.text(max_size=12)
NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)


def messages(arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda name, filled: Message(name, **filled), NAMES, st.dictionaries(NAMES, arguments)
    )


ARGUMENTS: st.SearchStrategy[Argument] = st.recursive(
    WORDS | st.integers() | st.builds(Column, NAMES),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | messages(inner),
    max_leaves=8,
)


@given(messages(ARGUMENTS))
def test_a_message_comes_back_from_json_as_it_was(message: Message) -> None:
    stored = json.dumps(message.to_plain(), ensure_ascii=False)
    assert Message.from_plain(json.loads(stored)) == message
    assert hash(Message.from_plain(json.loads(stored))) == hash(message)


@given(messages(ARGUMENTS))
def test_every_text_of_a_message_can_be_changed_and_nothing_else(message: Message) -> None:
    assert message.with_texts(str) == message
    changed = json.dumps(message.with_texts(lambda _: "•").to_plain())
    inside = _texts(message)
    assert changed.count('"\\u2022"') == len(inside)


def _texts(value: Argument) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Message):
        return [text for _, one in value.filled for text in _texts(one)]
    return [text for one in value for text in _texts(one)] if isinstance(value, tuple) else []


@given(WORDS.filter(lambda text: "\n" not in text))
def test_a_text_is_said_as_it_stands_whatever_is_in_it(text: str) -> None:
    assert Message("as-stored", zh=text, en=text).text("zh") == text


def test_a_nested_message_is_said_in_the_same_language() -> None:
    inner = Message("level-steps-away", count=2)
    outer = Message("of-column", column=Column("amount"), reason=inner)
    assert outer.text("en", {"amount": "Betrag"}) == "Betrag: 2 steps away"
    assert outer.text("zh", {"amount": "交易金额"}) == "交易金额：距起点 2 步"


def test_what_an_english_sentence_has_filled_in_is_said_in_ones_own() -> None:
    partly = Catalogue("qq", "level-steps-away = { $count } qq\n")
    advice = Message("level-steps-away", count=2)
    said = partly.text("of-column", {"column": "x", "reason": advice}, {})
    assert "2 qq" in said and said != "2 qq"


def test_a_column_without_a_header_is_said_by_its_name() -> None:
    message = Message("of-column", column=Column("serial"), reason="x")
    assert message.text("en") == "serial: x"


def test_a_list_has_the_commas_of_the_language() -> None:
    message = Message("as-stored", zh=("甲", "乙"), en=("one", "two"))
    assert (message.text("zh"), message.text("en")) == ("甲、乙", "one, two")


def test_a_sentence_in_two_languages_of_an_older_result_is_said_as_it_stands() -> None:
    old = Message.from_plain({"zh": "线索", "en": "a lead"})
    assert (old.text("zh"), old.text("en")) == ("线索", "a lead")


def test_quantities_are_grouped_and_choose_the_plural() -> None:
    assert say("level-steps-away", "en", count=1) == "1 step away"
    assert say("level-steps-away", "en", count=12_345) == "12,345 steps away"


@pytest.mark.parametrize("value", [1.5, True, None, object()])
def test_what_has_no_exact_text_is_no_argument(value: object) -> None:
    with pytest.raises(TypeError, match="argument of a message"):
        Message("as-stored", en=value)


def test_an_exact_number_keeps_its_digits() -> None:
    assert Message("as-stored", en=Decimal("0.123456789012345678")).text() == (
        "0.123456789012345678"
    )


def test_a_message_of_another_version_is_said_by_its_id() -> None:
    assert Message("of-next-year", what="x").text("zh") == "of-next-year {'what': 'x'}"


@pytest.mark.parametrize(
    "data", [{}, {"id": "x"}, {"id": "x", "arguments": 1}, {"id": "x", "arguments": {"a": 1.5}}]
)
def test_what_is_no_message_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        Message.from_plain(data)


def test_a_template_keeps_its_gaps_for_the_page() -> None:
    assert template("of-column", "zh") == "{column}：{reason}"


def test_languages_are_those_that_have_a_catalogue() -> None:
    assert {"zh", "en"} <= set(languages())


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("a.csv line 3", "a.csv 第 3 行：是文件夹"),
        ("own.toml line 12 [columns]", "own.toml 第 12 行 [columns]：是文件夹"),
        ("the line 3.csv", "the line 3.csv：是文件夹"),
        ("a line 1.csv line 2", "a line 1.csv 第 2 行：是文件夹"),
    ],
)
def test_the_line_of_an_error_is_said_in_the_reader_s_language(where: str, said: str) -> None:
    error = FormatError(Message("is-a-folder"), where=where)
    assert error.message.text("zh") == said
    assert str(error) == f"{where}: is a folder"
