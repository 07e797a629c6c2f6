"""Tables that kg wrote come back: each payment once, and what a rule worked out as rows only."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.case import Case, new_case, open_case
from kg.model.fact_tables import EVIDENCE_COLUMNS, LINK_COLUMNS, NODE_COLUMNS
from kg.sources.formats.own_tables import is_own_book, is_own_table
from tests.built import built
from tests.depth import by_depth
from tests.sources.reader import bank, read_file, read_text

NUMBERS = ("6220990000000000017", "6220990000000000025", "6220990000000000033")
FORMS = [
    *(("zh-masked.csv", "zh", False), ("zh-masked.xlsx", "zh", False), ("en.xlsx", "en", True)),
    *by_depth([], [("en.csv", "en", True), ("en-masked.xlsx", "en", False)]),
]
"""A file, its language, and whether it has real values."""


def build(place: Path) -> None:
    own = [f"{number},,容某{name}," for number, name in zip(NUMBERS, "甲乙丙", strict=True)]
    rows = (
        f"{own[0]},2024-05-01 10:00:00,100.50,5,出,{NUMBERS[1]},容某乙,货款,成功,S1",
        f"{own[0]},2024-05-01 10:20:00,50,5,出,{NUMBERS[1]},容某乙,货款,成功,S2",
        f"{own[1]},2024-05-01 11:00:00,120,30.50,出,{NUMBERS[2]},容某丙,转款,成功,S3",
        f"{own[2]},2024-05-01 12:00:00,7,113,出,6220990000000000041,容某丁,转款,成功,S4",
    )
    (place / "bank.csv").write_text(bank(*rows), encoding="utf-8")
    with new_case(place / "case") as case:
        assert case.load(place / "bank.csv").source.problems == 0
        case.trace(NUMBERS[0], name="money")
        for name, lang, shown in FORMS:
            case.export(place / name, "money", lang=lang, show_values=shown)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tables")
    built(build, place)
    return place


@pytest.fixture(scope="module")
def case(folder: Path) -> Iterator[Case]:
    with open_case(folder / "case") as opened:
        yield opened


def payments(case: Case) -> list[tuple[object, ...]]:
    query = "SELECT start_time, amount, currency, count(*) FROM transfer GROUP BY ALL ORDER BY ALL"
    return list(case.sql(query).rows)


@pytest.mark.parametrize(("name", "shown"), [(name, shown) for name, _, shown in FORMS])
def test_each_payment_comes_back_once(
    name: str, shown: bool, folder: Path, case: Case, tmp_path: Path
) -> None:
    result = read_file(folder / name, tmp_path)
    assert result.reading.problems == ()
    there = case.sql("SELECT amount, epoch_us(start_time) FROM transfer ORDER BY ALL").rows
    hours = 8 * 3_600_000_000  # the case shows its own zone
    found = sorted((row["amount"], row["start_us"] + hours) for row in result.flows)
    assert found == list(there)
    ends = {end for row in result.flows for end in (row["source"], row["target"])}
    known = {id_ for (id_,) in case.sql("SELECT id FROM entity WHERE kind = 'BankAccount'").rows}
    assert (ends == known) is shown, "an account is known by its number, in every file"


def test_a_table_and_a_workbook_tell_one_payment_and_a_result_is_kept_as_rows(
    folder: Path, case: Case, tmp_path: Path
) -> None:
    with new_case(tmp_path / "case") as again:
        again.load(folder / "zh-masked.csv")
        report = again.load(folder / "zh-masked.xlsx")
        assert payments(again) == payments(case)
        query = "SELECT kind, count(*) FROM entity GROUP BY 1 ORDER BY 1"
        assert again.sql(query).rows == case.sql(query).rows, "masked ends are one in every file"
        assert {n for (n,) in again.sql("SELECT sources FROM transfer").rows} == {2}
        (first,) = again.sql("SELECT id FROM transfer LIMIT 1").rows[0]
        places = {piece.locator.rpartition("!")[0] for piece in again.lookup.explain(first).pieces}
        assert places == {"", "关系"}
        rows = again.sql("SELECT * FROM row WHERE member = '依据行'")
        shares = rows.columns.index("network:其中追踪金额")
        assert {row[shares] for row in rows.rows} >= {"100.5", "50", "7"}
        said = " ".join(one.text("en") for one in report.warnings)
        assert f"依据行 kept in the row ({len(rows.rows)})" in said
        assert "its 4 links stand first in 来源1.csv" in said, "what would stand twice is said"
        assert len(rows.rows) > len(payments(case))


def line(columns: tuple[str, ...], **cells: str) -> str:
    return ",".join(cells.get(name, "") for name in columns)


def test_a_link_listed_twice_is_a_problem_and_never_two_payments(tmp_path: Path) -> None:
    ids = {"source": "urn:crimechain:account:a", "target": "urn:crimechain:account:b"}
    kinds = {"sourceKind": "BankAccount", "targetKind": "BankAccount"}
    paid = {"amount": "5", "currency": "CNY", "startTime": "2024-05-01T00:00:00Z"}
    link = {"linkId": "urn:crimechain:transfer:1", "kind": "Transfer", **ids, **kinds, **paid}
    whole = line(LINK_COLUMNS, **link)
    short = whole.rpartition(",")[0]
    table = "\r\n".join((",".join(LINK_COLUMNS), whole, whole, short, "", whole[:40]))
    result = read_text(tmp_path, f"\ufeff{table}")
    assert [row["amount"] for row in result.flows] == [5]
    assert [problem.locator for problem in result.reading.problems] == [
        "line 3",
        "line 4",
        "line 6",
    ]


def test_a_quote_before_a_formula_is_taken_off(tmp_path: Path) -> None:
    thing = {"id": "urn:crimechain:person:1", "kind": "Person"}
    text = f"{line(NODE_COLUMNS, **thing)},'=cmd\n"
    result = read_text(tmp_path, f"{','.join(NODE_COLUMNS)},name\n{text}")
    assert [row["name"] for row in result.rows("entity")] == ["=cmd"]


def test_the_table_of_evidence_is_kept_as_rows(tmp_path: Path) -> None:
    cells = {"fact": "urn:crimechain:person:1", "file": "a.csv", "locator": "line 2"}
    table = f"{','.join(EVIDENCE_COLUMNS)}\n{line(EVIDENCE_COLUMNS, **cells)}\n"
    result = read_text(tmp_path, table)
    assert (result.reading.stored, result.rows("entity")) == (1, [])


def test_a_table_of_others_is_none_of_ours(folder: Path) -> None:
    with (folder / "zh-masked.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert tuple(next(csv.reader(stream))[: len(LINK_COLUMNS)]) == LINK_COLUMNS
    assert not is_own_table(b"id,kind,label,name\n") and not is_own_book([["Sheet"], ["a", "b"]])
