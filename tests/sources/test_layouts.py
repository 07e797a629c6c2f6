"""Layouts: what is wrong with one is said before the first row; which one fits is explained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.errors import LayoutError
from kg.sources import detect, dry_run
from kg.sources.detect_layout import choose
from kg.sources.layout import Layout
from kg.sources.layout_files import layouts, parse_layout
from tests.sources.every_key import toml_of
from tests.sources.reader import bank

ROW = "6220000000000000018,,赵某,,2024-05-01 10:00:00,5,,出,6220000000000000026,,,,"


def table(**changes: Any) -> dict[str, Any]:
    flow = {
        "kind": "Transfer",
        "source": ["a"],
        "target": ["b"],
        "time": "time",
        "amount": "amount",
    }
    return {
        "name": "own",
        "zone": "Asia/Shanghai",
        "columns": {
            "from": {"names": ["from"], "type": "account"},
            "to": {"names": ["to"], "type": "account"},
            "time": {"names": ["time"], "type": "time"},
            "amount": {"names": ["amount"], "type": "amount"},
        },
        "parties": {
            "a": {"kind": "BankAccount", "id": [["", "$from"]]},
            "b": {"kind": "BankAccount", "id": [["", "$to"]]},
        },
        "flows": [flow | {"default_currency": "CNY"}],
        **changes,
    }


def test_a_right_layout_is_taken() -> None:
    assert parse_layout(table(), "own.toml").used() == {"from", "to", "time", "amount"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"zone": ""}, "states no zone"),
        ({"zone": "Asia/Shanghia"}, "Shanghia"),
        ({"parties": {"a": {"kind": "BankAcount", "id": [["$from"]]}}}, "BankAccount"),
        ({"parties": {"a": {"kind": "Person", "id": [["$form"]]}}}, "nearest names: from"),
        ({"parties": {"a": {"kind": "Person", "id": [["$to"]], "values": {"nmae": "to"}}}}, "name"),
        ({"parties": {"a": {"kind": "Person", "id": [["&a"]]}}}, "in a circle: a → a"),
        ({"links": [{"kind": "Transfer", "source": ["a"], "target": ["b"]}]}, "make it a flow"),
        ({"colums": {}}, "columns"),
        ({"columns": {"t": {"names": ["t"], "type": "tiem"}}, "parties": {}, "flows": []}, "time"),
    ],
)
def test_a_wrong_layout_is_refused_before_any_row(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(LayoutError, match=said):
        parse_layout(table(**changes), "own.toml")


def test_a_circle_of_two_is_named() -> None:
    circle = {
        "a": {"kind": "Person", "id": [["&b"]]},
        "b": {"kind": "Person", "id": [["&a"]]},
    }
    with pytest.raises(LayoutError, match="a → b → a"):
        parse_layout(table(parties=circle), "own.toml")


def test_every_shipped_layout_is_right_and_bilingual() -> None:
    assert {layout.name for layout in layouts()} >= {"bank-flow", "persons", "relations", "trc20"}
    assert all(set(layout.label) == {"zh", "en"} for layout in layouts())


def test_detection_says_why(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(bank(ROW), encoding="utf-8")
    (found,) = detect(path).values()
    assert found.chosen.layout.name == "bank-flow"
    assert "13 of 13 columns known" in str(found.why())
    assert "next" in str(found.why())


def test_a_dry_run_shows_rows_and_problems_and_stores_nothing(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(bank(*[ROW] * 12, "1,2"), encoding="utf-8")
    tried = dry_run(path)
    assert len(tried.mapped["flow_transfer"]) == 10
    assert [problem.code for problem in tried.reading.problems] == ["columns"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_layout_of_ones_own_by_its_path(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'name = "own"\nzone = "UTC"\n[columns]\n'
        'who = { names = ["who"], type = "name", required = true, filled = true }\n'
        'at = { names = ["at"], required = true }\n'
        '[parties.who]\nkind = "Person"\nid = [["@source", "$who"]]\nvalues = { name = "who" }\n',
        encoding="utf-8",
    )
    path = tmp_path / "rows.csv"
    path.write_text("who,at\nAnn,x\n", encoding="utf-8")
    assert dry_run(path, str(own)).mapped["entity"][0]["name"] == "Ann"


@pytest.mark.parametrize("layout", layouts(), ids=lambda layout: layout.name)
def test_a_header_of_all_its_columns_leads_to_each_layout(layout: Layout) -> None:
    header = list(dict.fromkeys(column.names[0] for column in layout.columns.values()))
    assert choose([header], layouts(), "here").chosen.layout.name == layout.name


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pick": "x"}, "0 groups; it needs 1"),
        ({"head": "("}, "no pattern"),
    ],
)
def test_a_wrong_pattern_is_refused(change: dict[str, str], said: str) -> None:
    own = table()
    own["columns"]["from"] |= change
    with pytest.raises(LayoutError, match=said):
        parse_layout(own, "own.toml")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"debit": "amount"}, "amount, or debit and credit"),
        ({"signed": True}, "the sign alone"),
        ({"source": [], "target": [], "own": ["a"], "other": ["b"]}, "own, other and direction"),
        ({"status": [{"column": "time", "like": "x", "then": "faild"}]}, "failed"),
        ({"directions": [{"column": "time", "like": "x", "then": "up"}]}, "no direction 'up'"),
        ({"precision": "time"}, "a column of the type choice"),
        ({"precision": "tme"}, "no column 'tme'"),
    ],
)
def test_a_flow_that_says_too_little_or_too_much_is_refused(
    change: dict[str, Any], said: str
) -> None:
    own = table()
    own["flows"][0] |= change
    with pytest.raises(LayoutError, match=said):
        parse_layout(own, "own.toml")


def test_a_column_says_how_finely_a_time_is_known(tmp_path: Path) -> None:
    """Where it is blank or says another word the form of the time does."""
    own = table()
    own["columns"]["fine"] = {
        "names": ["fine"], "type": "choice", "choices": {"day": ["d"], "minute": ["m"]},
        "lenient": True,
    }  # fmt: skip
    own["flows"][0]["precision"] = "fine"
    place = tmp_path / "own.toml"
    place.write_text(toml_of(own), "utf-8")
    ends = "6220000000000000018,6220000000000000026"
    path = tmp_path / "rows.csv"
    rows = ("00:00:00,5,d", "09:30:00,6,m", "09:30:01,7,", "09:30,8,", "09:31:02,9,?")
    lines = [f"{ends},2024-05-01 {row}" for row in rows]
    path.write_text("\n".join(("from,to,time,amount,fine", *lines)), "utf-8")
    tried = dry_run(path, str(place))
    fine = [row["precision"] for row in tried.mapped["flow_transfer"]]
    assert fine == ["day", "minute", "second", "minute", "second"]


def test_a_row_that_begins_like_a_foot_line_but_is_full_stays_a_row(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'name = "own"\nzone = "UTC"\nfoot = ["end.*"]\n[columns]\n'
        'who = { names = ["who"], type = "name", required = true, filled = true }\n'
        'at = { names = ["at"], required = true }\n'
        '[parties.who]\nkind = "Person"\nid = [["@source", "$who"]]\nvalues = { name = "who" }\n',
        encoding="utf-8",
    )
    path = tmp_path / "rows.csv"
    path.write_text("who,at,x\nend of all,x,1\nend,,\nend of file\n", encoding="utf-8")
    tried = dry_run(path, str(own))
    assert {one.locator for one in tried.reading.skipped} == {"line 3", "line 4"}
    assert [row["name"] for row in tried.mapped["entity"]] == ["end of all"]


def test_a_format_without_a_day_is_refused() -> None:
    columns = table()["columns"] | {
        "time": {"names": ["time"], "type": "time", "formats": ["%H%M%S"]}
    }
    with pytest.raises(LayoutError, match="tells no day"):
        parse_layout(table(columns=columns), "own.toml")


DAY_BESIDE = """
name = "till"
zone = "Asia/Shanghai"
columns.from = { names = "from", type = "account" }
columns.to = { names = ["to"], type = "account" }
columns.day = { names = ["记账日"], type = "time" }
columns.time = { names = ["钟点"], type = "time", date = NAMED }
columns.amount = { names = ["amount"], type = "amount" }
parties.a = { kind = "BankAccount", id = [["", "$from"]] }
parties.b = { kind = "BankAccount", id = [["", "$to"]] }
[[flows]]
kind = "Transfer"
source = "a"
target = "b"
time = "time"
amount = "amount"
default_currency = "CNY"
"""


@pytest.mark.parametrize("named", ['"day"', '["day"]', '"记账日"', '["记账日"]'])
def test_the_day_beside_a_time_is_a_column_of_the_layout_or_a_header(
    tmp_path: Path, named: str
) -> None:
    toml, path = tmp_path / "till.toml", tmp_path / "file.csv"
    toml.write_text(DAY_BESIDE.replace("NAMED", named), "utf-8")
    row = "6220000000000000018,6220000000000000026,20240105,093011,5"
    path.write_text(f"from,to,记账日,钟点,amount\n{row}\n", "utf-8")
    (payment,) = dry_run(path, str(toml)).mapped["flow_transfer"]
    assert payment["start_us"] == 1_704_418_211_000_000  # 2024-01-05 09:30:11 in Shanghai
