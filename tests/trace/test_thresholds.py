"""Thresholds as a person types them: what is read, and what is refused with the default."""

from __future__ import annotations

import pytest

from kg.errors import UsageError
from kg.messages import languages
from kg.trace.typologies.catalogue import (
    named_typologies,
    threshold_text,
    typed_thresholds,
    typologies,
    typology,
)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("fan-in.payers", "1", 1),
        ("fan-in.payers", "999999", 999_999),
        ("fan-in.within", "90m", "90m"),
        ("gather-scatter.passed", "0", 0.0),
        ("gather-scatter.passed", ".85", 0.85),
        ("night-peak.hours", "22-6", [22, 6]),
        ("night-peak.hours", "0-24", [0, 24]),
        ("night-peak.hours", "22/6", [22, 6]),  # as it is told
        ("test-transfer.big", "CNY 5000, USDT 0.5", {"CNY": "5000", "USDT": "0.5"}),
        ("structuring.limit", "CNY 50000/200000", {"CNY": ["50000", "200000"]}),
        ("structuring.limit", "CNY 5, USD 1.5/2", {"CNY": ["5"], "USD": ["1.5", "2"]}),
    ],
)
def test_a_threshold_is_read_by_its_unit(name: str, text: str, value: object) -> None:
    ((of, changed),) = typed_thresholds([f" {name} = {text} "]).items()
    values = typology(of).with_values(changed)
    assert values[name.partition(".")[2]] == value
    same = {key: one.default for key, one in typology(of).thresholds.items() if key not in changed}
    assert {key: values[key] for key in same} == same


@pytest.mark.parametrize(
    ("name", "text", "default"),
    [
        ("fan-in.payers", "0", "10"),
        ("fan-in.payers", "1000000", "10"),
        ("fan-in.payers", "2.5", "10"),
        ("fan-in.payers", "", "10"),
        ("gather-scatter.passed", "-0.1", "0.85"),
        ("gather-scatter.passed", "1e9", "0.85"),
        ("gather-scatter.passed", "nan", "0.85"),
        ("gather-scatter.passed", "inf", "0.85"),
        ("test-transfer.small", "CNY 0", "CNY 10, HKD 10, USD 2, EUR 2, USDT 2"),
        ("test-transfer.small", "CNY -1", "CNY 10, HKD 10, USD 2, EUR 2, USDT 2"),
        ("test-transfer.small", "CNY 1e12", "CNY 10, HKD 10, USD 2, EUR 2, USDT 2"),
        ("test-transfer.small", "CNY", "CNY 10, HKD 10, USD 2, EUR 2, USDT 2"),
        ("test-transfer.small", "CNY x", "CNY 10, HKD 10, USD 2, EUR 2, USDT 2"),
        ("test-transfer.small", "CNY 1, CNY 2", "CNY 10, HKD 10, USD 2, EUR 2, USDT 2"),
        ("round-amounts.unit", "1000 each", "CNY 1000, HKD 1000, USD 100, EUR 100, USDT 100"),
    ],
)
def test_what_is_no_value_is_refused_with_the_default(name: str, text: str, default: str) -> None:
    of, _, threshold = name.partition(".")
    with pytest.raises(UsageError) as refused:
        typology(of).with_values({threshold: text})
    assert str(refused.value).startswith(f"{text!r} is no value of {name}")
    assert str(refused.value).endswith(f"its default is {default}")


@pytest.mark.parametrize("text", ["24-6", "5-25", "5-0", "-1-5", "5-5", "5", "a-b", "1-2-3"])
def test_hours_are_two_of_a_day_and_no_others(text: str) -> None:
    with pytest.raises(UsageError, match=r"is no value of night-peak\.hours"):
        typology("night-peak").with_values({"hours": text})


@pytest.mark.parametrize("limit", ["NaN", "sNaN", "Infinity", "1e400", "-5", "0", "5, CNY 6"])
def test_a_limit_is_a_sum_above_nothing_said_once(limit: str) -> None:
    with pytest.raises(UsageError, match=r"is no value of structuring\.limit"):
        typology("structuring").with_values({"limit": f"CNY {limit}"})


def test_a_threshold_of_another_typology_is_refused_with_those_that_it_has() -> None:
    with pytest.raises(UsageError) as refused:
        typology("fan-in").with_values({"payees": "3"})
    assert "fan-in" in str(refused.value) and "payees" in str(refused.value)
    assert str(refused.value).endswith("one of payers, times, within")


@pytest.mark.parametrize("text", ["payers=3", "fan-in.payers", "fan-in=3", "=3", ""])
def test_what_sets_no_threshold_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        typed_thresholds([text])
    assert repr(text) in str(refused.value)


def test_thresholds_are_gathered_by_typology_and_the_last_word_counts() -> None:
    typed = ["fan-in.payers=3", "Fan In.within=2h", "fan-out.payees=4", "fan-in.payers=5"]
    assert typed_thresholds(typed) == {
        "fan-in": {"payers": "5", "within": "2h"},
        "fan-out": {"payees": "4"},
    }


@pytest.mark.parametrize("name", typologies())
def test_a_typology_is_named_in_every_language_and_with_spaces(name: str) -> None:
    wanted = typologies()[name]
    for text in (name, name.upper(), f" {name} ", name.replace("-", " ")):
        assert typology(text) is wanted
    for lang in languages():
        assert typology(wanted.label.text(lang)) is wanted
    assert named_typologies((name,)) == [wanted]


def test_without_a_name_all_are_meant_in_the_order_of_the_file() -> None:
    assert [one.name for one in named_typologies(())] == list(typologies())


@pytest.mark.parametrize(("name", "hint"), [("fan-inn", "fan-in"), ("zzzz", "night-peak")])
def test_an_unknown_typology_is_refused_with_the_nearest_or_all(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        typology(name)
    assert name in str(refused.value) and hint in str(refused.value)
    assert ("cycle" in str(refused.value)) == (name == "zzzz")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10, "10"),
        (0.85, "0.85"),
        (2.0, "2"),
        ("24h", "24h"),
        ({"CNY": "10", "USD": 2}, "CNY 10, USD 2"),
        ({"CNY": [50000, "200000"], "USD": [10000]}, "CNY 50000/200000, USD 10000"),
    ],
)
def test_a_value_is_told_as_it_would_be_typed(value: object, text: str) -> None:
    assert threshold_text(value) == text
