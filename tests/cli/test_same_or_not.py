"""What has one number and tells different things, and what only looks the same: kept apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kg.case import new_case, open_case
from kg.cli import app

NUMBERED = """
name = "numbered"
zone = "UTC"
columns.no = { names = ["no"], required = true, filled = true }
columns.a = { names = ["a"], type = "account", filled = true }
columns.b = { names = ["b"], type = "account", filled = true }
columns.t = { names = ["t"], type = "time", filled = true }
columns.n = { names = ["n"], type = "amount", filled = true }
parties.a = { kind = "BankAccount", id = [["", "$a"]], values = { accountNumber = "a" } }
parties.b = { kind = "BankAccount", id = [["", "$b"]], values = { accountNumber = "b" } }
[[flows]]
kind = "Transfer"
source = "a"
target = "b"
time = "t"
amount = "n"
default_currency = "CNY"
number = "no"
scope = "bank"
"""
A, B, C = "0629000000000000017", "0629000000000000025", "0629000000000000033"


def kg(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def payments(*rows: tuple[object, ...]) -> str:
    lines = (f"{no},{a},{b},2024-05-01 10:00:00,{n}" for no, a, b, n in rows)
    return "\n".join(["no,a,b,t,n", *lines]) + "\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    new_case(tmp_path / "case")
    (tmp_path / "numbered.toml").write_text(NUMBERED, "utf-8")
    return tmp_path / "case"


def test_one_number_with_different_content_is_kept_twice_and_listed(case: Path) -> None:
    """In one file (1), in two (2); told twice alike (3) it is one payment of two rows."""
    one, two = case.parent / "one.csv", case.parent / "two.csv"
    one.write_text(payments((1, A, B, 5), (1, A, B, 6), (2, A, B, 1), (3, A, B, 9), (3, A, B, 9)))
    two.write_text(payments((2, A, C, 1)))
    layout = ("--layout", case.parent / "numbered.toml", "--lang", "en")
    assert "1 numbers are told with different content" in kg("load", case, one, *layout).stdout
    assert "1 numbers are told with different content" in kg("load", case, two, *layout).stdout

    told = json.loads(kg("pairs", case, "--json").stdout)["conflicts"]
    assert sorted((row["row_no"], float(row["amount"])) for row in told) == [
        (2, 1.0), (2, 5.0), (3, 6.0), (4, 1.0),
    ]  # fmt: skip
    assert len({row["own_id"] for row in told}) == 4
    shown = kg("pairs", case, "--lang", "en").stdout
    assert "One number, told with different content: 2 (all kept, none chosen)" in shown
    assert "two.csv 2" in shown

    with open_case(case) as opened:
        rows = opened.sql("SELECT amount, sources FROM transfer ORDER BY amount, sources").rows
        assert [(float(amount), files) for amount, files in rows] == [
            (1.0, 1), (1.0, 1), (5.0, 1), (6.0, 1), (9.0, 2),
        ]  # fmt: skip


def test_one_person_with_different_names_keeps_each_with_its_row(case: Path) -> None:
    file, more = case.parent / "one.csv", case.parent / "two.csv"
    file.write_text("证件号码,姓名\nE12345678,张三\nE12345678,张山\n", "utf-8")
    more.write_text("证件号码,姓名\nE12345678,章三\n", "utf-8")
    for one in (file, more):
        assert kg("load", case, one, "--layout", "persons").exit_code == 0
    shown = kg("show", case, "E12345678", "--lang", "en").stdout
    assert "name: 张三 / 张山 / 章三" in shown
    why = kg("explain", case, "E12345678", "--lang", "en").stdout
    assert all(f"E12345678 | {name}" in why for name in ("张三", "张山", "章三"))


RELATIONS = (
    "主体,关系,客体\n张三,认识,李四\n张三\u200b,认识,王五\nРаypal,认识,李四\nPaypal,认识,李四\n"
)
TWO_FORMS = "主体,关系,客体\nJos\u00e9,认识,李四\nJose\u0301,认识,王五\n"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("'Раypal' looks like 'Paypal'", "'张三⟦U+200B⟧' looks like '张三'")),
        ("zh", ("'Раypal' 看起来像 'Paypal'", "'张三⟦U+200B⟧' 看起来像 '张三'")),
    ],
)
def test_look_alikes_stay_apart_and_say_what_they_look_like(
    lang: str, said: tuple[str, str], case: Path
) -> None:
    rows = RELATIONS.splitlines(keepends=True)
    for number, text in enumerate((RELATIONS, "".join(rows[:3]))):
        file = case.parent / f"relations{number}.csv"
        file.write_text(text, "utf-8")
        shown = kg("load", case, file, "--lang", lang)
        assert shown.exit_code == 0
        assert said[number] in shown.stdout
    for name in ("Раypal", "Paypal"):
        found = json.loads(kg("search", case, name, "--json").stdout)
        assert len(found) == 1, found
    assert kg("search", case, "张三", "--lang", "en").stdout.startswith("2 found")


def test_two_forms_of_one_letter_stay_apart_and_are_flagged(case: Path) -> None:
    file = case.parent / "forms.csv"
    file.write_text(TWO_FORMS, "utf-8")
    said = "'Jose⟦U+0301⟧' looks like 'Jos\u00e9'"
    assert said in kg("load", case, file, "--lang", "en").stdout
    assert kg("search", case, "Jos\u00e9", "--lang", "en").stdout.startswith("2 found")


@pytest.mark.parametrize(
    ("name", "like"), [("Раypal", "Paypal"), ("张三\u200b", "张三"), ("ΑΒC公司", "ABC公司")]
)
def test_a_holder_of_an_account_that_looks_like_another(name: str, like: str, case: Path) -> None:
    file = case.parent / "flow.csv"
    head = "交易卡号,户名,交易时间,交易金额,收付标志,交易对手账卡号,对手户名"
    file.write_text(f"{head}\n{A},{name},2024-05-01 10:00:00,5,出,{B},李四\n", "utf-8")
    assert f"looks like '{like}'" in kg("load", case, file, "--lang", "en").stdout


def test_a_circle_of_ids_is_named_before_any_row(case: Path) -> None:
    toml, file = case.parent / "circle.toml", case.parent / "x.csv"
    toml.write_text(
        'columns.x = { names = ["x"] }\n'
        'parties.a = { kind = "Person", id = [["&b"]] }\n'
        'parties.b = { kind = "Person", id = [["&a"]] }\n',
        "utf-8",
    )
    file.write_text("x\n1\n", "utf-8")
    done = kg("load", case, file, "--layout", toml, "--lang", "en")
    assert done.exit_code == 3
    assert "circle.toml line 2 parties.a.id: ids in a circle: a → b → a" in done.output
    assert kg("load", case, file, "--layout", toml, "--lang", "zh").output.count("循环引用") == 1
