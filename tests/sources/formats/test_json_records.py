"""Records deep in JSON: the layout's path leads to them, and what stands above is told too."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from kg.case import new_case
from kg.errors import FormatError, KgError, LayoutError, LimitExceeded
from kg.limits import LIMITS
from kg.sources.formats.json_records import records_at
from kg.sources.formats.json_text import parse_json
from kg.sources.layout_files import read_layout
from tests.sources.reader import read_text

LAYOUT = """name = "deep"
label = { zh = "嵌套记录", en = "nested records" }
zone = "Asia/Shanghai"
records = "/data/accounts/*/payments"

[columns]
own = { names = ["../number"], type = "account", required = true, filled = true }
other = { names = ["to/account"], type = "account", required = true, filled = true }
amount = { names = ["money/value"], type = "amount", required = true, filled = true }
currency = { names = ["money/unit"], type = "currency" }
time = { names = ["at"], type = "time", required = true, filled = true }
tags = { names = ["tags"], several = true }

[parties.own]
kind = "BankAccount"
id = [["", "$own"]]
values = { accountNumber = "own" }

[parties.other]
kind = "BankAccount"
id = [["", "$other"]]
values = { accountNumber = "other", alias = "tags" }

[[flows]]
kind = "Transfer"
source = ["own"]
target = ["other"]
time = "time"
amount = "amount"
currency = "currency"
default_currency = "CNY"
"""
FIRST, SECOND, THIRD = (f"62209900000000000{n}" for n in (17, 25, 33))


def payment(to: str, value: object, **more: object) -> dict[str, object]:
    return {"to": {"account": to}, "money": {"value": value, "unit": "CNY"},
            "at": "2024-05-01 10:00:00", **more}  # fmt: skip


DOCUMENT = {
    "made": "2024-05-02",
    "data": {
        "accounts": [
            {"number": FIRST, "payments": [payment(SECOND, 12.50, tags=["a", "b"])]},
            {"number": SECOND, "payments": [payment(THIRD, 7), payment(THIRD, "much"), 5]},
            {"number": THIRD},
        ]
    },
}


@pytest.fixture
def layout(tmp_path: Path) -> str:
    (tmp_path / "deep.toml").write_text(LAYOUT, encoding="utf-8")
    return str(tmp_path / "deep.toml")


def test_records_are_read_by_the_path_of_the_layout(tmp_path: Path, layout: str) -> None:
    result = read_text(tmp_path, json.dumps(DOCUMENT), "d.json", layout=layout)
    assert [(flow["amount"], flow["currency"]) for flow in result.flows] == [
        (Decimal("12.50"), "CNY"), (Decimal(7), "CNY"),
    ]  # fmt: skip
    assert [p.locator for p in result.reading.problems] == [
        "/data/accounts/1/payments/1", "/data/accounts/1/payments/2",
    ]  # fmt: skip
    aliases = [row["values"].get("alias") for row in result.rows("entity")]
    assert ["a", "b"] in aliases, "a list is several values"
    above = {row["../../../made"] for row in result.as_read()}
    assert above == {"2024-05-02"}, "what no column names stays in the row"


def test_a_payment_leads_to_its_pointer(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "d.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        case.load(path, layout=layout)
        (id_,) = case.sql("SELECT id FROM transfer WHERE amount = 7").rows[0]
        (piece,) = case.lookup.explain(str(id_)).pieces
        assert piece.locator == "/data/accounts/1/payments/0" and "at: 2024-05-01" in str(piece)


@pytest.mark.parametrize(
    ("text", "path", "columns"),
    [('[{"a/b": {"c~": 1}}]', ".", ("a~1b/c~0",)), ('{"a": [1, [2]]}', "/a", ("value",)),
     ('{"x": {"y": 2}, "a": [{"b": 1}]}', "/a", ("b", "../x/y"))],
)  # fmt: skip
def test_paths(text: str, path: str, columns: tuple[str, ...]) -> None:
    assert tuple(records_at(parse_json(text, "a", LIMITS), path, "a", LIMITS).columns) == columns


@pytest.mark.parametrize(
    ("text", "error"),
    [('{"a": 7}', FormatError), ("[]", FormatError), ("{", FormatError),
     ('{"a": ' + "[" * 300 + "]" * 300 + "}", LimitExceeded)],
)  # fmt: skip
def test_where_no_list_lies_the_file_is_refused(text: str, error: type[KgError]) -> None:
    with pytest.raises(error, match=r"d\.json"):
        records_at(parse_json(text, "d.json", LIMITS), "/a", "d.json", LIMITS)


@pytest.mark.parametrize("path", ["a", "/*/*/a", "/a/*", "//", "/a'b", "/"])
def test_a_wrong_path_is_refused_with_its_key(path: str, tmp_path: Path) -> None:
    text = LAYOUT.replace("/data/accounts/*/payments", path)
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LayoutError, match="records"):
        read_layout(tmp_path / "bad.toml")
