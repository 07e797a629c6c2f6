"""A workbook of facts holds what the CSV holds; its texts stay texts and nothing in it runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from invented import account, row, source, transfer

from kg.exports import ExportMaterial, NoMasking, export, masked
from kg.exports.fact_workbook import fact_book
from kg.messages import say
from kg.schema import load_schema

A = "a" * 64


def material(lang: str = "zh", amount: str = "-1.50") -> ExportMaterial:
    one, two = account("0071", row(A, 1), name="=cmd|' /C calc'!A0"), account("6222", row(A, 2))
    return masked(
        NoMasking(),
        case="案",
        entities=[one, two],
        links=[transfer(1, one, two, row(A, 3, "=1+1"), amount=amount)],
        sources=[source(A)],
        schema=load_schema(),
        lang=lang,
    )


def cells(path: Path) -> list[list[str]]:
    """A CSV as it was meant: the one quote before a dangerous text taken off."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [[cell.removeprefix("'") for cell in line] for line in csv.reader(stream)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheets_hold_what_the_csv_files_hold(lang: str, tmp_path: Path) -> None:
    facts = material(lang)
    book = openpyxl.load_workbook(io.BytesIO(fact_book(facts)))
    links, nodes, evidence, _ = export(tmp_path / "out.csv", facts)
    for name, path in (("links", links), ("nodes", nodes), ("evidence", evidence)):
        sheet = book[say(f"sheet-of-{name}", lang)]
        found = [
            ["" if c is None else str(c) for c in line]
            for line in sheet.iter_rows(values_only=True)
        ]
        assert [[c.replace("-1.50", "-1.5") for c in line] for line in cells(path)] == found


def test_an_amount_is_a_number_unless_it_would_be_rounded() -> None:
    def amount(text: str) -> object:
        book = openpyxl.load_workbook(io.BytesIO(fact_book(material(amount=text))))
        sheet = book["关系"]
        heads = [cell.value for cell in sheet[1]]
        return sheet.cell(2, heads.index("amount") + 1).value

    assert amount("12.50") == 12.5
    assert amount("99999999999999.999999") == "99999999999999.999999"


def test_nothing_runs_and_equal_facts_give_equal_bytes() -> None:
    book = openpyxl.load_workbook(io.BytesIO(fact_book(material())))
    assert {c.data_type for sheet in book for line in sheet.iter_rows() for c in line} <= {"s", "n"}
    assert fact_book(material()) == fact_book(material())
    assert "线索" in str([c.value for c in book["须知"]["A"]])
